"""Other addresses: one's own, and one that somebody told a coordinator."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.forms.boxes import AddressField
from timebank.lib.fields import OneLineField


class EmailForm(forms.Form):
    """The address somebody wants to sign in with."""

    email = AddressField(label=_("Your new e-mail address"))


class WriteDownAddressForm(forms.Form):
    """The address a coordinator was told for a member, and how they knew that it was them."""

    email = AddressField(label=_("E-mail"))
    how_identified = OneLineField(
        label=_("How did you know that it was them?"),
        help_text=_("Such as: came to the office, whom I have known for years. They can read this."),
        max_length=200,
        error_messages={"required": _("Write how you knew that it was them")},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
