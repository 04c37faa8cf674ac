"""What coordinators write down about the steps of joining, members about an applicant, and everybody about terms."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.joining import State, StepChange
from members.forms.joining import TOLD
from members.models import Bank, JoiningStep, Member, TermsVersion
from timebank.lib.fields import DayField, LongTextField, OneLineField

LARGEST_NUMBER = 2**31 - 1


class StepForm(forms.Form):
    """How a reference, or the showing round, stands."""

    state = forms.ChoiceField(
        label=_("How does it stand?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it stands")},
    )
    number = forms.IntegerField(
        label=_("Member to ask"),
        help_text=_("Their number. They get a letter, and answer yes or no."),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages={"invalid": _("Write the number of a member")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    on = DayField(label=_("On which day?"))
    words = OneLineField(label=_("In a few words"), required=False, max_length=200)

    field_order = ["state", "number", "on", "words"]

    STATES = {
        JoiningStep.Kind.REFERENCE: [
            (State.ASKED, _("Somebody is asked")),
            (State.DONE, _("Given")),
            (State.WAIVED, _("Not needed")),
        ],
        JoiningStep.Kind.INDUCTION: [
            (State.ASKED, _("A day is fixed")),
            (State.DONE, _("Done")),
            (State.WAIVED, _("Not needed")),
        ],
    }

    def __init__(
        self, data: QueryDict | None = None, *, bank: Bank, kind: JoiningStep.Kind, place: int, today: datetime.date
    ) -> None:
        super().__init__(data, initial={"on": today})
        self.bank, self.kind, self.place = bank, kind, place
        self.fields["state"].choices = self.STATES[kind]  # type: ignore[attr-defined]  # a field of choices
        if kind == JoiningStep.Kind.REFERENCE:
            self.fields["words"].help_text = _("Such as whom you asked. Not what they said in confidence.")
        else:
            del self.fields["number"]

    def clean(self) -> dict[str, Any] | None:
        """Find the member who is to be asked."""
        answers = super().clean()
        self.asked: Member | None = None
        number = self.cleaned_data.get("number")
        if number and not self.errors:
            self.asked = Member.objects.of(self.bank).in_directory().filter(number=number).first()
            if self.asked is None:
                self.add_error("number", _("Nobody has this number now. Look it up under members"))
        return answers

    def change(self) -> StepChange:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return StepChange(
            self.kind, answers["state"], answers["on"], place=self.place, words=answers["words"], asked_of=self.asked
        )


class VouchForm(forms.Form):
    """A member's word for an applicant."""

    YES, NO = "yes", "no"

    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])
    words = OneLineField(
        label=_("Would you like to add something?"),
        help_text=_("Only those who run the time bank read it. We do not pass it on to the person."),
        required=False,
        max_length=200,
    )


class NotYetForm(forms.Form):
    """What is still missing, in kind words."""

    not_yet_words = LongTextField(
        label=_("How we tell them what is missing"),
        max_length=500,
        error_messages={"required": _("Write a few words. They will read them.")},
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, data: QueryDict | None = None, *, words: str) -> None:
        super().__init__(data, initial={"not_yet_words": words})


class SeenTermsForm(forms.Form):
    """The wordings somebody has read, by their ids."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, versions: Sequence[TermsVersion]) -> None:
        super().__init__(data, initial={"seen": "-".join(str(version.pk) for version in versions)})

    def clean(self) -> dict[str, Any] | None:
        """Refuse a yes to a wording that another has replaced while it was read."""
        answers = super().clean()
        if self.cleaned_data.get("seen") != self.initial["seen"]:
            self.add_error(None, _("There is a new wording. Read it, then say yes to it."))
        return answers


class AgreeForm(SeenTermsForm):
    """A yes to the wordings on the page."""

    agrees = forms.BooleanField(
        label=_("I have read this, and I agree"),
        error_messages={"required": _("Tick this if you agree, or talk to us first")},
    )


class ToldYesForm(SeenTermsForm):
    """A yes that a coordinator was told."""

    how = forms.ChoiceField(
        label=_("How did they say yes?"),
        choices=TOLD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they told you")},
    )


class PublishForm(forms.Form):
    """A new wording of the terms or of the code of conduct."""

    kind = forms.ChoiceField(choices=TermsVersion.Kind.choices, widget=forms.HiddenInput)
    text = LongTextField(
        label=_("The text"),
        max_length=20000,
        error_messages={"required": _("Write the text")},
        widget=forms.Textarea({"rows": 16}),
    )

    def __init__(self, data: QueryDict | None = None, *, kind: str, text: str) -> None:
        super().__init__(data, initial={"kind": kind, "text": text}, auto_id=f"{kind.lower()}_%s")
        self.terms_kind = kind


class InviteForm(forms.Form):
    """For whom an invitation is."""

    words = OneLineField(
        label=_("Whom is it for?"), help_text=_("A reminder for yourself."), required=False, max_length=100
    )
    vouches = forms.BooleanField(
        label=_("I know this person and put in a word for them"),
        help_text=_("Your word counts as a reference. We tell who runs the time bank that you gave it."),
        required=False,
    )
