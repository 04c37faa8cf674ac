"""Logging for both at once: the giver shows a code, and the receiver says yes to it on the spot.

What a code says is kept for an hour in the cache and nowhere else: what nobody says yes to leaves nothing behind.
"""

import datetime
import secrets
import uuid
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exchanges.access import members_to_log_with
from exchanges.actions import life
from exchanges.actions.acts import Act, CannotExchange, check_minutes, locked, must_hold_mandate, must_trade
from exchanges.models import Category, Exchange
from members.models import Bank, Block, Member
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

GOOD_FOR = datetime.timedelta(minutes=15)
KEPT_SECONDS = 3600  # so that who comes late reads that it is over
LONGEST_SHOWN = 100  # letters: it is read on a phone, while somebody waits
FIRST, LAST = 10_000_000, 99_999_999  # eight digits: short to type, and far too many to guess
MOST_WRONG_AN_HOUR = 30
PLANS_READ = 30


class CodeOver(RuleBroken):
    """The code was shown too long ago, or somebody else has said yes to it."""

    code = "code_over"


class NoCode(RuleBroken):
    """Nobody shows such a code at this bank."""

    code = "no_code"


class TriedTooOften(RuleBroken):
    """Somebody has typed many codes that nobody shows."""

    code = "tried_too_often"


@dataclass(frozen=True)
class Shown:
    """What a code says: who gave, who showed it for them and how, how long, what, and when it was made."""

    giver_id: int
    by_id: int
    channel: str
    minutes: int
    description: str
    category_id: int | None
    day: datetime.date
    made_at: datetime.datetime
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def good_until(self) -> datetime.datetime:
        """Until when the receiver can say yes."""
        return self.made_at + GOOD_FOR


@transaction.atomic
def show(act: Act, *, minutes: int, description: str, category: Category | None, instead_of: int | None = None) -> int:
    """Give the number a giver shows: their word. Nothing is written down until the receiver says yes.

    One that the same person showed before and nobody has used is `instead_of` this one no longer good.
    """
    giver, bank = act.speaker, act.by.bank
    if act.on_behalf_of is not None:
        must_hold_mandate(act, giver)
    must_trade(giver)
    check_minutes(minutes, bank)
    if not description.strip() or len(description) > LONGEST_SHOWN:
        raise life.NothingSaid(_("Write what was done, in at most 100 letters."))
    if own(instead_of, act) is not None:
        cache.delete(_place(bank, instead_of))
    category_id = category.pk if category else None
    shown = Shown(giver.pk, act.by.pk, act.channel, minutes, description, category_id, bank.day(act.at), act.at)
    return _put(shown, bank)


def own(number: int | None, act: Act) -> Shown | None:
    """Give what somebody shows now by this number, if they do and nobody has said yes to it."""
    shown: Shown | None = cache.get(_place(act.by.bank, number))
    is_own = shown is not None and (shown.giver_id, shown.by_id) == (act.speaker.pk, act.by.pk)
    return shown if shown and is_own and _of_key(shown, act.by.bank) is None else None


def find(number: int, act: Act) -> Shown:
    """Give what a code of this bank says. Raises NoCode; TriedTooOften for who guesses."""
    tries = f"exchanges:code-tries:{act.by.pk}"
    if cache.get(tries, 0) >= MOST_WRONG_AN_HOUR:
        raise TriedTooOften(_("You have tried many codes. Log it another way, or try again in an hour."))
    shown: Shown | None = cache.get(_place(act.by.bank, number))
    if shown is None:
        cache.set(tries, int(cache.get(tries, 0)) + 1, KEPT_SECONDS)
        raise NoCode(_("Nobody shows this code now. Look at the digits again, or ask for a new one."))
    return shown


def look_at(shown: Shown, act: Act) -> life.Draft:
    """Give what the receiver would say yes to. Raises where they may not, in words that name no reason of others."""
    receiver, bank = act.speaker, act.by.bank
    if {shown.giver_id, shown.by_id} & {receiver.pk, act.by.pk}:
        raise NotAllowed(_("Who received the help says yes to this code, not who shows it."))
    if _of_key(shown, bank) is not None:
        raise CodeOver(_("Somebody else has said yes to this code. Ask for a new one."))
    if act.at > shown.good_until:
        raise CodeOver(_("This code is over: it was good for 15 minutes. Ask for a new one."))
    giver = Member.objects.of(bank).get(pk=shown.giver_id)
    _must_log_together(giver, receiver, act)
    return life.Draft(
        giver=giver,
        receiver=receiver,
        minutes=shown.minutes,
        description=shown.description,
        day=shown.day,
        category=Category.objects.of(bank).filter(pk=shown.category_id or 0).first(),
        key=shown.key,
    )


def plans_for(draft: life.Draft) -> list[Exchange]:
    """Give the plans of the two that the code may keep, those nearest to its day first."""
    agreed = Exchange.objects.of(draft.giver.bank).filter(state=Exchange.State.AGREED, planned_on__isnull=False)
    found = list(agreed.filter(giver=draft.giver, receiver=draft.receiver).order_by("planned_on", "pk")[:PLANS_READ])
    return sorted(found, key=lambda plan: abs((plan.planned_on or draft.day) - draft.day))


@atomic_with_retry
def settle(shown: Shown, act: Act, *, plan: Exchange | None = None) -> Exchange:
    """Write down what the code says with both sides' word: the giver showed it, the receiver says yes now.

    It posts by the bank's rule. The same receiver gets the same exchange again; anybody else is refused. Of a `plan` of
    the two it is the plan that has happened, so that nobody is reminded of it.
    """
    found = used_by(shown, act.speaker)
    if found is not None:
        return found
    draft = look_at(shown, act)
    givers = _givers_act(shown, draft.giver, act)
    try:
        return _keep_plan(plan, draft, givers, act) if plan else life.log_together(draft, givers, act)
    except life.KeyReused as error:
        raise CodeOver(_("Somebody else has said yes to this code. Ask for a new one.")) from error


def _keep_plan(plan: Exchange, draft: life.Draft, givers: Act, act: Act) -> Exchange:
    """Let a plan of the two have happened as the code says, and know it by the code's key from now on."""
    plan = locked(plan)
    if plan.key == draft.key:  # tapped twice in the same moment
        return plan
    if plan.state != Exchange.State.AGREED or (plan.giver_id, plan.receiver_id) != (draft.giver.pk, draft.receiver.pk):
        raise WrongState(_("This plan does not stand any more. Please look again."))
    plan.key, plan.description = draft.key, draft.description  # what both say now, and not what they meant to do
    plan.category = draft.category or plan.category
    try:
        with transaction.atomic():
            plan.save(update_fields=["key", "description", "category"])
    except IntegrityError as error:
        raise CodeOver(_("Somebody else has said yes to this code. Ask for a new one.")) from error
    return life.log_planned_together(plan, givers, act, minutes=draft.minutes, happened_on=draft.day)


def used_by(shown: Shown, member: Member) -> Exchange | None:
    """Give the exchange that came of a code, to its two sides alone."""
    found = _of_key(shown, member.bank)
    return found if found is not None and found.has_party(member) else None


def _place(bank: Bank, number: int | None) -> str:
    return f"exchanges:code:{bank.pk}:{number if number and FIRST <= number <= LAST else 0}"


def _put(shown: Shown, bank: Bank) -> int:
    """Keep it under a number that nobody shows; two that draw the same one do not meet."""
    while True:
        number = FIRST + secrets.randbelow(LAST - FIRST + 1)
        if cache.add(_place(bank, number), shown, KEPT_SECONDS):
            return number


def _of_key(shown: Shown, bank: Bank) -> Exchange | None:
    found: Exchange | None = Exchange.objects.of(bank).filter(key=shown.key).first()
    return found


def _givers_act(shown: Shown, giver: Member, act: Act) -> Act:
    """Say as whom the code was shown. A supporter whose mandate has ended since no longer speaks for the giver."""
    if shown.by_id == giver.pk:
        return Act(giver, act.at)
    by = Member.objects.of(act.by.bank).get(pk=shown.by_id)
    told = Act(by, act.at, on_behalf_of=giver, channel=shown.channel)
    try:
        must_hold_mandate(told, giver)
    except NotAllowed as error:
        raise _not_now() from error
    return told


def _must_log_together(giver: Member, receiver: Member, act: Act) -> None:
    """See that each of the two could log with the other, as the pages of logging do; who is apart hears no more."""
    today = act.by.bank.day(act.at)
    for asker, other in ((giver, receiver), (receiver, giver)):
        if not members_to_log_with(asker, today).filter(pk=other.pk).exists():
            raise _not_now()
    if Block.objects.between(giver, receiver).exists():
        raise _not_now()


def _not_now() -> CannotExchange:
    return CannotExchange(_("You can't use this code. A coordinator can help."))
