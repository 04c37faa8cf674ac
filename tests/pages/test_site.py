"""The pages of the whole site: the start, my time banks, finding one, the demo's sign-in, and health."""

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from members.actions import Application, apply_to_join, decline_application
from members.models import Bank, Member, Person
from notices import actions as notices
from tests import factories as make
from tests.pages.reading import words
from timebank.demo.sign_ins import DEMO_BANK, DEMO_SIGN_INS, PASSWORD

pytestmark = pytest.mark.django_db


def home(bank):
    return reverse("exchanges:home", args=[bank.slug])


# Start


def test_a_visitor_reads_what_this_is_and_which_time_banks_there_are(client):
    bank = make.make_bank(area="Riverside")

    page = client.get("/")

    assert page.status_code == 200
    assert "An hour is an hour, whoever gives it." in page.text
    assert home(bank) in page.text


def test_without_a_bank_the_start_says_so(client):
    assert "The first time bank shows here" in client.get("/").text


@pytest.mark.parametrize("banks", [1, 3])
def test_the_start_takes_one_query_however_many_banks(client, django_assert_num_queries, banks):
    for _bank in range(banks):
        make.make_bank()

    with django_assert_num_queries(1):
        client.get("/")


def test_who_belongs_to_one_bank_is_taken_there(client):
    member = make.make_member(make.make_bank())
    apply_to_join(make.make_bank(), Application(name="Rosa"), at=timezone.now(), person=member.person)
    client.force_login(member.person)

    assert client.get("/").url == home(member.bank)


@pytest.mark.parametrize("banks", [0, 2])
def test_who_belongs_to_none_or_several_chooses(client, banks):
    person = Person.objects.create_user("rosa@example.org", name="Rosa Díaz")
    for _bank in range(banks):
        bank = make.make_bank()
        Member.objects.create(
            bank=bank, person=person, name=person.name, kind="STAFF", state="APPROVED", roles=["AUDITOR"]
        )
    client.force_login(person)

    assert client.get("/").url == reverse("me")


# My time banks


def test_my_time_banks_say_how_i_stand_with_each(client):
    coordinator = make.make_coordinator(make.make_bank(), name="Rosa Díaz")
    person = coordinator.person
    for state in ("waiting", "declined", "left"):
        bank = make.make_bank()
        admin = make.admin_of(bank)
        applicant = apply_to_join(bank, Application(name="Rosa"), at=timezone.now(), person=person)
        if state == "declined":
            decline_application(applicant, by=admin, words="Not now", at=timezone.now())
        if state == "left":
            Member.objects.filter(pk=applicant.pk).update(state="LEFT", left_at=timezone.now())
    client.force_login(person)

    page = client.get(reverse("me"))

    standings = {(standing.words, standing.kind, *standing.roles) for standing in page.context["standings"]}
    assert standings == {
        ("Member", "ok", "coordinator"),
        ("Waiting for an answer", "wait"),
        ("Not this time", ""),
        ("You have left", ""),
    }
    assert f"Number {coordinator.number}" in words(page)


def test_my_page_counts_what_is_new(client):
    member = make.make_member(make.make_bank())
    client.force_login(member.person)
    assert "1 is new." in words(client.get(reverse("me")))

    notices.mark_all_read([member.actor_key], newest_id=2**62, at=timezone.now())

    assert "Nothing new." in words(client.get(reverse("me")))


def test_who_belongs_nowhere_is_told_what_to_do(client):
    client.force_login(Person.objects.create_user("rosa@example.org", name="Rosa Díaz"))

    assert "You belong to no time bank yet." in client.get(reverse("me")).text


@pytest.mark.parametrize("banks", [1, 3])
def test_my_page_takes_five_queries_however_many_banks(client, django_assert_num_queries, banks):
    person = make.make_member(make.make_bank()).person
    for _bank in range(banks - 1):
        apply_to_join(make.make_bank(), Application(name="Rosa"), at=timezone.now(), person=person)
    client.force_login(person)

    with django_assert_num_queries(5):  # session, person, memberships, new notices, for whom they may act
        client.get(reverse("me"))


def test_a_visitor_signs_in_first(client):
    assert client.get(reverse("me")).url == "/accounts/login/?next=/me/"


# Finding a time bank


def banks_found(client, query=""):
    return [bank.name for bank in client.get(reverse("banks") + query).context["banks"]]


def test_banks_are_found_by_name_and_place_without_accents(client):
    for name, area in (("Ashby Vale", "Thorpe"), ("Riverside", "Café Quarter"), ("Zeta", "")):
        Bank.objects.filter(pk=make.make_bank().pk).update(name=name, area=area)

    assert banks_found(client) == ["Ashby Vale", "Riverside", "Zeta"]
    assert banks_found(client, "?q=ashby+thorpe") == ["Ashby Vale"]
    assert banks_found(client, "?q=CAFE") == ["Riverside"]
    assert banks_found(client, "?q=nowhere") == []
    assert "We know no time bank like that here." in client.get(reverse("banks") + "?q=nowhere").text


@pytest.mark.parametrize("query", ["?q=%00", "?after=%00", "?after=no-such", "?after=" + "x" * 99, "?q=" + "x" * 999])
def test_what_cannot_be_read_in_the_address_is_ignored(client, query):
    bank = make.make_bank()

    assert banks_found(client, query) == [bank.name]


@pytest.mark.slow
def test_pages_of_banks_neither_repeat_nor_skip(client):
    wanted = sorted(make.make_bank(slug=f"bank-number-{number}").name for number in range(32))
    first = client.get(reverse("banks") + "?q=number")
    second = client.get(first.context["next_url"])

    assert [bank.name for page in (first, second) for bank in page.context["banks"]] == wanted
    assert (second.context["first_url"], second.context["next_url"]) == ("/banks/?q=number", "")


@pytest.mark.parametrize("banks", [1, 3])
def test_finding_a_bank_takes_one_query(client, django_assert_num_queries, banks):
    for _bank in range(banks):
        make.make_bank()

    with django_assert_num_queries(1):
        client.get(reverse("banks"))


# The demo's sign-in


@pytest.fixture
def demo_people():
    bank = make.make_bank(slug=DEMO_BANK)
    for sign_in in DEMO_SIGN_INS:
        make.make_member(bank, email=sign_in.email, roles=(sign_in.role,) if sign_in.role else ())
    return bank


@pytest.mark.parametrize(
    ("email", "page"),
    [
        ("resident@demo.example", "exchanges:home"),
        ("neighbour@demo.example", "exchanges:home"),
        ("coordinator@demo.example", "exchanges:desk"),
        ("admin@demo.example", "insight:reports"),
        ("auditor@demo.example", "insight:reports"),
    ],
)
def test_one_click_signs_in_as_somebody_of_the_demo(client, settings, demo_people, email, page):
    settings.DEMO = True

    answer = client.post(reverse("demo_sign_in"), {"email": email})

    assert answer.url == reverse(page, args=[DEMO_BANK])
    assert client.get(reverse("me")).context["user"].email == email


@pytest.mark.parametrize(
    ("demo", "email"), [(False, "resident@demo.example"), (True, "rosa@example.org"), (True, ""), (True, "\x00")]
)
def test_nobody_else_is_signed_in(client, settings, demo_people, demo, email):
    settings.DEMO = demo
    make.make_member(demo_people, email="rosa@example.org")

    assert client.post(reverse("demo_sign_in"), {"email": email}).status_code == 404
    assert client.get(reverse("me")).status_code == 302


@pytest.mark.parametrize("demo", [True, False])
def test_the_password_everybody_knows_opens_nothing_once_the_demo_is_over(client, settings, demo_people, demo):
    settings.DEMO = demo
    person = Person.objects.get(email="admin@demo.example")
    person.set_password(PASSWORD)
    person.save()

    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert ("_auth_user_id" in client.session) is demo


def test_a_link_alone_signs_nobody_in(client, settings, demo_people):
    settings.DEMO = True

    assert client.get(reverse("demo_sign_in"), {"email": "resident@demo.example"}).status_code == 405


def test_before_the_demo_is_made_the_sign_in_page_says_so(client, settings):
    settings.DEMO = True

    page = client.post(reverse("demo_sign_in"), {"email": "resident@demo.example"}, follow=True)

    assert "The demo bank is not there yet." in page.text


@pytest.mark.parametrize("demo", [True, False])
def test_the_sign_in_page_offers_the_demos_people_only_in_the_demo(client, settings, demo):
    settings.DEMO = demo

    assert ("resident@demo.example" in client.get(reverse("account_login")).text) == demo


# Health


def test_live_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live")

    assert (answer.status_code, answer.text) == (200, "ok")


def test_ready_when_database_and_broker_answer(client):
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.text) == (200, "ok")


def test_not_ready_without_the_broker(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.text) == (503, "The queue of jobs does not answer.")


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_the_database(client, monkeypatch):
    connection = connections["default"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere/at/all")

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.text) == (503, "The database does not answer.")
    monkeypatch.undo()
    assert client.get("/health/ready").status_code == 200
