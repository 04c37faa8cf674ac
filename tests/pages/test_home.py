"""A bank's first page: for visitors, for members, for who runs it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.actions.duties import be_at_desk, leave_desk
from exchanges.models import Exchange, Listing
from members.actions import Application, apply_to_join
from members.models import Bank
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def fatima(bank):
    return make.make_member(bank, name="Fatima Zahra")


def home(bank: Bank) -> str:
    return reverse("exchanges:home", args=[bank.slug])


def at_hour(hour: int) -> datetime.datetime:
    return datetime.datetime(2026, 1, 20, hour, 30, tzinfo=datetime.UTC)  # London keeps UTC in January


def tomorrow(bank: Bank) -> datetime.date:
    return bank.day(timezone.now()) + datetime.timedelta(days=1)


def test_a_visitor_reads_what_the_bank_is_and_how_to_join(client, bank):
    bank.telephone = "01632 960184"
    bank.save()

    response = client.get(home(bank))

    assert response.status_code == 200
    assert "An hour is an hour, whoever gives it." in words(response)
    assert reverse("members:join", args=[bank.slug]) in response.content.decode()
    assert 'href="tel:01632960184"' in response.content.decode()


def test_a_visitor_finds_the_open_events(client, bank):
    priya = make.make_coordinator(bank)
    make.make_event(priya, title="Repair café", is_public=True)
    make.make_event(priya, title="Members' evening", is_public=False)

    response = client.get(home(bank))

    assert "Repair café" in words(response)
    assert "evening" not in words(response)
    assert reverse("exchanges:events", args=[bank.slug]) in response.content.decode()


def test_a_visitor_sees_no_group_of_fewer_than_ten(client, bank, margaret, fatima):
    make.posted_exchange(margaret, fatima)

    response = client.get(home(bank))

    assert response.context["totals"].members is None
    assert response.context["totals"].exchanges is None
    assert "We have just begun." in words(response)


def test_a_visitor_reads_totals_in_a_sentence(client, bank, margaret, fatima):
    for number in range(8):
        make.make_member(bank, name=f"Neighbour {number}")
    for _each in range(10):
        make.posted_exchange(margaret, fatima, minutes=45)

    response = client.get(home(bank))

    assert "10 neighbours have given one another 7½ hours, in 10 exchanges." in words(response)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_visitor_reads_titles_only_where_the_bank_opens_its_listings(client, bank, fatima, is_open):
    bank.listings_are_public = is_open
    bank.save()
    make.make_listing(fatima, kind=Listing.Kind.REQUEST, title="Lift to the eye clinic", body="Tuesday at nine")

    page = words(client.get(home(bank)))

    assert ("Lift to the eye clinic" in page) is is_open
    assert "Fatima" not in page
    assert "Tuesday at nine" not in page


def test_an_unknown_bank_does_not_exist(client):
    assert client.get("/no-such-bank/").status_code == 404


@pytest.mark.parametrize(
    ("shown", "sentence"), [("NOBODY", ""), ("HOURS", "Somebody is here until"), ("NAMES", "Priya is here until")]
)
def test_a_visitor_reads_who_is_at_the_desk_only_as_the_bank_wishes(client, bank, shown, sentence):
    at = timezone.now()
    priya, ray = make.make_coordinator(bank, name="Priya Desk"), make.make_coordinator(bank, name="Ray Gone")
    elsewhere = make.make_coordinator(make.make_bank(), name="Fred Far")
    for each, hours in ((priya, 2), (ray, 1), (elsewhere, 4)):
        be_at_desk(each, until_at=at + datetime.timedelta(hours=hours), at=at)
    leave_desk(ray, at=at)
    Bank.objects.filter(pk=bank.pk).update(duty_shown=shown)

    page = words(client.get(home(bank)))

    assert sentence in page
    assert ("is here until" in page) == bool(sentence)
    assert ("Priya" in page) == (shown == "NAMES")
    assert not any(name in page for name in ("Desk", "Ray", "Fred"))


def test_a_member_of_another_bank_reads_the_public_page_and_no_more(client, bank, fatima):
    stranger = make.make_member(make.make_bank())
    make.make_listing(fatima, kind=Listing.Kind.REQUEST, title="Lift to the eye clinic")
    client.force_login(stranger.person)

    page = words(client.get(home(bank)))

    assert "An hour is an hour" in page
    assert "Lift to the eye clinic" not in page


def test_who_has_asked_to_join_is_told_so(client, bank, margaret):
    stranger = make.make_member(make.make_bank())
    apply_to_join(bank, Application(name="Ana Paz"), at=timezone.now(), person=stranger.person)
    client.force_login(stranger.person)

    page = words(client.get(home(bank)))

    assert "You have asked to join." in page
    assert f"Join {bank.name}" not in page


@pytest.mark.parametrize(("hour", "greeting"), [(3, "evening"), (9, "morning"), (13, "afternoon"), (19, "evening")])
def test_the_greeting_goes_by_the_banks_own_clock(client, bank, margaret, monkeypatch, hour, greeting):
    client.force_login(margaret.person)
    monkeypatch.setattr("exchanges.views.home.timezone.now", lambda: at_hour(hour))

    assert f"Good {greeting}, Margaret" in words(client.get(home(bank)))


def test_a_member_reads_their_hours_and_how_far_they_may_go(client, bank, margaret, fatima):
    make.posted_exchange(margaret, fatima, minutes=90)
    make.posted_exchange(fatima, margaret, minutes=30)
    client.force_login(margaret.person)

    page = words(client.get(home(bank)))

    assert "You have 1 hour" in page
    assert "you have given 1½ hours and received ½ hour." in page
    assert "You may owe up to 12 hours, so you can always ask." in page


def test_a_debt_is_said_in_words(client, bank, margaret, fatima):
    make.posted_exchange(margaret, fatima, minutes=90)
    client.force_login(fatima.person)

    assert "You owe 1½ hours" in words(client.get(home(bank)))


def test_a_new_member_finds_a_word_where_there_is_nothing_yet(client, bank, margaret):
    client.force_login(margaret.person)

    page = words(client.get(home(bank)))

    assert "Nothing given or received yet." in page
    assert "Nothing waits for you." in page
    assert "Nobody asks for help just now." in page


def test_one_tap_agrees_to_what_the_other_side_said(client, bank, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima, minutes=120)
    client.force_login(fatima.person)
    page = client.get(home(bank))
    address = reverse("exchanges:confirm", args=[bank.slug, exchange.pk])

    response = client.post(address, {"minutes": "120", "back_to": "home"}, follow=True)

    assert "Margaret Pole says they gave you 2 hours" in words(page)
    assert address in page.content.decode()
    exchange.refresh_from_db()
    assert exchange.state == Exchange.State.POSTED
    assert response.redirect_chain == [(home(bank), 302)]
    assert "Agreed. 2 hours went from you to Margaret Pole." in words(response)


def test_one_tap_refuses_what_was_changed_meanwhile(client, bank, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima, minutes=120)
    life.confirm(exchange, make.act(fatima), minutes=60)
    life.confirm(exchange, make.act(margaret), minutes=90)
    client.force_login(fatima.person)

    response = client.post(reverse("exchanges:confirm", args=[bank.slug, exchange.pk]), {"minutes": "120"})

    assert response.status_code == 409
    assert "The time was changed to 1½ hours just before you answered." in words(response)
    exchange.refresh_from_db()
    assert (exchange.state, exchange.minutes) == (Exchange.State.LOGGED, 90)


def test_a_suggestion_waits_with_its_own_answer(client, bank, margaret, fatima):
    exchange = life.propose(make.draft(margaret, fatima, day=tomorrow(bank)), make.act(fatima))
    client.force_login(margaret.person)
    page = words(client.get(home(bank)))

    client.post(reverse("exchanges:accept", args=[bank.slug, exchange.pk]), {"back_to": "home"})

    assert "Fatima Zahra asks you for about 1 hour" in page
    exchange.refresh_from_db()
    assert exchange.state == Exchange.State.AGREED


def test_a_letter_waits_on_the_dashboard_until_it_is_read(client, bank, margaret, fatima):
    talk = make.make_conversation(fatima, margaret)
    client.force_login(margaret.person)

    before = words(client.get(home(bank)))
    client.get(reverse("exchanges:conversation", args=[bank.slug, talk.pk]))

    assert "1 person has written to you. Read and answer" in before
    assert "has written to you" not in words(client.get(home(bank)))


def test_a_plan_stands_on_the_dashboard_until_it_is_logged(client, bank, margaret, fatima):
    exchange = life.propose(make.draft(margaret, fatima, day=tomorrow(bank)), make.act(fatima))
    life.accept(exchange, make.act(margaret))
    client.force_login(margaret.person)

    page = words(client.get(home(bank)))

    assert "Your next exchange" in page
    assert "Look, change or cancel" in page


def test_only_others_requests_are_shown(client, bank, margaret, fatima):
    make.make_listing(margaret, kind=Listing.Kind.REQUEST, title="My own wish")
    make.make_listing(fatima, kind=Listing.Kind.REQUEST, title="Taking up curtains")
    make.make_listing(fatima, kind=Listing.Kind.OFFER, title="Bread baking")
    client.force_login(margaret.person)

    page = words(client.get(home(bank)))

    assert "Asked for this week" in page
    assert "Taking up curtains" in page
    assert "My own wish" not in page
    assert "Bread baking" not in page


@pytest.mark.parametrize("who", ["admin", "auditor"])
def test_staff_without_an_account_find_their_ways_and_no_balance(client, bank, who):
    member = make.admin_of(bank) if who == "admin" else make.make_auditor(bank)
    client.force_login(member.person)

    response = client.get(home(bank))

    assert response.status_code == 200
    assert reverse("insight:reports", args=[bank.slug]) in response.content.decode()
    assert "You have" not in words(response)


def test_names_of_every_script_keep_their_own_direction(client, bank, margaret):
    name = "فاطمة الزهراء"
    other = make.make_member(bank, name=name)
    make.logged_exchange(other, margaret)
    client.force_login(margaret.person)

    assert f"<bdi>{name}</bdi>" in client.get(home(bank)).content.decode()


def test_markup_in_words_is_shown_and_not_obeyed(client, bank, margaret, fatima):
    make.logged_exchange(fatima, margaret, description="<script>alert(1)</script> 🌷 '; DROP TABLE")
    client.force_login(margaret.person)

    page = client.get(home(bank)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🌷" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dashboard_asks_the_database_the_same_number_of_times(
    client, bank, margaret, fatima, django_assert_num_queries, rows
):
    for number in range(rows):
        other = make.make_member(bank, name=f"Neighbour {number}")
        make.posted_exchange(other, margaret)
        make.logged_exchange(other, margaret)
        make.make_listing(other, kind=Listing.Kind.REQUEST, category=make.make_category(bank, name=f"Kind {number}"))
        plan = life.propose(make.draft(margaret, other, day=tomorrow(bank)), make.act(other))
        life.accept(plan, make.act(margaret))
    client.force_login(margaret.person)

    # one for rounds, two for whom one had met before, two for what services ask, one for what fits, four for
    # whom one may like to meet
    with django_assert_num_queries(27):
        response = client.get(home(bank))

    assert len(response.context["waiting"]) == len(response.context["plans"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_public_page_asks_the_database_the_same_number_of_times(
    client, bank, fatima, django_assert_num_queries, rows
):
    bank.listings_are_public = True
    bank.save()
    for number in range(rows):
        category = make.make_category(bank, name=f"Kind {number}")
        make.make_listing(fatima, kind=Listing.Kind.REQUEST, category=category)
        make.make_listing(fatima, kind=Listing.Kind.OFFER, category=category)

    with django_assert_num_queries(7):  # bank, members, exchanges here and elsewhere, events, requests, offers
        assert client.get(home(bank)).status_code == 200
