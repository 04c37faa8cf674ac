"""The map of what there is: what stands on it for whom, and what is gone at once."""

import contextlib
import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from exchanges.actions import leaving, merging
from insight.actions.erasing import erase_on_own_wish
from members.actions import gifts
from members.actions.data_requests import take_consent_back
from members.models import Area, Consent, Gift, Member
from notices.models import Notice
from services.actions import assets as actions
from services.actions.assets import AssetRefused, AssetWords, Owner, TooMany
from services.models import Asset, ServicePlace
from services.reads.assets import Looked, counted, found_assets, people_with_gifts
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

Kind, State = Asset.Kind, Asset.State
TODAY = datetime.date(2026, 11, 29)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Shah")


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


def on_map(bank, reader, **looked):
    found = found_assets(bank, reader, Looked(**looked), on=bank.day(timezone.now()), most=100)
    return [row.title for row in found]


def everything(margaret, priya):
    """One of each kind, of every source."""
    bank = margaret.bank
    north = make.make_area(bank)
    Gift.objects.filter(member__bank=bank).delete()  # told on joining
    gifts.add_gift(margaret, gifts.GiftWords("HAND", "Mending clocks"), by=margaret, at=timezone.now())
    choir = make.make_organisation(bank)
    shop = make.make_organisation(bank, name="Corner Shop")
    Member.objects.filter(pk=choir.pk).update(organisation_kind="ASSOCIATION", area="northgate ")
    Member.objects.filter(pk=shop.pk).update(organisation_kind="BUSINESS")
    surgery = make.make_service(bank)
    ServicePlace.objects.create(service=surgery, name="Main building", area=north, is_step_free=True)
    make.make_listing(margaret, title="I lend my drill")
    make.make_listing(margaret, title="Soup on Fridays")
    make.make_asset(priya, area=north, where="Mill Lane 4")
    make.make_asset(priya, kind=Kind.ASSOCIATION, title="Allotment society")
    make.make_thing(priya, owner=margaret)
    make.make_story(margaret)


ALL = [
    "Mending clocks",
    "Allotment society",
    "Riverside Choir",
    "Riverside Surgery",
    "Main building",
    "Mill Lane hall",
    "A long ladder",
    "Corner Shop",
    "I lend my drill",
    "When the mill closed",
]


def test_members_find_six_kinds_from_all_that_is_known(bank, margaret, rosa, priya):
    everything(margaret, priya)

    assert on_map(bank, rosa) == ALL


def test_visitors_find_what_is_open_to_everybody(bank, margaret, priya):
    everything(margaret, priya)

    assert on_map(bank, None) == ["Allotment society", "Riverside Surgery", "Main building", "Mill Lane hall"]
    assert counted(bank, None, on=TODAY).keys() == {
        (Kind.ASSOCIATION, ""),
        (Kind.INSTITUTION, ""),
        (Kind.PLACE, "northgate"),
        ("STEP_FREE", "northgate"),
    }


def test_nothing_of_another_bank_is_found(margaret, priya):
    everything(margaret, priya)
    elsewhere = make.make_bank()

    assert on_map(elsewhere, make.make_coordinator(elsewhere)) == ["Help in the garden"]  # their own gift


def test_looking_by_kind_area_and_words(bank, margaret, rosa, priya):
    everything(margaret, priya)
    asked = {
        "place": {"kind": "PLACE"},
        "exchange": {"kind": "EXCHANGE"},
        "area": {"area": "northgate"},
        "a typing error": {"words": "mendng"},
        "two words": {"words": "mill lane"},
        "a gift": {"words": "clocks"},
        "a gift in an area": {"words": "clocks", "area": "northgate"},
    }

    found = {name: on_map(bank, rosa, **looked) for name, looked in asked.items()}

    assert found == {
        "place": ["Main building", "Mill Lane hall"],
        "exchange": ["A long ladder", "Corner Shop", "I lend my drill"],
        "area": ["Riverside Choir", "Main building", "Mill Lane hall"],
        "a typing error": ["Mending clocks"],
        "two words": ["Mill Lane hall"],
        "a gift": ["Mending clocks"],
        "a gift in an area": [],
    }


def test_pages_follow_each_other_without_a_gap(bank, margaret, rosa, priya):
    everything(margaret, priya)
    seen, after = [], None

    while page := found_assets(bank, rosa, Looked(), on=bank.day(timezone.now()), most=3, after=after):
        seen += [row.title for row in page]
        after = page[-1].spot

    assert seen == ALL


@pytest.mark.parametrize("times", [1, 30])
def test_one_query_for_the_list_and_one_for_the_counts(bank, margaret, rosa, priya, times, django_assert_num_queries):
    everything(margaret, priya)
    for number in range(times):
        make.make_asset(priya, title=f"Hall {number}")

    with django_assert_num_queries(2):
        on_map(bank, rosa)
        counted(bank, rosa, on=TODAY)


# What is gone at once


def rests(margaret, priya):
    make.suspend(margaret, by=priya)


def leaves(margaret, priya):
    leaving.leave(margaret, by=margaret, at=timezone.now())


def is_erased(margaret, priya):
    erase_on_own_wish(margaret, at=timezone.now())


def is_a_minor(margaret, priya):
    Member.objects.filter(pk=margaret.pk).update(age_band=Member.AgeBand.TEEN)


THEIRS = {"Mending clocks", "A long ladder", "I lend my drill", "When the mill closed"}


def blocks(margaret, priya):
    make.make_block(margaret, Member.objects.get(name="Rosa Day"))


def is_blocked(margaret, priya):
    make.make_block(Member.objects.get(name="Rosa Day"), margaret)


@contextlib.contextmanager
def undone():
    """What happens in it is as if it never had: the next case begins with the same map."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_what_is_theirs_is_gone_at_once(bank, margaret, rosa, priya):
    everything(margaret, priya)
    others = [title for title in ALL if title not in THEIRS]

    for change in (rests, leaves, is_erased, is_a_minor, blocks, is_blocked):
        with undone():
            change(margaret, priya)
            assert on_map(bank, rosa) == others, change.__name__
            assert counted(bank, rosa, on=TODAY).get((Kind.STORY, "")) is None

    assert on_map(bank, rosa) == ALL


def test_a_hidden_gift_never_appears_and_is_not_counted(bank, margaret, rosa):
    Gift.objects.all().delete()
    gifts.add_gift(margaret, gifts.GiftWords("HAND", "Mending clocks"), by=margaret, at=timezone.now())
    Member.objects.filter(pk=margaret.pk).update(shows=[])

    assert on_map(bank, rosa) == []
    assert on_map(bank, rosa, words="clocks") == []
    assert people_with_gifts(bank, rosa).by_kind == {}


def test_a_gift_of_two_stands_once_and_names_nobody(bank, margaret, rosa, priya):
    Gift.objects.all().delete()
    for member in (margaret, rosa):
        gifts.add_gift(member, gifts.GiftWords("HAND", "Bread"), by=member, at=timezone.now())

    (found,) = found_assets(bank, priya, Looked(), on=TODAY, most=9)

    assert (found.title, found.whose, found.area_key, found.said, found.link) == ("Bread", "", "", "", "Bread")
    assert people_with_gifts(bank, priya).by_kind == {"HAND": 2}


@pytest.mark.parametrize(("living", "told"), [(9, {}), (10, {"northgate": 1})])
def test_gifts_are_told_of_an_area_where_ten_people_live(bank, margaret, rosa, living, told):
    neighbours = [make.make_member(bank) for _ in range(living - 1)]
    Member.objects.filter(pk__in=[each.pk for each in [*neighbours, margaret]]).update(area="Northgate")
    Member.objects.filter(pk=rosa.pk).update(area="Northgate", shows=[Member.Item.GIFTS])  # says not where she lives
    Gift.objects.all().delete()
    for member in (margaret, rosa):
        Gift.objects.create(member=member, kind="HAND", words="Bread", added_at=timezone.now())

    people = people_with_gifts(bank, margaret)

    assert (people.by_area, people.by_kind) == (told, {"HAND": 2})


def test_a_story_is_gone_with_its_tellers_consent(bank, margaret, rosa, priya):
    story = make.make_story(margaret, words="We sang on the way home.")
    consent = story.consent
    before = on_map(bank, rosa, kind="STORY")

    take_consent_back(consent, by=margaret, at=timezone.now())
    story.refresh_from_db()

    assert (before, on_map(bank, rosa, kind="STORY")) == (["When the mill closed"], [])
    assert on_map(bank, priya, kind="STORY") == []
    assert (story.state, story.title, story.words, story.owner, story.added_by) == (State.CLOSED, "", "", None, None)


def test_a_story_without_consent_is_hidden_though_its_row_stands(bank, margaret, rosa):
    story = make.make_story(margaret)

    Consent.objects.filter(pk=story.consent_id).update(ended_at=timezone.now())

    assert on_map(bank, rosa, kind="STORY") == []


def test_taking_a_story_off_ends_the_consent(bank, margaret, rosa):
    story = make.make_story(margaret)
    consent = story.consent

    actions.take_off(story, by=margaret, at=timezone.now())
    consent.refresh_from_db()

    assert consent.ended_by == margaret
    assert on_map(bank, rosa, kind="STORY") == []


def test_what_two_numbers_had_is_the_kept_numbers(bank, margaret, rosa, priya):
    ladder = make.make_thing(priya, owner=rosa)

    merging.merge(margaret, rosa, by=make.admin_of(bank), at=timezone.now())
    ladder.refresh_from_db()

    assert ladder.owner == margaret


# Adding and looking at it


def test_what_a_member_adds_waits_and_a_coordinator_agrees(bank, margaret, rosa, priya):
    hall = make.make_asset(margaret)
    before = on_map(bank, rosa, kind="PLACE")

    actions.agree_to_asset(hall, by=priya, at=timezone.now())

    assert (hall.state, before, on_map(bank, rosa, kind="PLACE")) == (State.WAITING, [], ["Mill Lane hall"])
    (told,) = Notice.objects.for_recipients([margaret.actor_key]).filter(kind="ASSET_ON_MAP")
    assert told.subject == "On the map now: Mill Lane hall"


def test_staff_add_places_that_stand_at_once_and_other_things_that_wait(bank):
    nurse = make.make_staff(make.make_service(bank))

    assert make.make_asset(nurse).state == State.OPEN
    assert make.make_asset(nurse, kind=Kind.ASSOCIATION, title="Choir").state == State.WAITING


def test_a_changed_thing_is_looked_at_again(margaret, priya):
    hall = make.make_asset(margaret)
    actions.agree_to_asset(hall, by=priya, at=timezone.now())

    changed = actions.change_asset(hall, AssetWords(Kind.PLACE, "My shed"), by=margaret)

    assert (changed.state, changed.title) == (State.WAITING, "My shed")


def test_nobody_but_its_teller_rewrites_a_story(margaret, priya):
    story = make.make_story(margaret)

    with pytest.raises(NotAllowed):
        actions.change_asset(story, AssetWords(Kind.STORY, "Another end"), by=priya)


def test_a_coordinator_says_why_something_is_taken_off(bank, margaret, priya):
    hall = make.make_asset(margaret, title="My home")

    with pytest.raises(AssetRefused):
        actions.take_off(hall, by=priya, at=timezone.now(), reason=" ")
    actions.take_off(hall, by=priya, at=timezone.now(), reason="A home is not on the map.")

    (told,) = Notice.objects.for_recipients([margaret.actor_key]).filter(kind="ASSET_TAKEN_OFF")
    assert (told.subject, told.body) == ("Not on the map: My home", "A home is not on the map.")
    hall.refresh_from_db()
    assert (hall.state, hall.title, hall.added_by) == (State.CLOSED, "", None)


def test_what_cannot_stand_on_the_map(bank, margaret):
    far = make.make_area(make.make_bank())
    refused = [
        (AssetWords("GIFT", "Mending"), None),
        (AssetWords("nonsense", "Mending"), None),
        (AssetWords("PLACE", "  "), None),
        (AssetWords("PLACE", "A hall", area=far), None),  # of another bank
        (AssetWords("PLACE", "My garden"), Owner(margaret)),  # a place is nobody's own
        (AssetWords("STORY", "When the mill closed"), None),
        (AssetWords("EXCHANGE", "Ladder", where="Mill Lane 4"), Owner(margaret)),
    ]

    for said, owner in refused:
        with pytest.raises(AssetRefused):
            actions.add_asset(bank, said, by=margaret, at=timezone.now(), owner=owner)


def test_nobody_adds_for_another_but_a_coordinator_who_was_told(bank, margaret, rosa, priya):
    told = Owner(margaret, "Members may read it.", Consent.How.PHONE)
    story = AssetWords(Kind.STORY, "When the mill closed")

    with pytest.raises(NotAllowed):
        actions.add_asset(bank, story, by=rosa, at=timezone.now(), owner=told)
    with pytest.raises(NotAllowed):  # nobody says online for somebody else
        actions.add_asset(bank, story, by=priya, at=timezone.now(), owner=Owner(margaret, "Yes."))
    written = actions.add_asset(bank, story, by=priya, at=timezone.now(), owner=told)

    assert (written.consent.member, written.consent.how) == (margaret, Consent.How.PHONE)


def test_nothing_of_people_under_18(bank, priya):
    tilly = make.make_minor(bank)

    with pytest.raises(NotAllowed):
        make.make_asset(tilly)
    with pytest.raises(AssetRefused):
        make.make_thing(priya, owner=tilly)


def test_so_many_of_one_member_wait_at_once(margaret):
    for number in range(actions.MOST_WAITING):
        make.make_asset(margaret, title=f"Hall {number}")

    with pytest.raises(TooMany):
        make.make_asset(margaret)


def test_what_is_off_the_map_stays_off(margaret, priya):
    hall = make.make_asset(margaret)
    actions.take_off(hall, by=margaret, at=timezone.now())

    with pytest.raises(WrongState):
        actions.agree_to_asset(hall, by=priya, at=timezone.now())


def test_the_database_keeps_the_laws(margaret):
    hall = make.make_asset(margaret)
    broken = [
        {"kind": "GIFT"},
        {"kind": "STORY"},
        {"kind": "EXCHANGE", "where": "Mill Lane 4"},
        {"owner": margaret},
        {"state": "CLOSED"},
        {"title": ""},
        {"access": ["LIFT"]},
    ]

    for fields in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            Asset.objects.filter(pk=hall.pk).update(**fields)


def test_only_areas_have_a_point():
    """No home on the map: no table of the map has a column for a point, whatever anybody writes."""
    with connection.cursor() as cursor:
        tables = [Asset._meta.db_table, ServicePlace._meta.db_table, Gift._meta.db_table, Member._meta.db_table]
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE column_name ~ '(lat|lng|lon|point|geo)'"
            " AND table_schema = 'public' AND column_name !~ '(late|long_|later|template|relat|plat|translat)'"
        )
        found = {table for (table,) in cursor.fetchall()}

    assert Area._meta.db_table in found
    assert not found & set(tables)
