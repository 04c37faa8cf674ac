"""How people say they are, before and after: kept apart from who they are, and only while they consent."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Consent, Member
from services.models.services import Service


class WellbeingKey(models.Model):
    """The one thread from a member to their answers: a random key, with their consent; or that they said no thanks.

    When the consent is taken back, this and the answers are deleted.
    """

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    declined_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("key to answers about wellbeing")
        verbose_name_plural = _("keys to answers about wellbeing")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent=None, declined_on__isnull=False) | Q(consent__isnull=False, declined_on=None),
                name="wellbeingkey_agreed_or_declined",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class WellbeingAnswerQuerySet(models.QuerySet["WellbeingAnswer"]):
    """All reads of answers about wellbeing."""

    def consented(self) -> "WellbeingAnswerQuerySet":
        """Those whose giver still agrees. Every read of more than one's own goes through this."""
        return self.filter(key__in=WellbeingKey.objects.filter(consent__ended_at=None).values("key"))

    def own(self, member: Member) -> "WellbeingAnswerQuerySet":
        """A member's own, by what they were about."""
        keys = WellbeingKey.objects.filter(member=member).values("key")
        return self.filter(key__in=keys).select_related("service__organisation").order_by("service", "month", "scale")


class WellbeingAnswer(models.Model):
    """One filled-in scale. It knows a key and a month, no member and no day; its own number is random, too."""

    class Occasion(models.TextChoices):
        BEFORE = "BEFORE", _("when they began")
        AFTER = "AFTER", _("three months later")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    scale = models.CharField(max_length=20)
    occasion = models.CharField(max_length=6, choices=Occasion)
    month = models.DateField()
    scores = ArrayField(models.PositiveSmallIntegerField())

    objects: ClassVar[Any] = WellbeingAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answers about wellbeing")
        verbose_name_plural = _("answers about wellbeing")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "service", "scale", "occasion"], name="wellbeinganswer_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="wellbeinganswer_month"),
        ]
        indexes = [models.Index(fields=["service", "scale"], name="wellbeinganswer_scale")]

    def __str__(self) -> str:
        return f"{self.scale} {self.month:%Y-%m}"


class WellbeingWithdrawal(models.Model):
    """That answers from before and after were taken back in a month: nothing of whose, nor of what they said.

    Until ten more people have answered twice, no figure of this scale is shown: the figure before and the one after
    would tell what was taken back.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    scale = models.CharField(max_length=20)
    month = models.DateField()

    class Meta:
        verbose_name = _("month in which answers were taken back")
        verbose_name_plural = _("months in which answers were taken back")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["service", "scale", "month"], name="wellbeingwithdrawal_once")]

    def __str__(self) -> str:
        return f"{self.scale} {self.month:%Y-%m}"


class LoadedScale(models.Model):
    """A licensed scale that an operator loaded for the one service whose licence it is."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="loaded_scales")
    code = models.CharField(max_length=20)
    definition = models.JSONField()
    licence_holder = models.CharField(max_length=200)
    loaded_on = models.DateField()

    class Meta:
        verbose_name = _("loaded scale")
        verbose_name_plural = _("loaded scales")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="loadedscale_once")]

    def __str__(self) -> str:
        return self.code
