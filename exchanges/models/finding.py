"""How offers and requests are looked for: by their words, and by what kind of help it is, when and where."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractIsoWeekDay, Trim

from members.models import DAYS, PARTS_OF_DAY, Member, alike, is_number, plainly

if TYPE_CHECKING:
    from exchanges.models.listings import Listing  # noqa: F401  # ruff reads no type in a base class

MOST_WORDS = 8
EVERYTHING = 10**9
LONGEST_NUMBER = 18  # digits that fit into the column
FARTHEST = 1_000_000  # steps: farther than anything on earth


class FindingQuerySet(models.QuerySet["Listing"]):
    """Looking for offers and requests, and putting those found in order."""

    def found_by(self, words: str) -> Self:
        """Those with every one of these words in title, text, area or category, or with a number on a printed sheet.

        Accents, capitals and typing errors are forgiven; part of a word is enough, and so is a word for the same.
        """
        asked = words.split()[:MOST_WORDS]
        if not asked:
            return self
        fitting = self.model._default_manager.all()
        for word in asked:
            is_of_sheet = is_number(word) and len(word) <= LONGEST_NUMBER
            fitting = fitting.filter(alike(word) | Q(pk=int(word)) if is_of_sheet else alike(word))
        # A slice is read by itself, once, by the trigram index: PostgreSQL cannot guess how many rows a word finds, and
        # would else read every listing again and again, or the newest first until twenty fit.
        return self.filter(pk__in=fitting.values("pk")[:EVERYTHING])

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

    def placed(self, reader: Member | None) -> Self:
        """With `area_key`: the area it names, else the one its member lets members see; visitors are not told that."""
        theirs = When(member__shows__contains=[Member.Item.AREA], then=F("member__area"))
        area = F("area") if reader is None else Case(When(~Q(area=""), then=F("area")), theirs, default=Value(""))
        return self.alias(area_key=plainly(Trim(area)))

    def near(self, own_area: str, steps: Mapping[str, int]) -> Self:
        """With `far`: 0 in the same area, then the steps to it, and FARTHEST where nobody knows. After `placed`."""
        known = Func(
            Value(dict(steps), models.JSONField()),
            F("area_key"),
            function="jsonb_extract_path_text",
            output_field=models.CharField(),
        )
        same = When(~Q(area_key="") & Q(area_key=plainly(Trim(Value(own_area)))), then=Value(0))
        elsewhere = Coalesce(Cast(known, models.IntegerField()), Value(FARTHEST))
        return self.annotate(far=Case(same, default=elsewhere, output_field=models.IntegerField()))

    def nearest_first(self) -> Self:
        """By how far away they are, and among those as far the newest first. After `near`."""
        return self.order_by("far", "-pk")

    def after_in_nearest_first(self, far: int, pk: int) -> Self:
        """Those that come after one that is so far away. After `near`."""
        return self.filter(Q(far__gt=far) | Q(far=far, pk__lt=pk))

    def newest_first(self) -> Self:
        """In the order lists show them."""
        return self.order_by("-pk")
