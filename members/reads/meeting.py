"""Whom a new member may like to meet: members who show a gift or an area they share, and who runs the bank."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from members.models import Bank, Gift, Member, Role, is_not_apart

NEW_FOR = datetime.timedelta(days=30)
MOST_SHOWN = 3
MOST_LOOKED_AT = 30
MOST_WORDS = 12
SHORTEST_WORD, LETTERS_ALIKE = 4, 5
FILLERS = frozenset({"help", "with", "from", "another", "other", "things", "something", "people", "somebody", "about"})


@dataclass(frozen=True)
class Meeting:
    """A member somebody may like to meet, and why."""

    member: Member
    why: str


@dataclass(frozen=True)
class Guide:
    """Whom a new member rings with a question."""

    name: str
    telephone: str


def people_to_meet(member: Member) -> list[Meeting]:
    """List up to three members who share a gift or the area with a member, and show it; with three queries.

    Nobody under 18 is shown to anybody, nor is anybody shown to them; nor two of whom one has blocked the other.
    """
    if member.is_minor:
        return []
    words = _telling_words(Gift.objects.filter(member=member).values_list("words", flat=True))
    shares = _shares(words, member.area)
    if not shares:
        return []
    others = Member.objects.of(member.bank).trading().filter(is_not_apart(member)).exclude(pk=member.pk)
    grown = others.filter(shares, kind=Member.Kind.PERSON, age_band=Member.AgeBand.ADULT)
    found = grown.order_by("-joined_at", "pk").prefetch_related("gifts")[:MOST_LOOKED_AT]
    meetings = [Meeting(other, _why(other, words)) for other in sorted(found, key=lambda each: -_likeness(each, words))]
    return meetings[:MOST_SHOWN]


def guide_of(bank: Bank) -> Guide:
    """Say whom a new member rings: who answers by the bank's settings, else its first coordinator."""
    name = bank.contact_name
    if not name:
        coordinator = Member.objects.of(bank).with_role(Role.COORDINATOR).order_by("pk").first()
        name = coordinator.name if coordinator else ""
    return Guide(name=name, telephone=bank.telephone)


def is_new(member: Member, at: datetime.datetime) -> bool:
    """Whether somebody joined so lately that their home shows whom they might meet."""
    return member.joined_at is not None and at - member.joined_at < NEW_FOR


def in_a_letter(meetings: Sequence[Meeting], guide: Guide) -> str:
    """Write whom to meet, and whom to ring, as the end of the letter of welcome."""
    lines = [f"{meeting.member.name}. {meeting.why}" for meeting in meetings]
    parts = ["\n".join([_("You might like to meet:"), *lines])] if lines else []
    if guide.name and guide.telephone:
        words = {"name": guide.name, "telephone": guide.telephone}
        parts.append(_("%(name)s helps you start: %(telephone)s.") % words)
    return "\n\n".join(parts)


def _telling_words(gifts: Iterable[str]) -> list[str]:
    """Give how the words that tell something begin: 'gardening' and 'the garden' are alike."""
    words = (word.lower() for gift in gifts for word in re.findall(r"\w+", gift))
    begins = (word[:LETTERS_ALIKE] for word in words if len(word) >= SHORTEST_WORD and word not in FILLERS)
    return list(dict.fromkeys(begins))[:MOST_WORDS]


def _shares(words: Sequence[str], area: str) -> Q:
    shares = Q()
    if area:
        shares |= Q(shows__contains=[Member.Item.AREA], area__iexact=area)
    if words:
        alike = Gift.objects.filter(member=OuterRef("pk"), words__iregex=rf"\m({'|'.join(words)})")
        shares |= Q(Exists(alike), shows__contains=[Member.Item.GIFTS])
    return shares


def _shared_gift(other: Member, words: Sequence[str]) -> str:
    if not other.shows_item(Member.Item.GIFTS):
        return ""
    return next((gift.words for gift in other.gifts.all() if set(_telling_words([gift.words])) & set(words)), "")


def _likeness(other: Member, words: Sequence[str]) -> int:
    return 1 if _shared_gift(other, words) else 0


def _why(other: Member, words: Sequence[str]) -> str:
    gift = _shared_gift(other, words)
    if gift:
        return _("You share a gift: %(gift)s.") % {"gift": gift}
    return _("Lives near you: %(area)s.") % {"area": other.area} if other.shows_item(Member.Item.AREA) else ""
