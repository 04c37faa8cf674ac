"""Reminders about offers and requests: that one ends."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Case, CharField, DateField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.reminders.rule import MORNING, Rows, Said, moment, with_occasion
from exchanges.models import WARNED_DAYS, Listing
from members.models import Bank

A_DAY = datetime.timedelta(days=1)


class ListingEnds:
    """A member is told a week before the last day of something of theirs, and again on the day before.

    What was put up for fewer days is not warned of at once, and after a pause one warning stands for both.
    """

    name = "LISTING_ENDS"
    kind = "LISTING_ENDS"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give what stands and ends within a week; what is moved to another day is another occasion."""
        today = bank.day(at)
        far, near = WARNED_DAYS
        is_near = Q(expires_on__lte=today + near * A_DAY)
        stood_long_enough = Q(is_near, _put_up_before(near)) | Q(~is_near, _put_up_before(far))
        ending = Listing.objects.of(bank).open(today).filter(expires_on__lte=today + far * A_DAY)
        which = Case(When(is_near, then=Value(f" {near}")), default=Value(f" {far}"), output_field=CharField())
        found = ending.exclude(member__account=None).filter(stood_long_enough)
        return with_occasion(found, Concat(Cast("expires_on", CharField()), which))

    def say(self, bank: Bank, rows: Sequence[Listing], at: datetime.datetime) -> Iterator[Said]:
        """Tell its member until when it stands, and that one button lets it stand for longer."""
        for listing in rows:
            day = formats.date_format(listing.expires_on, "l j F") if listing.expires_on else ""
            subject = _("Until %(day)s only: %(title)s") % {"title": listing.title, "day": day}
            body = _("Others can read this until %(day)s. Do you want it to stand for longer? One button does it.") % {
                "day": day
            }
            yield Said(listing, listing.member, subject, body, path_of(bank, listing))

    def moot_at(self, bank: Bank, row: Listing) -> datetime.datetime | None:
        """Give the moment at which it has ended."""
        return moment(bank, row.expires_on + A_DAY) if row.expires_on else None


def path_of(bank: Bank, listing: Listing) -> str:
    """Give the address of its page: what is said about it leads there."""
    return reverse("exchanges:listing", args=[bank.slug, listing.pk])


def _put_up_before(days: int) -> Q:
    """Ask for what was put up more than so many days before its end."""
    day = ExpressionWrapper(F("expires_on") - Value(days * A_DAY), output_field=DateField())
    return Q(created_at__date__lt=day)
