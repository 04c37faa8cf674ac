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
    """One time on duty: one's own; who keeps all chooses whose. No box for words: nothing says whom it was for."""

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

    def __init__(
        self, data: QueryDict | None, *, service: Service, asker: Member, keeps_all: bool, today: datetime.date
    ) -> None:
        super().__init__(data, initial={"staff": asker.pk, "day": today})
        self._asker = asker
        days = first_open_day(today), today
        if keeps_all:
            staff = cast("forms.ModelChoiceField[Member]", self.fields["staff"])
            staff.queryset = service.staff_between(*days).in_name_order()
        else:
            del self.fields["staff"]
        programme = cast("forms.ModelChoiceField[Programme]", self.fields["programme"])
        programme.queryset = Programme.objects.filter(service=service).ran_between(*days)
        day = cast(DayField, self.fields["day"])
        day.earliest, day.latest = days

    def said(self) -> TimeOnDuty:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return TimeOnDuty(
            staff=answers.get("staff", self._asker),
            on=answers["day"],
            minutes=answers["minutes"],
            programme=answers["programme"],
        )
