"""What posting does, and what it refuses."""

import dataclasses
import uuid

import pytest
from django.db import IntegrityError, transaction

from ledger import actions, reads
from ledger.models import Entry, Transfer, Words
from tests.ledger.making import days_ago, new_account, new_book, pay, posting, today


def entry(transfer: int, account: int) -> Entry:
    return Entry.objects.get(transfer_id=transfer, account_id=account)


def test_a_transfer_is_written_as_two_entries(bank):
    transfer = pay(bank.ann, bank.bob, 60)

    paid, got = entry(transfer, bank.ann), entry(transfer, bank.bob)
    assert (paid.minutes, paid.balance_after, paid.number) == (-60, -60, 1)
    assert (got.minutes, got.balance_after, got.number) == (60, 60, 1)
    assert (paid.booked_on, paid.book_id, paid.journal_number) == (today(), bank.book, got.journal_number)
    assert reads.balances([bank.ann, bank.bob]) == {bank.ann: -60, bank.bob: 60}


def test_each_entry_continues_its_account(bank):
    transfers = [pay(bank.ann, bank.bob, 60), pay(bank.bob, bank.ann, 10), pay(bank.ann, bank.bob, 5)]

    history = [entry(transfer, bank.ann) for transfer in transfers]
    assert [(line.number, line.minutes, line.balance_after) for line in history] == [
        (1, -60, -60),
        (2, 10, -50),
        (3, -5, -55),
    ]


def test_posting_takes_one_round_trip(bank, django_assert_num_queries):
    one = posting(bank.ann, bank.bob)

    with django_assert_num_queries(3) as seen:  # inside a transaction: a savepoint around it
        actions.post(one)

    assert [query["sql"].split()[0] for query in seen] == ["SAVEPOINT", "SELECT", "RELEASE"]


def test_outside_a_transaction_it_is_one_statement(committed_bank, django_assert_num_queries):
    one = posting(committed_bank.ann, committed_bank.bob)

    with django_assert_num_queries(1):
        actions.post(one)


def test_the_same_key_posts_once(bank):
    one = posting(bank.ann, bank.bob, 60)

    assert actions.post(one) == actions.post(one)

    assert reads.balance_of(bank.bob) == 60


@pytest.mark.parametrize(
    "other",
    [
        {"minutes": 61},
        {"kind": "GIFT"},
        {"reference": "exchange:other"},
        {"happened_on": days_ago(7)},
        {"booked_on": days_ago(3)},
        {"recorded_by": "member:9"},
        {"batch": uuid.uuid4()},
        {"reason": "OTHER"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_key_with_other_content_is_refused(bank, other):
    one = posting(bank.ann, bank.bob, 60)
    actions.post(one)

    with pytest.raises(actions.KeyReused) as refusal:
        actions.post(dataclasses.replace(one, **other))

    assert refusal.value.code == "key_reused"
    assert reads.balance_of(bank.bob) == 60


@pytest.mark.parametrize("side", ["payer_id", "payee_id"])
def test_the_same_key_for_another_account_is_refused(bank, side):
    one = posting(bank.ann, bank.bob, 60)
    actions.post(one)

    with pytest.raises(actions.KeyReused):
        actions.post(dataclasses.replace(one, **{side: new_account(bank.book)}))


def test_erased_words_do_not_hinder_a_repeat(bank):
    one = posting(bank.ann, bank.bob, words="Help with the garden")
    transfer = actions.post(one)
    Words.objects.filter(pk=transfer).delete()

    assert actions.post(one) == transfer

    assert not Words.objects.filter(pk=transfer).exists()


def test_one_cause_is_posted_once(bank):
    pay(bank.ann, bank.bob, 60, reference="exchange:1")

    with pytest.raises(actions.AlreadyPosted) as refusal:
        pay(bank.ann, bank.bob, 60, reference="exchange:1")

    assert refusal.value.code == "already_posted"
    assert reads.balance_of(bank.bob) == 60


def test_one_cause_may_have_transfers_of_several_kinds_and_books(bank):
    other = new_book()

    pay(bank.ann, bank.bob, reference="event:1")
    pay(bank.ann, bank.bob, reference="event:1", kind="GIFT")
    pay(new_account(other), new_account(other), reference="event:1")

    assert Transfer.objects.filter(reference="event:1").count() == 3


def test_the_words_stand_beside_the_transfer(bank):
    transfer = pay(bank.ann, bank.bob, words="Help with the garden")

    assert reads.transfers([transfer])[transfer].description == "Help with the garden"


@pytest.mark.parametrize("minutes", [0, -1, 1.5, 60.0, True, "60", 2**31, 10**30])
def test_only_whole_minutes_above_zero_move(bank, minutes):
    with pytest.raises(actions.NotWholeMinutes):
        pay(bank.ann, bank.bob, minutes)

    assert reads.balances([bank.ann, bank.bob]) == {bank.ann: 0, bank.bob: 0}


def test_nobody_pays_themselves(bank):
    with pytest.raises(actions.SameAccount):
        pay(bank.ann, bank.ann)


def test_hours_stay_in_their_book(bank):
    stranger = new_account(new_book())

    with pytest.raises(actions.OtherBook):
        pay(bank.ann, stranger)
    with pytest.raises(actions.OtherBook):
        pay(stranger, bank.ann)

    assert reads.balances([bank.ann, stranger]) == {bank.ann: 0, stranger: 0}


@pytest.mark.parametrize("side", ["payer_id", "payee_id"])
def test_an_account_that_is_not_there_is_refused(bank, side):
    with pytest.raises(actions.NoSuchAccount):
        actions.post(dataclasses.replace(posting(bank.ann, bank.bob), **{side: 10**15}))


def test_a_code_is_no_place_for_words(bank):
    with pytest.raises(IntegrityError, match="ledger_transfer_reference"):
        pay(bank.ann, bank.bob, reference="Tea with Margaret")


class TestLimits:
    def test_the_floor_may_be_reached_and_not_passed(self, bank):
        pay(bank.ann, bank.bob, 600)

        with pytest.raises(actions.OverLimit) as refusal:
            pay(bank.ann, bank.pot, 1)

        assert refusal.value.code == "over_limit"
        assert refusal.value.fits_minutes == 0
        assert "no room" in str(refusal.value)

    def test_a_refusal_says_how_much_would_fit(self, bank):
        pay(bank.ann, bank.bob, 450)

        with pytest.raises(actions.OverLimit) as refusal:
            pay(bank.ann, bank.pot, 151)

        assert refusal.value.fits_minutes == 150
        assert str(refusal.value) == (
            "That is more than the account they come from may spend. At most 2½ hours would fit."
        )
        pay(bank.ann, bank.pot, 150)

    @pytest.mark.parametrize(("floor", "ceiling"), [(-600, 450), (-450, 600)])
    @pytest.mark.parametrize("payer_is_older", [True, False])
    def test_how_much_fits_counts_both_sides(self, bank, floor, ceiling, payer_is_older):
        """Whichever is locked first: what it had moved before the refusal is not counted against it."""
        older, younger = new_account(bank.book), new_account(bank.book)
        payer, payee = (older, younger) if payer_is_older else (younger, older)
        actions.set_limits(payer, actions.Limits(floor, None), by="system", reason="RULE")
        actions.set_limits(payee, actions.Limits(None, ceiling), by="system", reason="RULE")

        with pytest.raises(actions.OverLimit) as refusal:
            pay(payer, payee, 500)

        assert refusal.value.fits_minutes == 450

    def test_the_ceiling_may_be_reached_and_not_passed(self, bank):
        pay(bank.pot, bank.bob, 600)

        with pytest.raises(actions.OverLimit) as refusal:
            pay(bank.pot, bank.bob, 1)

        assert str(refusal.value) == "That is more than the account they go to may hold. There is no room for any."

    def test_a_limit_binds_only_in_the_worsening_direction(self, bank):
        pay(bank.ann, bank.bob, 500)
        for account in (bank.ann, bank.bob):
            actions.set_limits(account, actions.Limits(-60, 60), by="member:9", reason="RULE")

        pay(bank.bob, bank.ann, 100)

        assert reads.balances([bank.ann, bank.bob]) == {bank.ann: -400, bank.bob: 400}

    def test_no_limit_is_no_limit(self, bank):
        pay(bank.pot, new_account(bank.book, ceiling=None), 2**31 - 1)

        assert reads.balance_of(bank.pot) == -(2**31) + 1

    def test_balances_outgrow_one_transfer(self, bank):
        rich = new_account(bank.book, ceiling=None)

        for _ in range(3):
            pay(bank.pot, rich, 2**31 - 1)

        assert reads.balance_of(rich) == 3 * (2**31 - 1)


class TestClosedAccounts:
    @pytest.mark.parametrize("kind", ["EXCHANGE", "GRANT", "SETTLEMENT", "EXPIRY"])
    def test_a_closed_account_neither_pays_nor_receives(self, bank, kind):
        actions.close_account(bank.bob, by="member:9", reason="LEFT")

        with pytest.raises(actions.AccountClosed) as refusal:
            pay(bank.ann, bank.bob, kind=kind)
        with pytest.raises(actions.AccountClosed):
            pay(bank.bob, bank.ann, kind=kind)

        assert refusal.value.code == "account_closed"


class TestDays:
    def test_nothing_is_booked_ahead(self, bank):
        with pytest.raises(actions.WrongDay):
            pay(bank.ann, bank.bob, booked_on=days_ago(-1))

    def test_nothing_happens_after_the_day_it_is_booked_on(self, bank):
        with pytest.raises(actions.WrongDay):
            pay(bank.ann, bank.bob, happened_on=days_ago(-1))
        with pytest.raises(actions.WrongDay):
            pay(bank.ann, bank.bob, happened_on=days_ago(3), booked_on=days_ago(4))

        pay(bank.ann, bank.bob, happened_on=days_ago(3), booked_on=days_ago(3))

    def test_a_past_day_is_booked_when_asked_for(self, bank):
        transfer = pay(bank.ann, bank.bob, booked_on=days_ago(30))

        assert {e.booked_on for e in Entry.objects.filter(transfer_id=transfer)} == {days_ago(30)}

    @pytest.mark.parametrize("later", ["payer", "payee"])
    def test_both_sides_are_booked_on_the_later_account_s_day(self, bank, later):
        """Whichever of the two has the lower id: the rare third UPDATE catches the first up."""
        fresh = new_account(bank.book)
        pay(bank.ann, bank.pot, booked_on=days_ago(5))
        pair = (bank.ann, fresh) if later == "payer" else (fresh, bank.ann)

        transfer = pay(*pair, booked_on=days_ago(20))

        assert {e.booked_on for e in Entry.objects.filter(transfer_id=transfer)} == {days_ago(5)}
        assert {s.last_booked_on for s in reads.account_states(pair).values()} == {days_ago(5)}

    def test_the_lower_account_catches_up_with_the_higher(self, bank):
        pay(bank.pot, bank.bob, booked_on=days_ago(5))

        pay(bank.ann, bank.bob, booked_on=days_ago(20))

        assert reads.account_states([bank.ann])[bank.ann].last_booked_on == days_ago(5)
        assert reads.prove().faults == []


class TestTogether:
    def test_a_batch_shares_its_mark(self, bank):
        ids = actions.post_together([posting(bank.ann, bank.bob), posting(bank.bob, bank.pot)])

        assert len(set(Transfer.objects.filter(pk__in=ids).values_list("batch", flat=True))) == 1

    def test_a_batch_is_posted_whole_or_not_at_all(self, bank):
        with pytest.raises(actions.OverLimit):
            actions.post_together([posting(bank.ann, bank.bob, 60), posting(bank.bob, bank.pot, 5000)])

        assert reads.balances([bank.ann, bank.bob]) == {bank.ann: 0, bank.bob: 0}

    def test_a_batch_repeated_gives_the_first_answer(self, bank):
        batch = [posting(bank.ann, bank.bob), posting(bank.bob, bank.pot)]

        assert actions.post_together(batch) == actions.post_together(batch)

    def test_an_empty_batch_posts_nothing(self, bank):
        assert actions.post_together([]) == []


def test_a_refusal_leaves_the_caller_s_transaction_usable(bank):
    with transaction.atomic():
        with pytest.raises(actions.OverLimit):
            pay(bank.ann, bank.bob, 5000)
        pay(bank.ann, bank.bob, 5)

    assert reads.balance_of(bank.bob) == 5
