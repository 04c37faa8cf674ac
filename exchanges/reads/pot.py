"""What waits at the shared pot, for the desk and for the pot's own page."""

from dataclasses import dataclass

from exchanges.models import PotRequest
from members.models import Bank


@dataclass(frozen=True)
class PotWaiting:
    """How many members wait for an answer of the pot, some of them in order, and whether more come after these."""

    count: int
    requests: list[PotRequest]
    has_more: bool


def pot_waiting(bank: Bank, *, at_most: int, after: int | None = None) -> PotWaiting:
    """List what members ask of the pot and nobody has answered, oldest first, with two queries at most.

    With `after`, those that come after that one, which may have been answered meanwhile.
    """
    found = PotRequest.objects.of(bank).open()
    shown = list((found.after(after) if after else found)[: at_most + 1])
    has_more = len(shown) > at_most
    return PotWaiting(found.count() if has_more or after else len(shown), shown[:at_most], has_more)
