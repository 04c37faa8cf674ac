"""Gifts: what a member can do, teach or enjoys, added, changed and taken out again."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_be_own_or_run_bank
from members.actions.profiles import Part, note_change
from members.actions.searching import refresh_search_text
from members.models import Gift, Member
from timebank.lib.errors import RuleBroken

MOST_GIFTS = 40


class GiftRefused(RuleBroken):
    """This cannot be added to what a member can do."""


@dataclass(frozen=True)
class GiftWords:
    """A gift in the member's own words, of which kind, and what they would do with it."""

    kind: str
    words: str
    would: Sequence[str] = ()


@transaction.atomic
def add_gift(member: Member, told: GiftWords, *, by: Member | None, at: datetime.datetime) -> Gift:
    """Add something a member can do; the same words again change the one that is there. `by` None: told on joining."""
    member = locked(member)
    if by is not None:
        must_be_own_or_run_bank(member, by)
    words = " ".join(told.words.split())
    if not words:
        raise GiftRefused(_("Write what it is, in a few words."))
    standing: Gift | None = member.gifts.called(words).first()
    if standing and (standing.kind, standing.words, standing.would) == (told.kind, words, list(told.would)):
        return standing
    if standing is None and member.gifts.count() >= MOST_GIFTS:
        raise GiftRefused(_("That is a long list already. Take something out first."))
    gift = standing or Gift(member=member, added_by=by, added_at=at)
    gift.words, gift.kind, gift.would = words, told.kind, list(told.would)
    gift.save()
    refresh_search_text(member)
    if by is not None:
        note_change(member, Part.GIFTS, by=by, at=at)
    return gift


@transaction.atomic
def change_gift(gift: Gift, told: GiftWords, *, by: Member, at: datetime.datetime) -> Gift:
    """Say in other words what a member can do, or what they would do with it."""
    member = locked(gift.member)
    must_be_own_or_run_bank(member, by)
    words = " ".join(told.words.split())
    if not words:
        raise GiftRefused(_("Write what it is, in a few words."))
    if member.gifts.called(words).exclude(pk=gift.pk).exists():
        raise GiftRefused(_("That is on the list already."))
    gift.words, gift.kind, gift.would = words, told.kind, list(told.would)
    gift.save(update_fields=["words", "kind", "would"])
    refresh_search_text(member)
    note_change(member, Part.GIFTS, by=by, at=at)
    return gift


@transaction.atomic
def remove_gift(gift: Gift, *, by: Member, at: datetime.datetime) -> None:
    """Take out something a member no longer offers to do. Again does no harm."""
    member = locked(gift.member)
    must_be_own_or_run_bank(member, by)
    removed, _rows = Gift.objects.filter(pk=gift.pk).delete()
    if removed:
        refresh_search_text(member)
        note_change(member, Part.GIFTS, by=by, at=at)
