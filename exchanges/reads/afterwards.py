"""What is read after an exchange: thanks that givers show, and whom one could help next."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from exchanges.models import Exchange, Listing
from members.access import name_to_show
from members.models import Member, is_not_apart

MOST_THANKS = 5
MOST_TO_HELP = 3

State = Exchange.State


@dataclass(frozen=True)
class Thanks:
    """What somebody said thank you with, and their name as the reader may know it."""

    words: str
    name: str


def shown_thanks(giver: Member, reader: Member) -> list[Thanks]:
    """Give the thanks a member shows on their page, the last shown first: words, never a score."""
    given = Exchange.objects.filter(giver=giver, thanks_shown_at__isnull=False).exclude(thanks="")
    stands = given.filter(state__in=[State.LOGGED, State.CONFIRMED, State.POSTED]).select_related("receiver")
    found = stands.order_by("-thanks_shown_at", "-pk")[:MOST_THANKS]
    return [Thanks(each.thanks, _name_of(each.receiver, reader)) for each in found]


def to_help_next(member: Member, today: datetime.date) -> list[Listing]:
    """Give what others ask for that this member may answer: first what is of a kind they offer, then the newest."""
    offers = Listing.objects.open(today).filter(member=member, kind=Listing.Kind.OFFER)
    asked = Listing.objects.of(member.bank).open(today).readable_by(member, today).filter(kind=Listing.Kind.REQUEST)
    fitting = (
        asked.exclude(member=member)
        .filter(is_not_apart(member, "member"))
        .annotate(fits=Exists(offers.filter(category=OuterRef("category"))))
    )
    return list(fitting.order_by("-fits", "-pk")[:MOST_TO_HELP])


def _name_of(thanker: Member, reader: Member) -> str:
    if not thanker.belongs:
        return _("Somebody who was a member")
    if thanker.is_minor:
        return _("A young member")
    return name_to_show(thanker, reader)
