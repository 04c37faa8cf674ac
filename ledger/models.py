"""The shape of the ledger's tables. What moves hours and refuses the rest is in migrations/0002_laws.sql.

Nothing here is saved through these models: ledger.actions inserts named columns, PostgreSQL does the rest.
Foreign keys of the busy tables are not checked by PostgreSQL one by one: the posting trigger writes only what it
has just found in the balances, verify_ledger proves it, and checking cost a sixth of the throughput.
"""

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

KEY = r"^[a-z0-9][a-z0-9:/._-]{0,99}$"  # names a cause or an actor; no words of people fit in
REASON = r"^[A-Z0-9_]{0,40}$"
FIRST_DAY = datetime.date(1900, 1, 1)  # no time bank is older, and every program can read such a day
LAST_MOMENT = datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC)


class Book(models.Model):
    """One time bank's ledger. Its balances always sum to zero."""

    slug = models.SlugField(_("short name"), unique=True, max_length=63)
    zone = models.CharField(_("time zone"), max_length=63)
    created_at = models.DateTimeField(_("opened at"), db_default=Now())

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex="^[a-zA-Z0-9_-]+$"), name="ledger_book_slug_plain")
        ]

    def __str__(self) -> str:
        return self.slug


class Account(models.Model):
    """What holds hours: a member's, or one of the book's own."""

    class Kind(models.TextChoices):
        """Whose hours an account holds."""

        MEMBER = "MEMBER", _("member")
        ORGANISATION = "ORGANISATION", _("organisation")
        POT = "POT", _("pot")
        EVENT = "EVENT", _("event")
        WELCOME = "WELCOME", _("welcome hours")
        CLEARING = "CLEARING", _("another time bank")
        EXPIRY = "EXPIRY", _("lapsed hours")
        OPENING = "OPENING", _("opening balances")

    ONE_IN_A_BOOK: ClassVar[tuple[Kind, ...]] = (Kind.POT, Kind.WELCOME, Kind.EXPIRY, Kind.OPENING)
    NEVER_CLOSED: ClassVar[tuple[Kind, ...]] = (*ONE_IN_A_BOOK, Kind.CLEARING)

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    code = models.CharField(_("code"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    created_at = models.DateTimeField(_("opened at"), db_default=Now())
    other_book = models.ForeignKey(
        Book,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("clears with"),
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["book", "code"], name="ledger_account_code"),
            models.UniqueConstraint(
                fields=["book", "kind"],
                condition=Q(kind__in=["POT", "WELCOME", "EXPIRY", "OPENING"]),
                name="ledger_account_one_in_a_book",
            ),
            models.CheckConstraint(condition=Q(code__regex=KEY), name="ledger_account_code_plain"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["MEMBER", "ORGANISATION", "POT", "EVENT", "WELCOME", "CLEARING", "EXPIRY", "OPENING"]
                ),
                name="ledger_account_kind",
            ),
            models.UniqueConstraint(
                fields=["book", "other_book"],
                condition=Q(other_book__isnull=False),
                name="ledger_account_clears_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="CLEARING", other_book__isnull=False)
                | (~Q(kind="CLEARING") & Q(other_book__isnull=True)),
                name="ledger_account_clears",
            ),
            models.CheckConstraint(
                condition=Q(other_book__isnull=True) | ~Q(other_book=models.F("book")), name="ledger_account_two_books"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Balance(models.Model):
    """Where an account stands now: the only rows of the ledger that are ever updated, and only by its triggers."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, related_name="balance", db_constraint=False
    )
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="balances", db_constraint=False)
    other_book = models.ForeignKey(
        Book, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    minutes = models.BigIntegerField(_("balance in minutes"), db_default=0)
    held_minutes = models.BigIntegerField(_("set aside in minutes"), db_default=0)
    entries_count = models.BigIntegerField(_("entries"), db_default=0)
    last_booked_on = models.DateField(_("last booked on"), null=True)
    floor_minutes = models.IntegerField(_("floor in minutes"), null=True)
    ceiling_minutes = models.IntegerField(_("ceiling in minutes"), null=True)
    warning_minutes = models.IntegerField(_("warning level in minutes"), null=True)
    is_open = models.BooleanField(_("open"), db_default=False)
    limits_count = models.IntegerField(_("limits"), db_default=0)

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        indexes = [models.Index(fields=["account"], condition=~Q(held_minutes=0), name="ledger_balance_holding")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.minutes}"


class Limit(models.Model):
    """How far an account may go below and above zero, and whether it is open: a history, the latest one counts.

    The warning level refuses nothing: below it, people are told.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="limits", db_index=False)
    number = models.IntegerField(_("number"))
    floor_minutes = models.IntegerField(_("floor in minutes"), null=True)
    ceiling_minutes = models.IntegerField(_("ceiling in minutes"), null=True)
    warning_minutes = models.IntegerField(_("warning level in minutes"), null=True)
    is_open = models.BooleanField(_("open"))
    reason = models.CharField(_("reason"), max_length=40)
    set_by = models.CharField(_("set by"), max_length=100)
    set_at = models.DateTimeField(_("set at"), db_default=Now())

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="ledger_limit_number"),
            models.CheckConstraint(
                condition=(Q(floor_minutes=None) | Q(floor_minutes__lte=0))
                & (Q(ceiling_minutes=None) | Q(ceiling_minutes__gte=0)),
                name="ledger_limit_around_zero",
            ),
            models.CheckConstraint(condition=Q(reason__regex=REASON), name="ledger_limit_reason"),
            models.CheckConstraint(condition=Q(set_by__regex=KEY), name="ledger_limit_set_by"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.number}"


class HoldQuerySet(models.QuerySet["Hold"]):
    """All reads of holds."""

    def touching(self, account_id: int) -> "HoldQuerySet":
        """Those from or for one account."""
        return self.filter(Q(payer_id=account_id) | Q(payee_id=account_id))

    def still_open(self) -> "HoldQuerySet":
        """Those that have not ended."""
        return self.filter(~models.Exists(HoldEnd.objects.filter(hold_id=models.OuterRef("pk")))).order_by("pk")

    def expired(self) -> "HoldQuerySet":
        """Those still open whose time has run out by the database's clock: looked for where minutes are held."""
        holding = Balance.objects.exclude(held_minutes=0).values("account_id")
        return self.still_open().filter(payer_id__in=holding, expires_at__lte=Now())


class Hold(models.Model):
    """Minutes of the payer's set aside for the payee. Ends once: captured by a transfer, released or expired."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    key = models.UUIDField(_("key"), unique=True)
    payer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    payee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    minutes = models.IntegerField(_("minutes"))
    reference = models.CharField(_("cause"), max_length=100)
    expires_at = models.DateTimeField(_("expires at"))
    held_by = models.CharField(_("held by"), max_length=100)
    held_at = models.DateTimeField(_("held at"), db_default=Now())

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]  # the plugin's manager

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.UniqueConstraint(fields=["book", "reference"], name="ledger_hold_one_cause"),
            models.CheckConstraint(condition=~Q(payer=models.F("payee")), name="ledger_hold_two_accounts"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="ledger_hold_minutes"),
            models.CheckConstraint(condition=Q(reference__regex=KEY), name="ledger_hold_reference"),
            models.CheckConstraint(condition=Q(held_by__regex=KEY), name="ledger_hold_held_by"),
            models.CheckConstraint(condition=Q(expires_at__lt=LAST_MOMENT), name="ledger_hold_expires"),
        ]
        indexes = [
            models.Index(fields=["payer"], name="ledger_hold_payer"),
            models.Index(fields=["payee"], name="ledger_hold_payee"),
            models.Index(fields=["book", "id"], name="ledger_hold_seal"),
        ]

    def __str__(self) -> str:
        return self.reference


class HoldEnd(models.Model):
    """How a hold ended. That there is one row for each hold is why no hold ends twice."""

    class Outcome(models.TextChoices):
        """What became of the minutes that were set aside."""

        CAPTURED = "CAPTURED", _("posted")
        RELEASED = "RELEASED", _("released")
        EXPIRED = "EXPIRED", _("expired")

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="ends", db_index=False)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=40)
    ended_by = models.CharField(_("ended by"), max_length=100)
    ended_at = models.DateTimeField(_("ended at"), db_default=Now())

    class Meta:
        verbose_name = _("end of a hold")
        verbose_name_plural = _("ends of holds")
        constraints = [
            models.UniqueConstraint(fields=["hold"], name="ledger_holdend_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["CAPTURED", "RELEASED", "EXPIRED"]), name="ledger_holdend_outcome"
            ),
            models.CheckConstraint(condition=Q(reason__regex=REASON), name="ledger_holdend_reason"),
            models.CheckConstraint(condition=Q(ended_by__regex=KEY), name="ledger_holdend_ended_by"),
        ]

    def __str__(self) -> str:
        return f"{self.hold_id}: {self.outcome}"


class Transfer(models.Model):
    """Minutes that moved from the payer's account to the payee's. Inserting the row is the posting."""

    class Kind(models.TextChoices):
        """Why hours move."""

        EXCHANGE = "EXCHANGE", _("exchange")
        EVENT = "EVENT", _("event")
        GIFT = "GIFT", _("gift")
        GRANT = "GRANT", _("grant")
        WELCOME = "WELCOME", _("welcome hours")
        LEVY = "LEVY", _("levy")
        EXPIRY = "EXPIRY", _("lapsed hours")
        CLEARING = "CLEARING", _("another time bank")
        OPENING = "OPENING", _("opening balance")
        SETTLEMENT = "SETTLEMENT", _("settlement")
        REVERSAL = "REVERSAL", _("taken back")
        CORRECTION = "CORRECTION", _("correction")

    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, related_name="transfers", db_constraint=False, db_index=False
    )
    key = models.UUIDField(_("key"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    payer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    payee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    minutes = models.IntegerField(_("minutes"))
    reference = models.CharField(_("cause"), max_length=100)
    asked_on = models.DateField(_("booking day asked for"), null=True)
    happened_on = models.DateField(_("happened on"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    recorded_by = models.CharField(_("recorded by"), max_length=100)
    batch = models.UUIDField(_("batch"), null=True)
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversals", db_constraint=False, db_index=False
    )
    reason = models.CharField(_("reason"), max_length=40)
    forced = models.BooleanField(_("past a limit"))
    hold = models.ForeignKey(
        Hold, on_delete=models.PROTECT, null=True, related_name="transfers", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(fields=["book", "kind", "reference"], name="ledger_transfer_one_cause"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="ledger_transfer_reversed_once"
            ),
            models.CheckConstraint(condition=~Q(payer=models.F("payee")), name="ledger_transfer_two_accounts"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="ledger_transfer_minutes"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "EXCHANGE",
                        "EVENT",
                        "GIFT",
                        "GRANT",
                        "WELCOME",
                        "LEVY",
                        "EXPIRY",
                        "CLEARING",
                        "OPENING",
                        "SETTLEMENT",
                        "REVERSAL",
                        "CORRECTION",
                    ]
                ),
                name="ledger_transfer_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="REVERSAL", reverses__isnull=False) | (~Q(kind="REVERSAL") & Q(reverses__isnull=True)),
                name="ledger_transfer_reversal",
            ),
            models.CheckConstraint(
                condition=Q(forced=False) | Q(kind__in=["REVERSAL", "CORRECTION"]), name="ledger_transfer_forced"
            ),
            models.UniqueConstraint(
                fields=["hold"], condition=Q(hold__isnull=False), name="ledger_transfer_captured_once"
            ),
            models.CheckConstraint(
                condition=Q(hold__isnull=True) | ~Q(kind__in=["REVERSAL", "CORRECTION", "SETTLEMENT"]),
                name="ledger_transfer_captures",
            ),
            models.CheckConstraint(
                condition=~Q(kind="CLEARING") | Q(batch__isnull=False), name="ledger_transfer_clearing_batch"
            ),
            models.CheckConstraint(condition=Q(reference__regex=KEY), name="ledger_transfer_reference"),
            models.CheckConstraint(condition=Q(recorded_by__regex=KEY), name="ledger_transfer_recorded_by"),
            models.CheckConstraint(condition=Q(reason__regex=REASON), name="ledger_transfer_reason"),
            models.CheckConstraint(
                condition=Q(happened_on__gte=FIRST_DAY) & (Q(asked_on__isnull=True) | Q(asked_on__gte=FIRST_DAY)),
                name="ledger_transfer_days",
            ),
        ]
        indexes = [
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="ledger_transfer_batch"),
            models.Index(fields=["book", "id"], name="ledger_transfer_seal"),
        ]

    def __str__(self) -> str:
        return self.reference


class Entry(models.Model):
    """One side of a transfer, in its place in the account's history, with the balance after it.

    `journal_number` is drawn while both accounts are locked, so it follows each account's own order; the
    transfer's id does not, for that is drawn before the wait for the lock.
    """

    pk = models.CompositePrimaryKey("transfer_id", "account_id")
    transfer = models.ForeignKey(
        Transfer, on_delete=models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    number = models.BigIntegerField(_("number"))
    journal_number = models.BigIntegerField(_("place in the journal"))
    minutes = models.IntegerField(_("minutes"))
    balance_after = models.BigIntegerField(_("balance after"))
    booked_on = models.DateField(_("booked on"))

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="ledger_entry_number"),
            models.CheckConstraint(condition=~Q(minutes=0), name="ledger_entry_minutes"),
        ]
        indexes = [
            models.Index(fields=["account", "booked_on", "number"], name="ledger_entry_statement"),
            models.Index(
                fields=["book", "booked_on", "journal_number"],
                condition=Q(minutes__lt=0),
                name="ledger_entry_journal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.number}"


class Words(models.Model):
    """What the hours of a transfer were for, in people's words. The one table here that erasure may clear."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, primary_key=True, related_name="words")
    text = models.TextField(_("what it was for"))

    class Meta:
        verbose_name = _("words")
        verbose_name_plural = _("words")

    def __str__(self) -> str:
        return self.text


class Closing(models.Model):
    """Nothing is booked on or before this day any more: no transfer after `transfers_through` is."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="closings", db_index=False)
    closed_through = models.DateField(_("closed through"))
    closed_by = models.CharField(_("closed by"), max_length=100)
    closed_at = models.DateTimeField(_("closed at"), db_default=Now())
    transfers_through = models.BigIntegerField(_("last transfer before"))

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = [
            models.UniqueConstraint(fields=["book", "closed_through"], name="ledger_closing_once"),
            models.CheckConstraint(condition=Q(closed_by__regex=KEY), name="ledger_closing_closed_by"),
            models.CheckConstraint(condition=Q(closed_through__gte=FIRST_DAY), name="ledger_closing_day"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}: {self.closed_through}"


class Mark(models.Model):
    """The last row of each table whose rows up to there are final: seals reach so far and no further."""

    taken_at = models.DateTimeField(_("taken at"))
    accounts_through = models.BigIntegerField()
    limits_through = models.BigIntegerField()
    holds_through = models.BigIntegerField()
    ends_through = models.BigIntegerField()
    transfers_through = models.BigIntegerField()
    closings_through = models.BigIntegerField()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d %H:%M}"


class Seal(models.Model):
    """A checkpoint of a book: the SHA-256 of its rows since the seal before, and of that seal (docs/seals.md).

    `row_digests` tells which row was changed when the hash says that one was; it proves nothing by itself.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="seals", db_index=False)
    number = models.IntegerField(_("number"))
    sealed_at = models.DateTimeField(_("sealed at"))
    accounts_through = models.BigIntegerField()
    limits_through = models.BigIntegerField()
    holds_through = models.BigIntegerField()
    ends_through = models.BigIntegerField()
    transfers_through = models.BigIntegerField()
    closings_through = models.BigIntegerField()
    rows_count = models.IntegerField(_("rows"))
    transfers_count = models.BigIntegerField(_("transfers so far"))
    previous = models.CharField(_("hash of the seal before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)
    row_digests = models.BinaryField(_("digests of the rows"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="ledger_seal_number")]

    def __str__(self) -> str:
        return f"{self.book_id}/{self.number}"
