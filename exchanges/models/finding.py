"""How offers and requests are looked for: by their words, and by what kind of help it is, when and where."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractIsoWeekDay

from members.models import DAYS, PARTS_OF_DAY, Member, alike, is_number

if TYPE_CHECKING:
    from exchanges.models.listings import Listing  # noqa: F401  # ruff reads no type in a base class

MOST_WORDS = 8
LONGEST_NUMBER = 18  # digits that fit into the column


class FindingQuerySet(models.QuerySet["Listing"]):
    """Looking for offers and requests, and putting those found in order."""

    def found_by(self, words: str) -> Self:
        """Those with every one of these words in title, text, area or category, or with a number on a printed sheet.

        Accents, capitals and typing errors are forgiven; part of a word is enough, and so is a word for the same.
        """
        found = self
        for word in words.split()[:MOST_WORDS]:
            fits = alike(word)
            if is_number(word) and len(word) <= LONGEST_NUMBER:
                fits |= Q(pk=int(word))
            found = found.filter(fits)
        return found

    def in_category(self, category_id: int) -> Self:
        """Those of a kind of help; a main kind has the finer ones beneath it."""
        return self.filter(Q(category=category_id) | Q(category__parent=category_id))

    def speaking(self, language: str, reader: Member | None) -> Self:
        """Those said to be in a language; where nothing is said, members see what the member lets them see."""
        says = Q(languages__contains=[language])
        if reader is not None:
            theirs = Q(member__languages__contains=[language], member__shows__contains=[Member.Item.LANGUAGES])
            says |= Q(languages=[]) & theirs
        return self.filter(says)

    def at(self, days: Collection[str], parts: Collection[str]) -> Self:
        """Those for one of these days and one of these parts of it, and those that suit whenever it suits both."""
        wanted = [f"{day}_{part}" for day in days or DAYS for part in parts or PARTS_OF_DAY]
        on_one = Q(needed_on__isnull=False)
        if days:
            on_one &= Q(weekday__in=[list(DAYS).index(day) + 1 for day in days])
        if parts:
            on_one &= Q(needed_part__in=["", *parts])
        whenever = Q(often="STANDING", availability=[], needed_on=None)
        found = self.alias(weekday=ExtractIsoWeekDay("needed_on"))
        return found.filter(Q(availability__overlap=wanted) | on_one | whenever)

    def newest_first(self) -> Self:
        """In the order lists show them."""
        return self.order_by("-pk")
