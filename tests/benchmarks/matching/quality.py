"""How often those whom a coordinator would ring first are found first: beside other ways, on labelled texts.

What was learned and every setting comes from the book and the first set. The second, 'unseen', is only measured.
"""

import csv
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from math import log2
from pathlib import Path

import numpy as np
from django.db import connection

from exchanges.matching import likeness
from exchanges.matching.embedder import embedder
from exchanges.matching.likeness import NO_KIND, Side
from exchanges.reads.meanings import stems_of
from tests.benchmarks.databases import inside, new_database
from tests.benchmarks.report import progress, report

FOLDER = Path(__file__).parent
SAMPLE = FOLDER.parents[3] / "shared" / "data" / "matching_sample.json"
FIRST, LISTED = 3, 5
DATABASE = "matching_quality"
BY_WORDS = """
    SELECT ts_rank(to_tsvector('english', said), asked.query) + similarity(said, asked.text)
      FROM unnest(%(offers)s::text[]) WITH ORDINALITY AS o(said, place),
           (SELECT %(request)s AS text,
                   replace(plainto_tsquery('english', %(request)s)::text, '&', '|')::tsquery AS query) asked
     ORDER BY place
"""


@dataclass(frozen=True)
class Labelled:
    """Offers, requests, and for each request the places of the offers that fit, best first."""

    name: str
    offers: list[str]
    requests: list[str]
    fitting: list[list[int]]
    could: list[list[int]]  # and those that would be rung next
    tranches: list[str]
    kinds: tuple[list[str], list[str]] | None  # of offers and requests, where they are said


def measure() -> None:
    """Report recall@3 and nDCG@5 of every way, on our two sets and on the sample where it lies beside the project."""
    with new_database(DATABASE), inside(DATABASE):
        for texts in filter(None, (_our_texts("labelled", ""), _our_texts("unseen", "unseen_"), _sample())):
            _measure(texts)


def _measure(texts: Labelled) -> None:
    by_words = _recall(_by_words(texts), texts)
    ways: dict[str, np.ndarray] = {
        "random": _at_random(texts),
        "words": _by_words(texts),
        "models": _by_models(texts),
        "meaning": _ours(texts, kinds=False),
    }
    if texts.kinds:
        ways |= {"kinds": _same_kind(texts, jitter=_at_random(texts)), "all": _ours(texts, kinds=True)}
    for way, table in ways.items():
        recall = _recall(table, texts)
        name = f"matching.{texts.name}.{way}"
        report(f"{name}.recall@3", recall, "share", ratio_to="words", ratio=recall / by_words, n=_fit(texts))
        report(f"{name}.ndcg@5", _ndcg(table, texts), "share", n=_fit(texts))
    best = ways.get("all", ways["meaning"])
    for tranche in sorted(set(texts.tranches) - {"nofit"}):
        some = [row for row, each in enumerate(texts.tranches) if each == tranche]
        report(f"matching.{texts.name}.{tranche}.recall@3", _mean(_recall_of, best, texts, some), "share", n=len(some))
    _of_no_fit(best, texts)


def _of_no_fit(best: np.ndarray, texts: Labelled) -> None:
    """What the likeliest offer gets where nothing fits, beside what it gets where something does."""
    without = [row for row, fitting in enumerate(texts.fitting) if not fitting]
    if without:
        usual = float(np.median(best[_rows_that_fit(texts)].max(axis=1)))
        none = float(np.median(best[without].max(axis=1)))
        report(
            f"matching.{texts.name}.nofit.best",
            none,
            "likeness",
            ratio_to="where one fits",
            ratio=none / usual,
            n=len(without),
        )


def _our_texts(name: str, prefix: str) -> Labelled:
    offers, requests = _rows(f"{prefix}offers.csv"), _rows(f"{prefix}requests.csv")
    places = {row["id"]: place for place, row in enumerate(offers)}
    return Labelled(
        name,
        [f"{row['title']}. {row['body']}" for row in offers],
        [f"{row['title']}. {row['body']}" for row in requests],
        [[places[each] for each in row["relevant"].split()] for row in requests],
        [[places[each] for each in row.get("could", "").split()] for row in requests],
        [row["tranche"] for row in requests],
        ([row["category"] for row in offers], [row["category"] for row in requests]),
    )


def _sample() -> Labelled | None:
    if not SAMPLE.exists():
        progress("  the sample does not lie beside the project: left out")
        return None
    told = json.loads(SAMPLE.read_text(encoding="utf-8"))
    places = {name: place for place, name in enumerate(told["offers"])}
    requests = list(told["requests"].values())
    return Labelled(
        "sample",
        [f"{title}. {body}" for title, body in told["offers"].values()],
        [f"{title}. {body}" for title, body, _fitting in requests],
        [[places[each] for each in fitting] for _title, _body, fitting in requests],
        [[] for _request in requests],
        ["sample"] * len(requests),
        None,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _at_random(texts: Labelled) -> np.ndarray:
    chance = random.Random(1)
    return np.array([[chance.random() for _offer in texts.offers] for _request in texts.requests])


def _by_words(texts: Labelled) -> np.ndarray:
    """PostgreSQL's full text and trigrams, added up."""
    rows = []
    with connection.cursor() as cursor:
        for request in texts.requests:
            cursor.execute(BY_WORDS, {"offers": texts.offers, "request": request})
            rows.append([row[0] for row in cursor.fetchall()])
    return np.array(rows)


def _by_models(texts: Labelled) -> np.ndarray:
    """The two models as they come, without what brokers know."""
    return embedder().read(texts.requests) @ embedder().read(texts.offers).T


def _same_kind(texts: Labelled, *, jitter: np.ndarray) -> np.ndarray:
    offered, asked = texts.kinds or ([], [])
    said = (np.array(asked) != "")[:, None]
    return jitter + (said & (np.array(asked)[:, None] == np.array(offered)[None, :]))


def _ours(texts: Labelled, *, kinds: bool) -> np.ndarray:
    """What the jobs do, by the same functions."""
    offered, asked = texts.kinds if kinds and texts.kinds else ([""] * len(texts.offers), [""] * len(texts.requests))
    names = {name: place for place, name in enumerate(sorted({*offered, *asked} - {""}), start=1)}
    one, other = _side(texts.requests, asked, names), _side(texts.offers, offered, names)
    around = likeness.alike(one.vectors, other.vectors)
    one.crowding[:], other.crowding[:] = likeness.crowding(around), likeness.crowding(around.T)
    weights = likeness.weights_of_words([*one.stems, *other.stems])
    words = likeness.shared_words(one, other, weights)
    return likeness.likeness(likeness.meaning(one, other), words, likeness.kinds_of_help(one, other))


def _side(texts: list[str], kinds: list[str], names: dict[str, int]) -> Side:
    ids = np.array([names.get(kind, NO_KIND) for kind in kinds], dtype=np.int64)
    return Side(embedder().embed(texts), np.zeros(len(texts), dtype=np.float32), stems_of(texts), ids, ids)


def _fit(texts: Labelled) -> int:
    return len(_rows_that_fit(texts))


def _recall(table: np.ndarray, texts: Labelled) -> float:
    return _mean(_recall_of, table, texts, _rows_that_fit(texts))


def _ndcg(table: np.ndarray, texts: Labelled) -> float:
    return _mean(_ndcg_of, table, texts, _rows_that_fit(texts))


def _rows_that_fit(texts: Labelled) -> list[int]:
    return [row for row, fitting in enumerate(texts.fitting) if fitting]


def _mean(
    measured: Callable[[np.ndarray, list[int], list[int]], float], table: np.ndarray, texts: Labelled, rows: list[int]
) -> float:
    orders = {row: np.argsort(-table[row], kind="stable") for row in rows}
    return float(np.mean([measured(orders[row], texts.fitting[row], texts.could[row]) for row in rows]))


def _recall_of(order: np.ndarray, fitting: list[int], _could: list[int]) -> float:
    return len(set(order[:FIRST].tolist()) & set(fitting)) / min(FIRST, len(fitting))


def _ndcg_of(order: np.ndarray, fitting: list[int], could: list[int]) -> float:
    """Discounted gain over the best that could be (Järvelin and Kekäläinen, 2002); who fits counts twice who could."""
    gains = dict.fromkeys(could, 1) | dict.fromkeys(fitting, 2)
    gained = _discounted([gains.get(each, 0) for each in order[:LISTED].tolist()])
    return gained / _discounted(sorted(gains.values(), reverse=True)[:LISTED])


def _discounted(gains: list[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))
