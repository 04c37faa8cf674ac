"""How far an account may go, as an admin writes it or a coordinator proposes it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.actions import Limits
from members.forms.boxes import MOST_HOURS_MINUTES, AllowanceField
from timebank.lib.fields import LongTextField

LONGEST_REASON = 300


class PotForm(forms.Form):
    """How far the shared pot may go below and above zero."""

    may_owe = AllowanceField(
        label=_("The shared pot may owe up to"),
        help_text=_("In hours. Empty: as much as needed. 0: it never owes."),
        longest_minutes=MOST_HOURS_MINUTES,
        required=False,
    )
    may_have = AllowanceField(
        label=_("The shared pot may have up to"),
        help_text=_("In hours. Empty: as much as it is given."),
        longest_minutes=MOST_HOURS_MINUTES,
        required=False,
    )
    words = LongTextField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Write why, in a few words")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def limits(self) -> Limits:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return Limits(floor_minutes=_below_zero(answers["may_owe"]), ceiling_minutes=answers["may_have"])


class LimitsForm(PotForm):
    """How far one member's account may go, and when they are told."""

    may_owe = AllowanceField(
        label=_("May owe up to"), help_text=_("In hours. 0: nothing."), longest_minutes=MOST_HOURS_MINUTES
    )
    may_have = AllowanceField(
        label=_("May have up to"),
        help_text=_("In hours. Empty: as many as they earn."),
        longest_minutes=MOST_HOURS_MINUTES,
        required=False,
    )
    warn = AllowanceField(
        label=_("Tell them when they owe more than"),
        help_text=_("In hours. Empty: they are not told."),
        longest_minutes=MOST_HOURS_MINUTES,
        required=False,
    )

    field_order = ["may_owe", "may_have", "warn", "words"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["words"].help_text = _("The member can read this.")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a level that nobody could reach."""
        answers = super().clean()
        owe, warn = self.cleaned_data.get("may_owe"), self.cleaned_data.get("warn")
        if owe is not None and warn is not None and warn > owe:
            self.add_error("warn", NEVER_REACHED)
        return answers

    def limits(self) -> Limits:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return Limits(_below_zero(answers["may_owe"]), answers["may_have"], _below_zero(answers["warn"]))


NEVER_REACHED = _("Nobody can owe so much. Write less, or leave it empty")


class ProposedForm(forms.Form):
    """What a link to the page proposes, in minutes. What cannot be read is not proposed."""

    may_owe = forms.IntegerField(required=False, min_value=0, max_value=MOST_HOURS_MINUTES)
    may_have = forms.IntegerField(required=False, min_value=0, max_value=MOST_HOURS_MINUTES)
    warn = forms.IntegerField(required=False, min_value=0, max_value=MOST_HOURS_MINUTES)

    def proposed(self) -> dict[str, int | None] | None:
        """Give what is proposed, or None where nothing is: a limit that is not named is none."""
        if not self.is_valid() or self.cleaned_data["may_owe"] is None:
            return None
        return dict(self.cleaned_data)


def _below_zero(minutes: int | None) -> int | None:
    return None if minutes is None else -minutes
