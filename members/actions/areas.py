"""A bank's areas: added, changed and taken out by its admins."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank, must_be_admin
from members.models import Area, Bank, Member
from timebank.lib.errors import RuleBroken

MOST_AREAS = 100
COARSE = Decimal("0.01")  # of a degree: about a kilometre, so that no street can be told


class AreaRefused(RuleBroken):
    """There is such an area already, or there are too many."""


@dataclass(frozen=True)
class Place:
    """What an area is called, and roughly where its middle lies, where that is known."""

    name: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@transaction.atomic
def write_area(bank: Bank, place: Place, *, by: Member, area: Area | None = None) -> Area:
    """Add an area, or change one. Where its middle lies is kept coarse, however exactly it was written."""
    must_be_admin(bank, by)
    lock_bank(bank)
    if area is None and Area.objects.filter(bank=bank).count() >= MOST_AREAS:
        raise AreaRefused(_("There are %(count)d areas already. Take one out first.") % {"count": MOST_AREAS})
    written = area or Area(bank=bank)
    written.name = place.name
    written.latitude, written.longitude = _coarse(place.latitude), _coarse(place.longitude)
    try:
        with transaction.atomic():
            written.save()
    except IntegrityError as error:  # the database decides, so two at once cannot take one name
        raise AreaRefused(_("There is already an area called “%(name)s”.") % {"name": place.name}) from error
    return written


@transaction.atomic
def remove_area(area: Area, *, by: Member) -> None:
    """Take an area out. What members wrote of where they live stays as it is."""
    must_be_admin(area.bank, by)
    Area.objects.filter(pk=area.pk).delete()


def _coarse(degrees: Decimal | None) -> Decimal | None:
    return None if degrees is None else degrees.quantize(COARSE)
