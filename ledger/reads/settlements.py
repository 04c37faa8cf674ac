"""What was left on an account when it was closed."""

from ledger.models import Balance, Transfer


def settlement_of(account_id: int) -> int | None:
    """Find the transfer that brought a closed account to zero; None where nothing was left, or it was taken back."""
    balance = Balance.objects.get(pk=account_id)
    if balance.is_open:
        return None
    settled = Transfer.objects.filter(
        book_id=balance.book_id,
        kind=Transfer.Kind.SETTLEMENT,
        reference=f"account:{account_id}/closing:{balance.limits_count}",  # the closing is the last of its limits
    )
    found: int | None = settled.filter(reversals=None).values_list("pk", flat=True).first()
    return found
