"""Hours set aside for what two members agreed: taken once, spent, given back or left to lapse once."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import approval, holding, leaving, life
from exchanges.models import Exchange
from ledger import actions as ledger_actions
from ledger import reads as ledger
from members.models import Bank, Member
from tests import factories as make
from tests.pages.desk import disputed_exchange

pytestmark = pytest.mark.django_db
State = Exchange.State
DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(sets_hours_aside=True, floor_minutes=-120)


@pytest.fixture
def gwilym(bank) -> Member:
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Diaz")


def proposed(giver: Member, receiver: Member, *, by: Member | None = None, **fields) -> Exchange:
    tomorrow = giver.bank.day(timezone.now() + DAY)
    return life.propose(make.draft(giver, receiver, day=tomorrow, **fields), make.act(by or giver))


def agreed(giver: Member, receiver: Member, **fields) -> Exchange:
    return life.accept(proposed(giver, receiver, **fields), make.act(receiver))


def logged(exchange: Exchange, *, minutes: int) -> Exchange:
    today = exchange.bank.day(timezone.now())
    return life.log_planned(exchange, make.act(exchange.giver), minutes=minutes, happened_on=today)


def account(member: Member) -> ledger.AccountState:
    return ledger.account_states([member.account_id])[member.account_id]


def hours(member: Member) -> tuple[int, int, int | None]:
    """Give what a member has, what of it is set aside, and what is left to spend."""
    state = account(member)
    return state.balance_minutes, state.held_minutes, state.available_minutes


def test_what_is_agreed_is_set_aside(gwilym, rosa):
    exchange = agreed(gwilym, rosa, minutes=90)

    assert exchange.state == State.AGREED
    assert hours(rosa) == (0, 90, 30)
    assert hours(gwilym) == (0, 0, 120)


def test_a_bank_without_the_rule_sets_nothing_aside(bank, gwilym, rosa):
    Bank.objects.filter(pk=bank.pk).update(sets_hours_aside=False)

    exchange = agreed(gwilym, rosa)

    assert (exchange.state, exchange.hold_id) == (State.AGREED, None)
    assert hours(rosa) == (0, 0, 120)


def test_it_lapses_two_weeks_after_the_planned_day(bank, gwilym, rosa):
    exchange = agreed(gwilym, rosa)

    [hold] = ledger.open_holds(rosa.account_id)
    assert bank.day(hold.expires_at) == exchange.planned_on + 14 * DAY
    assert (hold.pk, hold.reference) == (exchange.hold_id, f"exchange:{exchange.pk}/hold:1")


def test_what_is_agreed_long_after_its_day_lapses_after_thirty_days(bank, gwilym, rosa):
    exchange = proposed(gwilym, rosa)
    Exchange.objects.filter(pk=exchange.pk).update(planned_on=bank.day(timezone.now()) - 20 * DAY)

    life.accept(exchange, make.act(rosa))

    [hold] = ledger.open_holds(rosa.account_id)
    assert bank.day(hold.expires_at) == bank.day(timezone.now() + 30 * DAY)


def test_who_has_too_little_left_agrees_to_nothing_and_reads_how_much_fits(gwilym, rosa):
    agreed(gwilym, rosa, minutes=90)
    second = proposed(gwilym, rosa, minutes=60)

    with pytest.raises(holding.NotEnoughLeft, match="1 hour, and you have ½ hour left") as refusal:
        life.accept(second, make.act(rosa))

    second.refresh_from_db()
    assert (refusal.value.code, second.state, second.hold_id) == ("over_limit", State.PROPOSED, None)
    assert hours(rosa) == (0, 90, 30)


def test_who_has_nothing_left_reads_so(gwilym, rosa):
    agreed(gwilym, rosa, minutes=120)

    with pytest.raises(holding.NotEnoughLeft, match="you have no hours left to spend now"):
        life.accept(proposed(gwilym, rosa), make.act(rosa))


def test_the_giver_does_not_learn_what_the_other_has_left(gwilym, rosa):
    asked = proposed(gwilym, rosa, by=rosa, minutes=180)

    with pytest.raises(holding.NotEnoughLeft) as refusal:
        life.accept(asked, make.act(gwilym))

    assert str(refusal.value).startswith("Rosa Diaz has not enough hours left for this now.")
    assert "2 hours" not in str(refusal.value)


def test_a_coordinator_who_agrees_for_them_reads_how_much_fits(bank, gwilym, rosa):
    on_behalf = make.act(make.make_coordinator(bank), on_behalf_of=rosa, channel="PHONE")

    with pytest.raises(holding.NotEnoughLeft, match="needs 3 hours, and Rosa Diaz has 2 hours left to spend"):
        life.accept(proposed(gwilym, rosa, minutes=180), on_behalf)


@pytest.mark.parametrize("minutes", [90, 60, 120])
def test_posting_spends_what_was_set_aside_whole_in_part_or_more(gwilym, rosa, minutes):
    exchange = logged(agreed(gwilym, rosa, minutes=90), minutes=minutes)

    exchange = life.confirm(exchange, make.act(rosa), minutes=minutes)

    assert exchange.state == State.POSTED
    assert hours(rosa) == (-minutes, 0, 120 - minutes)
    assert not ledger.hold_is_open(exchange.hold_id)
    assert ledger.prove().faults == []


def test_set_aside_hours_post_although_nothing_else_is_left(gwilym, rosa):
    exchange = logged(agreed(gwilym, rosa, minutes=120), minutes=120)

    assert life.confirm(exchange, make.act(rosa), minutes=120).state == State.POSTED
    assert hours(rosa) == (-120, 0, 0)


def test_what_does_not_fit_waits_on_the_desk_with_its_hours_still_set_aside(gwilym, rosa):
    exchange = logged(agreed(gwilym, rosa, minutes=90), minutes=150)

    exchange = life.confirm(exchange, make.act(rosa), minutes=150)

    assert exchange.state == State.CONFIRMED
    assert hours(rosa) == (0, 90, 30)


def test_cancelling_gives_it_back(gwilym, rosa):
    exchange = agreed(gwilym, rosa)

    for _twice in range(2):
        life.cancel(exchange, make.act(rosa))

    assert hours(rosa) == (0, 0, 120)


def test_cancelling_what_was_logged_gives_it_back(gwilym, rosa):
    exchange = logged(agreed(gwilym, rosa), minutes=60)

    life.cancel(exchange, make.act(gwilym))

    assert hours(rosa) == (0, 0, 120)


def test_a_dispute_keeps_it_until_it_is_cancelled(bank, gwilym, rosa):
    exchange = life.dispute(logged(agreed(gwilym, rosa), minutes=60), make.act(rosa), reason="Nobody came.")
    assert hours(rosa) == (0, 60, 60)

    approval.resolve_by_undoing(exchange, make.act(make.make_coordinator(bank)), reason="Nobody came.")

    assert hours(rosa) == (0, 0, 120)


def test_a_dispute_after_posting_is_undone_in_the_ledger(bank, gwilym, rosa):
    exchange = life.confirm(logged(agreed(gwilym, rosa), minutes=60), make.act(rosa), minutes=60)
    exchange = life.dispute(exchange, make.act(rosa), reason="Nobody came.")

    approval.resolve_by_undoing(exchange, make.act(make.make_coordinator(bank)), reason="Nobody came.")

    assert (hours(rosa), hours(gwilym)) == ((0, 0, 120), (0, 0, 120))


def test_who_leaves_gets_it_back_first_and_so_does_who_stays(bank, gwilym, rosa):
    agreed(gwilym, rosa)
    agreed(rosa, gwilym)

    leaving.leave(gwilym, by=make.make_coordinator(bank), at=timezone.now())

    assert hours(rosa) == (0, 0, 120)
    assert account(gwilym).held_minutes == 0
    assert set(Exchange.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_what_has_lapsed_posts_against_the_ordinary_limit(gwilym, rosa):
    soon = timezone.now() + datetime.timedelta(milliseconds=300)
    exchange = proposed(gwilym, rosa)
    exchange.hold_id = ledger_actions.hold(
        ledger_actions.Holding(
            key=exchange.key,
            payer_id=rosa.account_id,
            payee_id=gwilym.account_id,
            minutes=60,
            reference="exchange:0/hold:1",
            expires_at=soon,
            held_by=rosa.actor_key,
        )
    )
    exchange.state = State.AGREED
    exchange.save()
    while timezone.now() < soon:
        pass
    exchange = logged(exchange, minutes=60)

    assert life.confirm(exchange, make.act(rosa), minutes=60).state == State.POSTED
    assert hours(rosa) == (-60, 0, 60)


def test_what_was_logged_without_a_plan_sets_nothing_aside(gwilym, rosa):
    exchange = disputed_exchange(gwilym, rosa)

    assert exchange.hold_id is None
    assert hours(rosa) == (0, 0, 120)
