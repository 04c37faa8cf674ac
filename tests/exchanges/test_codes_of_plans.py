"""A code for help that was planned: with the receiver's yes it is the plan that has happened."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import codes, life
from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.ledger.making import at_once
from timebank.lib.errors import WrongState

pytestmark = pytest.mark.django_db
State = Exchange.State


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Rosa Diaz")


@pytest.fixture(autouse=True)
def _nobody_has_tried_before(settings):
    """Count by ourselves: other tests beside us have people of the same numbers."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(uuid.uuid4())}}


def planned(giver: Member, receiver: Member, *, in_days: int = 0, **fields) -> Exchange:
    day = giver.bank.day(timezone.now()) + datetime.timedelta(days=in_days)
    plan = life.propose(make.draft(giver, receiver, day=day, **fields), make.act(giver))
    return life.accept(plan, make.act(receiver))


def shown(giver: Member, **fields) -> codes.Shown:
    return codes.find(make.shown_code(giver, **fields), make.act(giver))


def test_a_yes_to_the_plan_leaves_no_plan_standing(giver, receiver):
    plan, code = planned(giver, receiver, in_days=2), shown(giver, minutes=90)
    Notice.objects.all().delete()

    exchange = codes.settle(code, make.act(receiver), plan=plan)

    assert Exchange.objects.get() == exchange == plan
    assert (exchange.state, exchange.minutes, exchange.happened_on) == (State.POSTED, 90, code.day)
    assert (exchange.giver_agreed_by, exchange.receiver_agreed_by) == (giver, receiver)
    assert ledger.balance_of(giver.account_id) == 90
    assert not Notice.objects.filter(kind="TO_CONFIRM").exists()


def test_a_plan_kept_by_a_code_says_what_the_code_says_and_its_kind_of_help_asks_a_coordinator(bank, giver, receiver):
    strict = make.make_category(bank, name="Babysitting", needs_approval=True)
    plan = planned(giver, receiver, description="Hedge")

    exchange = codes.settle(shown(giver, description="Two children", category=strict), make.act(receiver), plan=plan)

    assert (exchange.state, exchange.description, exchange.category) == (State.CONFIRMED, "Two children", strict)


def test_hours_set_aside_for_the_plan_are_spent_on_it(bank, giver, receiver):
    bank.sets_hours_aside = True
    bank.save()
    plan = planned(giver, receiver)

    codes.settle(shown(giver), make.act(receiver), plan=plan)

    assert ledger.account_states([receiver.account_id])[receiver.account_id].held_minutes == 0


def test_the_code_is_spent_with_the_plan(bank, giver, receiver):
    plan, code = planned(giver, receiver), shown(giver)
    first = codes.settle(code, make.act(receiver), plan=plan)

    assert codes.settle(code, make.act(receiver), plan=plan) == first
    assert codes.settle(code, make.act(receiver)) == first
    with pytest.raises(codes.CodeOver, match="Somebody else"):
        codes.settle(code, make.act(make.make_member(bank)))
    assert ledger.balance_of(giver.account_id) == 60


def test_only_a_plan_of_the_two_that_stands_is_kept(bank, giver, receiver):
    other = make.make_member(bank)
    turned, others = planned(receiver, giver), planned(giver, other)
    cancelled = life.cancel(planned(giver, receiver), make.act(receiver))

    for plan in (turned, others, cancelled):
        with pytest.raises(WrongState, match="does not stand"):
            codes.settle(shown(giver), make.act(receiver), plan=plan)
    assert codes.plans_for(codes.look_at(shown(giver), make.act(receiver))) == []
    assert ledger.balance_of(giver.account_id) == 0


def test_the_nearest_plans_are_offered_first(giver, receiver):
    late, near, today, later = (planned(giver, receiver, in_days=days) for days in (9, 2, 0, 20))

    assert codes.plans_for(codes.look_at(shown(giver), make.act(receiver))) == [today, near, late, later]


@pytest.mark.django_db(transaction=True)
def test_one_code_for_a_plan_and_for_somebody_else_in_the_same_moment(bank, giver, receiver):
    other, plan, code = make.make_member(bank), planned(giver, receiver), shown(giver)
    acts = [(make.act(receiver), plan), (make.act(receiver), plan), (make.act(other), None)]

    answers = at_once(*(lambda act=act, plan=plan: codes.settle(code, act, plan=plan) for act, plan in acts))

    assert sum(isinstance(answer, codes.CodeOver) for answer in answers) in (1, 2)
    assert all(isinstance(answer, Exchange | codes.CodeOver) for answer in answers)
    assert ledger.balance_of(giver.account_id) == 60


def test_the_page_asks_whether_it_is_the_plan(giver, receiver, client):
    plan = planned(giver, receiver, description="Hedge")
    kept, apart = (reverse("exchanges:code_shown", args=[giver.bank.slug, make.shown_code(giver)]) for _each in "12")
    client.force_login(receiver.person)

    page = client.get(kept).text
    wrong = client.post(kept, {"plan": str(plan.pk + 1)})
    client.post(apart, {"plan": ""})
    before = Exchange.objects.get(pk=plan.pk).state
    done = client.post(kept, {"plan": str(plan.pk)})

    assert f'value="{plan.pk}"' in page
    assert "it is something else" in page
    assert (wrong.status_code, before) == (409, State.AGREED)
    assert done.url == reverse("exchanges:exchange", args=[giver.bank.slug, plan.pk])
    assert Exchange.objects.get(pk=plan.pk).state == State.POSTED
    assert (
        "something planned"
        not in client.get(reverse("exchanges:code_shown", args=[giver.bank.slug, make.shown_code(giver)])).text
    )
