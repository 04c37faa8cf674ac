"""Dull and valid banks and members, made through the same actions people use."""

import datetime
import itertools

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.lookups import Unaccent
from django.db.models import Max, Value
from django.db.models.functions import Lower
from django.utils import timezone

from exchanges.actions import resting
from ledger import actions as ledger
from members.actions import (
    Application,
    Enrolment,
    Founding,
    Helper,
    accept_claim,
    accept_terms,
    apply_to_join,
    approve_application,
    found_bank,
    keep_told,
    name_delegate,
    name_supporter,
    tell_gifts,
)
from members.actions.emails import write_down_address
from members.actions.gifts import GiftWords
from members.actions.mandates import name_guardian
from members.actions.retention import begin_keeping
from members.actions.states import Suspension
from members.actions.telling import reached
from members.actions.terms import give_first_terms
from members.models import Bank, Consent, Gift, Mandate, Member, MemberEvent, Person, Role
from members.reads.meeting import guide_of, in_a_letter
from members.reads.terms import current_terms
from notices.models import Notice, Recipient

NOBODYS = make_password(None)


START = "You can give an hour and receive an hour from today."


TELEPHONE = "01632 960000"


ZONE = "Europe/London"


_numbers = itertools.count(1)


def make_bank(*, slug: str | None = None, **rules) -> Bank:
    """Write the rows of a new bank whose first admin holds no account; tests/test_factories.py compares with founding.

    `rules` are fields of Bank; no welcome grant unless asked.
    """
    slug, now = slug or f"bank-{next(_numbers)}", timezone.now()
    said = {"name": f"The {slug} Timebank", "welcome_minutes": 0, "approval": Bank.Approval.NOBODY, **rules}
    said.setdefault("zone", ZONE)
    bank = Bank.objects.create(slug=slug, book_id=ledger.open_book(slug=slug, zone=ZONE).pk, **said)
    give_first_terms(bank, at=now)
    begin_keeping(bank)
    email = f"admin@{slug}.example"
    person = Person.objects.create(email=email, name="admin", password=NOBODYS)
    EmailAddress.objects.create(user=person, email=email)
    admin = Member.objects.create(
        bank=bank,
        person=person,
        kind=Member.Kind.STAFF,
        name=person.name,
        state=Member.State.APPROVED,
        roles=[Role.ADMIN],
        applied_at=now,
        joined_at=now,
    )
    MemberEvent.objects.create(member=admin, kind=MemberEvent.Kind.ROLE_GRANTED, words=Role.ADMIN.value, at=now)
    _write_welcome(admin, "", at=now)
    return bank


def founded(slug: str) -> Bank:
    """Found a bank as the operator does."""
    founding = Founding(slug=slug, name=f"The {slug} Timebank", zone=ZONE, admin_email=f"admin@{slug}.example")
    return found_bank(founding, at=timezone.now()).bank


def admin_of(bank: Bank) -> Member:
    """Give the bank's first admin."""
    admin = Member.objects.of(bank).with_role(Role.ADMIN).select_related("person", "bank").order_by("pk").first()
    assert admin is not None
    return admin


def _key_of_admin(bank: Bank) -> Member:
    """Give the bank's first admin by their key alone, with the bank as it is now: half the price of `admin_of`."""
    bank = Bank.objects.get(pk=bank.pk)
    admins = Member.objects.of(bank).with_role(Role.ADMIN).order_by("pk")
    return Member(pk=admins.values_list("pk", flat=True)[0], bank=bank)


def make_member(
    bank: Bank, *, name: str | None = None, roles: tuple[Role, ...] = (), email: str | None = None
) -> Member:
    """Make an approved member with an account; with `email=""` one who never signs in."""
    number = next(_numbers)
    email = f"person{number}@example.org" if email is None else email
    name = name or f"Person {number}"
    admin = _key_of_admin(bank)
    if admin.bank.welcome_minutes:
        member = join(admin.bank, name, email)
        Member.objects.filter(pk=member.pk).update(roles=list(roles))
        return Member.objects.select_related("bank", "person").get(pk=member.pk)
    written = write_member(admin, name, email.strip().lower(), roles=list(roles))
    written.search_text = Member.objects.values_list("search_text", flat=True).get(pk=written.pk)
    return written


def join(bank: Bank, name: str, email: str) -> Member:
    """Let somebody ask to join and be let in, as on the pages."""
    applicant = apply_to_join(bank, Application(name=name, email=email, telephone=TELEPHONE), at=timezone.now())
    assert applicant is not None
    return approve_application(make_ready(applicant), by=admin_of(bank), at=timezone.now())


def write_member(admin: Member, name: str, email: str, *, kind: str = Member.Kind.PERSON, **said) -> Member:
    """Write the rows that `join` leaves, with a sixth of its statements; tests/test_factories.py compares the two.

    The letter of welcome names nobody to meet, which `join` looks for.
    """
    now, bank, words = timezone.now(), admin.bank, "Help in the garden"
    is_person = kind == Member.Kind.PERSON
    person = Person.objects.create(email=email or None, name=name, password=NOBODYS) if is_person else None
    if email:
        EmailAddress.objects.create(user=person, email=email)
    number = (Member.objects.of(bank).aggregate(highest=Max("number"))["highest"] or 0) + 1
    limits = ledger.Limits(bank.floor_minutes, bank.ceiling_minutes, bank.warning_minutes)
    accounts = [(f"member-{number:04d}", "MEMBER" if is_person else "ORGANISATION")]
    member = Member.objects.create(
        bank=bank,
        person=person,
        kind=kind,
        name=name,
        number=number,
        state=Member.State.APPROVED,
        account_id=ledger.open_accounts(bank.book_id, accounts, limits=limits, by=admin.actor_key)[0],
        telephone=TELEPHONE,
        channel=Member.Channel.EMAIL if email else Member.Channel.PHONE,
        applied_at=now,
        joined_at=now,
        search_text=Unaccent(Lower(Value(f"{name} {words}"))),
        **said,
    )
    Gift.objects.create(member=member, kind=Gift.Kind.HAND, words=words, added_at=now)
    wordings = list(current_terms(bank))
    given = {"member": member, "given_at": now, "how": Consent.How.ONLINE, "recorded_by": member}
    Consent.objects.bulk_create(Consent(purpose=each.kind, terms=each, **given) for each in wordings)
    did = MemberEvent.Kind
    agreed = [(did.CONSENT_GIVEN, member, str(Consent.Purpose(each.kind).label)) for each in wordings]
    MemberEvent.objects.bulk_create(
        MemberEvent(member=member, kind=each, by=by, words=words, at=now)
        for each, by, words in [(did.APPLIED, None, ""), *agreed, (did.APPROVED, admin, "")]
    )
    _write_welcome(member, in_a_letter([], guide_of(bank)) if bank.telephone else "", at=now)
    return member


def _write_welcome(member: Member, whom_to_ring: str, *, at: datetime.datetime) -> None:
    recipient = Recipient.objects.create(**vars(reached(member)))
    address = recipient.address
    to_do = "Choose your password with the link below. It works once, and for three days."
    bank = member.bank
    Notice.objects.create(
        recipient=recipient,
        bank=bank.slug,
        kind="WELCOME",
        subject=f"Welcome to {bank.name}",
        body=f"{to_do if address else START}\n\n{whom_to_ring}".strip(),
        path="/",
        created_at=at,
        delivery=Notice.Delivery.EMAIL if address else Notice.Delivery.BY_HAND,
        next_attempt_at=at if address else None,
    )


def make_ready(applicant: Member) -> Member:
    """Let an applicant say what they can do and yes to the terms: nothing more stands in the way of most."""
    tell_gifts(applicant, [GiftWords(Gift.Kind.HAND, "Help in the garden")], thanked_for=None, at=timezone.now())
    seen = list(current_terms(applicant.bank))
    accept_terms(applicant, seen, how=Consent.How.ONLINE, by=applicant, at=timezone.now())
    return applicant


def enrolment(**told) -> Enrolment:
    """Say what a coordinator writes for somebody who rang: `told` are fields of Application."""
    return Enrolment(Application(**told), [GiftWords(Gift.Kind.HAND, "Help in the garden")], Consent.How.PHONE)


def make_applicant(bank: Bank, *, name: str) -> Member:
    """Make somebody who waits for an answer."""
    told = Application(name=name, email=f"person{next(_numbers)}@example.org", telephone="01632 960000")
    applicant = apply_to_join(bank, told, at=timezone.now())
    assert applicant is not None
    return Member.objects.select_related("bank", "person").get(pk=applicant.pk)


def make_guarded(bank: Bank, *, name: str = "Tilly Young", guardian: str = "Mary Young", **told) -> Member:
    """Make a member of 16 or 17 whose guardian has said yes by telephone."""
    member = make_minor(bank, name=name)
    helper = Helper(name=guardian, **{"telephone": "01632 960555", **told})
    name_guardian(member, helper, how=Consent.How.PHONE, by=admin_of(bank), at=timezone.now())
    return member


def also_member_of(bank: Bank, person: Person) -> Member:
    """Let somebody who belongs elsewhere belong to this bank too."""
    applicant = apply_to_join(bank, Application(name=person.name, email=person.email), person=person, at=timezone.now())
    assert applicant is not None
    member = approve_application(make_ready(applicant), by=admin_of(bank), at=timezone.now())
    return Member.objects.select_related("bank", "person").get(pk=member.pk)


def make_organisation(bank: Bank, *, name: str = "Riverside Choir") -> Member:
    """Make an approved organisation, which nobody signs in for yet."""
    admin = _key_of_admin(bank)
    if admin.bank.welcome_minutes:
        member = join_as_organisation(admin.bank, name)
    else:
        member = write_member(admin, name, "", kind=Member.Kind.ORGANISATION)
    return Member.objects.select_related("bank", "person").get(pk=member.pk)


def join_as_organisation(bank: Bank, name: str) -> Member:
    """Let an organisation ask to join and be let in, as on the pages."""
    application = Application(name=name, email="", telephone=TELEPHONE, is_organisation=True)
    applicant = apply_to_join(bank, application, at=timezone.now())
    assert applicant is not None
    return approve_application(make_ready(applicant), by=admin_of(bank), at=timezone.now())


def make_coordinator(bank: Bank, **fields) -> Member:
    """Make a member who is a coordinator."""
    return make_member(bank, roles=(Role.COORDINATOR,), **fields)


def make_auditor(bank: Bank) -> Member:
    """Make somebody who reads everything and holds no account."""
    number = next(_numbers)
    person = Person.objects.create_user(f"auditor{number}@example.org", "not-a-secret", name=f"Auditor {number}")
    auditor = Member.objects.create(
        bank=bank,
        person=person,
        name=person.name,
        kind=Member.Kind.STAFF,
        state=Member.State.APPROVED,
        roles=[Role.AUDITOR],
        joined_at=timezone.now(),
    )
    keep_told(auditor)
    return auditor


def write_address(member: Member, by: Member, *, email: str | None = None) -> Member:
    """Let a coordinator write down an e-mail address of a member, and somebody say yes to it there."""
    email = email or f"person{next(_numbers)}@example.org"
    claim = write_down_address(member, email, how_identified="Came in.", by=by, at=timezone.now())
    return accept_claim(claim, person=None, at=timezone.now())


def supporter(member: Member, holder: Member) -> Mandate:
    """Let one member act for another, who said so on the site."""
    how = Consent.How.ONLINE
    return name_supporter(member, Helper(member=holder, words="daughter"), how=how, by=member, at=timezone.now())


def delegate(organisation: Member, holder: Member, kind: Mandate.Kind = Mandate.Kind.RECORDER) -> Mandate:
    """Let a member act for an organisation, as the bank's admin says."""
    helper, by = Helper(member=holder), admin_of(organisation.bank)
    return name_delegate(organisation, helper, kind=kind, by=by, at=timezone.now())


def suspend(member: Member, *, by: Member, reason: str = "We look into it.") -> Member:
    """Suspend a member for a month."""
    at = timezone.now()
    suspension = Suspension(reason=reason, review_on=member.bank.day(at) + datetime.timedelta(days=30))
    return resting.suspend(member, suspension, by=by, at=at)


def make_minor(bank: Bank, **fields) -> Member:
    """Make a member who is 16 or 17."""
    member = make_member(bank, **fields)
    member.age_band = Member.AgeBand.TEEN
    member.save(update_fields=["age_band"])
    return member


def make_mediator(bank: Bank, **fields) -> Member:
    """Make a member who mediates."""
    return make_member(bank, roles=(Role.MEDIATOR,), **fields)
