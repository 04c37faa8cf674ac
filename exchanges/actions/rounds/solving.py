"""After its last day a round is solved, once: who was brought together, what was found, and why not more."""

import datetime
import math
from collections import defaultdict
from collections.abc import Sequence

from django.db import connection
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.actions.rounds.flow import Give, Pair, Piece, Room, Take, bring_together
from exchanges.actions.rounds.opening import message
from exchanges.models import PIECE_MINUTES, Round, RoundEntry, RoundProposal, RoundWish
from exchanges.reads.rounds import Fits, Standing, fits_among, standings, wishes_of
from members.actions import tell_many_members
from members.models import Bank, Member
from timebank.lib.transactions import atomic_with_retry

DAYS_TO_ANSWER = datetime.timedelta(days=7)
AT_ONCE = 1000

# One statement for all: what Django writes for many rows grows with their square.
KEEP_WHY = """
  UPDATE exchanges_roundwish wish
     SET found_minutes = told.found, why = told.why
    FROM unnest(%(ids)s::bigint[], %(found)s::integer[], %(why)s::text[]) AS told (id, found, why)
   WHERE wish.id = told.id
"""

State = Round.State
Why = RoundWish.Why


@atomic_with_retry
def solve(round_id: int, *, at: datetime.datetime) -> bool:
    """Solve a round whose last day is over, whole or not at all. Answers whether it did: again it does nothing."""
    rounds = Round.objects.open().select_for_update(no_key=True, skip_locked=True, of=("self",))
    round_ = rounds.select_related("bank").filter(pk=round_id).first()
    if round_ is None or round_.bank.day(at) <= round_.last_on:
        return False
    today = round_.bank.day(at)
    wishes = wishes_of(round_, today)
    members = list({wish.entry.member_id: wish.entry.member for wish in wishes}.values())
    may_go, fits = standings(round_.bank, members), fits_among(round_.bank, wishes, today)
    asked = _asked(round_.bank, may_go, wishes, fits)
    pieces = bring_together(*asked, step_minutes=round_.bank.step_minutes)
    _write(round_, wishes, fits, pieces)
    _say_why(round_.bank, wishes, fits, may_go, pieces)
    round_.state, round_.ended_at, round_.answer_by = State.SOLVED, at, today + DAYS_TO_ANSWER
    round_.save(update_fields=["state", "ended_at", "answer_by"])
    _tell(round_, at=at)
    return True


def _asked(
    bank: Bank, may_go: dict[int, Standing], wishes: Sequence[RoundWish], fits: Fits
) -> tuple[dict[int, Room], list[Take], list[Give], list[Pair]]:
    rooms = {
        member: Room(each.down_minutes, each.up_minutes, each.down_minutes if bank.sets_hours_aside else None)
        for member, each in may_go.items()
    }
    takes = [Take(wish.pk, wish.entry.member_id, wish.minutes) for wish in wishes if wish.is_take]
    gives = [Give(wish.pk, wish.entry.member_id, wish.minutes, wish.people) for wish in wishes if not wish.is_take]
    return rooms, takes, gives, [Pair(fit.take.pk, fit.give.pk, fit.liking) for fit in fits.found]


def _write(round_: Round, wishes: Sequence[RoundWish], fits: Fits, pieces: Sequence[Piece]) -> None:
    kinds = {(fit.take.pk, fit.give.pk): fit.category for fit in fits.found}
    whose = {wish.pk: wish.entry.member_id for wish in wishes}
    proposals = [
        RoundProposal(
            round=round_,
            giver_id=whose[piece.give],
            receiver_id=whose[piece.take],
            take_id=piece.take,
            give_id=piece.give,
            category=kinds[piece.take, piece.give],
            minutes=piece.minutes,
        )
        for piece in pieces
    ]
    RoundProposal.objects.bulk_create(proposals, batch_size=AT_ONCE)


def _say_why(
    bank: Bank, wishes: Sequence[RoundWish], fits: Fits, may_go: dict[int, Standing], pieces: Sequence[Piece]
) -> None:
    """Write on each wish what was found, and why not more: never what lies with one other person."""
    found: dict[int, int] = defaultdict(int)
    moved: dict[int, int] = defaultdict(int)
    spent: dict[int, int] = defaultdict(int)
    whose = {wish.pk: wish.entry.member_id for wish in wishes}
    for piece in pieces:
        found[piece.take] += piece.minutes
        found[piece.give] += piece.minutes
        moved[whose[piece.give]] += piece.minutes
        moved[whose[piece.take]] -= piece.minutes
        spent[whose[piece.take]] += piece.minutes
    could = {each.pk for fit in fits.found for each in (fit.take, fit.give)}
    for wish in wishes:
        member = wish.entry.member_id
        net = -spent[member] if bank.sets_hours_aside and wish.is_take else moved[member]
        wish.found_minutes = found[wish.pk]
        needed = bank.step_minutes if wish.found_minutes else PIECE_MINUTES
        is_at_limit = wish.pk in could and _room(may_go[member], net, is_take=wish.is_take) < needed
        wish.why = _why(wish, fits, is_at_limit=is_at_limit)
    told: dict[str, list[int] | list[str]] = {
        "ids": [wish.pk for wish in wishes],
        "found": [wish.found_minutes for wish in wishes],
        "why": [wish.why for wish in wishes],
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP_WHY, told)


def _why(wish: RoundWish, fits: Fits, *, is_at_limit: bool) -> str:
    if wish.minutes == wish.found_minutes:
        return ""
    if wish.pk not in fits.kinds_met:
        return Why.NOBODY
    if wish.pk in fits.lack_check - fits.free:
        return Why.OWN_CHECK
    return Why.OWN_LIMIT if is_at_limit else Why.OTHERS


def _room(standing: Standing, net_minutes: int, *, is_take: bool) -> float:
    """Say how much further a member's balance could go: down for who takes, up for who gives."""
    if is_take:
        return standing.down_minutes + net_minutes
    return math.inf if standing.up_minutes is None else standing.up_minutes - net_minutes


def _tell(round_: Round, *, at: datetime.datetime) -> None:
    """Tell everybody who takes part how many proposals there are for them."""
    count: dict[int, int] = defaultdict(int)
    for pair in RoundProposal.objects.filter(round=round_).values_list("giver", "receiver"):
        for member in pair:
            count[member] += 1
    entered = RoundEntry.objects.filter(round=round_, member__state__in=Member.BELONGING)
    told = []
    for entry in entered.select_related("member__bank").order_by("member"):
        subject, body = _result(round_, count[entry.member_id])
        told.append((entry.member, message(round_, entry.member, "ROUND_SOLVED", subject, body)))
    tell_many_members(told, at=at)


def _result(round_: Round, proposals: int) -> tuple[str, str]:
    if not proposals:
        return _("This round found nobody for you"), _(
            "Its page says why. There is another round, or ask in the lists."
        )
    words = ngettext("The round found %(count)d thing for you", "The round found %(count)d things for you", proposals)
    day = formats.date_format(round_.answer_by or round_.last_on, "l j F")
    body = _("Please say yes or no to each by %(day)s. It is fixed only when both of you say yes.") % {"day": day}
    return words % {"count": proposals}, body
