"""Memberships: who belongs to a bank, and what happened to them there."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.keys import recipient_key
from members.models.people import Person


class Role(models.TextChoices):
    """What a member may do for the bank beyond being a member (DESIGN.md section 5)."""

    COORDINATOR = "COORDINATOR", _("coordinator")
    ADMIN = "ADMIN", _("admin")
    AUDITOR = "AUDITOR", _("auditor")


IN_NAME_ORDER = Unaccent(Lower("name"))


class MemberQuerySet(models.QuerySet["Member"]):
    """All reads of members."""

    def of(self, bank: Bank) -> "MemberQuerySet":
        """Those of one bank."""
        return self.filter(bank=bank)

    def approved(self) -> "MemberQuerySet":
        """Those who belong now."""
        return self.filter(state=Member.State.APPROVED)

    def trading(self) -> "MemberQuerySet":
        """Those who can give and receive: approved, with an account."""
        return self.approved().exclude(account=None)

    def applicants(self) -> "MemberQuerySet":
        """Those who wait for an answer, longest first."""
        return self.filter(state=Member.State.APPLICANT).order_by("applied_at", "pk")

    def with_role(self, role: Role) -> "MemberQuerySet":
        """Those who hold a role now."""
        return self.approved().filter(roles__contains=[role])

    def answering_for_the_books(self) -> "MemberQuerySet":
        """Admins and auditors, who are told what concerns the ledger as a whole."""
        return (self.with_role(Role.ADMIN) | self.with_role(Role.AUDITOR)).in_name_order()

    def named_like(self, words: str) -> "MemberQuerySet":
        """Those whose name or number contains every one of these words, accents forgiven."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(models.Q(name__unaccent__icontains=word) | models.Q(number_text=word.lstrip("0")))
        return found

    def in_name_order(self) -> "MemberQuerySet":
        """By name as people look it up: capitals and accents aside."""
        return self.alias(sorted_by=IN_NAME_ORDER).order_by("sorted_by", "pk")

    def after_in_name_order(self, member: "Member") -> "MemberQuerySet":
        """Those that come after this one in name order."""
        theirs = Unaccent(Lower(models.Value(member.name)))
        later = models.Q(sorted_by__gt=theirs) | models.Q(sorted_by=theirs, pk__gt=member.pk)
        return self.alias(sorted_by=IN_NAME_ORDER).filter(later)


class Member(models.Model):
    """A person's or an organisation's membership of one bank."""

    class Kind(models.TextChoices):
        PERSON = "PERSON", _("person")
        ORGANISATION = "ORGANISATION", _("organisation")
        STAFF = "STAFF", _("staff")  # signs in for the bank, holds no account, is not counted

    class State(models.TextChoices):
        APPLICANT = "APPLICANT", _("waiting for an answer")
        APPROVED = "APPROVED", _("member")
        DECLINED = "DECLINED", _("not accepted")
        LEFT = "LEFT", _("has left")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=150)
    number = models.PositiveIntegerField(_("member number"), null=True, blank=True)
    number_text = models.GeneratedField(
        expression=models.functions.Cast("number", models.CharField(max_length=12)),
        output_field=models.CharField(max_length=12, null=True),
        db_persist=True,
    )
    state = models.CharField(max_length=12, choices=State, default=State.APPLICANT)
    roles = ArrayField(models.CharField(max_length=12, choices=Role), default=list, blank=True)
    account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.TextField(_("about"), max_length=2000, blank=True)
    area = models.CharField(_("area"), max_length=60, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("organisation's e-mail"), blank=True)
    needs_approval = models.BooleanField(_("every exchange is approved"), default=False)
    applied_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["bank", "number"], name="member_number_once"),
            models.UniqueConstraint(fields=["bank", "person"], name="member_person_once"),
            models.CheckConstraint(
                condition=models.Q(kind="ORGANISATION", person=None)
                | ~models.Q(kind="ORGANISATION") & ~models.Q(person=None),
                name="member_is_person_or_organisation",
            ),
            models.CheckConstraint(
                # Who left keeps account and number, also while they ask to come back.
                condition=models.Q(account=None) | (models.Q(number__isnull=False) & ~models.Q(kind="STAFF")),
                name="member_account_once_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="APPROVED", kind__in=["PERSON", "ORGANISATION"]) | ~models.Q(account=None),
                name="member_approved_has_account",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=["COORDINATOR", "ADMIN", "AUDITOR"]), name="member_roles_known"
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "state"], name="member_by_state"),
            models.Index(fields=["bank", "applied_at"], condition=models.Q(state="APPLICANT"), name="member_waiting"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.name.split()[0] if self.name.strip() else ""

    @property
    def is_organisation(self) -> bool:
        """Whether an association, a business or an institution is meant."""
        return self.kind == self.Kind.ORGANISATION

    @property
    def is_approved(self) -> bool:
        """Whether they belong now."""
        return self.state == self.State.APPROVED

    @property
    def can_trade(self) -> bool:
        """Whether they may give and receive hours now."""
        return self.is_approved and self.account_id is not None

    def has_role(self, role: str) -> bool:
        """Whether they hold a role now."""
        return self.is_approved and role in self.roles

    @property
    def is_coordinator(self) -> bool:
        """Whether they run the bank day to day."""
        return self.has_role(Role.COORDINATOR)

    @property
    def is_admin(self) -> bool:
        """Whether they run the settings and the reports."""
        return self.has_role(Role.ADMIN)

    @property
    def is_auditor(self) -> bool:
        """Whether they read everything and change nothing."""
        return self.has_role(Role.AUDITOR)

    @property
    def actor_key(self) -> str:
        """How the ledger names them: a key that says nothing about them."""
        return recipient_key(self.pk)


class MemberEvent(models.Model):
    """One line of a membership's history: what happened, when, by whom. Never changed."""

    class Kind(models.TextChoices):
        APPLIED = "APPLIED", _("asked to join")
        APPROVED = "APPROVED", _("became a member")
        DECLINED = "DECLINED", _("was not accepted")
        LEFT = "LEFT", _("left")
        ROLE_GRANTED = "ROLE_GRANTED", _("was given a role")
        ROLE_ENDED = "ROLE_ENDED", _("gave up a role")
        CONTACT_SEEN = "CONTACT_SEEN", _("contact details were looked at")
        LIMITS_ASKED = "LIMITS_ASKED", _("other limits were proposed")
        LIMITS_SET = "LIMITS_SET", _("was given other limits")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=14, choices=Kind)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("member's history")
        verbose_name_plural = _("members' histories")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
