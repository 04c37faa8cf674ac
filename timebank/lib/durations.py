"""Minutes in the code, hours on the page: reading what people type and writing what they read."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTES_IN_HOUR = 60
FRACTIONS = {"¼": 15, "½": 30, "¾": 45}
QUARTERS = {minutes: sign for sign, minutes in FRACTIONS.items()}
LONGEST_TYPED_HOURS = 10_000


class NotADuration(ValueError):
    """What was typed cannot be read as a length of time."""


def minutes_from(typed: str) -> int:
    """Read a length of time as whole minutes: '1½', '1.5', '1,5', '1:30', '90 min', '1 h 30 min'.

    Raises NotADuration where it cannot be read or does not come to whole minutes; nothing is rounded.
    Signs are not read: a time given or received is never negative.
    """
    text = " ".join(typed.strip().lower().split())
    for read in (_clock, _fraction, _decimal, _words):
        minutes = read(text)
        if minutes is not None:
            return minutes
    raise NotADuration(typed)


def hours_in_words(minutes: int) -> str:
    """Write minutes as people read them: '6½ hours', '1 hour', '1 h 25 min', '45 min'; a minus before a debt."""
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), MINUTES_IN_HOUR)
    if rest and rest not in QUARTERS:
        if not hours:
            return sign + _("%(minutes)d min") % {"minutes": rest}
        return sign + _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    figure = _figure(hours, rest)
    if hours <= 1 and not (hours == 1 and rest) and minutes:
        return sign + ngettext("%(figure)s hour", "%(figure)s hours", 1) % {"figure": figure}
    return sign + ngettext("%(figure)s hour", "%(figure)s hours", 2) % {"figure": figure}


def hours_figure(minutes: int) -> str:
    """Write minutes as a bare figure for a large number or a line's end: '6½', '1:25', '−2'."""
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), MINUTES_IN_HOUR)
    if rest and rest not in QUARTERS:
        return f"{sign}{hours}:{rest:02d}"
    return sign + _figure(hours, rest)


def hours_in_table(minutes: int) -> str:
    """Write minutes for tables and files: '1:25', '-0:30'."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), MINUTES_IN_HOUR)
    return f"{sign}{hours}:{rest:02d}"


def _figure(hours: int, rest: int) -> str:
    if not rest:
        return str(hours)
    return f"{hours or ''}{QUARTERS[rest]}"


def _clock(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,5}):([0-5]\d)(?: ?h| ?hours?)?", text)
    return _whole(int(found[1]), int(found[2])) if found else None


def _fraction(text: str) -> int | None:
    found = re.fullmatch(r"(\d{0,5}) ?([¼½¾]|1/4|1/2|3/4)(?: ?h| ?hours?| ?an hour)?", text)
    if not found:
        return None
    spelled = {"1/4": "¼", "1/2": "½", "3/4": "¾"}.get(found[2], found[2])
    return _whole(int(found[1] or 0), FRACTIONS[spelled])


def _decimal(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,5})(?:[.,](\d{1,4}))?(?: ?h| ?hrs?| ?hours?)?", text)
    if not found:
        return None
    digits = found[2] or ""
    minutes, beyond = divmod(int(digits or 0) * MINUTES_IN_HOUR, 10 ** len(digits))
    return None if beyond else _whole(int(found[1]), minutes)


def _words(text: str) -> int | None:
    found = re.fullmatch(r"(?:(\d{1,5}) ?(?:h|hrs?|hours?))? ?(?:(\d{1,6}) ?(?:m|mins?|minutes?))?", text)
    if not found or not (found[1] or found[2]):
        return None
    return _whole(int(found[1] or 0), int(found[2] or 0))


def _whole(hours: int, minutes: int) -> int | None:
    return hours * MINUTES_IN_HOUR + minutes if hours <= LONGEST_TYPED_HOURS else None
