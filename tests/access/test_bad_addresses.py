"""Whatever stands in an address: an answer, and never a fault."""

import itertools
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.access.addresses import filled_in
from tests.access.asking import ask, has_read, same_browser
from tests.access.hostile import HOSTILE, INVALID_BYTES, SCRIPT
from tests.access.table import expected

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXPECTED = expected()
NONSENSE = {
    **{said: HOSTILE[said] for said in ("nothing", "less than nothing", "a raised two", "a byte of nothing")},
    **{said: HOSTILE[said] for said in ("one more than a database counts", "no such day", "a program")},
    "two thousand letters": "x" * 2_000,
    "the last month": "9999-12",
    "a far place": "2026-11-01T00:00:00+00:00_99999999999999999999",
}
TIMES, BETWEEN = 4, 3
BOXES_OF_ADDRESSES = (
    *("before", "after", "month", "from", "to", "day", "number"),  # which part of a list or a report
    *("language", "when"),
    *("q", "kind", "category", "state", "show", "whose", "account"),  # what is looked for
    *("with", "listing", "change", "again", "answer", "next"),  # what a link says already
    *("disputed", "approve", "silent", "join", "tell"),  # the parts of the desk
)


def pages_of(who: str, *, but_not_of: str = "") -> list[str]:
    """Give the pages that somebody may open, without those that are asked for as somebody else."""

    def opens(name: str, person: str) -> bool:
        return bool(person) and EXPECTED[person][name, "GET"] in {"ok", "on"}

    names = [name for name, how in EXPECTED[who] if how == "GET"]
    return [name for name in names if opens(name, who) and not opens(name, but_not_of)]


def queries(place: int) -> Iterator[str]:
    """Give what follows the '?' of a page: bytes that are no letters, and some times another nonsense in every box.

    The next page has each in the next box.
    """
    yield "&".join(f"{box}={INVALID_BYTES}" for box in BOXES_OF_ADDRESSES)
    for time in range(TIMES):
        said = itertools.islice(itertools.cycle(NONSENSE), place + time * BETWEEN, None)
        yield urlencode({box: NONSENSE[each] for box, each in zip(BOXES_OF_ADDRESSES, said, strict=False)})


@pytest.mark.parametrize(("who", "but_not_of"), [("coordinator", ""), ("admin", "coordinator")])
def test_an_address_with_nonsense_in_it_is_answered(clients, scene, who, but_not_of):
    found, reading = [], set()

    for place, name in enumerate(pages_of(who, but_not_of=but_not_of)):
        path = filled_in(name, scene)
        for query in queries(place):
            if "statement" in name:  # a number that is nobody's is not found, and nothing else is looked at
                query = "&".join(each for each in query.split("&") if not each.startswith("account="))
            response = ask(clients[who], "GET", f"{path}?{query}")
            if response.status_code >= 500 or SCRIPT in response.whole.decode(errors="replace"):
                found.append((name, query, response.status_code))
            if not has_read(response):
                break
            reading.add(name)

    assert found == []
    assert len(reading) > 10  # of the others none has a list to look through


def test_a_statement_of_nobody_is_not_found(clients, scene):
    values = [value for said, value in HOSTILE.items() if said not in {"nothing", "a hundred thousand letters"}]
    names = ["statement", "statement_csv", "statement_xlsx", "statement_pdf"]
    pages = [filled_in(f"insight:{name}", scene) for name in names]

    answered = {
        ask(clients["auditor"], "GET", page, {"account": value}).status_code
        for page, value in itertools.product(pages, values)
    }

    assert answered == {404}


def test_addresses_that_cannot_be_are_not_found(clients):
    paths = [
        "/riverside/exchanges/99999999999999999999/",
        "/riverside/members/99999999999/",
        "/riverside/listings/٣/",
        "/me/notices/open/99999999999999999999/",
        "/%FF%FE/",
        "/riverside/%00/",
        "/" + "a" * 5_000 + "/",
        "/RIVERSIDE/desk/",
    ]

    answered = {path: same_browser(clients["coordinator"]).get(path).status_code for path in paths}

    assert answered == dict.fromkeys(paths, 404)
