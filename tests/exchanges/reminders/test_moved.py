"""What is moved to another day: its old reminder goes and its new one stays, also where it is moved back."""

import pytest
from django.utils import timezone

from exchanges.actions import listings, standing
from exchanges.actions.events import planning, signing
from exchanges.models import Listing
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local, speak, speak_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Offers")


@pytest.fixture
def today(bank):
    return bank.day(timezone.now())


def told(kind):
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("subject", flat=True))


def ending(member, on):
    listing = make.make_listing(member, title="Jam", more=listings.More(expires_on=on))
    Listing.objects.filter(pk=listing.pk).update(created_at=timezone.now() - 90 * A_DAY)
    return listing


def lasting(listing, on):
    wording = listings.Wording(kind=listing.kind, title=listing.title, more=listings.More(expires_on=on))
    return listings.reword(listing, wording, by=listing.member, at=timezone.now())


def coming(bank, member):
    """An event that a member comes to, and who may change it."""
    priya = make.make_coordinator(bank)
    event = make.make_event(priya, host=None)
    signing.sign_up(event, "GUEST", make.act(member))
    return event, priya


def moved(event, day, by):
    planning.change(event, make.plan(event.bank, host=None, on=day), make.act(by))


def until(day):
    return f"Until {day:%A} {day.day} {day:%B} only: Jam"


def test_the_new_warning_outlives_the_old_end(bank, gwen, today):
    listing = ending(gwen, today + 3 * A_DAY)
    speak("LISTING_ENDS", bank, at=local(bank, today))
    later = today + 5 * A_DAY
    lasting(listing, later)
    speak("LISTING_ENDS", bank, at=local(bank, today))

    speak_all(bank, at=local(bank, today + 4 * A_DAY, 8))

    assert told("LISTING_ENDS") == [until(later)]


def test_what_is_moved_back_is_told_again(bank, gwen, today):
    soon, later = today + 3 * A_DAY, today + 60 * A_DAY
    listing = ending(gwen, soon)
    speak("LISTING_ENDS", bank, at=local(bank, today))
    lasting(listing, later)
    assert told("LISTING_ENDS") == []

    lasting(listing, soon)
    speak("LISTING_ENDS", bank, at=local(bank, today))

    assert told("LISTING_ENDS") == [until(soon)]


def test_what_was_paused_before_it_was_told_is_told_once_it_stands_again(bank, gwen, today):
    listing, at = ending(gwen, today + 3 * A_DAY), timezone.now()
    speak("LISTING_ENDS", bank, at=local(bank, today))
    standing.pause(listing, by=gwen, at=at)
    standing.open_again(listing, by=gwen, at=at)

    for _time in range(2):
        speak("LISTING_ENDS", bank, at=local(bank, today))

    assert len(told("LISTING_ENDS")) == 1


def test_whom_it_reached_is_not_told_again(bank, gwen, today):
    listing, at = ending(gwen, today + 3 * A_DAY), timezone.now()
    speak("LISTING_ENDS", bank, at=local(bank, today))
    Notice.objects.filter(kind="LISTING_ENDS").update(sent_at=at, next_attempt_at=None)
    standing.pause(listing, by=gwen, at=at)
    standing.open_again(listing, by=gwen, at=at)

    speak("LISTING_ENDS", bank, at=local(bank, today))

    assert len(told("LISTING_ENDS")) == 1


def test_a_moved_event_is_told_of_anew_and_that_outlives_its_old_day(bank, gwen):
    event, priya = coming(bank, gwen)
    was, event_on = event.on, event.on + A_DAY
    speak("EVENT_TOMORROW", bank, at=local(bank, was - A_DAY))
    moved(event, event_on, priya)
    assert told("EVENT_TOMORROW") == []
    speak("EVENT_TOMORROW", bank, at=local(bank, was, 9))

    speak_all(bank, at=local(bank, was, 20))
    assert len(told("EVENT_TOMORROW")) == 1
    speak_all(bank, at=local(bank, event_on, 20))

    assert told("EVENT_TOMORROW") == []


def test_an_event_that_is_moved_back_is_told_of_again(bank, gwen):
    event, priya = coming(bank, gwen)
    was = event.on
    speak("EVENT_TOMORROW", bank, at=local(bank, was - A_DAY))
    for day in (was + 3 * A_DAY, was):
        moved(event, day, priya)

    speak("EVENT_TOMORROW", bank, at=local(bank, was - A_DAY))

    assert len(told("EVENT_TOMORROW")) == 1
