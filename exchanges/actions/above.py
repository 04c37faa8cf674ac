"""What apps above this one end when a member leaves or dies, and move when two entries become one.

An app names its functions in its config: `when_leaving` and `when_merging`. They run in the caller's transaction.
"""

from exchanges.actions.acts import Act
from members.models import Member
from timebank.lib.above import named_above


def leave_above(member: Member, act: Act) -> None:
    """Let each app above end what a locked member who leaves still has there."""
    for leave in named_above("when_leaving"):
        leave(member, act)


def merge_above(kept: Member, given_up: Member, act: Act) -> None:
    """Let each app above move what stands under the number that is given up to the one that is kept."""
    for merge in named_above("when_merging"):
        merge(kept, given_up, act)
