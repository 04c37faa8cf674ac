"""Who runs, audits and watches over a bank: appointing, giving and taking back roles."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank, locked, must_be_admin, must_not_be_self, note
from members.actions.addresses import claim_address
from members.actions.concerns import READING, keep_from, must_leave_a_lead
from members.actions.mandates import rest_if_done
from members.actions.telling import keep_told, tell
from members.models import Bank, Member, MemberEvent, Person, Role
from members.reads.roles import asked_for_admin
from notices import actions as notices
from timebank.lib.errors import NotAllowed, WrongState

GRANTABLE_ROLES = frozenset(Role)
APPOINTED_ROLES = frozenset(Role) - {Role.ADMIN}  # an admin is somebody whom two know
Kind = MemberEvent.Kind


@transaction.atomic
def appoint(bank: Bank, *, email: str, name: str, role: Role, by: Member, at: datetime.datetime) -> Member:
    """Let somebody who is no member work for the bank: no account, not counted.

    They begin once whoever reads the mail at that address has said yes.
    """
    must_be_admin(bank, by)
    if role not in APPOINTED_ROLES:
        raise NotAllowed(_("Nobody begins as an admin. Give them another role first, then propose them."))
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
    note(member, Kind.ROLE_GRANTED, by=by, at=at, words=role.value)
    if role in READING:
        keep_from(member)
    keep_told(member)
    claim_address(member, email, by=by, at=at)
    return member


@transaction.atomic
def grant_role(member: Member, role: Role, *, by: Member, at: datetime.datetime) -> Member:
    """Give a member a role. Only an admin may, and nobody for themselves.

    A new admin is only proposed: another admin confirms it, or the operator. Again does no harm.
    """
    member = locked(member)
    must_be_admin(member.bank, by)
    must_not_be_self(member, by)
    _must_be_able_to_hold(member)
    if role in member.roles:
        return member
    if role == Role.ADMIN:
        _propose_admin(member, by=by, at=at)
    else:
        _give(member, role, by=by, at=at)
    return member


@transaction.atomic
def confirm_admin(member: Member, *, by: Member | None, at: datetime.datetime) -> Member:
    """Make somebody an admin who was proposed. `by` is another admin than who proposed them; None is the operator."""
    member = locked(member)
    asked = asked_for_admin(member)
    if by is not None:
        must_be_admin(member.bank, by)
        must_not_be_self(member, by)
    if asked is None:
        raise WrongState(_("%(name)s is not proposed as an admin now.") % {"name": member.name})
    if by is not None and asked.by_id == by.pk:
        raise NotAllowed(_("You proposed them, so another admin confirms it, or the people who run the site."))
    _must_be_able_to_hold(member)
    _give(member, Role.ADMIN, by=by, at=at)
    if by is not None:
        notices.note_acted(by.actor_key, [_page_of_roles(member.bank)], at=at)
    return member


@transaction.atomic
def end_role(member: Member, role: Role, *, by: Member, at: datetime.datetime) -> Member:
    """Take a role back. Only an admin may, and nobody from themselves.

    That of an admin ends with their membership, or when they lay it down and another admin remains. Who is only
    proposed as an admin is so no longer. Who only worked for the bank, and has nothing left to do, belongs no longer.
    """
    lock_bank(member.bank)  # of two who lay it down in the same moment the second sees the first
    member = locked(member)
    must_be_admin(member.bank, by)
    if role == Role.ADMIN and role in member.roles:
        _must_lay_down(member, by)
    else:
        must_not_be_self(member, by)
    if role == Role.SAFEGUARDING:
        must_leave_a_lead(member)
    if role in member.roles or (role == Role.ADMIN and asked_for_admin(member)):
        member.roles = [held for held in member.roles if held != role]
        member.save(update_fields=["roles"])
        note(member, Kind.ROLE_ENDED, by=by, at=at, words=role.value)
        notices.note_acted(by.actor_key, [_page_of_roles(member.bank)], at=at)
        return rest_if_done(member, at=at)
    return member


def _must_be_able_to_hold(member: Member) -> None:
    is_person = member.kind in {Member.Kind.PERSON, Member.Kind.STAFF} and member.person_id is not None
    if not member.is_approved or not is_person:
        raise WrongState(_("Only a person who is a member can hold a role."))
    if member.is_minor:
        raise WrongState(_("Who is under 18 cannot hold a role."))


def _must_lay_down(member: Member, by: Member) -> None:
    if member.pk != by.pk:
        raise NotAllowed(_("An admin lays the role down themselves, or it ends when they leave."))
    others = Member.objects.of(member.bank).with_role(Role.ADMIN).exclude(pk=member.pk)
    if not others.exists():
        raise WrongState(_("You are the only admin. Propose another first."))


def _propose_admin(member: Member, *, by: Member, at: datetime.datetime) -> None:
    if asked_for_admin(member):
        return
    note(member, Kind.ROLE_ASKED, by=by, at=at, words=Role.ADMIN.value)
    for admin in Member.objects.of(member.bank).with_role(Role.ADMIN).exclude(pk__in=[by.pk, member.pk]):
        tell(
            admin,
            kind="ROLE_ASKED",
            subject=_("%(name)s is proposed as an admin") % {"name": member.name},
            body=_("%(who)s proposes it. Look whether you agree: two admins are needed for a new one.")
            % {"who": by.name},
            path=_page_of_roles(member.bank),
            at=at,
        )


def _page_of_roles(bank: Bank) -> str:
    return reverse("members:role_holders", args=[bank.slug])


def _give(member: Member, role: Role, *, by: Member | None, at: datetime.datetime) -> None:
    member.roles = [*member.roles, role]
    member.save(update_fields=["roles"])
    note(member, Kind.ROLE_GRANTED, by=by, at=at, words=role.value)
    if role in READING:
        keep_from(member)
    tell(
        member,
        kind="ROLE_GRANTED",
        subject=_("You have a role at %(bank)s: %(role)s") % {"bank": member.bank.name, "role": role.label},
        body=_("Thank you for taking it on. You see what you can do now when you open your time bank."),
        path=reverse("exchanges:home", args=[member.bank.slug]),
        at=at,
    )
