"""What is told of somebody who is introduced: by staff, by a coordinator whom they ring, or by themselves.

No field asks for an illness, and each free text says to leave it out.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.actions.gifts import GiftWords
from members.forms.boxes import AddressField, TelephoneField
from members.forms.gifts import KINDS, LONGEST_GIFT, PROMPTS, OwnGiftsField, TicksField
from members.forms.joining import FormKeyField
from members.models import Consent, Gift, Member
from services.actions.referrals import CallMade, Correction, Introduction
from services.actions.referrals.making import MOST_GIFTS
from services.actions.referrals.person import MOST_EVER
from services.models import LONGEST_HOPES, LONGEST_REASON, Programme, Referral, Service
from services.reads.consents import learns
from timebank.lib.fields import LongTextField, NameField, OneLineField, choice_words

NO_ILLNESS = _("Write nothing about illness or treatment.")
TOLD_BY = [(how.value, how.label) for how in Consent.How if how != Consent.How.ONLINE]
LONGEST_OWN = MOST_GIFTS * (LONGEST_GIFT + 2)
KIND_OF = {str(words): KINDS[part] for part, prompts in PROMPTS.items() for words in prompts}


class GoodAtForm(forms.Form):
    """What somebody hopes for and, always asked, what they are good at."""

    hopes = LongTextField(
        label=_("What do they hope for?"),
        help_text=NO_ILLNESS,
        max_length=LONGEST_HOPES,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what they hope for, in a few words")},
    )
    ticked = TicksField(label=_("What are they good at, or enjoy?"))
    own = OwnGiftsField(
        label=_("And in their own words"),
        help_text=_("One on each line, up to five in all. Write nothing about illness or treatment."),
        required=False,
        max_length=LONGEST_OWN,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    gives_later = forms.BooleanField(
        label=_("Not yet said"), help_text=_("We ask again in the welcome call."), required=False
    )
    key = FormKeyField(required=False, widget=forms.HiddenInput)  # the same for each sending of one form

    labels: dict[str, Promise] = {}
    most = MOST_GIFTS

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), **(initial or {})})
        ours = [(words, choice_words(words)) for words in KIND_OF]
        self.fields["ticked"].choices = ours  # type: ignore[attr-defined]  # the field is one of choices
        for name, words in self.labels.items():
            if name in self.fields:
                self.fields[name].label = words  # type: ignore[assignment]  # Django takes what is translated later

    def clean(self) -> dict[str, Any] | None:
        """Ask for something they are good at, or plainly for 'not yet said'; up to five things."""
        answers = super().clean()
        if "own" in self.errors or "ticked" in self.errors:
            return answers
        gifts, later = self.gifts(), self.cleaned_data.get("gives_later")
        if len(gifts) > self.most:
            self.add_error("own", _("That is a long list already. Take something out first."))
        elif gifts and later:
            self.add_error("gives_later", _("Something is written above: take this tick out, or the words."))
        elif not gifts and not later:
            self.add_error("ticked", _("Choose or write at least one, or tick 'Not yet said'"))
        return answers

    def gifts(self) -> list[GiftWords]:
        """Give what was said, each once; what is in their own words is something they do, until they say otherwise."""
        said = [*self.cleaned_data.get("ticked", []), *self.cleaned_data.get("own", [])]
        each_once = {words.casefold(): words for words in reversed(said)}
        return [GiftWords(KIND_OF.get(words, Gift.Kind.HAND), words) for words in reversed(each_once.values())]

    @property
    def form_key(self) -> uuid.UUID:
        """Give what tells this form from another; one that was lost on the way is a new one."""
        key: uuid.UUID | None = self.cleaned_data["key"]
        return key or uuid.uuid4()


class PersonForm(GoodAtForm):
    """Who somebody is and how to reach them, with what they hope for and are good at, and what the service learns."""

    name = NameField(
        label=_("Their name"),
        max_length=150,
        error_messages={"required": _("Write the name")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    telephone = TelephoneField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = AddressField(label=_("E-mail"), required=False)
    through_service = forms.BooleanField(label=_("Neither: reach them through us"), required=False)
    age_band = forms.ChoiceField(
        label=_("How old are they?"),
        choices=Member.AgeBand.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how old they are")},
    )
    guardian = OneLineField(
        label=_("Parent or guardian who said yes, too"), help_text=_("Only under 18."), required=False, max_length=150
    )
    shares = forms.ChoiceField(
        label=_("What may the time bank tell the service?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the service may learn")},
    )
    agreed = forms.BooleanField(
        label=_("I have read this to them, and they said yes"),
        error_messages={"required": _("Read it to them, and tick this when they have said yes")},
    )

    field_order = [
        "name", "telephone", "email", "through_service", "age_band", "guardian", "hopes", "ticked", "own",
        "gives_later", "programme", "shares", "how", "agreed", "key",
    ]  # fmt: skip
    nowhere = _("Write a telephone number or an e-mail, or tick that you pass it on")

    def __init__(self, data: QueryDict | None = None, *, service: Service) -> None:
        super().__init__(data, initial={"age_band": Member.AgeBand.ADULT})
        self.fields["shares"].choices = [  # type: ignore[attr-defined]  # the field is one of choices
            (each.value, learns(service, each)) for each in Referral.Shares
        ]

    def clean(self) -> dict[str, Any] | None:
        """Ask for one way to reach them, and for the guardian of who is under 18."""
        answers = super().clean()
        told = self.cleaned_data
        ways = ("telephone", "email", "through_service")
        if not any(way in self.errors or told.get(way) for way in ways):
            self.add_error("telephone", self.nowhere)
        is_minor = told.get("age_band") not in (None, Member.AgeBand.ADULT)
        if is_minor and not told.get("guardian") and "guardian" not in self.errors:
            self.add_error("guardian", _("Write which parent or guardian said yes, too"))
        return answers

    def introduction(self) -> Introduction:
        """Give what was told, for the action."""
        told = self.cleaned_data
        is_adult = told["age_band"] == Member.AgeBand.ADULT
        return Introduction(
            name=told["name"],
            hopes=told["hopes"],
            gifts=self.gifts(),
            shares=told["shares"],
            how=Consent.How(told.get("how") or Consent.How.ONLINE),
            telephone=told["telephone"],
            email=told["email"],
            gives_later=told["gives_later"],
            age_band=told["age_band"],
            guardian="" if is_adult else told["guardian"],
        )


class ReferForm(PersonForm):
    """What staff write at the end of a talk, in under two minutes."""

    programme = forms.ModelChoiceField(
        label=_("For one of your programmes?"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    how = forms.ChoiceField(
        label=_("How did they say yes?"),
        choices=TOLD_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they said yes")},
    )

    def __init__(self, data: QueryDict | None = None, *, service: Service, programmes: Iterable[Programme]) -> None:
        super().__init__(data, service=service)
        found = list(programmes)
        if found:
            running = Programme.objects.filter(pk__in=[each.pk for each in found]).order_by("title", "pk")
            self.fields["programme"].queryset = running  # type: ignore[attr-defined]  # the field is one of rows
        else:
            del self.fields["programme"]


class CallerForm(PersonForm):
    """What somebody says who rings the time bank with the code of a slip."""

    how = ReferForm.base_fields["how"]

    def __init__(self, data: QueryDict | None = None, *, service: Service) -> None:
        super().__init__(data, service=service)
        del self.fields["through_service"]

    nowhere = _("Write a telephone number or an e-mail, so that we can reach them")


class OwnForm(PersonForm):
    """What somebody writes of themselves who opened a link."""

    labels = {
        "name": _("Your name"),
        "age_band": _("How old are you?"),
        "hopes": _("What do you hope for?"),
        "ticked": _("What are you good at, or enjoy?"),
        "own": _("And in your own words"),
        "through_service": _("Neither: reach me through those who gave me this link"),
        "shares": _("What may we tell those who gave you this link?"),
        "agreed": _("I have read this, and say yes"),
    }
    nowhere = _("Write a telephone number or an e-mail, so that we can reach you")

    def __init__(self, data: QueryDict | None = None, *, service: Service, member: Member | None = None) -> None:
        super().__init__(data, service=service)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["telephone"].widget.attrs["autocomplete"] = "tel"
        self.fields["agreed"].error_messages["required"] = _("Read it, and tick this if you say yes")
        if member is not None:  # we know who they are, and how to reach them
            for name in ("name", "telephone", "email", "through_service", "age_band", "guardian"):
                del self.fields[name]
        self.member = member

    def clean(self) -> dict[str, Any] | None:
        """Ask a member only for what is new."""
        return super().clean() if self.member is None else GoodAtForm.clean(self)

    def introduction(self) -> Introduction:
        """Give what was told, for the action; of a member with what we know."""
        if self.member is None:
            return super().introduction()
        told = self.cleaned_data
        return Introduction(
            name=self.member.name,
            hopes=told["hopes"],
            gifts=self.gifts(),
            shares=told["shares"],
            how=Consent.How.ONLINE,
            gives_later=told["gives_later"],
        )


class CorrectForm(GoodAtForm):
    """What the person puts right: what they hope for, are good at and, while they wait, name and telephone."""

    name = NameField(label=_("Your name"), max_length=150, error_messages={"required": _("Write your name")})
    telephone = TelephoneField(label=_("Telephone"), required=False, max_length=40)

    field_order = ["name", "telephone", "hopes", "ticked", "own", "gives_later", "key"]
    labels = {name: OwnForm.labels[name] for name in ("hopes", "ticked", "own")}
    most = MOST_EVER

    def __init__(
        self, data: QueryDict | None = None, *, referral: Referral, gifts: Sequence[str], is_handed: bool
    ) -> None:
        member = referral.member
        initial = {
            "name": member.name,
            "telephone": member.telephone,
            "hopes": referral.hopes,
            "ticked": [words for words in gifts if words in KIND_OF],
            "own": "\n".join(words for words in gifts if words not in KIND_OF),
            "gives_later": not gifts,
        }
        super().__init__(data, initial=initial)
        self.fields["hopes"].required = False
        # A member changes these in their profile; and who handed a link over would learn by it who has joined.
        if is_handed or member.state != Member.State.APPLICANT:
            del self.fields["name"], self.fields["telephone"]

    def correction(self, unseen: Sequence[GiftWords] = ()) -> Correction:
        """Give what shall stand there, for the action; `unseen` stays, for it did not stand on the page."""
        told = self.cleaned_data
        gifts = [*self.gifts(), *unseen]
        return Correction(
            hopes=told["hopes"],
            gifts=gifts,
            gives_later=not gifts,
            name=told.get("name", ""),
            telephone=told.get("telephone", ""),
        )


class SharesForm(forms.Form):
    """What the service may learn from now on."""

    shares = forms.ChoiceField(
        label=_("What may we tell them?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they may learn")},
    )
    key = FormKeyField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, referral: Referral) -> None:
        super().__init__(data, initial={"shares": referral.shares, "key": uuid.uuid4()})
        self.fields["shares"].choices = [  # type: ignore[attr-defined]  # the field is one of choices
            (each.value, learns(referral.service, each)) for each in Referral.Shares
        ]


class KeyForm(forms.Form):
    """A button of the person's page: which form it was in."""

    key = FormKeyField(required=False, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """The code of a slip, as somebody reads it out."""

    code = OneLineField(
        label=_("Code on the slip"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
        error_messages={"required": _("Write the code on the slip")},
    )


class CallForm(forms.Form):
    """What was said in the welcome call."""

    words = LongTextField(
        label=_("What did you agree?"),
        help_text=_("They can read it. Write nothing about illness or treatment."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ticked = TicksField(label=_("What else are they good at?"), required=False)
    own = OwnGiftsField(
        label=_("And in their own words"),
        help_text=_("One on each line. It becomes part of their profile."),
        required=False,
        max_length=LONGEST_OWN,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        ours = [(words, choice_words(words)) for words in KIND_OF]
        self.fields["ticked"].choices = ours  # type: ignore[attr-defined]  # the field is one of choices

    def call(self) -> CallMade:
        """Give what was said, for the action."""
        said = [*self.cleaned_data["ticked"], *self.cleaned_data["own"]]
        return CallMade(
            self.cleaned_data["words"], [GiftWords(KIND_OF.get(words, Gift.Kind.HAND), words) for words in said]
        )


class EndForm(forms.Form):
    """Kind words with which it ends."""

    END = [(Referral.State.DECLINED, _("Not now")), (Referral.State.CLOSED, _("Close it"))]

    state = forms.ChoiceField(
        label=_("What shall it be?"),
        choices=END,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    reason = LongTextField(
        label=_("What do you write to them?"),
        help_text=_("They are sent this. Write nothing about illness or treatment."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write some kind words")},
    )
