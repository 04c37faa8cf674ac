"""The exchanges that wait on the desk: disputes, what is to be approved, and what nobody answered."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from exchanges.access import (
    Approvers,
    may_approve,
    sides_to_write_down,
    stands_with_a_party,
    with_steps,
)
from exchanges.models import Dispute, Exchange
from exchanges.reads.requirements import help_of, in_words, obstacles_of
from exchanges.views.sentences import named
from exchanges.views.settling_words import Stands, stands
from exchanges.views.sides import Side, sides_of
from exchanges.views.waiting.standing import accounts_of, held_for, no_room, not_mine
from exchanges.views.waiting.stretches import Part, days_in_words, days_since, part_of
from ledger import reads as ledger
from members.models import Member


@dataclass(frozen=True)
class Pending:
    """An exchange that waits, for how many days, what the asker may do with it, and what stands in the way."""

    exchange: Exchange
    days: int
    is_open: bool = False
    in_the_way: str = ""
    lacks_checks: bool = False
    missing: tuple[Member, ...] = ()
    said: tuple[Side, ...] = ()
    way: Stands | None = None

    @property
    def waiting(self) -> str:
        """Say for how long it has waited."""
        return days_in_words(self.days)


def disputed(asker: Member, holders: Approvers, at: datetime.datetime, query: Mapping[str, str]) -> Part[Pending]:
    """List the exchanges whose two sides do not agree."""
    open_ones = Prefetch("disputes", Dispute.objects.open().select_related("mediator"), to_attr="open_ones")
    found = Exchange.objects.of(asker.bank).disputed().prefetch_related(with_steps(), open_ones)
    part = part_of(found, "disputed", "state_since", query)
    rows = []
    for each in part.rows:
        mine = asker.is_coordinator and not stands_with_a_party(each, asker, holders)
        each.bank = asker.bank  # spares asking for it again
        days, said = days_since(each.state_since, at), tuple(sides_of(each))
        rows.append(Pending(each, days, is_open=mine, said=said, way=_way(each, at)))
    return Part(rows, part.more_query, part.is_first)


def _way(exchange: Exchange, at: datetime.datetime) -> Stands | None:
    """Say how far it is to be settled."""
    for dispute in getattr(exchange, "open_ones", ()):
        dispute.exchange = exchange
        return stands(dispute, at)
    return None


def to_approve(asker: Member, holders: Approvers, at: datetime.datetime, query: Mapping[str, str]) -> Part[Pending]:
    """List what both sides agreed and a coordinator has not seen, each with what stands in the way."""
    found = Exchange.objects.of(asker.bank).to_approve().prefetch_related(with_steps())
    part = part_of(found, "approve", "state_since", query)
    accounts, held = ledger.account_states(accounts_of(part.rows)), held_for(part.rows)
    lacking = obstacles_of([help_of(each, today=asker.bank.day(at)) for each in part.rows])
    rows = []
    for each, lacks in zip(part.rows, lacking, strict=True):
        mine = may_approve(each, asker, holders)
        in_the_way = no_room(each, accounts, held.get(each.pk, 0)) if mine else not_mine(each, asker, holders)
        in_the_way = in_words(lacks, asker, _names(each)) if mine and lacks else in_the_way
        days = days_since(each.state_since, at)
        rows.append(Pending(each, days, is_open=mine, in_the_way=in_the_way, lacks_checks=mine and bool(lacks)))
    return Part(rows, part.more_query, part.is_first)


def _names(exchange: Exchange) -> dict[int, str]:
    return {member.pk: named(member) for member in (exchange.giver, exchange.receiver)}


def silent(asker: Member, holders: Approvers, at: datetime.datetime, query: Mapping[str, str]) -> Part[Pending]:
    """List what was logged so long ago that the bank calls it silent, with those whose word is missing."""
    found = Exchange.objects.of(asker.bank).silent(at).prefetch_related(with_steps())
    part = part_of(found, "silent", "state_since", query)
    rows = []
    for each in part.rows:
        missing = tuple(side for side in (each.giver, each.receiver) if not each.has_agreed(side))
        mine = bool(sides_to_write_down(each, asker, holders))
        rows.append(Pending(each, days_since(each.state_since, at), is_open=mine, missing=missing))
    return Part(rows, part.more_query, part.is_first)
