"""What apps above this one do when a member leaves or dies, when two entries become one, and about events.

An app names its functions in its config: `when_leaving`, `when_merging`, `when_made_ahead`, `ends_series`,
`before_signing` and `before_hours`. They run in the caller's transaction. What is answered on a page of its own it
names for reads (`exchanges.reads.own_pages`), and that rule is kept here.
"""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.models import Event, Listing, Series
from exchanges.reads.own_pages import own_pages
from members.models import Member
from timebank.lib.above import named_above
from timebank.lib.errors import WrongState


class HasOwnPage(WrongState):
    """This request is answered on a page of its own, and by no exchange."""


def leave_above(member: Member, act: Act) -> None:
    """Let each app above end what a locked member who leaves still has there."""
    for leave in named_above("when_leaving"):
        leave(member, act)


def merge_above(kept: Member, given_up: Member, act: Act) -> None:
    """Let each app above move what stands under the number that is given up to the one that is kept."""
    for merge in named_above("when_merging"):
        merge(kept, given_up, act)


def is_over_above(series: Series) -> bool:
    """Whether an app above this one says of a locked series that no more of its events are to be made."""
    return any(is_over(series) for is_over in named_above("ends_series"))


def made_ahead_above(events: Sequence[Event], *, at: datetime.datetime) -> None:
    """Let each app above follow the events that a series has made ahead."""
    for follow in named_above("when_made_ahead") if events else ():
        follow(events, at=at)


def check_signing_above(event: Event, member: Member, part: str, *, at: datetime.datetime) -> None:
    """Let each app above refuse that somebody signs up for a locked event, by raising."""
    for check in named_above("before_signing"):
        check(event, member, part, at=at)


def check_hours_above(event: Event) -> None:
    """Let each app above refuse the hours of a locked event's register by raising."""
    for check in named_above("before_hours"):
        check(event)


def must_have_no_own_page(listing: Listing | None) -> None:
    """Refuse to plan, write down or talk about a request that an app above answers on a page of its own."""
    if listing is not None and own_pages([listing]):
        raise HasOwnPage(_("Who would like to do this says so on a page of its own. Open the request: it leads there."))
