"""Events: group exchanges of hours, many to many, and the series that they come from."""

import datetime
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from members.models import Bank, Mandate, Member

LONGEST_HOURS = 24 * 60
MOST_PLACES = 500
MOST_FROM_POT = 200 * 60
SPONSOR = "sponsor-"  # begins the code of an account that is a sponsor's pot: of an organisation, and no member's own


class EventWords(models.Model):
    """What an event, or each event of a series, says: what, where, when, for how many, and how hours count."""

    class Kind(models.TextChoices):
        MEAL = "MEAL", _("eating together")
        REPAIR = "REPAIR", _("repair café")
        MUSIC = "MUSIC", _("singing or making")
        DIGITAL = "DIGITAL", _("digital drop-in")
        TALK = "TALK", _("one person for many")
        OTHER = "OTHER", _("something else")

    class Pays(models.TextChoices):
        TAKERS = "TAKERS", _("those who are helped")
        POT = "POT", _("the shared pot")
        BOTH = "BOTH", _("those who are helped, and the shared pot for the rest")

    host = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # or the bank
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=100)
    body = models.TextField(_("more about it"), max_length=2000, blank=True)
    place = models.CharField(_("public place"), max_length=150)
    access = models.CharField(_("how to get in and round"), max_length=300, blank=True)
    begins_at_time = models.TimeField()  # in the community's zone
    ends_at_time = models.TimeField()
    places = models.PositiveIntegerField(null=True, blank=True)  # for who takes part; helpers are not counted
    is_public = models.BooleanField(default=True)  # visitors may read it
    is_confidential = models.BooleanField(default=False)  # for its own people: others see that it is, and totals
    is_supervised = models.BooleanField(default=False)  # people under 18 may come
    watched_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pays = models.CharField(max_length=6, choices=Pays, default=Pays.TAKERS)
    pot_minutes = models.PositiveIntegerField(default=0)  # the most that the pot adds
    pot_account = models.ForeignKey(  # a sponsor's, where it is not the time bank's shared pot that pays
        "ledger.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    given_minutes = models.PositiveIntegerField(default=60)  # of who helped, unless the register says otherwise
    received_minutes = models.PositiveIntegerField(default=60)  # of who was helped

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


def _sane(name: str) -> list[models.BaseConstraint]:
    """Name what holds for the words of an event and of a series alike."""
    return [
        models.CheckConstraint(condition=Q(ends_at_time__gt=F("begins_at_time")), name=f"{name}_ends_after_it_begins"),
        models.CheckConstraint(
            condition=Q(places=None) | Q(places__gte=1, places__lte=MOST_PLACES), name=f"{name}_places_sane"
        ),
        models.CheckConstraint(
            condition=Q(is_supervised=False) | Q(watched_by__isnull=False), name=f"{name}_supervised_by_somebody"
        ),
        models.CheckConstraint(
            condition=Q(is_confidential=False) | Q(is_public=False), name=f"{name}_confidential_not_public"
        ),
        models.CheckConstraint(
            condition=Q(pays="TAKERS", pot_minutes=0) | ~Q(pays="TAKERS") & Q(pot_minutes__lte=MOST_FROM_POT),
            name=f"{name}_pot_as_it_pays",
        ),
        models.CheckConstraint(
            condition=Q(given_minutes__lte=LONGEST_HOURS, received_minutes__lte=LONGEST_HOURS),
            name=f"{name}_usual_hours_sane",
        ),
    ]


class Series(EventWords):
    """Events that come again: every week, every two weeks or every month, until a day. A job makes them ahead."""

    class Every(models.TextChoices):
        WEEK = "WEEK", _("every week")
        TWO_WEEKS = "TWO_WEEKS", _("every two weeks")
        MONTH = "MONTH", _("every month, on the same weekday")

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    every = models.CharField(max_length=9, choices=Every)
    first_on = models.DateField()
    until_on = models.DateField()
    made_through = models.DateField()  # the day up to which its events have been made
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        constraints = [
            *_sane("series"),
            models.CheckConstraint(condition=Q(until_on__gte=F("first_on")), name="series_until_after_first"),
        ]
        indexes = [models.Index(fields=["made_through"], condition=Q(ended_at=None), name="series_to_make")]


class EventQuerySet(models.QuerySet["Event"]):
    """All reads of events."""

    def of(self, bank: Bank) -> "EventQuerySet":
        """Those of one bank."""
        return self.filter(bank=bank)

    def readable_by(self, asker: Member | None) -> "EventQuerySet":
        """Those somebody may read: visitors what is open to them, members what was agreed and what is their own.

        Of what is confidential those who run or audit the bank read that there is one, and what it came to in all.
        """
        if asker is not None and asker.runs_or_audits:
            return self
        shown = Q(state__in=Event.SHOWN)
        if asker is None:
            return self.filter(shown, is_public=True)
        return self.meant_for(asker).filter(shown | Q(host=asker) | Q(made_by=asker) | _put_on_through(asker))

    def meant_for(self, member: Member | None) -> "EventQuerySet":
        """Those that are for all, and of those that are confidential where a member is one of its own people."""
        open_to_all = Q(is_confidential=False)
        if member is None:
            return self.filter(open_to_all)
        own = Q(host=member) | Q(made_by=member) | Q(watched_by=member)
        listed = Attendee.objects.on_list().filter(event=OuterRef("pk"), member=member)
        return self.filter(open_to_all | own | _put_on_through(member) | Q(Exists(listed)))

    def upcoming(self, today: datetime.date) -> "EventQuerySet":
        """Those to come, the next one first; what was cancelled or declined is left out."""
        standing = self.filter(on__gte=today).exclude(state__in=[Event.State.CANCELLED, Event.State.DECLINED])
        return standing.order_by("on", "pk")

    def past(self, today: datetime.date) -> "EventQuerySet":
        """Those that took place, the last one first."""
        return self.filter(on__lt=today, state__in=Event.TOOK_PLACE).order_by("-on", "-pk")

    def without_register(self, today: datetime.date) -> "EventQuerySet":
        """Those whose day has passed and of which nobody has said who came, longest ago first."""
        return self.filter(state=Event.State.OPEN, on__lt=today).order_by("on", "pk")

    def awaiting_approval(self) -> "EventQuerySet":
        """Those whose register waits for a coordinator, longest first."""
        return self.filter(state=Event.State.REGISTERED).order_by("state_since", "pk")

    def awaiting_agreement(self) -> "EventQuerySet":
        """Those that a coordinator must agree to before members see them, longest first."""
        return self.filter(state=Event.State.WAITING).order_by("state_since", "pk")


def _put_on_through(member: Member) -> Q:
    """Ask for what is confidential and put on by an organisation that a member acts for."""
    acts = Mandate.objects.acting().filter(kind__in=Mandate.OF_ORGANISATIONS, holder=member, member=OuterRef("host"))
    return Q(Exists(acts), is_confidential=True)


class Event(EventWords):
    """One event: who may see it, who comes, who came, and the hours that were posted for it."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waits for a coordinator")
        DECLINED = "DECLINED", _("not this time")
        OPEN = "OPEN", _("open")
        CANCELLED = "CANCELLED", _("cancelled")
        REGISTERED = "REGISTERED", _("the register waits for approval")
        POSTED = "POSTED", _("hours posted")

    SHOWN = (State.OPEN, State.CANCELLED, State.REGISTERED, State.POSTED)
    TOOK_PLACE = (State.OPEN, State.REGISTERED, State.POSTED)

    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    state_since = models.DateTimeField()
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="events")
    series_on = models.DateField(null=True)  # its day in the series, also where it was moved alone
    reminded_at = models.DateTimeField(null=True)  # not read any more: it goes with the next release
    others_came = models.PositiveIntegerField(default=0)  # counted, and nobody asked for their names
    register_number = models.PositiveIntegerField(default=0)  # grows with each saving: two at once are told
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    postings = models.PositiveIntegerField(default=0)  # how often its hours were posted or put right
    pot_transfer = models.ForeignKey(
        "ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    posted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            *_sane("event"),
            models.UniqueConstraint(fields=["series", "series_on"], name="event_once_in_series"),
            models.CheckConstraint(
                condition=~Q(state="POSTED") | Q(posted_at__isnull=False), name="event_posted_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "on", "id"], name="event_by_day"),
            models.Index(fields=["bank", "state", "state_since", "id"], name="event_waiting"),
        ]

    def is_put_on_by(self, member: Member) -> bool:
        """Whether somebody puts it on: its host, who made it, and of what is confidential who acts for its host."""
        if member.pk in (self.host_id, self.made_by_id):
            return True
        if not self.is_confidential or self.host_id is None:
            return False
        acts = Mandate.objects.acting().filter(kind__in=Mandate.OF_ORGANISATIONS)
        return acts.of_party(member.pk, self.host_id).exists()

    @property
    def is_open(self) -> bool:
        """Whether people may sign up, as far as its day has not passed."""
        return self.state == self.State.OPEN

    @property
    def is_posted(self) -> bool:
        """Whether its hours are in the ledger."""
        return self.state == self.State.POSTED


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    """All reads of who comes and who came."""

    def coming(self) -> "AttendeeQuerySet":
        """Those who have a place, or help."""
        return self.filter(state=Attendee.State.COMING)

    def expected(self) -> "AttendeeQuerySet":
        """Those who come, and those who wait for a place."""
        return self.filter(state__in=[Attendee.State.COMING, Attendee.State.WAITING])

    def on_list(self) -> "AttendeeQuerySet":
        """Those whom the register lists: who came, and who is or was expected."""
        return self.filter(Q(state__in=[Attendee.State.COMING, Attendee.State.WAITING]) | Q(came=True))

    def with_place(self) -> "AttendeeQuerySet":
        """Those whose place is counted."""
        return self.coming().filter(part=Attendee.Part.GUEST)

    def waiting(self) -> "AttendeeQuerySet":
        """Those who wait for a place, longest first."""
        return self.filter(state=Attendee.State.WAITING).order_by("since", "pk")

    def on_register(self) -> "AttendeeQuerySet":
        """Those whom the register lists, by name."""
        return self.on_list().select_related("member").order_by("member__name", "pk")


class Attendee(models.Model):
    """One member at one event: what they signed up for, whether they came, and for how long."""

    class Part(models.TextChoices):
        HELPER = "HELPER", _("helps")
        GUEST = "GUEST", _("takes part")

    class State(models.TextChoices):
        COMING = "COMING", _("comes")
        WAITING = "WAITING", _("waits for a place")
        OFF = "OFF", _("does not come")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attendees")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=6, choices=Part)
    state = models.CharField(max_length=7, choices=State)
    since = models.DateTimeField()
    signed_up_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")  # for the member
    is_walk_in = models.BooleanField(default=False)
    came = models.BooleanField(null=True)  # None until the register says it
    given_minutes = models.PositiveIntegerField(default=0)
    received_minutes = models.PositiveIntegerField(default=0)
    is_excused = models.BooleanField(default=False)  # the pot pays what they received
    given_transfer = models.ForeignKey(
        "ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    received_transfer = models.ForeignKey(
        "ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects: ClassVar[Any] = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        constraints = [
            models.UniqueConstraint(fields=["event", "member"], name="attendee_once"),
            models.CheckConstraint(
                condition=Q(given_minutes__lte=LONGEST_HOURS, received_minutes__lte=LONGEST_HOURS),
                name="attendee_hours_sane",
            ),
            models.CheckConstraint(
                condition=Q(came=True) | Q(given_minutes=0, received_minutes=0), name="attendee_hours_only_who_came"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "event"], name="attendee_of_member"),
            models.Index(fields=["event", "state", "since", "id"], name="attendee_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.state}"


class Guest(models.Model):
    """Somebody who came and is no member yet. A name, and a way to reach them, only with their say-so."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(_("name"), max_length=150)
    contact = models.CharField(_("telephone or e-mail"), max_length=150, blank=True)
    said_yes_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    invitation = models.OneToOneField(
        "members.Invitation", on_delete=models.PROTECT, null=True, related_name="event_guest"
    )
    forgotten_at = models.DateTimeField(null=True)  # when name and way to reach them were cleared

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(name="", contact=""), name="guest_forgotten_has_no_words"
            )
        ]

    def __str__(self) -> str:
        return self.name


class EventStep(models.Model):
    """One line of an event's history: what was done, when, by whom and why. Never changed."""

    class Kind(models.TextChoices):
        MADE = "MADE", _("put on")
        AGREED = "AGREED", _("a coordinator agreed")
        DECLINED = "DECLINED", _("a coordinator declined it")
        CHANGED = "CHANGED", _("changed")
        CANCELLED = "CANCELLED", _("cancelled")
        REGISTERED = "REGISTERED", _("the register was written")
        SENT_BACK = "SENT_BACK", _("the register was sent back")
        POSTED = "POSTED", _("the hours were posted")
        TAKEN_BACK = "TAKEN_BACK", _("the hours were taken back")
        PUT_RIGHT = "PUT_RIGHT", _("one line was put right")

    BY_OTHERS = (Kind.AGREED, Kind.DECLINED, Kind.SENT_BACK, Kind.POSTED, Kind.TAKEN_BACK)  # than who puts it on

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=2500, blank=True)  # or what it said before, where it was reworded

    class Meta:
        verbose_name = _("step of an event")
        verbose_name_plural = _("steps of events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["event", "id"], name="eventstep_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
