"""'What would you do if you had time?': staff send ideas, and a coordinator makes roles of them or says kindly no."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions import tell_member
from members.models import Member
from notices import actions as notices
from services.access import standing_of
from services.actions.programmes import RoleWords, offer_role, write_role
from services.models import Programme, RoleIdea, Service
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

MOST_AT_ONCE = 3
State = RoleIdea.State


class NoIdea(RuleBroken):
    """An idea says what and who; three at a time are enough."""


class ReasonMissing(RuleBroken):
    """Who had the idea is told why it is not done."""


@dataclass(frozen=True)
class IdeaWords:
    """What somebody would do with the people they serve, who of them could, and how long each week."""

    what: str
    who: str
    weekly_minutes: int = 0


@transaction.atomic
def send_ideas(service: Service, ideas: Sequence[IdeaWords], *, by: Member, at: datetime.datetime) -> list[RoleIdea]:
    """Write down what staff would do if they had time; the same words of the same person that still wait are one idea.

    A coordinator may write down what staff told them.
    """
    list(Member.objects.select_for_update(no_key=True).filter(pk=by.pk))  # the same form twice waits for itself
    where = standing_of(by, service)
    if not (where.is_staff or where.coordinates):
        raise NotAllowed(_("This is for those who work at the service."))
    if not 0 < len(ideas) <= MOST_AT_ONCE or not all(idea.what.strip() and idea.who.strip() for idea in ideas):
        raise NoIdea(_("Write what you would do, and who could do it with you."))
    return [_write(service, idea, by=by, at=at) for idea in ideas]


@transaction.atomic
def accept_idea(
    idea: RoleIdea, programme: Programme, words: RoleWords, *, by: Member, at: datetime.datetime
) -> RoleIdea:
    """Make a role of an idea, and a request of it: at once, or when the programme opens. Who had it is told.

    Raises what writing a role raises.
    """
    idea = _to_decide(idea, by)
    if programme.service_id != idea.service_id or programme.state == Programme.State.CLOSED:
        raise WrongState(_("Choose a programme of the same service that has not ended."))
    if not (words.is_for_served or words.is_shared):
        raise NoIdea(_("Say who can do it: the people it serves, or staff and citizens together."))
    idea.role = write_role(programme, words, by=by)
    if programme.state == Programme.State.OPEN:
        idea.role.listing = offer_role(idea.role, by=by, at=at)
    _decide(idea, State.ACCEPTED, by=by, at=at)
    subject = _("Your idea became a role: %(title)s") % {"title": words.title}
    body = _("It is part of “%(programme)s” now. Thank you.") % {"programme": programme.title}
    _tell(idea, kind="IDEA_ACCEPTED", subject=subject, body=body, at=at)
    return idea


@transaction.atomic
def decline_idea(idea: RoleIdea, *, reason: str, by: Member, at: datetime.datetime) -> RoleIdea:
    """Say kindly no, with a reason that who had the idea reads."""
    idea = _to_decide(idea, by)
    if not reason.strip():
        raise ReasonMissing(_("Write why. Who had the idea reads it."))
    idea.reason = reason
    _decide(idea, State.DECLINED, by=by, at=at)
    _tell(idea, kind="IDEA_DECLINED", subject=_("Not this time: your idea for a role"), body=reason, at=at)
    return idea


def _write(service: Service, idea: IdeaWords, *, by: Member, at: datetime.datetime) -> RoleIdea:
    said = {"service": service, "by": by, "what": idea.what, "who": idea.who, "weekly_minutes": idea.weekly_minutes}
    standing: RoleIdea | None = RoleIdea.objects.waiting().filter(**said).first()
    return standing or RoleIdea.objects.create(**said, sent_at=at)


def _to_decide(idea: RoleIdea, by: Member) -> RoleIdea:
    rows = RoleIdea.objects.select_for_update(no_key=True, of=("self",))
    idea = rows.select_related("service__bank", "service__organisation", "by").get(pk=idea.pk)
    if not standing_of(by, idea.service).coordinates:
        raise NotAllowed(_("Only a coordinator or an admin of this time bank may do this."))
    if idea.state != State.WAITING:
        raise WrongState(_("Somebody has looked at this idea already."))
    return idea


def _decide(idea: RoleIdea, to: str, *, by: Member, at: datetime.datetime) -> None:
    idea.state, idea.decided_by, idea.decided_at = to, by, at
    idea.save(update_fields=["state", "decided_by", "decided_at", "reason", "role"])


def _tell(idea: RoleIdea, *, kind: str, subject: str, body: str, at: datetime.datetime) -> None:
    bank = idea.service.bank
    message = notices.Message(
        recipient_key=idea.by.actor_key,
        bank=bank.slug,
        kind=kind,
        subject=subject,
        body=body,
        path=reverse("services:if_i_had_time", args=[bank.slug, idea.service.slug]),
    )
    tell_member(idea.by, message, at=at)
