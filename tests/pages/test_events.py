"""The pages of events: who reads them, and what they can do there."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.events import planning, signing
from exchanges.models import Attendee, Event
from members.models import Member
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(name, bank, *args, query=None):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args], query=query)


@pytest.fixture
def lunch(bank, priya):
    return make.make_event(priya, host=None)


def written(bank, **answers) -> dict:
    day = (bank.day(timezone.now()) + datetime.timedelta(days=5)).isoformat()
    said = {"title": "Repair café", "kind": "REPAIR", "day": day, "begins": "10:00", "ends": "13.30"}
    return {**said, "place": "The library", "given": "2", "received": "½", "pays": "TAKERS", **answers}


def test_a_visitor_reads_open_events_with_first_names_and_no_others(client, bank, margaret, priya, lunch):
    hers = make.make_event(margaret, title="Choir")
    waiting = make.make_event(margaret, title="Still waits")
    ours = make.make_event(priya, host=None, title="For members", is_public=False)
    planning.agree(hers, make.act(priya))

    listed = words(client.get(url("events", bank)))
    page = words(client.get(url("event", bank, hers.pk)))

    assert "Choir" in listed
    assert "Big Lunch" in listed
    assert "Still waits" not in listed
    assert "For members" not in listed
    assert "Margaret" in page
    assert "Pole" not in page
    assert [client.get(url("event", bank, each.pk)).status_code for each in (waiting, ours)] == [404, 404]


def test_a_members_event_is_sent_to_a_coordinator_who_agrees(sign_in, bank, margaret, priya):
    page = sign_in(margaret).post(url("event_new", bank), written(bank), follow=True)
    made = Event.objects.get()
    assert "A coordinator looks at it first" in words(page)
    assert (made.state, made.host, made.given_minutes, made.received_minutes) == ("WAITING", margaret, 120, 30)

    page = sign_in(priya).post(url("event_agree", bank, made.pk), follow=True)

    assert "Members can read it and sign up." in words(page)
    assert Event.objects.get().state == "OPEN"


def test_a_refused_event_keeps_what_was_typed(sign_in, bank, margaret):
    page = sign_in(margaret).post(url("event_new", bank), written(bank, ends="09:00", pays="POT", title="Mending day"))

    assert page.status_code == 400
    assert {"ends", "pot"} == set(page.context["form"].errors)
    assert "Mending day" in page.content.decode()


def test_a_member_forges_no_host_and_no_state(sign_in, bank, margaret, fatima):
    sign_in(margaret).post(url("event_new", bank), written(bank, whose=fatima.number, state="OPEN", made_by=fatima.pk))

    made = Event.objects.get()
    assert (made.host, made.made_by, made.state) == (margaret, margaret, "WAITING")


def test_members_sign_up_and_off_again(sign_in, bank, margaret, lunch):
    client = sign_in(margaret)

    page = client.post(url("event_sign_up", bank, lunch.pk), {"part": "HELPER"}, follow=True)
    assert "You are down as a helper" in words(page)
    page = client.post(url("event_withdraw", bank, lunch.pk), follow=True)

    assert "You are off the list" in words(page)
    assert Attendee.objects.get().state == "OFF"


def test_somebody_elses_event_is_read_and_not_changed(sign_in, bank, margaret, fatima, priya):
    hers = planning.agree(make.make_event(margaret), make.act(priya))
    client = sign_in(fatima)

    assert client.get(url("event", bank, hers.pk)).status_code == 200
    for name in ("event_change", "event_cancel"):
        assert client.post(url(name, bank, hers.pk), written(bank)).status_code == 403


def test_a_coordinator_signs_up_who_rang(sign_in, bank, priya, margaret, lunch):
    answers = {"who": str(margaret.number), "part": "GUEST", "channel": "PHONE"}

    page = sign_in(priya).post(url("event_sign_up_for", bank, lunch.pk), answers, follow=True)

    assert "Margaret Pole is signed up" in words(page).replace("\u2068", "").replace("\u2069", "")
    assert lunch.attendees.get().signed_up_by == priya


@pytest.mark.parametrize("times", [1, 3])
def test_as_many_queries_for_one_event_as_for_three(sign_in, bank, margaret, priya, times, django_assert_num_queries):
    for _each in range(times):
        event = make.make_event(priya)
        signing.sign_up(event, "GUEST", make.act(margaret))
    client = sign_in(margaret)

    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(url("events", bank))
    with django_assert_num_queries(QUERIES_OF_EVENT):
        client.get(url("event", bank, event.pk))


QUERIES_OF_LIST = 6
QUERIES_OF_EVENT = 7


def test_the_list_goes_on_where_the_page_before_ended(client, bank, priya, monkeypatch):
    monkeypatch.setattr("exchanges.views.events.EVENTS_ON_PAGE", 2)
    days = [bank.day(timezone.now()) + datetime.timedelta(days=n) for n in (2, 1, 1, 3)]
    for number, day in enumerate(days):
        make.make_event(priya, title=f"Event {number}", on=day)

    first = client.get(url("events", bank))
    second = client.get(url("events", bank) + first.context["more_url"])

    shown = [[row.event.title for row in page.context["rows"]] for page in (first, second)]
    assert shown == [["Event 1", "Event 2"], ["Event 0", "Event 3"]]
    assert second.context["more_url"] == ""


def test_past_events_are_listed_apart(client, bank, lunch):
    Event.objects.filter(pk=lunch.pk).update(on=bank.day(timezone.now()) - datetime.timedelta(days=2))

    assert client.get(url("events", bank)).context["rows"] == []
    assert len(client.get(url("events", bank, query={"when": "past"})).context["rows"]) == 1


def test_who_watches_is_found_as_members_are_found(sign_in, bank, margaret):
    """Nobody learns from the form whose a telephone is, or who is under 18."""
    tilly, zoe = make.make_minor(bank, name="Tilly Young"), make.make_member(bank, name="Zoe Day")
    Member.objects.filter(pk=zoe.pk).update(telephone="07700 900123")
    client = sign_in(margaret)

    for typed in ("Young", str(tilly.number), "07700 900123"):
        page = client.post(url("event_new", bank), written(bank, is_supervised="on", watched_by=typed))
        assert page.status_code == 400
        assert not {"Tilly", "Zoe"} & set(words(page).split())


def test_the_key_of_anothers_form_is_refused(sign_in, bank, margaret, fatima):
    key = str(uuid.uuid4())
    for _twice in range(2):
        assert sign_in(margaret).post(url("event_new", bank), written(bank, key=key)).status_code == 302

    page = sign_in(fatima).post(url("event_new", bank), written(bank, key=key, title="Mending day"))

    assert page.status_code == 409
    assert "Mending day" in page.text
    assert Event.objects.count() == 1


def test_a_refused_no_keeps_its_words(sign_in, bank, margaret, priya):
    event = make.make_event(margaret)

    page = sign_in(priya).post(url("event_decline", bank, event.pk), {"reason": "y" * 501})

    assert page.status_code == 400
    assert "y" * 501 in page.text
