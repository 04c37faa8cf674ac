"""The pages of the map: its list and its areas, adding and looking at things, and what each leads to."""

import re

import pytest
from django.conf import settings as settings_of_site
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.actions.listings import More
from members.actions import gifts
from members.models import Area, Consent, Gift, Member
from notices.models import Notice
from services.actions.services import PlaceWords, write_place
from services.models import Asset
from services.reads.asset_gaps import Gap, gaps_in
from services.reads.assets import People
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.tiles import Tiles, tiles_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


def url(name, bank, *args, query=None):
    return reverse(f"services:{name}", args=[bank.slug, *args], query=query)


def at_page(client, member, address):
    client.force_login(member.person)
    return client.get(address)


def titles(response):
    return [row.found.title for row in response.context["rows"]]


# The list, and the areas above it


def test_pages_of_thirty_follow_each_other(client, bank, rosa, priya):
    north = make.make_area(bank)
    rows = [
        Asset(
            bank=bank,
            kind="PLACE",
            title=f"Hall {n:02}",
            added_by=priya,
            added_at=timezone.now(),
            state="OPEN",
            area=north,
        )
        for n in range(31)
    ]
    Asset.objects.bulk_create(rows)
    first = at_page(client, rosa, url("map", bank, query={"kind": "place", "area": "northgate"}))

    second = client.get(f"{url('map', bank)}{first.context['older_url']}")

    assert titles(first) + titles(second) == [f"Hall {n:02}" for n in range(31)]
    assert client.get(f"{url('map', bank)}{second.context['first_url']}").context["older_url"]
    assert "Northgate</bdi>: 31" in first.text


@pytest.mark.parametrize("broken", ["place=x", "place=99999999999999999999", "place=0"])
def test_what_waits_is_paged_too(client, bank, rosa, priya, broken):
    at = timezone.now()
    Asset.objects.bulk_create(
        Asset(bank=bank, kind="PLACE", title=f"Hall {n:02}", added_by=rosa, added_at=at, state="WAITING")
        for n in range(31)
    )
    first = at_page(client, priya, url("assets_waiting", bank))

    second = client.get(f"{url('assets_waiting', bank)}{first.context['next_url']}")

    shown = [each.title for page in (first, second) for each in page.context["assets"]]
    assert shown == [f"Hall {n:02}" for n in range(31)]
    assert (first.context["first_url"], second.context["next_url"]) == ("", "")
    assert client.get(second.context["first_url"]).context["assets"] == first.context["assets"]
    assert client.get(f"{url('assets_waiting', bank)}?{broken}").context["assets"] == first.context["assets"]


@pytest.mark.parametrize(
    "broken",
    ["after=2A", "after=2A99999999999999999999&name=x", "after=2A1&name=%00", "area=nowhere", "kind=house", "q=%00"],
)
def test_what_cannot_be_read_is_left_out_of_account(client, bank, rosa, priya, broken):
    make.make_asset(priya)

    response = at_page(client, rosa, f"{url('map', bank)}?{broken}")

    assert response.status_code == 200
    assert "Mill Lane hall" in response.text


@pytest.mark.parametrize("times", [1, 3])
def test_as_many_queries_for_one_row_as_for_three(client, bank, rosa, priya, times, django_assert_num_queries):
    surgery = make.make_service(bank)
    for number in range(times):
        area = make.make_area(bank, f"Area {number}")
        make.make_asset(priya, title=f"Hall {number}", area=area)
        make.make_story(rosa, title=f"Story {number}", area=area)
        write_place(surgery, PlaceWords(name=f"Branch {number}", area=area), by=priya)
        make.make_listing(rosa, title=f"I lend drill {number}")
        gifts.add_gift(rosa, gifts.GiftWords("HAND", f"Gift {number}"), by=rosa, at=timezone.now())
    client.force_login(rosa.person)

    # Four of every page, and the areas, the list, the counts, two for people with gifts, and where roles can be made.
    with django_assert_num_queries(10):
        client.get(url("map", bank))
    with django_assert_num_queries(8):
        client.get(url("map_missing", bank))


def test_each_row_leads_to_its_own_page(client, bank, rosa, priya):
    surgery = make.make_service(bank)
    write_place(surgery, PlaceWords(name="Branch", address="Mill Lane 9", is_step_free=True), by=priya)
    offer, hall = make.make_listing(priya, title="I lend my drill"), make.make_asset(priya)

    rows = {row.found.title: row for row in at_page(client, rosa, url("map", bank)).context["rows"]}

    number = surgery.organisation.number
    assert rows["Help in the garden"].url == reverse(
        "members:members", args=[bank.slug], query={"q": "Help in the garden"}
    )
    assert rows["Riverside Surgery"].url == reverse("exchanges:organisation", args=[bank.slug, number])
    assert rows["Branch"].url == reverse("exchanges:organisation", args=[bank.slug, number])
    assert rows["I lend my drill"].url == reverse("exchanges:listing", args=[bank.slug, offer.pk])
    assert rows["Mill Lane hall"].url == url("asset", bank, hall.pk)
    begun = client.get(rows["Branch"].ways[0].url).context["form"]
    assert (begun["place"].value(), begun["access"].value()) == ("Branch, Riverside Surgery, Mill Lane 9", "no steps")


def test_a_visitor_reads_places_and_is_sent_to_sign_in_for_the_rest(client, bank, rosa, priya):
    hall, story = make.make_asset(priya), make.make_story(rosa)

    listed, shown, closed = (
        client.get(each) for each in (url("map", bank), url("asset", bank, hall.pk), url("asset", bank, story.pk))
    )

    assert titles(listed) == ["Mill Lane hall"]
    assert (shown.status_code, closed.status_code) == (200, 302)
    for page in (listed, shown):
        assert "Rosa" not in page.text
        assert "Priya" not in page.text


def test_a_story_is_no_page_once_its_consent_ended(client, bank, rosa, priya):
    story = make.make_story(rosa)
    Consent.objects.filter(pk=story.consent_id).update(ended_at=timezone.now())

    answers = [at_page(client, who, url("asset", bank, story.pk)).status_code for who in (rosa, priya)]

    assert answers == [404, 404]


def test_pictures_are_asked_of_one_host_on_this_page_alone(client, bank, rosa, settings):
    settings.MAP_TILES = Tiles("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org", "<b>Me</b>")
    make.make_area(bank)

    page = at_page(client, rosa, url("map", bank))
    other = client.get(url("map_missing", bank))

    assert "img-src 'self' data: https://tiles.example.org;" in page.headers["Content-Security-Policy"] + ";"
    assert "tiles.example.org" not in other.headers["Content-Security-Policy"]
    assert "Map: &lt;b&gt;Me&lt;/b&gt;" in page.text


HOMES = st.from_regex(r"-?[0-9]{1,2}[.,][0-9]{4,6}[,; ]{1,2}-?[0-9]{1,3}[.,][0-9]{4,6}", fullmatch=True)


@settings(max_examples=5, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(home=HOMES, more=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30))
def test_whatever_somebody_writes_only_areas_are_drawn(client, bank, rosa, priya, home, more):
    """No home on the map: a point in words, in a title or an address stays words."""
    area, _is_new = Area.objects.get_or_create(
        bank=bank, name="Northgate", defaults={"latitude": "53.48", "longitude": "-2.24"}
    )
    Asset.objects.filter(bank=bank).delete()
    make.make_asset(priya, title=f"Hall {home}", words=more, where=f"{home} {more}"[:200], access_words=home, area=area)
    make.make_story(rosa, title=f"Home {home}", words=f"{more} {home}")
    Member.objects.filter(pk=rosa.pk).update(area=home[:60], postal_address=home)

    page = at_page(client, rosa, url("map", bank)).text

    assert re.findall(r'data-(latitude|longitude)="([^"]*)"', page) == [("latitude", "53.48"), ("longitude", "-2.24")]


# Adding, looking at it, taking it off


def test_a_member_adds_a_place_that_a_coordinator_finds_on_the_desk(client, bank, rosa, priya):
    area = make.make_area(bank)
    client.force_login(rosa.person)
    begun = client.get(url("asset_new", bank, query={"kind": "place", "area": area.pk})).context["form"]
    sent = client.post(
        url("asset_new", bank), {"kind": "PLACE", "title": "Mill Lane hall", "area": area.pk, "access": "STEP_FREE"}
    )
    asset = Asset.objects.get()
    desk = at_page(client, priya, reverse("exchanges:desk", args=[bank.slug])).text
    waiting = client.get(url("assets_waiting", bank)).text

    client.post(url("asset_agree", bank, asset.pk))

    asset.refresh_from_db()
    assert (begun["kind"].value(), begun["area"].value()) == ("PLACE", area.pk)
    assert (sent.status_code, asset.state, asset.owner) == (302, "OPEN", None)
    assert "1 thing waits to go on the map" in desk
    assert "Mill Lane hall" in waiting
    assert "1 thing waits" not in client.get(reverse("exchanges:desk", args=[bank.slug])).text


@pytest.mark.parametrize(
    ("said", "box"),
    [
        ({"title": "Hall"}, "kind"),
        ({"kind": "PLACE"}, "title"),
        ({"kind": "GIFT", "title": "Mending"}, "kind"),
        ({"kind": "STORY", "title": "When the mill closed"}, "agrees"),
        ({"kind": "EXCHANGE", "title": "Ladder", "where": "Mill Lane 4"}, "where"),
        ({"kind": "PLACE", "title": "Hall", "area": "9999"}, "area"),
        ({"kind": "PLACE", "title": "Hall", "access": "LIFT"}, "access"),
        ({"kind": "STORY", "title": "Mill", "agrees": "on", "whose": "Rosa Day"}, "how"),
        ({"kind": "PLACE", "title": "Hall", "whose": "Rosa Day"}, "whose"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(client, bank, rosa, priya, said, box):
    client.force_login(priya.person)

    response = client.post(url("asset_new", bank), said)

    assert (response.status_code, list(response.context["form"].errors)) == (400, [box])
    assert not Asset.objects.exists()


def test_a_coordinator_writes_down_a_story_that_somebody_told(client, bank, rosa, priya):
    client.force_login(priya.person)

    client.post(
        url("asset_new", bank), {"kind": "STORY", "title": "Mill", "agrees": "on", "whose": "Rosa Day", "how": "PHONE"}
    )

    story = Asset.objects.get()
    assert (story.owner, story.added_by, story.state) == (rosa, priya, "OPEN")
    assert (story.consent.member, story.consent.how, story.consent.purpose) == (rosa, "PHONE", "STORY")
    client.force_login(rosa.person)
    assert "your story is gone from the map at once" in client.get(reverse("privacy_consents")).text
    client.post(reverse("privacy_take_back", args=[story.consent_id]))
    assert titles(client.get(url("map", bank, query={"kind": "story"}))) == []


def test_a_coordinator_who_gives_no_reason_is_asked_for_one(client, bank, rosa, priya):
    hall = make.make_asset(rosa)
    client.force_login(priya.person)

    refused = client.post(url("asset_take_off", bank, hall.pk))
    client.post(url("asset_take_off", bank, hall.pk), {"reason": "It is closed."})

    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["reason"])
    (told,) = Notice.objects.for_recipients([rosa.actor_key]).filter(kind="ASSET_TAKEN_OFF")
    assert told.body == "It is closed."


def test_what_stands_leads_on(client, bank, rosa, priya):
    """A place to an event, a thing to an offer or a request, a gap to whom it concerns; an address only begins."""
    hall = make.make_asset(priya, where="Mill Lane 4", access=("STEP_FREE",), access_words="ramp")
    own, other = (
        make.make_thing(priya, owner=rosa, words="Two metres"),
        make.make_thing(priya, owner=priya, title="A drill"),
    )
    client.force_login(rosa.person)

    ways = {each.pk: client.get(url("asset", bank, each.pk)).context["ways"] for each in (hall, own, other)}

    event = client.get(ways[hall.pk][0].url).context["form"]
    assert (event["place"].value(), event["access"].value()) == ("Mill Lane hall, Mill Lane 4", "no steps, ramp")
    offer = client.get(ways[own.pk][0].url).context["form"]
    assert [offer[name].value() for name in ("kind", "title", "body")] == ["OFFER", "A long ladder", "Two metres"]
    asked = client.get(ways[other.pk][0].url).context["form"]
    assert [asked[name].value() for name in ("kind", "title")] == ["REQUEST", "May I borrow this: A drill"]


def test_what_stands_becomes_a_role(client, bank, rosa, priya):
    """Who coordinates makes it a role of a programme; staff say it as an idea; to others it leads nowhere."""
    surgery = make.make_service(bank)
    make.make_programme(surgery)
    hall, nurse = make.make_asset(priya), make.make_staff(surgery)

    def ways(who):
        shown = at_page(client, who, url("asset", bank, hall.pk)).context["ways"]
        return [client.get(way.url).context["form"] for way in shown if "role" in way.words]

    assert [form["title"].value() for form in ways(priya)] == ["Mill Lane hall"]
    assert [form["what1"].value() for form in ways(nurse)] == ["Mill Lane hall"]
    assert ways(rosa) == []


def test_what_was_collected_becomes_a_listing_an_event_or_a_role(client, bank, rosa, priya):
    """Gifts, offers, groups and places of services, from their rows; how to get in stands in the list."""
    surgery = make.make_service(bank)
    make.make_programme(surgery)
    nurse = make.make_staff(surgery)
    write_place(surgery, PlaceWords(name="Branch", access="A bell at the door", is_step_free=True), by=priya)
    make.make_organisation(bank, name="Choir")
    Member.objects.filter(name="Choir").update(organisation_kind="ASSOCIATION")
    make.make_listing(priya, title="I lend my drill", more=More(access=("AT_YOURS",)))

    def begun(who):
        """Give, by row, with what words of it each way begins."""
        rows = at_page(client, who, url("map", bank)).context["rows"]
        answers = {row.found.title: [client.get(way.url).context for way in row.ways] for row in rows}
        return {title: [_begun(each) for each in found] for title, found in answers.items()}

    assert begun(rosa) == {
        "Help in the garden": ["Help in the garden"],
        "Choir": ["Choir"],
        "Riverside Surgery": ["Riverside Surgery"],
        "Branch": ["Branch, Riverside Surgery", "Hands for Branch"],
        "I lend my drill": ["I lend my drill"],
    }
    for who in (priya, nurse):
        assert {title: found[-1] for title, found in begun(who).items()} == {title: title for title in begun(rosa)}
    page = words(at_page(client, rosa, url("map", bank)))
    assert "Getting in and round: no steps, A bell at the door" in page
    assert "Getting in and round: nobody has to travel" in page


def _begun(shown):
    """Say with what an opened page begins: the listing, or the name or place in its form."""
    if "listing" in shown and "form" not in shown:
        return shown["listing"].title
    fields = shown["form"].fields
    box = next(name for name in ("place", "what1", "title") if name in fields)
    return shown["form"][box].value()


def test_nobody_who_acts_for_somebody_makes_roles(client, bank, rosa, priya):
    surgery = make.make_service(bank)
    make.make_programme(surgery)
    mandate = make.supporter(rosa, priya)
    client.force_login(priya.person)
    client.post(f"/{bank.slug}/acting/{mandate.pk}/")

    rows = client.get(url("map", bank)).context["rows"]

    assert not [way for row in rows for way in row.ways if "role" in way.words]


def test_a_gap_leads_a_coordinator_to_the_members_there(client, bank, rosa, priya):
    make.make_area(bank)
    Gift.objects.all().delete()
    living = [make.make_member(bank) for _ in range(8)]
    Member.objects.filter(pk__in=[each.pk for each in [*living, rosa, priya]]).update(area="northgate")
    Gift.objects.all().delete()

    lacks = at_page(client, priya, url("map_missing", bank)).context["lacks"]
    told = at_page(client, rosa, url("map_missing", bank)).context["lacks"]

    (asks,) = [lack for lack in lacks if "Northgate\u2069 shows a gift" in lack.words]
    form = at_page(client, priya, asks.way.url).context["form"]
    assert (form["group"].value(), form["area"].value()) == ("AREA", "northgate")
    assert [lack.words for lack in told] == [lack.words for lack in lacks]
    assert {lack.way for lack in told} == {None}


# What is missing, counted by hand


def area(name):
    found = Area(name=name)
    found.key = name.lower()
    return found


def test_what_is_missing_is_said_once_for_the_bank_and_then_by_area():
    north, mill, south = area("North"), area("Mill"), area("South")
    counts = {
        ("ASSOCIATION", ""): 2,
        ("INSTITUTION", "north"): 1,
        ("PLACE", "north"): 2,
        ("STEP_FREE", "north"): 1,
        ("PLACE", "mill"): 1,
        ("EXCHANGE", "mill"): 3,
    }
    people = People(by_kind={"HEAD": 4, "HEART": 1}, by_area={"north": 0, "mill": 3})

    assert gaps_in([north, mill, south], counts, people) == [
        Gap("STORY"),
        Gap("HAND", is_gift=True),
        Gap("GIFT", north, is_gift=True),  # ten live there and nobody shows a gift
        Gap("STEP_FREE", mill),
        Gap("PLACE", south),  # and of its few people nothing is said
    ]


# The settings


def test_a_place_for_pictures_is_one_host_and_names_whose_they_are():
    good = tiles_from("https://tiles.example.org:8443/a/{z}/{x}/{y}.png?key=1", " © Some map ")

    assert good == Tiles(
        "https://tiles.example.org:8443/a/{z}/{x}/{y}.png?key=1", "https://tiles.example.org:8443", "© Some map"
    )
    assert tiles_from("", "") == Tiles()


@pytest.mark.parametrize(
    "wrong",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://key@example.org/{z}/{x}/{y}.png",
        "https://example.org/{z}/{x}.png",
        "https://example.org/{z}/{x}/{y}/{y}.png",
        "https://example.org/{z}/{x}/{y}.png; script-src *",
        "https://example.org,evil.example/{z}/{x}/{y}.png",
        "https://[/{z}/{x}/{y}.png",
        "https:///{z}/{x}/{y}.png",
    ],
)
def test_a_wrong_place_for_pictures_stops_the_start_with_a_sentence(wrong):
    with pytest.raises(ImproperlyConfigured, match=r"^MAP_TILES_URL is not written as https://host/path"):
        tiles_from(wrong, "Me")


def test_pictures_without_a_credit_stop_the_start():
    with pytest.raises(ImproperlyConfigured, match=r"^Set MAP_TILES_CREDIT"):
        tiles_from("https://tiles.example.org/{z}/{x}/{y}.png", " ")


def test_leaflet_is_whole_and_asks_for_nothing():
    folder = settings_of_site.BASE_DIR / "static" / "vendor" / "leaflet"
    script = (folder / "leaflet.js").read_text()

    assert "Leaflet 1.9.4" in script
    assert "sourceMappingURL" not in script
    assert "BSD 2-Clause" in (folder / "LICENSE").read_text()
