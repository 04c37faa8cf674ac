"""Coordinators tell everybody, or a group: on the site, in each member's notices, and on paper."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.models import Announcement, Event
from members.actions.acts import lock_bank
from members.models import Bank, Member
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken

A_DAY = datetime.timedelta(days=1)
LONGEST = datetime.timedelta(days=366)
MOST_A_DAY = 10
TOLD_AT_ONCE = 500
KIND = "ANNOUNCEMENT"

Group = Announcement.Group


class CannotAnnounce(RuleBroken):
    """This is nothing that can be announced."""


class TooManyAnnouncements(RuleBroken):
    """A bank that tells everybody something all day is heard by nobody."""

    code = "throttled"


@dataclass(frozen=True)
class Telling:
    """What is told, to whom, and until which day it is up."""

    subject: str
    body: str
    until_on: datetime.date
    group: str = Group.ALL
    weeks: int = 0
    area: str = ""
    event: Event | None = None


@transaction.atomic
def announce(bank: Bank, telling: Telling, *, by: Member, at: datetime.datetime) -> Announcement:
    """Put an announcement up; a job tells everybody it is for. The same words sent twice within a day are one."""
    _must_coordinate(bank, by)
    bank = lock_bank(bank)
    _must_make_sense(telling, bank.day(at))
    _must_say_whom(telling, bank)
    today = Announcement.objects.filter(bank=bank, at__gt=at - A_DAY)
    whom = {"group": telling.group, "area": telling.area, "event": telling.event}
    said = {"subject": telling.subject, "body": telling.body, **whom}
    standing: Announcement | None = today.filter(**said, until_on=telling.until_on, taken_down_at=None).first()
    if standing is not None:
        return standing
    if today.count() >= MOST_A_DAY:
        raise TooManyAnnouncements(_("That is a great deal for one day. Put it together, or wait until tomorrow."))
    since = at - datetime.timedelta(weeks=telling.weeks) if telling.group == Group.NEW else None
    found = Announcement(bank=bank, joined_since=since, until_on=telling.until_on, by=by, at=at, **said)
    if not found.recipients().exists():
        raise CannotAnnounce(_("Nobody belongs to this group now."))
    found.save(force_insert=True)
    return found


@transaction.atomic
def take_down(announcement: Announcement, *, by: Member, at: datetime.datetime) -> Announcement:
    """Let it vanish before its day: from the site, from everybody's notices, and from mail still to be sent."""
    _must_coordinate(announcement.bank, by)
    found = Announcement.objects.select_for_update(no_key=True, of=("self",)).select_related("bank")
    announcement = found.get(pk=announcement.pk)
    if announcement.taken_down_at is not None:
        return announcement
    announcement.taken_down_by, announcement.taken_down_at = by, at
    announcement.save(update_fields=["taken_down_by", "taken_down_at"])
    gone = _("An announcement that was taken down")
    notices.erase_words_about(announcement.bank.slug, [_path_of(announcement)], instead=gone)
    return announcement


def tell_everybody(announcement_id: int, *, at: datetime.datetime) -> None:
    """Tell everybody an announcement is for, in pieces. What is stopped halfway goes on; nobody is told twice."""
    after: int | None = 0
    while after is not None:
        after = _tell_piece(announcement_id, after, at=at)


@transaction.atomic
def _tell_piece(announcement_id: int, after: int, *, at: datetime.datetime) -> int | None:
    """Tell some, with the row locked: taken down in the meantime, it tells nobody more. Answers where to go on."""
    untold = Announcement.objects.untold().select_for_update(no_key=True, of=("self",)).select_related("bank")
    announcement = untold.filter(pk=announcement_id).first()
    if announcement is None or not announcement.stands_on(announcement.bank.day(at)):
        return None
    some = announcement.recipients().filter(pk__gt=after).order_by("pk").only("pk")[:TOLD_AT_ONCE]
    members = list(some)
    notices.tell_many([_news(announcement, member) for member in members], at=at)
    if len(members) == TOLD_AT_ONCE:
        return int(members[-1].pk)
    announcement.told_at = at
    announcement.save(update_fields=["told_at"])
    return None


def _news(announcement: Announcement, member: Member) -> notices.Message:
    return notices.Message(
        recipient_key=member.actor_key,
        bank=announcement.bank.slug,
        kind=KIND,
        subject=announcement.subject,
        body=announcement.body,
        path=_path_of(announcement),
        dedupe_key=f"announcement:{announcement.pk}",
    )


def _path_of(announcement: Announcement) -> str:
    """Name the page of all of them: it is there when this one has gone."""
    return f"{reverse('exchanges:announcements', args=[announcement.bank.slug])}#announcement-{announcement.pk}"


def _must_coordinate(bank: Bank, by: Member) -> None:
    if by.bank_id != bank.pk or not by.is_coordinator:
        raise NotAllowed(_("Only a coordinator of this time bank can do this."))


def _must_make_sense(telling: Telling, today: datetime.date) -> None:
    if not telling.subject.strip() or not telling.body.strip():
        raise CannotAnnounce(_("Write what you would like to tell."))
    if not today <= telling.until_on <= today + LONGEST:
        raise CannotAnnounce(_("Choose a last day from today on, within a year."))


def _must_say_whom(telling: Telling, bank: Bank) -> None:
    if telling.group == Group.NEW and telling.weeks < 1:
        raise CannotAnnounce(_("Say how many weeks back new members joined."))
    if (telling.group == Group.AREA) != bool(telling.area):
        raise CannotAnnounce(_("Choose the area."))
    event = telling.event
    if (telling.group == Group.EVENT) != (event is not None) or (event is not None and event.bank_id != bank.pk):
        raise CannotAnnounce(_("Choose the event."))
    if event is not None and event.is_confidential:
        raise CannotAnnounce(_("This event is confidential: who puts it on tells its people."))
