"""Public services: an organisation with places, staff and a sponsor's pot."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import Unaccent
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from members.models import Area, Bank, Mandate, Member, MemberQuerySet


class ServiceQuerySet(models.QuerySet["Service"]):
    """All reads of services."""

    def of(self, bank: Bank) -> "ServiceQuerySet":
        """Those of one bank, with the organisation that each is, by its name: capitals and accents aside."""
        found = self.filter(bank=bank).select_related("organisation")
        return found.alias(sorted_by=Unaccent(Lower("organisation__name"))).order_by("sorted_by", "pk")

    def after(self, service: "Service") -> "ServiceQuerySet":
        """Those of `of` that come behind this one."""
        name = Unaccent(Lower(Value(service.organisation.name)))
        return self.filter(Q(sorted_by__gt=name) | Q(sorted_by=name, pk__gt=service.pk))

    def working(self) -> "ServiceQuerySet":
        """Those that give and receive now: their organisation belongs to the bank."""
        return self.filter(organisation__state=Member.State.APPROVED)

    def named_in_books(self) -> "ServiceQuerySet":
        """Those that may stand beside people whom their sponsor's pot paid: nothing they run is confidential."""
        return self.exclude(kind__in=Service.KEEPS_SECRETS).exclude(programmes__is_confidential=True)

    def readable_by(self, asker: Member | None) -> "ServiceQuerySet":
        """Those somebody may read: visitors those that open their page, members all that work."""
        if asker is not None and asker.runs_or_audits:
            return self
        working = self.working()
        return working.filter(organisation__has_public_page=True) if asker is None else working

    def served_by(self, holder: Member) -> "ServiceQuerySet":
        """Those for which somebody may act now: they are its staff."""
        mandates = Mandate.objects.acting().filter(holder=holder, member=OuterRef("organisation"))
        return self.filter(Exists(mandates))

    def run_by(self, holder: Member) -> "ServiceQuerySet":
        """Those of which somebody runs the programmes now: its managers do, and staff who have sessions as a duty."""
        mandates = Mandate.objects.acting().filter(holder=holder, member=OuterRef("organisation"))
        posts = StaffPost.objects.filter(member=holder, service=OuterRef("pk"))
        duty = posts.filter(duties__contains=[StaffPost.Duty.SESSIONS])
        return self.filter(Exists(mandates.filter(kind=Mandate.Kind.MANAGER)) | Exists(mandates) & Exists(duty))


class Service(models.Model):
    """What one organisation of the bank does for the public: a surgery, a school, a library, a care home.

    Its account is its organisation's. `pot` is the sponsor's pot: hours put aside for those who help in its programmes.
    """

    class Kind(models.TextChoices):
        SURGERY = "SURGERY", _("GP surgery")
        HOSPITAL = "HOSPITAL", _("hospital")
        SCHOOL = "SCHOOL", _("school")
        LIBRARY = "LIBRARY", _("library")
        CARE_HOME = "CARE_HOME", _("care home")
        HOUSING = "HOUSING", _("housing office")
        EMERGENCY = "EMERGENCY", _("fire or ambulance service")
        JOBS = "JOBS", _("job centre")
        YOUTH = "YOUTH", _("youth service")
        PRISON = "PRISON", _("prison")
        COUNCIL = "COUNCIL", _("council")
        OTHER = "OTHER", _("another service")

    KEEPS_SECRETS = (Kind.SURGERY, Kind.HOSPITAL, Kind.PRISON)  # whose programmes are confidential unless they say so

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="services")
    organisation = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="service")
    slug = models.SlugField(_("short name in the address"), max_length=60)
    kind = models.CharField(_("kind of service"), max_length=9, choices=Kind)
    opening_times = models.TextField(_("when it is open"), max_length=500, blank=True)
    pot = models.OneToOneField("ledger.Account", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bank", "slug"], name="service_slug_once")]

    def __str__(self) -> str:
        return self.organisation.name

    def holders(self) -> MemberQuerySet:
        """Who may act for it now: its staff."""
        mandates = Mandate.objects.acting().filter(holder=OuterRef("pk"), member=self.organisation_id)
        found: MemberQuerySet = Member.objects.filter(Exists(mandates))
        return found

    def staff_between(self, first_on: datetime.date, last_on: datetime.date) -> MemberQuerySet:
        """Those of its bank who could act for it on some of these days, whether they can now or not."""
        zone = self.bank.zone_info()
        begins = datetime.datetime.combine(first_on, datetime.time.min, zone)
        ends = datetime.datetime.combine(last_on, datetime.time.max, zone)
        mandates = Mandate.objects.filter(
            Q(ended_at=None) | Q(ended_at__gte=begins),
            holder=OuterRef("pk"),
            member=self.organisation_id,
            kind__in=Mandate.OF_ORGANISATIONS,
            began_at__lte=ends,
        )
        return Member.objects.belonging().filter(Exists(mandates))

    @property
    def keeps_secrets(self) -> bool:
        """Whether its programmes are confidential unless they say otherwise: who is ill or in prison is nobody's."""
        return self.kind in self.KEEPS_SECRETS


class ServicePlace(models.Model):
    """One place of a service that is open to the public: where it is, and how to get in and round."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="places")
    name = models.CharField(_("name of the place"), max_length=100)
    address = models.CharField(_("where it is"), max_length=200, blank=True)
    access = models.CharField(_("how to get in and round"), max_length=300, blank=True)
    is_step_free = models.BooleanField(_("there are no steps"), default=False)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    opening_times = models.CharField(_("when it is open"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("place of a service")
        verbose_name_plural = _("places of services")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("service", Lower("name"), name="serviceplace_name_once")]

    def __str__(self) -> str:
        return self.name


class StaffPostQuerySet(models.QuerySet["StaffPost"]):
    """All reads of posts."""

    def held(self) -> "StaffPostQuerySet":
        """Those of who may act for the service now: when the mandate ends, the post says nothing any more."""
        mandates = Mandate.objects.acting().filter(holder=OuterRef("member"), member=OuterRef("service__organisation"))
        return self.filter(Exists(mandates))


class StaffPost(models.Model):
    """What a delegate does at a service. Whether they may act for it is said by their mandate alone."""

    class Duty(models.TextChoices):
        REFER = "REFER", _("introduces people to the time bank")
        SESSIONS = "SESSIONS", _("runs sessions and keeps their registers")

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="posts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="posts")
    job = models.CharField(_("what they do there"), max_length=100, blank=True)
    duties = ArrayField(models.CharField(max_length=8, choices=Duty), default=list, blank=True)

    objects: ClassVar[Any] = StaffPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post at a service")
        verbose_name_plural = _("posts at services")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["service", "member"], name="staffpost_once"),
            models.CheckConstraint(condition=Q(duties__contained_by=["REFER", "SESSIONS"]), name="staffpost_duties"),
        ]

    def __str__(self) -> str:
        return self.job
