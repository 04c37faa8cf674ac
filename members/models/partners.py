"""Agreements between two banks of one installation to exchange hours."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    """All reads of partnerships."""

    def of(self, bank: Bank) -> "PartnershipQuerySet":
        """Those that a bank proposed or was asked for, with both banks."""
        return self.filter(Q(bank=bank) | Q(partner=bank)).select_related("bank", "partner")

    def between(self, bank: Bank, other: Bank) -> "PartnershipQuerySet":
        """Those of two banks, whoever proposed them."""
        return self.of(bank).filter(Q(bank=other) | Q(partner=other))

    def live(self) -> "PartnershipQuerySet":
        """Those proposed or agreed."""
        return self.filter(state__in=Partnership.LIVE)

    def newest_first(self) -> "PartnershipQuerySet":
        """The latest on top."""
        return self.order_by("-pk")


class Partnership(models.Model):
    """One bank's proposal to another to exchange hours, and what became of it. Each side has limits of its own."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", _("waiting for an answer")
        AGREED = "AGREED", _("agreed")
        DECLINED = "DECLINED", _("declined")
        WITHDRAWN = "WITHDRAWN", _("taken back")
        ENDED = "ENDED", _("ended")

    LIVE = (State.PROPOSED, State.AGREED)

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    bank_receives_minutes = models.PositiveIntegerField()
    bank_gives_minutes = models.PositiveIntegerField()
    partner_receives_minutes = models.PositiveIntegerField(null=True)
    partner_gives_minutes = models.PositiveIntegerField(null=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement between time banks")
        verbose_name_plural = _("agreements between time banks")
        constraints = [
            models.CheckConstraint(condition=~Q(bank=models.F("partner")), name="partnership_two_banks"),
            models.UniqueConstraint(
                Least("bank", "partner"),
                Greatest("bank", "partner"),
                condition=Q(state__in=["PROPOSED", "AGREED"]),
                name="partnership_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["AGREED", "ENDED"])
                | Q(partner_receives_minutes__isnull=False, partner_gives_minutes__isnull=False),
                name="partnership_agreed_by_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} – {self.partner}"

    def other(self, bank: Bank) -> Bank:
        """Give the bank on the other side."""
        return self.partner if bank.pk == self.bank_id else self.bank

    def is_proposed_by(self, bank: Bank) -> bool:
        """Whether this bank asked the other one."""
        return bank.pk == self.bank_id

    def receives_minutes(self, bank: Bank) -> int | None:
        """Say how far this bank lets its members receive more from the other than they gave it."""
        return self.bank_receives_minutes if bank.pk == self.bank_id else self.partner_receives_minutes

    def gives_minutes(self, bank: Bank) -> int | None:
        """Say how far this bank lets its members give the other more than they received."""
        return self.bank_gives_minutes if bank.pk == self.bank_id else self.partner_gives_minutes


class PartnershipEvent(models.Model):
    """One line of a partnership's history: what was done, by whom, when, with which limits. Never changed."""

    class Kind(models.TextChoices):
        PROPOSED = "PROPOSED", _("proposed it")
        ACCEPTED = "ACCEPTED", _("accepted it")
        DECLINED = "DECLINED", _("declined it")
        WITHDRAWN = "WITHDRAWN", _("took it back")
        LIMITS_SET = "LIMITS_SET", _("set other limits")
        ENDED = "ENDED", _("ended it")

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    receives_minutes = models.PositiveIntegerField(null=True)
    gives_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("history of an agreement")
        verbose_name_plural = _("histories of agreements")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
