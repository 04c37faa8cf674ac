"""What stands in the way of an exchange that waits: no room on an account, or whose eyes do not count."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from exchanges.access import Approvers, acts_for_a_party, involved_in, stands_with_a_party
from exchanges.models import Exchange
from exchanges.views.sentences import named
from ledger import reads as ledger
from members.models import Member
from timebank.lib.durations import hours_in_words


def accounts_of(exchanges: Iterable[Exchange]) -> set[int]:
    """Give the accounts of both sides of these exchanges."""
    sides = (side for each in exchanges for side in (each.giver, each.receiver))
    return {side.account_id for side in sides if side.account_id is not None}


def held_for(exchanges: Iterable[Exchange]) -> dict[int, int]:
    """Give the minutes that are set aside for each of these exchanges; asks only where any were."""
    ids = [each.pk for each in exchanges if each.hold_id is not None]
    return dict(Exchange.objects.holding().filter(pk__in=ids).values_list("pk", "hold__minutes")) if ids else {}


def no_room(exchange: Exchange, accounts: Mapping[int, ledger.AccountState], held_minutes: int) -> str:
    """Say why the ledger would refuse the hours, or nothing. What is set aside for the exchange itself may be spent."""
    for side in (exchange.receiver, exchange.giver):
        account = accounts.get(side.account_id or 0)
        if account is None or not account.is_open:
            return _("%(name)s's account is closed.") % {"name": named(side)}
    payer, payee = accounts[exchange.receiver.account_id or 0], accounts[exchange.giver.account_id or 0]
    for_others_minutes = payer.held_minutes - held_minutes
    if payer.floor_minutes is not None:
        room_minutes = payer.balance_minutes - for_others_minutes - payer.floor_minutes
        if room_minutes < exchange.minutes:
            return _past_floor(exchange.receiver, payer.floor_minutes, room_minutes, for_others_minutes)
    if payee.ceiling_minutes is not None and payee.balance_minutes + exchange.minutes > payee.ceiling_minutes:
        return _past_ceiling(exchange.giver, payee)
    return ""


def _past_floor(member: Member, floor_minutes: int, room_minutes: int, held_minutes: int) -> str:
    words = {
        "name": named(member),
        "limit": hours_in_words(-floor_minutes),
        "fits": hours_in_words(max(0, room_minutes)),
        "held": hours_in_words(held_minutes),
    }
    if held_minutes:
        sentence = _("%(name)s may owe up to %(limit)s. Set aside for plans: %(held)s. There is room for %(fits)s now.")
        return sentence % words
    if room_minutes <= 0:
        return _("%(name)s may owe up to %(limit)s and has reached that.") % words
    return _("%(name)s may owe up to %(limit)s. There is room for %(fits)s now.") % words


def _past_ceiling(member: Member, account: ledger.AccountState) -> str:
    ceiling = account.ceiling_minutes or 0
    fits = ceiling - account.balance_minutes
    words = {"name": named(member), "limit": hours_in_words(ceiling), "fits": hours_in_words(fits)}
    if fits <= 0:
        return _("%(name)s may have up to %(limit)s and has reached that.") % words
    return _("%(name)s may have up to %(limit)s. There is room for %(fits)s now.") % {
        **words,
        "fits": hours_in_words(fits),
    }


def not_mine(exchange: Exchange, asker: Member, holders: Approvers) -> str:
    """Say why the asker's eyes do not count for this exchange, and whose do."""
    involved = involved_in(exchange, holders)
    if exchange.has_party(asker):
        why = _("You took part in this.")
    elif acts_for_a_party(exchange, asker, holders):
        why = _("You act for one of them.")
    elif stands_with_a_party(exchange, asker, holders):
        why = _("You wrote down the e-mail address of one of them.")
    elif asker.pk in involved:
        why = _("You wrote down what was agreed.")
    else:
        return _("A coordinator approves this.")
    if holders.coordinators - involved:
        return why + " " + _("Another coordinator approves it.")
    if holders.admins - involved:
        return why + " " + _("An admin approves it.")
    return why + " " + _("Nobody else can approve it yet. Ask an admin to name another coordinator.")
