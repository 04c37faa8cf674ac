"""An event goes into somebody's own calendar: its day, its place, and that it was called off."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from exchanges.actions.events import planning, series, signing
from exchanges.models import Event
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

WEEK = datetime.timedelta(weeks=1)


def url(event, name="event_calendar", query=None):
    return reverse(f"exchanges:{name}", args=[event.bank.slug, event.pk], query=query)


def entries(client, event, query=None) -> list:
    return Calendar.from_ical(client.get(url(event, query=query)).content).walk("VEVENT")


@pytest.fixture
def choir(bank, priya):
    until = planning.Repeating("WEEK", bank.day(timezone.now()) + 3 * WEEK)
    first = make.make_event(priya, host=None, title="Choir", body="Ring 01632 960", repeating=until)
    series.make_ahead(first.series_id, at=timezone.now())
    return list(Event.objects.order_by("on").select_related("bank", "host", "made_by", "series"))


def test_a_visitor_takes_an_event_and_reads_nothing_of_who_comes(client, bank, priya, margaret):
    event = make.make_event(priya, host=None, body="Ring 01632 960")
    signing.sign_up(event, "HELPER", make.act(margaret))

    answer = client.get(url(event))

    [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert entry.start == datetime.datetime.combine(event.on, datetime.time(12), bank.zone_info())
    assert entry.end - entry.start == datetime.timedelta(hours=2, minutes=30)
    assert (entry["LOCATION"], entry["STATUS"]) == ("St Mary's hall", "CONFIRMED")
    assert entry["SUMMARY"] == f"{bank.name}: Big Lunch"
    assert "Margaret" not in answer.content.decode()
    assert "01632" not in answer.content.decode()


def test_each_event_of_a_series_has_its_own_date_and_all_of_them_come_together(client, choir):
    alone = entries(client, choir[1])
    together = entries(client, choir[1], {"dates": "all"})

    assert [each.start.date() for each in alone] == [choir[1].on]
    assert [each.start.date() for each in together] == [each.on for each in choir[1:]]
    assert len({each["UID"] for each in together}) == len(together) == 2
    assert [len(entries(client, choir[0], {"dates": odd})) for odd in ("none", "all\x00")] == [1, 1]


def test_what_was_called_off_says_so_and_replaces_what_was_taken_before(client, priya, choir):
    [before] = entries(client, choir[0])

    planning.cancel(choir[0], make.act(priya), reason="The hall is shut.")

    called_off, next_one = entries(client, choir[0], {"dates": "all"})[:2]
    assert called_off["UID"] == before["UID"]
    assert called_off["SEQUENCE"] > before["SEQUENCE"]
    assert (called_off["STATUS"], next_one["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert called_off["SUMMARY"].endswith("Cancelled: Choir")


def test_only_who_may_read_an_event_has_its_file(client, sign_in, bank, priya, margaret):
    hers = make.make_event(margaret)
    ours = make.make_event(priya, host=None, is_public=False)
    declined = planning.decline(make.make_event(margaret), make.act(priya), reason="No hall.")

    assert [client.get(url(each)).status_code for each in (hers, ours)] == [404, 404]
    assert [each["STATUS"] for each in entries(sign_in(margaret), hers)] == ["TENTATIVE"]
    assert sign_in(margaret).get(url(declined)).status_code == 404


def test_the_page_offers_the_file_until_the_event_is_over(client, bank, priya, choir):
    page = words(client.get(url(choir[0], "event")))
    Event.objects.filter(pk=choir[0].pk).update(on=bank.day(timezone.now()) - WEEK)

    later = words(client.get(url(choir[0], "event")))

    assert "Put it in my calendar" in page
    assert "Put each of its days in my calendar" in page
    assert "calendar" not in later
