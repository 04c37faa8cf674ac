"""Slips of paper: printing them with numbers, and writing down what came back on them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exchanges.actions import life
from exchanges.actions.acts import Act
from exchanges.models import MOST_PRINTED, Exchange, SlipRun, Step
from members.models import Bank, Member
from timebank.lib.errors import NotAllowed, RuleBroken
from timebank.lib.transactions import atomic_with_retry


class TooMany(RuleBroken):
    """So many slips are printed at once, and no more."""


class RowsRefused(RuleBroken):
    """Of rows that are written down together some are refused: then none is."""

    def __init__(self, refusals: dict[int, str]) -> None:
        super().__init__(_("Nothing is written down yet: look at the rows below."))
        self.refusals = refusals


@dataclass(frozen=True)
class Written:
    """What stands on one slip: the exchange, and whether both have signed it, or the giver alone."""

    draft: life.Draft
    is_by_both: bool


@transaction.atomic
def print_slips(bank: Bank, *, count: int, member: Member | None, by: Member, at: datetime.datetime) -> SlipRun:
    """Take numbers for slips to print. Nobody else is given the same ones."""
    if by.bank_id != bank.pk or not by.is_coordinator:
        raise NotAllowed(_("Only a coordinator prints slips."))
    if member is not None and member.bank_id != bank.pk:
        raise NotAllowed(_("Choose a member of this time bank."))
    if not 1 <= count <= MOST_PRINTED:
        raise TooMany(_("Print between 1 and %(most)d slips at once.") % {"most": MOST_PRINTED})
    Bank.objects.select_for_update(no_key=True).get(pk=bank.pk)
    last = SlipRun.objects.filter(bank=bank).aggregate(last=Max("last"))["last"] or 0
    run: SlipRun = SlipRun.objects.create(bank=bank, first=last + 1, last=last + count, member=member, by=by, at=at)
    return run


def look_over(rows: Sequence[Written], *, by: Member, at: datetime.datetime) -> dict[int, str]:
    """Say which rows would be refused and why, by their place. Nothing of it stays."""
    with transaction.atomic():
        refusals = _refusals(rows, by=by, at=at)
        transaction.set_rollback(True)
    return refusals


@atomic_with_retry
def write_down(rows: Sequence[Written], *, by: Member, at: datetime.datetime) -> list[Exchange]:
    """Write down all rows, or where one is refused none. The same rows again give the same exchanges.

    Raises RowsRefused. What both signed waits for a second pair of eyes, as ever.
    """
    refusals = _refusals(rows, by=by, at=at)
    if refusals:
        raise RowsRefused(refusals)
    keys = [row.draft.key for row in rows]
    return list(Exchange.objects.of(by.bank).filter(key__in=keys).order_by("pk"))


def _refusals(rows: Sequence[Written], *, by: Member, at: datetime.datetime) -> dict[int, str]:
    everybody = {member.pk for row in rows for member in (row.draft.giver, row.draft.receiver)}
    list(Member.objects.select_for_update(no_key=True).filter(pk__in=everybody).order_by("pk"))  # in one order for all
    refusals = {}
    for place, row in enumerate(rows):
        try:
            with transaction.atomic():
                _write(row, by=by, at=at)
        except RuleBroken as refusal:
            refusals[place] = str(refusal)
    return refusals


def _write(row: Written, *, by: Member, at: datetime.datetime) -> Exchange:
    giver = row.draft.giver
    if giver.pk == by.pk and not row.is_by_both:
        return life.log(row.draft, Act(by, at))
    log = life.log_for_both if row.is_by_both else life.log
    return log(row.draft, Act(by, at, on_behalf_of=giver, channel=Step.Channel.SLIP))
