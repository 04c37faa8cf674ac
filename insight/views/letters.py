"""The letters of printed pages: our own fonts, what they cannot show, and where lines break.

The fonts are Source Sans 3 at two fixed weights: PDF knows no variable fonts. Its licence asks for another name.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, STRONG = "TimebankSans", "TimebankSans-Bold"
FOLDER = Path(__file__).resolve().parent.parent / "fonts"
FILES = {PLAIN: "timebank-sans-regular.ttf", STRONG: "timebank-sans-bold.ttf"}
NO_SUCH_LETTER = "□"
UNSEEN = {"Cc", "Cf", "Mn", "Me"}  # controls, marks of direction, and accents that no letter of ours carries
MOST_LINES = 20  # of one text: what is longer ends in dots
DOTS = "…"


@cache
def register_fonts() -> frozenset[int]:
    """Have the fonts ready for printing, and give the letters that both of them have."""
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, FOLDER / file))
    plain, strong = (set(pdfmetrics.getFont(name).face.charToGlyph) for name in FILES)
    return frozenset(plain & strong)


def printable(text: str) -> str:
    """Leave out what is never seen, and put a box for each letter that our fonts do not have. Never raises."""
    return " ".join("".join(_printable(unicodedata.normalize("NFC", text))).split())


def wrapped(text: str, font: str, size: int, width: float) -> list[str]:
    """Break a text into lines that are no wider than this, between words where it can be done."""
    lines = [""]
    for word in printable(text).split():
        for piece in _pieces(word, font, size, width):
            longer = f"{lines[-1]} {piece}".strip()
            if lines[-1] and pdfmetrics.stringWidth(longer, font, size) > width:
                lines.append(piece)
            else:
                lines[-1] = longer
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], DOTS]


def _printable(text: str) -> Iterator[str]:
    known = register_fonts()
    for letter in text:
        if letter.isspace():
            yield " "
        elif ord(letter) in known:
            yield letter
        elif unicodedata.category(letter) not in UNSEEN:
            yield NO_SUCH_LETTER


def _pieces(word: str, font: str, size: int, width: float) -> Iterator[str]:
    """Break a word that is wider than a line."""
    if pdfmetrics.stringWidth(word, font, size) <= width:
        yield word
        return
    piece = ""
    for letter in word:
        if piece and pdfmetrics.stringWidth(piece + letter, font, size) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece
