"""What an admin wants taken each month."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.dues import Plan
from members.forms.boxes import WhyField
from members.models import DuesRule
from timebank.lib.durations import MINUTES_IN_HOUR
from timebank.lib.fields import DurationField

LONGEST_LEVY_MINUTES = 10 * MINUTES_IN_HOUR
MOST_MONTHS = 120


class KindForm(forms.Form):
    """Which of the rules is meant."""

    kind = forms.ChoiceField(choices=DuesRule.Kind.choices)


class PlanForm(forms.Form):
    """How much a rule asks; each kind asks in its own words."""

    kind: DuesRule.Kind

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"{self.kind.lower()}_%s")

        self.fields["why"] = WhyField()  # beneath what each kind asks

    def plan(self) -> Plan:
        """Give what was asked, for the action."""
        return Plan(self.kind, self.cleaned_data["amount"], self.cleaned_data["why"])


class LevyForm(PlanForm):
    """What every member gives each month."""

    kind = DuesRule.Kind.LEVY
    amount = DurationField(
        label=_("Every member gives each month"), help_text=_("In hours."), longest_minutes=LONGEST_LEVY_MINUTES
    )


class ExpiryForm(PlanForm):
    """After how many months hours that were not spent lapse."""

    kind = DuesRule.Kind.EXPIRY
    amount = forms.IntegerField(
        label=_("Hours lapse after so many months"),
        min_value=1,
        max_value=MOST_MONTHS,
        error_messages={
            "required": _("Write a number of months, such as 12"),
            "invalid": _("Write a whole number of months, such as 12"),
            "min_value": _("Write 1 or more"),
            "max_value": _("Write at most 120"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )


class OffForm(forms.Form):
    """Why nothing more is to be taken by a rule."""

    why = WhyField()

    def __init__(self, kind: str, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"{kind.lower()}_off_%s")
        self.kind = kind


PLAN_FORMS: dict[str, type[PlanForm]] = {form.kind: form for form in (LevyForm, ExpiryForm)}


class PlaceForm(forms.Form):
    """Where a page of a list begins. What cannot be read is the beginning."""

    LARGEST_ID = 2**63 - 1

    place = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def found(self) -> int | None:
        """Give the place, if one was given that can be read."""
        return self.cleaned_data["place"] if self.is_valid() else None
