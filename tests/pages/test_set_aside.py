"""What is set aside, and what is left to spend: on the exchange's page, the dashboard, the statement and the desk."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.models import Exchange
from ledger import actions as ledger_actions
from members.models import Bank, Member
from tests import factories as make
from tests.pages.exchanging import a_plan, balance, state_of, tomorrow, url
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(sets_hours_aside=True, floor_minutes=-240)


def home_url(bank: Bank) -> str:
    return reverse("exchanges:home", args=[bank.slug])


def limit(member: Member, floor: int, warning: int | None = None) -> None:
    limits = ledger_actions.Limits(floor, None, warning)
    ledger_actions.set_limits(member.account_id, limits, by="system", reason="TEST")


def suggested(giver: Member, receiver: Member, *, by: Member, minutes: int = 60) -> Exchange:
    draft = make.draft(giver, receiver, day=tomorrow(giver.bank), minutes=minutes)
    return life.propose(draft, make.act(by))


def test_the_exchange_says_what_is_set_aside_for_it_and_until_when(sign_in, bank, margaret, fatima):
    exchange = a_plan(fatima, margaret)

    page = words(sign_in(margaret).get(url(exchange)))

    assert "Set aside for it 1 hour, until " in page
    life.cancel(exchange, make.act(margaret))
    assert "Set aside" not in words(sign_in(margaret).get(url(exchange)))


def test_the_dashboard_says_for_what_and_what_is_left(sign_in, bank, margaret, fatima):
    a_plan(fatima, margaret)
    a_plan(fatima, margaret)

    page = words(sign_in(margaret).get(home_url(bank)))

    assert "Set aside for what you have agreed: 2 hours" in page
    assert "Weeding the front garden with Fatima Zahra: 1 hour, until " in page
    assert "Left to spend: 2 hours" in page
    assert "Set aside" not in words(sign_in(fatima).get(home_url(bank)))


def test_the_statement_of_today_says_it_and_an_older_one_does_not(sign_in, bank, margaret, fatima):
    a_plan(fatima, margaret)
    client = sign_in(margaret)
    statement = reverse("insight:statement", args=[bank.slug])

    assert "Set aside for what is agreed: 1 hour. Left to spend: 3 hours." in words(client.get(statement))
    assert "Set aside" not in words(client.get(f"{statement}?month=2020-01"))


@pytest.mark.parametrize("plans", [1, 3])
def test_the_dashboard_takes_the_same_queries_however_much_is_set_aside(
    sign_in, django_assert_num_queries, bank, margaret, fatima, plans
):
    for _each in range(plans):
        a_plan(fatima, margaret)
    client = sign_in(margaret)

    with django_assert_num_queries(27):
        client.get(home_url(bank))


def test_too_little_left_is_a_sentence_on_the_page_and_nothing_is_agreed(sign_in, bank, margaret, fatima):
    limit(margaret, floor=-30)
    exchange = suggested(fatima, margaret, by=fatima)

    answer = sign_in(margaret).post(url(exchange, "accept"))

    assert answer.status_code == 409
    assert "This needs 1 hour, and you have ½ hour left to spend. Suggest at most that." in words(answer)
    assert state_of(exchange) == Exchange.State.PROPOSED


def test_the_desk_counts_what_is_set_aside_for_this_exchange_and_for_others(sign_in, bank, priya, margaret, fatima):
    Bank.objects.filter(pk=bank.pk).update(approval=Bank.Approval.ALL)
    today = bank.day(timezone.now())
    exchange = a_plan(fatima, margaret)
    exchange = life.log_planned(exchange, make.act(fatima), minutes=60, happened_on=today)
    life.confirm(exchange, make.act(margaret), minutes=60)
    limit(margaret, floor=-60)
    desk = reverse("exchanges:desk", args=[bank.slug])

    assert "room" not in words(sign_in(priya).get(desk))

    limit(margaret, floor=-120)
    a_plan(fatima, margaret)
    limit(margaret, floor=-90)
    assert (
        "Margaret Pole may owe up to 1½ hours. Set aside for plans: 1 hour. There is room for ½ hour now."
    ) in words(sign_in(priya).get(desk))


def test_who_is_low_reads_so_on_the_dashboard(sign_in, bank, margaret, fatima):
    limit(margaret, floor=-240, warning=-60)
    make.posted_exchange(fatima, margaret, minutes=60)
    client = sign_in(margaret)
    assert "That is all right." not in words(client.get(home_url(bank)))

    make.posted_exchange(fatima, margaret, minutes=30)

    page = words(client.get(home_url(bank)))
    assert "You owe 1½ hours now. That is all right. Is there something you could do for somebody?" in page
    assert balance(margaret) == -90
