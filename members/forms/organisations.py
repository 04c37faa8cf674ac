"""What an organisation tells us when it asks to join, and what its page says."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions import Application
from members.actions.gifts import MOST_GIFTS
from members.actions.organisations import OrganisationPage
from members.forms.boxes import AddressField, TelephoneField
from members.models import Member
from timebank.lib.fields import LongTextField, NameField, OneLineField

LONGEST_OFFER = 100
KINDS = [
    (Member.OrganisationKind.ASSOCIATION.value, _("An association: a club, a group, a charity")),
    (Member.OrganisationKind.BUSINESS.value, _("A business")),
    (Member.OrganisationKind.INSTITUTION.value, _("An institution: a surgery, a school, a library")),
]


class PageForm(forms.Form):
    """What an organisation says about itself."""

    organisation_kind = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose the kind of organisation")),
    )
    about = LongTextField(
        label=_("What does it do?"),
        help_text=_("A few sentences. No names and no telephone numbers of people, please."),
        required=False,
        max_length=2000,
    )
    offers = LongTextField(
        label=_("What can it offer?"),
        help_text=_("One thing on each line, such as: a room on Tuesdays, a photocopier, help with forms."),
        max_length=2000,
        error_messages={"required": _("Write at least one thing it can offer")},
    )
    has_public_page = forms.BooleanField(label=_("Everybody may read this page, members or not"), required=False)

    def clean_offers(self) -> list[str]:
        """Read one offer from each line."""
        offers = [line.strip() for line in self.cleaned_data["offers"].splitlines() if line.strip()]
        if len(offers) > MOST_GIFTS:
            raise ValidationError(_("That is a long list. Name what matters most"))
        if any(len(offer) > LONGEST_OFFER for offer in offers):
            raise ValidationError(_("Write each thing in at most 100 letters"))
        return offers

    def page(self) -> OrganisationPage:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return OrganisationPage(
            about=answers["about"],
            offers=answers["offers"],
            kind=answers["organisation_kind"],
            has_public_page=answers.get("has_public_page", False),
        )


class ChangePageForm(PageForm):
    """The page of an organisation, filled in with what it says now."""

    def __init__(self, data: QueryDict | None = None, *, organisation: Member) -> None:
        said = {
            "organisation_kind": organisation.organisation_kind,
            "about": organisation.about,
            "offers": "\n".join(gift.words for gift in organisation.gifts.all()),
            "has_public_page": organisation.has_public_page,
        }
        super().__init__(data, initial=said)


class JoinAsOrganisationForm(PageForm):
    """An organisation's wish to join. `website` is a trap: no person sees it, and programs fill it in."""

    name = NameField(
        label=_("Name of the organisation"),
        max_length=150,
        error_messages={"required": _("Write the name of the organisation")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    telephone = TelephoneField(
        label=_("Telephone"),
        help_text=_("With whom to ask for, such as: 01632 960184, Mrs Rhys."),
        required=False,
        max_length=40,
    )
    email = AddressField(label=_("E-mail"), required=False)
    area = OneLineField(
        label=_("Where is it, roughly?"), help_text=_("A street or a part of town."), required=False, max_length=60
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = ["name", "organisation_kind", "telephone", "email", "area", "about", "offers"]

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        del self.fields["has_public_page"]

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

    def application(self) -> Application:
        """Give how to reach it, for the action."""
        answers = self.cleaned_data
        return Application(
            name=answers["name"],
            email=answers["email"],
            telephone=answers["telephone"],
            area=answers["area"],
            about=answers["about"],
            is_organisation=True,
        )
