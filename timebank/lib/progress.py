"""Showing how far a command has come in reading a file: on a terminal, and nowhere else."""

import os
from collections.abc import Iterator
from typing import TextIO, TypeVar

from django.core.management.base import OutputWrapper

LINES_BETWEEN = 1000
BAR = 40

Row = TypeVar("Row")


def with_progress(rows: Iterator[Row], file: TextIO, out: OutputWrapper) -> Iterator[Row]:
    """Pass rows on, and show on a terminal how much of the file has been read."""
    size, count = os.fstat(file.fileno()).st_size, 0
    for count, row in enumerate(rows, start=1):
        yield row
        if count % LINES_BETWEEN == 0:
            full = BAR * file.buffer.tell() // size
            show(f"\r[{'#' * full}{'.' * (BAR - full)}] {count:,} lines", out, ending="")
    show(f"\r[{'#' * BAR}] {count:,} lines read.", out)


def show(words: str, out: OutputWrapper, *, ending: str = "\n") -> None:
    """Write something that only a person at a terminal wants to see."""
    if out.isatty():
        out.write(words, style_func=str, ending=ending)
        out.flush()
