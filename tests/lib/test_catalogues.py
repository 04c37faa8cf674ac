"""A sentence is looked for where there are any, and read as before."""

import itertools
from gettext import GNUTranslations

from django.conf import settings
from django.utils.translation import gettext, ngettext, trans_real

from timebank.lib.catalogues import leave_out_empty_catalogues


def catalogues(translation) -> list:
    found = []
    while translation is not None:
        found.append(translation)
        translation = translation._fallback
    return found


def holding(*sentences: tuple[str, str]) -> GNUTranslations:
    translation = GNUTranslations()
    translation._catalog = {"": "heading", **dict(sentences)}
    translation.plural = lambda number: int(number != 1)
    return translation


def test_no_empty_catalogue_is_asked():
    _first, *others = catalogues(trans_real.translation(settings.LANGUAGE_CODE))

    assert others == []
    assert gettext("Log in") == "Log in"
    assert ngettext("%(number)d hour", "%(number)d hours", 2) == "%(number)d hours"


def test_one_that_holds_a_sentence_is_still_asked(monkeypatch):
    chain = [holding(), holding(), holding(("Hello", "Good day")), holding()]
    for one, following in itertools.pairwise(chain):
        one._fallback = following
    monkeypatch.setattr(trans_real, "translation", lambda _language: chain[0])

    leave_out_empty_catalogues("en-gb")

    assert catalogues(chain[0]) == [chain[0], chain[2]]
    assert chain[0].gettext("Hello") == "Good day"
    assert chain[0].gettext("Goodbye") == "Goodbye"
