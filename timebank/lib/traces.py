"""What somebody would be found by in other people's words: their name, addresses and telephone number."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, QuerySet, Value
from django.db.models.expressions import Combinable

INSTEAD = "…"
SHORTEST_NUMBER = 7  # digits: fewer are found in too many places
BETWEEN_DIGITS = r"[\s()./+-]{0,3}"
ANY_PREFIX = rf"(?:0|\+?\d{{1,3}}{BETWEEN_DIGITS}(?:\(0\)\s?)?)"  # 01632 …, +44 1632 …, +44 (0)1632 …


@dataclass(frozen=True)
class Traces:
    """One regular expression, in the words that Python and PostgreSQL share, for all that one person is found by."""

    pattern: str

    def is_in(self, text: str) -> bool:
        """Whether the text has one of them."""
        return bool(self.pattern) and re.search(self.pattern, text, re.IGNORECASE) is not None

    def without(self, text: str) -> str:
        """Give the text with dots where one of them stood."""
        return re.sub(self.pattern, INSTEAD, text, flags=re.IGNORECASE) if self.pattern else text


def traces_of(
    *, names: Iterable[str] = (), emails: Iterable[str] = (), telephones: Iterable[str] = (), addresses: Iterable[str]
) -> Traces:
    """Make the expression. A name of one word is left out: other people's sentences are full of such words."""
    parts = [_words(name) for name in names if len(name.split()) > 1]
    parts += [_words(email) for email in emails if email]
    parts += [each for telephone in telephones for each in _numbers(telephone)]
    parts += [each for address in addresses for each in _places(address)]
    return Traces("|".join(dict.fromkeys(parts)))


def replace_traces(rows: QuerySet[Any], fields: Sequence[str], traces: Traces) -> int:
    """Put dots where one of the traces stands in these columns; answers in how many texts."""
    if not traces.pattern:
        return 0
    return sum(
        rows.filter(**{f"{field}__iregex": traces.pattern}).update(**{field: _dotted(field, traces)})
        for field in fields
    )


def _dotted(field: str, traces: Traces) -> Combinable:
    return Func(F(field), Value(traces.pattern), Value(INSTEAD), Value("gi"), function="REGEXP_REPLACE")


def _words(text: str) -> str:
    return _alone(r"\s+".join(re.escape(word) for word in text.split()))


def _numbers(telephone: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", telephone)
    if len(digits) < SHORTEST_NUMBER:
        return
    if digits.startswith("0") and not digits.startswith("00"):
        yield rf"(?<!\d){ANY_PREFIX}{BETWEEN_DIGITS}{BETWEEN_DIGITS.join(digits[1:])}(?!\d)"
    yield rf"(?<!\d){BETWEEN_DIGITS.join(digits)}(?!\d)"


def _places(address: str) -> Iterator[str]:
    """The whole address however its lines are divided, and its first line alone where that is a house in a street."""
    words = re.split(r"[\s,]+", address.strip(" ,\n\r\t"))
    if len(words) > 1:
        yield _alone(r"[\s,]+".join(re.escape(word) for word in words))
    first = re.split(r"[\n,]", address.strip(" ,\n\r\t"))[0].split()
    if len(first) > 1 and any(sign.isdigit() for sign in "".join(first)):
        yield _alone(r"\s+".join(re.escape(word) for word in first))


def _alone(expression: str) -> str:
    return rf"(?<!\w){expression}(?!\w)"
