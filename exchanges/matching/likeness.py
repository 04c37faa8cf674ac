"""How alike what is asked and what is offered are: by the direction of their texts, by words, by kind of help."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from exchanges.matching.minilm import Numbers
from exchanges.matching.scoring import LIKENESS, Kind

Ids = NDArray[np.int64]

NEAREST = 10  # how many of the nearest say how crowded it is around a text
OF_EACH = 6  # texts one is looked at: of fewer than sixty the ten nearest are not all near
USUAL_CROWDING = 0.265  # its mean over the labelled texts, on both sides
NO_KIND = 0


@dataclass(frozen=True)
class Side:
    """Texts of one side, row by row: what is asked for, or what is offered."""

    vectors: Numbers  # rows of length 1; of no numbers where there is no model
    crowding: Numbers
    stems: Sequence[Collection[str]]
    kinds: Ids  # ids of kinds of help; NO_KIND where none is said
    main_kinds: Ids  # of the main ones above them


def alike(asked: Numbers, offered: Numbers) -> Numbers:
    """Compare the direction of every row with that of every other one, -1 to 1; nought where there is no model."""
    if not asked.size or not offered.size:
        return np.zeros((len(asked), len(offered)), dtype=np.float32)
    found: Numbers = asked @ offered.T
    return found


def crowding(likeness: Numbers) -> Numbers:
    """Say of each row how alike its few nearest are on average.

    What is near to everything ('I can help with anything') is no good answer to anything in particular, so half of it
    is taken off on both sides (cross-domain similarity local scaling; Conneau and others, 'Word Translation Without
    Parallel Data', 2017). Where there are few to compare with, what is usual stands for those that are lacking.
    """
    rows, columns = likeness.shape
    few = min(NEAREST, columns // OF_EACH)
    if not few:
        return np.full(rows, USUAL_CROWDING, dtype=np.float32)
    nearest = np.partition(likeness, columns - few, axis=1)[:, columns - few :].sum(axis=1, dtype=np.float32)
    found: Numbers = (nearest + (NEAREST - few) * np.float32(USUAL_CROWDING)) / np.float32(NEAREST)
    return found


def weights_of_words(texts: Iterable[Collection[str]]) -> dict[str, float]:
    """Weigh each stem by how rare it is among some texts (inverse document frequency; Spärck Jones, 1972)."""
    of_text: Counter[str] = Counter()
    count = 0
    for stems in texts:
        of_text.update(set(stems))
        count += 1
    return {stem: log(1 + count / found) for stem, found in of_text.items()}


def meaning(asked: Side, offered: Side) -> Numbers:
    """Say how alike each pair is in direction, less how crowded it is around both; nought where there is no model."""
    if not asked.vectors.size or not offered.vectors.size:
        return np.zeros((len(asked.stems), len(offered.stems)), dtype=np.float32)
    around = (asked.crowding[:, None] + offered.crowding[None, :]) / 2
    found: Numbers = (alike(asked.vectors, offered.vectors) - around).astype(np.float32)
    return found


def shared_words(asked: Side, offered: Side, weights: Mapping[str, float]) -> Numbers:
    """Say for each pair how much of what is asked, by weight, stands there in the same words, 0 to 1."""
    where: dict[str, list[int]] = defaultdict(list)
    for row, stems in enumerate(offered.stems):
        for stem in set(stems):
            where[stem].append(row)
    found = np.zeros((len(asked.stems), len(offered.stems)), dtype=np.float32)
    for row, stems in enumerate(asked.stems):
        whole = sum(weights.get(stem, 0.0) for stem in set(stems))
        for stem in set(stems) & where.keys() if whole else ():
            found[row, where[stem]] += np.float32(weights.get(stem, 0.0) / whole)
    return found


def kinds_of_help(asked: Side, offered: Side) -> Numbers:
    """Give for each pair what their kinds of help add to the odds."""
    same = asked.kinds[:, None] == offered.kinds[None, :]
    related = asked.main_kinds[:, None] == offered.main_kinds[None, :]
    said = (asked.kinds != NO_KIND)[:, None] & (offered.kinds != NO_KIND)[None, :]
    odds = np.where(related, LIKENESS[Kind.RELATED], LIKENESS[Kind.OTHER])
    odds = np.where(same, LIKENESS[Kind.SAME], odds)
    found: Numbers = np.where(said, odds, LIKENESS[Kind.UNSAID]).astype(np.float32)
    return found


def likeness(meanings: Numbers, words: Numbers, kinds: Numbers) -> Numbers:
    """Say how surely each pair is about the same thing, 0 to 1 (logistic; the weights stand in `scoring`)."""
    of_words = LIKENESS["words" if meanings.any() else "words_alone"]
    odds = LIKENESS["begin"] + LIKENESS["meaning"] * meanings + of_words * words + kinds
    found: Numbers = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return found
