"""Opening, limiting, settling and closing."""

import pytest
from django.db import IntegrityError

from ledger import actions, reads
from ledger.models import Transfer
from tests.ledger.making import ZONE, new_account, pay, settle


def test_a_book_opens_with_its_own_accounts(db):
    book = actions.open_book(slug="ashby", zone=ZONE)

    states = reads.accounts_of_book(book.pk)
    assert [(s.code, s.kind, s.balance_minutes, s.floor_minutes, s.ceiling_minutes, s.is_open) for s in states] == [
        (kind.lower(), kind, 0, None, None, True) for kind in ("POT", "WELCOME", "EXPIRY", "OPENING")
    ]


def test_there_is_one_book_of_a_name(db):
    actions.open_book(slug="ashby", zone=ZONE)

    with pytest.raises(actions.AlreadyOpen):
        actions.open_book(slug="ashby", zone=ZONE)


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "<b>"])
def test_a_zone_must_be_known(db, zone):
    with pytest.raises(actions.UnknownZone):
        actions.open_book(slug="ashby", zone=zone)


def open_one(book, **fields):
    given = {"code": "member-1", "kind": "MEMBER", "limits": actions.Limits(-60, 60), "by": "system"}
    return actions.open_account(book_id=book, **{**given, **fields})


def test_an_account_opens_at_zero_with_its_first_limits(bank):
    account = open_one(bank.book)

    state = reads.account_states([account.pk])[account.pk]
    assert (state.balance_minutes, state.floor_minutes, state.ceiling_minutes) == (0, -60, 60)
    assert [(x.number, x.reason, x.set_by) for x in reads.limits_of(account.pk)] == [(1, "OPENED", "system")]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"kind": "POT"}, actions.AlreadyOpen),
        ({"code": "pot"}, actions.AlreadyOpen),
        ({"limits": actions.Limits(1, None)}, actions.WrongLimits),
        ({"limits": actions.Limits(None, -1)}, actions.WrongLimits),
        ({"book_id": 10**15}, actions.NoSuchAccount),
        ({"kind": "PRIVATE"}, IntegrityError),
        ({"code": "Margaret Hill"}, IntegrityError),
    ],
)
def test_what_no_account_may_be(bank, fields, refusal):
    with pytest.raises(refusal):
        open_one(fields.pop("book_id", bank.book), **fields)


def test_limits_are_a_history_and_the_last_one_counts(bank):
    actions.set_limits(bank.ann, actions.Limits(-30, None), by="member:9", reason="RULE")

    history = reads.limits_of(bank.ann)
    assert [(x.number, x.floor_minutes, x.ceiling_minutes) for x in history] == [(2, -30, None), (1, -600, 600)]
    with pytest.raises(actions.OverLimit):
        pay(bank.ann, bank.bob, 31)


def test_an_account_that_is_not_there_has_no_limits(db):
    with pytest.raises(actions.NoSuchAccount):
        actions.set_limits(10**15, actions.Limits(0, 0), by="system", reason="RULE")
    with pytest.raises(actions.NoSuchAccount):
        actions.close_account(10**15, by="system", reason="LEFT")
    with pytest.raises(actions.NoSuchAccount):
        settle(10**15)


def test_an_account_with_hours_on_it_is_not_closed(bank):
    pay(bank.ann, bank.bob)

    with pytest.raises(actions.AccountNotSettled):
        actions.close_account(bank.ann, by="member:9", reason="LEFT")


def test_a_book_s_own_account_stays_open(bank):
    with pytest.raises(actions.AccountKept):
        actions.close_account(bank.pot, by="member:9", reason="LEFT")
    with pytest.raises(actions.AccountKept):
        settle(bank.pot)


def test_closing_keeps_the_limits_and_closing_again_changes_nothing(bank):
    actions.close_account(bank.ann, by="member:9", reason="LEFT")
    actions.close_account(bank.ann, by="member:9", reason="LEFT")

    assert [(x.is_open, x.floor_minutes) for x in reads.limits_of(bank.ann)] == [(False, -600), (True, -600)]


def test_new_limits_open_a_closed_account(bank):
    actions.close_account(bank.ann, by="member:9", reason="LEFT")

    actions.set_limits(bank.ann, actions.Limits(-60, 60), by="member:9", reason="RETURNED")
    pay(bank.ann, bank.bob)

    assert reads.balance_of(bank.ann) == -60


@pytest.mark.parametrize("minutes", [90, -90, 0])
def test_settling_brings_an_account_to_zero_with_the_pot(bank, minutes):
    if minutes:
        pay(*((bank.bob, bank.ann) if minutes > 0 else (bank.ann, bank.bob)), abs(minutes))

    settle(bank.ann)

    state = reads.account_states([bank.ann])[bank.ann]
    assert (state.balance_minutes, state.is_open, reads.balance_of(bank.pot)) == (0, False, minutes)
    assert Transfer.objects.filter(kind="SETTLEMENT").count() == (1 if minutes else 0)


def test_settling_twice_settles_once(bank):
    pay(bank.ann, bank.bob)

    settle(bank.ann)
    settle(bank.ann)

    assert reads.balance_of(bank.pot) == -60


def test_a_debt_that_the_pot_cannot_meet_is_written_off(bank):
    actions.set_limits(bank.pot, actions.Limits(0, None), by="member:9", reason="RULE")
    pay(bank.ann, bank.bob)

    settle(bank.ann)

    assert not reads.account_states([bank.ann])[bank.ann].is_open
    assert reads.balance_of(reads.account_of_kind(bank.book, "EXPIRY")) == -60
    assert reads.balance_of(bank.pot) == 0


def test_what_is_left_may_go_to_another_member(bank):
    pay(bank.bob, bank.ann, 90)

    settle(bank.ann, heir_id=bank.bob)

    assert reads.balances([bank.ann, bank.bob, bank.pot]) == {bank.ann: 0, bank.bob: 0, bank.pot: 0}


def test_an_heir_who_cannot_hold_what_is_left_is_told_how_much_fits(bank):
    heir = new_account(bank.book, ceiling=30)
    pay(bank.bob, bank.ann, 90)

    with pytest.raises(actions.OverLimit) as refusal:
        settle(bank.ann, heir_id=heir)

    assert refusal.value.fits_minutes == 30
    assert reads.account_states([bank.ann])[bank.ann].is_open


def test_a_debt_may_be_taken_on_by_another_account_within_its_limits(bank):
    debtor = new_account(bank.book, floor=-100)
    pay(bank.ann, bank.bob, 90)

    settle(bank.ann, heir_id=debtor, debtor_id=debtor)

    assert reads.balances([bank.ann, debtor, bank.pot]) == {bank.ann: 0, debtor: -90, bank.pot: 0}
    assert reads.prove().faults == []


def test_who_cannot_owe_so_much_takes_nothing_on_and_nothing_is_written_off(bank):
    debtor = new_account(bank.book, floor=-60)
    pay(bank.ann, bank.bob, 90)

    with pytest.raises(actions.OverLimit) as refusal:
        settle(bank.ann, debtor_id=debtor)

    assert refusal.value.fits_minutes == 60
    assert reads.balances([bank.ann, debtor, bank.pot]) == {bank.ann: -90, debtor: 0, bank.pot: 0}
    assert reads.account_states([bank.ann])[bank.ann].is_open


def test_who_left_and_returned_can_leave_again(bank):
    for _ in range(2):
        actions.set_limits(bank.ann, actions.Limits(-60, 60), by="member:9", reason="RETURNED")
        pay(bank.ann, bank.bob, 30)
        settle(bank.ann)

    assert reads.balance_of(bank.pot) == -60


def test_settling_an_account_beyond_its_limits_is_no_wrong(bank):
    pay(bank.ann, bank.bob, 500)
    actions.set_limits(bank.ann, actions.Limits(0, 0), by="member:9", reason="RULE")

    settle(bank.ann)

    assert reads.balance_of(bank.ann) == 0


def test_balances_of_many_accounts_take_one_query(bank, django_assert_num_queries):
    accounts = [bank.ann, bank.bob, *(new_account(bank.book) for _ in range(3))]

    with django_assert_num_queries(1):
        assert reads.balances(accounts) == dict.fromkeys(accounts, 0)
