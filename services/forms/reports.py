"""What is written down for a report: goals and money."""

import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.models import Cost
from services.reads.outcomes import OUTCOMES
from timebank.lib.fields import DayField, OneLineField

LARGEST_GOAL = 1_000_000
LARGEST_AMOUNT = 100_000_000
YEARS_AHEAD, YEARS_BACK = 2, 4


class TargetForm(forms.Form):
    """A goal for one measure in one year."""

    measure = forms.ChoiceField(
        label=gettext_lazy("What do you want to reach?"),
        widget=forms.RadioSelect,
        choices=[(each.code, each.words) for each in OUTCOMES.values()],
        error_messages={"required": gettext_lazy("Choose a measure")},
    )
    goal = forms.IntegerField(
        label=gettext_lazy("How many?"),
        help_text=gettext_lazy("People, pairs or hours; of the time given by people served so many in 100."),
        min_value=1,
        max_value=LARGEST_GOAL,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], gettext_lazy("Write a whole number, such as 40")
        ),
    )
    year = forms.TypedChoiceField(label=gettext_lazy("In which year?"), coerce=int)

    def __init__(self, data: QueryDict | None, *, today: datetime.date) -> None:
        super().__init__(data, initial={"year": today.year})
        years = range(today.year + YEARS_AHEAD, today.year - YEARS_BACK, -1)
        cast(forms.ChoiceField, self.fields["year"]).choices = [(year, str(year)) for year in years]


class CostForm(forms.Form):
    """What was spent, and for which days."""

    first_on = DayField(label=gettext_lazy("From which day?"))
    last_on = DayField(label=gettext_lazy("To which day?"))
    amount = forms.DecimalField(
        label=gettext_lazy("How much?"),
        help_text=gettext_lazy("Such as 1250 or 1250.50."),
        min_value=0,
        max_value=LARGEST_AMOUNT,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value", "max_decimal_places", "max_digits", "max_whole_digits"],
            gettext_lazy("Write the amount as a number, such as 1250.50"),
        ),
    )
    currency = OneLineField(
        label=gettext_lazy("In which money?"),
        help_text=gettext_lazy("Your own word for it, such as pounds."),
        max_length=20,
    )
    words = OneLineField(label=gettext_lazy("What for?"), max_length=100, required=False)

    def __init__(self, data: QueryDict | None, *, last_cost: Cost | None) -> None:
        super().__init__(data, initial={"currency": last_cost.currency if last_cost else _("pounds")})

    def clean(self) -> dict[str, Any]:
        """See that the days make a stretch, and that something was spent."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("first_on") and cleaned.get("last_on") and cleaned["first_on"] > cleaned["last_on"]:
            self.add_error("last_on", _("The last day is before the first. Turn them round."))
        if cleaned.get("amount") == 0:
            self.add_error("amount", _("Write the amount as a number, such as 1250.50"))
        return cleaned
