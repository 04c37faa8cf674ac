"""A member reports a conversation: from then on, until it is closed, coordinators who stand apart read it."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, note
from members.actions.telling import tell
from members.models import Conversation, Member, MemberEvent, Role, TalkReport
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

A_DAY = datetime.timedelta(days=1)
MOST_A_DAY = 5


class NothingReported(RuleBroken):
    """A report, and how it ended, have words."""


class ReportedAlready(WrongState):
    """The same member has reported this conversation, and nobody has closed that yet."""


class TooManyReports(RuleBroken):
    """Somebody has reported a great deal today."""

    code = "throttled"


class NotYoursToLookInto(NotAllowed):
    """Somebody else looks into it."""


@dataclass(frozen=True)
class Outcome:
    """What who reported it is told, and what the other one of the two has to know, if anything."""

    done: str
    to_other: str = ""


@transaction.atomic
def report(
    talk: Conversation, words: str, *, by: Member, at: datetime.datetime, actor: Member | None = None
) -> TalkReport:
    """Ask the coordinators to look into a conversation. The same words again are the same report.

    `actor` is who acts for the one of the two: it is written down, and who acts for one of them never looks into it.
    """
    locked(by)
    if by.pk not in (talk.first_id, talk.second_id) or not by.belongs:
        raise NotAllowed(_("Only one of the two can report this."))
    if not words.strip():
        raise NothingReported(_("Write what is wrong."))
    standing: TalkReport | None = TalkReport.objects.open().filter(conversation=talk, by=by).first()
    if standing is not None and standing.words == words:
        return standing
    if standing is not None:
        raise ReportedAlready(_("You have reported this. Who looks into it reads what is written since, too."))
    if TalkReport.objects.filter(by=by, at__gt=at - A_DAY).count() >= MOST_A_DAY:
        raise TooManyReports(_("You have reported a great deal today. Please ring us."))
    found: TalkReport = TalkReport.objects.create(bank=by.bank, conversation=talk, by=by, words=words, at=at)
    note(by, MemberEvent.Kind.REPORTED, by=actor or by, at=at)
    if actor is not None and actor.pk != by.pk:
        subject = _("%(name)s reported a conversation for you") % {"name": actor.name}
        _tell(found, by, subject, _("A coordinator looks into it, and you hear what was done."), at=at)
    for reader in readers_of(found):
        tell(
            reader,
            kind="TALK_REPORTED",
            subject=_("A member reported a conversation"),
            body=_("Please look into it soon. Each look at it is written down."),
            path=_page_of(found),
            at=at,
        )
    return found


def readers_of(found: TalkReport) -> list[Member]:
    """Give those who may look into a report."""
    staff = Member.objects.of(found.bank).select_related("bank").filter(roles__overlap=[Role.COORDINATOR, Role.ADMIN])
    return [each for each in staff.approved().order_by("pk") if _may_look_into(found, each)]


@transaction.atomic
def look_into(found: TalkReport, *, by: Member, at: datetime.datetime) -> None:
    """Write down for both that somebody read what they wrote to each other: each look."""
    _must_look_into(found, by)
    for side in (found.conversation.first, found.conversation.second):
        note(side, MemberEvent.Kind.LETTERS_SEEN, by=by, at=at)


@transaction.atomic
def close_report(found: TalkReport, outcome: Outcome, *, by: Member, at: datetime.datetime) -> TalkReport:
    """Say what was done, and let nobody else read the conversation any more. Again does no harm.

    Who reported it is told what was done; the other only what they have to know.
    """
    found = TalkReport.objects.select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
    _must_look_into(found, by)
    if found.closed_at is not None:
        return found
    if not outcome.done.strip():
        raise NothingReported(_("Write what was done."))
    found.done, found.told_other, found.closed_by, found.closed_at = outcome.done, outcome.to_other, by, at
    found.save(update_fields=["done", "told_other", "closed_by", "closed_at"])
    notices.note_acted(by.actor_key, [_page_of(found)], at=at)
    other = found.conversation.other_of(found.by)
    _tell(found, found.by, _("What became of what you reported"), outcome.done, at=at)
    if outcome.to_other.strip():
        words = _("A coordinator writes to you about your messages with %(name)s")
        _tell(found, other, words % {"name": found.by.name}, outcome.to_other, at=at)
    return found


def _page_of(found: TalkReport) -> str:
    return reverse("members:talk_report", args=[found.bank.slug, found.pk])


def _tell(found: TalkReport, member: Member, subject: str, body: str, *, at: datetime.datetime) -> None:
    path = reverse("exchanges:conversation", args=[found.bank.slug, found.conversation_id])
    tell(member, kind="TALK_REPORT_CLOSED", subject=subject, body=body, path=path, at=at)


def _may_look_into(found: TalkReport, by: Member) -> bool:
    return bool(TalkReport.objects.readable_by(by).filter(pk=found.pk).exists())


def _must_look_into(found: TalkReport, by: Member) -> None:
    if not by.belongs or not _may_look_into(found, by):
        raise NotYoursToLookInto(_("Somebody else looks into this."))
