"""The pages on which an offer or a request says when, where and until when, is paused and renewed."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.actions.listings import More
from exchanges.models import Listing
from tests import factories as make

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Díaz")


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Shah")


def url(name, listing):
    return reverse(f"exchanges:{name}", args=[listing.bank.slug, listing.pk])


def today(bank):
    return bank.day(timezone.now())


def end(listing, days):
    Listing.objects.filter(pk=listing.pk).update(expires_on=today(listing.bank) + days * A_DAY)


def post_new(client, bank, **changes):
    told = {"kind": "REQUEST", "title": "Weeding", **changes}
    return client.post(reverse("exchanges:listing_new", args=[bank.slug]), told)


def test_everything_besides_title_kind_and_category_may_be_left_out(client, bank, rosa):
    client.force_login(rosa.person)

    post_new(client, bank)

    listing = Listing.objects.get()
    assert listing.expires_on == today(bank) + 92 * A_DAY
    assert (listing.often, listing.people, listing.places, listing.needed_on) == ("STANDING", 1, [], None)


def test_what_is_said_besides_is_kept_and_shown(client, bank, rosa, gwilym):
    day = today(bank) + 5 * A_DAY
    client.force_login(rosa.person)

    post_new(
        client,
        bank,
        needed_on=day.isoformat(),
        needed_part="AM",
        places=["HOME", "OUTSIDE"],
        area="Mill Lane",
        people="3",
        language_1="pl",
        access=["STEP_FREE"],
        availability=["SAT_AM"],
        often="ONCE",
    )

    listing = Listing.objects.get()
    client.force_login(gwilym.person)
    page = client.get(url("listing", listing))
    shown = {fact.question: fact.answer for fact in page.context["facts"]}
    assert listing.expires_on == day
    assert shown["Where"] == "at somebody's home, outside, or on the way, Mill Lane"
    assert shown["When"].endswith(", morning")
    assert (shown["For how many"], shown["Language"], shown["Good to know"]) == (
        "3 people",
        "Polish (polski)",
        "no steps",
    )
    assert (shown["How often"], "Mill Lane" in page.text) == ("Once", True)


@pytest.mark.parametrize(("stands", "days"), [("month", 30), ("quarter", 92), ("year", 365), ("none", None)])
def test_the_author_chooses_until_when_it_stands(client, bank, rosa, stands, days):
    client.force_login(rosa.person)

    post_new(client, bank, stands=stands, needed_on=(today(bank) + A_DAY).isoformat())

    assert Listing.objects.get().expires_on == (None if days is None else today(bank) + days * A_DAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stands", "for ever"),
        ("people", "0"),
        ("people", "501"),
        ("people", "x"),
        ("needed_on", "2020-01-01"),
        ("needed_on", "31.2."),
        ("needed_part", "NIGHT"),
        ("places", "MOON"),
        ("access", "x"),
        ("availability", "MON"),
        ("language_1", "xx-yy"),
        ("area", "x" * 61),
        ("often", "DAILY"),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_part_stays_open(client, bank, rosa, field, value):
    client.force_login(rosa.person)

    page = post_new(client, bank, **{field: value})

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"].more_is_open
    assert 'value="Weeding"' in page.text
    assert not Listing.objects.exists()


def test_the_optional_part_is_folded_away_until_something_is_said(client, bank, rosa):
    listing = make.make_listing(rosa)
    client.force_login(rosa.person)
    forms = [client.get(reverse("exchanges:listing_new", args=[bank.slug])), client.get(url("listing_change", listing))]
    said = make.make_listing(rosa, title="With more", more=More(places=("ONLINE",)))

    opened = [each.context["form"].more_is_open for each in (*forms, client.get(url("listing_change", said)))]

    assert opened == [False, False, True]


def test_a_change_keeps_what_was_said_and_the_last_day(client, bank, rosa):
    more = More(needed_on=today(bank) + 3 * A_DAY, expires_on=today(bank) + 40 * A_DAY, languages=("pl", "ar"))
    listing = make.make_listing(rosa, kind="REQUEST", more=more)
    client.force_login(rosa.person)
    form = client.get(url("listing_change", listing)).context["form"]
    sent = {each.html_name: each.value() for each in form if each.value()}

    answer = client.post(url("listing_change", listing), {**sent, "title": "New words"})

    changed = Listing.objects.get()
    assert (answer.status_code, changed.title) == (302, "New words")
    assert (changed.needed_on, changed.expires_on, changed.languages) == (more.needed_on, more.expires_on, ["pl", "ar"])


@pytest.mark.parametrize("how", ["paused", "past"])
def test_what_does_not_stand_is_read_by_its_member_and_coordinators_alone(client, rosa, gwilym, coordinator, how):
    listing = make.make_listing(gwilym, title="Bicycle bells")
    if how == "past":
        end(listing, -1)
    else:
        Listing.objects.filter(pk=listing.pk).update(state="PAUSED")
    statuses, proposals = [], []

    for who in (gwilym, coordinator, rosa):
        client.force_login(who.person)
        statuses.append(client.get(url("listing", listing)).status_code)
        proposals.append(client.get(url("listing_propose", listing)).status_code)
    client.force_login(rosa.person)
    lists = [reverse(f"exchanges:{name}", args=[rosa.bank.slug]) for name in ("home", "listings", "listings_printed")]
    lists.append(reverse("exchanges:member", args=[rosa.bank.slug, gwilym.number]))

    assert (statuses, proposals) == ([200, 200, 404], [403, 403, 404])
    assert not any(listing.title in client.get(address).text for address in lists)
    assert client.post(url("listing_renew", listing)).status_code == 404


def test_its_member_renews_with_one_button_on_the_page_the_notice_leads_to(client, bank, gwilym):
    listing = make.make_listing(gwilym)
    end(listing, 1)
    client.force_login(gwilym.person)
    before = client.get(url("listing", listing)).text

    page = client.post(url("listing_renew", listing), follow=True)

    listing.refresh_from_db()
    assert "Three months more, from today" in before
    assert "Renewed." in page.text
    assert listing.expires_on == today(bank) + 92 * A_DAY


@pytest.mark.parametrize(("who", "status"), [("own", 302), ("coordinator", 302), ("other", 403), ("stranger", 404)])
@pytest.mark.parametrize("page", ["listing_pause", "listing_open", "listing_renew"])
def test_only_its_member_and_coordinators_press_the_buttons(client, gwilym, rosa, coordinator, who, status, page):
    listing = make.make_listing(gwilym)
    asker = {"own": gwilym, "coordinator": coordinator, "other": rosa}.get(who) or make.make_member(make.make_bank())
    client.force_login(asker.person)

    assert client.get(url(page, listing)).status_code == (404 if who == "stranger" else 405)
    assert client.post(url(page, listing)).status_code == status


def test_paused_and_put_up_again(client, gwilym):
    listing = make.make_listing(gwilym)
    client.force_login(gwilym.person)

    paused = client.post(url("listing_pause", listing), follow=True)
    again = client.post(url("listing_open", listing), follow=True)

    assert ("Put it up again" in paused.text, "Pause it" in paused.text) == (True, False)
    assert ("Put it up again" in again.text, "Pause it" in again.text) == (False, True)


def test_a_full_one_says_so_and_offers_no_button(client, gwilym, rosa, coordinator):
    listing = make.make_listing(gwilym, kind="REQUEST")
    plan = life.propose(make.draft(rosa, gwilym, listing=listing), make.act(rosa))
    life.accept(plan, make.act(gwilym))
    client.force_login(coordinator.person)

    page = client.get(url("listing", listing))
    told = {"whose": rosa.number, "hours": "1", "day": today(gwilym.bank), "description": "A", "channel": "PHONE"}
    answer = client.post(url("listing_propose", listing), told)

    assert "It takes no more just now." in page.text
    assert "I can help" not in page.text
    assert (answer.status_code, "This takes no more people just now." in answer.text) == (400, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_however_much_it_says(client, gwilym, rosa, django_assert_num_queries, rows):
    parent = make.make_category(gwilym.bank, name="Home")
    category = make.make_category(gwilym.bank, name="Taps", parent=parent)
    for number in range(rows):
        category.checks.add(make.make_check_kind(gwilym.bank, name=f"Check {number}"))
    listing = make.make_listing(gwilym, kind="REQUEST", category=category)
    client.force_login(rosa.person)

    with django_assert_num_queries(9):  # session, person, bank, membership, listing, plans, photos, checks, talks
        client.get(url("listing", listing))


def test_who_writes_reads_examples_and_what_others_wrote_without_names(client, bank, rosa, gwilym):
    garden = make.make_category(bank, name="Garden", code="GARDEN")
    lawns = make.make_category(bank, name="Lawns", parent=garden)
    elsewhere = make.make_member(make.make_bank())
    make.make_listing(gwilym, kind="REQUEST", title="The hedge cut in June", category=lawns)
    make.make_listing(gwilym, kind="OFFER", title="Mowing", category=lawns)
    make.make_listing(elsewhere, kind="REQUEST", title="Not ours", category=make.make_category(elsewhere.bank))
    end(make.make_listing(gwilym, kind="REQUEST", title="Long over", category=garden), -1)
    client.force_login(rosa.person)
    address = reverse("exchanges:listing_new", args=[bank.slug])

    plain = client.get(address, {"kind": "request"})
    page = client.get(address, {"kind": "request", "category": garden.pk})

    assert (len(plain.context["examples"]), plain.context["also"]) == (13, [])
    assert page.context["also"] == ["The hedge cut in June"]
    assert page.context["examples"][0].words[0] == "The lawn cut every other week"
    assert "Gwilym" not in page.text


@pytest.mark.parametrize("category", ["x", "9" * 40, "\x00", "-1"])
def test_a_category_that_cannot_be_read_helps_with_nothing(client, bank, rosa, category):
    client.force_login(rosa.person)

    page = client.get(reverse("exchanges:listing_new", args=[bank.slug]), {"category": category})

    assert (page.status_code, page.context["also"]) == (200, [])
