"""How notices and the ledger know a member: by a key that says nothing about them."""


def recipient_key(member_pk: int) -> str:
    """Give the key under which notices and the ledger know a member."""
    return f"member:{member_pk}"
