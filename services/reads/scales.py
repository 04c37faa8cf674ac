"""Short scales as data files: their questions, where they come from, how they are scored, and which way is better."""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from services.models import LoadedScale, Service
from timebank.lib.errors import RuleBroken

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "scales"
SAID_OF_ALL = ("code", "language", "title", "introduction", "source", "source_url", "terms", "licence", "attribution")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LONGEST_CODE, MOST_ITEMS, MOST_STEPS = 20, 30, 11
LANGUAGE_OF_OLD = {"language": "en-gb"}  # of what was loaded before files said theirs
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
    """A scale as it is asked and read. Where it is scored EACH, its questions are never added up.

    Its words are in one language: a scale was tried in those words, so nobody translates them here.
    """

    code: str
    language: str
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
    return (*shipped_scales(), *(scale_from(LANGUAGE_OF_OLD | each.definition) for each in loaded))


def scale_from(definition: object) -> Scale:
    """Read a scale from what its file says. Raises BadScale with what is wrong and what to do, in one sentence."""
    if not isinstance(definition, Mapping):
        raise BadScale(
            _("The file is no scale: begin it with { and end it with }, like those in services/data/scales.")
        )
    said = {name: _text_of(definition, name) for name in SAID_OF_ALL}
    if len(said["code"]) > LONGEST_CODE or not said["code"].isalnum():
        raise BadScale(_("In the line “code”, write at most 20 letters and digits, and nothing between them."))
    if not LANGUAGE.fullmatch(said["language"]):
        raise BadScale(_("In the line “language”, write the language of its words in short, such as en-gb."))
    found = definition.get("items")
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_ITEMS:
        raise BadScale(_("Under “items”, list the questions: at least 1, and at most 30."))
    items = tuple(_item(each, number) for number, each in enumerate(found, start=1))
    return Scale(**said, items=items, figures=_figures(definition, items))


def _text_of(where: Mapping[str, Any], name: str, *, question: int = 0) -> str:
    text = where.get(name)
    if isinstance(text, str) and text.strip():
        return text.strip()
    if question:
        words = {"number": question, "what": name}
        raise BadScale(_("Question %(number)d has no line “%(what)s”: add one with words in it.") % words)
    raise BadScale(_("There is no line “%(what)s”: add one with words in it.") % {"what": name})


def _item(found: object, number: int) -> Item:
    if not isinstance(found, Mapping):
        raise BadScale(_("Question %(number)d is not in curly brackets: put its lines into them.") % {"number": number})
    name, words = (_text_of(found, each, question=number) for each in ("name", "words"))
    return Item(name, words, _answers(found, number), found.get("better", ""))


def _answers(found: Mapping[str, Any], number: int) -> tuple[tuple[int, str], ...]:
    least = found.get("least")
    words_of_wrong = _(
        "Question %(number)d does not say how it is answered: write “least”, a whole number, and “answers”, a list of "
        "2 to 11, or “most”."
    )
    wrong = BadScale(words_of_wrong % {"number": number})
    if type(least) is not int or least < 0:
        raise wrong
    words = found.get("answers")
    if words is None:
        words = _numbers(found, least, number, wrong)
    is_list = isinstance(words, list) and all(isinstance(each, str) and each.strip() for each in words)
    if not is_list or not 1 < len(words) <= MOST_STEPS:
        raise wrong
    return tuple(enumerate(words, start=least))


def _numbers(found: Mapping[str, Any], least: int, number: int, wrong: BadScale) -> list[str]:
    """Name a row of numbers by themselves, its two ends in words, too."""
    most = found.get("most")
    if type(most) is not int or not least < most < least + MOST_STEPS:
        raise wrong
    inside = [str(score) for score in range(least + 1, most)]
    lowest, highest = (_text_of(found, each, question=number) for each in ("least_words", "most_words"))
    return [f"{least}: {lowest}", *inside, f"{most}: {highest}"]


def _figures(definition: Mapping[str, Any], items: tuple[Item, ...]) -> tuple[Figure, ...]:
    scoring = definition.get("scoring")
    found: tuple[Figure, ...]
    if scoring == SUM:
        found = (Figure(_text_of(definition, "name"), tuple(range(len(items))), _text_of(definition, "better")),)
    elif scoring == EACH:
        found = tuple(Figure(item.name, (place,), item.better) for place, item in enumerate(items))
    else:
        raise BadScale(_("In the line “scoring”, write SUM to add its questions up, or EACH to read each by itself."))
    if any(figure.better not in (HIGHER, LOWER) for figure in found):
        raise BadScale(_("In the line “better” of what is read, write HIGHER or LOWER."))
    return found
