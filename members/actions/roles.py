"""Who runs and who audits a bank: appointing, giving and taking back roles."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_be_admin, must_not_be_self, note
from members.actions.addresses import claim_address
from members.actions.telling import keep_told
from members.models import Bank, Member, MemberEvent, Person, Role
from timebank.lib.errors import NotAllowed, WrongState

GRANTABLE_ROLES = frozenset({Role.COORDINATOR, Role.AUDITOR})


@transaction.atomic
def appoint(bank: Bank, *, email: str, name: str, role: Role, by: Member, at: datetime.datetime) -> Member:
    """Let somebody who is no member work for the bank, as its coordinator or auditor: no account, not counted.

    They begin once whoever reads the mail at that address has said yes.
    """
    must_be_admin(bank, by)
    if role not in GRANTABLE_ROLES:
        raise NotAllowed(_("A new admin is made by the people who run the site."))
    person = Person.objects.create_user(None, name=name)
    member = Member.objects.create(
        bank=bank,
        person=person,
        kind=Member.Kind.STAFF,
        name=name,
        state=Member.State.APPROVED,
        roles=[role],
        applied_at=at,
        joined_at=at,
    )
    note(member, MemberEvent.Kind.ROLE_GRANTED, by=by, at=at, words=role.value)
    keep_told(member)
    claim_address(member, email, by=by, at=at)
    return member


@transaction.atomic
def grant_role(member: Member, role: Role, *, by: Member, at: datetime.datetime) -> Member:
    """Make a member coordinator or auditor. Only an admin may, and nobody for themselves.

    A further admin is made by the operator: that needs two pairs of eyes.
    """
    member = locked(member)
    must_be_admin(member.bank, by)
    must_not_be_self(member, by)
    if role not in GRANTABLE_ROLES:
        raise NotAllowed(_("A new admin is made by the people who run the site."))
    if not member.is_approved or member.person_id is None:
        raise WrongState(_("Only a person who is a member can hold a role."))
    if role in member.roles:
        return member
    member.roles = [*member.roles, role]
    member.save(update_fields=["roles"])
    note(member, MemberEvent.Kind.ROLE_GRANTED, by=by, at=at, words=role.value)
    return member


@transaction.atomic
def end_role(member: Member, role: Role, *, by: Member, at: datetime.datetime) -> Member:
    """Take a role back. Only an admin may, and nobody from themselves."""
    member = locked(member)
    must_be_admin(member.bank, by)
    must_not_be_self(member, by)
    if role in GRANTABLE_ROLES and role in member.roles:
        member.roles = [held for held in member.roles if held != role]
        member.save(update_fields=["roles"])
        note(member, MemberEvent.Kind.ROLE_ENDED, by=by, at=at, words=role.value)
    return member
