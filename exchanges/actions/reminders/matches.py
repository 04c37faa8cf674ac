"""Suggestions to help: a request that nobody has answered, to those whose offers fit it best."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Value
from django.utils.translation import gettext as _

from exchanges.actions.reminders.listings import path_of
from exchanges.actions.reminders.rule import MORNING, Rows, Said, moment, with_occasion
from exchanges.models import Listing
from exchanges.reads.asking import UNANSWERED_AFTER, unanswered
from exchanges.reads.matches import best_offers_for
from members.models import Bank, Member

A_DAY = datetime.timedelta(days=1)
ALONE_FOR = datetime.timedelta(days=3)
MOST = 3  # people are told of one request, once


class RequestFits:
    """Three days after nobody has answered a request, those whose offers fit it best are told of it, at most three.

    From a week on the coordinators look for somebody.
    """

    name = "REQUEST_FITS"
    kind = "REQUEST_FITS"
    hours = MORNING
    is_suggestion = True

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the requests of three days to a week that nobody has answered."""
        alone = unanswered(bank, at, ALONE_FOR).filter(created_at__gt=at - UNANSWERED_AFTER)
        return with_occasion(alone, Value("3"))

    def say(self, bank: Bank, rows: Sequence[Listing], at: datetime.datetime) -> Iterator[Said]:
        """Tell grown-up people who belong now what is asked, and which offer of theirs fits it."""
        for listing in rows:
            subject = _("Could you help? %(title)s") % {"title": listing.title}
            for offer in best_offers_for(listing, at=at, most=MOST):
                if offer.member.kind == Member.Kind.PERSON and offer.member.is_approved and not offer.member.is_minor:
                    words = {"name": listing.member.name, "offer": offer.title}
                    body = _("%(name)s asks for this, and you offer “%(offer)s”. It is fine to say nothing.") % words
                    yield Said(listing, offer.member, subject, body, path_of(bank, listing), about=listing.member)

    def moot_at(self, bank: Bank, row: Listing) -> datetime.datetime | None:
        """Give the moment from which the coordinators look for somebody, or at which the request has ended."""
        week = row.created_at + UNANSWERED_AFTER
        return min(week, moment(bank, row.expires_on + A_DAY)) if row.expires_on else week
