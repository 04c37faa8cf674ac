"""What a line of a file of members says, and what would become of it, in words too."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from members.actions.gifts import GiftWords
from members.models import Member
from timebank.lib.durations import hours_in_words
from timebank.lib.tables import plain

FIGURES = 31  # of a hash, in hexadecimal: nearly 128 bits
OF_NUMBER, OF_DETAILS = "n", "d"  # begin a hash: that of a number tells no more than the number, and outlives erasure
LARGEST_NUMBER = 999_999_999


@dataclass(frozen=True, slots=True)
class ImportedMember:
    """A member as one line of a file has them. `source_number` is what they were known by, perhaps no number."""

    line: int
    name: str
    source_number: str = ""
    kind: str = Member.Kind.PERSON.value
    organisation_kind: str = ""
    email: str = ""
    telephone: str = ""
    postal_address: str = ""
    area: str = ""
    about: str = ""
    gifts: Sequence[GiftWords] = ()
    minutes: int = 0
    joined_on: datetime.date | None = None
    state: str = Member.State.APPROVED.value

    @property
    def has_left(self) -> bool:
        """Whether they had left before."""
        return self.state == Member.State.LEFT

    @property
    def source_hash(self) -> str:
        """Give what this line is known by: its number, or all details where it had none."""
        begins, known_by = OF_NUMBER, [self.number_text]
        if not self.source_number:
            begins = OF_DETAILS
            known_by = [plain(self.name), self.email.lower(), self.telephone, plain(self.postal_address)]
        return begins + hashlib.sha256("\n".join(known_by).encode()).hexdigest()[:FIGURES]

    @property
    def number_text(self) -> str:
        """Write the old number without zeros before it: 0012 and 12 are the same."""
        return self.source_number.lstrip("0") or "0" if self.source_number.isdecimal() else plain(self.source_number)

    @property
    def wanted_number(self) -> int | None:
        """Give the member number they would keep, or None where it was none that we can write."""
        text = self.number_text
        is_number = text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER)) and text != "0"
        return int(text) if is_number else None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A line that fits: who it brings, the number they get, and what an admin should know of it."""

    row: ImportedMember
    number: int
    remark: str

    @property
    def state_words(self) -> str:
        """Say what is not ordinary about them: an organisation, having a rest, has left."""
        row = self.row
        parts = [str(Member.Kind.ORGANISATION.label)] if row.kind == Member.Kind.ORGANISATION else []
        if row.state != Member.State.APPROVED:
            parts.append(str(Member.State(row.state).label))
        return ", ".join(parts)

    def in_words(self) -> str:
        """Say what the line becomes."""
        row = self.row
        hours = "" if row.has_left else hours_in_words(row.minutes)
        parts = (row.name, str(self.number), self.state_words, hours)
        return f"{', '.join(part for part in parts if part)}. {self.remark}".strip()


@dataclass(frozen=True)
class Totals:
    """A file in figures."""

    members: int
    organisations: int
    paused: int
    left: int
    with_address: int
    had_minutes: int
    owed_minutes: int
    highest_minutes: int
    lowest_minutes: int


def totals_of(arrivals: Sequence[Arrival]) -> Totals:
    """Count what a file brings."""
    rows = [arrival.row for arrival in arrivals]
    minutes = [row.minutes for row in rows]
    return Totals(
        members=len(rows),
        organisations=sum(row.kind == Member.Kind.ORGANISATION for row in rows),
        paused=sum(row.state == Member.State.PAUSED for row in rows),
        left=sum(row.has_left for row in rows),
        with_address=sum(bool(row.email) and not row.has_left for row in rows),
        had_minutes=sum(figure for figure in minutes if figure > 0),
        owed_minutes=-sum(figure for figure in minutes if figure < 0),
        highest_minutes=max([0, *minutes]),
        lowest_minutes=min([0, *minutes]),
    )
