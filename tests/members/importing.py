"""Files of members, and how they are brought over, for tests."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ledger import reads
from members.models import Bank, Member, Person

HEAD = "number,name,email,telephone,gifts,balance,joined,state"


ANN = '0012,Ann Smith,Ann@Example.org,01632 960184,"heart: listening; baking, slowly",3½,2021-05-03,active'


BERTHA = "13,Bertha Jones,,01632 960185,,-1:30,,paused"


def a_file(folder: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = folder / "members.csv"
    path.write_bytes(("\n".join([head, *lines]) + "\n").encode(encoding))
    return path


def run(bank: Bank, path: Path, *more: str) -> list[str]:
    out = io.StringIO()
    call_command("import_members", str(path), "--bank", bank.slug, *more, stdout=out, stderr=io.StringIO())
    return out.getvalue().splitlines()


def refused(bank: Bank, path: Path, *more: str) -> list[str]:
    """Import what cannot be, and give all that is said; nothing may have changed."""
    before = (Member.objects.count(), Person.objects.count(), len(reads.accounts_of_book(bank.book_id)))
    errors = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_members", str(path), "--bank", bank.slug, *more, stdout=io.StringIO(), stderr=errors)
    assert (Member.objects.count(), Person.objects.count(), len(reads.accounts_of_book(bank.book_id))) == before
    return [*errors.getvalue().splitlines(), str(refusal.value)]


def member(bank: Bank, number: int) -> Member:
    return Member.objects.of(bank).get(number=number)


def balance(found: Member) -> int:
    return reads.balance_of(found.account_id)
