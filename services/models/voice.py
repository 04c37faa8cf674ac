"""Where people stand on the ladder of co-production: rounds, who has answered, and, apart from both, the answers.

The idea of a ladder is Sherry Arnstein's ('A Ladder of Citizen Participation', 1969); its seven steps from doing to,
over doing for, to doing with are the New Economics Foundation's (coercing, educating, informing, consulting,
engaging, co-designing, co-producing). The sentences are our own.
"""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from services.models.services import Service


class LadderStep(models.IntegerChoices):
    """The seven steps, from doing to, to doing with."""

    TOLD_TO = 1, _("Things are decided and done to people. They have to go along.")
    TAUGHT = 2, _("People are taught what is good for them, so that they change.")
    TOLD = 3, _("Staff do it for people, and tell them what will happen and why.")
    ASKED = 4, _("Staff ask people what they think. Then staff decide.")
    TAKE_PART = 5, _("People take part and change some things. Staff lead.")
    PLAN_TOGETHER = 6, _("People and staff plan it together as equals. Staff do most of it.")
    DO_TOGETHER = 7, _("People and staff plan it and do it together. Everybody gives, and everybody gets.")

    @property
    def kind(self) -> str:
        """Say in one word what a step is: to, for or with."""
        if self <= LadderStep.TAUGHT:
            return str(_("doing to"))
        return str(_("doing for")) if self <= LadderStep.TAKE_PART else str(_("doing with"))


class VoiceRoundQuerySet(models.QuerySet["VoiceRound"]):
    """All reads of rounds of voice."""

    def running(self, on: datetime.date) -> "VoiceRoundQuerySet":
        """Those in which people answer on a day."""
        return self.filter(began_on__lte=on, last_on__gte=on)

    def over(self, on: datetime.date) -> "VoiceRoundQuerySet":
        """Those whose last day is past: only then are answers shown, so that no two looks tell one of them."""
        return self.filter(last_on__lt=on)

    def untold(self) -> "VoiceRoundQuerySet":
        """Those of which nobody has been told yet."""
        return self.filter(told_at=None)

    def to_remind(self, on: datetime.date) -> "VoiceRoundQuerySet":
        """Those half over of which nobody was reminded: once in a round."""
        return self.running(on).filter(reminded_at=None, remind_on__lte=on).exclude(told_at=None)


class VoiceRound(models.Model):
    """One asking of a service's staff and of the people it serves: once in each half of a year, for six weeks."""

    class Half(models.IntegerChoices):
        FIRST = 1, _("first half")
        SECOND = 2, _("second half")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="voice_rounds")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField(choices=Half)
    began_on = models.DateField()
    remind_on = models.DateField()
    last_on = models.DateField()
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = VoiceRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of voice")
        verbose_name_plural = _("rounds of voice")
        ordering = ["-began_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "year", "half"], name="voiceround_once_each_half"),
            models.CheckConstraint(
                condition=Q(began_on__lte=F("remind_on")) & Q(remind_on__lte=F("last_on")), name="voiceround_days"
            ),
        ]
        indexes = [models.Index(fields=["last_on"], name="voiceround_last")]

    def __str__(self) -> str:
        return f"{self.year}/{self.half}"


class VoiceTaken(models.Model):
    """That somebody has answered in a round, so that nobody answers twice; deleted when the round is over.

    It says neither what nor when nor on which side: answers are counted apart.
    """

    round = models.ForeignKey(VoiceRound, on_delete=models.CASCADE, related_name="taken")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("that somebody has answered")
        verbose_name_plural = _("who has answered")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="voicetaken_once")]

    def __str__(self) -> str:
        return f"{self.pk}"


class VoiceAnswer(models.Model):
    """How many people of one side chose one step in a round.

    A count, not a row for each: no order, no time and no transaction's number leads from an answer to who gave it
    (docs/decisions/0051).
    """

    class Side(models.TextChoices):
        STAFF = "STAFF", _("staff")
        SERVED = "SERVED", _("people it serves")

    round = models.ForeignKey(VoiceRound, on_delete=models.CASCADE, related_name="answers")
    side = models.CharField(max_length=6, choices=Side)
    step = models.PositiveSmallIntegerField(choices=LadderStep)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("answers to a round of voice")
        verbose_name_plural = _("answers to rounds of voice")
        ordering = ["round", "side", "step"]
        constraints = [
            models.UniqueConstraint(fields=["round", "side", "step"], name="voiceanswer_once"),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=7), name="voiceanswer_seven_steps"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.step}: {self.people}"
