"""What somebody looks for among offers and requests, and what fits it."""

import datetime
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Prefetch, TextField

from exchanges.models import Listing, ListingQuerySet
from members.models import Area, Bank, Gift, Member, alike, is_not_apart, is_number, plainly
from members.reads.areas import steps_from_home
from members.reads.profiles import languages_by_name, languages_spoken

MOST_PEOPLE = 3  # named beside a list; all of them stand on the page of members


@dataclass(frozen=True)
class Wishes:
    """What somebody looks for; what is empty may be anything."""

    words: str = ""
    kind: str = ""
    category: int = 0
    place: str = ""
    day: str = ""
    part: str = ""
    language: str = ""
    access: str = ""
    area: str = ""  # the key of one
    nearest: bool = False  # what is near comes first

    @classmethod
    def kept(cls, said: dict[str, Any]) -> "Wishes":
        """Read what was kept of wishes; what we no longer ask is left out."""
        return cls(**{field.name: said[field.name] for field in fields(cls) if field.name in said})

    def to_keep(self) -> dict[str, Any]:
        """Give only what was asked for."""
        return {name: value for name, value in asdict(self).items() if value}


def fitting(bank: Bank, reader: Member | None, wishes: Wishes, *, on: datetime.date) -> ListingQuerySet:
    """Give the offers and requests that somebody may read and that fit what they look for, in no order yet."""
    found: ListingQuerySet = Listing.objects.of(bank).open(on).readable_by(reader, on).found_by(wishes.words)
    if wishes.kind:
        found = found.filter(kind=wishes.kind)
    if wishes.category:
        found = found.in_category(wishes.category)
    if wishes.place:
        found = found.filter(places__contains=[wishes.place])
    if wishes.day or wishes.part:
        found = found.at([wishes.day] if wishes.day else [], [wishes.part] if wishes.part else [])
    if wishes.language:
        found = found.speaking(wishes.language, reader)
    if wishes.access:
        found = found.filter(access__contains=[wishes.access])
    found = found.placed(reader)
    return found.filter(area_key=wishes.area) if wishes.area else found


def measured(found: ListingQuerySet, reader: Member, areas: list[Area]) -> ListingQuerySet:
    """Give what was found with how far each is from where the reader lives, by the middles of the bank's areas."""
    return found.near(reader.area, steps_from_home(areas))


def people_who_can(bank: Bank, reader: Member, words: str) -> list[Member]:
    """Give a few members whose gifts fit these words, each with `fitting_gifts`, as the search of members finds them.

    One more than are shown, so that who asks knows whether there are others.
    """
    gifts = Gift.objects.alias(search_text=plainly(F("words")))
    typed = [word for word in words.split() if not is_number(word)]
    if not typed:
        return []
    for word in typed:
        gifts = gifts.filter(alike(word))
    members = Member.objects.of(bank).in_directory().filter(shows__contains=[Member.Item.GIFTS]).found_by(words)
    able = members.filter(Exists(gifts.filter(member=OuterRef("pk")))).exclude(pk=reader.pk)
    fit = Prefetch("gifts", queryset=gifts, to_attr="fitting_gifts")
    able = able.filter(is_not_apart(reader))
    return list(able.best_first(words).prefetch_related(fit)[: MOST_PEOPLE + 1])


def languages_of_listings(bank: Bank, reader: Member | None, *, on: datetime.date) -> list[tuple[str, str]]:
    """Give the languages of what stands, and to members also those that members let others see, as choices."""
    readable = Listing.objects.of(bank).open(on).readable_by(reader, on)
    each = Func(F("languages"), function="unnest", output_field=TextField())
    each.set_returning = True
    used = set(readable.exclude(languages=[]).values_list(each, flat=True).distinct())
    spoken = {code for code, _name in languages_spoken(bank)} if reader else set()
    return languages_by_name(used | spoken)
