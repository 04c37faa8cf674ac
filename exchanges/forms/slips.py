"""The grid into which slips are typed, and how many are printed."""

import datetime
import hashlib
import re
import uuid
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.life import LONGEST_WORDS, OLDEST, Draft
from exchanges.actions.slips import Written
from exchanges.forms.desk import MemberField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES, MOST_PRINTED, Exchange, SlipRun, slip_key
from members.models import Bank
from timebank.lib.fields import DayField, DurationField, OneLineField

ROWS = 20
LARGEST_SLIP = 2**31 - 1
LONGEST_SLIP = 10
SAID = ("slip", "giver", "receiver", "minutes", "what")
KEY = uuid.UUID("0e4f8c9a-51f3-4c1c-9f36-6a27c1f0b8d5")  # a name space for rows without a number


class PrintForm(forms.Form):
    """How many slips to print, and for whom."""

    count = forms.IntegerField(
        label=gettext_lazy("How many slips?"),
        help_text=gettext_lazy("Six fit on a page."),
        min_value=1,
        max_value=MOST_PRINTED,
        initial=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], gettext_lazy("Write a number between 1 and 60")
        ),
    )
    member = MemberField(
        label=gettext_lazy("For whom?"),
        help_text=gettext_lazy("A name or a member number. Empty: for anybody."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-people": True}),
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank) -> None:
        super().__init__(data)
        cast(MemberField, self.fields["member"]).bank = bank


class ShortDayField(DayField):
    """A day in one box: '24 11 2026', or only '24 11' or '24' for the latest such day."""

    widget = forms.TextInput  # type: ignore[assignment]  # one box in the place of three

    def to_python(self, value: object) -> datetime.date | None:
        """Add the month and the year that were left out."""
        typed = str(value or "").strip()
        found = re.fullmatch(r"(\d{1,2})(?:[\s./-]+(\d{1,2}))?[\s./-]*", typed)
        if not found or self.latest is None:
            return super().to_python(typed)
        day, month, latest = int(found[1]), int(found[2]) if found[2] else None, self.latest
        for back in range(366):
            tried = latest - datetime.timedelta(days=back)
            if tried.day == day and month in (None, tried.month):
                return tried
        raise self._refusal("no_such_day")


class SlipRow(forms.Form):
    """One row of the grid: what stands on one slip."""

    slip = forms.IntegerField(
        label=gettext_lazy("Slip"),
        required=False,
        min_value=1,
        max_value=LARGEST_SLIP,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], gettext_lazy("Write the number of the slip, such as 12")
        ),
    )
    giver = MemberField(label=gettext_lazy("Who gave"), required=False)
    receiver = MemberField(
        label=gettext_lazy("Who received"), error_messages={"required": gettext_lazy("Who received?")}
    )
    minutes = DurationField(label=gettext_lazy("Hours"), longest_minutes=LONGEST_MINUTES)
    day = ShortDayField(
        label=gettext_lazy("Day"),
        required=False,
        error_messages={"gone": gettext_lazy("That is more than a year ago.")},
    )
    what = OneLineField(
        label=gettext_lazy("What was done"),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("What was done?")},
    )
    one = forms.BooleanField(label=gettext_lazy("Only the giver signed"), required=False)

    def __init__(self, data: QueryDict | None, *, place: int, bank: Bank, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"r{place}", use_required_attribute=False, **kwargs)
        self.place = place
        for side in ("giver", "receiver"):
            cast(MemberField, self.fields[side]).bank = bank
        count_in_steps(self, bank, "minutes")
        day = cast(DayField, self.fields["day"])
        day.latest, day.earliest = today, today - OLDEST
        for field in self.fields.values():
            words = _("Row %(row)d: %(what)s") % {"row": place, "what": field.label}
            field.widget.attrs |= {"aria-label": words, "autocomplete": "off"}

    @cached_property
    def is_blank(self) -> bool:
        """Whether nothing is typed in it; a day alone is nothing."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in SAID)

    def full_clean(self) -> None:
        """See what is wrong with the row. One in which nothing is typed is not wrong, nor is any of its boxes."""
        super().full_clean()
        if self.is_bound and self.is_blank:
            self._errors = ErrorDict()

    def mark_wrong(self) -> None:
        """Let each box that is wrong lead to what is wrong with the row."""
        for name in self.errors:
            if name in self.fields:
                attrs = {"aria-invalid": "true", "aria-describedby": f"row-{self.place}-wrong"}
                self.fields[name].widget.attrs |= attrs

    @property
    def times(self) -> list[int]:
        """Give the two times nearest to one between the bank's steps, to choose from."""
        errors = self.errors.as_data().get("minutes", [])
        return [minutes for error in errors for minutes in (error.params or {}).get("nearest", [])]

    @property
    def wrong(self) -> list[str]:
        """Say what is wrong with it, in the order of its boxes."""
        return [str(error) for errors in self.errors.values() for error in errors] if not self.is_blank else []


class SlipGrid:
    """The whole grid. A row without a day has that of the row above; a slip may name its giver by itself."""

    def __init__(
        self, data: QueryDict | None, *, bank: Bank, today: datetime.date, first_slip: int | None = None
    ) -> None:
        self.bank, self.today, self.data = bank, today, data
        self.key = _key(data.get("key", "")) if data is not None else uuid.uuid4()
        begin = {"slip": first_slip} if first_slip else {}
        self.rows = [
            SlipRow(data, place=place, bank=bank, today=today, initial=begin if place == 1 else {})
            for place in range(1, ROWS + 1)
        ]

    @cached_property
    def filled(self) -> list[SlipRow]:
        """Give the rows in which something is typed."""
        return [row for row in self.rows if row.is_bound and not row.is_blank]

    @cached_property
    def digest(self) -> str:
        """Mark what is typed, so that only what was looked over is written down."""
        typed = [[row.data.get(row.add_prefix(name), "") for name in row.fields] for row in self.rows]
        return hashlib.sha256(repr(typed).encode()).hexdigest()[:32]

    def is_valid(self) -> bool:
        """See every row by itself, and the numbers of slips together."""
        runs, written = self._runs(), self._written_before()
        day, seen = self.today, set[int]()
        for row in self.filled:
            row.is_valid()
            day = row.cleaned_data.get("day") or day
            row.cleaned_data["day"] = day
            self._see_slip(row, runs, written, seen)
            if row.cleaned_data.get("giver") is None and "giver" not in row.errors:
                row.add_error("giver", _("Who gave?"))
        return not any(row.errors for row in self.filled)

    def written(self) -> list[Written]:
        """Give what the rows say, in their order."""
        return [Written(self._draft(row), not row.cleaned_data["one"]) for row in self.filled]

    def _draft(self, row: SlipRow) -> Draft:
        said = row.cleaned_data
        number = said.get("slip")
        key = slip_key(self.bank.pk, number) if number else uuid.uuid5(KEY, f"{self.key}/{row.place}")
        return Draft(
            giver=said["giver"],
            receiver=said["receiver"],
            minutes=said["minutes"],
            description=said["what"],
            day=said["day"],
            key=key,
        )

    def _see_slip(self, row: SlipRow, runs: list[SlipRun], written: set[uuid.UUID], seen: set[int]) -> None:
        number = row.cleaned_data.get("slip")
        if not number:
            return
        run = next((each for each in runs if number in each.numbers), None)
        if run is None:
            row.add_error("slip", _("No slip with this number was printed here."))
        elif number in seen:
            row.add_error("slip", _("This slip stands in a row above, too."))
        elif slip_key(self.bank.pk, number) in written:
            row.add_error("slip", _("This slip was written down before."))
        elif run.member is not None and not row.cleaned_data.get("giver") and "giver" not in row.errors:
            row.cleaned_data["giver"] = run.member.merged_into or run.member
        seen.add(number)

    def _numbers(self) -> Iterator[int]:
        for row in self.filled:
            typed = row.data.get(row.add_prefix("slip"), "").strip()
            number = _number(typed)
            if number:
                yield number

    def _runs(self) -> list[SlipRun]:
        numbers = list(self._numbers())
        if not numbers:
            return []
        runs = SlipRun.objects.filter(bank=self.bank, first__lte=max(numbers), last__gte=min(numbers))
        return list(runs.select_related("member__merged_into"))

    def _written_before(self) -> set[uuid.UUID]:
        keys = [slip_key(self.bank.pk, number) for number in self._numbers()]
        return (
            set(Exchange.objects.filter(bank=self.bank, key__in=keys).values_list("key", flat=True)) if keys else set()
        )


def _key(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def first_of(query: QueryDict) -> int | None:
    """Read with which slip to begin: the code on the slip says so."""
    return _number(query.get("slip", ""))


def _number(typed: str) -> int | None:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_SLIP and int(typed) <= LARGEST_SLIP
    return int(typed) if is_number else None
