"""The sentences of our language: Django looks for each in every catalogue, also in those that hold none."""

from gettext import NullTranslations
from typing import Any, cast

from django.utils.translation import trans_real

NO_SENTENCES = 1  # a catalogue's own heading stands in it as one


def leave_out_empty_catalogues(language: str) -> None:
    """Ask only catalogues that hold a sentence.

    Beside a British catalogue Django asks the English one of each app, all of them empty, for every sentence of a
    page that it has not found before: a page has more than a hundred, each looked for five times in vain.
    """
    catalogue = cast("Any", trans_real.translation(language))
    while catalogue is not None:
        catalogue._fallback = _first_with_sentences(catalogue._fallback)
        catalogue = catalogue._fallback


def _first_with_sentences(catalogue: NullTranslations | None) -> NullTranslations | None:
    while catalogue is not None and len(getattr(catalogue, "_catalog", ())) <= NO_SENTENCES:
        catalogue = cast("Any", catalogue)._fallback
    return catalogue
