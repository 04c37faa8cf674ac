"""What every step of an event has in common: the lock, the line of its history, and telling its people."""

import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.access.events import runs_above
from exchanges.actions.acts import Act
from exchanges.models import Event, EventStep, Reminder, Step
from members.actions import tell_many_members, tell_member
from members.models import Mandate, Member
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

State = Event.State
REMINDS = ("EVENT_TOMORROW",)
Told = tuple[Member, str, str]  # whom to tell, in one line, and more about it


class EventRefused(RuleBroken):
    """This event cannot stand like this."""


class ReasonMissing(EventRefused):
    """Who is told that something was called off, sent back or undone must be told why."""


def locked(event: Event) -> Event:
    """Read an event afresh under its row lock, so that places and states change one after the other."""
    events = Event.objects.select_for_update(no_key=True, of=("self",))
    found: Event = events.select_related("bank", "host", "made_by", "series").get(pk=event.pk)
    return found


def must_be(event: Event, *states: Event.State) -> None:
    """Refuse a step that is out of turn."""
    if event.state not in states:
        raise WrongState(
            _("This can't be done now: “%(what)s” stands as “%(state)s”. Someone may have changed it just before you.")
            % {"what": event.title, "state": event.get_state_display()}
        )


def must_run(event: Event, act: Act) -> None:
    """Refuse whoever does not put this event on, for themselves or for the host, nor coordinates the bank.

    What is confidential is run by who puts it on alone; of what belongs to an app above, that says who does.
    """
    must_belong(event, act)
    said = runs_above(event, act.speaker, act.by)
    if said is False:
        raise NotAllowed(_("Only who runs this at its service can do this."))
    if said:
        must_speak(act)
        return
    if act.by.is_coordinator and act.on_behalf_of is None and not event.is_confidential:
        return
    if not event.is_put_on_by(act.speaker):
        raise NotAllowed(_("Only who puts this on, or a coordinator, can do this."))
    must_speak(act)


def must_belong(event: Event, act: Act) -> None:
    """Refuse whoever belongs to another bank, or no longer to this one."""
    if act.by.bank_id != event.bank_id or act.speaker.bank_id != event.bank_id or not act.by.belongs:
        raise NotAllowed(_("Only people of this time bank can do this."))


def must_speak(act: Act) -> None:
    """Refuse whoever acts for a member without a mandate that stands, or without having been told as a coordinator."""
    if act.on_behalf_of is None or act.on_behalf_of.pk == act.by.pk:
        return
    if act.is_by_mandate:
        held = Mandate.objects.acting().of_party(act.by.pk, act.on_behalf_of.pk)
        if held.select_for_update(no_key=True, of=("self",)).first() is None:
            raise NotAllowed(_("You can no longer act for %(name)s.") % {"name": act.on_behalf_of.name})
    elif not act.by.is_coordinator or act.channel not in Step.TOLD:
        raise NotAllowed(_("Only a coordinator can write down what a member told them."))


def write_step(event: Event, kind: EventStep.Kind, act: Act, *, reason: str = "") -> None:
    """Write one line of an event's history."""
    EventStep.objects.create(event=event, kind=kind, by=act.by, on_behalf_of=act.on_behalf_of, at=act.at, reason=reason)
    note_acted(event, act)


def note_acted(event: Event, act: Act) -> None:
    """Count what somebody does about an event towards what they were told of it."""
    notices.note_acted(act.speaker.actor_key, [path_of(event)], at=act.at)


def move(event: Event, to: Event.State, kind: EventStep.Kind, act: Act, *, reason: str = "") -> None:
    """Change the state of a locked event and write the line of its history. Saves the whole row."""
    came_from, event.state, event.state_since = event.state, to, act.at
    event.save()
    write_step(event, kind, act, reason=reason)
    if came_from == State.OPEN:
        withdraw_reminders(event)


def withdraw_reminders(event: Event) -> None:
    """Take back what was to remind people of an event, as far as it was not sent yet: it is off, or on another day."""
    notices.withdraw(event.bank.slug, path_of(event), kinds=REMINDS)
    Reminder.objects.forget(event.pk, *REMINDS)


def withdraw_reminder_of(event: Event, member: Member) -> None:
    """Take back what was to remind one member of an event, as far as it was not sent yet: they do not come."""
    notices.withdraw(event.bank.slug, path_of(event), kinds=REMINDS, to=[member.actor_key])


def path_of(event: Event) -> str:
    """Give the address of an event's page."""
    return reverse("exchanges:event", args=[event.bank.slug, event.pk])


def day_of(event: Event) -> str:
    """Write an event's day as it stands in a statement: '14 March'."""
    return formats.date_format(event.on, "j F")


def called(event: Event) -> str:
    """Name an event with its day: 'Repair café, 14 March'."""
    return _("%(what)s, %(day)s") % {"what": event.title, "day": day_of(event)}


def tell(event: Event, member: Member, *, kind: str, subject: str, body: str, at: datetime.datetime) -> None:
    """Put a notice about an event into one member's outbox."""
    tell_member(member, message_of(event, member, kind=kind, subject=subject, body=body), at=at)


def tell_all(
    event: Event, members: Iterable[Member], *, kind: str, subject: str, body: str, at: datetime.datetime
) -> None:
    """Tell many the same, with a constant number of queries; organisations' delegates too. Once for each moment."""
    tell_each(event, [(member, subject, body) for member in members], kind=kind, at=at)


def tell_each(event: Event, told: Sequence[Told], *, kind: str, at: datetime.datetime) -> None:
    """Tell many, each in their own words, with a constant number of queries; organisations' delegates hear it too."""
    when = f"event:{event.pk}:{kind}:{at:%Y%m%d%H%M%S%f}"
    messages = [
        (member, message_of(event, member, kind=kind, subject=subject, body=body, once=f"{when}:{place}"))
        for place, (member, subject, body) in enumerate(told)
    ]
    tell_many_members(messages, at=at)


def tell_guardians_of(event: Event, minor: Member, *, subject: str, body: str, act: Act) -> None:
    """Tell every guardian of somebody under 18, but not who acts just now."""
    live = Mandate.objects.live().filter(member=minor, kind=Mandate.Kind.GUARDIAN).exclude(holder=act.by)
    for mandate in live.select_related("holder").order_by("pk"):
        message = notices.Message(
            recipient_key=mandate.holder.actor_key,
            bank=event.bank.slug,
            kind="GUARDIAN_TOLD",
            subject=_("%(name)s: %(what)s") % {"name": minor.name, "what": subject},
            body=body,
            path=reverse("me"),
        )
        notices.tell(message, at=act.at)


def when_and_where(event: Event) -> str:
    """Say in a line when and where an event is."""
    words = {
        "day": formats.date_format(event.on, "l j F Y"),
        "begins": formats.time_format(event.begins_at_time, "H:i"),
        "ends": formats.time_format(event.ends_at_time, "H:i"),
        "place": event.place,
    }
    return _("%(day)s, %(begins)s to %(ends)s, %(place)s.") % words


def message_of(event: Event, member: Member, *, kind: str, subject: str, body: str, once: str = "") -> notices.Message:
    """Write a notice about an event, which leads to its page."""
    return notices.Message(
        recipient_key=member.actor_key,
        bank=event.bank.slug,
        kind=kind,
        subject=subject,
        body=body,
        path=path_of(event),
        dedupe_key=once,
    )
