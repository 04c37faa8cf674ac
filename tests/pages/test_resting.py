"""The pages of a rest and a suspension: one's own, a coordinator's, and what others no longer see."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import resting
from exchanges.models import Exchange
from members import actions
from members.models import Member
from tests import factories as make
from tests.pages.exchanging import a_plan, state_of
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(name: str, member: Member) -> str:
    return reverse(f"exchanges:{name}", args=[member.bank.slug, member.number])


def home(member: Member) -> str:
    return reverse("exchanges:home", args=[member.bank.slug])


def in_days(member: Member, days: int) -> datetime.date:
    return member.bank.day(timezone.now()) + datetime.timedelta(days=days)


def suspend(member: Member, by: Member, days: int = 9) -> None:
    suspension = actions.Suspension("You shouted at Owen.", in_days(member, days))
    resting.suspend(member, suspension, by=by, at=timezone.now())


def pause(member: Member, **rest) -> None:
    resting.pause(member, actions.Rest(**rest), by=member, at=timezone.now())


def state(member: Member) -> str:
    member.refresh_from_db()
    return member.state


def test_a_member_reads_what_a_rest_means_begins_it_and_comes_back(sign_in, margaret, fatima):
    plan = a_plan(margaret, fatima)
    make.make_listing(margaret)
    client = sign_in(margaret)
    assert url("member_pause", margaret) in client.get(url("member", margaret)).text

    page = words(client.get(url("member_pause", margaret)))
    assert "These plans are cancelled, and we tell the other side" in page
    assert plan.description in page
    assert "1 offer or request is hidden, and shows again afterwards." in page
    assert "How did they tell you?" not in page

    day = in_days(margaret, 40)
    answer = client.post(url("member_pause", margaret), {"back_on": day.isoformat()}, follow=True)
    assert answer.redirect_chain[-1][0] == home(margaret)
    assert "Enjoy your rest." in words(answer)
    assert "You are having a rest You are back by yourself on" in words(answer)
    assert (state(margaret), state_of(plan)) == ("PAUSED", "CANCELLED")

    assert "Welcome back." in words(client.post(url("member_return", margaret), follow=True))
    assert state(margaret) == "APPROVED"


def test_a_day_that_is_over_is_asked_again(sign_in, margaret):
    client = sign_in(margaret)

    answer = client.post(url("member_pause", margaret), {"back_on": in_days(margaret, 0).isoformat()})

    assert (answer.status_code, state(margaret)) == (400, "APPROVED")
    assert "Choose a day after today" in words(answer)


def test_a_coordinator_writes_a_rest_down(sign_in, priya, margaret):
    client = sign_in(priya)

    assert client.post(url("member_pause", margaret), {}).status_code == 400
    answer = client.post(url("member_pause", margaret), {"how": "PHONE"}, follow=True)

    assert "Margaret Pole is having a rest. We tell them." in words(answer)
    assert "Having a rest" in words(answer)
    assert margaret.events.get(kind="PAUSED").words == "by phone"
    assert "Margaret Pole is back. We tell them." in words(client.post(url("member_return", margaret), follow=True))


def test_nobody_else_writes_it_down(sign_in, margaret, fatima):
    client = sign_in(fatima)

    for name in ("member_pause", "member_suspend", "member_return"):
        assert client.post(url(name, margaret), {"how": "PHONE", "reason": "x"}).status_code == 403
    assert state(margaret) == "APPROVED"


def test_the_suspended_read_why_and_have_no_button(sign_in, priya, margaret):
    answer = sign_in(priya).post(
        url("member_suspend", margaret),
        {"reason": "You shouted at Owen.", "review_on": in_days(margaret, 9).isoformat()},
        follow=True,
    )
    assert "Margaret Pole is suspended. We tell them why." in words(answer)

    client = sign_in(margaret)
    page = client.get(home(margaret))
    assert "You cannot take part for now You shouted at Owen. We look at it again on" in words(page)
    assert url("member_return", margaret) not in page.text
    assert url("member_leave", margaret) in page.text
    assert client.post(url("member_return", margaret)).status_code == 302
    assert state(margaret) == "SUSPENDED"


def test_a_coordinator_may_not_suspend_who_has_a_role_and_is_not_asked_to(sign_in, bank, priya):
    other = make.make_coordinator(bank)
    client = sign_in(priya)

    assert url("member_suspend", other) not in client.get(url("member", other)).text
    posted = {"reason": "So.", "review_on": in_days(other, 9).isoformat()}
    assert client.post(url("member_suspend", other), posted).status_code == 403
    assert client.post(url("member_suspend", priya), posted).status_code == 403
    assert (state(other), state(priya)) == ("APPROVED", "APPROVED")


def test_forged_fields_change_nothing_else(sign_in, bank, margaret, fatima):
    forged = {"member": fatima.pk, "number": fatima.number, "state": "LEFT", "roles": "ADMIN", "bank": 1, "how": "x"}

    sign_in(margaret).post(url("member_pause", margaret), forged)

    assert (state(margaret), state(fatima), margaret.roles) == ("PAUSED", "APPROVED", [])


def test_what_was_logged_is_confirmed_from_the_home_of_a_rest(sign_in, margaret, fatima):
    exchange = make.logged_exchange(fatima, margaret)
    pause(margaret)
    client = sign_in(margaret)

    page = client.get(home(margaret))
    assert "Waiting for you" in words(page)
    posted = {"minutes": "60", "back_to": "home"}
    answer = client.post(reverse("exchanges:confirm", args=[margaret.bank.slug, exchange.pk]), posted, follow=True)

    assert answer.status_code == 200
    assert state_of(exchange) == Exchange.State.POSTED
    assert "You owe 1 hour." in words(client.get(home(margaret)))


@pytest.mark.parametrize("how", ["paused", "suspended"])
def test_no_page_shows_them_to_other_members(sign_in, bank, priya, margaret, fatima, how):
    listing = make.make_listing(margaret, title="Plum jam lessons")
    if how == "paused":
        pause(margaret)
    else:
        suspend(margaret, priya)
    client = sign_in(fatima)

    assert client.get(url("member", margaret)).status_code == 404
    assert client.get(reverse("exchanges:listing", args=[bank.slug, listing.pk])).status_code == 404
    for name in ("members:members", "exchanges:listings", "exchanges:home"):
        page = client.get(reverse(name, args=[bank.slug])).text
        assert "Margaret Pole" not in page
        assert "Plum jam" not in page
    assert "Margaret Pole" not in client.get(reverse("members:members", args=[bank.slug]) + "?q=Margaret").text
    assert "Margaret Pole" not in client.get(reverse("exchanges:log", args=[bank.slug]) + "?q=Margaret").text
    answer = client.post(reverse("exchanges:log", args=[bank.slug]), {"who": margaret.number})
    assert answer.status_code == 400
    answer = client.post(url("member_leave", fatima), {"goes_to": "member", "number": margaret.number}, follow=True)
    assert state(fatima) == "LEFT" or "Nobody here has that number" in words(answer)


def test_public_totals_count_only_who_takes_part(client, bank, priya):
    people = [make.make_member(bank) for _ in range(10)]
    assert client.get(home(priya)).context["totals"].members == 11

    pause(people[0])
    assert client.get(home(priya)).context["totals"].members == 10
    suspend(people[1], priya)
    assert client.get(home(priya)).context["totals"].members is None


def test_the_desk_says_whose_suspension_is_to_be_looked_at(sign_in, bank, priya, margaret, fatima):
    client = sign_in(priya)
    suspend(margaret, priya)
    suspend(fatima, priya)
    assert "Suspensions to look at again" not in words(client.get(reverse("exchanges:desk", args=[bank.slug])))

    Member.objects.filter(pk=margaret.pk).update(review_on=in_days(margaret, 0))

    page = words(client.get(reverse("exchanges:desk", args=[bank.slug])))
    assert "1 thing waits for you" in page
    assert "Suspensions to look at again Margaret Pole To be looked at on" in page
    assert "Fatima" not in page.split("Suspensions to look at again")[1].split("Would like to join")[0]


def test_my_time_banks_say_how_i_stand(sign_in, margaret):
    client = sign_in(margaret)
    pause(margaret)

    assert "You are having a rest" in words(client.get("/me/"))
    assert client.get("/").url == home(margaret)


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_of_a_rest_asks_the_same_number_of_questions(
    sign_in, margaret, fatima, count, django_assert_num_queries
):
    for number in range(count):
        make.logged_exchange(fatima, margaret, description=f"Weeding {number}")
    pause(margaret)
    client = sign_in(margaret)

    with django_assert_num_queries(8):
        client.get(home(margaret))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_rest_asks_the_same_number_of_questions(
    sign_in, margaret, fatima, count, django_assert_num_queries
):
    for _number in range(count):
        a_plan(margaret, fatima)
    client = sign_in(margaret)

    with django_assert_num_queries(6):
        client.get(url("member_pause", margaret))
