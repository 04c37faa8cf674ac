"""Hours, days, names, icons and fields as every page writes them."""

import datetime
import functools
import re
from dataclasses import dataclass

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField, Field
from django.forms.forms import BaseForm
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timebank.lib import durations

register = template.Library()

# Sentences made in Python put names between Unicode's isolating marks; on a page those become elements.
MARKED_NAME = re.compile("\u2068([^\u2068\u2069]*)\u2069")
# In a right-to-left line 6½ would show as ½6 and −2 as 2−, so such figures keep their own direction.
SENSITIVE_FIGURE = re.compile(r"(?<!\w)[−-](?:\d+[¼½¾]?|[¼½¾])(?::\d\d)?|\d*[¼½¾]")


@register.filter
def hours(minutes: int) -> SafeString:
    """Write minutes as people read them: '6½ hours', '1 h 25 min'."""
    return _isolated(durations.hours_in_words(minutes))


@register.filter
def hours_figure(minutes: int) -> SafeString:
    """Write minutes as a bare figure: '6½', '1:25', '−2'."""
    return _isolated(durations.hours_figure(minutes))


@register.filter
def hours_table(minutes: int) -> SafeString:
    """Write minutes as exact hours and minutes: '1:25', '-0:30'."""
    return _isolated(durations.hours_in_table(minutes))


@register.filter
def hours_unit(minutes: int) -> str:
    """Name the unit after a bare figure: 'hour' up to one hour, else 'hours'."""
    one_or_less = 0 < abs(minutes) <= durations.MINUTES_IN_HOUR
    return ngettext("hour", "hours", 1 if one_or_less else 2)


@register.filter
def name(named: object) -> SafeString:
    """Write a name so that its direction stays its own, whatever the line around it."""
    return format_html("<bdi>{}</bdi>", named)


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a day: 'Saturday 21 November', with the year when it is not this year's."""
    return _day(value, this_year="l j F", other_year="l j F Y")


@register.filter
def short_day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a day for a table: '21 Nov', with the year when it is not this year's."""
    return _day(value, this_year="j M", other_year="j M Y")


@register.filter
def full_day(value: datetime.date | datetime.datetime | None) -> str:
    """Write a day with its year: '21 November 2026'."""
    return _day(value, this_year="j F Y", other_year="j F Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """Write a moment in the page's time zone: 'Saturday 21 November, 9:12 am'."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    midday = _("am") if local.hour < 12 else _("pm")
    return f"{day(local)}, {local.hour % 12 or 12}:{local.minute:02d} {midday}"


@register.simple_tag
@functools.lru_cache(maxsize=1000)  # a page draws thirty, and they are the same until the next start
def icon(shape: str, extra: str = "") -> SafeString:
    """Draw an icon of icons.svg. It only decorates: a word always stands beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>',
        f" {extra}" if extra else "",
        static("icons.svg"),
        shape,
    )


@register.simple_tag
def field_anchor(field: BoundField) -> str:
    """Give the id of a field's first control, to link an error to it."""
    found = field.id_for_label
    if found:
        return str(found)
    choices = field.subwidgets
    first = choices[0].data if choices else {}
    parts = first.get("subwidgets") or [first]
    return str(parts[0].get("attrs", {}).get("id") or field.auto_id)


@register.filter
def control_kind(field: BoundField) -> str:
    """Name the kind of a field's control: 'checkbox', 'choices', 'hidden' or 'box'."""
    if field.is_hidden:
        return "hidden"
    input_type = getattr(field.field.widget, "input_type", "")
    if field.use_fieldset:
        return "choices"
    return "checkbox" if input_type == "checkbox" else "box"


@register.filter
def refusals(field: BoundField) -> list[str]:
    """Give a field's errors as sentences; one about an empty answer names its question."""
    return [_refusal(field, error) for error in field.errors.as_data()]


@dataclass(frozen=True)
class Time:
    """A time to choose: what a button sends, and what it says."""

    typed: str
    words: str


@register.filter
def times_to_choose(field: BoundField) -> list[Time]:
    """Give the times nearest to one that was refused because hours are counted in steps here."""
    errors = [error for error in field.errors.as_data() if error.code == "between"]
    return as_times([minutes for error in errors for minutes in (error.params or {})["nearest"]])


@register.filter
def as_times(found: list[int]) -> list[Time]:
    """Write times to choose, such as those nearest to one that was refused in a row of a register."""
    return [Time(durations.hours_in_table(minutes), durations.minutes_in_words(minutes)) for minutes in found]


@register.filter
def count_errors(form: BaseForm) -> int:
    """Count the answers to look at again."""
    return len(form.errors)


@register.filter
def bars(steps: int, step: int) -> list[bool]:
    """Say for each step of a form whether it is reached."""
    return [number <= step for number in range(1, steps + 1)]


@register.simple_tag
def tel(number: str) -> SafeString:
    """Write a telephone number as a link that a phone can ring."""
    dialled = re.sub(r"[^\d+*#]", "", number)
    return format_html('<a class="nowrap" href="tel:{}"><bdi dir="ltr">{}</bdi></a>', dialled, number)


@register.simple_tag
def ring(whom: str, number: str, when: str) -> SafeString:
    """Write whom to ring for help, with a number that a phone can dial; `whom` and `when` may be empty."""
    sentences = {
        (True, True): _("Need a person? Ring {whom} on {number}, {when}."),
        (True, False): _("Need a person? Ring {whom} on {number}."),
        (False, True): _("Need a person? Ring {number}, {when}."),
        (False, False): _("Need a person? Ring {number}."),
    }
    sentence = escape(sentences[bool(whom), bool(when)])
    return format_html(sentence, whom=name(whom), number=tel(number), when=when)


@register.filter
def isolated(sentence: object) -> SafeString:
    """Keep names, fractions and negative figures readable inside a sentence of either direction."""
    words = str(sentence)
    return words if isinstance(words, SafeString) else _isolated(words)


def _refusal(field: BoundField, error: ValidationError) -> str:
    if error.code == "required" and error.message == Field.default_error_messages["required"]:
        return _("Please answer “%(question)s”") % {"question": capfirst(field.label)}
    return " ".join(error.messages)


def _isolated(words: str) -> SafeString:
    """Escape words, and wrap each marked name, fraction or negative figure in a run of its own direction."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for found in SENSITIVE_FIGURE.finditer(words):
        pieces.append((words[end : found.start()], found[0]))
        end = found.end()
    wrapped = format_html_join("", '{}<bdi dir="ltr">{}</bdi>', pieces)
    escaped = MARKED_NAME.sub(r"<bdi>\1</bdi>", wrapped + format_html("{}", words[end:]))
    return mark_safe(escaped)  # noqa: S308 both parts were escaped


def _day(value: datetime.date | datetime.datetime | None, *, this_year: str, other_year: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return formats.date_format(value, this_year if value.year == timezone.localdate().year else other_year)
