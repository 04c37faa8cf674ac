"""What is missing on the map: worked out from counts alone, so that it can be tested by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from members.models import Area, Gift
from services.models import Asset
from services.reads.assets import STEP_FREE, People

Kind = Asset.Kind


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: a kind (or places without steps, or a kind of gift), in an area or anywhere."""

    what: str
    area: Area | None = None
    is_gift: bool = False


def gaps_in(areas: Iterable[Area], counts: Mapping[tuple[str, str], int], people: People) -> list[Gap]:
    """Give what is missing: of the whole bank first, then area by area.

    Anywhere: each kind of which nothing is known, and each kind of gift that nobody shows. In an area: a place to meet;
    where there is one, a place without steps; and gifts, only where so many people live that nobody is meant.
    """
    known = {kind for (kind, _key), number in counts.items() if number}
    kinds = [Kind.ASSOCIATION, Kind.INSTITUTION, Kind.PLACE, Kind.EXCHANGE, Kind.STORY]
    found = [Gap(kind) for kind in kinds if kind not in known]
    found += [Gap(kind, is_gift=True) for kind in Gift.Kind.values if not people.by_kind.get(kind)]
    for area in areas:
        found += _in_area(area, counts, people)
    return found


def _in_area(area: Area, counts: Mapping[tuple[str, str], int], people: People) -> list[Gap]:
    found = []
    if not counts.get((Kind.PLACE, area.key)):
        found.append(Gap(Kind.PLACE, area))
    elif not counts.get((STEP_FREE, area.key)):
        found.append(Gap(STEP_FREE, area))
    if people.by_area.get(area.key) == 0:
        found.append(Gap(Kind.GIFT, area, is_gift=True))
    return found
