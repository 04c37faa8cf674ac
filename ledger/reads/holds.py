"""Holds: what is set aside, for whom and until when."""

from ledger.models import Hold


def open_holds(account_id: int) -> list[Hold]:
    """List the holds from or for an account that have not ended, the oldest first."""
    return list(Hold.objects.touching(account_id).still_open())


def hold_is_open(hold_id: int) -> bool:
    """Tell whether minutes are still set aside."""
    return Hold.objects.still_open().filter(pk=hold_id).exists()


def expired_holds() -> list[int]:
    """Name the holds whose time has run out and that nobody has ended."""
    return list(Hold.objects.expired().values_list("pk", flat=True))
