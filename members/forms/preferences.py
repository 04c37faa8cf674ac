"""How one bank reaches a member."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.joining import Way
from members.actions.preferences import Preferences
from members.forms.boxes import AddressField, TelephoneField
from members.models import Member
from timebank.lib.fields import LongTextField

Channel = Member.Channel
NEEDS = {Channel.PHONE: "telephone", Channel.POST: "postal_address"}


class WayForm(forms.Form):
    """By which way somebody is reached, with the number and the address that a way may need."""

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

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        names = ("channel", "telephone", "postal_address")
        super().__init__(data, initial={name: getattr(member, name) for name in names})

    def clean(self) -> dict[str, Any] | None:
        """Ask for the number or the address that the chosen way needs."""
        answers = super().clean()
        needed = NEEDS.get(Channel(self.cleaned_data["channel"])) if self.cleaned_data.get("channel") else None
        if needed and not self.errors.get(needed) and not self.cleaned_data.get(needed):
            self.add_error(needed, _("We need this to reach you that way"))
        return answers


class PreferencesForm(WayForm):
    """How this bank reaches me, and whether its members may read which other time banks I belong to."""

    shows_banks = forms.BooleanField(
        label=_("Members here may read which other time banks I belong to"),
        help_text=_("Otherwise no time bank learns of another from us."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data, member=member)
        self.initial["shows_banks"] = member.shows_item(Member.Item.BANKS)

    def preferences(self) -> Preferences:
        """Give what was chosen, for the action."""
        return Preferences(**self.cleaned_data)


class ApplicantWayForm(WayForm):
    """How somebody who wants to join is reached, put right by a coordinator whom they told."""

    email = AddressField(label=_("E-mail"), required=False)

    field_order = ["telephone", "email", "postal_address", "channel"]

    def __init__(self, data: QueryDict | None = None, *, applicant: Member) -> None:
        super().__init__(data, member=applicant)
        self.fields["channel"].label = _("How do we reach them?")
        channels = ways_open_to(applicant, but=[Channel.SITE])
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]  # the field is one of choices
        for name in ("telephone", "email", "postal_address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if applicant.is_organisation:
            self.initial["email"] = applicant.contact_email
        elif applicant.person and applicant.person.email:
            del self.fields["email"]  # they sign in with it, and change it themselves
        else:
            self.fields["email"].help_text = _("Only if they have one. We write there and ask if it is theirs.")

    def way(self) -> Way:
        """Give what was told, for the action."""
        return Way(**self.cleaned_data)


def ways_open_to(member: Member, *, but: Sequence[Member.Channel]) -> list[tuple[str, str]]:
    """Give the ways to choose from; the one that stands is always among them."""
    return [(way.value, str(way.label)) for way in Channel if way not in but or way == member.channel]
