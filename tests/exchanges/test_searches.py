"""Saved searches: whose they are, what is new for them, and who is told of it how often."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import leaving, merging
from exchanges.actions.erasing import erase_words, replace_in_exchanges
from exchanges.actions.searches import Keeping, SearchRefused, change_telling, save_search, tell_what_is_new
from exchanges.models import SavedSearch
from exchanges.reads.finding import Wishes
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.reminding import local
from timebank.lib.errors import NotAllowed
from timebank.lib.traces import traces_of

pytestmark = pytest.mark.django_db
LIFTS = Wishes(words="lift")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


def keep(member, *, by=None, name="Lifts", wishes=LIFTS, tells=True):
    return save_search(member, Keeping(name, wishes, tells), by=by or member, at=timezone.now())


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind="SAVED_SEARCH").order_by("pk"))


def noon(member):
    return local(member.bank, member.bank.day(timezone.now()))


def address(bank, name, *args, **query):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args], query=query)


# Keeping


def test_the_same_search_twice_is_kept_once_and_another_needs_another_name(rosa):
    first, again = keep(rosa), keep(rosa, tells=False)

    assert first.pk == again.pk
    assert SavedSearch.objects.get().tells is False
    with pytest.raises(SearchRefused, match="Choose another name"):
        keep(rosa, name="LIFTS", wishes=Wishes(words="garden"))


@pytest.mark.parametrize("wishes", [Wishes(), Wishes(nearest=True)])
def test_a_search_for_everything_is_not_kept(rosa, wishes):
    with pytest.raises(SearchRefused, match="Choose what to look for"):
        keep(rosa, wishes=wishes)


def test_nobody_keeps_more_than_ten(rosa):
    for number in range(10):
        keep(rosa, name=f"Search {number}")

    with pytest.raises(SearchRefused, match="10 saved searches already"):
        keep(rosa, name="One more")


def test_it_is_kept_for_who_told_a_coordinator_or_whom_somebody_acts_for(bank, rosa, gwilym):
    priya = make.make_coordinator(bank)
    make.supporter(rosa, gwilym)

    assert keep(rosa, by=priya).saved_by == priya
    assert keep(rosa, by=gwilym, name="Garden").saved_by == gwilym
    for nobody in (make.make_member(bank), make.make_coordinator(make.make_bank())):
        with pytest.raises(NotAllowed):
            keep(rosa, by=nobody, name="Mine")


# Telling


def test_a_member_is_told_of_what_is_new_once_a_day(rosa, gwilym):
    make.make_listing(gwilym, title="A lift before")
    keep(rosa)
    keep(rosa, name="Gardens", wishes=Wishes(words="garden", kind="REQUEST"))
    now = noon(rosa)
    assert tell_what_is_new(rosa.pk, at=now) is False

    make.make_listing(gwilym, title="I drive on Mondays")
    make.make_listing(gwilym, title="A ride on Tuesdays")
    make.make_listing(gwilym, title="Garden", kind="REQUEST")
    make.make_listing(rosa, title="My own lift")
    assert [tell_what_is_new(rosa.pk, at=now) for _twice in range(2)] == [True, False]
    make.make_listing(gwilym, title="A taxi at night")
    assert tell_what_is_new(rosa.pk, at=now) is False

    [notice] = told(rosa)
    assert notice.body == "New: 2 for “Lifts”, 1 for “Gardens”."
    assert tell_what_is_new(rosa.pk, at=now + DAY) is True
    assert told(rosa)[1].body == "New: 1 for “Lifts”."
    assert tell_what_is_new(rosa.pk, at=now + 2 * DAY) is False


def test_nobody_is_told_at_night_but_in_the_morning(rosa, gwilym):
    keep(rosa)
    make.make_listing(gwilym, title="A lift")
    day = rosa.bank.day(timezone.now())

    hours = [hour for hour in range(24) if tell_what_is_new(rosa.pk, at=local(rosa.bank, day, hour))]

    assert hours == [8]


def test_who_switched_it_off_hears_nothing_and_then_only_of_what_comes_after(rosa, gwilym):
    search = keep(rosa)
    change_telling(search, rosa, tells=False)
    make.make_listing(gwilym, title="A lift")

    tell_what_is_new(rosa.pk, at=noon(rosa))
    change_telling(search, rosa, tells=True)
    tell_what_is_new(rosa.pk, at=noon(rosa))

    assert told(rosa) == []


@pytest.mark.parametrize("state", ["PAUSED", "LEFT", "DECLINED"])
def test_who_does_not_belong_now_is_not_told(rosa, gwilym, state):
    keep(rosa)
    make.make_listing(gwilym, title="A lift")
    Member.objects.filter(pk=rosa.pk).update(state=state)

    assert tell_what_is_new(rosa.pk, at=noon(rosa)) is False


def test_nobody_is_told_of_what_they_may_not_read(bank, rosa, gwilym):
    keep(rosa)
    young = make.make_minor(bank, name="Young Owen")
    make.make_listing(young, title="A lift for me")
    paused = make.make_listing(gwilym, title="A lift, but not now")
    type(paused).objects.filter(pk=paused.pk).update(state="PAUSED")
    make.make_listing(make.make_member(make.make_bank()), title="A lift elsewhere")

    assert tell_what_is_new(rosa.pk, at=noon(rosa)) is False


def test_the_sweep_asks_for_everybody_who_wishes_it_once(rosa, gwilym):
    keep(rosa)
    keep(rosa, name="Garden", wishes=Wishes(words="garden"))
    keep(gwilym, tells=False)

    assert list(SavedSearch.objects.whose_members_are_told()) == [rosa.pk]


# Leaving, erasing, merging


def test_who_leaves_looks_for_nothing_any_more(bank, rosa):
    keep(rosa)

    leaving.leave(rosa, by=make.make_coordinator(bank), at=timezone.now())

    assert SavedSearch.objects.count() == 0


def test_erasing_takes_out_ones_own_and_what_others_look_for_by_that_name(bank, rosa, gwilym):
    keep(rosa)
    keep(gwilym, name="A friend", wishes=Wishes(words="rosa day"))
    keep(gwilym, name="Ask Rosa Day", wishes=LIFTS)

    erase_words(rosa)
    replace_in_exchanges(bank, traces_of(names=["Rosa Day"], addresses=[]))

    assert [each.name for each in SavedSearch.objects.all()] == ["Ask …"]


def test_two_numbers_that_become_one_look_for_what_both_did(bank, rosa):
    other = make.make_member(bank, name="Rosa Day", email="")
    keep(rosa)
    keep(other, name="lifts", wishes=Wishes(words="taxi"))
    keep(other, name="Garden", wishes=Wishes(words="garden"))

    merging.merge(rosa, other, by=make.make_coordinator(bank), at=timezone.now())

    kept = SavedSearch.objects.order_by("pk").values_list("member", "name")
    assert list(kept) == [(rosa.pk, "Lifts"), (rosa.pk, "Garden")]


# Pages


def test_a_search_is_saved_from_the_list_and_shows_what_is_new(client, bank, rosa, gwilym):
    client.force_login(rosa.person)
    old = make.make_listing(gwilym, title="A lift before")
    save_url = client.get(address(bank, "listings", q="lift", kind="offer", order="newest")).context["save_url"]
    assert client.get(save_url).context["words"] == "“lift”, Only offers"
    refused = client.post(save_url, {"name": " "})
    assert (refused.status_code, SavedSearch.objects.count()) == (400, 0)

    client.post(save_url, {"name": "Lifts for me", "tells": "on"})
    make.make_listing(gwilym, title="A ride now")
    make.make_listing(gwilym, title="A ride wanted", kind="REQUEST")

    [row] = client.get(address(bank, "saved_searches")).context["rows"]
    assert (row.search.name, row.words, row.new) == ("Lifts for me", "“lift”, Only offers", 1)
    seen = client.post(address(bank, "saved_search", row.search.pk), {"deed": "see"}, follow=True)
    assert [each.listing.title for each in seen.context["rows"]] == ["A ride now"]
    assert [each.words for each in seen.context["chosen"]][-1] == "New since you last looked"
    assert old.title in client.get(address(bank, "listings", q="lift")).text
    assert client.get(address(bank, "saved_searches")).context["rows"][0].new == 0
    for deed, left in (("quiet", [False]), ("tell", [True]), ("nothing", [True]), ("remove", [])):
        client.post(address(bank, "saved_search", row.search.pk), {"deed": deed})
        assert list(SavedSearch.objects.values_list("tells", flat=True)) == left


def test_nobody_sees_or_changes_anothers(client, bank, rosa, gwilym):
    search = keep(rosa)
    for other in (gwilym, make.make_coordinator(bank)):
        client.force_login(other.person)
        assert client.get(address(bank, "saved_searches")).context["rows"] == []
        assert client.post(address(bank, "saved_search", search.pk), {"deed": "remove"}).status_code == 404

    assert SavedSearch.objects.count() == 1


def test_a_coordinator_saves_one_for_who_rang(client, bank, rosa):
    client.force_login(make.make_coordinator(bank).person)

    client.post(address(bank, "save_search", q="lift"), {"whose": rosa.number, "name": "Lifts", "tells": "on"})

    assert SavedSearch.objects.get().member == rosa


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_ten_queries_however_many(client, bank, rosa, gwilym, django_assert_num_queries, rows):
    for number in range(rows):
        keep(rosa, name=f"Search {number}", wishes=Wishes(words="lift", category=number))
    make.make_listing(gwilym, title="A lift")
    client.force_login(rosa.person)

    with django_assert_num_queries(10):  # as the list; the searches, and what is new for all of them
        client.get(address(bank, "saved_searches"))
