"""Which months somebody wants to see measured."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timebank.lib.months import month_of, months_before, months_between

MONTH = re.compile(r"(\d{4})-(\d{2})")
USUAL_MONTHS, MOST_MONTHS = 12, 60
FIRST_YEAR, LAST_MONTH = 1900, 12


class MonthBox(forms.CharField):
    """A month in one box: browsers show a calendar, addresses carry '2026-10'."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=10, **options)

    def clean(self, value: object) -> datetime.date | None:
        """Read a month by its first day."""
        typed = super().clean(value)
        if not typed:
            return None
        found = MONTH.fullmatch(typed)
        if not found or not 1 <= int(found[2]) <= LAST_MONTH or int(found[1]) < FIRST_YEAR:
            raise ValidationError(_("There is no such month. Write it like 2026-10"))
        return datetime.date(int(found[1]), int(found[2]), 1)


class MonthsForm(forms.Form):
    """From one month to another, both over; nothing typed is the last twelve.

    The month that runs is never measured: two looks in it would tell what one person did between them, and half a
    month looks like a fall.
    """

    first = MonthBox(label=gettext_lazy("From"))
    last = MonthBox(label=gettext_lazy("To"))

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.newest = months_before(month_of(today), 1)

    def add_prefix(self, field_name: str) -> str:
        """Read 'from' and 'to', the first of which Python keeps for itself."""
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        """See that the months are over, come in order and are not too many."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        last = cleaned["last"] or max(self.newest, cleaned["first"] or self.newest)
        first = cleaned["first"] or months_before(last, USUAL_MONTHS - 1)
        if last > self.newest:
            self.add_error("last" if cleaned["last"] else "first", _("That month is not over yet."))
        elif first > last:
            self.add_error("last", _("The last month is before the first. Turn them round."))
        elif len(months_between(first, last)) > MOST_MONTHS:
            self.add_error("first", _("Choose five years at most."))
        cleaned["first"], cleaned["last"] = first, last
        return cleaned

    def months(self) -> tuple[datetime.date, datetime.date]:
        """Give the first and the last month that were asked for; where they could not be read, the usual ones."""
        if self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return months_before(self.newest, USUAL_MONTHS - 1), self.newest

    def shown(self) -> "MonthsForm":
        """Give the form as the page shows it: with what was typed where it cannot be read, else the months shown."""
        if self.errors:
            return self
        return MonthsForm(initial=dict(zip(self.fields, self.asked().values(), strict=True)), today=self.today)

    def asked(self) -> dict[str, str]:
        """Give the months as an address asks for them."""
        first, last = self.months()
        return {"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"}
