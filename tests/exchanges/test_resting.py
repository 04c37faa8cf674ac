"""A rest and a suspension: what is called off, what stays, and that nobody trades with who takes no part."""

import datetime

import pytest
from django.utils import timezone

from exchanges.access import choices
from exchanges.actions import leaving, life, listings, resting
from exchanges.actions.acts import Act, CannotExchange
from exchanges.models import Exchange, Listing
from ledger import reads as ledger
from members import actions as members
from members.models import Bank, Member, Role
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
State = Exchange.State
NOW = timezone.now
SOON = datetime.timedelta(days=30)


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Diaz")


@pytest.fixture
def gwilym(bank) -> Member:
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def coordinator(bank) -> Member:
    return make.make_coordinator(bank, name="Priya Desk")


def pause(member: Member, by: Member | None = None, **rest) -> Member:
    return resting.pause(member, members.Rest(**rest), by=by or member, at=NOW())


def suspend(member: Member, by: Member) -> Member:
    suspension = members.Suspension("You shouted at Owen. Let us talk.", member.bank.day(NOW()) + SOON)
    return resting.suspend(member, suspension, by=by, at=NOW())


def rest(how: str, member: Member, coordinator: Member) -> Member:
    return pause(member) if how == "paused" else suspend(member, coordinator)


def a_plan(giver: Member, receiver: Member) -> Exchange:
    return life.accept(life.propose(make.draft(giver, receiver), make.act(receiver)), make.act(giver))


def told(member: Member) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(recipient__key=member.actor_key).values_list("kind", "body"))


RESTS = pytest.mark.parametrize("how", ["paused", "suspended"])


@RESTS
def test_plans_are_cancelled_with_a_word_to_the_other_side_alone(how, bank, rosa, gwilym, coordinator):
    bank.sets_hours_aside = True
    bank.save()
    agreed, asked = a_plan(gwilym, rosa), life.propose(make.draft(rosa, gwilym), make.act(gwilym))

    rest(how, rosa, coordinator)

    agreed.refresh_from_db()
    asked.refresh_from_db()
    reason = "Rosa Diaz is having a rest." if how == "paused" else "Rosa Diaz cannot take part for now."
    assert (agreed.state, asked.state) == (State.CANCELLED, State.CANCELLED)
    assert told(gwilym).count(("CANCELLED", reason)) == 2
    assert "CANCELLED" not in dict(told(rosa))
    assert "shouted" not in str(told(gwilym))
    assert ledger.account_states([rosa.account_id])[rosa.account_id].held_minutes == 0


@RESTS
def test_what_was_logged_is_confirmed_by_themselves_and_posted(how, rosa, gwilym, coordinator):
    exchange = make.logged_exchange(gwilym, rosa, minutes=90)
    rosa = rest(how, rosa, coordinator)

    assert choices(exchange, rosa).confirm
    exchange = life.confirm(exchange, make.act(rosa), minutes=90)

    assert exchange.state == State.POSTED
    assert ledger.balance_of(rosa.account_id) == -90


@RESTS
def test_what_was_logged_is_confirmed_by_a_coordinator_for_them(how, rosa, gwilym, coordinator):
    exchange = make.logged_exchange(gwilym, rosa)
    rosa = rest(how, rosa, coordinator)

    on_behalf = Act(coordinator, NOW(), on_behalf_of=rosa, channel="PHONE")

    assert life.confirm(exchange, on_behalf, minutes=60).state == State.POSTED


@RESTS
def test_they_may_say_that_it_was_otherwise(how, rosa, gwilym, coordinator):
    exchange = make.logged_exchange(gwilym, rosa)
    rosa = rest(how, rosa, coordinator)

    assert choices(exchange, rosa).dispute
    assert life.dispute(exchange, make.act(rosa), reason="It was half an hour.").state == State.DISPUTED


@RESTS
@pytest.mark.parametrize("who", ["themselves", "the other", "a coordinator"])
def test_nobody_logs_or_proposes_with_them(how, who, rosa, gwilym, coordinator):
    rosa = rest(how, rosa, coordinator)
    by = {"themselves": rosa, "the other": gwilym, "a coordinator": coordinator}[who]
    act = Act(by, NOW(), on_behalf_of=gwilym, channel="PHONE") if who == "a coordinator" else Act(by, NOW())

    for write in (life.log, life.propose, life.log_for_both):
        with pytest.raises(CannotExchange, match="Rosa Diaz"):
            write(make.draft(gwilym, rosa), act)

    assert not Exchange.objects.exists()


@RESTS
def test_a_plan_that_survived_is_neither_agreed_nor_logged(how, rosa, gwilym, coordinator):
    proposed = life.propose(make.draft(gwilym, rosa), make.act(rosa))
    agreed = a_plan(gwilym, rosa)
    rest(how, rosa, coordinator)
    Exchange.objects.filter(pk=proposed.pk).update(state=State.PROPOSED)
    Exchange.objects.filter(pk=agreed.pk).update(state=State.AGREED)

    with pytest.raises(CannotExchange):
        life.accept(proposed, make.act(gwilym))
    with pytest.raises(CannotExchange):
        life.log_planned(agreed, make.act(gwilym), minutes=60, happened_on=rosa.bank.day(NOW()))


@RESTS
def test_listings_are_hidden_and_come_back(how, bank, rosa, coordinator):
    listing = make.make_listing(rosa)

    rosa = rest(how, rosa, coordinator)
    hidden = list(Listing.objects.of(bank).open(bank.day(timezone.now())))
    with pytest.raises(listings.ListingRefused):
        make.make_listing(rosa, title="Bread")
    members.come_back(rosa, by=coordinator, at=NOW())

    assert (hidden, list(Listing.objects.of(bank).open(bank.day(timezone.now())))) == ([], [listing])


@RESTS
def test_they_are_nobodys_heir(how, rosa, gwilym, coordinator):
    rosa = rest(how, rosa, coordinator)

    with pytest.raises(leaving.NoHeir):
        leaving.leave(gwilym, by=gwilym, at=NOW(), heir=rosa)


@RESTS
def test_they_leave_from_there_and_the_account_is_settled(how, bank, rosa, gwilym, coordinator):
    make.posted_exchange(rosa, gwilym, minutes=90)
    rosa = rest(how, rosa, coordinator)

    left = leaving.leave(rosa, by=rosa, at=NOW(), heir=gwilym if how == "paused" else None)

    assert (left.state, left.back_on, left.review_on) == (Member.State.LEFT, None, None)
    assert ledger.balance_of(rosa.account_id) == 0
    assert ledger.balance_of(gwilym.account_id) == (0 if how == "paused" else -90)  # who is suspended names no heir
    assert ledger.prove().faults == []


@RESTS
def test_who_left_from_a_rest_comes_back_by_asking_with_number_and_account(how, bank, rosa, coordinator):
    number, account_id = rosa.number, rosa.account_id
    leaving.leave(rest(how, rosa, coordinator), by=rosa, at=NOW())
    with_a_rest_over = members.apply_to_join(bank, members.Application(name="Rosa Diaz"), at=NOW(), person=rosa.person)
    assert with_a_rest_over is not None

    back = members.approve_application(with_a_rest_over, by=make.admin_of(bank), at=NOW())

    assert (back.state, back.number, back.account_id, back.left_at) == ("APPROVED", number, account_id, None)
    assert ledger.account_states([account_id])[account_id].is_open


def test_who_runs_the_bank_is_suspended_by_an_admin_alone(bank, coordinator):
    other = make.make_coordinator(bank)

    with pytest.raises(leaving.HoldsRole):
        suspend(other, coordinator)
    with pytest.raises(leaving.HoldsRole):
        pause(other, coordinator, how="PHONE")

    assert suspend(other, make.admin_of(bank)).state == Member.State.SUSPENDED
    assert not other.has_role(Role.COORDINATOR) or not Member.objects.get(pk=other.pk).is_coordinator


def test_nobody_suspends_themselves_and_no_member_another(bank, rosa, gwilym, coordinator):
    with pytest.raises(NotAllowed):
        suspend(make.admin_of(bank), make.admin_of(bank))
    with pytest.raises(NotAllowed):
        suspend(rosa, gwilym)
    with pytest.raises(NotAllowed):
        suspend(rosa, make.make_coordinator(make.make_bank()))
    with pytest.raises(NotAllowed):
        pause(rosa, gwilym, how="PHONE")


def test_who_left_is_not_suspended(rosa, coordinator):
    leaving.leave(rosa, by=rosa, at=NOW())

    with pytest.raises(WrongState):
        suspend(rosa, coordinator)
