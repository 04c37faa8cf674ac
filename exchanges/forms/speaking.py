"""What a coordinator writes down of what somebody told them: the answer, when it was, and how they told it."""

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.life import LONGEST_WORDS, OLDEST
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES, Exchange, Step
from timebank.lib.fields import DayField, DurationField, LongTextField

ACCEPT, DECLINE, LOG, CANCEL, DISPUTE, THANK = "accept", "decline", "log", "cancel", "dispute", "thank"
ANSWERS = {
    ACCEPT: gettext_lazy("Yes, gladly"),
    DECLINE: gettext_lazy("Not this time"),
    LOG: gettext_lazy("It has happened"),
    CANCEL: gettext_lazy("Cancel it"),
    DISPUTE: gettext_lazy("Something is not right"),
    THANK: gettext_lazy("Thank you"),
}
NEED_WORDS = {
    DISPUTE: gettext_lazy("Write what is not right"),
    THANK: gettext_lazy("Write their thanks, however short"),
}


class ChannelField(forms.ChoiceField):
    """How a member told a coordinator: by phone, in person or on a slip of paper."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("How did they tell you?"),
            choices=[(each.value, each.label) for each in Step.TOLD],
            widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("Say how they told you")},
            **options,
        )


class SpokenForm(forms.Form):
    """One side's answer to an exchange, as they told it to a coordinator. It offers what that side could say now."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Choose what they said")),
    )
    hours = DurationField(
        label=gettext_lazy("If it has happened: how many hours did it take?"),
        help_text=gettext_lazy("For example 1, 1½ or 0:45."),
        longest_minutes=LONGEST_MINUTES,
        required=False,
    )
    day = DayField(
        label=gettext_lazy("If it has happened: on which day?"),
        error_messages={"gone": gettext_lazy("That is more than a year ago. Choose a later day")},
        required=False,
    )
    words = LongTextField(
        label=gettext_lazy("Their words"),
        help_text=gettext_lazy("The other side reads them. Leave it empty if they said no more."),
        max_length=LONGEST_WORDS,
        required=False,
    )
    channel = ChannelField()

    def __init__(
        self, data: QueryDict | None, *, exchange: Exchange, could_say: Sequence[str], today: datetime.date
    ) -> None:
        planned_on = min(exchange.planned_on or today, today)
        only = could_say[0] if len(could_say) == 1 else ""
        super().__init__(data, initial={"answer": only, "hours": exchange.minutes, "day": planned_on})
        count_in_steps(self, exchange.bank)
        cast(forms.ChoiceField, self.fields["answer"]).choices = [(each, ANSWERS[each]) for each in could_say]
        day = cast(DayField, self.fields["day"])
        day.latest, day.earliest = today, today - OLDEST
        if LOG not in could_say:
            del self.fields["hours"], self.fields["day"]

    def clean(self) -> dict[str, Any]:
        """See that an answer has what it needs: what happened has its time, a worry and thanks have words."""
        cleaned = super().clean() or self.cleaned_data
        answer = cleaned.get("answer")
        if answer == LOG and "hours" not in self.errors and cleaned.get("hours") is None:
            self.add_error("hours", _("Write the hours as a number, such as 1 or 1½"))
        if answer == LOG and "day" not in self.errors and cleaned.get("day") is None:
            self.add_error("day", _("Write the day it was"))
        if answer in NEED_WORDS and "words" not in self.errors and not cleaned.get("words"):
            self.add_error("words", str(NEED_WORDS[answer]))
        return cleaned
