"""What is held on the events that somebody put on, came to, or was a guest of."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchanges.models import Attendee, Event, EventStep, Guest, Series
from insight.reads.held.shapes import Group, Row, Whose, named, streamed

BANK = {"bank": _("Time bank")}


def _of(whose: Whose) -> Q:
    return Q(host__in=whose.ids) | Q(made_by__in=whose.ids) | Q(watched_by__in=whose.ids)


def _attended(whose: Whose) -> Iterator[Row]:
    found = Attendee.objects.filter(member__in=whose.ids).select_related("event", "signed_up_by")
    for line in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(line.member_id),
            "event": line.event.title,
            "day": line.event.on,
            "part": Attendee.Part(line.part),
            "state": Attendee.State(line.state),
            "since": line.since,
            "by": named(line.signed_up_by),
            "came": line.came,
            "given_minutes": line.given_minutes,
            "received_minutes": line.received_minutes,
            "is_excused": line.is_excused,
        }


def _put_on(whose: Whose) -> Iterator[Row]:
    for event in streamed(Event.objects.filter(_of(whose)).order_by("-pk")):
        yield {
            "bank": whose.bank_of(event.host_id, event.made_by_id, event.watched_by_id),
            "event": event.title,
            "day": event.on,
            "body": event.body,
            "place": event.place,
            "access": event.access,
            "state": Event.State(event.state),
        }


def _series(whose: Whose) -> Iterator[Row]:
    for series in streamed(Series.objects.filter(_of(whose)).order_by("-pk")):
        yield {
            "bank": whose.bank_of(series.host_id, series.made_by_id, series.watched_by_id),
            "event": series.title,
            "every": Series.Every(series.every),
            "first_on": series.first_on,
            "until_on": series.until_on,
            "body": series.body,
        }


def _steps(whose: Whose) -> Iterator[Row]:
    theirs = Q(by__in=whose.ids) | Q(on_behalf_of__in=whose.ids)
    for step in streamed(EventStep.objects.filter(theirs).select_related("event", "on_behalf_of").order_by("-pk")):
        yield {
            "bank": whose.bank_of(step.by_id, step.on_behalf_of_id),
            "event": step.event.title,
            "at": step.at,
            "kind": EventStep.Kind(step.kind),
            "on_behalf_of": named(step.on_behalf_of),
            "reason": step.reason,
        }


def _guest_of(whose: Whose) -> Iterator[Row]:
    theirs = Guest.objects.filter(invitation__used_by__in=whose.ids, forgotten_at=None)
    for guest in streamed(theirs.select_related("event", "invitation").order_by("-pk")):
        yield {
            "bank": whose.bank_of(guest.invitation.used_by_id if guest.invitation else None),
            "event": guest.event.title,
            "day": guest.event.on,
            "name": guest.name,
            "contact": guest.contact,
            "said_yes_at": guest.said_yes_at,
        }


GROUPS = (
    Group(
        "events",
        _("Events you came to"),
        _("What you signed up for, whether you came, and the hours it came to."),
        {
            **BANK,
            "event": _("Event"),
            "day": _("Day"),
            "part": _("What you came for"),
            "state": _("How it stands"),
            "since": _("Since"),
            "by": _("Signed up for you by"),
            "came": _("Came"),
            "given_minutes": _("Minutes given"),
            "received_minutes": _("Minutes received"),
            "is_excused": _("The pot paid what you received"),
        },
        _attended,
        ("exchanges.Attendee.member", "exchanges.Attendee.signed_up_by"),
    ),
    Group(
        "events_put_on",
        _("Events you put on"),
        _("Those you put on, or watched over."),
        {
            **BANK,
            "event": _("Event"),
            "day": _("Day"),
            "body": _("In your own words"),
            "place": _("Where"),
            "access": _("Getting in and round"),
            "state": _("How it stands"),
        },
        _put_on,
        ("exchanges.Event.host", "exchanges.Event.made_by", "exchanges.Event.watched_by"),
    ),
    Group(
        "event_series",
        _("Events of yours that come again"),
        _("How often, and until when."),
        {
            **BANK,
            "event": _("Event"),
            "every": _("How often"),
            "first_on": _("First on"),
            "until_on": _("Until"),
            "body": _("In your own words"),
        },
        _series,
        ("exchanges.Series.host", "exchanges.Series.made_by", "exchanges.Series.watched_by"),
    ),
    Group(
        "event_history",
        _("What you did for events"),
        _("Each step of yours: put on, changed, a register written."),
        {
            **BANK,
            "event": _("Event"),
            "at": _("When"),
            "kind": _("What"),
            "on_behalf_of": _("For"),
            "reason": _("Why"),
        },
        _steps,
        ("exchanges.EventStep.by", "exchanges.EventStep.on_behalf_of"),
    ),
    Group(
        "events_as_guest",
        _("Events you came to as a guest"),
        _("Before you were a member, with your say-so."),
        {
            **BANK,
            "event": _("Event"),
            "day": _("Day"),
            "name": _("Name"),
            "contact": _("Telephone or e-mail"),
            "said_yes_at": _("Said yes"),
        },
        _guest_of,
    ),
)
