"""What people tell us when they join, or a coordinator for them."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions import Application
from members.actions.applications import Enrolment
from members.actions.gifts import GiftWords
from members.forms.boxes import AddressField, TelephoneField
from members.forms.gifts import KINDS, OwnGiftField, TicksField, WouldForm
from members.models import Consent, Member, Person
from timebank.lib.fields import LongTextField, NameField, OneLineField

Channel = Member.Channel
TOLD = [(how.value, how.label) for how in Consent.How if how != Consent.How.ONLINE]


class FormKeyField(forms.UUIDField):
    """What tells one form from another. What cannot be read is none: no person writes it."""

    def clean(self, value: object) -> uuid.UUID | None:
        """Read it, or nothing."""
        try:
            key: uuid.UUID | None = super().clean(value)
        except ValidationError:
            return None
        return key


class ApplicantForm(forms.Form):
    """What everybody who joins tells us about themselves."""

    NEEDS = {Channel.EMAIL: "email", Channel.PHONE: "telephone", Channel.POST: "postal_address"}

    name = NameField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Write your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telephone = TelephoneField(label=_("Telephone"), required=False, max_length=40)
    postal_address = LongTextField(
        label=_("Postal address"),
        help_text=_("Only if you like letters. Members never see it."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    channel = forms.ChoiceField(
        label=_("How shall we reach you?"),
        choices=[
            (Channel.PHONE, _("Ring me")),
            (Channel.EMAIL, _("Send me an e-mail")),
            (Channel.POST, _("Write me a letter")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    area = OneLineField(
        label=_("Where you live, roughly"),
        help_text=_("A street or a part of town. No house number: all members can read this."),
        required=False,
        max_length=60,
    )
    age_band = forms.ChoiceField(
        label=_("How old are you?"),
        choices=Member.AgeBand.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how old you are")},
    )
    key = FormKeyField(required=False, widget=forms.HiddenInput)  # the same for each sending of one form
    known_by = OneLineField(
        label=_("Which member knows you?"),
        help_text=_("Their name. We may ask them to put in a word for you."),
        required=False,
        max_length=100,
    )

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), **(initial or {})})

    def clean(self) -> dict[str, Any] | None:
        """Ask for what the chosen way to be reached needs."""
        answers = super().clean()
        needed = self.NEEDS.get(Channel(self.cleaned_data["channel"])) if self.cleaned_data.get("channel") else None
        if needed in self.fields and not self.errors and not self.cleaned_data[needed]:
            self.add_error(needed, _("Write this too, so that we can reach you in the way you chose"))
        return answers

    def application(self) -> Application:
        """Give what was told, for the action."""
        answers = self.cleaned_data
        return Application(
            name=answers["name"],
            email=answers.get("email", ""),
            telephone=answers["telephone"],
            postal_address=answers["postal_address"],
            channel=answers["channel"],
            area=answers["area"],
            age_band=answers["age_band"],
            known_by=answers.get("known_by", ""),
            is_organisation=answers.get("is_organisation", False),
        )


class JoinForm(ApplicantForm):
    """A visitor's wish to join. `website` is a trap: no person sees it, and programs fill it in."""

    email = AddressField(label=_("E-mail"), required=False)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = ["name", "telephone", "email", "postal_address", "channel", "area", "age_band", "known_by"]

    @property
    def is_trapped(self) -> bool:
        """Whether a program, not a person, filled the form in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any] | None:
        """Ask for one way to answer."""
        answers = super().clean()
        if not self.errors and not any(self.cleaned_data[way] for way in self.NEEDS.values()):
            self.add_error(
                "telephone", _("Write a telephone number, an e-mail or a postal address, so that we can answer")
            )
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
    head = OwnGiftField(label=_("Something they know"), help_text=_("At least one of these three."))
    head_would = TicksField(label=_("They would"), choices=WouldForm.CHOICES)
    hand = OwnGiftField(label=_("Something they do with their hands"))
    hand_would = TicksField(label=_("They would"), choices=WouldForm.CHOICES)
    heart = OwnGiftField(label=_("Something they care about"))
    heart_would = TicksField(label=_("They would"), choices=WouldForm.CHOICES)
    thanked_for = LongTextField(
        label=_("What do people thank them for?"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    how = forms.ChoiceField(
        label=_("How did they say yes to the terms and the code of conduct?"),
        choices=TOLD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Read the terms to them, and choose how they said yes")},
    )

    field_order = [
        "name", "is_organisation", "telephone", "email", "postal_address", "channel", "area", "age_band", "head",
        "head_would", "hand", "hand_would", "heart", "heart_would", "thanked_for", "how",
    ]  # fmt: skip

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"age_band": Member.AgeBand.ADULT})
        del self.fields["known_by"], self.fields["key"]
        labels = {
            "name": _("Name"),
            "area": _("Where they live, roughly"),
            "channel": _("How do we reach them?"),
            "age_band": _("How old are they?"),
        }
        for name, words in labels.items():
            self.fields[name].label = words
        for name in ("name", "telephone", "email", "postal_address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["name"].error_messages["required"] = _("Write the name")
        self.fields["postal_address"].help_text = _("For letters. Members never see it.")
        self.fields["channel"].choices = [  # type: ignore[attr-defined]  # the field is one of choices
            (Channel.PHONE, _("By telephone")),
            (Channel.EMAIL, _("By e-mail")),
            (Channel.POST, _("By post")),
        ]
        self.fields["age_band"].required = False

    def clean_age_band(self) -> str:
        """Read what was left out as what most people are: the page comes with it chosen."""
        return self.cleaned_data["age_band"] or Member.AgeBand.ADULT

    def clean(self) -> dict[str, Any] | None:
        """Ask for one thing they can do."""
        answers = super().clean()
        if not self.errors and not self._gifts():
            self.add_error("head", _("Write at least one thing they can do, know or care about"))
        return answers

    def enrolment(self) -> Enrolment:
        """Give what was told, for the action."""
        answers = self.cleaned_data
        return Enrolment(self.application(), self._gifts(), Consent.How(answers["how"]), answers["thanked_for"])

    def _gifts(self) -> list[GiftWords]:
        answers = self.cleaned_data
        told = ((kind, answers.get(name, ""), answers.get(f"{name}_would", [])) for name, kind in KINDS.items())
        return [GiftWords(kind, words, would) for kind, words, would in told if words]
