"""What a bank's rules take each month: a levy for the pot, hours that lapse. Announced first, and kept when taken."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member


class DuesRuleQuerySet(models.QuerySet["DuesRule"]):
    """All reads of the rules of dues."""

    def of(self, bank: Bank) -> "DuesRuleQuerySet":
        """Those of one bank, in the order they begin."""
        return self.filter(bank=bank).order_by("begins_on", "pk")

    def live(self) -> "DuesRuleQuerySet":
        """Those announced and not switched off."""
        return self.filter(withdrawn_at=None)

    def to_tell(self) -> "DuesRuleQuerySet":
        """Those of which members have still to hear."""
        return self.filter(told_at=None).order_by("pk")


class DuesRule(models.Model):
    """What is to be taken each month from its first day on, by whose word. What another replaces stays until then."""

    class Kind(models.TextChoices):
        LEVY = "LEVY", _("levy")
        EXPIRY = "EXPIRY", _("lapsing hours")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    amount = models.PositiveIntegerField()  # of a levy its minutes, of lapsing hours how many months they last
    begins_on = models.DateField()
    announced_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when all members had been told how it stands

    objects = DuesRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of what is taken each month")
        verbose_name_plural = _("rules of what is taken each month")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dues_amount_above_nothing"),
            models.CheckConstraint(condition=Q(begins_on__day=1), name="dues_begin_with_a_month"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="dues_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["bank", "kind", "begins_on"], condition=Q(withdrawn_at=None), name="dues_live_once"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="dues_to_tell")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.begins_on}"

    def has_begun(self, today: datetime.date) -> bool:
        """Whether its first month has come."""
        return self.begins_on <= today


class Collection(models.Model):
    """What one rule took in one month, from how many members, and how many were left out. Never changed."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(DuesRule, on_delete=models.PROTECT, related_name="collections")
    kind = models.CharField(max_length=6, choices=DuesRule.Kind)
    month = models.DateField()
    taken_at = models.DateTimeField()
    members_count = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()
    left_out_count = models.PositiveIntegerField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("what was taken in a month")
        verbose_name_plural = _("what was taken in the months")
        ordering = ["-month", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "kind", "month"], name="collection_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="collection_of_a_month"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="collection_to_tell")]

    def __str__(self) -> str:
        return f"{self.kind} {self.month:%Y-%m}"


class CollectionLine(models.Model):
    """One member in a collection: the minutes asked for, and why they were not taken, if they were not."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="lines", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("member in what was taken")
        verbose_name_plural = _("members in what was taken")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "member"], name="collection_member_once")]

    def __str__(self) -> str:
        return f"{self.minutes}"
