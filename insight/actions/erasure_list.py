"""The list of erasures, outside the database: a restored backup is made to forget again whom it remembers.

One line for each, without a word about anybody: the person's key, the bank, the member's id and when they applied, and
the moment. Ids alone would not do: a database restored from before they joined gives the same ids to others.
"""

import datetime
import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Q

from members.models import Erasure, Member


class NotAList(ValueError):
    """A file is no list of erasures, or was cut in the middle of a line that others follow."""


@dataclass(frozen=True)
class Erased:
    """One line: whose membership, found by `member` and `applied_at` together with the bank and the person's key."""

    person: str | None
    bank: str
    member: int
    applied_at: str
    at: str

    @property
    def erased_at(self) -> datetime.datetime:
        """When they were erased."""
        return datetime.datetime.fromisoformat(self.at)

    def member_row(self) -> Member:
        """Find the membership. Raises Member.DoesNotExist where it is another's, or none."""
        key = uuid.UUID(self.person) if self.person else None
        whose = Q(person__key=key) | Q(erasure__person_key=key) if key else Q(person=None)
        found: Member = Member.objects.select_related("bank", "person").get(
            whose,
            pk=self.member,
            bank__slug=self.bank,
            applied_at=datetime.datetime.fromisoformat(self.applied_at),
        )
        return found


def list_file() -> Path:
    """Name the file."""
    return Path(settings.VAR) / "erasures.jsonl"


def read_list(file: Path) -> Iterator[Erased]:
    """Read a list. A last line that a crash cut short is passed over, for it is written again. Raises NotAList."""
    lines = file.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Erased(**json.loads(line))
        except (ValueError, TypeError) as fault:
            if number == len(lines):
                return
            raise NotAList(f"Line {number} of {file} is no erasure.") from fault


def write_missing() -> int:
    """Write down every erasure that the list does not have yet, and make sure it is on the disk; answers how many.

    Called after each erasure, and by the sweep for what a crash left out between the database and the file.
    """
    file = list_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8") as kept:
        os.fchmod(kept.fileno(), 0o600)
        fcntl.flock(kept, fcntl.LOCK_EX)  # two erasures at once write one after the other
        _end_last_line(kept)
        known = {(line.member, line.at) for line in read_list(file)}
        missing = [line for line in _lines() if (line.member, line.at) not in known]
        kept.writelines(json.dumps(asdict(line)) + "\n" for line in missing)
        kept.flush()
        os.fsync(kept.fileno())
    return len(missing)


def _lines() -> Iterator[Erased]:
    for erasure in Erasure.objects.select_related("member__bank").order_by("pk").iterator():
        yield Erased(
            person=str(erasure.person_key) if erasure.person_key else None,
            bank=erasure.member.bank.slug,
            member=erasure.member_id,
            applied_at=erasure.member.applied_at.isoformat(),
            at=erasure.at.isoformat(),
        )


def _end_last_line(kept: IO[str]) -> None:
    """Cut off a line that a crash left unfinished."""
    kept.seek(0)
    text = kept.read()
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        kept.truncate(len(whole.encode()))
    kept.seek(0, os.SEEK_END)
