"""Founding a bank, with its ledger's book and its first admin."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from ledger import actions as ledger
from members.actions.acts import note
from members.actions.retention import begin_keeping
from members.actions.telling import keep_told, tell_welcome
from members.actions.terms import give_first_terms
from members.models import Bank, Member, MemberEvent, Person, Role
from timebank.lib.errors import RuleBroken

RESERVED_SLUGS = frozenset({"accounts", "me", "banks", "api", "health", "metrics", "static", "media"})


class BankRefused(RuleBroken):
    """A time bank cannot be founded like this."""


@dataclass(frozen=True)
class Founding:
    """What a new bank needs."""

    slug: str
    name: str
    zone: str
    admin_email: str
    admin_name: str = ""


@transaction.atomic
def found_bank(founding: Founding, *, at: datetime.datetime) -> Member:
    """Open a bank and its ledger's book, and give it its first admin. Answers with that admin's membership.

    The admin gets a one-time link to choose a password, and holds no account: who runs the reports need not trade.
    """
    if founding.slug in RESERVED_SLUGS:
        raise BankRefused(f"The short name '{founding.slug}' is kept for the site itself. Choose another.")
    if Bank.objects.filter(slug=founding.slug).exists():
        raise BankRefused(f"There is already a time bank called '{founding.slug}'. Choose another short name.")
    book = ledger.open_book(slug=founding.slug, zone=founding.zone)
    bank = Bank.objects.create(slug=founding.slug, name=founding.name, zone=founding.zone, book_id=book.pk)
    give_first_terms(bank, at=at)
    begin_keeping(bank)
    email = founding.admin_email.strip().lower()
    person = Person.objects.filter(email=email).first() or Person.objects.create_user(
        email, name=founding.admin_name or email.split("@")[0]
    )
    admin = Member.objects.create(
        bank=bank,
        person=person,
        kind=Member.Kind.STAFF,
        name=person.name,
        state=Member.State.APPROVED,
        roles=[Role.ADMIN],
        applied_at=at,
        joined_at=at,
    )
    note(admin, MemberEvent.Kind.ROLE_GRANTED, by=None, at=at, words=Role.ADMIN.value)
    keep_told(admin)
    tell_welcome(admin, at=at)
    return admin
