"""What the ledger refuses, in words for the person who asked.

PostgreSQL decides and names the rule; this file turns the name into a refusal. Names that are not listed here are
our own mistakes and stay the errors they are. The ledger knows no people, so its sentences speak of accounts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _

from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

LOCK_NOT_AVAILABLE = "55P03"


class LedgerRefused(RuleBroken):
    """The ledger did not take what was asked; nothing of it was written."""

    code = "wrong_state"


class OverLimit(LedgerRefused):
    """The transfer would take an account past its floor or ceiling. `fits_minutes` is the most that would fit."""

    code = "over_limit"

    def __init__(self, sentence: str, *, fits_minutes: int) -> None:
        super().__init__(f"{sentence} {_room(fits_minutes)}")
        self.fits_minutes = fits_minutes


class AccountClosed(LedgerRefused):
    """One of the two accounts is closed."""

    code = "account_closed"


class AccountKept(LedgerRefused):
    """The account is one of the book's own, which stay open."""


class AccountNotSettled(LedgerRefused):
    """There are still hours, or a debt, on the account."""


class AlreadyOpen(LedgerRefused):
    """There is a book or an account of that name already."""

    code = "already_open"


class AlreadyPosted(LedgerRefused):
    """The same cause was posted under another key."""

    code = "already_posted"


class AlreadyReversed(LedgerRefused):
    """The transfer has been taken back before."""

    code = "already_reversed"


class KeyReused(LedgerRefused):
    """The key belongs to a transfer with other content."""

    code = "key_reused"


class HoldEnded(LedgerRefused):
    """The hold has been captured, released or has expired before."""


class HoldTooSmall(LedgerRefused):
    """The hold is for other accounts or fewer minutes, or has expired: capture posts such hours without it."""


class LedgerBusy(LedgerRefused):
    """Somebody wrote to the ledger, or read its closings, for longer than we wait. Ask again."""


class MonthNotOver(LedgerRefused):
    """Only a month that is over can be closed."""

    code = "invalid"


class MonthClosed(LedgerRefused):
    """The month has been closed before."""


class NoAgreement(LedgerRefused):
    """The two time banks do not exchange hours, or hours were to cross on one side only."""


class NoSuchAccount(LedgerRefused):
    """There is no such account, or it has no such book."""

    code = "invalid"


class NotReversible(LedgerRefused):
    """There is no such transfer, or it takes another one back itself."""

    code = "not_reversible"


class NotWholeMinutes(LedgerRefused):
    """The amount is not a whole number of minutes above zero, or is beyond all measure."""

    code = "invalid"


class OtherBook(LedgerRefused):
    """The two accounts belong to different time banks."""

    code = "invalid"


class SameAccount(LedgerRefused):
    """Payer and payee are one account."""

    code = "invalid"


class UnknownZone(LedgerRefused):
    """PostgreSQL does not know the time zone."""

    code = "invalid"


class WrongDay(LedgerRefused):
    """The day lies ahead of the day the ledger would book it on."""

    code = "invalid"


class WrongLimits(LedgerRefused):
    """A floor above zero, or a ceiling below it."""

    code = "invalid"


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Turn PostgreSQL's refusal into ours; anything else it says goes on as it is."""
    try:
        yield
    except IntegrityError as error:
        said = getattr(error.__cause__, "diag", None)
        refusal = REFUSALS.get(said.constraint_name or "") if said else None
        if said is None or refusal is None:
            raise
        raise refusal(said.message_detail or "") from error


@contextmanager
def busy_in_words() -> Iterator[None]:
    """Turn a lock that could not be had, after the tries that `retried` makes, into a refusal."""
    try:
        yield
    except OperationalError as fault:
        if getattr(fault.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise LedgerBusy(_("Many hours are being written just now. Try again in a minute.")) from fault


def _room(fits_minutes: int) -> str:
    if not fits_minutes:
        return _("There is no room for any.")
    return _("At most %(hours)s would fit.") % {"hours": hours_in_words(fits_minutes)}


def _past_the_floor(fits: str) -> OverLimit:
    sentence = _("That is more than the account they come from may spend.")
    return OverLimit(sentence, fits_minutes=int(fits))


def _past_the_ceiling(fits: str) -> OverLimit:
    sentence = _("That is more than the account they go to may hold.")
    return OverLimit(sentence, fits_minutes=int(fits))


REFUSALS: dict[str, Callable[[str], LedgerRefused]] = {
    "ledger_floor": _past_the_floor,
    "ledger_ceiling": _past_the_ceiling,
    "ledger_closed": lambda _detail: AccountClosed(_("One of the two accounts is closed, so no hours can move.")),
    "ledger_day": lambda _detail: WrongDay(_("That day has not come yet. Choose today or an earlier day.")),
    "ledger_reversal": lambda _detail: NotReversible(_("This cannot be taken back.")),
    "ledger_transfer_reversed_once": lambda _detail: AlreadyReversed(_("This has been taken back already.")),
    "ledger_key_reused": lambda _detail: KeyReused(_("This was sent before with other content. Start afresh.")),
    "ledger_transfer_one_cause": lambda _detail: AlreadyPosted(_("These hours are in the ledger already.")),
    "ledger_book": lambda _detail: OtherBook(_("The two accounts belong to different time banks.")),
    "ledger_account": lambda _detail: NoSuchAccount(_("There is no such account.")),
    "ledger_transfer_two_accounts": lambda _detail: SameAccount(_("Hours move from one account to another.")),
    "ledger_not_settled": lambda _detail: AccountNotSettled(
        _("There are still hours, a debt or hours set aside on this account. Settle them first.")
    ),
    "ledger_hold": lambda _detail: HoldTooSmall(_("The hours set aside are not for this.")),
    "ledger_hold_expired": lambda _detail: HoldTooSmall(_("The time for the hours set aside has run out.")),
    "ledger_hold_two_accounts": lambda _detail: SameAccount(_("Hours move from one account to another.")),
    "ledger_hold_one_cause": lambda _detail: AlreadyPosted(_("These hours are set aside already.")),
    "ledger_holdend_once": lambda _detail: HoldEnded(_("These hours are not set aside any more.")),
    "ledger_transfer_captured_once": lambda _detail: HoldEnded(_("These hours are in the ledger already.")),
    "ledger_closing_month": lambda _detail: MonthNotOver(_("Only a month that is over can be closed.")),
    "ledger_closing_once": lambda _detail: MonthClosed(_("This month is closed already.")),
    "ledger_clearing": lambda _detail: NoAgreement(
        _("Hours that leave one time bank must arrive in the other at the same moment.")
    ),
    "ledger_account_clears_once": lambda _detail: AlreadyOpen(_("These two time banks exchange hours already.")),
    "ledger_account_code": lambda _detail: AlreadyOpen(_("There is an account of that name already.")),
    "ledger_account_one_in_a_book": lambda _detail: AlreadyOpen(_("A time bank has only one account of that kind.")),
    "ledger_book_slug_key": lambda _detail: AlreadyOpen(_("There is a time bank of that name already.")),
    "ledger_zone": lambda _detail: UnknownZone(_("That time zone is not known. Write it like Europe/London.")),
    "ledger_limit_around_zero": lambda _detail: WrongLimits(
        _("An account may owe hours down to a floor of zero or less, and hold hours up to a ceiling of zero or more.")
    ),
}
