"""How a membership ends whole: nothing of theirs stays open, and the account is settled."""

import datetime

from django.utils.translation import gettext as _

from exchanges.actions.above import leave_above
from exchanges.actions.acts import Act
from exchanges.actions.events.belonging import waits_in_register
from exchanges.actions.listings import withdraw_reminders
from exchanges.actions.not_for_me import forget_noes
from exchanges.actions.plans import cancel_plans
from exchanges.actions.pot import withdraw_all_of
from exchanges.actions.rounds.belonging import forget_rounds
from exchanges.actions.searches import forget_searches
from exchanges.models import CrossExchange, Exchange, Listing
from ledger.actions import OverLimit
from members import actions as members
from members.access import may_see_balance
from members.models import Bank, Member
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import NotAllowed, RuleBroken
from timebank.lib.transactions import atomic_with_retry

State = Exchange.State


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
    lost with it; HoldsRole where they run or audit the bank, so a bank never loses its last admin like this; NoHeir,
    also where somebody who is suspended would name one themselves; NoRoom.
    """
    is_own = by.pk == member.pk
    if by.bank_id != member.bank_id or not (is_own or by.is_coordinator or by.is_admin):
        raise NotAllowed(_("Only a coordinator can record that somebody else has left."))
    heir = lock_leaver(member, heir)
    if heir is not None and not may_name_heir(Member.objects.get(pk=member.pk), by):
        raise NoHeir(_("You are suspended now, so what is left goes to the shared pot. Ring us to talk about it."))
    must_not_hold_role(member, by)
    close_what_is_open(member, Act(by, at), reason=_("%(name)s has left the time bank.") % {"name": member.name})
    try:
        return members.record_leaving(member, by=by, at=at, heir=heir, booked_on=booked_on)
    except OverLimit as refusal:
        raise no_room(heir, refusal.fits_minutes, by) from refusal


def lock_leaver(member: Member, heir: Member | None) -> Member | None:
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


def may_name_heir(member: Member, by: Member) -> bool:
    """Whether `by` may say who gets what a member leaves: nobody moves hours out from under their own suspension."""
    return by.pk != member.pk or member.state != Member.State.SUSPENDED


def close_what_is_open(member: Member, act: Act, *, reason: str) -> None:
    """Cancel plans and take down listings of a locked member. Raises StillOpen where hours would be lost with them."""
    cancel_plans(member, act, reason=reason)
    # Asked after the plans were locked: what was said to have happened just now undoes the leaving whole.
    if has_unsettled(member) or waits_in_register(member):
        raise _still_open(member, is_own=act.by.pk == member.pk)
    withdraw_all_of(member, act)
    open_ones = Listing.objects.filter(member=member).exclude(state=Listing.State.CLOSED)
    for listing in open_ones.select_related("member__bank"):
        withdraw_reminders(listing)
    open_ones.update(state=Listing.State.CLOSED, closed_at=act.at)
    forget_searches(member)
    forget_rounds(member)
    forget_noes(member)
    leave_above(member, act)


def has_unsettled(member: Member) -> bool:
    """Whether an exchange of theirs, at home or with another bank, waits for somebody's word."""
    return count_unsettled(member) > 0


def count_unsettled(member: Member) -> int:
    """Count their exchanges, at home and with other banks, that wait for somebody's word."""
    at_home = Exchange.objects.with_member(member).filter(state__in=Exchange.UNSETTLED).count()
    elsewhere = CrossExchange.objects.with_member(member).unsettled().count()
    return int(at_home + elsewhere)


def _still_open(member: Member, *, is_own: bool) -> StillOpen:
    if is_own:
        return StillOpen(_("Some of your exchanges are not settled yet. Settle them first."))
    return StillOpen(_("%(name)s has exchanges that are not settled yet. Settle them first.") % {"name": member.name})


def must_not_hold_role(member: Member, by: Member) -> None:
    """Raise HoldsRole where a coordinator would put out those who watch over them: only another admin may."""
    if by.is_admin and by.pk != member.pk:
        return
    if Member.objects.values_list("roles", flat=True).get(pk=member.pk):
        if by.pk == member.pk:
            raise HoldsRole(_("You help to run this time bank. Ask another admin to take that back first."))
        raise HoldsRole(
            _("%(name)s helps to run this time bank. An admin takes that back first.") % {"name": member.name}
        )


def no_room(heir: Member | None, fits_minutes: int, by: Member) -> NoRoom:
    """Say who has no room; how much a member has room for only to those who may see what members have."""
    fits = hours_in_words(fits_minutes)
    if heir is None:
        return NoRoom(_("The shared pot has room for %(fits)s only. Choose a member instead.") % {"fits": fits})
    if not may_see_balance(by, heir):
        words = _("%(name)s has no room for so many hours. Choose another member, or the shared pot.")
        return NoRoom(words % {"name": heir.name})
    words = _("%(name)s has room for %(fits)s only. Choose another member, or the shared pot.")
    return NoRoom(words % {"name": heir.name, "fits": fits})
