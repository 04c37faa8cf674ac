"""How a membership ends whole: nothing of theirs stays open, and the account is settled."""

import datetime

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, locked, move, tell
from exchanges.actions.holding import give_back
from exchanges.models import Exchange, Listing
from ledger.actions import OverLimit
from members import actions as members
from members.access import may_see_balance
from members.models import Bank, Member
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken
from timebank.lib.transactions import atomic_with_retry

State = Exchange.State

UNSETTLED = (State.LOGGED, State.CONFIRMED, State.DISPUTED)
PLANS = (State.PROPOSED, State.AGREED)


class HoldsRole(NotAllowed):
    """Nobody ends the role of another who runs or audits the bank by the way."""


class StillOpen(RuleBroken):
    """A member leaves after what waits for somebody's word is settled."""

    code = "wrong_state"


class NoHeir(RuleBroken):
    """The hours that are left cannot go to this member."""


class NoRoom(RuleBroken):
    """Who was to get the hours that are left cannot hold them."""

    code = "over_limit"


@atomic_with_retry
def leave(
    member: Member,
    *,
    by: Member,
    at: datetime.datetime,
    heir: Member | None = None,
    booked_on: datetime.date | None = None,
) -> Member:
    """End a membership: listings close, plans are cancelled, the account is settled and closed.

    A member leaves by themselves, or a coordinator records it. Hours that are left go to the heir, or else to the pot;
    a debt keeps nobody. Raises StillOpen while an exchange of theirs waits for somebody's word, for hours would be
    lost with it; HoldsRole where they run or audit the bank, so a bank never loses its last admin like this; NoHeir;
    NoRoom.
    """
    is_own = by.pk == member.pk
    if by.bank_id != member.bank_id or not (is_own or by.is_coordinator or by.is_admin):
        raise NotAllowed(_("Only a coordinator can record that somebody else has left."))
    heir = _lock(member, heir)
    _must_not_hold_role(member, by)
    theirs = Exchange.objects.with_member(member)
    if theirs.filter(state__in=UNSETTLED).exists():
        raise _still_open(member, is_own=is_own)
    for plan in theirs.filter(state__in=PLANS).order_by("pk"):
        _cancel_plan(plan, member, Act(by, at))
    Listing.objects.filter(member=member, state=Listing.State.OPEN).update(state=Listing.State.CLOSED, closed_at=at)
    try:
        return members.record_leaving(member, by=by, at=at, heir=heir, booked_on=booked_on)
    except OverLimit as refusal:
        raise _no_room(heir, refusal.fits_minutes, by) from refusal


def _lock(member: Member, heir: Member | None) -> Member | None:
    """Let nobody log an exchange with them meanwhile, nor another admin of the bank, or the heir, leave."""
    Bank.objects.select_for_update(no_key=True).get(pk=member.bank_id)
    keys = [each.pk for each in (member, heir) if each is not None]
    found = Member.objects.select_for_update(no_key=True).order_by("pk").in_bulk(keys)
    if heir is None:
        return None
    chosen: Member = found[heir.pk]
    if chosen.pk == member.pk or chosen.bank_id != member.bank_id or not chosen.can_trade:
        raise NoHeir(_("Choose another member of this time bank, or the shared pot."))
    return chosen


def _still_open(member: Member, *, is_own: bool) -> StillOpen:
    if is_own:
        return StillOpen(_("Some of your exchanges are not settled yet. Settle them first."))
    return StillOpen(_("%(name)s has exchanges that are not settled yet. Settle them first.") % {"name": member.name})


def _must_not_hold_role(member: Member, by: Member) -> None:
    """A coordinator could otherwise put out those who watch over them: only another admin takes roles back."""
    if by.is_admin and by.pk != member.pk:
        return
    if Member.objects.values_list("roles", flat=True).get(pk=member.pk):
        if by.pk == member.pk:
            raise HoldsRole(_("You help to run this time bank. Ask another admin to take that back first."))
        raise HoldsRole(
            _("%(name)s helps to run this time bank. An admin takes that back first.") % {"name": member.name}
        )


def _no_room(heir: Member | None, fits_minutes: int, by: Member) -> NoRoom:
    """Say who has no room; how much a member has room for only to those who may see what members have."""
    fits = hours_in_words(fits_minutes)
    if heir is None:
        return NoRoom(_("The shared pot has room for %(fits)s only. Choose a member instead.") % {"fits": fits})
    if not may_see_balance(by, heir):
        words = _("%(name)s has no room for so many hours. Choose another member, or the shared pot.")
        return NoRoom(words % {"name": heir.name})
    words = _("%(name)s has room for %(fits)s only. Choose another member, or the shared pot.")
    return NoRoom(words % {"name": heir.name, "fits": fits})


def _cancel_plan(plan: Exchange, leaver: Member, act: Act) -> None:
    exchange = locked(plan)
    if exchange.state in UNSETTLED:  # said to have happened just now: the leaving is undone whole
        raise _still_open(leaver, is_own=act.by.pk == leaver.pk)
    if exchange.state not in PLANS:
        return
    reason = _("%(name)s has left the time bank.") % {"name": leaver.name}
    give_back(exchange, act)
    move(exchange, State.CANCELLED, act, reason=reason)
    subject = _("Cancelled: %(what)s") % {"what": exchange.description}
    tell(exchange, [exchange.other_side(leaver)], act, kind="CANCELLED", subject=subject, body=reason)
