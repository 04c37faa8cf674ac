"""Reminders of checks that run out, to their member and to the coordinators."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.reminders.rule import MORNING, Rows, Said, moment, with_occasion
from members.actions.checks import page_of_check
from members.models import Bank, Check, Member
from members.reads.checks import WARNINGS

A_DAY = datetime.timedelta(days=1)


class CheckExpires:
    """Sixty and fourteen days before a check runs out, its member and the coordinators are told once each.

    What was seen late is told of once; what was renewed meanwhile, ended, or is asked of nobody any more, of nobody.
    """

    name = "CHECK_EXPIRES"
    kind = "CHECK_EXPIRES"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the checks that soon run out, unless their member has a rest: they are told when they are back."""
        today = bank.day(at)
        far, near = WARNINGS
        soon = Check.objects.expiring(today, within_days=far).filter(member__bank=bank)
        is_near = Q(expires_on__lte=today + near * A_DAY)
        which = Case(When(is_near, then=Value(f" {near}")), default=Value(f" {far}"), output_field=CharField())
        found = soon.exclude(member__state__in=Member.RESTING).select_related("kind", "member")
        return with_occasion(found, Concat(Cast("expires_on", CharField()), which))

    def say(self, bank: Bank, rows: Sequence[Check], at: datetime.datetime) -> Iterator[Said]:
        """Ask the member for the new one, and the coordinators to ask for it."""
        coordinators = list(Member.objects.of(bank).coordinating()) if rows else []
        for check in rows:
            member = check.member
            member.bank = bank
            day = formats.date_format(check.expires_on, "j F Y") if check.expires_on else ""
            subject = _("%(check)s counts until %(day)s") % {"check": check.kind.name, "day": day}
            body = _("Please show a coordinator the new one before then, so that you can go on helping.")
            path = page_of_check(check)
            yield Said(check, member, subject, body, path)
            theirs = _("%(name)s: %(what)s") % {"name": member.name, "what": subject}
            for coordinator in coordinators:
                if coordinator.pk != member.pk:
                    yield Said(check, coordinator, theirs, _("Ask them for the new one."), path)

    def moot_at(self, bank: Bank, row: Check) -> datetime.datetime | None:
        """Give the moment at which it has run out."""
        return moment(bank, row.expires_on + A_DAY) if row.expires_on else None
