"""What apps above this one let wait on the desk, and on a member's first page: a sentence, a number and where to go.

An app names its functions in its config: `on_desk`, called with who asks and the moment; `at_home`, with who acts for
them, too, or is the same; `ways_at_home` with the request, for what does not wait but is wanted at once.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from members.access import PublicRequest
from members.models import Member
from timebank.lib.above import named_above


@dataclass(frozen=True)
class Errand:
    """One thing that waits. `count` is how many rows stand behind it; `link` says what to do, verb first."""

    words: str
    url: str
    link: str
    count: int = 1
    is_pressing: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Way:
    """A page that somebody with a task will want, and why."""

    words: str
    url: str
    hint: str


def on_desk(asker: Member, at: datetime.datetime) -> list[Errand]:
    """Give what waits on the desk for who runs the bank; the pressing first."""
    found = [errand for name in named_above("on_desk") for errand in name(asker, at)]
    return sorted(found, key=lambda errand: not errand.is_pressing)


def at_home(member: Member, by: Member, at: datetime.datetime) -> list[Errand]:
    """Give what waits for a member, or for who works for a service, on their own first page; `by` reads it."""
    return [errand for name in named_above("at_home") for errand in name(member, by, at)]


def ways_at_home(request: PublicRequest) -> list[Way]:
    """Give where who works for something further up goes from their own first page."""
    return [way for name in named_above("ways_at_home") for way in name(request)]


def count_of(errands: Iterable[Errand]) -> int:
    """Count the rows behind some errands."""
    return sum(errand.count for errand in errands)
