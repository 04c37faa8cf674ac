"""What coordinators write on the desk: what somebody told them, why something goes back, how a dispute ends."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Func, Value
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.acts import Act
from exchanges.actions.life import LONGEST_WORDS, OLDEST, Draft
from exchanges.forms.categories import CategoryField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES, Step
from members.models import Bank, Member
from members.models.members import MemberQuerySet
from timebank.lib.fields import DayField, DurationField, LongTextField, OneLineField

MOST_NAMED = 5
LONGEST_NUMBER = 9
SHORTEST_TELEPHONE = 6
COMPARED_DIGITS = 9  # the end of a number is the same with and without the code of the country
BETWEEN_DIGITS = str.maketrans("", "", " +-()/.")


class MemberField(OneLineField):
    """A member who gives and receives hours, by name or number. Set `bank` on a form's own copy of the field."""

    default_error_messages = {
        "nobody": gettext_lazy("We know nobody called “%(typed)s” who gives or receives hours here."),
        "several": gettext_lazy("More than one person fits: %(names)s. Write the number too."),
        "many": gettext_lazy("Many people fit: %(names)s and more. Write the whole name, or the number."),
    }
    bank: Bank

    def clean(self, value: object) -> Member | None:
        """Find the one member who is meant, or say who it could be."""
        typed = super().clean(value)
        return self._find(typed) if typed else None

    def _find(self, typed: str) -> Member:
        exactly = Member.objects.of(self.bank).trading().filter(name__unaccent__iexact=typed)
        found = [] if _digits(typed) else list(exactly.in_name_order()[: MOST_NAMED + 1])
        found = found or list(people_meant(self.bank, typed)[: MOST_NAMED + 1])
        if len(found) != 1:
            raise self._refusal(typed, found)
        return found[0]

    def _refusal(self, typed: str, found: list[Member]) -> ValidationError:
        if not found:
            return ValidationError(self.error_messages["nobody"], code="nobody", params={"typed": typed})
        names = ", ".join(f"{member.name} ({member.number})" for member in found[:MOST_NAMED])
        code = "many" if len(found) > MOST_NAMED else "several"
        return ValidationError(self.error_messages[code], code=code, params={"names": names})


class DirectoryField(MemberField):
    """A member as any other may find one: who is in the directory, by name or number, never by telephone."""

    def _find(self, typed: str) -> Member:
        members = self._members()
        if typed.isascii() and typed.isdecimal():
            found = list(members.numbered(str(int(typed)))) if len(typed) <= LONGEST_NUMBER else []
        else:
            found = list(members.filter(name__unaccent__iexact=typed).in_name_order()[: MOST_NAMED + 1])
            found = found or list(members.named_like(typed).in_name_order()[: MOST_NAMED + 1])
        if len(found) != 1:
            raise self._refusal(typed, found)
        return found[0]

    def _members(self) -> MemberQuerySet:
        found: MemberQuerySet = Member.objects.of(self.bank).in_directory()
        return found


class WatchersField(DirectoryField):
    """A member as who watches over people under 18 may find one: those too, by name or number."""

    def _members(self) -> MemberQuerySet:
        found: MemberQuerySet = Member.objects.of(self.bank).trading()
        return found


def people_meant(bank: Bank, typed: str) -> MemberQuerySet:
    """Give the members who may be meant by a name, a number or a telephone, in name order."""
    members = Member.objects.of(bank).trading()
    digits = _digits(typed)
    if len(digits) >= SHORTEST_TELEPHONE:
        only_digits = Func(F("telephone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
        by_telephone: MemberQuerySet = members.alias(dialled=only_digits).filter(
            dialled__endswith=digits[-COMPARED_DIGITS:]
        )
        if by_telephone.exists() or len(digits) > LONGEST_NUMBER:
            return by_telephone.in_name_order()
    found: MemberQuerySet = members.numbered(str(int(digits))) if digits else members.named_like(typed)
    return found.in_name_order()


def _digits(typed: str) -> str:
    """Give the digits of a number or a telephone, where nothing else was typed."""
    plain = typed.translate(BETWEEN_DIGITS)
    is_number = plain.isascii() and plain.isdecimal() and not typed.startswith("-")  # −1 is nobody's number
    return plain if is_number else ""


class LogForForm(forms.Form):
    """An exchange that one or both sides told a coordinator about."""

    GIVER, RECEIVER, BOTH = "giver", "receiver", "both"
    TELLERS = [
        ("", gettext_lazy("Choose")),
        (GIVER, gettext_lazy("The person who gave")),
        (RECEIVER, gettext_lazy("The person who received")),
        (BOTH, gettext_lazy("Both of them")),
    ]
    CHANNELS = [("", gettext_lazy("Choose")), *((each.value, each.label) for each in Step.TOLD)]

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    giver = MemberField(
        label=gettext_lazy("Who gave?"),
        help_text=gettext_lazy("A name, a member number or a telephone number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-log": True, "data-people": True}),
    )
    receiver = MemberField(
        label=gettext_lazy("Who received?"),
        help_text=gettext_lazy("A name, a member number or a telephone number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-people": True}),
    )
    description = OneLineField(label=gettext_lazy("What was done?"), max_length=LONGEST_WORDS)
    minutes = DurationField(
        label=gettext_lazy("How many hours?"),
        help_text=gettext_lazy("Such as 1½, 1:30 or 90 min"),
        longest_minutes=LONGEST_MINUTES,
    )
    day = DayField(
        label=gettext_lazy("On which day?"),
        error_messages={"gone": gettext_lazy("That is more than a year ago. Choose a later day")},
    )
    category = CategoryField(label=gettext_lazy("Kind of help"), empty_label="")
    told_by = forms.ChoiceField(
        label=gettext_lazy("Who told you?"),
        choices=TELLERS,
        error_messages={"required": gettext_lazy("Say who told you")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they tell you?"),
        choices=CHANNELS,
        error_messages={"required": gettext_lazy("Say how they told you")},
    )

    def __init__(self, *args: Any, by: Member, today: datetime.date, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), "day": today, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.by = by
        count_in_steps(self, by.bank, "minutes")
        day = cast(DayField, self.fields["day"])
        day.latest, day.earliest = today, today - OLDEST
        for side in ("giver", "receiver"):
            cast(MemberField, self.fields[side]).bank = by.bank
        self._offer_categories(by.bank)

    def clean(self) -> dict[str, Any]:
        """See that it was between two people."""
        cleaned = super().clean() or self.cleaned_data
        giver, receiver = cleaned.get("giver"), cleaned.get("receiver")
        if giver and receiver and giver.pk == receiver.pk:
            self.add_error("receiver", _("An exchange needs two different people."))
        return cleaned

    @property
    def was_told_by_both(self) -> bool:
        """Whether both sides have given their word."""
        return bool(self.cleaned_data["told_by"] == self.BOTH)

    def draft(self) -> Draft:
        """Say what the exchange is about."""
        answers = self.cleaned_data
        return Draft(
            giver=answers["giver"],
            receiver=answers["receiver"],
            minutes=answers["minutes"],
            description=answers["description"],
            day=answers["day"],
            category=answers.get("category"),
            key=answers["key"] or uuid.uuid4(),
        )

    def act(self, at: datetime.datetime) -> Act:
        """Say whose word it is. Coordinators who were the one side log in their own name."""
        answers = self.cleaned_data
        teller = answers["receiver"] if answers["told_by"] == self.RECEIVER else answers["giver"]
        if teller.pk == self.by.pk and not self.was_told_by_both:
            return Act(self.by, at)
        return Act(self.by, at, on_behalf_of=teller, channel=answers["channel"])

    def _offer_categories(self, bank: Bank) -> None:
        field = cast(CategoryField, self.fields["category"])
        field.choose_from(bank)
        choices = list(cast("Iterable[Any]", field.choices))
        if len(choices) == 1:
            del self.fields["category"]
        else:
            field.choices = choices


class ReasonForm(forms.Form):
    """Why something goes back or is taken back: both members read it."""

    reason = LongTextField(
        label=gettext_lazy("Why?"), help_text=gettext_lazy("Both of them will read this."), max_length=LONGEST_WORDS
    )


class ResolveForm(ReasonForm):
    """How a dispute ends: with hours both were asked about, or with no hours at all."""

    AGREED, UNDONE = "agreed", "undone"
    OUTCOMES = [
        (AGREED, gettext_lazy("They agree on the hours")),
        (UNDONE, gettext_lazy("Take it back: no hours change hands")),
    ]

    outcome = forms.ChoiceField(
        label=gettext_lazy("What did you settle?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what you settled")},
    )
    minutes = DurationField(
        label=gettext_lazy("Agreed hours"),
        help_text=gettext_lazy("Only if they agree on the hours. Such as 1½, 1:30 or 90 min"),
        longest_minutes=LONGEST_MINUTES,
        required=False,
    )
    hours_missing = gettext_lazy("Write the hours they agree on, such as 1 or 1½")
    field_order = ["outcome", "minutes", "reason"]

    def __init__(self, *args: Any, bank: Bank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_in_steps(self, bank, "minutes")

    def clean(self) -> dict[str, Any]:
        """Ask for the hours where there are any."""
        cleaned = super().clean() or self.cleaned_data
        wants_hours = cleaned.get("outcome") == self.AGREED
        if wants_hours and "minutes" not in self.errors and cleaned.get("minutes") is None:
            self.add_error("minutes", str(self.hours_missing))
        return cleaned

    @property
    def undoes(self) -> bool:
        """Whether the exchange is taken back."""
        return bool(self.cleaned_data["outcome"] == self.UNDONE)


def chosen_exchanges(posted: QueryDict, *, most: int) -> tuple[list[int], int]:
    """Read the ticked exchanges, each once and in order, and count those that cannot be ids or are too many."""
    typed = list(dict.fromkeys(posted.getlist("exchange")))
    ids = [int(each) for each in typed if each.isascii() and each.isdecimal() and len(each) <= LONGEST_NUMBER * 2]
    return ids[:most], len(typed) - len(ids[:most])
