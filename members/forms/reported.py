"""What is wrong with a conversation, and what was done about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.actions.reporting import Outcome
from timebank.lib.fields import LongTextField

LONGEST_WORDS = 2000


class ReportForm(forms.Form):
    """Why somebody reports a conversation."""

    words = LongTextField(
        label=_("What is wrong?"),
        help_text=_("In your own words. Coordinators read it, with your messages. The other one does not."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what is wrong")},
    )


class OutcomeForm(forms.Form):
    """What was done, and who is told what."""

    done = LongTextField(
        label=_("What was done?"),
        help_text=_("Who reported it reads this."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what was done")},
    )
    to_other = LongTextField(
        label=_("What does the other one have to know?"),
        help_text=_("They read this. Leave it empty, and we tell them nothing."),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def outcome(self) -> Outcome:
        """Give it for the action."""
        return Outcome(self.cleaned_data["done"], self.cleaned_data["to_other"])
