"""What a service wants to reach, and what it costs: both stand on its report, nowhere else."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Member
from services.models.services import Service


class Target(models.Model):
    """A goal for one measure in some months."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="targets")
    measure = models.CharField(max_length=20)  # a code of services.reads.outcomes
    goal = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    first_on = models.DateField()
    last_on = models.DateField()
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["first_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "measure", "first_on", "last_on"], name="target_once"),
            models.CheckConstraint(condition=Q(goal__gt=0), name="target_goal_above_nothing"),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="target_days"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.goal}"


class Cost(models.Model):
    """What a service's part in the time bank cost in some months, in money. Members never read it."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="costs")
    first_on = models.DateField()
    last_on = models.DateField()
    amount = models.DecimalField(max_digits=11, decimal_places=2)
    currency = models.CharField(max_length=20)  # the bank's own word, such as pounds
    words = models.CharField(max_length=100, blank=True)
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cost_above_nothing"),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="cost_days"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
