"""The shape of the ledger's tables. What moves hours and refuses the rest is in migrations/0002_laws.sql.

Nothing here is saved through these models: ledger.actions inserts named columns, PostgreSQL does the rest.
Foreign keys of the busy tables are not checked by PostgreSQL one by one: the posting trigger writes only what it
has just found in the balances, verify_ledger proves it, and checking cost a sixth of the throughput.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

KEY = r"^[a-z0-9][a-z0-9:/._-]{0,99}$"  # names a cause or an actor; no words of people fit in
REASON = r"^[A-Z0-9_]{0,40}$"


class Book(models.Model):
    """One time bank's ledger. Its balances always sum to zero."""

    slug = models.SlugField(_("short name"), unique=True, max_length=63)
    zone = models.CharField(_("time zone"), max_length=63)
    created_at = models.DateTimeField(_("opened at"), db_default=Now())

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")

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

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    code = models.CharField(_("code"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    created_at = models.DateTimeField(_("opened at"), db_default=Now())

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
        ]

    def __str__(self) -> str:
        return self.code


class Balance(models.Model):
    """Where an account stands now: the only rows of the ledger that are ever updated, and only by its triggers."""

    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, primary_key=True, related_name="balance", db_constraint=False
    )
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="balances", db_constraint=False)
    minutes = models.BigIntegerField(_("balance in minutes"), db_default=0)
    entries_count = models.BigIntegerField(_("entries"), db_default=0)
    last_booked_on = models.DateField(_("last booked on"), null=True)
    floor_minutes = models.IntegerField(_("floor in minutes"), null=True)
    ceiling_minutes = models.IntegerField(_("ceiling in minutes"), null=True)
    is_open = models.BooleanField(_("open"), db_default=False)
    limits_count = models.IntegerField(_("limits"), db_default=0)

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")

    def __str__(self) -> str:
        return f"{self.account_id}: {self.minutes}"


class Limit(models.Model):
    """How far an account may go below and above zero, and whether it is open: a history, the latest one counts."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="limits", db_index=False)
    number = models.IntegerField(_("number"))
    floor_minutes = models.IntegerField(_("floor in minutes"), null=True)
    ceiling_minutes = models.IntegerField(_("ceiling in minutes"), null=True)
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
            models.CheckConstraint(condition=Q(reference__regex=KEY), name="ledger_transfer_reference"),
            models.CheckConstraint(condition=Q(recorded_by__regex=KEY), name="ledger_transfer_recorded_by"),
            models.CheckConstraint(condition=Q(reason__regex=REASON), name="ledger_transfer_reason"),
        ]
        indexes = [
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="ledger_transfer_batch"),
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
