"""Who can be reached, and how: by their usual way, or as they chose for a topic, and never in their quiet hours."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from notices.models.topics import Topic
from timebank.lib.telephones import number_for_texts

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
GATHERED_AT = time(9)  # by the recipient's clock
MONDAY = 0  # the day of what is gathered weekly: it is for the week ahead


class Channel(models.TextChoices):
    """By which way somebody is told, besides their list on the site."""

    EMAIL = "EMAIL", _("e-mail")
    SMS = "SMS", _("text message")
    PHONE = "PHONE", _("somebody rings me")
    POST = "POST", _("a letter by post")
    SITE = "SITE", _("on this site only")


class Pace(models.TextChoices):
    """How soon, and with how much else."""

    NOW = "NOW", _("at once")
    DAILY = "DAILY", _("once a day, together")
    WEEKLY = "WEEKLY", _("once a week, together")
    NEVER = "NEVER", _("never")


BY_DESK = frozenset({Channel.PHONE, Channel.POST})  # what people do, not we
NOT_BY_DESK = frozenset({Topic.SUGGESTIONS})  # nobody is rung for most of them: see models.outbox.ON_PAPER
USUAL_PACE = {Topic.SUGGESTIONS: Pace.DAILY}  # nobody waits for an answer to them, and there may be several a day


@dataclass(frozen=True)
class Choice:
    """What somebody chose for a topic; without a channel it goes their usual way."""

    pace: Pace
    channel: Channel | None = None


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """All reading of recipients."""

    def of_person(self, keys: Iterable[str]) -> "RecipientQuerySet":
        """One person, once for each of their time banks, by the time bank's name."""
        return self.filter(key__in=list(keys), is_forgotten=False).order_by("sender", "pk")

    def languages_of(self, keys: Iterable[str]) -> dict[str, str]:
        """Say by key in which language some are written to."""
        return dict(self.filter(key__in=list(keys)).values_list("key", "language"))


class Recipient(models.Model):
    """Somebody who can be told something, known only by a key such as 'member:12'."""

    key = models.CharField(max_length=80, unique=True)
    address = models.EmailField(blank=True)  # '' for people without e-mail
    telephone = models.CharField(max_length=40, blank=True)
    has_postal_address = models.BooleanField(default=False)  # we know one; who prints letters reads it there
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.EMAIL)  # their usual way
    sender = models.CharField(max_length=200, blank=True)  # in whose name they are written to: their time bank's
    zone = models.CharField(max_length=60, default="UTC")
    choices = models.JSONField(default=dict)  # {topic: [pace, channel or '']}, of what they chose otherwise
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    refused_address = models.EmailField(blank=True)  # a mail server said that it does not exist: we write there no more
    # The same of a gateway for text messages, and the number as it was asked for.
    refused_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    is_forgotten = models.BooleanField(default=False)
    is_silenced = models.BooleanField(default=False)  # nothing is sent or passed on any more; what they were told stays
    is_on_site_only = models.BooleanField(default=False)  # the channel says it now; the column goes one release later
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects = RecipientQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    @property
    def is_mail_refused(self) -> bool:
        """Whether the address they have now is one that takes no letters."""
        return bool(self.address) and self.refused_address == self.address

    @property
    def is_number_refused(self) -> bool:
        """Whether the number they have now is one that takes no text messages."""
        return bool(self.refused_number) and self.refused_number == self.number_for_texts

    @property
    def number_for_texts(self) -> str:
        """Give their telephone number as a gateway takes it; '' where what we hold is none."""
        return number_for_texts(self.telephone)

    def choice_of(self, topic: Topic) -> Choice:
        """Say how they want to hear of a topic. What concerns account and safety comes at once, by the usual way.

        A way that the topic does not go was never offered for it: there it is the usual one.
        """
        usual = Choice(USUAL_PACE.get(topic, Pace.NOW))
        if topic == Topic.ACCOUNT or topic not in self.choices:
            return usual
        pace, channel = self.choices[topic]
        is_open = channel and not (topic in NOT_BY_DESK and channel in BY_DESK)
        return Choice(Pace(pace), Channel(channel) if is_open else None)

    def awake_at(self, at: datetime) -> datetime:
        """Give this moment, or the end of the quiet hours it lies in, by the clocks of their zone."""
        local = at.astimezone(zoneinfo.ZoneInfo(self.zone))
        if not self._is_quiet(local.time()):
            return at
        is_tomorrow = self.quiet_from > self.quiet_until and local.time() >= self.quiet_from
        morning = datetime.combine(local.date() + timedelta(days=is_tomorrow), self.quiet_until, local.tzinfo)
        first, second = (morning.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return first if first > at else second  # in the night the clocks go back, an hour comes twice

    def gathering_after(self, at: datetime, pace: Pace) -> datetime:
        """Give the moment of the next letter in which they hear together what was told since the one before."""
        local = at.astimezone(zoneinfo.ZoneInfo(self.zone))
        day = local.date() + timedelta(days=local.time() >= GATHERED_AT)
        if pace == Pace.WEEKLY:
            day += timedelta(days=(MONDAY - day.weekday()) % 7)
        return self.awake_at(datetime.combine(day, GATHERED_AT, local.tzinfo).astimezone(UTC))

    def _is_quiet(self, clock: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until
