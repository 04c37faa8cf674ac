"""What people look for among exchanges, and what they answer to one."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.acts import Act
from exchanges.actions.afterwards import LONGEST_COSTS
from exchanges.actions.life import LONGEST_WORDS
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES, Exchange, MetBefore, Step
from members.models import Member
from timebank.lib.durations import hours_in_table
from timebank.lib.fields import DurationField, LongTextField, OneLineField

LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
LONGEST_SEARCH = 100
UNREADABLE_TIME = gettext_lazy("We could not read the time. Please answer again.")


class ListForm(forms.Form):
    """Which exchanges to show. What cannot be read is left out of account."""

    WAITING, MINE, ALL = "waiting", "mine", "all"
    STATES = [
        ("", gettext_lazy("All")),
        ("proposed", gettext_lazy("Suggested")),
        ("agreed", gettext_lazy("Planned")),
        ("logged", gettext_lazy("Waiting to be agreed")),
        ("confirmed", gettext_lazy("Waiting for a coordinator")),
        ("posted", gettext_lazy("Settled")),
        ("disputed", gettext_lazy("Not agreed")),
        ("declined", gettext_lazy("Not this time")),
        ("cancelled", gettext_lazy("Cancelled")),
        ("reversed", gettext_lazy("Taken back")),
    ]

    q = OneLineField(
        label=gettext_lazy("A name"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        required=False,
        choices=[(ALL, gettext_lazy("Everybody's")), (MINE, gettext_lazy("Mine"))],
    )
    state = forms.ChoiceField(label=gettext_lazy("Which exchanges"), required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asker: Member, sees_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [(self.WAITING, _("Waiting for you"))] if asker.can_trade else []
        cast(forms.ChoiceField, self.fields["state"]).choices = [self.STATES[0], *waiting, *self.STATES[1:]]
        if not sees_all:
            del self.fields["q"]
        if not (sees_all and asker.can_trade):
            del self.fields["whose"]

    def wishes(self) -> dict[str, Any]:
        """Give the answers that could be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ConfirmForm(forms.Form):
    """One side's word for the time: the minutes as they were shown, or hours as typed; perhaps on behalf."""

    on_behalf = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_NUMBER)
    minutes = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"invalid": UNREADABLE_TIME, "required": UNREADABLE_TIME},
    )
    hours = DurationField(
        label=gettext_lazy("How many hours was it?"),
        help_text=gettext_lazy("For example 1, 1½ or 0:45."),
        longest_minutes=LONGEST_MINUTES,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they tell you?"),
        choices=[(each.value, each.label) for each in Step.TOLD],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how they told you")},
    )

    def __init__(self, *args: Any, exchange: Exchange, asks: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exchange = exchange
        count_in_steps(self, exchange.bank)
        for name in set(self.fields) - set(asks):
            del self.fields[name]

    def clean_on_behalf(self) -> Member:
        """Find the side that is spoken for."""
        for party in (self.exchange.giver, self.exchange.receiver):
            if party.number == self.cleaned_data["on_behalf"]:
                return party
        raise ValidationError(_("Only the two people of this exchange can say this."))

    def act(self, own: Act) -> Act:
        """Say whose word it is: that of who acts, unless they write down what a side told them."""
        answers = self.cleaned_data
        if "on_behalf" not in answers:
            return own
        return Act(own.by, own.at, on_behalf_of=answers["on_behalf"], channel=answers["channel"])


def asked_to_confirm(posted: Mapping[str, object]) -> tuple[str, ...]:
    """Name the answers that a confirmation must have: 'yes' carries minutes, 'it was another time' carries hours."""
    time = "minutes" if "minutes" in posted else "hours"
    return ("on_behalf", time, "channel") if "on_behalf" in posted else (time,)


class DisputeForm(forms.Form):
    """What is not right."""

    reason = LongTextField(
        label=gettext_lazy("What is not right?"),
        help_text=gettext_lazy("The other side and the coordinators read this."),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write what is not right")},
    )


class ThanksForm(forms.Form):
    """The receiver's thanks."""

    words = LongTextField(
        label=gettext_lazy("A word of thanks"),
        help_text=gettext_lazy(
            "The giver and the coordinators read this. The giver may show it on their page, with your name."
        ),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write your thanks, however short")},
    )


class AgainForm(forms.Form):
    """How long the next time is to take: as long as this one, unless the bank counts in other steps by now."""

    hours = DurationField(label=gettext_lazy("How long next time?"), longest_minutes=LONGEST_MINUTES)

    def __init__(self, data: QueryDict, *, exchange: Exchange) -> None:
        super().__init__({"hours": hours_in_table(exchange.minutes), **data.dict()}, auto_id="again_%s")
        count_in_steps(self, exchange.bank)


class CostsForm(forms.Form):
    """What it cost to come, in words: no money is counted here."""

    costs = OneLineField(
        label=gettext_lazy("Travel and other costs"),
        help_text=gettext_lazy(
            "For the two of you to remember, such as: two bus tickets. No hours or money move. The coordinators can"
            " read it."
        ),
        max_length=LONGEST_COSTS,
        required=False,
    )


class MetBeforeForm(forms.Form):
    """Whether one had met the other side before: each answer is a button of its own."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Had you met before?"),
        choices=MetBefore.Answer.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Press one of the three buttons")),
    )


class WordsForm(forms.Form):
    """A word to the other side, for who wants to give one."""

    reason = LongTextField(label=gettext_lazy("A word to the other side"), max_length=LONGEST_WORDS, required=False)
