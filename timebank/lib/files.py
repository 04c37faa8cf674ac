"""Files that are there whole or not at all, and what a table in one begins with."""

import os
from pathlib import Path

ONLY_OURS = 0o600
# Excel reads a file without this mark in the letters of the old code page and spoils every accent; programs that know
# UTF-8 skip it. The command for programs (export_ledger) writes none.
BYTE_ORDER_MARK = "\ufeff"


def write_once(path: Path, content: bytes) -> None:
    """Write a file under its name at once; written again, the last is the one there is. Nobody else may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, ONLY_OURS), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
