"""The labelled set that the matcher is measured on is well formed, and says of itself what is true."""

import csv
import json
import re
from collections import Counter, defaultdict

import pytest
from django.conf import settings

from exchanges.models.category_base import BASE

FOLDER = settings.BASE_DIR / "tests/benchmarks/matching"
SAMPLE = settings.BASE_DIR.parent / "shared/data/matching_sample.json"
TRANCHES = {"plain": 113, "oblique": 35, "misspelt": 16, "shared": 27, "language": 8, "nofit": 12}
STOP_WORDS = """
about after again alone always another anything because been before being both could does doesn don't down each even
ever every everything from gone good have haven't having here herself himself into it's just keep like little long made
make more much myself need never nobody nothing once only other over people same should some somebody someone something
still than that that's their them then there these they they're this those three time until want wants well were what
when where which while will with without would years your
"""


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


OFFERS = {row["id"]: row for row in rows("offers.csv")}
REQUESTS = rows("requests.csv")


def relevant(request):
    return request["relevant"].split()


def words(row):
    found = re.findall(r"[^\W_]+(?:'[^\W_]+)?", f"{row['title']} {row['body']}".casefold())
    return {word for word in found if len(word) > 3} - set(STOP_WORDS.split())


def shared_words(request):
    """Say which words of a request a fitting offer has too, as they stand or with an ending ('walk', 'walking')."""
    theirs = {word for offer in relevant(request) for word in words(OFFERS[offer])}
    return {
        word for word in words(request) if any(word.startswith(other) or other.startswith(word) for other in theirs)
    }


def test_there_are_two_hundred_offers_each_with_its_own_id_and_title():
    assert len(rows("offers.csv")) == len(OFFERS) == 200
    assert len({offer["title"].casefold() for offer in OFFERS.values()}) == 200
    assert all(1 <= len(offer["title"].split()) <= 6 and len(offer["body"].split()) <= 20 for offer in OFFERS.values())


def test_requests_have_their_own_ids_and_titles():
    assert len({request["id"] for request in REQUESTS}) == len(REQUESTS) >= 150
    assert len({request["title"].casefold() for request in REQUESTS}) == len(REQUESTS)


def test_every_kind_is_a_main_kind_of_help():
    kinds = {str(kind.name) for kind in BASE}
    assert {row["category"] for row in [*OFFERS.values(), *REQUESTS]} == kinds


def test_labels_name_offers_once_each_and_only_what_fits_nowhere_has_none():
    for request in REQUESTS:
        labels = relevant(request)
        assert set(labels) <= OFFERS.keys(), request
        assert len(set(labels)) == len(labels) <= 4, request
        assert bool(labels) == (request["tranche"] != "nofit"), request


def test_each_tranche_is_as_large_as_it_is_said_to_be():
    assert Counter(request["tranche"] for request in REQUESTS) == TRANCHES


def test_at_most_three_offers_answer_just_the_same_requests():
    answers = defaultdict(set)
    for request in REQUESTS:
        for offer in relevant(request):
            answers[offer].add(request["id"])
    assert max(Counter(map(frozenset, answers.values())).values()) <= 3


def test_most_requests_have_no_word_of_an_offer_that_fits_them():
    for request in REQUESTS:
        if request["tranche"] in ("plain", "oblique", "language"):
            assert not shared_words(request), request
        if request["tranche"] == "shared":
            assert shared_words(request), request
    fitting = [request for request in REQUESTS if relevant(request)]
    assert sum(not shared_words(request) for request in fitting) >= 0.7 * len(fitting)


def test_the_second_set_is_whole_and_apart_from_the_first():
    offers, requests = rows("unseen_offers.csv"), rows("unseen_requests.csv")
    ids, kinds = {row["id"] for row in offers}, {str(kind.name) for kind in BASE} | {""}

    assert (len(ids), len({row["id"] for row in requests})) == (len(offers), len(requests)) == (150, 120)
    for row in requests:
        exact, could = row["relevant"].split(), row["could"].split()
        assert {*exact, *could} <= ids, row
        assert len({*exact, *could}) == len(exact) + len(could), row
        assert bool(exact) == (row["tranche"] != "nofit"), row
    assert {row["category"] for row in [*offers, *requests]} <= kinds
    texts = {row["body"] for row in [*offers, *requests] if row["body"]}
    assert not texts & {row["body"] for row in [*OFFERS.values(), *REQUESTS]}


@pytest.mark.skipif(not SAMPLE.exists(), reason="The sample is not part of the project.")
def test_no_text_is_in_the_sample():
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    theirs = {text.casefold() for part in ("offers", "requests") for row in sample[part].values() for text in row[:2]}
    ours = {row[key].casefold() for row in [*OFFERS.values(), *REQUESTS] for key in ("title", "body")}
    assert not theirs & ours
