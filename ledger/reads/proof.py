"""The proof: whether the ledger is whole, and where it is not."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ledger.models import Book
from ledger.reads.checks import BOOKLESS, COUNTS, OF_A_BOOK, OF_WHAT_IS_NEW
from ledger.reads.laws import missing_laws, weaknesses
from ledger.reads.seals import (
    KeptSeal,
    SealFault,
    SealLine,
    kept_seal_faults,
    latest_seal,
    seal_faults,
    seal_numbered,
    seal_numbers,
)
from timebank.lib.errors import RuleBroken

SORTING_MEMORY = "64MB"  # what PostgreSQL may take for a sort: with its usual 4 MB long histories take twice as long
FAULTS_LISTED = 1000  # of one kind in one book: a ruined ledger is known by its first thousand faults
SEAL_FAULTS_SAID = 2  # of every seal, however many rows were named before: what is wrong with the seal itself


class UnknownBook(RuleBroken):
    """No bank of that name has a book."""

    code = "not_found"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `bank` is the book's short name. What does not apply is None."""

    kind: str
    bank: str | None
    transfer: int | None
    account: int | None
    detail: str


@dataclass
class Proof:
    """What was looked at, what is wrong, and what is not wrong but unwise."""

    books: int = 0
    transfers: int = 0
    entries: int = 0
    seals: int = 0
    holds: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether the ledger is whole."""
        return not self.faults


Step = Callable[[int, int], None]


def prove(*, bank: str | None = None, kept: KeptSeal | None = None, step: Step = lambda _done, _of: None) -> Proof:
    """Prove one book, named like its bank, or all of them with what no book holds; and every seal.

    Others go on posting meanwhile: each check is one statement, so it sees the book as it stands at one moment.
    `kept` is a seal from outside that the ledger must still hold. `step` is told how many steps of how many are done.
    Raises UnknownBook.
    """
    books = _books(bank)
    seals = {book.pk: seal_numbers(book.pk) for book in books}
    steps = _Steps(step, len(books) * len(OF_A_BOOK) + sum(map(len, seals.values())) + 1)
    proof = _begun(books, kept)
    if bank is None:
        proof.faults += _faults("NO_BOOK", BOOKLESS, None, {})
    steps.done()
    for book in books:
        _prove_book(book, proof, steps, checks=OF_A_BOOK, since=None)
        _prove_seals(book, seals[book.pk], proof, steps)
    return proof


def prove_since_seal(
    *,
    bank: str | None = None,
    number: int | None = None,
    kept: KeptSeal | None = None,
    step: Step = lambda _done, _of: None,
) -> Proof:
    """Prove only what came after each book's last seal, or after the one of this number. Like `prove`.

    That seal's proof covers what came before it; seals made since are proved too.
    """
    books = _books(bank)
    since = {b.pk: latest_seal(b.pk) if number is None else seal_numbered(b.pk, number) for b in books}
    seals = {pk: seal_numbers(pk, after=seal.number if seal else 0) for pk, seal in since.items()}
    steps = _Steps(step, len(books) * len(OF_WHAT_IS_NEW) + sum(map(len, seals.values())))
    proof = _begun(books, kept)
    for book in books:
        _prove_book(book, proof, steps, checks=OF_WHAT_IS_NEW, since=since[book.pk])
        _prove_seals(book, seals[book.pk], proof, steps, since=since[book.pk])
    return proof


class _Steps:
    def __init__(self, step: Step, of: int) -> None:
        self._step, self._of, self._done = step, of, 0

    def done(self) -> None:
        self._done += 1
        self._step(self._done, self._of)


def _books(bank: str | None) -> list[Book]:
    books = list(Book.objects.order_by("slug") if bank is None else Book.objects.filter(slug=bank))
    if bank is not None and not books:
        raise UnknownBook(_("There is no time bank called '%(bank)s'.") % {"bank": bank})
    return books


def _begun(books: list[Book], kept: KeptSeal | None) -> Proof:
    """Begin with what concerns all books: the laws, and the seal that was kept elsewhere."""
    proof = Proof(books=len(books), warnings=weaknesses())
    proof.faults += [Fault("LAW", None, None, None, detail) for detail in missing_laws()]
    if kept is not None:
        named = [book for book in books if book.slug == kept.bank]
        if not named:
            proof.faults.append(Fault("SEAL", kept.bank, None, None, "the file's time bank is not among those proved"))
        proof.faults += [_seal_fault(book, fault) for book in named for fault in kept_seal_faults(book.pk, kept)]
    return proof


def _prove_book(book: Book, proof: Proof, steps: _Steps, *, checks: dict[str, str], since: SealLine | None) -> None:
    """Run the checks of one book on everything, or on what came after a seal."""
    values = {
        "book_id": book.pk,
        "after": since.transfers_through if since else 0,
        "ends_after": since.ends_through if since else 0,
        "holds_after": since.holds_through if since else 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, values)
        transfers, entries, holds = cursor.fetchone()
    proof.transfers += transfers
    proof.entries += entries
    proof.holds += holds
    for kind, query in checks.items():
        found = _faults(kind, query, book, values)
        proof.faults += found
        if len(found) == FAULTS_LISTED:
            _say_that_more_were_found(kind, book, proof)
        steps.done()


def _prove_seals(book: Book, numbers: list[int], proof: Proof, steps: _Steps, *, since: SealLine | None = None) -> None:
    """Hash these seals' rows again. Seals are numbered without a gap, so a missing one shows."""
    first = since.number + 1 if since else 1
    if numbers != list(range(first, first + len(numbers))):
        proof.faults.append(Fault("SEAL", book.slug, None, None, "a seal is missing"))
    room = FAULTS_LISTED
    for number in numbers:
        found = seal_faults(book.pk, number)
        proof.faults += [_seal_fault(book, fault) for fault in found[: max(room, SEAL_FAULTS_SAID)]]
        room -= len(found)
        proof.seals += 1
        steps.done()
    if room <= 0:
        _say_that_more_were_found("SEAL", book, proof)


def _say_that_more_were_found(kind: str, book: Book, proof: Proof) -> None:
    proof.warnings.append(f"Only the first {FAULTS_LISTED} faults of the kind {kind} in {book.slug} are listed.")


def _seal_fault(book: Book, fault: SealFault) -> Fault:
    return Fault("SEAL", book.slug, fault.transfer, fault.account, fault.detail)


def _faults(kind: str, query: str, book: Book | None, values: dict[str, int]) -> list[Fault]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{SORTING_MEMORY}'")
        cursor.execute(f"{query} LIMIT {FAULTS_LISTED}", values)
        return [
            Fault(kind, book.slug if book else None, transfer, account, detail)
            for transfer, account, detail in cursor.fetchall()
        ]
