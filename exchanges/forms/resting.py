"""Until when somebody has a rest, and why somebody is suspended."""

import datetime
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions import LONGEST_REASON, LONGEST_REST, Rest, Suspension
from members.models import Consent, Member
from timebank.lib.fields import DayField, LongTextField

TOLD = [choice for choice in Consent.How.choices if choice[0] != Consent.How.ONLINE]
TOO_FAR = {"gone": _("Choose a day after today"), "not_yet": _("Choose a day within two years")}


class RestForm(forms.Form):
    """The day of the return, or none; and how the member told it, where somebody else writes it down."""

    back_on = DayField(
        label=_("On which day will you be back?"),
        help_text=_("Leave it empty if you do not know yet."),
        required=False,
        error_messages=TOO_FAR,
    )
    how = forms.ChoiceField(
        label=_("How did they tell you?"),
        choices=TOLD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how they told you")},
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member, is_own: bool, today: datetime.date) -> None:
        super().__init__(data, initial={"back_on": member.back_on})
        _limit(self.fields["back_on"], today)
        if is_own:
            del self.fields["how"]
        else:
            self.fields["back_on"].label = _("On which day will they be back?")
            self.fields["back_on"].help_text = _("Leave it empty if they do not know yet.")

    def rest(self) -> Rest:
        """Give what was written, for the action."""
        return Rest(back_on=self.cleaned_data["back_on"], how=self.cleaned_data.get("how", ""))


class SuspensionForm(forms.Form):
    """Why a member is suspended, in words they will read, and when it is looked at again."""

    reason = LongTextField(
        label=_("Why?"),
        help_text=_("They will read this. Say what happened and what would help, in kind words."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Write why, in a few words")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_on = DayField(
        label=_("On which day do you look at it again?"),
        help_text=_("It comes up on the desk on that day."),
        error_messages={**TOO_FAR, "required": _("Write the day as numbers, such as 23 11 2026")},
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member, today: datetime.date) -> None:
        super().__init__(data, initial={"review_on": member.review_on})
        _limit(self.fields["review_on"], today)

    def suspension(self) -> Suspension:
        """Give what was written, for the action."""
        return Suspension(reason=self.cleaned_data["reason"], review_on=self.cleaned_data["review_on"])


def _limit(field: forms.Field, today: datetime.date) -> None:
    day = cast(DayField, field)
    day.earliest, day.latest = today + datetime.timedelta(days=1), today + LONGEST_REST
