"""What people tell us when they join, or a coordinator for them."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions import Application
from members.forms.boxes import AddressField, TelephoneField
from members.models import Person
from timebank.lib.fields import LongTextField, NameField, OneLineField


class ApplicantForm(forms.Form):
    """What everybody who joins tells us about themselves."""

    name = NameField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Write your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telephone = TelephoneField(label=_("Telephone"), required=False, max_length=40)
    area = OneLineField(
        label=_("Where you live, roughly"),
        help_text=_("A street or a part of town. No house number: all members can read this."),
        required=False,
        max_length=60,
    )
    about = LongTextField(
        label=_("What can you do, or what do you enjoy?"),
        help_text=_("Anything counts: a lift, a cup of tea, sewing, forms, football. Members can read this."),
        required=False,
        max_length=2000,
    )

    def application(self) -> Application:
        """Give what was told, for the action."""
        answers = self.cleaned_data
        return Application(
            name=answers["name"],
            email=answers.get("email", ""),
            telephone=answers["telephone"],
            area=answers["area"],
            about=answers["about"],
            is_organisation=answers.get("is_organisation", False),
        )


class JoinForm(ApplicantForm):
    """A visitor's wish to join. `website` is a trap: no person sees it, and programs fill it in."""

    email = AddressField(label=_("E-mail"), help_text=_("Leave this empty if you have none."), required=False)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = ["name", "email", "telephone", "area", "about"]

    @property
    def is_trapped(self) -> bool:
        """Whether a program, not a person, filled the form in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any] | None:
        """Ask for one way to answer."""
        answers = super().clean()
        if not self.errors and not (self.cleaned_data["email"] or self.cleaned_data["telephone"]):
            self.add_error("telephone", _("Write a telephone number or an e-mail address, so that we can answer"))
        return answers


class JoinAsMyselfForm(ApplicantForm):
    """The wish of somebody who is signed in: we know their address."""

    def __init__(self, data: QueryDict | None = None, *, person: Person) -> None:
        super().__init__(data, initial={"name": person.name})


class EnrolForm(ApplicantForm):
    """What a coordinator writes for somebody who rang or came by."""

    email = AddressField(
        label=_("E-mail"), help_text=_("Only if they have one. We write there and ask if it is theirs."), required=False
    )
    is_organisation = forms.BooleanField(label=_("This is an organisation"), required=False)

    field_order = ["name", "is_organisation", "telephone", "email", "area", "about"]

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["name"].label = _("Name")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].error_messages["required"] = _("Write the name")
        self.fields["telephone"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["area"].label = _("Where they live, roughly")
        self.fields["about"].label = _("What can they do, or what do they enjoy?")
