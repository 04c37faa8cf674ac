"""Memberships: who belongs to a bank, and what happened to them there."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from members.models.banks import Bank
from members.models.finding import WHOLE_WORDS, FindingQuerySet
from members.models.keys import recipient_key
from members.models.people import Person


class Role(models.TextChoices):
    """What a member may do for the bank beyond being a member (DESIGN.md section 5)."""

    COORDINATOR = "COORDINATOR", _("coordinator")
    ADMIN = "ADMIN", _("admin")
    AUDITOR = "AUDITOR", _("auditor")
    SAFEGUARDING = "SAFEGUARDING", _("safeguarding lead")
    MEDIATOR = "MEDIATOR", _("mediator")


DAYS = {
    "MON": _("Monday"),
    "TUE": _("Tuesday"),
    "WED": _("Wednesday"),
    "THU": _("Thursday"),
    "FRI": _("Friday"),
    "SAT": _("Saturday"),
    "SUN": _("Sunday"),
}
PARTS_OF_DAY = {"AM": _("morning"), "PM": _("afternoon"), "EVE": _("evening")}
PARTS_OF_WEEK = [
    (f"{day}_{part}", format_lazy("{day}, {part}", day=day_words, part=part_words))
    for day, day_words in DAYS.items()
    for part, part_words in PARTS_OF_DAY.items()
]


def shown_at_first() -> list[str]:
    """Name what of a new profile others may see until its member chooses."""
    return ["PHOTO", "ABOUT", "GIFTS", "AREA", "LANGUAGES", "AVAILABILITY"]


class MemberQuerySet(FindingQuerySet):
    """All reads of members."""

    def of(self, bank: Bank) -> "MemberQuerySet":
        """Those of one bank."""
        return self.filter(bank=bank)

    def approved(self) -> "MemberQuerySet":
        """Those who belong now."""
        return self.filter(state=Member.State.APPROVED)

    def belonging(self) -> "MemberQuerySet":
        """Those who belong, also while they have a rest or are suspended."""
        return self.filter(state__in=Member.BELONGING)

    def resting(self) -> "MemberQuerySet":
        """Those who have a rest or are suspended: no list shows them and they neither give nor receive."""
        return self.filter(state__in=Member.RESTING)

    def back_by(self, day: datetime.date) -> "MemberQuerySet":
        """Those whose rest ends on a day or before it."""
        return self.filter(state=Member.State.PAUSED, back_on__lte=day).order_by("back_on", "pk")

    def to_review(self, day: datetime.date) -> "MemberQuerySet":
        """Those whose suspension is to be looked at again on a day or before it, longest due first."""
        return self.filter(state=Member.State.SUSPENDED, review_on__lte=day).order_by("review_on", "pk")

    def trading(self) -> "MemberQuerySet":
        """Those who can give and receive: approved, with an account."""
        return self.approved().exclude(account=None)

    def in_directory(self) -> "MemberQuerySet":
        """Those whom any member finds in the directory: who gives and receives, and is 18 or older."""
        return self.trading().filter(age_band=Member.AgeBand.ADULT)

    def applicants(self) -> "MemberQuerySet":
        """Those who wait for an answer, longest first."""
        return self.filter(state=Member.State.APPLICANT).order_by("applied_at", "pk")

    def after_in_order_of_asking(self, member: "Member") -> "MemberQuerySet":
        """Those that asked to join after this one."""
        later = models.Q(applied_at__gt=member.applied_at) | models.Q(applied_at=member.applied_at, pk__gt=member.pk)
        return self.filter(later)

    def declined(self) -> "MemberQuerySet":
        """Those who were told 'not this time', who asked last first; not who was erased since."""
        return self.filter(state=Member.State.DECLINED, erasure=None).order_by("-applied_at", "-pk")

    def before_in_order_of_asking(self, member: "Member") -> "MemberQuerySet":
        """Those that asked to join before this one."""
        earlier = models.Q(applied_at__lt=member.applied_at) | models.Q(applied_at=member.applied_at, pk__lt=member.pk)
        return self.filter(earlier)

    def with_role(self, role: Role) -> "MemberQuerySet":
        """Those who hold a role now."""
        return self.approved().filter(roles__contains=[role])

    def coordinating(self) -> "MemberQuerySet":
        """Coordinators, in name order."""
        return self.with_role(Role.COORDINATOR).in_name_order()

    def answering_for_the_books(self) -> "MemberQuerySet":
        """Admins and auditors, who are told what concerns the ledger as a whole."""
        return (self.with_role(Role.ADMIN) | self.with_role(Role.AUDITOR)).in_name_order()


class Member(models.Model):
    """A person's or an organisation's membership of one bank."""

    class Kind(models.TextChoices):
        PERSON = "PERSON", _("person")
        ORGANISATION = "ORGANISATION", _("organisation")
        STAFF = "STAFF", _("staff")  # signs in for the bank, holds no account, is not counted
        SUPPORTER = "SUPPORTER", _("supporter")  # acts for a member only: no account, no number, sees only theirs

    class State(models.TextChoices):
        APPLICANT = "APPLICANT", _("waiting for an answer")
        APPROVED = "APPROVED", _("member")
        PAUSED = "PAUSED", _("having a rest")
        SUSPENDED = "SUSPENDED", _("suspended")
        DECLINED = "DECLINED", _("not accepted")
        LEFT = "LEFT", _("has left")

    class OrganisationKind(models.TextChoices):
        ASSOCIATION = "ASSOCIATION", _("association")
        BUSINESS = "BUSINESS", _("business")
        INSTITUTION = "INSTITUTION", _("institution")

    class Channel(models.TextChoices):
        """How the bank reaches them; who has an e-mail address may still prefer a letter or a call."""

        EMAIL = "EMAIL", _("e-mail")
        PHONE = "PHONE", _("telephone")
        POST = "POST", _("post")
        SITE = "SITE", _("on this site only")

    class AgeBand(models.TextChoices):
        ADULT = "ADULT", _("18 or older")
        TEEN = "TEEN", _("16 or 17")
        CHILD = "CHILD", _("under 16")

    class Item(models.TextChoices):
        """What of a profile other members may see, each by the member's own choice."""

        PHOTO = "PHOTO", _("my photo")
        ABOUT = "ABOUT", _("about me")
        GIFTS = "GIFTS", _("what I can do")
        AREA = "AREA", _("where I live, roughly")
        LANGUAGES = "LANGUAGES", _("my languages")
        AVAILABILITY = "AVAILABILITY", _("when I have time")
        ACCESS = "ACCESS", _("what helps me take part")
        TELEPHONE = "TELEPHONE", _("my telephone number")
        EMAIL = "EMAIL", _("my e-mail address")
        BANKS = "BANKS", _("my other time banks")

    RESTING = (State.PAUSED, State.SUSPENDED)
    BELONGING = (State.APPROVED, *RESTING)

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=150)
    former_names = ArrayField(models.CharField(max_length=150), default=list, blank=True, editable=False)
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
    thanked_for = models.CharField(_("what people thank them for"), max_length=500, blank=True)
    area = models.CharField(_("area"), max_length=60, blank=True)
    known_by = models.CharField(_("a member who knows them"), max_length=100, blank=True)  # told on joining
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=300, blank=True)
    contact_email = models.EmailField(_("organisation's e-mail"), blank=True)
    channel = models.CharField(_("how we reach them"), max_length=6, choices=Channel, default=Channel.EMAIL)
    organisation_kind = models.CharField(_("kind of organisation"), max_length=12, choices=OrganisationKind, blank=True)
    has_public_page = models.BooleanField(_("anybody may read the organisation's page"), default=False)
    age_band = models.CharField(_("age"), max_length=6, choices=AgeBand, default=AgeBand.ADULT)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    access_needs = models.CharField(_("what helps them take part"), max_length=500, blank=True)
    availability = ArrayField(models.CharField(max_length=12, choices=PARTS_OF_WEEK), default=list, blank=True)
    photo = models.CharField(max_length=100, blank=True, editable=False)  # its name in the storage, a random one
    shows = ArrayField(models.CharField(max_length=12, choices=Item), default=shown_at_first, blank=True)
    search_text = models.TextField(blank=True, editable=False)  # what others may find them by: only what they show
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    needs_approval = models.BooleanField(_("every exchange is approved"), default=False)
    back_on = models.DateField(_("back from a rest on"), null=True, blank=True)
    review_on = models.DateField(_("suspension is looked at again on"), null=True, blank=True)
    has_died = models.BooleanField(_("has died"), default=False)
    source_hash = models.CharField(max_length=32, blank=True, editable=False)  # of their number in another program
    applied_at = models.DateTimeField(default=timezone.now, editable=False)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = MemberQuerySet.as_manager()

    awaits_second_step = False  # set by members.access for who asks: their roles do not count until they have shown it

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["bank", "number"], name="member_number_once"),
            models.UniqueConstraint(fields=["bank", "person"], name="member_person_once"),
            models.UniqueConstraint(
                fields=["bank", "source_hash"], condition=~models.Q(source_hash=""), name="member_imported_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="ORGANISATION", person=None)
                | ~models.Q(kind="ORGANISATION") & ~models.Q(person=None),
                name="member_is_person_or_organisation",
            ),
            models.CheckConstraint(
                # Who left keeps account and number, also while they ask to come back.
                condition=models.Q(account=None)
                | (models.Q(number__isnull=False) & ~models.Q(kind__in=["STAFF", "SUPPORTER"])),
                name="member_account_once_approved",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["APPROVED", "PAUSED", "SUSPENDED"], kind__in=["PERSON", "ORGANISATION"])
                | ~models.Q(account=None),
                name="member_approved_has_account",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=["COORDINATOR", "ADMIN", "AUDITOR", "SAFEGUARDING", "MEDIATOR"]),
                name="member_roles_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="SUPPORTER") | models.Q(roles=[], number=None),
                name="member_supporter_has_no_role",
            ),
            models.CheckConstraint(
                condition=models.Q(age_band="ADULT") | models.Q(kind="PERSON", photo="", roles=[]),
                name="member_under_18_no_photo_no_role",
            ),
            models.CheckConstraint(
                condition=models.Q(back_on=None) | models.Q(state="PAUSED"), name="member_back_on_while_paused"
            ),
            models.CheckConstraint(
                condition=models.Q(state="SUSPENDED", review_on__isnull=False)
                | ~models.Q(state="SUSPENDED") & models.Q(review_on=None),
                name="member_suspended_is_reviewed",
            ),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="member_not_into_itself"),
        ]
        indexes = [
            models.Index(fields=["bank", "state"], name="member_by_state"),
            models.Index(fields=["bank", "applied_at"], condition=models.Q(state="APPLICANT"), name="member_waiting"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="member_merged"),
            models.Index(fields=["back_on"], condition=models.Q(state="PAUSED"), name="member_back"),
            models.Index(fields=["bank", "review_on"], condition=models.Q(state="SUSPENDED"), name="member_review"),
            GinIndex(OpClass(models.F("search_text"), name="gin_trgm_ops"), name="member_search"),
            GinIndex(WHOLE_WORDS, name="member_whole_words"),
            GinIndex(fields=["languages"], name="member_languages"),
        ]

    def __str__(self) -> str:
        return self.name

    def be_called(self, name: str) -> None:
        """Take a name, and remember the one before, for what was written under it goes when they are erased, too."""
        self.former_names = [each for each in (*self.former_names, self.name) if each not in ("", name)]
        self.name = name

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
    def may_come_in(self) -> bool:
        """Whether there is still a membership that somebody could sign in to: they live, and it is not over."""
        return self.state not in {self.State.LEFT, self.State.DECLINED} and not self.has_died

    @property
    def is_resting(self) -> bool:
        """Whether they have a rest or are suspended."""
        return self.state in self.RESTING

    @property
    def belongs(self) -> bool:
        """Whether they are a member, also while they have a rest or are suspended."""
        return self.state in self.BELONGING

    @property
    def speaks_of_the_past(self) -> bool:
        """Whether they may say what happened before: also who has a rest or is suspended answers for that."""
        return self.belongs and self.account_id is not None

    @property
    def is_minor(self) -> bool:
        """Whether they are under 18."""
        return self.age_band != self.AgeBand.ADULT

    def shows_item(self, item: str) -> bool:
        """Whether they chose that other members may see this part of their profile."""
        return item in self.shows

    @property
    def shown_about(self) -> str:
        """What they tell about themselves, where others may read it."""
        return self.about if self.shows_item(self.Item.ABOUT) else ""

    @property
    def shown_area(self) -> str:
        """Where they live, roughly, where others may read it."""
        return self.area if self.shows_item(self.Item.AREA) else ""

    @property
    def shown_photo(self) -> str:
        """The name of their photo, where others may see it now: a rest, leaving and being under 18 hide it."""
        return self.photo if self.shows_item(self.Item.PHOTO) and self.is_approved and not self.is_minor else ""

    @property
    def can_trade(self) -> bool:
        """Whether they may give and receive hours now."""
        return self.is_approved and self.account_id is not None

    def has_role(self, role: str) -> bool:
        """Whether they hold a role now."""
        return self.is_approved and role in self.roles and not self.awaits_second_step

    @property
    def is_coordinator(self) -> bool:
        """Whether they run the bank day to day."""
        return self.has_role(Role.COORDINATOR)

    @property
    def is_admin(self) -> bool:
        """Whether they run the settings and the reports."""
        return self.has_role(Role.ADMIN)

    @property
    def is_mediator(self) -> bool:
        """Whether they help two members to settle what is not right."""
        return self.has_role(Role.MEDIATOR)

    @property
    def is_auditor(self) -> bool:
        """Whether they read everything and change nothing."""
        return self.has_role(Role.AUDITOR)

    @property
    def runs_or_audits(self) -> bool:
        """Whether they read every exchange and every balance of the bank."""
        return self.is_coordinator or self.is_admin or self.is_auditor

    def is_same_person_as(self, other: "Member") -> bool:
        """Whether two memberships, of one bank or of two, are one person's."""
        return self.pk == other.pk or (self.person_id is not None and self.person_id == other.person_id)

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
        NOT_YET = "NOT_YET", _("was told what is still missing")
        STEP_CHANGED = "STEP_CHANGED", _("a step of joining changed")
        VOUCHED = "VOUCHED", _("somebody vouched for them")
        ROLE_ASKED = "ROLE_ASKED", _("was proposed for a role")
        PAUSED = "PAUSED", _("began a rest")
        RETURNED = "RETURNED", _("came back")
        SUSPENDED = "SUSPENDED", _("was suspended")
        DIED = "DIED", _("has died")
        MERGED = "MERGED", _("two entries became one")
        PROFILE_CHANGED = "PROFILE_CHANGED", _("the profile was changed")
        EMAIL_CHANGED = "EMAIL_CHANGED", _("the e-mail address was changed")
        MANDATE_BEGAN = "MANDATE_BEGAN", _("somebody may act for them")
        MANDATE_ENDED = "MANDATE_ENDED", _("somebody no longer acts for them")
        CHECK_SEEN = "CHECK_SEEN", _("a check was seen")
        CHECK_ENDED = "CHECK_ENDED", _("a check no longer counts")
        AGE_CHANGED = "AGE_CHANGED", _("the age was changed")
        NOTE_WRITTEN = "NOTE_WRITTEN", _("a note was written")
        CONSENT_GIVEN = "CONSENT_GIVEN", _("gave consent")
        CONSENT_ENDED = "CONSENT_ENDED", _("took consent back")
        DATA_TAKEN = "DATA_TAKEN", _("what we hold was taken out")
        ERASED = "ERASED", _("was erased")
        IMPORTED = "IMPORTED", _("was brought over from elsewhere")
        LIMITS_ASKED = "LIMITS_ASKED", _("other limits were proposed")
        LIMITS_SET = "LIMITS_SET", _("was given other limits")
        LISTING_CHANGED = "LISTING_CHANGED", _("an offer or a request was changed")
        LISTING_CLOSED = "LISTING_CLOSED", _("an offer or a request was taken down")
        ANSWERED = "ANSWERED", _("answered what a member wrote")
        LISTING_PAUSED = "LISTING_PAUSED", _("an offer or a request was paused or opened again")
        LISTING_RENEWED = "LISTING_RENEWED", _("an offer or a request was renewed")
        BLOCKED = "BLOCKED", _("wishes no messages from somebody")
        UNBLOCKED = "UNBLOCKED", _("lets somebody write again")
        REPORTED = "REPORTED", _("reported what somebody wrote")
        LETTERS_SEEN = "LETTERS_SEEN", _("messages were read, because one of the two reported them")
        HOURS_GIVEN = "HOURS_GIVEN", _("gave hours away")
        SIGNED_UP = "SIGNED_UP", _("was signed up for an event")
        ROUND_ENTERED = "ROUND_ENTERED", _("a part in a round was changed, or a proposal of it answered")
        INTRODUCED = "INTRODUCED", _("was brought together with somebody")
        VOICE_WRITTEN = "VOICE_WRITTEN", _("what they say of a service was written down for them")
        WISH_WRITTEN = "WISH_WRITTEN", _("what they would like to take part in was written down for them")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    is_on_behalf = models.BooleanField(default=False)  # done for the member by `by`, who was told or may act for them
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("member's history")
        verbose_name_plural = _("members' histories")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["member", "-id"], name="memberevent_newest"),
            models.Index(
                fields=["-id"], condition=models.Q(kind__in=["ROLE_GRANTED", "ROLE_ENDED"]), name="memberevent_roles"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
