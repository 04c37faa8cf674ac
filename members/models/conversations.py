"""Words between two members on the site. Neither sees the other's addresses unless both agree to share them."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.consents import Consent
from members.models.members import Member


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """All reads of conversations."""

    def of(self, member: Member) -> "ConversationQuerySet":
        """Those a member takes part in."""
        return self.filter(Q(first=member) | Q(second=member))

    def between(self, one: Member, other: Member) -> "ConversationQuerySet":
        """The conversation of two members, if they have one."""
        first, second = sorted([one.pk, other.pk])
        return self.filter(first=first, second=second)

    def begun_since(self, member: Member, at: datetime.datetime) -> "ConversationQuerySet":
        """Those a member began since a moment."""
        return self.filter(begun_by=member, begun_at__gt=at)

    def newest_first(self) -> "ConversationQuerySet":
        """Those somebody wrote in last on top."""
        return self.order_by("-last_at", "-pk")

    def before(self, conversation: "Conversation") -> "ConversationQuerySet":
        """Those that come after this one when the newest is first."""
        last_at = conversation.last_at
        return self.filter(Q(last_at__lt=last_at) | Q(last_at=last_at, pk__lt=conversation.pk))

    def with_last_letter(self) -> "ConversationQuerySet":
        """With both people, and who wrote last and what, in the same query."""
        last = Letter.objects.filter(conversation=OuterRef("pk")).order_by("-pk")
        return self.select_related("first", "second").annotate(
            last_words=Subquery(last.values("words")[:1]), last_speaker_id=Subquery(last.values("speaker")[:1])
        )


class Conversation(models.Model):
    """What two members write to each other. `first` is the one with the lower id, so that two have one conversation."""

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    first_shares_at = models.DateTimeField(null=True)  # since when they let the other see their address, if both do
    second_shares_at = models.DateTimeField(null=True)
    first_read_at = models.DateTimeField(null=True)
    second_read_at = models.DateTimeField(null=True)
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects: ClassVar[Any] = ConversationQuerySet.as_manager()

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
            models.Index(fields=["begun_by", "begun_at"], name="conversation_begun"),
        ]

    def __str__(self) -> str:
        return f"{self.last_at:%Y-%m-%d}"

    def other_of(self, member: Member) -> Member:
        """Give the one of the two who is not this member."""
        return self.second if self.first_id == member.pk else self.first

    def side_of(self, member: Member) -> str:
        """Say on which side a member stands: 'first' or 'second'."""
        return "first" if self.first_id == member.pk else "second"

    def is_unread_by(self, member: Member) -> bool:
        """Whether something was written since a member last looked."""
        read_at = getattr(self, f"{self.side_of(member)}_read_at")
        return read_at is None or read_at < self.last_at

    def is_shared_by(self, member: Member) -> bool:
        """Whether a member lets the other see how to reach them, if the other does too."""
        return getattr(self, f"{self.side_of(member)}_shares_at") is not None

    @property
    def is_shared(self) -> bool:
        """Whether both let each other see how to reach them."""
        return self.first_shares_at is not None and self.second_shares_at is not None


def unread_conversations() -> Combinable:
    """Count a member's conversations with something new, as a part of the query that reads the member."""
    return Coalesce(_unread("first"), 0) + Coalesce(_unread("second"), 0)


def _unread(side: str) -> Subquery:
    new = Q(**{f"{side}_read_at": None}) | Q(**{f"{side}_read_at__lt": F("last_at")})
    theirs = Conversation.objects.filter(new, **{side: OuterRef("pk")}).order_by()
    counted = theirs.values(side).annotate(number=models.Count("pk")).values("number")
    return Subquery(counted, output_field=models.IntegerField())


class Letter(models.Model):
    """One message in a conversation; `by` wrote it, `speaker` is whose word it is. '' once it was erased.

    `how` is how the speaker told it, where a coordinator wrote it down.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="letters")
    speaker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(max_length=4000, blank=True)
    how = models.CharField(max_length=9, choices=Consent.How, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        indexes = [models.Index(fields=["conversation", "-id"], name="letter_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
