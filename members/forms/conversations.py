"""What one member writes to another."""

from django import forms
from django.utils.translation import gettext_lazy as _

from timebank.lib.fields import LongTextField

LONGEST_LETTER = 4000


class LetterForm(forms.Form):
    """A message to another member."""

    words = LongTextField(
        label=_("Your message"),
        max_length=LONGEST_LETTER,
        error_messages={"required": _("Write a few words.")},
    )


class BeforeForm(forms.Form):
    """Which conversation, or which message, the page ended with."""

    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def wanted(self) -> int | None:
        """Give it, or None where there is none to be read."""
        return self.cleaned_data["before"] if self.is_valid() else None
