"""Conversations that one of the two reported: only then do coordinators read them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.conversations import Conversation
from members.models.mandates import Mandate
from members.models.members import Member, Role


class TalkReportQuerySet(models.QuerySet["TalkReport"]):
    """All reads of reported conversations."""

    def open(self) -> "TalkReportQuerySet":
        """Those that wait for somebody to look into them, longest first."""
        return self.filter(closed_at=None).order_by("pk")

    def readable_by(self, reader: Member) -> "TalkReportQuerySet":
        """Those a coordinator may look into: they neither are nor act for one of the two, and so do not know of it.

        Where every coordinator is or acts for one of the two, an admin who does not looks into it.
        """
        apart = self.filter(bank=reader.bank_id).filter(_is_apart(reader.pk))
        if reader.is_coordinator:
            return apart
        return apart.filter(~Q(Exists(_coordinators_apart()))) if reader.is_admin else self.none()


class TalkReport(models.Model):
    """That one of two reported their conversation, in which words, and what was done about it."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="reports")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000, blank=True)  # '' once erased
    at = models.DateTimeField()
    closed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    done = models.TextField(max_length=2000, blank=True)  # what who reported it was told
    told_other = models.TextField(max_length=2000, blank=True)  # what the other one of the two was told; '' nothing

    objects: ClassVar[Any] = TalkReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported conversation")
        verbose_name_plural = _("reported conversations")
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "by"], condition=Q(closed_at=None), name="talkreport_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="talkreport_closed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["bank", "id"], condition=Q(closed_at=None), name="talkreport_open")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


def _is_apart(member_pk: int) -> Q:
    acts_for = Mandate.objects.live().filter(holder=member_pk).values("member")
    is_one = Q(conversation__first=member_pk) | Q(conversation__second=member_pk)
    return ~is_one & ~(Q(conversation__first__in=acts_for) | Q(conversation__second__in=acts_for))


def _coordinators_apart() -> "models.QuerySet[Member]":
    """Those of the report's bank who are, and act for, neither of the two."""
    of_first = Q(member=OuterRef(OuterRef("conversation__first")))
    of_second = Q(member=OuterRef(OuterRef("conversation__second")))
    acts = Mandate.objects.live().filter(of_first | of_second, holder=OuterRef("pk"))
    coordinators = Member.objects.filter(bank=OuterRef("bank")).with_role(Role.COORDINATOR)
    is_one = Q(pk=OuterRef("conversation__first")) | Q(pk=OuterRef("conversation__second"))
    found: models.QuerySet[Member] = coordinators.exclude(is_one).exclude(Exists(acts))
    return found
