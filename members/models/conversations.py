"""Words between two members on the site. Neither sees the other's addresses unless both agree to share them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.members import Member


class Conversation(models.Model):
    """What two members write to each other. `first` is the one with the lower id, so that two have one conversation."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    first_shares_at = models.DateTimeField(null=True)  # since when they let the other see their address, if both do
    second_shares_at = models.DateTimeField(null=True)
    first_read_at = models.DateTimeField(null=True)
    second_read_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="conversation_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="conversation_in_order"),
        ]
        indexes = [
            models.Index(fields=["first", "-last_at"], name="conversation_of_first"),
            models.Index(fields=["second", "-last_at"], name="conversation_of_second"),
        ]

    def __str__(self) -> str:
        return f"{self.last_at:%Y-%m-%d}"


class Letter(models.Model):
    """One message in a conversation; `by` wrote it, `speaker` is whose word it is. '' once it was erased."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="letters")
    speaker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(max_length=4000, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        indexes = [models.Index(fields=["conversation", "-id"], name="letter_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
