"""How notices and the ledger know a member: by a key that says nothing about them."""

BEGINS = "member:"


def recipient_key(member_pk: int) -> str:
    """Give the key under which notices and the ledger know a member."""
    return f"{BEGINS}{member_pk}"


def member_pk_of(key: str) -> int | None:
    """Find which member a key means; None where it is no member's, such as the time bank's own."""
    number = key.removeprefix(BEGINS)
    return int(number) if key.startswith(BEGINS) and number.isdecimal() else None
