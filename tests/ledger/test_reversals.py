"""Taking back and correcting."""

import uuid

import pytest
from django.db import IntegrityError

from ledger import actions, reads
from ledger.models import Transfer
from tests.ledger.making import correction, days_ago, pay, settle, take_back


def test_a_reversal_is_the_exact_opposite(bank):
    transfer = pay(bank.ann, bank.bob, 90)

    reversal = reads.transfers([take_back(transfer)]).popitem()[1]

    assert (reversal.kind, reversal.payer_id, reversal.payee_id, reversal.minutes) == (
        "REVERSAL",
        bank.bob,
        bank.ann,
        90,
    )
    assert (reversal.reverses_id, reversal.reference, reversal.forced) == (transfer, f"transfer:{transfer}", True)
    assert reads.transfers([transfer])[transfer].reversed_by_id == reversal.transfer_id
    assert reads.balances([bank.ann, bank.bob]) == {bank.ann: 0, bank.bob: 0}


def test_a_transfer_is_taken_back_once(bank):
    transfer = pay(bank.ann, bank.bob)
    take_back(transfer)

    with pytest.raises(actions.AlreadyReversed) as refusal:
        take_back(transfer)

    assert refusal.value.code == "already_reversed"


def test_the_same_key_takes_back_once(bank):
    transfer, key = pay(bank.ann, bank.bob), uuid.uuid4()

    assert take_back(transfer, key=key) == take_back(transfer, key=key)


def test_a_repeat_gives_the_first_answer_even_after_an_account_has_closed(bank):
    transfer, key = pay(bank.ann, bank.bob), uuid.uuid4()
    first = take_back(transfer, key=key)
    settle(bank.ann)

    assert take_back(transfer, key=key) == first


def test_a_reversal_is_not_taken_back(bank):
    reversal = take_back(pay(bank.ann, bank.bob))

    with pytest.raises(actions.NotReversible):
        take_back(reversal)


def test_what_is_not_there_is_not_taken_back(db):
    with pytest.raises(actions.NotReversible):
        take_back(10**15)


def test_a_reversal_passes_limits(bank):
    transfer = pay(bank.pot, bank.bob, 600)
    pay(bank.bob, bank.ann, 600)
    pay(bank.bob, bank.pot, 600)

    take_back(transfer)

    assert reads.balance_of(bank.bob) == -1200


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_closed_account_is_settled_with_the_pot_in_the_same_batch(bank, who):
    account = getattr(bank, who)
    transfer = pay(bank.ann, bank.bob, 60)
    settle(account)
    pot_before = reads.balance_of(bank.pot)

    reversal = take_back(transfer)

    batch = reads.transfers([reversal])[reversal].batch
    assert [t.kind for t in Transfer.objects.filter(batch=batch).order_by("pk")] == ["REVERSAL", "SETTLEMENT"]
    assert reads.balance_of(account) == 0
    assert abs(reads.balance_of(bank.pot) - pot_before) == 60
    assert reads.prove().faults == []


def test_two_closed_accounts_are_both_settled(bank):
    transfer = pay(bank.ann, bank.bob, 60)
    settle(bank.ann)
    settle(bank.bob)

    take_back(transfer)

    assert reads.balances([bank.ann, bank.bob, bank.pot]) == {bank.ann: 0, bank.bob: 0, bank.pot: 0}


def test_a_past_day_is_booked_when_asked_for(bank):
    transfer = pay(bank.ann, bank.bob, booked_on=days_ago(9))

    reversal = take_back(transfer, happened_on=days_ago(5), booked_on=days_ago(5))

    assert reads.transfers([reversal])[reversal].booked_on == days_ago(5)


class TestCorrections:
    def test_a_correction_is_a_reversal_and_a_new_transfer_in_one_batch(self, bank):
        transfer = pay(bank.ann, bank.bob, 90, words="Help with the garden")

        corrected = actions.correct(transfer, **correction(minutes=30))

        line = reads.transfers([corrected])[corrected]
        reversal = Transfer.objects.get(reverses_id=transfer)
        assert (line.kind, line.minutes, line.description) == ("CORRECTION", 30, "Help with the garden")
        assert (line.reference, line.batch) == (f"correction:{reversal.pk}", reversal.batch)
        assert reads.balances([bank.ann, bank.bob]) == {bank.ann: -30, bank.bob: 30}

    def test_the_same_key_corrects_once(self, bank):
        transfer, asked = pay(bank.ann, bank.bob, 90), correction()

        assert actions.correct(transfer, **asked) == actions.correct(transfer, **asked)

        with pytest.raises(actions.KeyReused):
            actions.correct(transfer, **{**asked, "minutes": 31})

    def test_a_correction_may_be_corrected_and_taken_back(self, bank):
        once = actions.correct(pay(bank.ann, bank.bob, 90), **correction(minutes=30))
        twice = actions.correct(once, **correction(minutes=45))

        take_back(twice)

        assert reads.balances([bank.ann, bank.bob]) == {bank.ann: 0, bank.bob: 0}

    def test_limits_hold_for_what_is_posted_again(self, bank):
        transfer = pay(bank.ann, bank.bob, 90)

        with pytest.raises(actions.OverLimit):
            actions.correct(transfer, **correction(minutes=601))

        assert reads.balance_of(bank.bob) == 90
        assert not Transfer.objects.filter(kind="REVERSAL").exists()

    def test_an_admin_corrects_past_limits(self, bank):
        transfer = pay(bank.ann, bank.bob, 90)

        corrected = actions.correct_past_limits(transfer, **correction(minutes=700))

        assert reads.balance_of(bank.bob) == 700
        assert reads.transfers([corrected])[corrected].forced

    def test_nothing_is_corrected_on_a_closed_account(self, bank):
        transfer = pay(bank.ann, bank.bob, 90)
        settle(bank.ann)

        with pytest.raises(actions.AccountClosed):
            actions.correct(transfer, **correction(minutes=30))

    def test_an_admin_corrects_a_closed_account_which_the_pot_settles(self, bank):
        transfer = pay(bank.ann, bank.bob, 90)
        settle(bank.ann)

        actions.correct_past_limits(transfer, **correction(minutes=30))

        assert reads.balances([bank.ann, bank.bob, bank.pot]) == {bank.ann: 0, bank.bob: 30, bank.pot: -30}

    @pytest.mark.parametrize("minutes", [0, -5])
    def test_a_correction_to_nothing_is_a_reversal_instead(self, bank, minutes):
        with pytest.raises(actions.NotWholeMinutes):
            actions.correct(pay(bank.ann, bank.bob), **correction(minutes=minutes))

    @pytest.mark.parametrize("reference", ["correction:1", "exchange:1", "correction:999999999999999999"])
    def test_a_correction_without_its_reversal_is_refused(self, bank, reference):
        with pytest.raises(IntegrityError, match="names the reversal"):
            pay(bank.ann, bank.bob, kind="CORRECTION", reference=reference)
