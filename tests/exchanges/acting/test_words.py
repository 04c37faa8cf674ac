"""Supporters and delegates in exchanges: whose word they give, and when a second is asked (DESIGN.md section 4)."""

import pytest
from django.utils import timezone

from exchanges.access import sides_to_write_down
from exchanges.actions import life
from exchanges.actions.holding import NotEnoughLeft
from exchanges.actions.listings import Wording, put_up
from exchanges.models import Exchange, Listing, Step
from ledger import reads as ledger
from members.actions import end_mandate
from members.models import Mandate, Member
from tests import factories as make
from tests.exchanges.acting.telling import end, lines, told
from tests.ledger.making import at_once
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
State = Exchange.State


# ------------------------------------------------------------------------------------------------------- whose word


def test_a_supporter_confirms_and_logs_and_it_is_the_members_word(dorothy, ana, tom):
    asked = make.logged_exchange(tom, dorothy)
    exchange = life.confirm(asked, make.acting(ana, dorothy), minutes=60)
    logged = life.log(make.draft(dorothy, tom, description="A chat"), make.acting(ana, dorothy))

    assert (exchange.state, exchange.receiver_agreed_by) == (State.POSTED, ana)
    assert (logged.state, logged.has_agreed(dorothy), logged.has_agreed(tom)) == (State.LOGGED, True, False)
    step = logged.steps.get()
    assert (step.by, step.on_behalf_of, step.channel) == (ana, dorothy, "SUPPORTER")
    assert ledger.balance_of(dorothy.account_id) == -60
    assert told(dorothy).count("ON_BEHALF") == 2
    assert "ON_BEHALF" not in told(ana)


def test_the_history_says_who_acted_for_whom_and_as_what(bank, dorothy, ana, tom, surgery):
    make.delegate(surgery, ana)
    first = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))
    second = life.log(make.draft(tom, surgery), make.acting(ana, surgery))

    assert lines(first, tom) == ["\u2068Ana Silva\u2069, for \u2068Dorothy Hughes\u2069, as their supporter."]
    assert lines(first, dorothy) == ["\u2068Ana Silva\u2069, for you, as your supporter."]
    assert lines(second, surgery) == ["\u2068Ana Silva\u2069, for you, as your delegate."]
    assert lines(second, ana) == ["You, for \u2068Riverside Surgery\u2069, as their delegate."]


def test_every_step_of_a_plan_can_be_theirs(dorothy, ana, tom):
    proposed = life.propose(make.draft(tom, dorothy), make.acting(ana, dorothy))
    assert proposed.proposed_by == dorothy
    agreed = life.accept(proposed, make.act(tom))
    logged = life.log_planned(agreed, make.acting(ana, dorothy), minutes=60, happened_on=agreed.planned_on)
    life.thank(logged, make.acting(ana, dorothy), words="How kind")
    disputed = life.dispute(logged, make.acting(ana, dorothy), reason="It was less")

    assert disputed.state == State.DISPUTED
    assert set(disputed.steps.exclude(by=tom).values_list("by", "on_behalf_of", "channel")) == {
        (ana.pk, dorothy.pk, "SUPPORTER")
    }
    other = life.propose(make.draft(tom, dorothy), make.act(tom))
    assert life.decline(other, make.acting(ana, dorothy)).state == State.DECLINED
    mine = life.propose(make.draft(dorothy, tom), make.acting(ana, dorothy))
    assert life.cancel(mine, make.acting(ana, dorothy)).state == State.CANCELLED


@pytest.mark.parametrize("channel", ["PHONE", "SLIP", "DELEGATE", ""])
def test_a_supporter_writes_down_nothing_as_if_told(dorothy, ana, tom, channel):
    exchange = make.logged_exchange(tom, dorothy)

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.act(ana, on_behalf_of=dorothy, channel=channel), minutes=60)


@pytest.mark.parametrize("who", ["nobody", "other", "coordinator", "elsewhere", "left"])
def test_only_who_may_act_for_the_member_does(bank, dorothy, ana, tom, who):
    exchange = make.logged_exchange(tom, dorothy)
    by = {
        "nobody": lambda: make.make_member(bank),
        "other": lambda: make.supporter(tom, make.make_member(bank)).holder,
        "coordinator": lambda: make.make_coordinator(bank),
        "elsewhere": lambda: make.make_member(make.make_bank()),
        "left": lambda: ana,
    }[who]()
    if who == "left":
        Member.objects.filter(pk=ana.pk).update(state="LEFT")

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(by, dorothy), minutes=60)

    assert Exchange.objects.get().state == State.LOGGED


def test_an_ended_mandate_is_over_at_once(dorothy, ana, tom):
    exchange = make.logged_exchange(tom, dorothy)
    end(dorothy, ana)

    for do in (
        lambda: life.confirm(exchange, make.acting(ana, dorothy), minutes=60),
        lambda: life.log(make.draft(tom, dorothy), make.acting(ana, dorothy)),
        lambda: life.propose(make.draft(tom, dorothy), make.acting(ana, dorothy)),
        lambda: put_up(Wording("OFFER", "Bread"), member=dorothy, by=ana, at=timezone.now()),
    ):
        with pytest.raises(NotAllowed):
            do()

    assert Step.objects.filter(by=ana).count() == 0
    assert not Listing.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_act_and_the_end_of_its_mandate_at_once_are_one_after_the_other(bank, dorothy, ana, tom):
    for _round in range(3):
        exchange = make.logged_exchange(tom, dorothy)
        mandate = Mandate.objects.get(ended_at=None)

        answers = at_once(
            lambda exchange=exchange: life.confirm(exchange, make.acting(ana, dorothy), minutes=60),
            lambda mandate=mandate: end_mandate(mandate, by=ana, at=timezone.now()),
        )

        confirmed = Exchange.objects.get(pk=exchange.pk).state == State.POSTED
        assert isinstance(answers[1], Mandate)
        assert confirmed != isinstance(answers[0], NotAllowed)
        make.supporter(dorothy, ana)


def test_a_supporter_of_a_giver_does_not_learn_what_the_receiver_has(bank, dorothy, ana, tom):
    bank.sets_hours_aside, bank.floor_minutes = True, -30
    bank.save()
    poor = make.make_member(bank, name="Poor Tom")
    proposed = life.propose(make.draft(dorothy, poor), make.act(poor))

    with pytest.raises(NotEnoughLeft) as refusal:
        life.accept(proposed, make.acting(ana, dorothy))

    assert "30 min" not in str(refusal.value)
    assert "½" not in str(refusal.value)


# ------------------------------------------------------------------------------------------------ never for both


def test_nobody_speaks_for_a_member_against_themselves(dorothy, ana):
    exchange = make.logged_exchange(ana, dorothy)

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(ana, dorothy), minutes=60)
    with pytest.raises(NotAllowed):
        life.log(make.draft(ana, dorothy), make.acting(ana, dorothy))


def test_who_acts_for_both_speaks_for_one_of_them_only(dorothy, ana, tom):
    make.supporter(tom, ana)
    exchange = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(ana, tom), minutes=60)
    with pytest.raises(NotAllowed):
        life.dispute(exchange, make.acting(ana, tom), reason="No")

    assert life.confirm(exchange, make.act(tom), minutes=60).state == State.POSTED


def test_who_wrote_down_one_side_as_coordinator_does_not_act_for_the_other(bank, dorothy, tom):
    coordinator = make.make_coordinator(bank)
    exchange = life.log(make.draft(tom, dorothy), make.act(coordinator, on_behalf_of=tom, channel="PHONE"))
    make.supporter(dorothy, coordinator)

    with pytest.raises(NotAllowed):
        life.confirm(exchange, make.acting(coordinator, dorothy), minutes=60)


def test_a_coordinator_who_may_act_for_one_side_writes_down_neither(bank, dorothy, tom):
    coordinator = make.make_coordinator(bank)
    make.supporter(dorothy, coordinator)
    exchange = make.logged_exchange(dorothy, tom)

    assert sides_to_write_down(exchange, coordinator) == []
    for side in (tom, dorothy):
        with pytest.raises(NotAllowed):
            life.confirm(exchange, make.act(coordinator, on_behalf_of=side, channel="PHONE"), minutes=60)
    with pytest.raises(NotAllowed):
        life.log_for_both(make.draft(dorothy, tom), make.act(coordinator, on_behalf_of=dorothy, channel="PHONE"))


# ------------------------------------------------------------------------------------------------- a second person


def test_two_supporters_words_wait_for_a_second_person(bank, dorothy, ana, tom):
    ben = make.make_member(bank)
    make.supporter(tom, ben)

    exchange = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))
    exchange = life.confirm(exchange, make.acting(ben, tom), minutes=60)

    assert exchange.state == State.CONFIRMED


def test_a_supporter_and_a_coordinator_on_behalf_wait_too(bank, dorothy, ana, tom):
    exchange = life.log(make.draft(tom, dorothy), make.acting(ana, dorothy))
    coordinator = make.make_coordinator(bank)

    exchange = life.confirm(exchange, make.act(coordinator, on_behalf_of=tom, channel="SLIP"), minutes=60)

    assert exchange.state == State.CONFIRMED


def test_a_delegates_word_is_the_organisations_own(bank, dorothy, ana, surgery):
    ben = make.make_member(bank)
    make.delegate(surgery, ben)
    choir = make.make_organisation(bank)
    make.delegate(choir, ana)

    with_supporter = life.log(make.draft(surgery, dorothy), make.acting(ana, dorothy))
    between = life.log(make.draft(surgery, choir), make.acting(ben, surgery))

    assert life.confirm(with_supporter, make.acting(ben, surgery), minutes=60).state == State.POSTED
    assert life.confirm(between, make.acting(ana, choir), minutes=60).state == State.POSTED
    assert told(surgery).count("ON_BEHALF") == 0


def test_an_organisation_spoken_for_by_a_coordinator_is_on_behalf(bank, dorothy, ana, surgery):
    exchange = life.log(make.draft(surgery, dorothy), make.acting(ana, dorothy))
    coordinator = make.make_coordinator(bank)

    exchange = life.confirm(exchange, make.act(coordinator, on_behalf_of=surgery, channel="PHONE"), minutes=60)

    assert exchange.state == State.CONFIRMED
