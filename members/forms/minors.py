"""How old a member is, and their guardian's yes as somebody who runs the bank was told it."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.mandates import Helper
from members.forms.boxes import AddressField, TelephoneField
from members.models import Bank, Consent, Member
from timebank.lib.fields import LongTextField, NameField, OneLineField

LARGEST_NUMBER = 2**31 - 1
TOLD = [(how.value, how.label) for how in Consent.How if how != Consent.How.ONLINE]


class AgeForm(forms.Form):
    """In which band of age a member is."""

    age_band = forms.ChoiceField(
        label=_("How old are they?"),
        choices=Member.AgeBand.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the three")),
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data, initial={"age_band": member.age_band})


class GuardianForm(forms.Form):
    """A grown-up of the bank by number, or somebody new to it; who they are, and how they said yes."""

    number = forms.IntegerField(
        label=_("Their member number"),
        help_text=_("Only if they are a member here. Then leave name, telephone and e-mail empty."),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Write a member number, such as 12")),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    name = NameField(label=_("Their name"), required=False, max_length=150)
    telephone = TelephoneField(label=_("Their telephone"), required=False, max_length=40)
    email = AddressField(label=_("Their e-mail"), required=False)
    words = OneLineField(label=_("Who are they?"), help_text=_("Such as: her mother."), required=False, max_length=100)
    how = forms.ChoiceField(
        label=_("How did they say yes?"),
        choices=TOLD,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Say how they told you")),
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank) -> None:
        super().__init__(data)
        self.bank = bank
        for name in ("name", "telephone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any] | None:
        """Ask for a member, or for a name and one way to reach them."""
        answers = super().clean()
        number = self.cleaned_data.get("number")
        self.known: Member | None = None
        if number is not None:
            members = Member.objects.of(self.bank).approved().select_related("person")
            self.known = members.filter(number=number).first()
            if self.known is None:
                self.add_error("number", _("We have no member with that number"))
        elif not self.errors and not self.cleaned_data["name"]:
            self.add_error("name", _("Write their name, or their member number"))
        elif not self.errors and not (self.cleaned_data["telephone"] or self.cleaned_data["email"]):
            self.add_error("telephone", _("Write a telephone number or an e-mail address: they are told of each plan"))
        return answers

    def helper(self) -> Helper:
        """Give who the guardian is, for the action."""
        answers = self.cleaned_data
        if self.known is not None:
            return Helper(member=self.known, words=answers["words"])
        return Helper(
            name=answers["name"], telephone=answers["telephone"], email=answers["email"], words=answers["words"]
        )

    def said(self) -> Consent.How:
        """Say how they told us."""
        return Consent.How(cast(str, self.cleaned_data["how"]))


class NoteForm(forms.Form):
    """A coordinator's note on a member."""

    words = LongTextField(
        label=_("Your note"),
        help_text=_("The member reads this when they ask what we hold on them. No numbers of certificates, please."),
        max_length=2000,
        error_messages={"required": _("Write the note first")},
    )
