"""Minutes in the code, hours on the page: reading what people type and writing what they read."""

import re
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTES_IN_HOUR = 60
FRACTIONS = {"¼": 15, "½": 30, "¾": 45, "1/4": 15, "1/2": 30, "3/4": 45}
QUARTERS = {15: "¼", 30: "½", 45: "¾"}
LONGEST_TYPED_MINUTES = 10_000 * MINUTES_IN_HOUR
MOST_FIGURES = 9

HOUR = r" ?(?:h|hrs?|hours?)"
MINUTE = r" ?(?:m|mins?|minutes?)"
CLOCK = re.compile(rf"(\d+):([0-5]\d)(?:{HOUR})?")
FRACTION = re.compile(rf"(?:(\d+) ?)?([¼½¾])(?:{HOUR}| an hour)?")
SPELLED_FRACTION = re.compile(rf"(?:(\d+) )?(1/4|1/2|3/4)(?:{HOUR}| an hour)?")  # '11/2' could mean 1½ or 5½
DECIMAL = re.compile(rf"(\d*)[.,٫](\d{{1,4}})(?:{HOUR})?|(\d+)(?:{HOUR})?")
WORDS = re.compile(rf"(?:(\d+){HOUR},?)?(?: ?(?:and )?(\d+){MINUTE})?")
HOUR_AND_FIGURES = re.compile(r"(\d+) ?h ?([0-5]\d)")


class NotADuration(ValueError):
    """What was typed cannot be read as a length of time."""


class TooLong(NotADuration):
    """What was typed is a length of time, but longer than any that is meant."""


def minutes_from(typed: str) -> int:
    """Read a length of time as whole minutes: '1½', '1.5', '1,5', '1:30', '90 min', '1 h 30 min', '1h30'.

    Raises NotADuration where it cannot be read or does not come to whole minutes; nothing is rounded.
    Signs are not read: a time given or received is never negative.
    """
    text = _plain(typed)
    for read in (_clock, _fraction, _decimal, _words):
        minutes = read(text)
        if minutes is not None:
            return minutes
    raise NotADuration(typed)


def hours_in_words(minutes: int) -> str:
    """Write minutes as people read them: '6½ hours', '1 hour', '1 h 25 min', '50 min'; a minus before a debt."""
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), MINUTES_IN_HOUR)
    if rest and rest not in QUARTERS:
        if not hours:
            return sign + _("%(minutes)d min") % {"minutes": rest}
        return sign + _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    one_or_less = 0 < abs(minutes) <= MINUTES_IN_HOUR
    words = ngettext("%(figure)s hour", "%(figure)s hours", 1 if one_or_less else 2)
    return sign + words % {"figure": _figure(hours, rest)}


def minutes_in_words(minutes: int) -> str:
    """Write minutes out, where one must see how they were counted: '50 minutes', '1 hour', '1 hour 15 minutes'."""
    hours, rest = divmod(minutes, MINUTES_IN_HOUR)
    words = []
    if hours:
        words.append(ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours})
    if rest or not hours:
        words.append(ngettext("%(number)d minute", "%(number)d minutes", rest) % {"number": rest})
    return " ".join(words)


def nearest_steps(minutes: int, step_minutes: int) -> list[int]:
    """Give the whole numbers of steps just below and just above a time; none where it is one itself, nor nothing."""
    below = minutes - minutes % step_minutes
    if below == minutes:
        return []
    return [each for each in (below, below + step_minutes) if each > 0]


def which_step_in_words(minutes: int, nearest: list[int]) -> str:
    """Say between which two times another one lies, so that who wrote it chooses."""
    words = {"typed": minutes_in_words(minutes), "above": minutes_in_words(nearest[-1])}
    if len(nearest) == 1:
        return (
            _("%(typed)s is less than %(above)s, the shortest time counted here. Choose that, or write more.") % words
        )
    return _("%(typed)s is between %(below)s and %(above)s. Choose one.") % {
        **words,
        "below": minutes_in_words(nearest[0]),
    }


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


def _plain(typed: str) -> str:
    """Lower the case, draw spaces together, write every script's figures as 0 to 9, and drop unseen marks.

    Right-to-left keyboards add such marks.
    """
    if not typed.isascii():  # most lengths of time are, and are plain already
        seen = (character for character in typed if unicodedata.category(character) != "Cf")
        typed = "".join(str(int(character)) if character.isdecimal() else character for character in seen)
    return " ".join(typed.replace("\u2044", "/").lower().split())


def _clock(text: str) -> int | None:
    found = CLOCK.fullmatch(text)
    return _whole(_number(found[1]), int(found[2])) if found else None


def _fraction(text: str) -> int | None:
    found = FRACTION.fullmatch(text) or SPELLED_FRACTION.fullmatch(text)
    return _whole(_number(found[1]), FRACTIONS[found[2]]) if found else None


def _decimal(text: str) -> int | None:
    found = DECIMAL.fullmatch(text)
    if not found:
        return None
    digits = found[2] or ""
    minutes, beyond = divmod(int(digits or 0) * MINUTES_IN_HOUR, 10 ** len(digits))
    return None if beyond else _whole(_number(found[1] or found[3]), minutes)


def _words(text: str) -> int | None:
    found = WORDS.fullmatch(text) or HOUR_AND_FIGURES.fullmatch(text)
    if not found or not (found[1] or found[2]):
        return None
    return _whole(_number(found[1]), _number(found[2]))


def _number(figures: str | None) -> int:
    """Read figures; more than nine are too long whatever they count."""
    if figures and len(figures) > MOST_FIGURES:
        raise TooLong(figures)
    return int(figures or 0)


def _whole(hours: int, minutes: int) -> int:
    total = hours * MINUTES_IN_HOUR + minutes
    if total > LONGEST_TYPED_MINUTES:
        raise TooLong(total)
    return total
