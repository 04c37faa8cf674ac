"""The way of a dispute: who may mediate, hear both, propose, both agree; what then becomes of the hours."""

import datetime

import pytest
from django.utils import timezone

from exchanges.access.disputes import those_who_may_mediate
from exchanges.actions import approval, disputes, erasing, life
from exchanges.actions.dispute_steps import MediatedNow
from exchanges.models import Dispute, DisputeStep, Exchange, Step
from exchanges.reads.disputes import figures
from ledger import reads as ledger
from members.actions import grant_role
from members.models import Bank, Role
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

State = Dispute.State
PHONE = Step.Channel.PHONE


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Fatima Zahra")


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def mediator(bank):
    return make.make_mediator(bank, name="Mo Middle")


def said_at(exchange: Exchange) -> Dispute:
    return Dispute.objects.get(exchange=exchange)


def balance(member) -> int:
    return ledger.balance_of(member.account_id)


def proposed(exchange: Exchange, mediator, coordinator, *, minutes: int | None = 30) -> int:
    """Bring a dispute to a proposal; give its id, as a page shows it."""
    disputes.name_mediator(exchange, mediator, make.act(coordinator))
    disputes.say(exchange, make.act(exchange.giver), words="It took an hour.")
    disputes.propose(exchange, make.act(mediator), minutes=minutes, words="Half each.")
    return DisputeStep.objects.filter(dispute__exchange=exchange, kind="PROPOSED").latest("pk").pk


# ------------------------------------------------------------------------------------------------------------ the way


def test_saying_that_it_is_not_right_opens_a_dispute(giver, receiver):
    exchange = life.dispute(make.logged_exchange(giver, receiver), make.act(receiver), reason="It was shorter.")
    life.dispute(exchange, make.act(receiver), reason="Again.")

    dispute = said_at(exchange)
    assert (dispute.opened_by, dispute.state, dispute.mediator) == (receiver, State.OPENED, None)
    assert [(step.kind, step.words) for step in dispute.steps.all()] == [("OPENED", "It was shorter.")]


def test_settled_hours_are_corrected_when_both_agree(giver, receiver, mediator, coordinator):
    exchange = make.posted_and_disputed(giver, receiver, minutes=60)
    proposal = proposed(exchange, mediator, coordinator, minutes=30)

    disputes.agree(exchange, make.act(giver), proposal=proposal)
    assert balance(giver) == 60
    disputes.agree(exchange, make.act(receiver), proposal=proposal)

    exchange.refresh_from_db()
    dispute = said_at(exchange)
    assert (exchange.state, exchange.minutes, balance(giver), balance(receiver)) == ("POSTED", 30, 30, -30)
    assert (dispute.outcome, dispute.is_by_agreement, dispute.is_open) == ("AGREED", True, False)
    assert [step.kind for step in dispute.steps.all()] == ["OPENED", "NAMED", "SAID", "PROPOSED", "YES", "YES", "ENDED"]


def test_hours_not_yet_settled_need_no_second_yes(giver, receiver, mediator, coordinator):
    exchange = life.dispute(make.logged_exchange(giver, receiver), make.act(receiver), reason="It was shorter.")
    proposal = proposed(exchange, mediator, coordinator, minutes=30)

    for side in (giver, receiver):
        disputes.agree(exchange, make.act(side), proposal=proposal)

    exchange.refresh_from_db()
    assert (exchange.state, exchange.minutes, balance(giver)) == ("POSTED", 30, 30)


@pytest.mark.parametrize(
    ("is_posted", "state", "outcome"), [(True, "REVERSED", "REVERSED"), (False, "CANCELLED", "CANCELLED")]
)
def test_both_may_agree_to_take_it_back(giver, receiver, mediator, coordinator, is_posted, state, outcome):
    made = make.posted_exchange if is_posted else make.logged_exchange
    exchange = life.dispute(made(giver, receiver), make.act(receiver), reason="It never was.")
    proposal = proposed(exchange, mediator, coordinator, minutes=None)

    for side in (receiver, giver):
        disputes.agree(exchange, make.act(side), proposal=proposal)

    exchange.refresh_from_db()
    assert (exchange.state, said_at(exchange).outcome, balance(giver)) == (state, outcome, 0)


def test_saying_yes_twice_counts_once(giver, receiver, mediator, coordinator):
    exchange = make.posted_and_disputed(giver, receiver)
    proposal = proposed(exchange, mediator, coordinator)

    for _tap in range(2):
        disputes.agree(exchange, make.act(giver), proposal=proposal)

    assert said_at(exchange).steps.filter(kind="YES").count() == 1
    assert said_at(exchange).is_open


def test_a_yes_to_what_is_no_longer_proposed_is_refused(giver, receiver, mediator, coordinator):
    exchange = make.posted_and_disputed(giver, receiver)
    first = proposed(exchange, mediator, coordinator, minutes=30)
    disputes.agree(exchange, make.act(giver), proposal=first)
    disputes.propose(exchange, make.act(mediator), minutes=45, words="A little more.")

    with pytest.raises(disputes.ProposalChanged):
        disputes.agree(exchange, make.act(receiver), proposal=first)

    assert (said_at(exchange).minutes, balance(giver)) == (45, 60)


def test_the_last_word_of_a_side_counts(giver, receiver, mediator, coordinator):
    exchange = make.posted_and_disputed(giver, receiver)
    proposal = proposed(exchange, mediator, coordinator)
    disputes.agree(exchange, make.act(giver), proposal=proposal)
    disputes.say_no(exchange, make.act(giver), proposal=proposal, words="I thought again.")
    disputes.agree(exchange, make.act(receiver), proposal=proposal)

    assert said_at(exchange).is_open


def test_nothing_is_proposed_before_both_are_heard(giver, receiver, mediator, coordinator):
    exchange = make.posted_and_disputed(giver, receiver)
    disputes.name_mediator(exchange, mediator, make.act(coordinator))

    with pytest.raises(WrongState, match="Hear both sides first"):
        disputes.propose(exchange, make.act(mediator), minutes=30, words="Half.")

    disputes.say(exchange, make.act(mediator, on_behalf_of=giver, channel=PHONE), words="An hour, she says.")
    assert said_at(exchange).state == State.HEARD


def test_a_limit_in_the_way_leaves_the_dispute_open(bank, giver, mediator, coordinator):
    bank.floor_minutes = -60
    bank.save()
    poor = make.make_member(bank, name="Poor Tom")
    exchange = life.dispute(make.logged_exchange(giver, poor, minutes=60), make.act(poor), reason="Shorter.")
    proposal = proposed(exchange, mediator, coordinator, minutes=90)

    for side in (giver, poor):
        disputes.agree(exchange, make.act(side), proposal=proposal)

    exchange.refresh_from_db()
    assert (exchange.state, exchange.minutes, balance(poor)) == ("CONFIRMED", 90, 0)  # as ever: the desk shows why


# ------------------------------------------------------------------------------------------------------ who mediates


def test_who_stands_with_a_side_never_mediates(bank, giver, receiver, coordinator):
    sister, scribe = make.make_mediator(bank), make.make_member(bank, roles=(Role.MEDIATOR, Role.COORDINATOR))
    make.supporter(receiver, sister)
    ethel = make.write_address(make.make_member(bank, email=""), scribe)
    exchange = make.posted_and_disputed(ethel, receiver)

    assert those_who_may_mediate(exchange) == [coordinator]
    for near in (sister, scribe):
        with pytest.raises(disputes.CannotMediate):
            disputes.name_mediator(exchange, near, make.act(coordinator))


def test_coordinators_mediate_where_no_mediator_is_free(bank, giver, receiver, coordinator):
    exchange = make.posted_and_disputed(giver, receiver)
    other = make.make_coordinator(bank, name="Ana Other")
    assert {coordinator, other} <= set(those_who_may_mediate(exchange))

    free = make.make_mediator(bank)

    assert those_who_may_mediate(exchange) == [free]


def test_of_somebody_under_18_a_coordinator_mediates(bank, receiver, coordinator, mediator):
    exchange = make.posted_and_disputed(make.make_member(bank), receiver)
    exchange.giver.age_band = "TEEN"

    assert mediator not in those_who_may_mediate(exchange)


def test_only_a_coordinator_who_stands_apart_names_a_mediator(bank, giver, receiver, coordinator, mediator):
    exchange = make.posted_and_disputed(coordinator, receiver)

    for wrong in (giver, receiver, coordinator, mediator):
        with pytest.raises(NotAllowed):
            disputes.name_mediator(exchange, mediator, make.act(wrong))
    for alien in (make.make_coordinator(make.make_bank()),):
        with pytest.raises(NotAllowed):
            disputes.name_mediator(exchange, mediator, make.act(alien))

    named = disputes.name_mediator(exchange, mediator, make.act(make.admin_of(bank)))  # for no coordinator may
    assert named.mediator == mediator


def test_who_became_a_supporter_meanwhile_proposes_nothing(giver, receiver, coordinator, mediator):
    exchange = make.posted_and_disputed(giver, receiver)
    disputes.name_mediator(exchange, mediator, make.act(coordinator))
    disputes.say(exchange, make.act(giver), words="An hour.")
    make.supporter(receiver, mediator)

    with pytest.raises(NotAllowed, match="no longer mediate"):
        disputes.propose(exchange, make.act(mediator), minutes=30, words="Half.")


def test_nobody_answers_for_a_side_but_who_may(bank, giver, receiver, coordinator, mediator):
    exchange = make.posted_and_disputed(giver, receiver)
    proposal = proposed(exchange, mediator, coordinator)

    for by in (mediator, make.make_member(bank)):
        with pytest.raises(NotAllowed):
            disputes.agree(exchange, make.act(by, on_behalf_of=giver, channel=PHONE), proposal=proposal)
    disputes.agree(exchange, make.act(coordinator, on_behalf_of=giver, channel=PHONE), proposal=proposal)

    assert said_at(exchange).steps.filter(kind="YES", on_behalf_of=giver).count() == 1


# -------------------------------------------------------------------------------------------------- what else ends it


def test_a_coordinator_decides_until_a_mediator_is_named(giver, receiver, coordinator):
    exchange = make.posted_and_disputed(giver, receiver)

    approval.resolve(exchange, make.act(coordinator), minutes=45, reason="I rang both.")

    dispute = said_at(exchange)
    assert (dispute.outcome, dispute.is_by_agreement, balance(giver)) == ("AGREED", False, 45)


def test_while_somebody_mediates_a_coordinator_waits(giver, receiver, coordinator, mediator):
    exchange = make.posted_and_disputed(giver, receiver)
    proposal = proposed(exchange, mediator, coordinator)

    with pytest.raises(MediatedNow):
        approval.resolve(exchange, make.act(coordinator), minutes=45, reason="I rang both.")
    with pytest.raises(MediatedNow):
        approval.resolve_by_undoing(exchange, make.act(coordinator), reason="I rang both.")

    disputes.say_no(exchange, make.act(receiver), proposal=proposal, words="Less.")
    approval.resolve_by_undoing(exchange, make.act(coordinator), reason="I rang both.")
    assert said_at(exchange).outcome == "REVERSED"


def test_after_the_hoped_for_day_a_coordinator_may_decide(giver, receiver, coordinator, mediator):
    exchange = make.posted_and_disputed(giver, receiver)
    disputes.name_mediator(exchange, mediator, make.act(coordinator))
    later = timezone.now() + datetime.timedelta(days=8)

    approval.resolve(exchange, make.act(coordinator, later), minutes=45, reason="Nobody answered.")

    assert not said_at(exchange).is_open


# -------------------------------------------------------------------------------------------- told, kept, counted


def test_both_are_told_at_each_step(giver, receiver, coordinator, mediator):
    exchange = make.posted_and_disputed(giver, receiver)
    Notice.objects.all().delete()
    proposal = proposed(exchange, mediator, coordinator)
    disputes.agree(exchange, make.act(giver), proposal=proposal)
    disputes.agree(exchange, make.act(receiver), proposal=proposal)

    def kinds(member):
        return list(
            Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True)
        )

    assert kinds(giver) == ["SETTLING", "WAY_OUT", "RESOLVED"]
    assert kinds(receiver) == ["SETTLING", "SETTLING", "WAY_OUT", "SETTLING"]
    assert kinds(mediator) == ["MEDIATE", "MEDIATE", "MEDIATE"]


def test_erasing_somebody_erases_what_was_said(giver, receiver):
    exchange = make.posted_and_disputed(giver, receiver)

    erasing.erase_words(giver)

    assert set(said_at(exchange).steps.values_list("words", flat=True)) == {""}


def test_the_figures_say_how_long_it_took_and_how_it_ended(bank, giver, receiver, coordinator):
    now = timezone.now()
    for days in (2, 4, 9):
        exchange = make.posted_and_disputed(giver, receiver)
        approval.resolve(exchange, make.act(coordinator), minutes=45, reason="I rang both.")
        Dispute.objects.filter(exchange=exchange).update(opened_at=now - datetime.timedelta(days=days, minutes=1))
    make.posted_and_disputed(giver, receiver)

    found = figures(bank, since=now - datetime.timedelta(days=30))

    assert (found.opened, found.still_open, found.median_days, found.agreed, found.ended) == (4, 1, 4, 3, 3)


def test_a_mediator_is_appointed_by_an_admin_like_others(bank, giver):
    grant_role(giver, Role.MEDIATOR, by=make.admin_of(bank), at=timezone.now())

    giver.refresh_from_db()
    assert giver.is_mediator
