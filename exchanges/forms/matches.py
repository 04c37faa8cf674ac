"""Why a suggestion is not for somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.models import NotForMe


class NotForMeForm(forms.Form):
    """One of four reasons, each a button of its own."""

    why = forms.ChoiceField(
        label=_("Why is it not for you?"),
        choices=NotForMe.Why.choices,
        error_messages={
            "required": _("Choose why it is not for you."),
            "invalid_choice": _("Choose why it is not for you."),
        },
    )

    def reason(self) -> NotForMe.Why:
        """Give what was chosen."""
        return NotForMe.Why(self.cleaned_data["why"])
