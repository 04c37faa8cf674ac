"""Short scales as data files: their questions, where they come from, how they are scored, and which way is better."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from services.models import LoadedScale, Service
from timebank.lib.errors import RuleBroken

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "scales"
SAID_OF_ALL = ("code", "title", "introduction", "source", "source_url", "terms", "licence", "attribution")
LONGEST_CODE, MOST_ITEMS, MOST_STEPS = 20, 30, 11
HIGHER, LOWER = "HIGHER", "LOWER"
EACH, SUM = "EACH", "SUM"


class BadScale(RuleBroken):
    """This is no scale we can ask and score."""


@dataclass(frozen=True)
class Item:
    """One question: its words, and each score that can be given with the words for it."""

    name: str
    words: str
    answers: tuple[tuple[int, str], ...]
    better: str = ""

    @property
    def scores(self) -> tuple[int, ...]:
        """Every score that can be given."""
        return tuple(score for score, _words in self.answers)


@dataclass(frozen=True)
class Figure:
    """One number that is read from the answers: what it is called, which questions it adds up, which way is better."""

    name: str
    places: tuple[int, ...]
    better: str

    def of(self, scores: Sequence[int]) -> int:
        """Read it from somebody's scores."""
        return sum(scores[place] for place in self.places)


@dataclass(frozen=True)
class Scale:
    """A scale as it is asked and read. Where it is scored EACH, its questions are never added up."""

    code: str
    title: str
    introduction: str
    source: str
    source_url: str
    terms: str
    licence: str
    attribution: str
    items: tuple[Item, ...]
    figures: tuple[Figure, ...]


@functools.cache
def shipped_scales() -> tuple[Scale, ...]:
    """Read the scales that come with us, in the order of their files."""
    return tuple(scale_from(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(SHIPPED.glob("*.json")))


def scales_of(service: Service) -> tuple[Scale, ...]:
    """Give the scales a service may ask: those that come with us, and those loaded under its own licence."""
    loaded = LoadedScale.objects.filter(service=service)
    return (*shipped_scales(), *(scale_from(each.definition) for each in loaded))


def scale_from(definition: object) -> Scale:
    """Read a scale from what its file says. Raises BadScale with what is wrong, in one sentence."""
    if not isinstance(definition, Mapping):
        raise BadScale(_("A scale is one JSON object."))
    said = {name: _text_of(definition, name) for name in SAID_OF_ALL}
    if len(said["code"]) > LONGEST_CODE or not said["code"].isalnum():
        raise BadScale(_("The code of a scale is at most 20 letters and digits."))
    found = definition.get("items")
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_ITEMS:
        raise BadScale(_("A scale has between 1 and 30 items."))
    items = tuple(_item(each, number) for number, each in enumerate(found, start=1))
    return Scale(**said, items=items, figures=_figures(definition, items))


def _text_of(where: Mapping[str, Any], name: str) -> str:
    text = where.get(name)
    if not isinstance(text, str) or not text.strip():
        raise BadScale(_("The scale does not say its “%(what)s”.") % {"what": name})
    return text.strip()


def _item(found: object, number: int) -> Item:
    if not isinstance(found, Mapping):
        raise BadScale(_("Item %(number)d is no JSON object.") % {"number": number})
    better = found.get("better", "")
    return Item(_text_of(found, "name"), _text_of(found, "words"), _answers(found, number), better)


def _answers(found: Mapping[str, Any], number: int) -> tuple[tuple[int, str], ...]:
    least = found.get("least")
    wrong = BadScale(_("Item %(number)d needs a least score and its answers, or a most score.") % {"number": number})
    if type(least) is not int or least < 0:
        raise wrong
    words = found.get("answers")
    if words is None:
        words = _numbers(found, least, wrong)
    is_list = isinstance(words, list) and all(isinstance(each, str) and each.strip() for each in words)
    if not is_list or not 1 < len(words) <= MOST_STEPS:
        raise wrong
    return tuple(enumerate(words, start=least))


def _numbers(found: Mapping[str, Any], least: int, wrong: BadScale) -> list[str]:
    """Name a row of numbers by themselves, its two ends in words, too."""
    most = found.get("most")
    if type(most) is not int or not least < most < least + MOST_STEPS:
        raise wrong
    inside = [str(score) for score in range(least + 1, most)]
    return [f"{least}: {_text_of(found, 'least_words')}", *inside, f"{most}: {_text_of(found, 'most_words')}"]


def _figures(definition: Mapping[str, Any], items: tuple[Item, ...]) -> tuple[Figure, ...]:
    scoring = definition.get("scoring")
    found: tuple[Figure, ...]
    if scoring == SUM:
        found = (Figure(_text_of(definition, "name"), tuple(range(len(items))), _text_of(definition, "better")),)
    elif scoring == EACH:
        found = tuple(Figure(item.name, (place,), item.better) for place, item in enumerate(items))
    else:
        raise BadScale(_("A scale is scored SUM or EACH."))
    if any(figure.better not in (HIGHER, LOWER) for figure in found):
        raise BadScale(_("Say which way is better: HIGHER or LOWER."))
    return found
