"""What every write about banks and members has in common: who may, under which lock, and the line it leaves."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from members.models import Bank, Mandate, Member, MemberEvent
from timebank.lib.errors import NotAllowed


def must_be_admin(bank: Bank, by: Member) -> None:
    """Refuse whoever does not run the settings of this bank."""
    if by.bank_id != bank.pk or not by.is_admin:
        raise NotAllowed(_("Only an admin of this time bank may do this."))


def must_run_bank(bank: Bank, by: Member) -> None:
    """Refuse whoever neither coordinates this bank nor runs its settings."""
    if by.bank_id != bank.pk or not (by.is_coordinator or by.is_admin):
        raise NotAllowed(_("Only a coordinator or an admin of this time bank may do this."))


def must_act_as(member: Member, by: Member) -> None:
    """Refuse whoever is neither the member nor acts for them now: the mandate cannot end while they do."""
    if by.pk == member.pk:
        return
    held = Mandate.objects.acting().of_party(by.pk, member.pk).exclude(kind=Mandate.Kind.RECORDER)
    if held.select_for_update(no_key=True, of=("self",)).first() is None:
        raise NotAllowed(_("Only the member or a coordinator can do this."))


def manages(organisation: Member, by: Member) -> bool:
    """Whether somebody manages an organisation, read under its row lock: the mandate cannot end while they do."""
    held = Mandate.objects.acting().of_party(by.pk, organisation.pk).filter(kind=Mandate.Kind.MANAGER)
    return held.select_for_update(no_key=True, of=("self",)).first() is not None


def must_be_own_or_run_bank(member: Member, by: Member) -> None:
    """Refuse whoever is neither the member, nor acts for them, nor runs the bank and was told."""
    if by.bank_id != member.bank_id or not (by.is_coordinator or by.is_admin):
        must_act_as(member, by)


def must_not_be_self(member: Member, by: Member) -> None:
    """Refuse whoever would decide about themselves."""
    if member.is_same_person_as(by):
        raise NotAllowed(_("Somebody else does this for you: nobody decides about themselves."))


def lock_bank(bank: Bank) -> Bank:
    """Read the bank afresh under its row lock: what must happen once in a bank waits here."""
    return Bank.objects.select_for_update(no_key=True).get(pk=bank.pk)


def locked(member: Member) -> Member:
    """Read the member afresh under their row lock, with bank and person."""
    return (
        Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank", "person").get(pk=member.pk)
    )


def note(
    member: Member,
    kind: MemberEvent.Kind,
    *,
    by: Member | None,
    at: datetime.datetime,
    words: str = "",
    is_on_behalf: bool = False,
) -> None:
    """Write one line of a membership's history; on behalf is what somebody else wrote down for the member."""
    MemberEvent.objects.create(member=member, kind=kind, by=by, at=at, words=words, is_on_behalf=is_on_behalf)


def note_on_behalf(
    member: Member, kind: MemberEvent.Kind, *, by: Member, at: datetime.datetime, words: str = ""
) -> None:
    """Write one line of what somebody did for a member, who told them to or lets them act: the member reads it."""
    MemberEvent.objects.create(member=member, kind=kind, by=by, at=at, words=words, is_on_behalf=True)


def give_up_roles(member: Member, *, by: Member, at: datetime.datetime) -> None:
    """Let every role of a locked member end, each with its line; the caller saves them."""
    for role in member.roles:
        note(member, MemberEvent.Kind.ROLE_ENDED, by=by, at=at, words=role)
    member.roles = []


def see_contacts(members: Iterable[Member], *, by: Member, at: datetime.datetime) -> None:
    """Write down of many, with one query, that somebody looked at their contact details."""
    kind = MemberEvent.Kind.CONTACT_SEEN
    MemberEvent.objects.bulk_create(MemberEvent(member=member, kind=kind, by=by, at=at) for member in members)


def see_contact(member: Member, *, by: Member, at: datetime.datetime) -> None:
    """Write down that somebody looked at a member's contact details; the member can read who and when."""
    note(member, MemberEvent.Kind.CONTACT_SEEN, by=by, at=at)
