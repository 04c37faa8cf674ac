"""What texts mean, how alike they are, and that what was learned is what the book says."""

import csv

import numpy as np
import pytest

from exchanges.matching import likeness
from exchanges.matching.embedder import SHARES, Embedder, embedder
from exchanges.matching.knowledge import BOOK, LEARNED, book_hash, knowledge, learn
from exchanges.matching.likeness import NO_KIND, USUAL_CROWDING, Side


def side(*texts, kinds=None):
    vectors = embedder().embed(texts)
    ids = np.array(kinds or [NO_KIND] * len(texts), dtype=np.int64)
    around = np.full(len(texts), USUAL_CROWDING, dtype=np.float32)
    return Side(vectors, around, [text.lower().split() for text in texts], ids, ids)


def likeliest(asked, offered):
    weights = likeness.weights_of_words([*asked.stems, *offered.stems])
    return likeness.likeness(
        likeness.meaning(asked, offered),
        likeness.shared_words(asked, offered, weights),
        likeness.kinds_of_help(asked, offered),
    )


def test_the_english_model_says_what_the_original_says():
    """Figures of the published model for this sentence (sentence-transformers 5, all-MiniLM-L6-v2), to four places."""
    english = embedder().models[1]

    [row] = english(["This is an example sentence"])

    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
    assert row[:5] == pytest.approx([0.0677, 0.0635, 0.0487, 0.0793, 0.0374], abs=2e-4)


def test_a_text_means_the_same_alone_and_among_others():
    texts = ["My toenails", "Somebody to play chess with on a rainy Sunday", ""]

    together = embedder().embed(texts)

    for row, text in zip(together, texts, strict=True):
        assert row == pytest.approx(embedder().embed([text])[0], abs=1e-3)
        assert np.linalg.norm(row) == pytest.approx(1, abs=1e-4)


def test_texts_that_are_the_same_are_read_once():
    read = []

    def encode(texts):
        read.extend(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    rows = Embedder("", (encode, encode)).read(["Mending", "Cakes", " Mending ", ""])

    assert sorted(read) == sorted(["Mending", "Cakes", "…"] * 2)
    assert rows[:, 0] / np.sqrt(SHARES[0]) == pytest.approx([7, 5, 7, 1])


@pytest.mark.parametrize(
    "need",
    [
        "The gutter over my back door overflows",
        "Rynna nad moimi drzwiami przecieka",  # Polish
        "gutterr is ful of leafs",
    ],
)
def test_a_need_finds_its_help_in_other_words_another_language_and_misspelt(need):
    offers = ["I go up ladders: leaves cleared out of roof drains", "Piano for beginners", "A lift to the airport"]

    found = likeliest(side(need), side(*offers))[0]

    assert found.argmax() == 0


def test_what_fits_everything_is_no_answer_to_anything_in_particular():
    crowd = likeness.crowding(np.array([[0.9] * 60, [0.9] + [0.1] * 59], dtype=np.float32))

    assert crowd[0] > crowd[1] + 0.5


def test_where_there_is_little_to_compare_with_what_is_usual_stands_for_it():
    assert likeness.crowding(np.zeros((2, 0), dtype=np.float32)).tolist() == pytest.approx([USUAL_CROWDING] * 2)
    assert likeness.crowding(np.ones((1, 3), dtype=np.float32)).tolist() == pytest.approx([USUAL_CROWDING])


def test_rare_words_weigh_more():
    weights = likeness.weights_of_words([["mow", "privet"], ["mow"], ["mow"], ["tea"]])

    assert weights["privet"] > weights["mow"]


def test_kinds_of_help_count_for_and_against():
    table = likeness.kinds_of_help(
        Side(np.zeros((1, 0)), np.zeros(1), [[]], np.array([7]), np.array([1])),
        Side(np.zeros((4, 0)), np.zeros(4), [[]] * 4, np.array([7, 8, 9, NO_KIND]), np.array([1, 1, 2, NO_KIND])),
    )[0]

    same, related, other, unsaid = table.tolist()
    assert same > related > unsaid == 0 > other


def test_what_was_learned_is_of_the_book_as_it_stands():
    """`python -m exchanges.matching` makes it anew after the book was changed."""
    with np.load(LEARNED) as kept:
        assert str(kept["book"]) == book_hash()
        kinds = len(kept["kinds"])
    with BOOK.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert kinds == len({row["kind"] for row in rows})
    assert {row["side"] for row in rows} == {"need", "offer"}
    assert all(row["text"].strip() == row["text"] != "" for row in rows)


def test_learning_brings_kinds_together_and_apart():
    """Two kinds that differ in one small direction, under much noise in others."""
    random = np.random.default_rng(1)
    kinds = ["one"] * 40 + ["two"] * 40 + ["three"] * 40
    rows = random.normal(size=(120, 6)).astype(np.float32)
    rows[:, 0] = np.repeat([-1, 0, 1], 40) + random.normal(size=120) * 0.1

    learned = learn(rows, kinds)

    chances = learned.directions(rows)
    one, two = chances[:40].mean(axis=0), chances[40:80].mean(axis=0)
    assert one @ chances[:40].mean(axis=0) > one @ two + 0.1


def test_the_kinds_known_are_told_apart():
    table = knowledge().kinds @ knowledge().kinds.T
    np.fill_diagonal(table, 0)

    assert table.max() < 0.95
