"""Finding offers, requests and people who can do something: words as they are typed, choices, and who is told what."""

import datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from exchanges import migrations
from exchanges.actions.categories import Naming, change_category
from exchanges.actions.listings import Wording, reword
from exchanges.models import Listing
from members.actions.areas import Place, remove_area, write_area
from members.models import Area, Gift, Member
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
MIGRATIONS = Path(migrations.__file__).parent
MONDAY = datetime.date(2030, 1, 7)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


def url(bank, name="listings", **query):
    return reverse(f"exchanges:{name}", args=[bank.slug], query=query)


def page_of(client, reader, bank=None, **query):
    client.force_login(reader.person) if reader else client.logout()
    page = client.get(url(bank or reader.bank, **query))
    assert page.status_code == 200
    return page


def titles(client, reader, **query):
    return [row.listing.title for row in page_of(client, reader, **query).context["rows"]]


def people(client, reader, **query):
    return [member.name for member in page_of(client, reader, **query).context["people"]]


def say(listing, **fields):
    Listing.objects.filter(pk=listing.pk).update(**fields)
    return listing


# Words


@pytest.mark.parametrize(
    "typed",
    [
        *("café", "CAFE", "hospital café", "caf", "spital"),  # accents, capitals, parts
        *("hospitle", "hosptial", "driev", "lfit", "trasnport"),  # typing errors, also of a word for the same
        *("lift", "lifts", "ride", "taxi", "clinic lift", "surgery"),  # words for the same
        *("errands", "getting about"),  # the kind of help, and the main one above it
        *("mill lane",),  # where
    ],
)
def test_a_listing_is_found_however_it_is_typed(client, rosa, gwilym, typed):
    main = make.make_category(rosa.bank, name="Getting about")
    category = make.make_category(rosa.bank, name="Errands", parent=main)
    drive = make.make_listing(gwilym, title="I drive to the Hospital", body="And to the café after.", category=category)
    say(drive, area="Mill Lane")
    reword(drive, Wording("OFFER", "I drive to the hospital", drive.body, category), by=gwilym, at=timezone.now())
    make.make_listing(gwilym, title="Piano for beginners")

    assert titles(client, rosa, q=typed) == ["I drive to the hospital"]
    assert titles(client, rosa, q=str(drive.pk)) == ["I drive to the hospital"]


@pytest.mark.parametrize(
    "typed",
    ["zebra", "Gwilym", "drive zebra", "car park", "%", "_____", "\\", "'; DROP", "(", "99999999999999999999999"],
)
def test_what_fits_nothing_finds_nothing(client, rosa, gwilym, typed):
    make.make_listing(gwilym, title="I drive to the hospital", body="Care with steps")

    assert titles(client, rosa, q=typed) == []


def test_a_word_for_the_same_is_a_whole_word(client, rosa, gwilym):
    make.make_listing(gwilym, title="Carpets and caretaking")

    assert titles(client, rosa, q="lift") == []
    assert titles(client, rosa, q="car") == ["Carpets and caretaking"]  # what is typed may be part of a word


def test_a_kind_of_help_is_found_by_its_new_name(client, rosa, gwilym):
    main = make.make_category(rosa.bank, name="Outdoors")
    make.make_listing(gwilym, title="Roses", category=make.make_category(rosa.bank, name="Beds", parent=main))

    change_category(main, Naming("Botany"), by=make.admin_of(rosa.bank), at=timezone.now())

    assert (titles(client, rosa, q="botany"), titles(client, rosa, q="outdoors")) == (["Roses"], [])


def test_the_migration_writes_what_the_action_writes(rosa, gwilym):
    main = make.make_category(rosa.bank, name="Café")
    listings = [
        make.make_listing(gwilym, title="Łódź"),
        make.make_listing(gwilym, title="Tea", body="Two", category=main),
    ]
    finer = make.make_category(rosa.bank, name="Cake", parent=main)
    listings.append(make.make_listing(gwilym, title="Plum", category=finer))
    before = list(Listing.objects.order_by("pk").values_list("search_text", flat=True))
    Listing.objects.update(search_text="")

    [name] = [path.stem for path in MIGRATIONS.glob("*_fill_search_text.py")]
    with connection.cursor() as cursor:
        cursor.execute(import_module(f"exchanges.migrations.{name}").FILL)

    assert before == ["lodz  ", "tea two  cafe", "plum   cake cafe"]
    assert list(Listing.objects.order_by("pk").values_list("search_text", flat=True)) == before


# Choices


def test_choices_narrow_the_list(client, rosa, gwilym):
    garden = make.make_category(rosa.bank, name="Garden")
    hedges = make.make_category(rosa.bank, name="Hedges", parent=garden)
    say(make.make_listing(gwilym, title="Hedge", category=hedges), places=["OUTSIDE"], access=["STEP_FREE"])
    say(make.make_listing(gwilym, title="Weeds", category=garden, kind="REQUEST"), often="ONCE", needed_on=MONDAY)
    say(make.make_listing(gwilym, title="Tea"), availability=["TUE_AM"], often="REPEATING", languages=["cy"])
    Member.objects.filter(pk=gwilym.pk).update(languages=["pl"], shows=["LANGUAGES"])

    wanted = {
        f"category={garden.pk}": ["Weeds", "Hedge"],
        f"category={hedges.pk}": ["Hedge"],
        "place=OUTSIDE": ["Hedge"],
        "place=HOME": [],
        "access=STEP_FREE": ["Hedge"],
        "day=MON": ["Weeds", "Hedge"],
        "day=TUE": ["Tea", "Hedge"],
        "day=TUE&part=PM": ["Hedge"],
        "part=AM": ["Tea", "Weeds", "Hedge"],
        "language=cy": ["Tea"],
        "language=pl": ["Weeds", "Hedge"],
        "kind=request&day=MON": ["Weeds"],
    }
    assert {query: titles(client, rosa, **QueryDict(query).dict()) for query in wanted} == wanted


def test_each_choice_is_named_and_taken_away_alone(client, rosa, gwilym):
    garden = make.make_category(rosa.bank, name="Garden")
    make.make_category(rosa.bank, name="Hedges", parent=garden)
    make.make_listing(gwilym, title="Roses", category=garden)

    page = page_of(client, rosa, q="roses", kind="offer", category=garden.pk, day="MON", before="99999")

    assert [(each.words, each.without_url) for each in page.context["chosen"]] == [
        ("“roses”", f"?kind=offer&category={garden.pk}&day=MON"),
        ("Only offers", f"?q=roses&category={garden.pk}&day=MON"),
        ("Garden: everything", "?q=roses&kind=offer&day=MON"),
        ("Monday", f"?q=roses&kind=offer&category={garden.pk}"),
    ]


def test_a_choice_that_cannot_be_read_is_not_there(client, rosa, gwilym):
    make.make_listing(gwilym, title="Roses")
    odd = {"place": "MOON", "day": "x", "part": "\x00", "language": "xx", "access": "'", "category": "-1"}

    page = page_of(client, rosa, **odd)

    assert [row.listing.title for row in page.context["rows"]] == ["Roses"]
    assert page.context["chosen"] == []


# People who can do it


def test_people_who_can_do_it_stand_beside_with_what_they_show(client, rosa, gwilym):
    make.make_gift(gwilym, words="Driving to the clinic")
    make.make_gift(gwilym, words="Chess")
    make.make_gift(rosa, words="Driving")

    page = page_of(client, rosa, q="lift")

    assert [(each.name, [gift.words for gift in each.fitting_gifts]) for each in page.context["people"]] == [
        ("Gwilym Prys", ["Driving to the clinic"])
    ]
    assert people(client, rosa, q="Gwilym") == people(client, rosa) == []  # a name is no gift
    assert people(client, rosa, q="lift", kind="request") == []


@pytest.mark.parametrize(
    "changes",
    [{"age_band": "TEEN", "photo": ""}, {"state": "PAUSED"}, {"state": "LEFT"}, {"shows": ["AREA"]}],
    ids=["minor", "resting", "left", "hides gifts"],
)
def test_who_is_not_to_be_found_is_not_found_by_gifts(client, rosa, gwilym, changes):
    make.make_gift(gwilym, words="Beekeeping")
    assert people(client, rosa, q="beekeeping") == ["Gwilym Prys"]

    Member.objects.filter(pk=gwilym.pk).update(**changes)

    for reader in (rosa, make.make_coordinator(rosa.bank)):
        assert people(client, reader, q="beekeeping") == []


def test_only_the_first_page_names_people_and_says_where_the_others_are(client, rosa):
    for number in range(4):
        make.make_gift(make.make_member(rosa.bank, name=f"Ann {number}"), words="Beekeeping")

    page = page_of(client, rosa, q="beekeeping")

    assert len(page.context["people"]) == 3
    assert page.context["people_url"] == reverse("members:members", args=[rosa.bank.slug], query={"q": "beekeeping"})
    assert people(client, rosa, q="beekeeping", before="5") == []


# Visitors, where the bank opens its listings


def test_visitors_find_what_is_offered_and_nothing_of_people(client, gwilym):
    bank = gwilym.bank
    type(bank).objects.filter(pk=bank.pk).update(listings_are_public=True)
    make.make_gift(gwilym, words="Beekeeping")
    shown = {"languages": ["pl"], "area": "Mill Lane", "shows": ["LANGUAGES", "AREA", "GIFTS"]}
    Member.objects.filter(pk=gwilym.pk).update(**shown)
    make.make_listing(gwilym, title="Beekeeping lessons")
    make.make_listing(make.make_minor(bank, name="Young Owen"), title="Beekeeping with me")

    page = page_of(client, None, bank, q="beekeeping")

    assert [row.listing.title for row in page.context["rows"]] == ["Beekeeping lessons"]
    assert page.context["people"] == []
    for hidden in ("Prys", "Mill Lane", "People who can", "Polish"):
        assert hidden not in page.text
    area(bank, "Mill Lane")
    for query in ({"q": "Mill Lane"}, {"q": "Gwilym"}, {"language": "pl"}, {"area": "mill lane"}):
        assert page_of(client, None, bank, **query).context["rows"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_takes_eleven_queries_however_much_is_found(client, rosa, gwilym, django_assert_num_queries, rows):
    for number in range(rows):
        make.make_listing(gwilym, title=f"Garden {number}", category=make.make_category(rosa.bank, name=f"G{number}"))
        Gift.objects.filter(member=make.make_member(rosa.bank)).update(words="Gardening")
        make.make_gift(make.make_member(rosa.bank), words="Gardening")
    client.force_login(rosa.person)

    with django_assert_num_queries(11):  # as without words; people, and their gifts
        client.get(url(rosa.bank, q="garden", day="MON", language="pl"))


# Areas


def area(bank, name, latitude=None, longitude=None):
    return write_area(bank, Place(name, latitude, longitude), by=make.admin_of(bank))


def test_an_area_has_what_names_it_and_what_members_let_others_see(client, rosa, gwilym):
    bank = rosa.bank
    area(bank, "Môr Lane")
    make.make_listing(gwilym, title="At home")
    say(make.make_listing(gwilym, title="There"), area=" mor lane ")
    say(make.make_listing(gwilym, title="Elsewhere"), area="Hill")
    Member.objects.filter(pk=gwilym.pk).update(area="Mor Lane", shows=["AREA"])

    assert titles(client, rosa, area="mor lane") == ["There", "At home"]
    Member.objects.filter(pk=gwilym.pk).update(shows=[])
    assert titles(client, rosa, area="mor lane") == ["There"]
    assert titles(client, rosa, area="nowhere") == ["Elsewhere", "There", "At home"]  # no area of this bank


def test_nearest_has_the_same_area_first_then_by_middles_then_the_rest(client, rosa, gwilym, monkeypatch):
    bank = rosa.bank
    area(bank, "Centre", Decimal("52.04"), Decimal("-0.76"))
    area(bank, "Near", Decimal("52.05"), Decimal("-0.76"))
    area(bank, "Far", Decimal("52.40"), Decimal("-0.76"))
    area(bank, "Unknown")
    Member.objects.filter(pk=rosa.pk).update(area="centre")
    for words in ("Far", "Unknown", "Centre", "Near", "", "CENTRE", "Far"):
        say(make.make_listing(gwilym, title=f"In {words}", body=str(Listing.objects.count())), area=words)

    order = ["In CENTRE", "In Centre", "In Near", "In Far", "In Far", "In ", "In Unknown"]
    assert titles(client, rosa, order="nearest") == order
    monkeypatch.setattr("exchanges.views.finding.LISTINGS_ON_PAGE", 2)
    address, seen = url(bank, order="nearest"), []
    while address:
        page = client.get(address)
        seen += [row.listing.title for row in page.context["rows"]]
        address = url(bank) + page.context["older_url"] if page.context["older_url"] else ""
    assert seen == order


def test_only_who_says_where_they_live_is_shown_what_is_near(client, rosa, gwilym):
    choices = page_of(client, rosa).context["form"].fields["order"].choices
    make.make_listing(gwilym, title="First")
    make.make_listing(gwilym, title="Second")

    assert len(choices) == 1
    assert titles(client, rosa, order="nearest") == ["Second", "First"]
    Member.objects.filter(pk=rosa.pk).update(area="Centre", shows=[])
    page = page_of(client, rosa, order="nearest")
    assert [each.words for each in page.context["chosen"]] == ["Nearest first"]


def test_admins_keep_the_areas_and_their_middles_stay_coarse(client, rosa):
    bank, admin = rosa.bank, make.admin_of(rosa.bank)
    client.force_login(admin.person)
    address = reverse("members:areas", args=[bank.slug])

    client.post(address, {"name": "Mill Lane", "latitude": "52.04567", "longitude": "-0.75999"})
    again = client.post(address, {"name": "mill lane"})
    half = client.post(address, {"name": "Half", "latitude": "52"})
    off = client.post(address, {"name": "Off", "latitude": "91", "longitude": "0"})

    [made] = Area.objects.of(bank)
    assert (made.name, made.latitude, made.longitude) == ("Mill Lane", Decimal("52.05"), Decimal("-0.76"))
    assert [page.status_code for page in (again, half, off)] == [400] * 3
    assert 'value="Half"' in half.text
    client.post(address, {"area": made.pk, "name": "Mill Street"})
    assert [(each.name, each.has_middle) for each in Area.objects.of(bank)] == [("Mill Street", False)]
    client.post(address, {"area": made.pk, "remove": "1"})
    assert client.get(address).context["areas"] == []


def test_nobody_else_writes_areas_and_none_of_another_bank(client, rosa):
    bank = rosa.bank
    theirs = area(make.make_bank(), "Theirs")

    with pytest.raises(NotAllowed):
        write_area(bank, Place("Mill Lane"), by=make.make_coordinator(bank))
    with pytest.raises(NotAllowed):
        remove_area(theirs, by=make.admin_of(bank))
    client.force_login(make.admin_of(bank).person)
    client.post(reverse("members:areas", args=[bank.slug]), {"area": theirs.pk, "name": "Taken over"})
    assert [each.name for each in Area.objects.all()] == ["Theirs"]
    assert page_of(client, rosa).context["form"].fields["area"].choices == [("", "Everywhere")]


@pytest.mark.parametrize("rows", [1, 3])
def test_nearest_takes_nine_queries_however_many_areas(client, rosa, gwilym, django_assert_num_queries, rows):
    Member.objects.filter(pk=rosa.pk).update(area="A0")
    for number in range(rows):
        area(rosa.bank, f"A{number}", Decimal(number), Decimal(number))
        say(make.make_listing(gwilym, title=f"In {number}"), area=f"A{number}")
    client.force_login(rosa.person)

    with django_assert_num_queries(9):  # as the newest
        client.get(url(rosa.bank, order="nearest", area="a0"))
