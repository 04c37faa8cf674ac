"""Giving, proposing and taking back roles."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.roles import APPOINTED_ROLES, GRANTABLE_ROLES
from members.forms.boxes import AddressField
from members.models import Role
from timebank.lib.fields import NameField

LARGEST_NUMBER = 2**31 - 1


class GiveRoleForm(forms.Form):
    """A member, by number, and the role they are to have."""

    number = forms.IntegerField(
        label=_("Member number"),
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages={
            "required": _("Write the member number"),
            "invalid": _("Write the number alone, such as 12"),
            "min_value": _("Write the number alone, such as 12"),
            "max_value": _("No member has this number"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role in GRANTABLE_ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role")},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="give_%s")

    @property
    def chosen(self) -> Role:
        """The role that was chosen."""
        return Role(self.cleaned_data["role"])


class AppointForm(forms.Form):
    """Somebody who is no member and is to work for the bank."""

    name = NameField(
        label=_("Name"),
        max_length=150,
        error_messages={"required": _("Write the name")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = AddressField(label=_("E-mail"), help_text=_("We write there and ask if it is theirs."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role in APPOINTED_ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role")},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="appoint_%s")
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    @property
    def chosen(self) -> Role:
        """The role that was chosen."""
        return Role(self.cleaned_data["role"])


class HolderForm(forms.Form):
    """What to do about one holder of a role, or somebody proposed as an admin."""

    TAKE_BACK, CONFIRM, DROP = "take_back", "confirm", "drop"

    change = forms.ChoiceField(choices=[(each, each) for each in (TAKE_BACK, CONFIRM, DROP)])
    role = forms.ChoiceField(choices=Role.choices)

    @property
    def chosen(self) -> Role:
        """The role it is about."""
        return Role(self.cleaned_data["role"])
