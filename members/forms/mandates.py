"""Who is to act for a member, as the member or who runs the bank writes it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions import Helper
from members.forms.boxes import AddressField, TelephoneField
from members.models import Consent, Mandate, Member
from timebank.lib.fields import NameField, OneLineField

LARGEST_NUMBER = 2**31 - 1


class HelperForm(forms.Form):
    """A member by number, or somebody new by name and telephone."""

    number = forms.IntegerField(
        label=_("Member number, if they are a member here"),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("Write the number alone, such as 12, or leave it empty")
        ),
    )
    name = NameField(
        label=_("Or their name"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    telephone = TelephoneField(
        label=_("Their telephone"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = AddressField(
        label=_("Their e-mail"),
        help_text=_("With it they can sign in here. We write to them."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    words = OneLineField(
        label=_("Who are they to them?"),
        help_text=_("Such as: daughter, neighbour, carer."),
        required=False,
        max_length=100,
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data)
        self.member = member

    def clean_number(self) -> Member | None:
        """Find the grown-up of this bank who is meant."""
        number = self.cleaned_data["number"]
        if number is None:
            return None
        adults = Member.objects.of(self.member.bank).trading().filter(age_band=Member.AgeBand.ADULT)
        found = adults.filter(kind=Member.Kind.PERSON, number=number).exclude(pk=self.member.pk).first()
        if found is None:
            raise ValidationError(_("We can't find that member. Look for the number in the list of members."))
        return found

    def clean(self) -> dict[str, Any] | None:
        """Ask for somebody, and for a way to reach somebody new."""
        answers = super().clean()
        if self.errors or self.cleaned_data["number"]:
            return answers
        if not self.cleaned_data["name"]:
            self.add_error("name", _("Write a member number or a name"))
        elif not (self.cleaned_data["telephone"] or self.cleaned_data["email"]):
            self.add_error("telephone", _("Write a telephone number or an e-mail address, so that we can reach them"))
        return answers

    def helper(self) -> Helper:
        """Give who is to act, for the action."""
        answers = self.cleaned_data
        if answers["number"]:
            return Helper(member=answers["number"], words=answers.get("words", ""))
        return Helper(
            name=answers["name"],
            telephone=answers["telephone"],
            email=answers["email"],
            words=answers.get("words", ""),
        )


class SupporterForm(HelperForm):
    """Whom a member wishes to act for them."""

    how = Consent.How.ONLINE  # replaced by the answer where who runs the bank writes it down

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data, member=member)
        self.fields["words"].label = _("Who are they to you?")


class ToldSupporterForm(HelperForm):
    """Whom a member told us may act for them, and how they told us."""

    how_told = forms.ChoiceField(
        label=_("How did the member say yes?"),
        choices=[(how.value, how.label) for how in Consent.How if how != Consent.How.ONLINE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the member told you")},
    )

    @property
    def how(self) -> Consent.How:
        """How the member told us."""
        return Consent.How(self.cleaned_data["how_told"])


class PartForm(forms.Form):
    """Which part a delegate has in an organisation."""

    PARTS = [
        (Mandate.Kind.RECORDER.value, _("Recorder: logs, agrees, offers and asks")),
        (Mandate.Kind.MANAGER.value, _("Manager: also keeps the organisation's page")),
    ]

    kind = forms.ChoiceField(
        label=_("What may they do?"),
        choices=PARTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what they may do"), "invalid_choice": _("Say what they may do")},
    )

    @property
    def part(self) -> Mandate.Kind:
        """The part that was chosen."""
        return Mandate.Kind(self.cleaned_data["kind"])


class DelegateForm(PartForm, HelperForm):
    """Who is to act for an organisation, and as what."""

    field_order = ["number", "name", "telephone", "email", "words", "kind"]

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data, member=member)
        self.fields["words"].label = _("What are they there?")
        self.fields["words"].help_text = _("Such as: practice nurse, secretary.")
