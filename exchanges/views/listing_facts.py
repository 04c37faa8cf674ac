"""The facts of an offer or a request, as lines of a list, and how it stands with it."""

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.models import Listing
from exchanges.views.facts import Fact
from members.models import PARTS_OF_DAY
from members.reads.profiles import language_names, times_in_words


@dataclass(frozen=True)
class Standing:
    """How long others read it, and what its member can do about that."""

    words: str
    is_past: bool
    may_pause: bool
    may_open: bool
    may_renew: bool
    may_close: bool


def standing_of(listing: Listing, today: datetime.date) -> Standing:
    """Say how it stands with an offer or a request, for its member and coordinators."""
    closed, past = listing.state == Listing.State.CLOSED, listing.is_past(today)
    return Standing(
        words=_in_words(listing, past=past),
        is_past=past and not closed,
        may_pause=listing.is_open and not past,
        may_open=closed or listing.state == Listing.State.PAUSED,
        may_renew=listing.is_open and listing.expires_on is not None,
        may_close=not closed,
    )


def facts_of(listing: Listing, area: str, today: datetime.date) -> list[Fact]:
    """List what an offer or a request says of itself besides its words; the area as the reader may know it."""
    asked = [
        (_("What kind of help"), _kind_of_help(listing)),
        (_("When"), when_in_words(listing)),
        (_("In the week"), ", ".join(times_in_words(listing.availability))),
        (_("How often"), "" if listing.often == Listing.Often.STANDING else capfirst(listing.get_often_display())),
        (_("Where"), _where(listing, area)),
        (_("For how many"), _for_how_many(listing)),
        (_("Language"), ", ".join(language_names(listing.languages))),
        (_("Good to know"), ", ".join(str(Listing.Access(each).label) for each in listing.access)),
        (_("Until"), _long(listing.expires_on) if listing.expires_on and not listing.is_past(today) else ""),
    ]
    return [Fact(question, answer) for question, answer in asked if answer]


def when_in_words(listing: Listing) -> str:
    """Say on which day, and in which part of it, something is wanted or offered; '' for no one day."""
    if listing.needed_on is None:
        return ""
    day = _long(listing.needed_on)
    return f"{day}, {PARTS_OF_DAY[listing.needed_part]}" if listing.needed_part else day


def _in_words(listing: Listing, *, past: bool) -> str:
    day = {"day": _long(listing.expires_on)} if listing.expires_on else {}
    if listing.state == Listing.State.CLOSED:
        return _("It is taken down. Nobody else can read it.")
    if listing.state == Listing.State.PAUSED:
        return _("It is paused. Nobody else can read it until you open it again.")
    if past:
        return _("Its time was over on %(day)s. Nobody else can read it now.") % day
    if day:
        return _("Others can read it until %(day)s.") % day
    return _("Others can read it until you take it down.")


def _kind_of_help(listing: Listing) -> str:
    category = listing.category
    if category is None:
        return ""
    return f"{category.parent.name}: {category.name}" if category.parent else category.name


def _where(listing: Listing, area: str) -> str:
    places = [str(Listing.Place(each).label) for each in listing.places]
    return ", ".join(filter(None, [*places, area]))


def _for_how_many(listing: Listing) -> str:
    if listing.people in (1, Listing.MANY):
        return ""
    return ngettext("%(count)d person", "%(count)d people", listing.people) % {"count": listing.people}


def _long(day: datetime.date) -> str:
    return formats.date_format(day, "l j F")
