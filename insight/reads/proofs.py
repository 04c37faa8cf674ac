"""What a proof looks at and finds, in the words of people who are no technicians."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from insight.models import Proof
from ledger import reads as ledger
from members.models import Bank

SEALS_SHOWN = 20

BALANCE_REMEDY = gettext_lazy(
    "The lines in the books are what counts, and the balance can be worked out from them again. Until then, do not "
    "rely on that balance."
)
LINE_REMEDY = gettext_lazy(
    "Somebody or something wrote in the database past the rules. Compare these lines with the last backup before "
    "anything is put right."
)


@dataclass(frozen=True)
class Check:
    """One thing that is looked at: what holds when all is well, what is wrong when it is not, and what to do."""

    holds: str | Promise
    fault: str | Promise
    remedy: str | Promise
    faults: int = 0


CHECKS = {
    "ENTRIES": Check(
        gettext_lazy("Every transfer is written twice: once where the hours left, once where they came."),
        gettext_lazy("A transfer is not written on both sides as it should be."),
        LINE_REMEDY,
    ),
    "STRAY_ENTRY": Check(
        gettext_lazy("Every line in the books belongs to a transfer."),
        gettext_lazy("A line in the books belongs to no transfer."),
        LINE_REMEDY,
    ),
    "HISTORY": Check(
        gettext_lazy("In every account each line follows the one before: number, day and balance."),
        gettext_lazy("In an account one line does not follow from the line before."),
        LINE_REMEDY,
    ),
    "BALANCE": Check(
        gettext_lazy("Every balance is what its lines add up to."),
        gettext_lazy("A balance is not what its lines add up to."),
        BALANCE_REMEDY,
    ),
    "NOT_ZERO": Check(
        gettext_lazy("All balances together come to 0: every hour received was given by someone."),
        gettext_lazy("All balances together do not come to 0."),
        BALANCE_REMEDY,
    ),
    "LIMIT": Check(
        gettext_lazy("Every account keeps the limits that were last set for it."),
        gettext_lazy("An account has other limits than those that were last set."),
        gettext_lazy("Ask an admin what was decided, and have the people who run the site look who changed it."),
    ),
    "HELD": Check(
        gettext_lazy("The hours set aside are those of agreed exchanges."),
        gettext_lazy("The hours set aside are not those of agreed exchanges."),
        BALANCE_REMEDY,
    ),
    "HOLD": Check(
        gettext_lazy("Hours that were set aside were used once, and only for what they were set aside for."),
        gettext_lazy("Hours that were set aside were used for something else."),
        LINE_REMEDY,
    ),
    "REVERSAL": Check(
        gettext_lazy("What was taken back was taken back once, and exactly."),
        gettext_lazy("Something was taken back twice, or not exactly."),
        LINE_REMEDY,
    ),
    "CLOSED_MONTH": Check(
        gettext_lazy("Nothing was booked in a month that was closed."),
        gettext_lazy("Something was booked in a month after it was closed."),
        LINE_REMEDY,
    ),
    "ACROSS_BOOKS": Check(
        gettext_lazy("No transfer mixes the books of two time banks."),
        gettext_lazy("A transfer mixes the books of two time banks."),
        LINE_REMEDY,
    ),
    "CLEARING": Check(
        gettext_lazy("What one time bank owes another is what the other says too."),
        gettext_lazy("Two time banks do not say the same of what one owes the other."),
        LINE_REMEDY,
    ),
    "SEAL": Check(
        gettext_lazy("Every seal still fits the lines that were sealed: none was changed, added or taken out since."),
        gettext_lazy("A seal does not fit any more: something was changed, added or taken out after it was sealed."),
        gettext_lazy(
            "Keep the seals you have, on paper or as files. Have the lines compared with a backup from before."
        ),
    ),
    "LAW": Check(
        gettext_lazy("The database still has every guard that keeps people from changing the books."),
        gettext_lazy("A guard in the database is missing or was changed."),
        gettext_lazy(
            "The people who run the site can put it back. Until then somebody could change the books, so have "
            "everything checked again afterwards."
        ),
    ),
}
OTHER = Check("", gettext_lazy("Something else in the books is not as it should be."), LINE_REMEDY)


@dataclass(frozen=True)
class FoundFaults:
    """The faults of one kind: what is wrong, what to do, and each as `verify_ledger` prints it."""

    check: Check
    lines: list[str]


def checks_of(proof: Proof) -> list[Check]:
    """List what a proof of everything looked at, and how many of the listed faults each check found."""
    found = _by_kind(proof)
    return [replace(check, faults=len(found.get(kind, []))) for kind, check in CHECKS.items()]


def faults_of(proof: Proof) -> list[FoundFaults]:
    """Put the faults that were kept together by kind."""
    return [
        FoundFaults(CHECKS.get(kind, OTHER), [_line(fault) for fault in faults])
        for kind, faults in _by_kind(proof).items()
    ]


@dataclass(frozen=True)
class SealsPage:
    """Some of a bank's seals, the latest first, and where the next page begins."""

    seals: list[ledger.SealLine]
    older_than: int | None


def seals_page(bank: Bank, *, before: int | None) -> SealsPage:
    """Read the seals of a bank before one of them, or the latest."""
    seals = ledger.seals_of(bank.book_id, before=before, at_most=SEALS_SHOWN + 1)
    shown = seals[:SEALS_SHOWN]
    return SealsPage(shown, shown[-1].number if len(seals) > SEALS_SHOWN else None)


def kept_seal(bank: Bank, seal: ledger.SealLine) -> ledger.KeptSeal:
    """Write a seal as it is kept outside."""
    return ledger.KeptSeal(bank=bank.slug, number=seal.number, hash=seal.hash)


def _by_kind(proof: Proof) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for fault in proof.faults:
        found[fault["kind"]].append(fault)
    return dict(found)


def _line(fault: dict[str, Any]) -> str:
    parts = (fault[name] for name in ("kind", "bank", "transfer", "account", "detail"))
    return " ".join("-" if part is None else str(part) for part in parts)
