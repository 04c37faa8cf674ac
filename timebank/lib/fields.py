"""Form fields that read what people write: a length of time, a day, one line, several lines.

Every refusal is a sentence that says how to write it, and a field shows again exactly what was typed.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from timebank.lib.durations import (
    MINUTES_IN_HOUR,
    NotADuration,
    TooLong,
    hours_figure,
    hours_in_words,
    minutes_from,
    nearest_steps,
    which_step_in_words,
)

MINUTES_IN_DAY = 24 * MINUTES_IN_HOUR
FIRST_DAY = datetime.date(1900, 1, 1)
LAST_DAY = datetime.date(2199, 12, 31)
# Marks that turn the reading direction of what follows: nobody needs them in a name, and they can disguise one.
DIRECTION_MARKS = r"\u202a-\u202e\u2066-\u2069"
HALVES_OF_LETTERS = r"\ud800-\udfff"
# One search through the text, not a look at each letter: a program may send a hundred thousand of them.
UNSEEN = re.compile(rf"[\x00-\x1f\x7f-\x9f{HALVES_OF_LETTERS}{DIRECTION_MARKS}]")
UNSEEN_IN_LINES = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{HALVES_OF_LETTERS}{DIRECTION_MARKS}]")
BOXES = 3


class OneLineField(forms.CharField):
    """One line of text: trimmed, without characters that cannot be seen."""

    default_error_messages = {
        "unseen": _("Leave out characters that cannot be seen."),
        "max_length": _("Write at most %(limit_value)d letters. This has %(show_value)d."),
    }

    def to_python(self, value: object) -> str:
        """Trim, draw spaces together, and refuse control characters and direction marks."""
        text = super().to_python(value) or ""
        if UNSEEN.search(text):
            raise ValidationError(self.error_messages["unseen"], code="unseen")
        return " ".join(text.split())


class NameField(OneLineField):
    """The name of a person, a place or an organisation, in any script: it has at least one letter."""

    default_error_messages = {"letters": _("Write the name with letters.")}

    def to_python(self, value: object) -> str:
        """Refuse what has no letter in it."""
        name = super().to_python(value)
        if name and not any(character.isalpha() for character in name):
            raise ValidationError(self.error_messages["letters"], code="letters")
        return name


class LongTextField(forms.CharField):
    """Several lines of text: line breaks are kept, other control characters are refused."""

    widget = forms.Textarea(attrs={"rows": 4})
    default_error_messages = OneLineField.default_error_messages

    def to_python(self, value: object) -> str:
        """Trim, and write every line break the same way."""
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        if UNSEEN_IN_LINES.search(text):
            raise ValidationError(self.error_messages["unseen"], code="unseen")
        return str(text)


class DurationField(forms.CharField):
    """A length of time as people write it ('1½', '1:30', '90 min'); cleans to whole minutes."""

    default_error_messages = {
        "required": _("Write the hours as a number, such as 1 or 1½"),
        "unreadable": _("Write the hours as a number, such as 1 or 1½"),
        "nothing": _("The time must be more than nothing"),
        "too_short": _("That is less than %(limit)s"),
        "too_long": _("That is more than %(limit)s"),
    }

    step_minutes = 1  # set it on a form's own copy: other times are refused, with the two nearest to choose from

    def __init__(self, *, shortest_minutes: int = 1, longest_minutes: int = MINUTES_IN_DAY, **options: Any) -> None:
        self.shortest_minutes = shortest_minutes
        self.longest_minutes = longest_minutes
        super().__init__(**options)
        self.widget.attrs.setdefault("class", "short")
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: object) -> object:
        """Show minutes as a figure to change; what was typed is shown as it was typed."""
        return hours_figure(value) if isinstance(value, int) else value

    def clean(self, value: object) -> int | None:
        """Read what was typed as minutes; nothing typed in an optional field is None."""
        typed = str(value or "").strip()
        if not typed:
            if self.required:
                raise self._refusal("required")
            return None
        return self._within_limits(self._minutes(typed))

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare lengths of time, however they are written."""
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True

    def _minutes(self, typed: str) -> int:
        if re.fullmatch(r"[-−]\s*[\d½¼¾.,:]+.{0,20}", typed):
            raise self._refusal("nothing")
        try:
            return minutes_from(typed)
        except TooLong as refusal:
            raise self._refusal("too_long", self.longest_minutes) from refusal
        except NotADuration as refusal:
            raise self._refusal("unreadable") from refusal

    def _within_limits(self, minutes: int) -> int:
        if minutes <= 0:
            raise self._refusal("nothing")
        if minutes < self.shortest_minutes:
            raise self._refusal("too_short", self.shortest_minutes)
        if minutes > self.longest_minutes:
            raise self._refusal("too_long", self.longest_minutes)
        nearest = nearest_steps(minutes, self.step_minutes)
        if nearest:
            words = which_step_in_words(minutes, nearest)
            raise ValidationError(words, code="between", params={"nearest": nearest})
        return minutes

    def _refusal(self, code: str, limit_minutes: int | None = None) -> ValidationError:
        params = {} if limit_minutes is None else {"limit": hours_in_words(limit_minutes)}
        return ValidationError(self.error_messages[code], code=code, params=params)


class DayInput(forms.MultiWidget):
    """Three boxes: day, month, year. A whole ISO day under the field's own name is read too."""

    template_name = "forms/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}) for _box in range(BOXES)]
        super().__init__(boxes, attrs)

    def decompress(self, value: object) -> list[object]:
        """Fill the boxes from a day, or show in the first box what came instead of one."""
        if isinstance(value, datetime.date):
            return [value.day, value.month, value.year]
        return [value or "", "", ""]

    def value_from_datadict(
        self, data: Mapping[str, Any], files: "MultiValueDict[str, UploadedFile[Any]]", name: str
    ) -> list[Any]:
        """Read the one value under the name if there is one, else the three boxes."""
        whole = data.get(name)
        if not whole:
            return super().value_from_datadict(data, files, name)
        parts = str(whole).split("-")
        return [parts[2], parts[1], parts[0]] if len(parts) == BOXES else [whole, "", ""]

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: "MultiValueDict[str, UploadedFile[Any]]", name: str
    ) -> bool:
        """Say whether the form came without this field."""
        return name not in data and super().value_omitted_from_data(data, files, name)


class DayField(forms.Field):
    """A day; cleans to a date. Set `earliest` and `latest` on a form's own copy of the field."""

    widget = DayInput
    default_error_messages = {
        "required": _("Write the day as numbers, such as 23 11 2026"),
        "unreadable": _("Write the day as numbers, such as 23 11 2026"),
        "short_year": _("Write the year with four numbers, such as 2026"),
        "no_such_day": _("There is no such day. Check the day and the month"),
        "too_early": _("That is too long ago. Check the year"),
        "too_late": _("That is too far ahead. Check the year"),
        "not_yet": _("Choose a day that has already been"),
        "gone": _("Choose a day that is still to come"),
    }

    def __init__(
        self,
        *,
        earliest: datetime.date | None = None,
        latest: datetime.date | None = None,
        **options: Any,
    ) -> None:
        self.earliest = earliest
        self.latest = latest
        super().__init__(**options)

    def to_python(self, value: object) -> datetime.date | None:
        """Read three boxes, or a whole day in one."""
        if isinstance(value, datetime.date):
            return value
        parts = value if isinstance(value, list) else [value]
        typed = " ".join(str(part).strip() for part in parts if part)
        return self._day(*self._figures(typed)) if typed.strip() else None

    def validate(self, value: datetime.date | None) -> None:
        """Refuse a day outside the limits."""
        super().validate(value)
        if value is None:
            return
        if value < FIRST_DAY:
            raise self._refusal("too_early")
        if value > LAST_DAY:
            raise self._refusal("too_late")
        if self.latest and value > self.latest:
            raise self._refusal("not_yet")
        if self.earliest and value < self.earliest:
            raise self._refusal("gone")

    def _figures(self, typed: str) -> tuple[int, int, int]:
        """Find year, month and day: '23 11 2026', '23/11/2026', '2026-11-23'."""
        found = re.fullmatch(r"(\d{1,4})[\s./-]+(\d{1,2})[\s./-]+(\d{1,4})", typed)
        if not found:
            raise self._refusal("unreadable")
        first, month, last = found.groups()
        if len(first) == len("2026"):
            return int(first), int(month), int(last)
        if len(last) != len("2026"):
            raise self._refusal("short_year")
        return int(last), int(month), int(first)

    def _day(self, year: int, month: int, day: int) -> datetime.date:
        try:
            return datetime.date(year, month, day)
        except ValueError as refusal:
            raise self._refusal("no_such_day") from refusal

    def _refusal(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


def choice_words(words: object, beneath: object = "") -> SafeString:
    """Write a choice as a name with a small line beneath it."""
    if not beneath:
        return format_html("<bdi>{}</bdi>", words)
    return format_html("<bdi>{}</bdi><small>{}</small>", words, beneath)
