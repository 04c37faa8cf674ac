"""What waits at the shared pot, for the desk and for the pot's own page."""

from dataclasses import dataclass

from exchanges.models import PotRequest
from members.models import Bank


@dataclass(frozen=True)
class PotWaiting:
    """How many members wait for an answer of the pot, and those who have waited longest."""

    count: int
    requests: list[PotRequest]


def pot_waiting(bank: Bank, *, at_most: int) -> PotWaiting:
    """List what members ask of the pot and nobody has answered, oldest first, with two queries at most."""
    found = PotRequest.objects.of(bank).open()
    shown = list(found[: at_most + 1])
    return PotWaiting(count=found.count() if len(shown) > at_most else len(shown), requests=shown[:at_most])
