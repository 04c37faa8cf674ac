"""How a membership ends whole: nothing of theirs stays open, and the account is settled."""

import datetime

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, locked, move, tell
from exchanges.models import Exchange, Listing
from members import actions as members
from members.models import Bank, Member
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


@atomic_with_retry
def leave(member: Member, *, by: Member, at: datetime.datetime, booked_on: datetime.date | None = None) -> Member:
    """Record that a member has left: listings close, plans are cancelled, the account is settled and closed.

    Raises StillOpen while an exchange of theirs waits for somebody's word, for hours would be lost with it, and
    HoldsRole where they run or audit the bank and no admin asks. So a bank never loses its last admin like this.
    """
    if by.bank_id != member.bank_id or not by.is_coordinator or by.pk == member.pk:
        raise NotAllowed(_("Only a coordinator can record that somebody else has left."))
    _lock(member)
    _must_not_hold_role(member, by)
    theirs = Exchange.objects.with_member(member)
    if theirs.filter(state__in=UNSETTLED).exists():
        raise _still_open(member)
    member = members.record_leaving(member, by=by, at=at, booked_on=booked_on)
    Listing.objects.filter(member=member, state=Listing.State.OPEN).update(state=Listing.State.CLOSED, closed_at=at)
    for plan in theirs.filter(state__in=PLANS).order_by("pk"):
        _cancel_plan(plan, member, Act(by, at))
    return member


def _lock(member: Member) -> None:
    """Let nobody log an exchange with them meanwhile, nor another admin of the bank leave."""
    Bank.objects.select_for_update(no_key=True).get(pk=member.bank_id)
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _still_open(member: Member) -> StillOpen:
    return StillOpen(_("%(name)s has exchanges that are not settled yet. Settle them first.") % {"name": member.name})


def _must_not_hold_role(member: Member, by: Member) -> None:
    """A coordinator could otherwise put out those who watch over them: only an admin takes roles back."""
    if not by.is_admin and Member.objects.values_list("roles", flat=True).get(pk=member.pk):
        raise HoldsRole(
            _("%(name)s helps to run this time bank. An admin takes that back first.") % {"name": member.name}
        )


def _cancel_plan(plan: Exchange, leaver: Member, act: Act) -> None:
    exchange = locked(plan)
    if exchange.state in UNSETTLED:  # said to have happened just now: the leaving is undone whole
        raise _still_open(leaver)
    if exchange.state not in PLANS:
        return
    reason = _("%(name)s has left the time bank.") % {"name": leaver.name}
    move(exchange, State.CANCELLED, act, reason=reason)
    subject = _("Cancelled: %(what)s") % {"what": exchange.description}
    tell(exchange, [exchange.other_side(leaver)], act, kind="CANCELLED", subject=subject, body=reason)
