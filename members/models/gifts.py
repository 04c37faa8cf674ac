"""Gifts: what members can do, teach or enjoy. The capacity inventory of asset-based community development."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models.members import Member


class GiftQuerySet(models.QuerySet["Gift"]):
    """Gifts, and how to find them."""

    def called(self, words: str) -> "GiftQuerySet":
        """With these words, in large or small letters: as the database compares them, which keeps each once."""
        return self.alias(small=Lower("words")).filter(small=Lower(Value(words)))


class Gift(models.Model):
    """One thing a member can do, in their own words (McKnight and Kretzmann: gifts of head, hand and heart)."""

    class Kind(models.TextChoices):
        HEAD = "HEAD", _("something I know")
        HAND = "HAND", _("something I do with my hands")
        HEART = "HEART", _("something I care about")

    class Would(models.TextChoices):
        DO = "DO", _("I would do this for somebody")
        TEACH = "TEACH", _("I would teach this")
        TOGETHER = "TOGETHER", _("I would love to do this with others")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="gifts")
    kind = models.CharField(max_length=5, choices=Kind)
    words = models.CharField(max_length=100)
    would = ArrayField(models.CharField(max_length=8, choices=Would), default=list, blank=True)
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # None: told on joining
    added_at = models.DateTimeField()

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("member", Lower("words"), name="gift_named_once"),
            models.CheckConstraint(condition=~Q(words=""), name="gift_has_words"),
            models.CheckConstraint(
                condition=Q(would__contained_by=["DO", "TEACH", "TOGETHER"]), name="gift_would_known"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def would_words(self) -> list[str]:
        """Say what they would do with it."""
        return [str(self.Would(would).label) for would in self.Would.values if would in self.would]
