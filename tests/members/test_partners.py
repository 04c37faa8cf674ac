"""Two banks that agree to exchange hours: who asks, who answers, which limits hold, and who hears of it."""

import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from ledger import actions as ledger
from ledger import reads
from members.actions import partners
from members.actions.partners import NotPartners, Terms
from members.models import Bank, Partnership, PartnershipEvent
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

HOUR = 60
State = Partnership.State


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(slug="riverside")


@pytest.fixture
def other() -> Bank:
    return make.make_bank(slug="hillside")


def act(bank: Bank) -> dict:
    return {"by": make.admin_of(bank), "at": timezone.now()}


def proposed(bank: Bank, other: Bank, *, receives: int = 10 * HOUR, gives: int = 20 * HOUR) -> Partnership:
    return partners.propose(bank, other, Terms(receives, gives), **act(bank))


def agreed(bank: Bank, other: Bank, *, receives: int = 10 * HOUR, gives: int = 20 * HOUR) -> Partnership:
    return partners.accept(proposed(bank, other), Terms(receives, gives), **act(other))


def cross(payer, payee, minutes: int) -> None:
    """Let a member of one bank pay one of the other."""
    cause = uuid.uuid4()
    ledger.post_between(
        ledger.Crossing(
            key=cause,
            payer_id=payer.account_id,
            payee_id=payee.account_id,
            minutes=minutes,
            reference=f"exchange:{cause}",
            happened_on=payer.bank.day(timezone.now()),
            recorded_by=payer.actor_key,
        )
    )


def limits(bank: Bank) -> tuple[int | None, int | None]:
    (position,) = reads.positions(bank.book_id)
    return position.floor_minutes, position.ceiling_minutes


def told(bank: Bank) -> list[str]:
    notices = Notice.objects.filter(bank=bank.slug, kind__startswith="PARTNERS_").order_by("pk")
    return list(notices.values_list("subject", flat=True))


# ------------------------------------------------------------------------------------------- asking, answering


def test_one_asks_and_the_other_agrees(bank, other):
    partnership = proposed(bank, other)
    assert reads.positions(bank.book_id) == []

    partnership = partners.accept(partnership, Terms(5 * HOUR, 6 * HOUR), **act(other))

    assert partnership.state == State.AGREED
    assert limits(bank) == (-20 * HOUR, 10 * HOUR)
    assert limits(other) == (-6 * HOUR, 5 * HOUR)


@pytest.mark.parametrize(("minutes", "fits"), [(5 * HOUR, True), (5 * HOUR + 1, False)])
def test_the_stricter_of_both_sides_holds(bank, other, minutes, fits):
    agreed(bank, other, receives=5 * HOUR, gives=6 * HOUR)  # the one would give 20 hours, the other receives 5
    giver, receiver = make.make_member(bank), make.make_member(other)

    if fits:
        cross(receiver, giver, minutes)
        assert reads.balance_of(giver.account_id) == minutes
    else:
        with pytest.raises(ledger.OverLimit):
            cross(receiver, giver, minutes)


def test_everything_is_written_down_and_admins_of_both_are_told(bank, other):
    partnership = agreed(bank, other)
    partners.change_limits(partnership, Terms(HOUR, HOUR), **act(bank))
    partners.end(partnership, **act(other))

    history = PartnershipEvent.objects.filter(partnership=partnership).order_by("pk")
    assert [(each.kind, each.by) for each in history] == [
        ("PROPOSED", make.admin_of(bank)),
        ("ACCEPTED", make.admin_of(other)),
        ("LIMITS_SET", make.admin_of(bank)),
        ("ENDED", make.admin_of(other)),
    ]
    assert told(bank) == [
        f"We asked {other.name} to exchange hours",
        f"We now exchange hours with {other.name}",
        f"We set other limits for hours with {other.name}",
        f"{other.name} ended the agreement with us",
    ]
    assert told(other) == [
        f"{bank.name} would like to exchange hours with us",
        f"We now exchange hours with {bank.name}",
        f"{bank.name} set other limits for hours with us",
        f"We ended the agreement with {bank.name}",
    ]


def test_nobody_reads_the_names_of_the_other_bank(bank, other):
    for each, name in ((bank, "Ada Rule"), (other, "Ben Rule")):
        admin = make.admin_of(each)
        admin.name = name
        admin.save()

    partners.end(agreed(bank, other), **act(other))

    words = " ".join(Notice.objects.filter(bank=bank.slug).values_list("body", flat=True))
    assert "Ada Rule" in words
    assert "Ben Rule" not in words


@pytest.mark.parametrize("answer", [partners.decline, partners.withdraw])
def test_what_came_to_nothing_may_be_asked_again(bank, other, answer):
    partnership = proposed(bank, other)

    answer(partnership, **act(other if answer is partners.decline else bank))

    assert reads.positions(bank.book_id) == []
    assert agreed(other, bank).state == State.AGREED


# -------------------------------------------------------------------------------------------------- refusals


def test_only_admins_of_the_two_banks_may(bank, other):
    stranger, coordinator = make.admin_of(make.make_bank()), make.make_coordinator(bank)
    at, terms = timezone.now(), Terms(HOUR, HOUR)
    with pytest.raises(NotAllowed):
        partners.propose(bank, other, terms, by=coordinator, at=at)
    with pytest.raises(NotAllowed):
        partners.propose(bank, other, terms, by=make.admin_of(other), at=at)
    waiting = proposed(bank, other)

    for by in (stranger, coordinator, make.make_coordinator(other)):
        for refused in (partners.decline, partners.withdraw, partners.end):
            with pytest.raises(NotAllowed):
                refused(waiting, by=by, at=at)
        for refused in (partners.accept, partners.change_limits):
            with pytest.raises(NotAllowed):
                refused(waiting, terms, by=by, at=at)


def test_who_asked_does_not_answer(bank, other):
    waiting = proposed(bank, other)

    with pytest.raises(WrongState):
        partners.accept(waiting, Terms(HOUR, HOUR), **act(bank))
    with pytest.raises(WrongState):
        partners.decline(waiting, **act(bank))
    with pytest.raises(WrongState):
        partners.withdraw(waiting, **act(other))


def test_each_pair_has_one_live_agreement(bank, other):
    waiting = proposed(bank, other)
    for one, two in ((bank, other), (other, bank)):
        with pytest.raises(WrongState):
            proposed(one, two)

    partners.accept(waiting, Terms(HOUR, HOUR), **act(other))

    with pytest.raises(WrongState):
        proposed(other, bank)
    with pytest.raises(WrongState):
        partners.accept(waiting, Terms(HOUR, HOUR), **act(other))


def test_a_bank_does_not_agree_with_itself_nor_to_nothing(bank, other):
    with pytest.raises(NotPartners):
        proposed(bank, bank)
    with pytest.raises(NotPartners):
        proposed(bank, other, receives=0, gives=0)


def test_what_is_not_agreed_is_neither_changed_nor_ended(bank, other):
    waiting = proposed(bank, other)

    with pytest.raises(WrongState):
        partners.change_limits(waiting, Terms(HOUR, HOUR), **act(bank))
    with pytest.raises(WrongState):
        partners.end(waiting, **act(bank))


@pytest.mark.django_db(transaction=True)
def test_two_that_ask_each_other_at_once_ask_once(bank, other):
    begin, refused = threading.Barrier(2), []

    def ask(one: Bank, two: Bank) -> None:
        begin.wait()
        try:
            proposed(one, two)
        except WrongState as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=pair) for pair in ((bank, other), (other, bank))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Partnership.objects.count(), len(refused)) == (1, 1)


# -------------------------------------------------------------------------------------------- changing, ending


def test_each_side_changes_its_own_limits(bank, other):
    partnership = agreed(bank, other)

    partners.change_limits(partnership, Terms(2 * HOUR, 0), **act(other))

    assert limits(other) == (0, 2 * HOUR)
    assert limits(bank) == (-20 * HOUR, 10 * HOUR)


def test_an_ended_agreement_moves_only_towards_zero(bank, other):
    partnership = agreed(bank, other)
    giver, receiver = make.make_member(bank), make.make_member(other)
    cross(receiver, giver, 2 * HOUR)

    partners.end(partnership, **act(bank))

    with pytest.raises(ledger.OverLimit):
        cross(receiver, giver, 1)
    cross(giver, receiver, 2 * HOUR)
    with pytest.raises(ledger.OverLimit):
        cross(giver, receiver, 1)


def test_an_ended_agreement_may_be_made_again(bank, other):
    partners.end(agreed(bank, other), **act(bank))

    agreed(other, bank, receives=3 * HOUR, gives=4 * HOUR)

    assert limits(bank) == (-4 * HOUR, 3 * HOUR)
    cross(make.make_member(other), make.make_member(bank), HOUR)
