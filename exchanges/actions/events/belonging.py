"""What becomes of events when a member leaves, rests, dies, is merged with another number, or is erased."""

from django.db.models import Q
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.events.acts import called, locked, path_of, tell
from exchanges.actions.events.planning import call_off
from exchanges.actions.events.signing import take_off_events
from exchanges.models import Attendee, Event, EventStep, Guest, Series
from members.models import Member
from notices import actions as notices

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
    watched = Event.objects.filter(watched_by=member, state__in=TO_COME, on__gte=today).exclude(host=member)
    for event in watched.select_related("bank", "host", "made_by").order_by("pk"):
        _tell_nobody_watches(event, act)


def _tell_nobody_watches(event: Event, act: Act) -> None:
    """Tell who puts an event on, and coordinators, that people under 18 who signed up have nobody: not why."""
    people = {each.pk: each for each in (*Member.objects.of(event.bank).coordinating(), event.host or event.made_by)}
    subject = _("Nobody watches over people under 18 now: %(what)s") % {"what": called(event)}
    body = _("Name somebody else who is checked for it on its page, or call it off.")
    for each in people.values():
        if each.pk not in (act.by.pk, event.watched_by_id):
            each.bank = event.bank
            tell(event, each, kind="EVENT_UNWATCHED", subject=subject, body=body, at=act.at)


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
    own_words = Q(event__host=member, kind=EventStep.Kind.CHANGED)
    said = EventStep.objects.filter(Q(by=member) | Q(on_behalf_of=member) | own_words).exclude(reason="")
    for step in said.select_related("event__bank"):
        notices.erase_body(step.event.bank.slug, path_of(step.event), body=step.reason)
    Event.objects.filter(host=member).update(body="", access="")
    Series.objects.filter(host=member).update(body="", access="")
    said.update(reason="")
    Guest.objects.filter(invitation__used_by=member).update(name="", contact="")
