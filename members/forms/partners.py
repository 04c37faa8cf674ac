"""What an admin says about hours that cross between two time banks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.actions.partners import Terms
from members.forms.boxes import MOST_HOURS_MINUTES, AllowanceField
from timebank.lib.fields import OneLineField


class FindBanksForm(forms.Form):
    """Which other time bank to look for."""

    q = OneLineField(label=_("Name or area"), required=False, max_length=100)


class DeedForm(forms.Form):
    """What an admin does about an agreement."""

    PROPOSE, ACCEPT, DECLINE, WITHDRAW, CHANGE, END = "propose", "accept", "decline", "withdraw", "change", "end"
    WITH_TERMS = (PROPOSE, ACCEPT, CHANGE)

    deed = forms.ChoiceField(choices=[(deed, deed) for deed in (*WITH_TERMS, DECLINE, WITHDRAW, END)])


class TermsForm(forms.Form):
    """How far one side lets hours run up between the two."""

    receives_minutes = AllowanceField(
        label=_("Our members may receive up to"),
        help_text=_("In hours of help, beyond what they have given the other bank's members. 0: none."),
        longest_minutes=MOST_HOURS_MINUTES,
    )
    gives_minutes = AllowanceField(
        label=_("Our members may give up to"),
        help_text=_("In hours of help, beyond what they have received from the other bank's members. 0: none."),
        longest_minutes=MOST_HOURS_MINUTES,
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse two zeros: no hours could cross."""
        answers = super().clean()
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("receives_minutes", _("Write more than 0 in at least one of the two"))
        return answers

    def terms(self) -> Terms:
        """Give what was said, for the action."""
        return Terms(self.cleaned_data["receives_minutes"], self.cleaned_data["gives_minutes"])
