"""What one member writes to another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.actions.conversations import HOW_TOLD, Said
from timebank.lib.fields import LongTextField

LONGEST_LETTER = 4000


class LetterForm(forms.Form):
    """A message to another member."""

    words = LongTextField(
        label=_("Your message"),
        max_length=LONGEST_LETTER,
        error_messages={"required": _("Write a few words.")},
    )


class HowToldField(forms.ChoiceField):
    """How a member told a coordinator."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("How did they tell you?"),
            choices=[(how.value, how.label) for how in HOW_TOLD],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say how they told you")},
            **options,
        )


class AnswerForm(forms.Form):
    """What somebody answers to a message that was read to them."""

    words = LongTextField(
        label=_("Their answer, in their words"),
        help_text=_("Who wrote to them reads it, and that you wrote it down."),
        max_length=LONGEST_LETTER,
        error_messages={"required": _("Write what they said.")},
    )
    how = HowToldField()

    def said(self) -> Said:
        """Give it for the action."""
        return Said(self.cleaned_data["words"], self.cleaned_data["how"])


class SharingForm(forms.Form):
    """Whether somebody would like to share numbers and addresses too."""

    YES, NO = "yes", "no"

    answer = forms.ChoiceField(
        label=_("Would they like that too?"),
        choices=[
            (YES, _("Yes: both have each other's number and address at once")),
            (NO, _("No, or not now: nothing is shared")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said")},
    )
    how = HowToldField()

    @property
    def agrees(self) -> bool:
        """Whether they said yes."""
        return bool(self.cleaned_data["answer"] == self.YES)


class BeforeForm(forms.Form):
    """Which conversation, or which message, the page ended with."""

    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def wanted(self) -> int | None:
        """Give it, or None where there is none to be read."""
        return self.cleaned_data["before"] if self.is_valid() else None
