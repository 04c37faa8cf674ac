"""How far the areas of a bank are from each other, by their middles."""

from collections.abc import Collection
from math import asin, cos, radians, sin, sqrt

from members.models import Area, Bank

EARTH_RADIUS_KM = 6371.0
STEPS_IN_KM = 10
MINUTES_FOR_A_KM = 12  # 5 km an hour
TOLD_IN = 5  # minutes: a middle known to a kilometre allows no finer word


def areas_of(bank: Bank, *, home: str = "") -> list[Area]:
    """Read a bank's areas, by name; `home` are somebody's own words for where they live."""
    return list(Area.objects.of(bank).with_home(home))


def areas_of_banks(banks: Collection[int], *, home: str = "") -> list[Area]:
    """Read the areas of some banks with one query; `home` are somebody's own words, which many a bank may use."""
    return list(Area.objects.of_banks(banks).with_home(home))


def steps_from_home(areas: list[Area]) -> dict[str, int]:
    """Give by its key how far each area lies from home, in hundreds of metres and at least one.

    Where the middle of either is not known there is no answer.
    """
    home = next((area for area in areas if area.is_home and area.has_middle), None)
    if home is None:
        return {}
    return {area.key: max(1, round(_km(home, area) * STEPS_IN_KM)) for area in areas if area.has_middle}


def minutes_on_foot(one: Area | None, other: Area | None) -> int | None:
    """Say roughly how long one walks from area to area, in steps of five minutes; None where a middle is not known.

    From a part of town to itself it is the shortest step: nobody's home is asked for.
    """
    if one is None or other is None or not (one.has_middle and other.has_middle):
        return None
    return max(TOLD_IN, round(_km(one, other) * MINUTES_FOR_A_KM / TOLD_IN) * TOLD_IN)


def near_each_other(areas: list[Area], *, within_km: float) -> set[frozenset[str]]:
    """Give by their keys which areas lie near each other, each near itself, too."""
    near = {frozenset([area.key]) for area in areas}
    known = [area for area in areas if area.has_middle]
    for place, one in enumerate(known):
        near |= {frozenset([one.key, other.key]) for other in known[place + 1 :] if _km(one, other) <= within_km}
    return near


def _km(one: Area, other: Area) -> float:
    """Measure along the great circle (haversine formula)."""
    north, south = radians(float(one.latitude or 0)), radians(float(other.latitude or 0))
    east = radians(float(other.longitude or 0) - float(one.longitude or 0))
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
