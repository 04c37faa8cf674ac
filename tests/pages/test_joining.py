"""Joining: asking from the public page, being signed up by a coordinator, and the answer."""

import datetime
import ipaddress
import threading
import uuid

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import leaving
from ledger import reads as ledger
from members.actions import AlreadyKnown, Application, apply_to_join, approve_application
from members.models import Member, MemberEvent, Person
from notices import actions as notices
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

NEVER_A_NAME = ["", "   ", "12345", "\x00", "a\x00b", "\u202eRosa", "x" * 151]
ALWAYS_A_NAME = ["<b>Rosa</b>", "Robert'); DROP TABLE members_member;--", "Rosa 🌻", "فاطمة الزهراء", "O’Brien-Łukasz"]


@pytest.fixture(autouse=True)
def _an_address_nobody_has_asked_from(client):
    client.defaults["REMOTE_ADDR"] = str(ipaddress.IPv6Address(uuid.uuid4().int))


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Shah")


def join_url(bank):
    return reverse("members:join", args=[bank.slug])


def gifts_url(bank):
    return reverse("members:join_gifts", args=[bank.slug])


def thanks_url(bank):
    return reverse("members:join_thanks", args=[bank.slug])


def enrol_url(bank):
    return reverse("members:enrol", args=[bank.slug])


def application_url(applicant):
    return reverse("members:application", args=[applicant.bank.slug, applicant.pk])


def answers(**changes):
    return {
        "name": "Rosa Díaz",
        "email": "rosa@example.org",
        "telephone": "01632 960123",
        "area": "Bell Street",
        "age_band": "ADULT",
        **changes,
    }


def enrolled(**changes):
    return answers(**{"hand": "Sewing", "how": "PHONE", **changes})


def asked(bank, **changes):
    application = Application(**{"name": "Rosa Díaz", "email": "rosa@example.org", "area": "Bell Street", **changes})
    return apply_to_join(bank, application, at=timezone.now())


def sign_in(client, member):
    client.force_login(member.person)


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))


# Asking


def test_a_visitor_asks_to_join(client, bank):
    answer = client.post(join_url(bank), answers())

    applicant = Member.objects.of(bank).applicants().get()
    assert answer.url == gifts_url(bank)
    assert (applicant.name, applicant.person.email) == ("Rosa Díaz", "rosa@example.org")
    assert (applicant.number, applicant.account, applicant.roles) == (None, None, [])
    assert not applicant.person.has_usable_password()
    assert client.get(answer.url).status_code == 200


def test_a_telephone_number_is_enough(client, bank):
    client.post(join_url(bank), answers(email=""))

    assert Member.objects.of(bank).applicants().get().person.email is None


def test_some_way_to_answer_is_needed(client, bank):
    page = client.post(join_url(bank), answers(email="", telephone=""))

    assert page.status_code == 400
    assert list(page.context["form"].errors) == ["telephone"]
    assert "Bell Street" in page.text
    assert not Person.objects.filter(name="Rosa Díaz").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", name) for name in NEVER_A_NAME),
        ("email", "rosa"),
        ("email", "rosa@"),
        ("email", "rosa@example.org\x00"),
        ("email", "x" * 250 + "@example.org"),
        ("telephone", "none"),
        ("telephone", "0" * 41),
        ("telephone", "-1"),
        ("area", "x" * 61),
        ("area", "a\x00b"),
        ("postal_address", "x" * 301),
        ("postal_address", "a\x00b"),
        ("channel", "PIGEON"),
        ("age_band", ""),
        ("age_band", "OLD"),
        ("known_by", "x" * 101),
    ],
)
def test_answers_that_cannot_be_read_are_refused_in_words(client, bank, field, value):
    page = client.post(join_url(bank), answers(**{field: value}))

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert not Member.objects.of(bank).applicants().exists()


@pytest.mark.parametrize("name", ALWAYS_A_NAME)
def test_every_persons_name_is_taken_as_it_is(client, bank, coordinator, name):
    client.post(join_url(bank), answers(name=name))
    applicant = Member.objects.of(bank).applicants().get()
    sign_in(client, coordinator)

    page = client.get(application_url(applicant))

    assert applicant.name == name
    assert page.status_code == 200
    assert "<b>Rosa</b>" not in page.text


def test_forged_fields_change_nothing(client, bank):
    other = make.make_bank()

    client.post(
        join_url(bank),
        answers(
            state="APPROVED", number="1", roles="ADMIN", kind="STAFF", bank=other.pk, is_organisation="on", person="1"
        ),
    )

    applicant = Member.objects.get(name="Rosa Díaz")
    assert (applicant.bank, applicant.state, applicant.number) == (bank, "APPLICANT", None)
    assert (applicant.roles, applicant.kind) == ([], "PERSON")


def test_the_answer_is_the_same_whoever_is_known_already(client, bank):
    make.make_member(bank, email="known@example.org")
    make.make_member(make.make_bank(), email="elsewhere@example.org")
    asked(bank, email="waiting@example.org")

    addresses = [
        "known@example.org",
        "KNOWN@example.org ",
        "elsewhere@example.org",
        "waiting@example.org",
        "new@example.org",
    ]
    replies = [client.post(join_url(bank), answers(email=address)) for address in addresses]

    assert {(reply.status_code, reply.url) for reply in replies} == {(302, gifts_url(bank))}
    assert Person.objects.filter(email__iendswith="@example.org").count() == 4


def test_the_owner_of_an_address_is_told_once_a_day_that_it_was_used(bank):
    known = make.make_member(bank, email="known@example.org")

    for _time in range(3):
        asked(bank, email="Known@Example.org")

    assert told(known) == ["WELCOME", "ADDRESS_USED"]


def test_a_desk_never_reads_whom_another_bank_knows(bank):
    known = make.make_member(make.make_bank(), name="Gwilym Prys", email="known@example.org")
    asked(bank, email="known@example.org")
    notice = Notice.objects.get(recipient__key=known.actor_key, kind="ADDRESS_USED")

    notices.keep_recipient(key=known.actor_key, address="", name=known.name, language="en-gb")
    notices.deliver(notice.pk, at=timezone.now())

    assert not Notice.objects.to_pass_on(bank.slug).exists()


def test_a_form_sent_twice_is_one_wish_and_no_alarm(client, bank):
    for email in ("rosa@example.org", ""):
        for _press in range(2):
            client.post(join_url(bank), answers(email=email))

    applicants = Member.objects.of(bank).applicants()
    assert applicants.count() == 2
    assert [told(applicant) for applicant in applicants] == [["APPLIED"], []]


@pytest.mark.parametrize("is_known", [True, False])
def test_the_mark_of_one_form_says_nothing_about_another_address(client, bank, is_known):
    if is_known:
        make.make_member(make.make_bank(), email="known@example.org")
    mark = str(uuid.uuid4())
    client.post(join_url(bank), answers(email="", key=mark))
    mine = Member.objects.of(bank).applicants().get()

    client.post(join_url(bank), answers(email="known@example.org", key=mark))
    client.post(gifts_url(bank), {"head_own": "Chess"})

    assert not mine.gifts.exists()


def test_who_asks_again_after_a_while_is_told_that_we_have_it(bank):
    applicant = asked(bank)
    Member.objects.filter(pk=applicant.pk).update(applied_at=timezone.now() - datetime.timedelta(days=3))

    asked(bank)

    notice = Notice.objects.get(recipient__key=applicant.actor_key)
    assert notice.subject == f"You asked to join {bank.name} before"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("banks", [1, 2])
def test_two_at_once_with_one_address_make_one_person(banks):
    there = [make.make_bank() for _bank in range(banks)]
    together = threading.Barrier(2)

    def press(bank):
        together.wait(timeout=10)
        asked(bank)
        connection.close()

    presses = [threading.Thread(target=press, args=[there[number % banks]]) for number in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(timeout=10)

    assert Member.objects.filter(person__email="rosa@example.org").count() == 1


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client, bank):
    answer = client.post(join_url(bank), answers(website="https://spam.example"))

    assert answer.url == thanks_url(bank)
    assert not Person.objects.filter(email="rosa@example.org").exists()


def test_a_flood_from_one_address_is_asked_to_wait(client, bank):
    replies = [client.post(join_url(bank), answers(email=f"person{n}@example.org")) for n in range(21)]
    from_elsewhere = client.post(join_url(bank), answers(email="x@example.org"), REMOTE_ADDR="192.0.2.7")

    assert [reply.status_code for reply in replies] == [302] * 20 + [429]
    assert "Try again in an hour" in replies[-1].text
    assert from_elsewhere.status_code == 302
    assert client.get(join_url(bank)).status_code == 200


def test_who_is_signed_in_asks_in_their_own_name(client, bank):
    elsewhere = make.make_member(make.make_bank(), name="Rosa Díaz", email="rosa@example.org")
    sign_in(client, elsewhere)

    page = client.get(join_url(bank))
    client.post(join_url(bank), answers(email="other@example.org", telephone=""))

    assert "email" not in page.context["form"].fields
    assert page.context["form"].initial["name"] == "Rosa Díaz"
    assert Member.objects.of(bank).applicants().get().person == elsewhere.person
    assert not Person.objects.filter(email="other@example.org").exists()


def test_members_and_who_waits_are_told_so(client, bank, coordinator):
    waiting = asked(bank)
    sign_in(client, coordinator)
    assert "You are a member already" in client.get(join_url(bank)).text

    sign_in(client, waiting)
    assert "We have your wish to join" in client.get(join_url(bank)).text
    assert "We have your wish to join" in client.post(join_url(bank), answers()).text
    assert Member.objects.of(bank).applicants().count() == 1


def test_who_left_comes_back_with_the_same_number_and_account(bank, coordinator):
    member = make.make_member(bank, email="rosa@example.org")
    number, account = member.number, member.account_id
    leaving.leave(member, by=coordinator, at=timezone.now())

    again = apply_to_join(bank, Application(name="Rosa Díaz-Prys"), at=timezone.now(), person=member.person)
    assert again is not None
    approve_application(again, by=coordinator, at=timezone.now())

    member.refresh_from_db()
    assert (member.name, member.number, member.account_id) == ("Rosa Díaz-Prys", number, account)
    assert member.can_trade
    assert ledger.account_states([account])[account].is_open


def test_a_signed_in_organisation_is_no_persons_membership(bank, coordinator):
    application = Application(name="Choir", email="choir@example.org", is_organisation=True)

    choir = apply_to_join(bank, application, at=timezone.now(), person=make.make_member(make.make_bank()).person)

    assert (choir.person, choir.contact_email) == (None, "choir@example.org")


# Being signed up by a coordinator


def test_a_coordinator_signs_somebody_up_and_reads_the_number(client, bank, coordinator):
    sign_in(client, coordinator)

    page = client.post(enrol_url(bank), enrolled(email="", telephone=""), follow=True)

    member = Member.objects.of(bank).get(name="Rosa Díaz")
    assert member.can_trade
    assert f"Rosa Díaz is member number {member.number}." in words(page)


def test_a_coordinator_signs_an_organisation_up(client, bank, coordinator):
    sign_in(client, coordinator)

    client.post(enrol_url(bank), enrolled(name="Riverside Choir", email="choir@example.org", is_organisation="on"))

    choir = Member.objects.of(bank).get(name="Riverside Choir")
    assert (choir.is_organisation, choir.person, choir.contact_email) == (True, None, "choir@example.org")


def test_a_form_of_a_coordinator_sent_twice_makes_one_member(client, bank, coordinator):
    sign_in(client, coordinator)

    pages = [client.post(enrol_url(bank), enrolled(email="")) for _press in range(2)]

    member = Member.objects.of(bank).get(name="Rosa Díaz")
    assert [page.status_code for page in pages] == [302, 409]
    assert f"is a member already, number {member.number}" in pages[1].text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("email", "rosa"),
        ("telephone", "x"),
        ("hand", "x" * 101),
        ("hand", ""),
        ("how", ""),
        ("how", "ONLINE"),
    ],
)
def test_a_coordinators_mistakes_are_refused_in_words(client, bank, coordinator, field, value):
    sign_in(client, coordinator)

    page = client.post(enrol_url(bank), enrolled(**{field: value}))

    assert page.status_code == 400
    assert list(page.context["form"].errors) == ["head" if value == "" and field == "hand" else field]
    assert not Member.objects.filter(name="Rosa Díaz").exists()


# The answer


def test_reading_a_wish_shows_how_to_reach_them_and_is_written_down(client, bank, coordinator):
    applicant = asked(bank, telephone="01632 960123", about="Sewing.")
    Member.objects.filter(pk=applicant.pk).update(applied_at=timezone.now() - datetime.timedelta(days=4))
    sign_in(client, coordinator)

    page = client.get(application_url(applicant))

    assert "Waiting for 4 days." in words(page)
    assert all(told in page.text for told in ("rosa@example.org", "01632 960123", "Bell Street", "Sewing."))
    assert applicant.events.get(kind=MemberEvent.Kind.CONTACT_SEEN).by == coordinator


@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_an_applicant_is_let_in_once(client, bank, coordinator, who):
    bank.welcome_minutes = 120
    bank.save()
    applicant = make.make_ready(asked(bank))
    sign_in(client, coordinator if who == "coordinator" else make.admin_of(bank))

    replies = [client.post(application_url(applicant), {"approve": "1"}) for _press in range(2)]

    applicant.refresh_from_db()
    page = reverse("exchanges:member", args=[bank.slug, applicant.number])
    assert [reply.url for reply in replies] == [page, page]
    assert applicant.state == "APPROVED"
    assert ledger.balance_of(applicant.account_id) == 120
    assert told(applicant) == ["WELCOME"]


def test_an_applicant_is_declined_with_words_they_are_sent(client, bank, coordinator):
    applicant = asked(bank)
    sign_in(client, coordinator)
    prefilled = client.get(application_url(applicant)).context["form"].initial["words"]

    answer = client.post(application_url(applicant), {"decline": "1", "words": "We are full until spring."})

    applicant.refresh_from_db()
    assert prefilled.startswith("Dear Rosa, thank you for asking to join")
    assert answer.url == reverse("exchanges:desk", args=[bank.slug]) + "?at=join#here"
    assert (applicant.state, applicant.number) == ("DECLINED", None)
    assert Notice.objects.get(recipient__key=applicant.actor_key).body == "We are full until spring."
    after = client.get(application_url(applicant))
    assert "We are full until spring." in after.text
    assert "rosa@example.org" not in after.text


@pytest.mark.parametrize("text", ["", "  ", "x" * 501, "a\x00b"])
def test_words_that_cannot_be_sent_are_refused_and_kept(client, bank, coordinator, text):
    applicant = asked(bank)
    sign_in(client, coordinator)

    page = client.post(application_url(applicant), {"decline": "1", "words": text})

    applicant.refresh_from_db()
    assert (page.status_code, applicant.state) == (400, "APPLICANT")
    assert list(page.context["form"].errors) == ["words"]


def test_neither_button_changes_nothing(client, bank, coordinator):
    applicant = asked(bank)
    sign_in(client, coordinator)

    client.post(application_url(applicant), {"state": "APPROVED", "words": "Dear Rosa"})

    applicant.refresh_from_db()
    assert applicant.state == "APPLICANT"


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("auditor", 403), ("stranger", 404)])
def test_only_who_runs_the_bank_answers(client, bank, who, status):
    applicant = asked(bank)
    asker = {
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    sign_in(client, asker)

    assert client.get(application_url(applicant)).status_code == status
    assert client.post(application_url(applicant), {"approve": "1"}).status_code == status
    applicant.refresh_from_db()
    assert applicant.state == "APPLICANT"


def test_another_banks_application_is_not_found(client, coordinator):
    applicant = asked(make.make_bank())
    sign_in(client, coordinator)

    answer = client.get(reverse("members:application", args=[coordinator.bank.slug, applicant.pk]))

    assert answer.status_code == 404


def test_the_rules_hold_below_the_pages_too(bank):
    applicant, stranger = asked(bank), make.make_coordinator(make.make_bank())
    for by in (stranger, make.make_member(bank)):
        with pytest.raises(NotAllowed):
            approve_application(applicant, by=by, at=timezone.now())
    with pytest.raises(AlreadyKnown):
        apply_to_join(bank, Application(name="Rosa"), at=timezone.now(), person=applicant.person)
