"""What an event was called and said before it was reworded: kept in its history, and shown to who agreed to it."""

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.events.acts import called, path_of
from exchanges.models import Event
from members.actions import tell_member
from members.models import Member
from notices import actions as notices


def said_before(event: Event, *, title: str, body: str) -> str:
    """Write what an event was called and what it said before these words, where they are others."""
    lines = []
    if event.title != title:
        lines.append(_("It was called: %(title)s") % {"title": event.title})
    if event.body != body:
        lines.append(_("It said: %(words)s") % {"words": event.body} if event.body else _("It said nothing more."))
    return "\n".join(lines)


def tell_reworded(event: Event, before: str, act: Act) -> None:
    """Let coordinators know, once each, that an event they agreed to says something else now."""
    if not before or event.state != Event.State.OPEN or (act.by.is_coordinator and act.on_behalf_of is None):
        return
    tell_coordinators(event, act, kind="EVENT_REWORDED", subject=_("Reworded: %(what)s"), body=before)


def tell_coordinators(event: Event, act: Act, *, kind: str, subject: str, body: str) -> None:
    """Tell the coordinators who do not act now about an event, without hurry: the pages show it meanwhile."""
    for coordinator in Member.objects.of(event.bank).coordinating():
        if coordinator.pk in (act.by.pk, act.speaker.pk):
            continue
        message = notices.Message(
            recipient_key=coordinator.actor_key,
            bank=event.bank.slug,
            kind=kind,
            subject=subject % {"what": called(event)},
            body=body,
            path=path_of(event),
            important=False,
        )
        tell_member(coordinator, message, at=act.at)
