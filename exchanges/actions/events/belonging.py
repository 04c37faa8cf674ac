"""What becomes of events when a member leaves, rests, dies, is merged with another number, or is erased."""

from django.db.models import Q
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.events.acts import locked
from exchanges.actions.events.planning import call_off
from exchanges.actions.events.signing import take_off_events
from exchanges.models import Attendee, Event, EventStep, Guest, Series
from members.models import Member

State = Event.State
TO_COME = (State.WAITING, State.OPEN)


def end_events_of(member: Member, act: Act, *, reason: str) -> None:
    """Take a member off what is to come and call off what they put on themselves, in the caller's transaction."""
    take_off_events(member, act)
    Series.objects.filter(host=member, ended_at=None).update(ended_at=act.at)
    today = member.bank.day(act.at)
    for event in Event.objects.filter(host=member, state__in=TO_COME, on__gte=today).order_by("pk"):
        fresh = locked(event)
        if fresh.state in TO_COME:
            call_off(fresh, act, reason=reason or _("Who puts it on cannot take part for now."))


def waits_in_register(member: Member) -> bool:
    """Whether hours of theirs stand in a register that nobody has approved yet: they would be lost."""
    hours = Q(given_minutes__gt=0) | Q(received_minutes__gt=0)
    return Attendee.objects.filter(hours, member=member, came=True, event__state=State.REGISTERED).exists()


def both_came(kept: Member, given_up: Member) -> Event | None:
    """Give an event in whose register both numbers stand and the second has hours not posted yet: one line would go."""
    hours = Q(given_minutes__gt=0) | Q(received_minutes__gt=0)
    twice = Attendee.objects.filter(hours, member=given_up, event__attendees__member=kept)
    found: Attendee | None = twice.exclude(event__state=State.POSTED).select_related("event").first()
    return found.event if found else None


def move_to_kept(kept: Member, given_up: Member) -> None:
    """Let the number that is kept stand where the other did. Where both do, and nothing was posted, one goes."""
    for column in ("host", "made_by", "watched_by"):
        for table in (Event, Series):
            table._default_manager.filter(**{column: given_up}).update(**{column: kept})
    both = Attendee.objects.filter(member=given_up, event__attendees__member=kept)
    both.exclude(event__state=State.POSTED).delete()
    stays = both.values_list("pk", flat=True)
    Attendee.objects.filter(member=given_up).exclude(pk__in=list(stays)).update(member=kept)


def erase_in_events(member: Member) -> None:
    """Clear what they wrote about events, and what was written of them as a guest before they joined."""
    Event.objects.filter(host=member).update(body="", access="")
    Series.objects.filter(host=member).update(body="", access="")
    EventStep.objects.filter(Q(by=member) | Q(on_behalf_of=member)).update(reason="")
    Guest.objects.filter(invitation__used_by=member).update(name="", contact="")
