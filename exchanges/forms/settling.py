"""What is said on the way to settling a dispute: who mediates, how each side saw it, what they answer."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from exchanges.actions.disputes import LONGEST_WORDS
from exchanges.forms.desk import ResolveForm
from exchanges.forms.speaking import ChannelField
from exchanges.models import LONGEST_MINUTES
from members.models import Member
from timebank.lib.fields import DurationField, LongTextField

LARGEST_ID = 2**63 - 1
SAID, YES, NO = "said", "yes", "no"
ANSWERS = {
    SAID: gettext_lazy("How they see it"),
    YES: gettext_lazy("They agree to what is proposed"),
    NO: gettext_lazy("They do not agree to it"),
}


class MediatorForm(forms.Form):
    """Who is asked to mediate, of those who stand with neither side."""

    mediator = forms.ChoiceField(
        label=gettext_lazy("Who could help them to settle it?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Choose somebody from the list")),
    )

    def __init__(self, data: QueryDict | None = None, *, free: Sequence[Member]) -> None:
        super().__init__(data, auto_id="name_%s")
        self.free = {str(each.pk): each for each in free}
        field = cast(forms.ChoiceField, self.fields["mediator"])
        field.choices = [(str(each.pk), each.name) for each in free]

    @property
    def chosen(self) -> Member:
        """Who was chosen."""
        return self.free[self.cleaned_data["mediator"]]


class SideForm(forms.Form):
    """How one side sees it, in their own words."""

    words = LongTextField(
        label=gettext_lazy("How was it, as you see it?"),
        help_text=gettext_lazy("The other side, who mediates and the coordinators read this."),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write how it was, as you see it")},
    )


class WayOutForm(ResolveForm):
    """What somebody who mediates proposes to both: these hours, or none."""

    OUTCOMES = [
        (ResolveForm.AGREED, gettext_lazy("Hours that seem right to me")),
        (ResolveForm.UNDONE, gettext_lazy("Take it back: no hours change hands")),
    ]
    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you propose?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what you propose")},
    )
    minutes = DurationField(
        label=gettext_lazy("How many hours?"),
        help_text=gettext_lazy("Only if you propose hours. Such as 1½, 1:30 or 90 min"),
        longest_minutes=LONGEST_MINUTES,
        required=False,
    )
    hours_missing = gettext_lazy("Write the hours you propose, such as 1 or 1½")


class AgreeForm(forms.Form):
    """A yes to what is proposed, as it was shown."""

    proposal = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=LARGEST_ID,
        error_messages=dict.fromkeys(
            ["required", "invalid"], gettext_lazy("We could not read what you answered. Please answer again.")
        ),
    )


class NoForm(AgreeForm):
    """A no to what is proposed, and what would be right."""

    words = LongTextField(
        label=gettext_lazy("What would be right for you?"),
        help_text=gettext_lazy("The other side, who mediates and the coordinators read this."),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write what would be right for you")},
    )


class ToldForm(forms.Form):
    """What one side said by phone, in person or on paper: how they see it, or their answer to what is proposed."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Choose what they said")),
    )
    words = LongTextField(
        label=gettext_lazy("Their words"),
        help_text=gettext_lazy("Both of them read this. A plain yes needs no words."),
        max_length=LONGEST_WORDS,
        required=False,
    )
    channel = ChannelField()
    proposal = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_ID, required=False)

    def __init__(self, data: QueryDict | None, *, could_say: Sequence[str], proposal: int | None) -> None:
        only = could_say[0] if len(could_say) == 1 else ""
        super().__init__(data, initial={"answer": only, "proposal": proposal})
        cast(forms.ChoiceField, self.fields["answer"]).choices = [(each, ANSWERS[each]) for each in could_say]

    def clean(self) -> dict[str, Any]:
        """Ask for words where there is no plain yes."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") in (SAID, NO) and "words" not in self.errors and not cleaned.get("words"):
            self.add_error("words", str(gettext_lazy("Write their words")))
        return cleaned
