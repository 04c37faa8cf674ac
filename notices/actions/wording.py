"""Words for headers and for text messages, where a line must stay one and no longer than it may be."""

import unicodedata

from django.utils.text import Truncator

LONGEST_SUBJECT = 200


def one_line(text: str) -> str:
    """Make a subject of any text: a line break in it would start another header."""
    line = " ".join(text.split())
    return Truncator("".join(sign for sign in line if unicodedata.category(sign) != "Cc")).chars(LONGEST_SUBJECT)
