"""By which way a notice reaches its recipient, and when; or by none any more."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from notices.models import ON_PAPER, URGENT, Channel, Notice, Pace, Recipient, topic_of
from notices.models.outbox import NoticeQuerySet

Delivery = Notice.Delivery
SENT = frozenset({Delivery.EMAIL, Delivery.SMS})  # by us; the others are passed on by people, or read


@dataclass(frozen=True, kw_only=True)
class Way:
    """How one notice goes."""

    delivery: Notice.Delivery
    is_by_post: bool = False
    pace: Pace = Pace.NOW

    def first_attempt(self, recipient: Recipient, kind: str, at: datetime) -> datetime | None:
        """Say when it is sent, which is not in their quiet hours; None for what we do not send."""
        if self.delivery not in SENT:
            return None
        if self.pace == Pace.NOW:
            return at if kind in URGENT else recipient.awake_at(at)
        return recipient.gathering_after(at, self.pace)


LISTED_ONLY = {"delivery": Delivery.IN_APP_ONLY, "next_attempt_at": None, "carrier": None}
ON_SITE = Way(delivery=Delivery.IN_APP_ONLY)


def way_to(recipient: Recipient, *, bank: str, kind: str) -> Way:
    """Choose the way for a kind of notice: as they chose for its topic, else their usual one.

    What cannot go by the way they want is passed on by hand, where there is a desk that would.
    """
    choice = recipient.choice_of(topic_of(kind))
    channel = choice.channel or Channel(recipient.channel)
    if recipient.is_silenced or recipient.is_forgotten or channel == Channel.SITE or choice.pace == Pace.NEVER:
        return ON_SITE
    if channel == Channel.EMAIL and takes_letters(recipient, bank=bank, kind=kind):
        return Way(delivery=Delivery.EMAIL, pace=choice.pace)
    if channel == Channel.SMS and takes_texts(recipient, bank=bank, kind=kind):
        return Way(delivery=Delivery.SMS, pace=choice.pace)
    return by_hand(bank, kind, is_by_post=channel == Channel.POST)


def takes_letters(recipient: Recipient, *, bank: str, kind: str) -> bool:
    """Whether a letter to their address is tried.

    What they asked for in this minute always is, and what no bank's desk would tell them otherwise: a mail server may
    have been wrong about the address, and the link to sign in is the way to say so.
    """
    return bool(recipient.address) and _is_tried(bank, kind, is_refused=recipient.is_mail_refused)


def takes_texts(recipient: Recipient, *, bank: str, kind: str) -> bool:
    """Whether a text message to their number is tried, as a letter to their address would be."""
    return bool(recipient.number_for_texts) and _is_tried(bank, kind, is_refused=recipient.is_number_refused)


def _is_tried(bank: str, kind: str, *, is_refused: bool) -> bool:
    return kind in URGENT or not bank or not is_refused


def by_hand(bank: str, kind: str, *, is_by_post: bool = False) -> Way:
    """Let the desk pass it on, if it has one and this is not printed for everybody anyway."""
    return Way(delivery=Delivery.BY_HAND, is_by_post=is_by_post) if bank and kind not in ON_PAPER else ON_SITE


def keep_back(notices: NoticeQuerySet) -> None:
    """List some unsent notices, and send them no more. What was to go in their letters goes without them."""
    release(notices)
    notices.update(**LISTED_ONLY)


def release(notices: NoticeQuerySet) -> None:
    """Let what was to go in the letters of some notices be gathered anew, at the time these had."""
    carriers = notices.filter(is_gathered=True, next_attempt_at__isnull=False)
    carried = Notice.objects.filter(carrier__in=carriers.values("pk"), sent_at=None, failed_at=None)
    time_of_carrier = Notice.objects.filter(pk=OuterRef("carrier")).values("next_attempt_at")
    carried.update(carrier=None, next_attempt_at=Subquery(time_of_carrier))
