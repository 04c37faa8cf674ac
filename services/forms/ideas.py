"""What staff would do if they had time, and what a coordinator makes of it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from services.actions.ideas import MOST_AT_ONCE, IdeaWords
from services.forms.programmes import RoleForm
from services.models import Programme, RoleIdea
from timebank.lib.durations import MINUTES_IN_HOUR
from timebank.lib.fields import DurationField, LongTextField, NameField, OneLineField

WEEKS_IN_MONTH = 4
LONGEST_WEEK = 60 * MINUTES_IN_HOUR


class BegunIdeaForm(forms.Form):
    """What an address has begun to say of an idea; what cannot be read is left out of account."""

    what = OneLineField(max_length=500, required=False)

    def begun(self) -> str:
        """Give what a new form begins with."""
        self.is_valid()
        return str(self.cleaned_data.get("what", ""))


class IdeasForm(forms.Form):
    """Up to three answers to 'what would you do if you had time?'. Only the first is asked for."""

    def __init__(self, data: QueryDict | None = None, *, begun: str = "") -> None:
        super().__init__(data, initial={"what1": begun})
        for number in range(1, MOST_AT_ONCE + 1):
            self._ask(number)

    def clean(self) -> dict[str, Any]:
        """Ask who could do it wherever something is to be done."""
        answers = super().clean() or self.cleaned_data
        for number in range(2, MOST_AT_ONCE + 1):
            what, who = answers.get(f"what{number}"), answers.get(f"who{number}")
            if what and not who and f"who{number}" not in self.errors:
                self.add_error(f"who{number}", _("Write who could do it"))
            if who and not what and f"what{number}" not in self.errors:
                self.add_error(f"what{number}", _("Write what you would do"))
        return answers

    def ideas(self) -> list[IdeaWords]:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        numbers = [number for number in range(1, MOST_AT_ONCE + 1) if answers[f"what{number}"]]
        return [IdeaWords(answers[f"what{n}"], answers[f"who{n}"], answers[f"hours{n}"] or 0) for n in numbers]

    def _ask(self, number: int) -> None:
        is_first = number == 1
        what = _("What would you do with the people you serve?") if is_first else _("And what else?")
        self.fields[f"what{number}"] = LongTextField(
            label=what,
            help_text=_("Name nobody, and no illness.") if is_first else "",
            required=is_first,
            max_length=500,
            error_messages={"required": _("Write what you would do")},
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields[f"who{number}"] = OneLineField(
            label=_("Who of them could do it with you, or instead of you?"),
            help_text=_("Such as: somebody who has been through it, a grandparent, a class.") if is_first else "",
            required=is_first,
            max_length=300,
            error_messages={"required": _("Write who could do it")},
        )
        self.fields[f"hours{number}"] = DurationField(
            label=_("How long a week?"),
            help_text=_("For example 1, 1½ or 0:45.") if is_first else "",
            required=False,
            longest_minutes=LONGEST_WEEK,
        )


class IdeaForm(RoleForm):
    """What a coordinator makes of an idea: a role with words and checks of their own, or a kind no."""

    ACCEPT, DECLINE = "accept", "decline"
    field_order = ("answer", "programme")

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=[(ACCEPT, _("Make it a role")), (DECLINE, _("Not this time"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose what you answer")),
    )
    programme = forms.ModelChoiceField(
        label=_("If yes: in which programme?"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("Choose one"),
        error_messages={"invalid_choice": _("Choose one of its programmes")},
    )
    title = NameField(label=_("If yes: what is the role called?"), max_length=100, required=False)
    reason = LongTextField(
        label=_("If not: a few words to who had the idea"),
        help_text=_("They read them. Say what would help another time."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, idea: RoleIdea) -> None:
        said = {"words": idea.what, "is_shared": True, "pledged": idea.weekly_minutes * WEEKS_IN_MONTH or None}
        super().__init__(data, bank=idea.service.bank, begun=said)
        programmes = idea.service.programmes.exclude(state=Programme.State.CLOSED).order_by("title", "pk")
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]  # the class holds no service's

    def clean(self) -> dict[str, Any]:
        """Ask for what the answer needs."""
        answers = super().clean() or self.cleaned_data
        if answers.get("answer") == self.ACCEPT:
            self._ask_for("programme", gettext("Choose the programme that it becomes a part of"))
            self._ask_for("title", gettext("Write what the role is called"))
            if not (answers.get("is_for_served") or answers.get("is_shared")):
                self.add_error("is_for_served", _("Say who can do it"))
        elif answers.get("answer") == self.DECLINE:
            self._ask_for("reason", gettext("Write why. Who had the idea reads it."))
        return answers

    def _ask_for(self, name: str, sentence: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)
