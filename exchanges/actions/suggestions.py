"""Taking back what was to bring people to give or to ask, as far as it was not sent yet: they do."""

from collections.abc import Collection

from django.urls import reverse

from members.models import Bank, Member
from notices import actions as notices


def withdraw_suggestions(bank: Bank, *, earn: Collection[Member] = (), spend: Collection[Member] = ()) -> None:
    """Tell who earns no more that they owe much, and who spends, or asks for help, no more what hours are for."""
    page = reverse("exchanges:listings", args=[bank.slug])
    for kind, members in (("NEAR_FLOOR", earn), ("UNSPENT", spend)):
        if members:
            notices.withdraw(bank.slug, page, kinds=[kind], to=[member.actor_key for member in members])


def withdraw_not_begun(bank: Bank, members: Collection[Member]) -> None:
    """Tell coordinators no more that these members have not begun."""
    pages = [reverse("exchanges:member", args=[bank.slug, member.number]) for member in members if member.number]
    if pages:
        notices.withdraw(bank.slug, *pages, kinds=["NEW_MEMBER"])
