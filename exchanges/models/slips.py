"""Printed slips of paper on which members write down what they did."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Bank, Member

MOST_PRINTED = 60
SLIPS = uuid.UUID("7c1f0a52-4f0c-4a57-9c0e-2d8f3b6a91e4")  # a name space: it must never change


class SlipRun(models.Model):
    """Slips that were printed together: their numbers, and whose name stands on them as the giver's, if anybody's."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("run of slips")
        verbose_name_plural = _("runs of slips")
        constraints = [
            models.UniqueConstraint(fields=["bank", "first"], name="sliprun_numbers_once"),
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=F("first"), last__lt=F("first") + MOST_PRINTED),
                name="sliprun_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"

    @property
    def numbers(self) -> range:
        """The numbers on its slips."""
        return range(self.first, self.last + 1)


def slip_key(bank_pk: int, number: int) -> uuid.UUID:
    """Give the key of the exchange that a slip becomes: a number is written down once."""
    return uuid.uuid5(SLIPS, f"{bank_pk}/{number}")
