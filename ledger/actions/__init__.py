"""Everything that writes to the ledger. Other apps import this and ledger.reads, never the models.

Keys, references, reasons and actors are codes, never people's words: lower case letters, digits and `:/._-`
(reasons: upper case and `_`). What the hours were for goes into `Posting.words`, which erasure may clear.
"""

from ledger.actions.books import close_account, open_account, open_book, set_limits
from ledger.actions.history import HistoryRefused, Misfit, Outlook, PostedHistory, look_through, post_history
from ledger.actions.postings import Posting, post, post_together
from ledger.actions.refusals import (
    AccountClosed,
    AccountKept,
    AccountNotSettled,
    AlreadyOpen,
    AlreadyPosted,
    AlreadyReversed,
    KeyReused,
    LedgerRefused,
    NoSuchAccount,
    NotReversible,
    NotWholeMinutes,
    OtherBook,
    OverLimit,
    SameAccount,
    UnknownZone,
    WrongDay,
    WrongLimits,
)
from ledger.actions.reversals import correct, correct_past_limits, reverse
from ledger.actions.settlements import settle_and_close

__all__ = [
    "AccountClosed",
    "AccountKept",
    "AccountNotSettled",
    "AlreadyOpen",
    "AlreadyPosted",
    "AlreadyReversed",
    "HistoryRefused",
    "KeyReused",
    "LedgerRefused",
    "Misfit",
    "NoSuchAccount",
    "NotReversible",
    "NotWholeMinutes",
    "OtherBook",
    "Outlook",
    "OverLimit",
    "PostedHistory",
    "Posting",
    "SameAccount",
    "UnknownZone",
    "WrongDay",
    "WrongLimits",
    "close_account",
    "correct",
    "correct_past_limits",
    "look_through",
    "open_account",
    "open_book",
    "post",
    "post_history",
    "post_together",
    "reverse",
    "set_limits",
    "settle_and_close",
]
