"""The last day of each member, so that nobody need read all exchanges to see who fell silent."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Bank, Member


class LastExchange(models.Model):
    """The last day on which a member gave or received hours, or came to an event: one row each.

    What `exchanges.actions.last_exchanges` works out from posted exchanges and registers, and nothing besides.
    """

    member = models.OneToOneField(Member, on_delete=models.PROTECT, primary_key=True, related_name="+")
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    happened_on = models.DateField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("last exchange")
        verbose_name_plural = _("last exchanges")
        indexes = [models.Index(fields=["bank", "-happened_on", "member"], name="lastexchange_newest")]

    def __str__(self) -> str:
        return f"{self.happened_on}"
