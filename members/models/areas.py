"""The areas of a bank by name, and roughly where each lies: for what is near, never for where somebody lives."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.db.models.functions import Lower, Trim
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.finding import plainly


class AreaQuerySet(models.QuerySet["Area"]):
    """All reads of areas."""

    def of(self, bank: Bank) -> "AreaQuerySet":
        """Those of one bank, by name, each with `key`: what a text that means it is compared with."""
        return self.of_banks([bank.pk])

    def of_banks(self, banks: Collection[int]) -> "AreaQuerySet":
        """Those of some banks, as `of` gives those of one."""
        found = self.filter(bank__in=banks).order_by(Lower("name"), "pk")
        return found.annotate(key=plainly(Trim(F("name"))))  # type: ignore[no-redef]  # the model names it for its readers

    def with_home(self, words: str) -> "AreaQuerySet":
        """With `is_home`: whether it is what these words mean. Use it on what `of` gives."""
        is_home = Q(key=plainly(Trim(Value(words))))
        asked = ExpressionWrapper(is_home, models.BooleanField())
        return self.annotate(is_home=asked)  # type: ignore[no-redef]  # the model names it for its readers


class Area(models.Model):
    """A part of town as people call it; its middle in hundredths of a degree, which is about a kilometre."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="areas")
    name = models.CharField(_("name"), max_length=60)
    latitude = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    longitude = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    key: str  # of those read with `of`
    is_home: bool  # of those read `with_home`

    objects: ClassVar[Any] = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("bank", Lower("name"), name="area_name_once"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180), latitude__isnull=False),
                name="area_middle_whole_and_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_middle(self) -> bool:
        """Whether we know where it lies."""
        return self.latitude is not None
