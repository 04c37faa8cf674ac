"""How one bank reaches a member."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.preferences import Preferences
from members.forms.boxes import TelephoneField
from members.models import Member
from timebank.lib.fields import LongTextField

Channel = Member.Channel
NEEDS = {Channel.PHONE: "telephone", Channel.POST: "postal_address"}


class PreferencesForm(forms.Form):
    """How this bank reaches me, and whether its members may read which other time banks I belong to."""

    channel = forms.ChoiceField(
        label=_("How shall this time bank reach you?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these ways")},
    )
    telephone = TelephoneField(label=_("Telephone"), required=False, max_length=40)
    postal_address = LongTextField(
        label=_("Postal address"),
        help_text=_("For letters. Members never see it."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    shows_banks = forms.BooleanField(
        label=_("Members here may read which other time banks I belong to"),
        help_text=_("Otherwise no time bank learns of another from us."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        initial = {
            "channel": member.channel,
            "telephone": member.telephone,
            "postal_address": member.postal_address,
            "shows_banks": member.shows_item(Member.Item.BANKS),
        }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any] | None:
        """Ask for the number or the address that the chosen way needs."""
        answers = super().clean()
        needed = NEEDS.get(Channel(self.cleaned_data["channel"])) if self.cleaned_data.get("channel") else None
        if needed and not self.errors.get(needed) and not self.cleaned_data.get(needed):
            self.add_error(needed, _("We need this to reach you that way"))
        return answers

    def preferences(self) -> Preferences:
        """Give what was chosen, for the action."""
        return Preferences(**self.cleaned_data)
