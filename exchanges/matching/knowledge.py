"""What brokers know: which needs a kind of help answers, though the two share no word.

`needs.csv` says for some 350 kinds of help how people offer it and how people say what is wrong. From it `learn` works
out a map under which texts of one kind lie close and kinds lie apart (linear discriminant analysis; Fisher, 1936;
Rao, 1948), and the middle of each kind. What was learned stands in `needs.npz`; `python -m exchanges.matching` makes
it anew.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exchanges.matching.minilm import Numbers

BOOK = Path(__file__).with_name("needs.csv")
LEARNED = Path(__file__).with_name("needs.npz")

SIZE = 256  # numbers a text keeps; more or half as many answer the labelled texts no better
EVENING = 1.0  # added to the spread within a kind, as a share of its mean: seven thousand texts are few
SHARPNESS = 0.04  # how near the nearest kind must be to count alone
KINDS_COUNT = 0.4  # what being of the same kinds counts beside lying close


@dataclass(frozen=True)
class Knowledge:
    """What was learned: the middle of all texts, the map, the middle of each kind."""

    middle: Numbers
    map: Numbers
    kinds: Numbers

    def directions(self, vectors: Numbers) -> Numbers:
        """Give a row of length 1 for each text: where it lies, and beside it of which kinds of help it may be.

        The roots of the chances stand beside one another, so the product of two rows holds how far their chances
        overlap (Bhattacharyya, 1943).
        """
        lies: Numbers = unit((vectors - self.middle) @ self.map)
        near = lies @ self.kinds.T / np.float32(SHARPNESS)
        chances = np.exp(near - near.max(axis=1, keepdims=True))
        roots = np.sqrt(chances / chances.sum(axis=1, keepdims=True))
        both = np.concatenate([lies, np.float32(np.sqrt(KINDS_COUNT)) * roots], axis=1)
        return unit(both)


@cache
def knowledge() -> Knowledge:
    """Read what was learned, once in each process."""
    with np.load(LEARNED) as kept:
        return Knowledge(*(kept[name].astype(np.float32) for name in ("middle", "map", "kinds")))


def learn(vectors: Numbers, kinds: Sequence[str]) -> Knowledge:
    """Work out map and middles from texts of which the kind is known."""
    names = sorted(set(kinds))
    place = {name: at for at, name in enumerate(names)}
    of_kind = np.array([place[kind] for kind in kinds])
    middle: Numbers = vectors.mean(axis=0, dtype=np.float32)
    middles = _middles(vectors, of_kind)
    whitened = _whitening(vectors - middles[of_kind])
    _left, sizes, directions = np.linalg.svd((middles - middle) @ whitened, full_matrices=False)
    kept = directions[:SIZE].T * np.sqrt(sizes[:SIZE] / sizes[0])
    mapped = (whitened @ kept).astype(np.float32)
    return Knowledge(middle, mapped, unit(_middles(unit((vectors - middle) @ mapped), of_kind)))


def keep(learned: Knowledge) -> None:
    """Write what was learned beside the book, with the book's hash, so that a test sees when it is out of date."""
    parts = {name: getattr(learned, name).astype(np.float16) for name in ("middle", "map", "kinds")}
    np.savez_compressed(LEARNED, book=np.array(book_hash()), **parts)


def book_hash() -> str:
    """Give the hash of the book as it stands."""
    return hashlib.sha256(BOOK.read_bytes()).hexdigest()


def unit(rows: NDArray[np.floating[Any]]) -> Numbers:
    """Bring each row to length 1."""
    found: Numbers = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


def _middles(rows: Numbers, of_kind: NDArray[np.int64]) -> Numbers:
    found: Numbers = np.zeros((of_kind.max() + 1, rows.shape[1]), dtype=np.float32)
    np.add.at(found, of_kind, rows)
    middles: Numbers = found / np.bincount(of_kind).astype(np.float32)[:, None]
    return middles


def _whitening(within: Numbers) -> Numbers:
    """Give the map under which texts of one kind spread alike in all directions."""
    spread = within.T @ within / np.float32(len(within))
    evened = spread + EVENING * np.trace(spread) / len(spread) * np.eye(len(spread), dtype=np.float32)
    values, directions = np.linalg.eigh(evened)
    found: Numbers = (directions / np.sqrt(values)).astype(np.float32)
    return found
