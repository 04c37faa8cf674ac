"""Who stands behind an account or an actor's key: members, those who left too, and the bank's own accounts in words."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import SPONSOR
from ledger import reads as ledger
from members.models import Bank, Member, member_pk_of, recipient_key
from services.models import Service

OWN_ACCOUNTS: dict[str, Promise] = {
    "POT": gettext_lazy("Community pot"),
    "EVENT": gettext_lazy("Event"),
    "WELCOME": gettext_lazy("Welcome grants"),
    "CLEARING": gettext_lazy("Another time bank"),
    "EXPIRY": gettext_lazy("Lapsed hours"),
    "OPENING": gettext_lazy("Opening balances"),
}
GROUPS: dict[str, Promise] = {
    "MEMBER": gettext_lazy("Members"),
    "ORGANISATION": gettext_lazy("Organisations"),
    **OWN_ACCOUNTS,
}
KINDS: dict[str, Promise] = {
    "EXCHANGE": gettext_lazy("Exchanges"),
    "EVENT": gettext_lazy("Events"),
    "GIFT": gettext_lazy("Gifts"),
    "GRANT": gettext_lazy("Grants from a pot"),
    "WELCOME": gettext_lazy("Welcome grants"),
    "LEVY": gettext_lazy("Levies"),
    "EXPIRY": gettext_lazy("Lapsed hours"),
    "CLEARING": gettext_lazy("With other time banks"),
    "OPENING": gettext_lazy("Opening balances"),
    "SETTLEMENT": gettext_lazy("Accounts that were closed"),
    "REVERSAL": gettext_lazy("Taken back"),
    "CORRECTION": gettext_lazy("Put right"),
}

ONE_OF_KIND: dict[str, Promise] = {  # what a single line is, where its words alone would not say it
    "GIFT": gettext_lazy("A gift"),
    "GRANT": gettext_lazy("From the shared pot"),
}

SPONSORS = gettext_lazy("Sponsors' pots")
PEOPLE = frozenset({"MEMBER", "ORGANISATION"})
BETWEEN = "clearing:"  # begins the code of an account between two banks; the other's book follows


@dataclass(frozen=True)
class Holder:
    """Who holds an account: a member with a number, or the bank itself in words."""

    name: str
    kind: str
    number: int | None = None

    @property
    def number_text(self) -> str:
        """Write the member number as it is printed: '0147'."""
        return f"{self.number:04d}" if self.number is not None else ""


class Account(Protocol):
    """What tells whose an account is."""

    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...


def is_a_members(account: Account) -> bool:
    """Whether a member holds an account: a person, or an organisation, but not what it puts aside for others."""
    return account.kind in PEOPLE and not account.code.startswith(SPONSOR)


def group_of(account: Account) -> Promise:
    """Say among which accounts one is counted."""
    return SPONSORS if account.code.startswith(SPONSOR) else GROUPS[account.kind]


class Names:
    """The holders of a bank's accounts, read at once: of all of them, or of `only` some."""

    def __init__(self, bank: Bank, *, only: Collection[int] | None = None) -> None:
        members = Member.objects.of(bank) if only is None else Member.objects.of(bank).filter(account_id__in=only)
        found = list(members.values_list("pk", "account_id", "number", "name"))
        by_account = {account_id: (number, name) for _pk, account_id, number, name in found}
        self._by_key = {recipient_key(pk): name for pk, _account, _number, name in found}
        accounts = _accounts(bank, only)
        others = {**_banks_behind(accounts), **_sponsors_behind(accounts)}
        self._holders = {account.account_id: _holder(account, by_account, others) for account in accounts}

    def of(self, account_id: int) -> Holder:
        """Say who holds an account."""
        return self._holders[account_id]

    def actor(self, key: str) -> str:
        """Say who is meant by an actor's key; the time bank itself where it is no member's."""
        return self._by_key.get(key) or _("The time bank")

    def all(self) -> dict[int, Holder]:
        """Give the holders of all accounts, in the order they were opened."""
        return self._holders


def actors(bank: Bank, keys: Collection[str]) -> Callable[[str], str]:
    """Read who is meant by some actors' keys with one query: members, or the time bank itself."""
    numbers = [number for number in map(member_pk_of, keys) if number is not None]
    found = Member.objects.of(bank).filter(pk__in=numbers).values_list("pk", "name")
    names = {recipient_key(pk): name for pk, name in found}
    return lambda key: names.get(key) or _("The time bank")


def _accounts(bank: Bank, only: Collection[int] | None) -> list[ledger.AccountState]:
    return ledger.accounts_of_book(bank.book_id) if only is None else list(ledger.account_states(only).values())


def _banks_behind(accounts: list[ledger.AccountState]) -> dict[str, str]:
    """Name the banks on the other side of accounts between banks, by the account's code; asks only where there are."""
    books = {int(each.code.removeprefix(BETWEEN)): each.code for each in accounts if each.kind == "CLEARING"}
    if not books:
        return {}
    return {books[book]: name for book, name in Bank.objects.filter(book__in=books).values_list("book", "name")}


def _sponsors_behind(accounts: list[ledger.AccountState]) -> dict[str, str]:
    """Name the services whose sponsor's pots some accounts are, by the account's code; asks only where there are.

    One line after its pot stands whom it paid. So no name is said where that would tell who is ill, or in prison.
    """
    codes = {each.account_id: each.code for each in accounts if each.code.startswith(SPONSOR)}
    if not codes:
        return {}
    named = dict.fromkeys(codes.values(), _("A sponsor's pot"))
    told = Service.objects.filter(pot__in=codes).named_in_books()
    for pot_id, name in told.values_list("pot", "organisation__name"):
        named[codes[pot_id]] = _("Sponsor's pot of %(name)s") % {"name": name}
    return named


def _holder(
    account: ledger.AccountState, by_account: dict[int, tuple[int | None, str]], others: dict[str, str]
) -> Holder:
    if account.account_id in by_account:
        number, name = by_account[account.account_id]
        return Holder(name, account.kind, number)
    if account.code in others:
        return Holder(others[account.code], account.kind)
    words = OWN_ACCOUNTS.get(account.kind)
    return Holder(str(words) if words else account.code, account.kind)
