"""A statement on paper, for members without a computer."""

import datetime

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from insight.reads.statements import Line, MemberStatement
from insight.views.letters import NO_SUCH_LETTER, STRONG, printable
from insight.views.paper import LARGE, LARGEST, Column, Paper, Row, Words
from insight.views.words import days_in_words
from members.models import Bank
from timebank.lib.durations import hours_in_words


def statement_paper(found: MemberStatement, *, title: str, today: datetime.date) -> Paper:
    """Lay out all lines of a statement, from the opening to the closing balance."""
    holder, bank = found.holder, found.holder.bank
    number = _("member %(number)s") % {"number": f"{holder.number:04d}"}
    rows = _rows(found)
    return Paper(
        title=f"{title}, {holder.name}",
        author=bank.name,
        language=get_language() or "",
        letterhead=[Words(bank.name, LARGE, STRONG), *_contact(bank)],
        heading=[
            Words(title, LARGEST, STRONG),
            Words(f"{holder.name}, {number}", LARGE),
            Words(days_in_words(found.period)),
        ],
        columns=_columns(),
        rows=rows,
        notes=_notes(found, rows),
        foot=_("Printed on %(day)s") % {"day": formats.date_format(today, "j F Y")},
    )


def _contact(bank: Bank) -> list[Words]:
    known = [part for part in (bank.contact_name, bank.telephone, bank.contact_hours) if part]
    return [Words(" · ".join(known))] if known else []


def _columns() -> list[Column]:
    return [
        Column(_("Day"), 42),
        Column(_("What was done"), 140),
        Column(_("With"), 122),
        Column(_("Given"), 58, is_figure=True),
        Column(_("Received"), 58, is_figure=True),
        Column(_("Balance"), 68, is_figure=True),
    ]


def _rows(found: MemberStatement) -> list[Row]:
    first, last = found.period.first_on, found.period.last_on
    form = "j M" if first.year == last.year else "j M Y"  # the heading names the year
    given = sum(each.given_minutes for each in found.lines)
    received = sum(each.received_minutes for each in found.lines)
    return [
        _balance_row(formats.date_format(first, form), _("Opening balance"), found.opening_minutes),
        *(_line_row(each, form) for each in found.lines),
        Row(["", _("Total"), "", hours_in_words(given), hours_in_words(received), ""], is_strong=True),
        _balance_row(formats.date_format(last, form), _("Closing balance"), found.closing_minutes),
    ]


def _balance_row(day: str, words: str, minutes: int) -> Row:
    return Row([day, words, "", "", "", hours_in_words(minutes)], is_strong=True)


def _line_row(each: Line, form: str) -> Row:
    line = each.line
    return Row(
        [
            formats.date_format(line.booked_on, form),
            _what(each),
            each.other.name,
            hours_in_words(each.given_minutes) if each.given_minutes else "",
            hours_in_words(each.received_minutes) if each.received_minutes else "",
            hours_in_words(line.balance_minutes),
        ]
    )


def _what(each: Line) -> str:
    what = each.exchange.description if each.exchange else each.words
    if each.is_taken_back:
        what = _("Taken back: %(what)s") % {"what": what}
    if each.line.happened_on == each.line.booked_on:
        return what
    return _("%(what)s, on %(day)s") % {"what": what, "day": formats.date_format(each.line.happened_on, "j M Y")}


def _notes(found: MemberStatement, rows: list[Row]) -> list[str]:
    notes = []
    if not found.count:
        notes.append(_("Nothing in these days. Exchanges show here once you both agree."))
    if found.waiting:
        notes.append(_waiting(found.waiting))
    if found.sum and found.sum.has_other_hours:
        notes.append(
            _("Welcome hours, and hours from or to the bank itself, stand in the same columns as given and received.")
        )
    if found.count and found.holder.bank.telephone:
        notes.append(_("Does a line look wrong? Ring us: the number is at the top."))
    if any(NO_SUCH_LETTER in printable(f"{cell}") for row in rows for cell in row.cells):
        notes.append(_("%(box)s stands for a letter that we cannot print here.") % {"box": NO_SUCH_LETTER})
    return notes


def _waiting(count: int) -> str:
    return ngettext(
        "%(exchanges)s exchange is waiting to be agreed and is not counted yet.",
        "%(exchanges)s exchanges are waiting to be agreed and are not counted yet.",
        count,
    ) % {"exchanges": count}
