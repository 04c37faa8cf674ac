"""Time on duty outside sessions, as it is typed: who, on which day, how long, and what for."""

import datetime
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.models import LONGEST_HOURS
from members.models import Member
from services.actions.duty import TimeOnDuty, first_open_day
from services.models import Programme, Service
from timebank.lib.fields import DayField, DurationField

CLOSED = _("Choose a day of this month. The figures of others stay as they are.")


class DutyForm(forms.Form):
    """One time on duty. There is no box for words: nothing of whom it was for is written down."""

    staff = forms.ModelChoiceField(
        label=_("Who was on duty?"),
        queryset=Member.objects.none(),
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose somebody who works here")),
    )
    day = DayField(label=_("On which day?"), error_messages={"gone": CLOSED})
    minutes = DurationField(
        label=_("How long?"), help_text=_("For example 1, 1½ or 0:45."), longest_minutes=LONGEST_HOURS
    )
    programme = forms.ModelChoiceField(
        label=_("What for?"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("The service as a whole"),
        error_messages={"invalid_choice": _("Choose what for")},
    )

    def __init__(self, data: QueryDict | None, *, service: Service, asker: Member, today: datetime.date) -> None:
        super().__init__(data, initial={"staff": asker.pk, "day": today})
        staff = cast("forms.ModelChoiceField[Member]", self.fields["staff"])
        programme = cast("forms.ModelChoiceField[Programme]", self.fields["programme"])
        staff.queryset = service.holders().in_name_order()
        programme.queryset = Programme.objects.filter(service=service).open()
        day = cast(DayField, self.fields["day"])
        day.earliest, day.latest = first_open_day(today), today

    def said(self) -> TimeOnDuty:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return TimeOnDuty(
            staff=answers["staff"],
            on=answers["day"],
            minutes=answers["minutes"],
            programme=answers["programme"],
        )
