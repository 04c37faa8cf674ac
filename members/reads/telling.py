"""Whom a notice is for: the keys by which notices know people, read back."""

from collections.abc import Iterable

from members.models import AddressClaim, Bank, Member, member_pk_of


def members_told(bank: Bank, keys: Iterable[str]) -> dict[str, Member]:
    """Find the members of a bank whom notices know by these keys: one query, and one where an address was asked."""
    means = {key: member_pk_of(key) for key in keys}
    claims = {key: int(key.split(":")[1]) for key in means if key.startswith("claim:")}
    if claims:
        held = dict(AddressClaim.objects.filter(pk__in=claims.values()).values_list("pk", "member"))
        means |= {key: held.get(pk) for key, pk in claims.items()}
    found = Member.objects.of(bank).in_bulk([pk for pk in means.values() if pk is not None])
    return {key: found[pk] for key, pk in means.items() if pk in found}
