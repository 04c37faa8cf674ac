"""One row for each thing to tell: the outbox."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Window
from django.db.models.functions import RowNumber

from notices.models.recipients import Recipient
from notices.models.servers import LONGEST_SILENCE, SilentServer
from notices.models.topics import TOPICS, URGENT, Topic, topic_of

# Our own pages only. A second slash, a backslash or white space would let a browser read another host into it.
OWN_PATH = r"^(/([^/\\\s][^\\\s]*)?)?$"
KIND = r"^[A-Z][A-Z0-9_]*$"


# Nobody is rung for these: too many at once, and a sheet is printed; or a suggestion, which the site shows as well.
ON_PAPER = frozenset({"ANNOUNCEMENT", "NEAR_FLOOR", "UNSPENT", "REQUEST_FITS", "DIGEST"})


class NoticeQuerySet(models.QuerySet["Notice"]):
    """All reading of notices."""

    def for_recipients(self, keys: Iterable[str]) -> "NoticeQuerySet":
        """Notices of one person, who is a recipient once for each of their time banks."""
        return self.filter(recipient__key__in=list(keys))

    def told_to_or_for(self, keys: Iterable[str]) -> "NoticeQuerySet":
        """What was told to some recipients, and for them to who acts for them.

        Who they are is asked first: only then does the database find both by an index.
        """
        told = list(keys)
        recipients = list(Recipient.objects.filter(key__in=told).values_list("pk", flat=True))
        return self.filter(Q(recipient__in=recipients) | Q(of_key__in=told))

    def about(self, *topics: Topic) -> "NoticeQuerySet":
        """Notices of some topics' kinds."""
        kinds = [kind for kind, of in TOPICS.items() if of in topics]
        return self.filter(Q(of_kind="", kind__in=kinds) | Q(of_kind__in=kinds))

    def about_pages(self, bank: str, paths: Iterable[str]) -> "NoticeQuerySet":
        """What a bank told of some pages, to whom it concerned and to who acts for them."""
        pages = list(paths)
        return self.filter(Q(path__in=pages) | Q(of_path__in=pages), bank=bank)

    def of_kinds(self, kinds: Iterable[str]) -> "NoticeQuerySet":
        """What was told of some kinds, to whom it concerned and to who acts for them."""
        told = list(kinds)
        return self.filter(Q(kind__in=told) | Q(of_kind__in=told))

    def unread(self) -> "NoticeQuerySet":
        """Notices nobody has opened on the site."""
        return self.filter(read_at=None)

    def held(self) -> "NoticeQuerySet":
        """The same rows, locked in the order in which they are gathered for a letter: so none waits for the other's."""
        rows = self.order_by("pk").select_for_update(no_key=True, of=("self",)).values("pk")
        return Notice.objects.filter(pk__in=rows)

    def newest_first(self) -> "NoticeQuerySet":
        """Latest on top; ids never tie, so pages cut by id neither repeat nor skip a notice."""
        return self.order_by("-pk")

    def before(self, notice_id: int) -> "NoticeQuerySet":
        """Notices older than this one: the next page."""
        return self.filter(pk__lt=notice_id)

    def due(self, at: datetime) -> "NoticeQuerySet":
        """E-mails and text messages whose time to be tried has come, the longest waiting first."""
        return self.filter(next_attempt_at__lte=at).order_by("next_attempt_at", "pk")

    def to_try(self, at: datetime) -> "NoticeQuerySet":
        """What is due, in the order to try it: first what somebody has just asked for, then the banks take turns.

        What goes through a server that is left alone waits with it, but for what has waited too long.
        """
        is_urgent = ExpressionWrapper(Q(kind__in=URGENT), models.BooleanField())
        turn = Window(RowNumber(), partition_by=[F("bank")], order_by=[F("next_attempt_at"), F("pk")])
        resting = SilentServer.objects.resting(at).values("delivery")
        waits = Q(delivery__in=resting, next_attempt_at__gt=at - LONGEST_SILENCE)
        due = self.due(at).exclude(waits).alias(is_urgent=is_urgent, turn=turn)
        return due.order_by("-is_urgent", "turn", "next_attempt_at", "pk")

    def gathered_with(self, notice: "Notice", at: datetime) -> "NoticeQuerySet":
        """What its recipient is to be told together with it by now, the earliest first."""
        together = self.due(at).filter(recipient=notice.recipient_id, delivery=notice.delivery, is_gathered=True)
        return together.order_by("pk")

    def in_letter_of(self, notice: "Notice") -> "NoticeQuerySet":
        """This notice, and those that go in its letter, the earliest first."""
        return self.filter(Q(pk=notice.pk) | Q(carrier=notice.pk, sent_at=None, failed_at=None)).order_by("pk")

    def moot(self, at: datetime) -> "NoticeQuerySet":
        """What is of no use any more by a moment."""
        return self.filter(moot_at__lte=at)

    def still_of_use(self, at: datetime) -> "NoticeQuerySet":
        """What it is not too late to say at a moment."""
        return self.filter(Q(moot_at=None) | Q(moot_at__gt=at))

    def forgettable(self, before: datetime) -> "NoticeQuerySet":
        """Those from before a moment that were read, sent or passed on, or could not be."""
        done = (
            Q(read_at__isnull=False) | Q(told_at__isnull=False) | Q(sent_at__isnull=False) | Q(failed_at__isnull=False)
        )
        return self.filter(done, created_at__lte=before)

    def to_pass_on(self, bank: str) -> "NoticeQuerySet":
        """What a coordinator of this bank still has to say by phone or in person, oldest first, with its recipient."""
        waiting = self.filter(bank=bank, delivery=Notice.Delivery.BY_HAND, told_at=None, read_at=None)
        return waiting.select_related("recipient").order_by("pk")

    def to_post(self, bank: str) -> "NoticeQuerySet":
        """What waits to be printed and posted, the longest waiting first, with its recipient."""
        return self.to_pass_on(bank).filter(is_by_post=True)

    def dead(self, bank: str) -> "NoticeQuerySet":
        """What was given up and nobody has heard otherwise, the latest first, with its recipient.

        Who is told nothing any more is not missing anything.
        """
        given_up = self.filter(bank=bank, failed_at__isnull=False, told_at=None, read_at=None)
        missed = given_up.filter(recipient__is_forgotten=False, recipient__is_silenced=False)
        return missed.select_related("recipient").newest_first()

    def passed_on(self, bank: str, kinds: Iterable[str]) -> "NoticeQuerySet":
        """What was said by phone or in person, of some kinds, the latest first, with its recipient."""
        told = self.filter(bank=bank, delivery=Notice.Delivery.BY_HAND, told_at__isnull=False, kind__in=kinds)
        return told.select_related("recipient").order_by("-pk")


class Notice(models.Model):
    """One thing told to one recipient, written in the transaction of what it tells."""

    class Delivery(models.TextChoices):
        """How it reaches the recipient, besides their list of notices on the site."""

        EMAIL = "EMAIL"
        SMS = "SMS"
        BY_HAND = "BY_HAND"
        IN_APP_ONLY = "IN_APP_ONLY"

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="notices", db_index=False)
    bank = models.SlugField(blank=True, db_index=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)  # '' once the recipient is forgotten, the words too
    body = models.TextField(blank=True)
    path = models.CharField(max_length=300, blank=True)
    # Of what others are told for whom they act: the key, the kind and the page of what was said to those.
    of_key = models.CharField(max_length=80, blank=True)
    of_kind = models.CharField(max_length=40, blank=True)
    of_path = models.CharField(max_length=300, blank=True)
    about_key = models.CharField(max_length=80, blank=True)  # of what brings somebody to the recipient: who that is
    dedupe_key = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    moot_at = models.DateTimeField(null=True)  # from then on it is of no use to say it; None for never
    read_at = models.DateTimeField(null=True)

    delivery = models.CharField(max_length=12, choices=Delivery.choices)
    is_by_post = models.BooleanField(default=False)  # of what is passed on by hand: they wish for a letter
    is_gathered = models.BooleanField(default=False)  # it waits for others, to be told together
    # The number of the notice in whose letter this one goes: it is sent, or given up, with that one. No foreign key:
    # what was told long ago is deleted piece by piece.
    carrier = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)  # set exactly while it is to be sent, carried by no other
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, blank=True)  # a class name or code, never a server's words
    told_by = models.CharField(max_length=80, blank=True)
    told_at = models.DateTimeField(null=True)
    acted_at = models.DateTimeField(null=True)  # the recipient did what answers it, within seven days

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "dedupe_key"], condition=~Q(dedupe_key=""), name="notice_told_once"
            ),
            models.CheckConstraint(condition=Q(kind__regex=KIND), name="notice_kind_is_a_code"),
            models.CheckConstraint(condition=Q(path__regex=OWN_PATH), name="notice_path_is_our_own"),
            models.CheckConstraint(
                condition=Q(
                    delivery__in=["EMAIL", "SMS"],
                    sent_at=None,
                    failed_at=None,
                    carrier=None,
                    next_attempt_at__isnull=False,
                )
                | Q(
                    ~Q(delivery__in=["EMAIL", "SMS"])
                    | Q(sent_at__isnull=False)
                    | Q(failed_at__isnull=False)
                    | Q(carrier__isnull=False),
                    next_attempt_at=None,
                ),
                name="notice_unsent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by="") | (Q(told_at__isnull=False) & ~Q(told_by="")),
                name="notice_told_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_by_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["bank", "path"], condition=~Q(path=""), name="notice_about_page"),
            models.Index(fields=["bank", "of_path"], condition=~Q(of_path=""), name="notice_copy_about_page"),
            models.Index(fields=["of_key"], condition=~Q(of_key=""), name="notice_copy_for"),
            models.Index(fields=["bank", "created_at"], name="notice_of_bank_since"),
            models.Index(fields=["bank", "-failed_at"], condition=Q(failed_at__isnull=False), name="notice_failed"),
            models.Index(fields=["carrier"], condition=Q(carrier__isnull=False), name="notice_carried"),
            models.Index(
                fields=["recipient"],
                condition=Q(is_gathered=True, next_attempt_at__isnull=False),
                name="notice_to_gather",
            ),
            models.Index(
                fields=["moot_at"],
                condition=Q(moot_at__isnull=False, read_at=None, sent_at=None, told_at=None),
                name="notice_moot",
            ),
            models.Index(fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False), name="notice_due"),
            models.Index(
                fields=["bank", "id"],
                condition=Q(delivery="BY_HAND", told_at=None, read_at=None),
                name="notice_to_pass_on",
            ),
            models.Index(
                fields=["bank", "-id"],
                condition=Q(delivery="BY_HAND", told_at__isnull=False),
                name="notice_passed_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def topic(self) -> Topic:
        """What it is about."""
        return topic_of(self.matter)

    @property
    def matter(self) -> str:
        """The kind of what is told, also where somebody hears it for another."""
        return self.of_kind or self.kind

    def is_moot(self, at: datetime) -> bool:
        """Whether it is of no use any more to say it at a moment."""
        return self.moot_at is not None and self.moot_at <= at

    @property
    def is_dead(self) -> bool:
        """Whether it was given up, and they have not heard it otherwise."""
        return self.failed_at is not None and self.told_at is None and self.read_at is None
