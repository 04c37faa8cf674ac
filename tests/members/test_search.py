"""Finding members: accents, typing errors and parts of words are forgiven; what is hidden is not found."""

import datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from members import migrations
from members.actions import record_leaving
from members.actions.gifts import remove_gift
from members.actions.profiles import Part, change_profile
from members.models import Gift, Member
from tests import factories as make

pytestmark = pytest.mark.django_db
MIGRATIONS = Path(migrations.__file__).parent
EVERYTHING = list(Member.Item.values)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def asker(bank):
    return make.make_member(bank, name="Zzyzx")


@pytest.fixture
def zofia(bank):
    """A member who has written and shows something everywhere."""
    zofia = make.make_member(bank, name="Zofia Łącka")
    zofia.gifts.all().delete()  # what everybody said on joining
    make.make_gift(zofia, words="Beekeeping and bicycles")
    write(zofia, Part.ABOUT, about="I sing in the choir.", thanked_for="Plum cake")
    write(zofia, Part.AREA, area="Weaver Street")
    write(zofia, Part.LANGUAGES, languages=["pl", "cy"])
    write(zofia, Part.TIMES, availability=["MON_AM"])
    write(zofia, Part.ACCESS, access_needs="No staircases")
    write(zofia, Part.TELEPHONE, telephone="01632 960777")
    write(zofia, Part.SHOWS, shows=EVERYTHING)
    return Member.objects.select_related("bank", "person").get(pk=zofia.pk)


def write(member, part, **answers):
    return change_profile(member, part, answers, by=member, at=timezone.now())


def found(client, asker, **query):
    client.force_login(asker.person)
    page = client.get(reverse("members:members", args=[asker.bank.slug], query=query))
    assert page.status_code == 200
    return [member.name for member in page.context["members"]]


@pytest.mark.parametrize(
    "typed",
    [
        *("zofia", "ZOFIA", "lacka", "Łącka zofia", "zof", "fia"),  # name, accents, capitals, parts
        *("zoffia", "Zofja Lacka", "beekeping", "choire", "bicycels", "wever street"),  # typing errors
        *("beekeep", "bicycle", "cycles", "choir", "plum", "cake zofia", "weaver"),  # what she shows
    ],
)
def test_a_member_is_found_by_what_she_shows_however_it_is_typed(client, asker, zofia, typed):
    assert found(client, asker, q=typed) == ["Zofia Łącka"]


@pytest.mark.parametrize("typed", ["zebra", "zofia football", "rosa", "%", "_____", "\\", "'; DROP TABLE", "9999"])
def test_what_fits_nobody_finds_nobody(client, asker, zofia, typed):
    assert found(client, asker, q=typed) == []


def test_a_number_finds_its_member_and_no_other(client, asker, zofia):
    assert found(client, asker, q=f"0{zofia.number}") == ["Zofia Łącka"]
    assert found(client, asker, q=f"zofia {zofia.number}") == ["Zofia Łącka"]
    assert found(client, asker, q="960777") == []


@pytest.mark.parametrize("typed", ["01632", "960777", "staircases", "person", "example.org", "polish"])
def test_what_is_not_for_finding_is_not_found_even_where_it_is_shown(client, asker, zofia, typed):
    assert zofia.telephone == "01632 960777"
    assert found(client, asker, q=typed) == []


@pytest.mark.parametrize(
    ("item", "query"),
    [
        ("ABOUT", {"q": "choir"}),
        ("GIFTS", {"q": "beekeeping"}),
        ("GIFTS", {"q": "plum"}),
        ("AREA", {"q": "weaver"}),
        ("LANGUAGES", {"language": "pl"}),
        ("AVAILABILITY", {"when": "MON_AM"}),
    ],
)
@pytest.mark.parametrize("who", ["member", "coordinator"])
def test_what_a_member_hides_finds_them_no_more(client, bank, asker, zofia, item, query, who):
    somebody = asker if who == "member" else make.make_coordinator(bank, name="Zzyzx")
    assert found(client, somebody, **query) == ["Zofia Łącka"]

    write(zofia, Part.SHOWS, shows=[each for each in EVERYTHING if each != item])

    assert "Zofia Łącka" not in found(client, somebody, **query)
    assert found(client, somebody, q="zofia") == ["Zofia Łącka"]


def test_what_is_taken_out_finds_no_more(client, asker, zofia):
    remove_gift(Gift.objects.get(words__startswith="Bee"), by=zofia, at=timezone.now())

    assert found(client, asker, q="beekeeping") == []


@pytest.mark.parametrize("state", ["minor", "left", "paused", "suspended", "applicant", "another bank"])
def test_who_is_not_in_the_directory_is_not_found(client, bank, asker, zofia, state):
    changes = {
        "minor": {"age_band": "TEEN", "photo": ""},
        "left": {"state": "LEFT"},
        "paused": {"state": "PAUSED"},
        "suspended": {"state": "SUSPENDED", "review_on": datetime.date(2030, 1, 1)},
        "applicant": {"state": "APPLICANT"},
        "another bank": {"bank": make.make_bank()},
    }[state]
    Member.objects.filter(pk=zofia.pk).update(**changes)

    for query in ({}, {"q": "zofia"}, {"q": str(zofia.number)}, {"language": "pl"}, {"when": "MON_AM"}):
        assert "Zofia Łącka" not in found(client, asker, **query)
    page = client.get(reverse("exchanges:member", args=[bank.slug, zofia.number]))
    assert page.status_code == 404
    assert Member.objects.of(asker.bank).in_directory().filter(pk=zofia.pk).exists() is False


def test_those_who_run_the_bank_find_who_is_under_18_or_resting_too(client, bank, zofia):
    coordinator, young = make.make_coordinator(bank, name="Priya"), make.make_minor(bank, name="Young Zofia")
    Member.objects.filter(pk=zofia.pk).update(state="PAUSED")

    assert found(client, coordinator, q="zofia") == [young.name]
    assert found(client, coordinator, q="zofia", show="paused") == ["Zofia Łącka"]
    assert found(client, coordinator, show="suspended") == []


def test_a_name_comes_before_a_word_in_a_text(client, bank, asker):
    baker, smith = make.make_member(bank, name="Ann Smith"), make.make_member(bank, name="Baker Jones")
    make.make_gift(baker, words="I was a baker")

    assert found(client, asker, q="baker") == [smith.name, baker.name]


def test_pages_of_what_was_found_neither_repeat_nor_skip(client, bank, asker, monkeypatch):
    monkeypatch.setattr("members.views.people.MEMBERS_ON_PAGE", 2)
    for name in ("Rosa", "Rosa", "Rosalind", "Rosamund", "Ann"):
        make.make_gift(make.make_member(bank, name=name), words="roses")
    client.force_login(asker.person)
    address, names, pages = reverse("members:members", args=[bank.slug], query={"q": "ros"}), [], 0

    while address:
        page = client.get(address)
        names += [(member.name, member.pk) for member in page.context["members"]]
        next_url, pages = page.context["next_url"], pages + 1
        address = reverse("members:members", args=[bank.slug]) + next_url if next_url else ""

    assert (pages, len(names), len(set(names))) == (3, 5, 5)
    assert sorted(name for name, _pk in names) == ["Ann", "Rosa", "Rosa", "Rosalind", "Rosamund"]


def test_the_list_offers_the_languages_that_members_let_others_see(client, bank, asker, zofia):
    client.force_login(asker.person)
    address = reverse("members:members", args=[bank.slug])

    offered = [code for code, _name in client.get(address).context["form"].fields["language"].choices]
    write(zofia, Part.SHOWS, shows=[])
    hidden = [code for code, _name in client.get(address).context["form"].fields["language"].choices]

    assert (offered, hidden) == (["", "pl", "cy"], [""])


@pytest.mark.parametrize("query", [{"language": "xx"}, {"when": "NEVER"}, {"show": "left"}])
def test_a_filter_that_cannot_be_read_is_not_there(client, asker, query):
    assert found(client, asker, **query) == ["Zzyzx"]


def test_who_left_is_found_by_their_name_by_those_who_run_the_bank(client, bank, zofia):
    coordinator = make.make_coordinator(bank)
    record_leaving(zofia, by=coordinator, at=timezone.now())

    assert found(client, coordinator, q="zofia", show="left") == ["Zofia Łącka"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_takes_six_queries_however_many_are_found(client, bank, asker, django_assert_num_queries, rows):
    for _row in range(rows):
        make.make_gift(make.make_member(bank), words="Gardening")
    client.force_login(asker.person)

    with django_assert_num_queries(6):  # session, person, bank, membership, languages, members
        client.get(reverse("members:members", args=[bank.slug], query={"q": "garden"}))


@pytest.mark.parametrize("words", ["gardning", "Łącka", "plum cake"])
def test_a_search_can_look_into_the_trigram_index(words):
    """Of few members the index of their bank is read instead; tests.benchmarks.search has many."""
    found = Member.objects.all().found_by(words)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    plan = found.explain()

    assert "Bitmap Index Scan on member_search" in plan


def test_members_from_before_are_found_too(bank, zofia):
    before = Member.objects.get(pk=zofia.pk).search_text
    Member.objects.filter(pk=zofia.pk).update(search_text="")
    [name] = [path.stem for path in MIGRATIONS.glob("*_fill_search_text.py")]
    migration = import_module(f"members.migrations.{name}")

    with connection.cursor() as cursor:
        cursor.execute(migration.FILL)

    assert Member.objects.get(pk=zofia.pk).search_text == before
    assert before == "zofia lacka i sing in the choir. weaver street plum cake beekeeping and bicycles"
