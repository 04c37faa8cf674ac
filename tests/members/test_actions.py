"""Founding, joining, roles and leaving: the rules behind the pages."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ledger import reads as ledger
from members import actions
from members.actions import Application, BankRefused, Founding
from members.models import Bank, Member, MemberEvent, Person, Role
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank(welcome_minutes=120)


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


def applicant(bank, **fields):
    application = Application(**{"name": "Rosa Diaz", "email": "rosa@example.org", **fields})
    asked = actions.apply_to_join(bank, application, at=timezone.now())
    return make.make_ready(asked) if asked else None


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key).values_list("kind", flat=True))


def found(slug, email="anna@example.org"):
    founding = Founding(slug=slug, name="Ashby Vale", zone="Europe/London", admin_email=email)
    return actions.found_bank(founding, at=timezone.now())


def test_a_new_bank_has_an_admin_who_holds_no_account_and_a_ledger_of_its_own():
    admin = found("ashby")

    assert (admin.kind, admin.roles, admin.account_id) == (Member.Kind.STAFF, [Role.ADMIN], None)
    assert {account.kind for account in ledger.accounts_of_book(admin.bank.book_id)} == {
        "POT",
        "WELCOME",
        "EXPIRY",
        "OPENING",
    }
    assert Notice.objects.get(recipient__key=admin.actor_key).path.startswith("/accounts/password/reset/key/")


@pytest.mark.parametrize("slug", sorted(actions.RESERVED_SLUGS))
def test_the_sites_own_names_are_no_banks(slug):
    with pytest.raises(BankRefused):
        found(slug)

    assert not Bank.objects.exists()


def test_one_person_may_found_two_banks_but_no_bank_twice():
    first, second = found("ashby"), found("thorpe")

    assert first.person == second.person
    with pytest.raises(BankRefused):
        found("ashby", "other@example.org")
    assert Person.objects.count() == 1


def test_approval_gives_a_number_an_account_and_the_welcome_hours(bank, admin):
    first = actions.approve_application(applicant(bank), by=admin, at=timezone.now())
    second = actions.approve_application(applicant(bank, email="li@example.org"), by=admin, at=timezone.now())

    assert (first.number, second.number) == (1, 2)
    assert ledger.balance_of(first.account_id) == 120
    assert ledger.balance_of(ledger.account_of_kind(bank.book_id, "WELCOME")) == -240
    assert told(first) == ["WELCOME"]
    assert list(first.events.values_list("kind", flat=True)) == [
        "APPLIED",
        "CONSENT_GIVEN",
        "CONSENT_GIVEN",
        "APPROVED",
    ]
    with pytest.raises(WrongState):
        actions.approve_application(first, by=admin, at=timezone.now())


def test_a_used_address_tells_its_owner_and_nobody_else(bank, admin):
    known = make.make_member(bank, email="rosa@example.org")

    assert applicant(bank) is None
    assert Person.objects.filter(email="rosa@example.org").count() == 1
    assert "ADDRESS_USED" in told(known)


def test_nobody_decides_about_themselves_or_for_another_bank(bank, admin):
    elsewhere = make.admin_of(make.make_bank())
    waiting = applicant(bank)

    for stranger in (waiting, elsewhere, make.make_member(bank), make.make_auditor(bank)):
        with pytest.raises(NotAllowed):
            actions.approve_application(waiting, by=stranger, at=timezone.now())
        with pytest.raises(NotAllowed):
            actions.decline_application(waiting, by=stranger, words="No", at=timezone.now())

    assert Member.objects.get(pk=waiting.pk).state == Member.State.APPLICANT


def test_a_declined_applicant_is_told_in_the_words_given(bank, admin):
    declined = actions.decline_application(applicant(bank), by=admin, words="We are full.", at=timezone.now())

    assert declined.state == Member.State.DECLINED
    assert Notice.objects.get(recipient__key=declined.actor_key, kind="NOT_ACCEPTED").body == "We are full."


def test_roles_are_granted_by_an_admin_never_to_oneself_and_admins_only_proposed(bank, admin):
    member, coordinator = make.make_member(bank), make.make_coordinator(bank)

    assert actions.grant_role(member, Role.AUDITOR, by=admin, at=timezone.now()).roles == [Role.AUDITOR]
    assert actions.end_role(member, Role.AUDITOR, by=admin, at=timezone.now()).roles == []
    for role, by in ((Role.ADMIN, coordinator), (Role.AUDITOR, coordinator), (Role.COORDINATOR, member)):
        with pytest.raises(NotAllowed):
            actions.grant_role(member, role, by=by, at=timezone.now())
    assert actions.grant_role(member, Role.ADMIN, by=admin, at=timezone.now()).roles == []
    with pytest.raises(NotAllowed):
        actions.grant_role(admin, Role.COORDINATOR, by=admin, at=timezone.now())
    assert list(member.events.filter(kind__startswith="ROLE").values_list("kind", "by")) == [
        ("ROLE_GRANTED", admin.pk),
        ("ROLE_ENDED", admin.pk),
        ("ROLE_ASKED", admin.pk),
    ]


def test_staff_are_appointed_by_an_admin_and_hold_no_account(bank, admin):
    staff = actions.appoint(bank, email="audit@example.org", name="Ada", role=Role.AUDITOR, by=admin, at=timezone.now())

    assert (staff.kind, staff.account_id, staff.is_auditor) == (Member.Kind.STAFF, None, True)
    assert staff.person.email is None  # until they have said that the address is theirs
    assert staff.address_claims.get().email == "audit@example.org"
    for role, by in ((Role.ADMIN, admin), (Role.AUDITOR, staff)):
        with pytest.raises(NotAllowed):
            actions.appoint(bank, email="x@example.org", name="X", role=role, by=by, at=timezone.now())


def test_leaving_settles_with_the_pot_and_returning_gives_no_second_welcome(bank, admin):
    member = actions.approve_application(applicant(bank), by=admin, at=timezone.now())

    left = actions.record_leaving(member, by=admin, at=timezone.now())
    assert (left.state, ledger.balance_of(left.account_id)) == (Member.State.LEFT, 0)
    assert ledger.balance_of(ledger.account_of_kind(bank.book_id, "POT")) == 120

    again = actions.apply_to_join(bank, Application(name="Rosa Diaz"), at=timezone.now(), person=left.person)
    back = actions.approve_application(again, by=admin, at=timezone.now())
    assert (back.number, back.can_trade, ledger.balance_of(back.account_id)) == (1, True, 0)
    assert ledger.prove().ok


def test_the_command_founds_a_bank_and_prints_the_admins_link(capsys):
    call_command("create_bank", "ashby-vale", name="Ashby Vale", zone="Europe/London", admin="anna@example.org")

    printed = capsys.readouterr().out
    assert "/ashby-vale/" in printed
    assert "/accounts/password/reset/key/" in printed
    assert Bank.objects.get().categories.count() > 5
    assert MemberEvent.objects.get().kind == "ROLE_GRANTED"


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Ashby Vale"},
        {"slug": "api"},
        {"slug": "x" * 41},
        {"name": "  "},
        {"zone": "Europe/Nowhere"},
        {"admin": "nobody"},
    ],
)
def test_the_command_refuses_in_one_sentence_and_founds_nothing(wrong):
    given = {"slug": "ashby", "name": "Ashby", "zone": "Europe/London", "admin": "anna@example.org", **wrong}

    with pytest.raises(CommandError) as refusal:
        call_command("create_bank", given.pop("slug"), **given)

    assert "\n" not in str(refusal.value)
    assert not Bank.objects.exists()
    assert not Person.objects.exists()
