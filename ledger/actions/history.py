"""History from elsewhere: many past transfers in the order of their days, all or none, in one short transaction.

The whole history is first walked through in Python, with the accounts locked: that is where each row that does not fit
gets its words. PostgreSQL's triggers then judge every row again while they are copied, and have the last word.
"""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger.actions.postings import Posting
from ledger.actions.protocol import MOST_MINUTES, lock
from ledger.actions.refusals import LedgerRefused, refusals_in_words
from ledger.reads import AccountState, account_states, first_open_day
from timebank.lib.copying import Value, copy_rows
from timebank.lib.durations import hours_in_words

COLUMNS = (
    "book_id", "key", "kind", "payer_id", "payee_id", "minutes", "reference", "asked_on", "happened_on", "recorded_by",
    "batch", "reason", "forced",
)  # fmt: skip
POSTED_KEYS = "SELECT key FROM ledger_transfer WHERE key = ANY (%s)"
POSTED_IDS = "SELECT key, id FROM ledger_transfer WHERE key = ANY (%s)"


@dataclass(frozen=True)
class Misfit:
    """A row of a history that the ledger does not take: its place among those given, from 0, and why."""

    place: int
    sentence: str


@dataclass(frozen=True)
class Outlook:
    """What would become of a history: what does not fit, what is posted already, what is booked after its day."""

    misfits: list[Misfit]
    posted_before: list[int]
    booked_later: int


@dataclass(frozen=True)
class PostedHistory:
    """What was posted: the transfers' ids in the order given, and how many are booked after the day they happened."""

    transfer_ids: list[int]
    booked_later: int


class HistoryRefused(LedgerRefused):
    """Some of the history does not fit, so none of it was posted."""

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(_("Nothing was posted, for not all of it fits."))
        self.outlook = outlook


def look_through(book_id: int, history: Sequence[Posting], *, today: datetime.date) -> Outlook:
    """Say what would become of a history, without posting it. Inside `post_history` the accounts are locked."""
    accounts = {account for posting in history for account in (posting.payer_id, posting.payee_id)}
    walk = _Walk(first_open_day(book_id) or datetime.date.min, today, account_states(accounts))
    posted = _posted_keys(history)
    before: list[int] = []
    for place in _in_date_order(history):
        if history[place].key in posted:
            before.append(place)
        else:
            walk.take(place, history[place])
    return Outlook(walk.all_misfits(), sorted(before), walk.booked_later)


@transaction.atomic
def post_history(book_id: int, history: Sequence[Posting], *, today: datetime.date) -> PostedHistory:
    """Post a history of one book in the order of its days, in the given order within a day, all or none.

    Each transfer is booked on the day it happened, or on the first day after it on which both accounts are free.
    `today` is the day in the book's zone. Raises HistoryRefused with every row that does not fit.
    """
    lock(account for posting in history for account in (posting.payer_id, posting.payee_id))
    outlook = look_through(book_id, history, today=today)
    if outlook.misfits or outlook.posted_before:
        raise HistoryRefused(outlook)
    ordered = [history[place] for place in _in_date_order(history)]
    with refusals_in_words():
        copy_rows("ledger_transfer", COLUMNS, (_transfer(book_id, posting) for posting in ordered))
    ids = _ids(history)
    words = ((ids[posting.key], posting.words) for posting in ordered if posting.words)
    copy_rows("ledger_words", ("transfer_id", "text"), words)
    return PostedHistory([ids[posting.key] for posting in history], outlook.booked_later)


@dataclass
class _Course:
    """One account on its way through a history: where it stands, and the furthest it got past each limit."""

    state: AccountState
    minutes: int
    booked_on: datetime.date
    lowest: int = 0
    highest: int = 0
    below_floor_at: int | None = None
    above_ceiling_at: int | None = None

    def move(self, place: int, change: int, day: datetime.date) -> None:
        """Take one side of a transfer; a limit binds only in the worsening direction."""
        self.minutes += change
        self.booked_on = day
        floor, ceiling = self.state.floor_minutes, self.state.ceiling_minutes
        spendable = self.minutes - self.state.held_minutes
        if change < 0 and floor is not None and spendable < floor:
            self.below_floor_at = place if self.below_floor_at is None else self.below_floor_at
            self.lowest = min(self.lowest, spendable)
        if change > 0 and ceiling is not None and self.minutes > ceiling:
            self.above_ceiling_at = place if self.above_ceiling_at is None else self.above_ceiling_at
            self.highest = max(self.highest, self.minutes)

    def misfits(self) -> Iterator[Misfit]:
        """Name the first row that passed each limit: the rows after it would only say the same again."""
        if self.below_floor_at is not None:
            words = _(
                "From here the account that the hours come from is below its floor of %(limit)s. These rows, with "
                "any hours set aside, take it down to %(furthest)s. An admin can lower that floor first."
            )
            yield Misfit(self.below_floor_at, words % self._figures(self.state.floor_minutes, self.lowest))
        if self.above_ceiling_at is not None:
            words = _(
                "From here the account that the hours go to is above its ceiling of %(limit)s. These rows take it "
                "up to %(furthest)s. An admin can raise that ceiling first."
            )
            yield Misfit(self.above_ceiling_at, words % self._figures(self.state.ceiling_minutes, self.highest))

    def _figures(self, limit: int | None, furthest: int) -> dict[str, str]:
        return {"limit": hours_in_words(limit or 0), "furthest": hours_in_words(furthest)}


class _Walk:
    """Goes through a history row by row, as the triggers will."""

    def __init__(self, first_on: datetime.date, today: datetime.date, states: dict[int, AccountState]) -> None:
        self.booked_later = 0
        self._first_on = first_on
        self._today = today
        self._courses = {
            pk: _Course(state, state.balance_minutes, state.last_booked_on or datetime.date.min)
            for pk, state in states.items()
        }
        self._misfits: list[Misfit] = []

    def take(self, place: int, posting: Posting) -> None:
        """Let one transfer move both its accounts, or note why it cannot."""
        sentence = self._fault_of(posting)
        if sentence:
            self._misfits.append(Misfit(place, sentence))
            return
        payer, payee = self._courses[posting.payer_id], self._courses[posting.payee_id]
        day = max(posting.happened_on, payer.booked_on, payee.booked_on)
        self.booked_later += day > posting.happened_on
        payer.move(place, -posting.minutes, day)
        payee.move(place, posting.minutes, day)

    def all_misfits(self) -> list[Misfit]:
        """Give every row that does not fit, in the order they were given."""
        past_limits = [misfit for course in self._courses.values() for misfit in course.misfits()]
        return sorted([*self._misfits, *past_limits], key=attrgetter("place"))

    def _fault_of(self, posting: Posting) -> str:
        payer, payee = self._courses.get(posting.payer_id), self._courses.get(posting.payee_id)
        if payer is None or payee is None:
            return _("There is no such account.")
        if payer is payee:
            return _("Hours move from one account to another.")
        if not (payer.state.is_open and payee.state.is_open):
            return _("One of the two accounts is closed, so no hours can move.")
        if not 0 < posting.minutes <= MOST_MINUTES:
            return _("Hours must come to a whole number of minutes, and to more than none.")
        return self._fault_of_day(posting.happened_on)

    def _fault_of_day(self, day: datetime.date) -> str:
        if day > self._today:
            return _("That day has not come yet. Choose today or an earlier day.")
        if day < self._first_on:  # the ledger would book it on the first open day: an import does not hide that
            return _("That day lies in a month that is closed.")
        return ""


def _in_date_order(history: Sequence[Posting]) -> list[int]:
    return sorted(range(len(history)), key=lambda place: history[place].happened_on)


def _transfer(book_id: int, posting: Posting) -> tuple[Value, ...]:
    return (
        book_id,
        posting.key,
        posting.kind,
        posting.payer_id,
        posting.payee_id,
        posting.minutes,
        posting.reference,
        posting.happened_on,
        posting.happened_on,
        posting.recorded_by,
        posting.batch,
        posting.reason,
        False,
    )


def _posted_keys(history: Sequence[Posting]) -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(POSTED_KEYS, [[posting.key for posting in history]])
        return {key for (key,) in cursor.fetchall()}


def _ids(history: Sequence[Posting]) -> dict[uuid.UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(POSTED_IDS, [[posting.key for posting in history]])
        return dict(cursor.fetchall())
