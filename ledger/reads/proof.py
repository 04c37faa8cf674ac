"""The proof: whether the ledger is whole, and where it is not."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _

from ledger.models import Book
from ledger.reads.checks import BOOKLESS, COUNTS, OF_A_BOOK
from ledger.reads.laws import missing_laws, weaknesses
from timebank.lib.errors import RuleBroken

FAULTS_LISTED = 1000  # of one kind in one book: a ruined ledger is known by its first thousand faults


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
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether the ledger is whole."""
        return not self.faults


def prove(*, bank: str | None = None, step: Callable[[int, int], None] = lambda _done, _of: None) -> Proof:
    """Prove one book, named like its bank, or all of them with what no book holds.

    Others go on posting meanwhile: each check is one statement, so it sees the book as it stands at one moment.
    `step` is told how many steps of how many are done. Raises UnknownBook.
    """
    books = list(Book.objects.order_by("slug") if bank is None else Book.objects.filter(slug=bank))
    if bank is not None and not books:
        raise UnknownBook(_("There is no time bank called '%(bank)s'.") % {"bank": bank})
    steps = _Steps(step, len(books) * len(OF_A_BOOK) + 1)
    proof = Proof(books=len(books), warnings=weaknesses())
    proof.faults += [Fault("LAW", None, None, None, detail) for detail in missing_laws()]
    if bank is None:
        proof.faults += _faults("NO_BOOK", BOOKLESS, None)
    steps.done()
    for book in books:
        _prove_book(book, proof, steps)
    return proof


class _Steps:
    def __init__(self, step: Callable[[int, int], None], of: int) -> None:
        self._step, self._of, self._done = step, of, 0

    def done(self) -> None:
        self._done += 1
        self._step(self._done, self._of)


def _prove_book(book: Book, proof: Proof, steps: _Steps) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"book_id": book.pk})
        transfers, entries = cursor.fetchone()
    proof.transfers += transfers
    proof.entries += entries
    for kind, query in OF_A_BOOK.items():
        found = _faults(kind, query, book)
        proof.faults += found
        if len(found) == FAULTS_LISTED:
            proof.warnings.append(
                f"Only the first {FAULTS_LISTED} faults of the kind {kind} in {book.slug} are listed."
            )
        steps.done()


def _faults(kind: str, query: str, book: Book | None) -> list[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(f"{query} LIMIT {FAULTS_LISTED}", {"book_id": book.pk if book else None})
        return [
            Fault(kind, book.slug if book else None, transfer, account, detail)
            for transfer, account, detail in cursor.fetchall()
        ]
