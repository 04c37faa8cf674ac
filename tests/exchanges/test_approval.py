"""What coordinators decide: the approval rule, four eyes, returns, disputes, reversals."""

import pytest
from django.utils import timezone

from exchanges.access import may_approve, needs_approval
from exchanges.actions import approval, leaving, life
from exchanges.models import Exchange
from ledger import reads as ledger
from ledger.actions import OverLimit
from members.models import Bank, Member, Role
from tests import factories as make
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

pytestmark = pytest.mark.django_db
State = Exchange.State
Approval = Bank.Approval


@pytest.fixture
def bank():
    return make.make_bank(approval=Approval.ALL)


@pytest.fixture
def giver(bank):
    return make.make_member(bank)


@pytest.fixture
def receiver(bank):
    return make.make_member(bank)


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank)


def balance(member):
    return ledger.balances([member.account_id])[member.account_id]


@pytest.mark.parametrize(
    ("rule", "minutes", "waits"),
    [
        ({"approval": Approval.NOBODY}, 600, False),
        ({"approval": Approval.ALL}, 1, True),
        ({"approval": Approval.OVER, "approval_over_minutes": 60}, 60, False),
        ({"approval": Approval.OVER, "approval_over_minutes": 60}, 61, True),
    ],
)
def test_the_banks_rule_says_what_waits(rule, minutes, waits):
    bank = make.make_bank(**rule)

    exchange = make.confirmed_exchange(make.make_member(bank), make.make_member(bank), minutes=minutes)

    assert exchange.state == (State.CONFIRMED if waits else State.POSTED)


def test_a_members_first_exchanges_wait(coordinator):
    bank = make.make_bank(approval=Approval.FIRST, approval_first_exchanges=2)
    approver = make.make_coordinator(bank)
    one, other = make.make_member(bank), make.make_member(bank)

    for _number in range(2):
        exchange = make.confirmed_exchange(one, other)
        assert exchange.state == State.CONFIRMED
        approval.approve(exchange, make.act(approver))

    assert make.confirmed_exchange(one, other).state == State.POSTED


@pytest.mark.parametrize("flag", ["giver", "receiver", "category"])
def test_flagged_members_and_categories_always_wait(flag):
    bank = make.make_bank(approval=Approval.NOBODY)
    giver, receiver = make.make_member(bank), make.make_member(bank)
    category = make.make_category(bank, needs_approval=flag == "category")
    for name, member in (("giver", giver), ("receiver", receiver)):
        member.needs_approval = name == flag
        member.save()

    exchange = make.confirmed_exchange(giver, receiver, category=category)

    assert exchange.state == State.CONFIRMED
    assert needs_approval(exchange)


def test_approval_moves_the_hours_once(giver, receiver, coordinator):
    exchange = make.confirmed_exchange(giver, receiver)

    first = approval.approve(exchange, make.act(coordinator))
    second = approval.approve(exchange, make.act(coordinator))

    assert (first.state, second.state) == (State.POSTED, State.POSTED)
    assert (balance(giver), balance(receiver)) == (60, -60)


def test_nobody_approves_what_they_took_part_in(bank, coordinator, receiver):
    exchange = make.confirmed_exchange(coordinator, receiver)

    with pytest.raises(NotAllowed):
        approval.approve(exchange, make.act(coordinator))
    with pytest.raises(NotAllowed):
        approval.send_back(exchange, make.act(coordinator), reason="Look again")

    assert balance(coordinator) == 0


def test_nobody_approves_what_they_wrote_down_for_somebody(bank, coordinator, giver, receiver):
    exchange = life.log(make.draft(giver, receiver), make.act(coordinator, on_behalf_of=giver, channel="SLIP"))
    exchange = life.confirm(exchange, make.act(receiver), minutes=60)

    assert not may_approve(exchange, coordinator)
    with pytest.raises(NotAllowed):
        approval.approve(exchange, make.act(coordinator))
    assert may_approve(exchange, make.make_coordinator(bank))


def test_an_admin_approves_only_where_no_coordinator_may(bank, giver, receiver):
    admin = make.admin_of(bank)
    exchange = make.confirmed_exchange(giver, receiver)
    assert may_approve(exchange, admin)

    make.make_coordinator(bank)

    assert not may_approve(exchange, admin)
    with pytest.raises(NotAllowed):
        approval.approve(exchange, make.act(admin))


def test_members_auditors_and_other_banks_never_approve(bank, giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver)
    others = [giver, receiver, make.make_member(bank), make.make_auditor(bank), make.make_coordinator(make.make_bank())]

    for person in others:
        with pytest.raises(NotAllowed):
            approval.approve(exchange, make.act(person))


def test_a_returned_exchange_needs_both_words_again(giver, receiver, coordinator):
    exchange = make.confirmed_exchange(giver, receiver)

    with pytest.raises(RuleBroken):
        approval.send_back(exchange, make.act(coordinator), reason="  ")
    exchange = approval.send_back(exchange, make.act(coordinator), reason="Was it not two hours?")

    assert exchange.state == State.LOGGED
    assert not exchange.has_agreed(giver)
    assert not exchange.has_agreed(receiver)
    with pytest.raises(WrongState):
        approval.approve(exchange, make.act(coordinator))


def test_a_limit_stops_approval_and_says_what_fits(bank, giver, coordinator):
    bank.floor_minutes = -30
    bank.save()
    poor = make.make_member(bank)
    exchange = make.confirmed_exchange(giver, poor)

    with pytest.raises(OverLimit) as refusal:
        approval.approve(exchange, make.act(coordinator))

    assert refusal.value.fits_minutes == 30
    assert Exchange.objects.get().state == State.CONFIRMED
    assert balance(giver) == 0


def test_a_dispute_before_posting_ends_in_agreed_minutes_or_nothing(giver, receiver, coordinator):
    exchange = life.dispute(make.logged_exchange(giver, receiver), make.act(receiver), reason="It was less")

    resolved = approval.resolve(exchange, make.act(coordinator), minutes=30, reason="You both said so on the phone")

    assert (resolved.state, resolved.minutes) == (State.LOGGED, 30)
    assert not resolved.has_agreed(giver)

    again = life.dispute(resolved, make.act(giver), reason="No")
    assert (
        approval.resolve_by_undoing(again, make.act(coordinator), reason="It never happened").state == State.CANCELLED
    )


def test_a_dispute_after_posting_corrects_or_reverses(giver, receiver, coordinator):
    exchange = life.dispute(make.posted_exchange(giver, receiver), make.act(receiver), reason="It was less")
    exchange = approval.resolve(exchange, make.act(coordinator), minutes=30, reason="Half an hour it was")
    assert exchange.state == State.POSTED
    assert (balance(giver), balance(receiver)) == (30, -30)

    exchange = life.dispute(exchange, make.act(receiver), reason="It was nothing")
    exchange = approval.resolve_by_undoing(exchange, make.act(coordinator), reason="Agreed by both")
    assert exchange.state == State.REVERSED
    assert (balance(giver), balance(receiver)) == (0, 0)
    assert ledger.prove().ok


def test_a_party_does_not_resolve_or_reverse(bank, giver, coordinator):
    exchange = make.posted_exchange(coordinator, giver)
    with pytest.raises(NotAllowed):
        approval.reverse(exchange, make.act(coordinator), reason="Mine")
    disputed = life.dispute(exchange, make.act(giver), reason="No")
    with pytest.raises(NotAllowed):
        approval.resolve(disputed, make.act(coordinator), minutes=60, reason="Mine")


def test_a_reversal_gives_the_hours_back_once(giver, receiver, coordinator):
    exchange = make.posted_exchange(giver, receiver)

    approval.reverse(exchange, make.act(coordinator), reason="Logged for the wrong person")
    exchange = approval.reverse(exchange, make.act(coordinator), reason="Logged for the wrong person")

    assert exchange.state == State.REVERSED
    assert (balance(giver), balance(receiver)) == (0, 0)


def test_a_coordinator_does_not_put_out_those_who_watch_over_them(bank, coordinator):
    other = make.make_coordinator(bank)

    with pytest.raises(leaving.HoldsRole):
        leaving.leave(other, by=coordinator, at=timezone.now())

    coordinator.roles = [Role.COORDINATOR, Role.ADMIN]
    coordinator.save()
    assert leaving.leave(other, by=coordinator, at=timezone.now()).state == Member.State.LEFT
