"""When somebody under 18 may take part in an event: a guardian's yes, and a checked person who watches over it."""

import datetime

from django.utils.translation import gettext as _

from exchanges.models import Event
from members.models import CheckKind, Mandate, Member
from members.reads.checks import checks_shown


def why_not_watched(watcher: Member, on: datetime.date) -> str:
    """Say why this member cannot watch over people under 18 on a day; nothing where they can."""
    kinds = list(CheckKind.objects.for_minors().filter(bank=watcher.bank_id))
    if not kinds:
        return _("Your time bank has no check yet for who is with people under 18. An admin adds one first.")
    if watcher.is_minor or not watcher.is_approved:
        return _("A grown-up member of this time bank watches over people under 18.")
    shown = checks_shown({watcher.pk}, {kind.pk for kind in kinds})
    if not all(shown.counts(watcher.pk, kind.pk, on) for kind in kinds):
        return _("We have not seen every check that %(name)s needs to watch over people under 18 on that day.") % {
            "name": watcher.name
        }
    return ""


def why_minor_may_not_come(event: Event, minor: Member) -> str:
    """Say what stands in the way of somebody under 18 at an event; nothing for grown-ups, and where all is there."""
    if not minor.is_minor:
        return ""
    if not event.is_supervised or event.watched_by is None:
        return _("People under 18 can come to events that a checked person watches over. This one is not.")
    if not Mandate.objects.live().filter(member=minor, kind=Mandate.Kind.GUARDIAN).exists():
        return _("%(name)s is under 18, and a guardian's yes is missing. A coordinator writes it down.") % {
            "name": minor.name
        }
    return why_not_watched(event.watched_by, event.on)
