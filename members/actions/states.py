"""How a membership rests: a pause, a suspension, and coming back from either.

Callers outside this app use exchanges.actions.resting, which first cancels what was planned.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank, locked, must_be_admin, must_not_be_self, must_run_bank, note, note_on_behalf
from members.actions.concerns import must_leave_a_lead
from members.actions.telling import tell
from members.models import Consent, Member, MemberEvent, Role
from notices.actions import keep_back_waiting
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

LONGEST_REASON = 300
LONGEST_REST = datetime.timedelta(days=2 * 366)


class OnlyAdmin(NotAllowed):
    """A time bank is never left without somebody who runs its settings."""


class NotSaid(RuleBroken):
    """Something the record needs is missing: a reason, a day, or how the member told it."""


@dataclass(frozen=True)
class Rest:
    """Until when somebody has a rest, if they know; `how` they told it to who writes it down for them."""

    back_on: datetime.date | None = None
    how: str = ""


@dataclass(frozen=True)
class Suspension:
    """Why somebody is suspended, in words they will read, and on which day it is looked at again."""

    reason: str
    review_on: datetime.date


@transaction.atomic
def record_rest(member: Member, rest: Rest, *, by: Member, at: datetime.datetime) -> Member:
    """Begin a member's rest, or change the day of their return. Their own wish, or written down for them."""
    lock_bank(member.bank)
    member = locked(member)
    is_own = by.pk == member.pk
    if not is_own:
        must_run_bank(member.bank, by)
        if rest.how not in set(Consent.How.values) - {Consent.How.ONLINE}:
            raise NotSaid(_("Say how they told you: by phone, in person or on paper."))
    _must_be(member, Member.State.APPROVED, Member.State.PAUSED)
    _must_be_ahead(rest.back_on, member, at)
    if member.state == Member.State.PAUSED and member.back_on == rest.back_on:
        return member
    if member.state == Member.State.APPROVED:
        _must_leave_an_admin(member)
        must_leave_a_lead(member)
        keep_back_waiting(member.actor_key)
    member.state, member.back_on = Member.State.PAUSED, rest.back_on
    member.save(update_fields=["state", "back_on"])
    words = "" if is_own else str(Consent.How(rest.how).label)
    write = note if is_own else note_on_behalf
    write(member, MemberEvent.Kind.PAUSED, by=by, at=at, words=words)
    if not is_own:
        _tell_of_rest(member, at=at)
    return member


@transaction.atomic
def record_suspension(member: Member, suspension: Suspension, *, by: Member, at: datetime.datetime) -> Member:
    """Suspend a member, or set another day to look at it again. The member reads why."""
    lock_bank(member.bank)
    member = locked(member)
    must_run_bank(member.bank, Member.objects.get(pk=by.pk))  # of two who suspend each other the first one wins
    must_not_be_self(member, by)
    if member.roles:
        must_be_admin(member.bank, by)
    if not suspension.reason.strip():
        raise NotSaid(_("Write why. They will read it."))
    _must_be(member, *Member.BELONGING)
    _must_be_ahead(suspension.review_on, member, at)
    must_leave_a_lead(member)
    member.state, member.review_on, member.back_on = Member.State.SUSPENDED, suspension.review_on, None
    member.save(update_fields=["state", "review_on", "back_on"])
    note(member, MemberEvent.Kind.SUSPENDED, by=by, at=at, words=suspension.reason)
    keep_back_waiting(member.actor_key)
    _tell_of_suspension(member, suspension, at=at)
    return member


@transaction.atomic
def come_back(member: Member, *, by: Member, at: datetime.datetime) -> Member:
    """End a rest, one's own or a member's, or a suspension, which those who run the bank alone may. Again is fine."""
    member = locked(member)
    is_own = by.pk == member.pk
    if not (is_own and member.state in {Member.State.PAUSED, Member.State.APPROVED}):
        must_run_bank(member.bank, by)
        must_not_be_self(member, by)
    if member.state == Member.State.SUSPENDED and member.roles:
        must_be_admin(member.bank, by)
    if member.state == Member.State.APPROVED:
        return member
    _must_be(member, *Member.RESTING)
    return _back(member, by=by, at=at)


@transaction.atomic
def end_rest_in_time(member_id: int, *, at: datetime.datetime) -> Member | None:
    """End a rest whose day has come, in the bank's zone; None where it has not. A suspension never ends by itself."""
    waiting = Member.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("bank")
    member: Member | None = waiting.filter(pk=member_id, state=Member.State.PAUSED).exclude(back_on=None).first()
    if member is None or member.back_on is None or member.back_on > member.bank.day(at):
        return None
    return _back(member, by=None, at=at)


def _back(member: Member, *, by: Member | None, at: datetime.datetime) -> Member:
    is_for_them = by is not None and by.pk != member.pk and member.state == Member.State.PAUSED
    member.state, member.back_on, member.review_on = Member.State.APPROVED, None, None
    member.save(update_fields=["state", "back_on", "review_on"])
    if by is not None and is_for_them:
        note_on_behalf(member, MemberEvent.Kind.RETURNED, by=by, at=at)
    else:
        note(member, MemberEvent.Kind.RETURNED, by=by, at=at)
    if by is None or by.pk != member.pk:
        tell(
            member,
            kind="WELCOME_BACK",
            subject=_("Welcome back to %(bank)s") % {"bank": member.bank.name},
            body=_("You can give and receive hours again. What you offer and ask for is on the lists again."),
            path=_home(member),
            at=at,
        )
    return member


def _must_be(member: Member, *states: Member.State) -> None:
    if member.state not in states:
        words = {"name": member.name, "state": member.get_state_display()}
        raise WrongState(_("This can't be done now. %(name)s: %(state)s.") % words)


def _must_be_ahead(day: datetime.date | None, member: Member, at: datetime.datetime) -> None:
    if day is None:
        return
    today = member.bank.day(at)
    if not today < day <= today + LONGEST_REST:
        raise NotSaid(_("Choose a day after today, within two years."))


def _must_leave_an_admin(member: Member) -> None:
    """Roles do not count during a rest, so the last admin finds another one first."""
    admins = Member.objects.of(member.bank).with_role(Role.ADMIN)
    if member.is_admin and not admins.exclude(pk=member.pk).exists():
        raise OnlyAdmin(_("You are the only admin here. Make somebody else an admin first."))


def _tell_of_rest(member: Member, *, at: datetime.datetime) -> None:
    day = member.back_on and formats.date_format(member.back_on, "j F Y")
    until = _("until %(day)s") % {"day": day} if day else _("until you tell us that you are back")
    tell(
        member,
        kind="PAUSED",
        subject=_("You are having a rest from %(bank)s") % {"bank": member.bank.name},
        body=_("We have written it down for you, %(until)s. Your hours are kept.") % {"until": until},
        path=_home(member),
        at=at,
    )


def _tell_of_suspension(member: Member, suspension: Suspension, *, at: datetime.datetime) -> None:
    day = formats.date_format(suspension.review_on, "j F Y")
    body = _("%(reason)s\n\nYour hours are kept. We look at it again on %(day)s. Ring us if you would like to talk.")
    tell(
        member,
        kind="SUSPENDED",
        subject=_("You cannot take part in %(bank)s for now") % {"bank": member.bank.name},
        body=body % {"reason": suspension.reason, "day": day},
        path=_home(member),
        at=at,
    )


def _home(member: Member) -> str:
    return reverse("exchanges:home", args=[member.bank.slug])
