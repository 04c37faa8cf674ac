"""The digest: what is new for whom, when, and never twice; and how few suggestions anybody gets."""

import pytest
from django.utils import timezone

from exchanges.actions import not_for_me
from exchanges.actions.events import planning, signing
from exchanges.actions.events.planning import Repeating
from exchanges.actions.introducing import introduce
from exchanges.models import Event, Listing, Match
from exchanges.reads.matches import newly_to_help
from members.models import Member, Person
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local, speak

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def gwen(bank):
    return long_here(make.make_member(bank, name="Gwen Offers"))


@pytest.fixture
def ray(bank):
    return long_here(make.make_member(bank, name="Ray Asks"))


@pytest.fixture(autouse=True)
def nobody_else_is_there(bank):
    """The bank's first admin holds no account, so no digest is written for them."""
    assert make.admin_of(bank).account_id is None


def long_here(member):
    Member.objects.filter(pk=member.pk).update(joined_at=evening(member.bank) - 200 * A_DAY)
    member.refresh_from_db()
    return member


def evening(bank, days=0):
    return local(bank, bank.day(NOW()) + days * A_DAY, 18)


def new(member, days=0, **fields):
    """Something put up at noon, so many days from now."""
    listing = make.make_listing(member, title=f"Number {Listing.objects.count()}", **fields)
    at = local(member.bank, member.bank.day(NOW()) + days * A_DAY)
    Listing.objects.filter(pk=listing.pk).update(created_at=at)
    return listing


def told(member):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind="DIGEST").order_by("pk")
    return list(found.values_list("subject", flat=True))


def days_told(bank, days):
    return [day for day in days if speak("DIGEST", bank, at=evening(bank, day))]


def test_three_things_are_told_after_two_quiet_days(bank, gwen, ray):
    for days in (0, 0, 0, 1, 1, 1):
        new(gwen, days)

    assert days_told(bank, range(12)) == [0, 2]
    assert told(ray) == ["New here: 3 offers"] * 2
    assert told(gwen) == []


def test_one_thing_is_told_after_seven(bank, gwen, ray):
    new(gwen, -20), new(gwen, 0), new(gwen, 1, kind="REQUEST")

    assert days_told(bank, range(12)) == [0, 7]
    assert told(ray) == ["New here: 1 offer", "New here: 1 request"]


def test_what_was_told_is_not_told_again_and_ones_own_never(bank, gwen, ray):
    for days in (0, 0, 0, 3):
        new(gwen, days)
    new(ray, 2)

    assert days_told(bank, range(30)) == [0, 2, 7]
    assert told(ray) == ["New here: 3 offers", "New here: 1 offer"]
    assert told(gwen) == ["New here: 1 offer"]


def test_left_out_is_whom_one_is_apart_from_who_is_under_18_and_what_does_not_stand(bank, gwen, ray):
    apart, blocks = (long_here(make.make_member(bank)) for _each in range(2))
    make.make_block(ray, apart)
    make.make_block(blocks, ray)
    new(apart), new(blocks), new(long_here(make.make_minor(bank)))
    gone = new(gwen)
    Listing.objects.filter(pk=gone.pk).update(state="PAUSED")

    speak("DIGEST", bank, at=evening(bank))

    assert told(ray) == []
    assert told(gwen) == ["New here: 2 offers"]


def test_what_a_saved_search_tells_of_is_not_told_twice(bank, gwen, ray):
    make.save_search(ray, words="coat")
    for title in ("A torn coat", "A bicycle", "A hedge"):
        make.make_listing(gwen, title=title)

    speak("DIGEST", bank, at=evening(bank, 1))

    assert told(ray) == ["New here: 2 offers"]


def test_a_request_that_was_suggested_to_somebody_is_not_counted_again(bank, gwen, ray):
    request = new(gwen, kind="REQUEST")
    new(gwen), new(gwen)
    make.make_match(request, make.make_listing(ray, title="Mending"))
    Listing.objects.filter(member=ray).update(created_at=NOW() - 30 * A_DAY)
    speak("REQUEST_FITS", bank, at=local(bank, bank.day(NOW()) + 3 * A_DAY, 12))
    assert Notice.objects.filter(kind="REQUEST_FITS", recipient__key=ray.actor_key).exists()

    speak("DIGEST", bank, at=evening(bank, 7))

    assert told(ray) == ["New here: 2 offers"]


# What suits somebody


def suits(request, member, *, offered_days=-20):
    """An offer of a member, put up so many days from now, that fits a request."""
    offer = new(member, offered_days)
    make.make_match(request, offer)
    return offer


def test_a_new_request_that_suits_somebody_is_counted_once_and_as_that(bank, gwen, ray):
    long_here(make.make_member(bank))
    suits(new(gwen, kind="REQUEST"), ray)
    new(gwen, kind="REQUEST"), new(gwen)

    speak("DIGEST", bank, at=evening(bank))

    assert told(ray) == ["New here: 1 thing you could help with, 1 offer and 1 request"]
    words = Notice.objects.get(recipient__key=ray.actor_key, kind="DIGEST").body
    assert words.endswith("Your first page says whom you could help.")
    assert Notice.objects.filter(subject="New here: 1 offer and 2 requests").count() == 1


def test_what_was_asked_before_counts_once_a_new_offer_or_gift_suits_it(bank, gwen, ray):
    gift = make.make_gift(gwen, words="Mending")
    type(gift).objects.update(added_at=evening(bank, -1))
    coat, other = (new(ray, -60, kind="REQUEST") for _each in range(2))
    suits(coat, gwen, offered_days=0)
    make.make_match(other, gift)
    again = suits(coat, gwen, offered_days=0)
    Listing.objects.filter(pk=again.pk).update(created_at=evening(bank, 2))

    days = days_told(bank, range(30))

    assert told(gwen) == ["New here: 2 things you could help with"]
    assert days[0] == 0


@pytest.mark.parametrize("why", ["introduced", "refused", "searched", "apart", "under 18", "unlike"])
def test_what_suits_is_not_counted_where_it_was_told_or_is_of_no_use(bank, gwen, ray, why):
    if why == "under 18":
        ray = long_here(make.make_minor(bank))
    request = new(ray, -60, kind="REQUEST")
    offer = suits(request, gwen, offered_days=0)
    if why == "introduced":
        introduce(request, gwen, by=make.make_coordinator(bank), at=NOW())
    elif why == "refused":
        not_for_me.say_not_for_me(gwen, request, "KIND", by=gwen, at=NOW())
    elif why == "searched":
        make.save_search(gwen, words=request.title)
    elif why == "apart":
        make.make_block(ray, gwen)
    elif why == "unlike":
        Match.objects.filter(offer=offer).update(likeness=0.05, meaning=0.05)

    days_told(bank, range(8))

    assert told(gwen) == []


@pytest.mark.parametrize("people", [1, 3])
def test_what_suits_many_takes_as_many_queries(bank, gwen, ray, people, django_assert_num_queries):
    request = new(ray, -60, kind="REQUEST")
    for _each in range(people):
        suits(request, long_here(make.make_member(bank)), offered_days=0)
    since = dict.fromkeys(Member.objects.of(bank).values_list("pk", flat=True), evening(bank, -5))

    with django_assert_num_queries(7):
        found = newly_to_help(bank, since, at=evening(bank))

    assert list(found.values()) == [{request.pk}] * people


def test_open_events_of_others_count_the_first_of_a_series_once_and_not_those_one_goes_to(bank, gwen, ray):
    priya = make.make_coordinator(bank)
    day = bank.day(NOW()) + 20 * A_DAY
    put_on = {"host": None, "on": day}
    make.make_event(priya, repeating=Repeating("WEEK", day + 60 * A_DAY), **put_on)
    waits = make.make_event(gwen, on=day)
    goes = make.make_event(priya, title="Choir", **put_on)
    signing.sign_up(goes, "GUEST", make.act(ray))
    Event.objects.update(state_since=local(bank, bank.day(NOW())))

    speak("DIGEST", bank, at=evening(bank))
    assert (told(ray), told(gwen)) == (["New here: 1 event"], ["New here: 2 events"])
    planning.agree(waits, make.act(priya, evening(bank, 6)))
    speak("DIGEST", bank, at=evening(bank, 7))

    assert (told(ray), told(gwen)) == (["New here: 1 event"] * 2, ["New here: 2 events"])


@pytest.mark.parametrize("who", ["resting", "left", "minor", "organisation"])
def test_who_has_no_use_for_it_gets_none(bank, gwen, who):
    reader = long_here(make.make_organisation(bank) if who == "organisation" else make.make_member(bank))
    fields = {"resting": {"state": "PAUSED"}, "left": {"state": "LEFT"}, "minor": {"age_band": "TEEN"}}
    Member.objects.filter(pk=reader.pk).update(**fields.get(who, {"channel": "EMAIL"}))
    new(gwen)

    speak("DIGEST", bank, at=evening(bank))

    assert told(reader) == []


def test_who_has_just_joined_is_not_told_of_what_was_there_before(bank, gwen, ray):
    new(gwen, -2), new(gwen, -2), new(gwen, -2)
    Member.objects.filter(pk=ray.pk).update(joined_at=evening(bank, -1))

    assert days_told(bank, range(9)) == []


# The cap


def test_nobody_gets_a_second_suggestion_on_one_day(bank, gwen, ray):
    make.with_hours(ray, 200)
    for days in (0, 0, 0):
        new(gwen, days)

    at = local(bank, bank.day(NOW()), 10)
    assert speak("UNSPENT", bank, at=at) == 1
    assert days_told(bank, range(2)) == [1]


def test_nobody_gets_a_fourth_in_seven_days_in_all_their_time_banks(bank, gwen, ray):
    elsewhere = make.make_bank()
    person = Person.objects.get(pk=ray.person_id)
    there = long_here(make.also_member_of(elsewhere, person))
    neighbour = make.make_member(elsewhere)
    for days in range(8):
        for member in (gwen, gwen, gwen, neighbour, neighbour, neighbour):
            new(member, days)

    for days in range(8):
        for each in (bank, elsewhere):
            speak("DIGEST", each, at=evening(each, days))

    sent = Notice.objects.filter(recipient__key__in=[ray.actor_key, there.actor_key], kind="DIGEST")
    days = sorted((notice.created_at - evening(bank)).days for notice in sent)
    assert len(set(days)) == len(days)
    assert all(sum(first <= day < first + 7 for day in days) <= 3 for first in range(8))
    assert len(days) == 4
