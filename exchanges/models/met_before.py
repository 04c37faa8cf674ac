"""Whether two people had met before they exchanged time: asked once of each, for what a time bank brings about."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Member


class MetBefore(models.Model):
    """What one of a pair said when asked, after their first exchange, whether they had met before.

    There is a row once they have answered, also where they would rather not say: nobody is asked again. What one of
    the two said is for nobody else to read; measures count pairs.
    """

    class Answer(models.TextChoices):
        YES = "YES", _("yes, we had met")
        NO = "NO", _("no, we had not met")
        UNSAID = "UNSAID", _("rather not say")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=6, choices=Answer)
    answered_at = models.DateTimeField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("whether two had met before")
        verbose_name_plural = _("whether two had met before")
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="metbefore_answered_once"),
            models.CheckConstraint(condition=~models.Q(member=models.F("other")), name="metbefore_of_two"),
        ]

    def __str__(self) -> str:
        return self.answer
