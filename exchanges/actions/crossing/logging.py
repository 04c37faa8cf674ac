"""Writing down an exchange with a member of another bank, who is found by number and name without being looked up."""

import datetime
import re
import unicodedata
import uuid
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, CannotExchange, check_minutes, must_hold_mandate, must_trade
from exchanges.actions.crossing.acts import move, tell_side, tell_spoken_for
from exchanges.actions.life import LONGEST_WORDS, OLDEST, KeyReused, NothingSaid
from exchanges.actions.suggestions import withdraw_not_begun, withdraw_suggestions
from exchanges.models import Category, CrossExchange, CrossMiss, CrossSide, CrossStep, Step
from members.models import AddressClaim, Bank, Block, Mandate, Member, Partnership
from notices import actions as notices
from notices.models import Deed
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken
from timebank.lib.transactions import atomic_with_retry

MOST_MISSES = 5
MOST_MISSES_OF_COORDINATORS = 20
A_DAY = datetime.timedelta(days=1)
State = CrossExchange.State


class NobodyThere(RuleBroken):
    """No member of that bank has this number and name, or they cannot be asked: it does not say which."""


class BlockedByYou(RuleBroken):
    """Who writes it down has blocked the other themselves: they alone are told so."""


class TooManyMisses(RuleBroken):
    """Somebody tried numbers and names too often in one day."""

    code = "too_many"


@dataclass(frozen=True)
class CrossDraft:
    """What somebody writes down: their own side, and who they say was on the other."""

    own: Member
    gives: bool
    partner: Bank
    number: int
    name: str
    minutes: int
    description: str
    day: datetime.date
    category: Category | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)


def log(draft: CrossDraft, act: Act) -> CrossExchange:
    """Write down what has happened, with the logger's own word; the other is asked in their own bank.

    Raises NobodyThere with one same answer whatever does not fit, and TooManyMisses. A miss is kept when it is refused,
    so this opens transactions of its own. The same key and answers give the first exchange again.
    """
    first = _written_before(draft)
    if first is not None:
        return first
    _check(draft, act)
    other = _look(draft, act)
    if other is None:
        raise _nobody()
    return _write(draft, other, act)


@atomic_with_retry
def _look(draft: CrossDraft, act: Act) -> Member | None:
    """Find who is meant. What does not fit is counted, under the lock of who asks: two at once count as two."""
    Member.objects.select_for_update(no_key=True).get(pk=act.by.pk)
    day_ago = act.at - A_DAY
    misses = CrossMiss.objects.filter(by=act.by)
    misses.filter(at__lte=day_ago).delete()
    most = MOST_MISSES_OF_COORDINATORS if act.by.is_coordinator else MOST_MISSES
    if misses.count() >= most:
        words = _("You have tried several times today. Ask them for their number, and try again tomorrow.")
        raise TooManyMisses(words + " " + _("A coordinator can help, too."))
    candidates = Member.objects.of(draft.partner).trading().filter(number=draft.number, age_band=Member.AgeBand.ADULT)
    found: Member | None = candidates.select_related("bank").first()
    if found is not None and _is_called(found, draft.name) and _has_blocked(act, draft.own, found):
        raise BlockedByYou(_("You have blocked %(name)s. Take that back first.") % {"name": found.name})
    if found is None or not _is_called(found, draft.name) or _are_apart(draft.own, found):
        CrossMiss.objects.create(by=act.by, at=act.at)
        return None
    return found


@atomic_with_retry
def _write(draft: CrossDraft, other: Member, act: Act) -> CrossExchange:
    members = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").order_by("pk")
    found = members.in_bulk([draft.own.pk, other.pk])
    own, other = found[draft.own.pk], found[other.pk]
    if not (own.can_trade and other.can_trade) or own.is_minor or other.is_minor or _are_apart(own, other):
        raise _nobody()
    try:
        with transaction.atomic():
            cross = _new(draft, own, other, act)
    except IntegrityError:
        first = _written_before(draft)
        if first is None:
            raise
        return first
    move(cross, State.LOGGED, CrossStep.Kind.LOGGED, act)
    gives = cross.side_of(own.bank).gives
    notices.note_deed(own.actor_key, Deed.GIVE if gives else Deed.RECEIVE, at=act.at)
    ask(cross, cross.other_side(own.bank), act)
    tell_spoken_for(cross, act)
    for side in cross.sides.all():
        _withdraw_suggestions(side)
    return cross


def _withdraw_suggestions(side: CrossSide) -> None:
    mine = [side.member]
    withdraw_suggestions(side.bank, earn=mine if side.gives else (), spend=() if side.gives else mine)
    withdraw_not_begun(side.bank, mine)


def ask(cross: CrossExchange, side: CrossSide, act: Act) -> None:
    """Ask one side whether the time is right."""
    subject = _("%(name)s of %(bank)s says: %(hours)s on %(day)s. Is that right?") % {
        "name": act.speaker.name,
        "bank": act.by.bank.name,
        "hours": hours_in_words(cross.minutes),
        "day": formats.date_format(cross.happened_on, "l j F"),
    }
    tell_side(side, cross, act, kind="TO_CONFIRM", subject=subject)


def check_time(minutes: int, *banks: Bank) -> None:
    """Refuse a time that one of the two banks does not count in."""
    for bank in banks:
        check_minutes(minutes, bank)


def must_be_adult(member: Member) -> None:
    """Refuse for who is under 18."""
    if member.is_minor:
        raise CannotExchange(_("People under 18 exchange hours in their own time bank only."))


def _new(draft: CrossDraft, own: Member, other: Member, act: Act) -> CrossExchange:
    cross = CrossExchange.objects.create(
        key=draft.key,
        minutes=draft.minutes,
        description=draft.description,
        happened_on=draft.day,
        state=State.LOGGED,
        state_since=act.at,
        created_at=act.at,
    )
    CrossSide.objects.create(
        exchange=cross,
        bank=own.bank,
        member=own,
        gives=draft.gives,
        began=True,
        category=draft.category,
        agreed_at=act.at,
        agreed_by=act.by,
        channel=act.channel if act.on_behalf_of else "",
    )
    CrossSide.objects.create(
        exchange=cross,
        bank=other.bank,
        member=other,
        gives=not draft.gives,
        category=_same_kind(draft.category, other.bank),
    )
    read: CrossExchange = CrossExchange.objects.filter(pk=cross.pk).with_sides().get()
    return read


def _same_kind(category: Category | None, bank: Bank) -> Category | None:
    """Find what the other bank calls the same kind of help, or the main kind it belongs to."""
    if category is None:
        return None
    codes = [each for each in (category.code, category.parent.code if category.parent else "") if each]
    found = {each.code: each for each in Category.objects.of(bank).filter(code__in=codes)}
    return next((found[code] for code in codes if code in found), None)


def _check(draft: CrossDraft, act: Act) -> None:
    bank = act.by.bank
    own = Member.objects.get(pk=draft.own.pk)
    if own.bank_id != bank.pk or own.pk != act.speaker.pk or not act.by.belongs:
        raise NotAllowed(_("Only people of this time bank can do this."))
    _must_speak_for(own, act)
    must_be_adult(own)
    must_trade(own)
    if not Partnership.objects.between(bank, draft.partner).filter(state=Partnership.State.AGREED).exists():
        raise CannotExchange(_("These two time banks do not exchange hours."))
    if draft.category is not None and draft.category.bank_id != bank.pk:
        raise CannotExchange(_("Choose from the lists of this time bank."))
    if not draft.description.strip() or len(draft.description) > LONGEST_WORDS:
        raise NothingSaid(_("Write what was done, in at most 500 letters."))
    check_time(draft.minutes, bank, draft.partner)
    _check_day(draft, act)


def _check_day(draft: CrossDraft, act: Act) -> None:
    bank = act.by.bank
    if draft.day > min(bank.day(act.at), draft.partner.day(act.at)):
        raise CannotExchange(_("Choose a day that has already been."))
    if draft.day < bank.day(act.at) - OLDEST:
        raise CannotExchange(_("That is more than a year ago. Choose a later day, or ask a coordinator."))


def _must_speak_for(own: Member, act: Act) -> None:
    """Who writes for another holds their mandate, or was told by them and stands with them in nothing else."""
    if act.on_behalf_of is None:
        return
    if act.is_by_mandate:
        with transaction.atomic():
            must_hold_mandate(act, own)
        return
    if not act.by.is_coordinator or act.channel not in Step.TOLD:
        raise NotAllowed(_("Only a coordinator can write down what a member told them."))
    addressed = AddressClaim.objects.written_down().filter(by=act.by, member=own)
    if Mandate.objects.live().of_party(act.by.pk, own.pk).exists() or addressed.exists():
        raise NotAllowed(_("You are one of the two, or act for one. Another coordinator writes this down."))


def _written_before(draft: CrossDraft) -> CrossExchange | None:
    first: CrossExchange | None = CrossExchange.objects.filter(key=draft.key).with_sides().first()
    if first is None:
        return None
    sides = {(side.bank_id, side.member.number, side.gives, side.began) for side in first.sides.all()}
    asked = {
        (draft.own.bank_id, draft.own.number, draft.gives, True),
        (draft.partner.pk, draft.number, not draft.gives, False),
    }
    minutes = first.steps.values_list("minutes", flat=True).first()
    same = (minutes, first.description, first.happened_on) == (draft.minutes, draft.description, draft.day)
    if sides != asked or not same:
        raise KeyReused(_("This form was sent before with other answers. Start a new one."))
    return first


def _is_called(member: Member, typed: str) -> bool:
    """Whether every word typed is a word of the name, accents and capitals forgiven; an initial is not enough."""
    words = _words_of(typed)
    return bool(words) and max(map(len, words)) > 1 and words <= _words_of(member.name)


def _words_of(text: str) -> set[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return set(re.findall(r"\w+", plain.casefold()))


def _are_apart(one: Member, other: Member) -> bool:
    """Whether they are one person, or one has blocked the other: across, or in a bank that both belong to."""
    return one.is_same_person_as(other) or bool(Block.objects.between_banks(one, other).exists())


def _has_blocked(act: Act, own: Member, other: Member) -> bool:
    """Whether who writes has set this block here, for themselves: nobody who writes for another learns of it."""
    return act.by.pk == own.pk and bool(Block.objects.of(own).filter(blocked=other).exists())


def _nobody() -> NobodyThere:
    words = _("No member there can be asked with this number and name. Please ask them for both.")
    return NobodyThere(words)
