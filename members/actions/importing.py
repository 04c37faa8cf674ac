"""Bringing members over from another program or a spreadsheet: a whole file or nothing of it. Nobody is told.

What another program knew a member by is kept as a hash, so that the same line is never taken twice. An e-mail address
is nobody's until its owner says yes (members.actions.inviting): so nothing here tells which addresses are known.
"""

import datetime
import itertools
from collections.abc import Iterator, Sequence
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.reads import first_open_day
from members.actions.acts import lock_bank, must_be_admin
from members.actions.arrivals import Arrival, ImportedMember
from members.actions.arriving import write_arrivals
from members.models import AddressClaim, Bank, Member, WaitingAddress
from timebank.lib.durations import hours_in_words
from timebank.lib.tables import BadLine, ImportRefused, plain


def check_members(
    bank: Bank, rows: Sequence[ImportedMember], *, day: datetime.date, at: datetime.datetime
) -> list[Arrival]:
    """Say what `import_members` would make of the lines now, and change nothing. Raises ImportRefused as it would."""
    _must_be_open(bank, day, at)
    known = _Known(bank)
    if rows and all(row.source_hash in known.hashes for row in rows):
        raise ImportRefused(_("This file has been imported already."))
    bad_lines = [*_twins(rows), *(fault for row in rows for fault in _faults(bank, row, known))]
    if bad_lines:
        raise ImportRefused(_("Nothing was imported."), sorted(bad_lines, key=attrgetter("line")))
    return _numbered(rows, known)


@transaction.atomic
def import_members(
    bank: Bank, rows: Sequence[ImportedMember], *, day: datetime.date, by: Member | None, at: datetime.datetime
) -> list[Arrival]:
    """Bring members over with accounts and opening balances of a day; tells nobody, and gives no welcome hours.

    `by` is the admin, or None where the operator does it. Raises ImportRefused with every line that does not fit.
    """
    bank = lock_bank(bank)
    if by is not None:
        must_be_admin(bank, by)
    arrivals = check_members(bank, rows, day=day, at=at)
    write_arrivals(bank, arrivals, day=day, by=by, at=at)
    return arrivals


class _Known:
    """Who belongs to the bank already. Of other banks nothing is read."""

    def __init__(self, bank: Bank) -> None:
        members = Member.objects.of(bank)
        rows = list(members.values_list("source_hash", "number", "name"))
        self.hashes: dict[str, int | None] = {source_hash: number for source_hash, number, _name in rows if source_hash}
        self.names: dict[str, int] = {plain(name): number for _hash, number, name in rows if number}
        self.numbers: set[int] = {number for _hash, number, _name in rows if number}
        self.addresses: dict[str, int | None] = dict(_addresses(bank))


def _addresses(bank: Bank) -> Iterator[tuple[str, int | None]]:
    """Give the addresses of the bank's own members, those too that wait for their owner's yes."""
    own = Member.objects.of(bank).exclude(kind=Member.Kind.SUPPORTER)
    asked = AddressClaim.objects.filter(member__bank=bank, accepted_at=None, withdrawn_at=None)
    kept = WaitingAddress.objects.filter(member__bank=bank)
    for found in (
        own.exclude(person__email=None).values_list("person__email", "number"),
        own.exclude(contact_email="").values_list("contact_email", "number"),
        asked.values_list("email", "member__number"),
        kept.values_list("email", "member__number"),
    ):
        for email, number in found:
            yield (email or "").lower(), number


def _must_be_open(bank: Bank, day: datetime.date, at: datetime.datetime) -> None:
    if day > bank.day(at):
        raise ImportRefused(_("The day of the balances has not come yet. Choose today or an earlier day."))
    first_on = first_open_day(bank.book_id)
    if first_on is not None and day < first_on:
        raise ImportRefused(_("The day of the balances lies in a month that is closed."))


def _twins(rows: Sequence[ImportedMember]) -> Iterator[BadLine]:
    """Find what stands twice in the file itself."""
    by_hash: dict[str, int] = {}
    by_address: dict[str, int] = {}
    for row in rows:
        first = by_hash.setdefault(row.source_hash, row.line)
        if first != row.line and row.source_number:
            yield BadLine(
                row.line, _("Line %(line)d has the same number. Each member needs their own.") % {"line": first}
            )
        elif first != row.line:
            yield BadLine(row.line, _("Line %(line)d says the same. Take one of them out.") % {"line": first})
        same_address = by_address.setdefault(row.email.lower(), row.line) if row.email else row.line
        if same_address != row.line:
            words = _("Line %(line)d has the same e-mail address. Each member needs their own, or none.")
            yield BadLine(row.line, words % {"line": same_address})


def _faults(bank: Bank, row: ImportedMember, known: _Known) -> Iterator[BadLine]:
    if row.source_hash in known.hashes:
        yield BadLine(
            row.line, _("This line has been imported already: %(who)s.") % _who(known.hashes[row.source_hash])
        )
    elif row.email.lower() in known.addresses:
        words = _("This e-mail address belongs here already: %(who)s.")
        yield BadLine(row.line, words % _who(known.addresses[row.email.lower()]))
    fault = _fault_of_balance(bank, row)
    if fault:
        yield BadLine(row.line, fault)


def _who(number: int | None) -> dict[str, str]:
    if number is None:
        return {"who": _("somebody who has no member number")}
    return {"who": _("member %(number)d") % {"number": number}}


def _fault_of_balance(bank: Bank, row: ImportedMember) -> str:
    if row.has_left and row.minutes:
        return _(
            "Who has left has no account, so no hours either. Settle the balance first, or bring them over as a member "
            "and let them leave here."
        )
    floor, ceiling, has = bank.floor_minutes, bank.ceiling_minutes, hours_in_words(row.minutes)
    if row.minutes < floor:
        words = _("%(has)s is below the floor of %(limit)s that a new member has here. An admin can lower it first.")
        return words % {"has": has, "limit": hours_in_words(floor)}
    if ceiling is not None and row.minutes > ceiling:
        words = _("%(has)s is above the ceiling of %(limit)s that a new member has here. An admin can raise it first.")
        return words % {"has": has, "limit": hours_in_words(ceiling)}
    return ""


def _numbered(rows: Sequence[ImportedMember], known: _Known) -> list[Arrival]:
    """Let everybody keep their number where it is free; the others get the next ones, in the order of the lines."""
    kept = {row.line: row.wanted_number for row in rows if row.wanted_number and row.wanted_number not in known.numbers}
    highest = max([0, *known.numbers, *(number for number in kept.values() if number)])
    following = itertools.count(highest + 1)
    numbers = [kept.get(row.line) or next(following) for row in rows]
    return [Arrival(row, number, _remark(row, number, known)) for row, number in zip(rows, numbers, strict=True)]


def _remark(row: ImportedMember, number: int, known: _Known) -> str:
    """Say what an admin should know of a line that fits."""
    remarks = []
    if row.source_number and row.wanted_number != number:
        words = _("Number %(old)s cannot be kept: it is %(new)d from now on.")
        remarks.append(words % {"old": row.source_number, "new": number})
    namesake = known.names.get(plain(row.name))
    if namesake is not None:
        remarks.append(_("Member %(number)d has the same name. Is this somebody else?") % {"number": namesake})
    return " ".join(remarks)
