"""The questions of logging an exchange: with whom, what, when and how long."""

import datetime
from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.life import LONGEST_WORDS, OLDEST
from exchanges.forms.categories import CategoryField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES
from members.models import Bank, Member
from timebank.lib.fields import DayField, DurationField, OneLineField

LARGEST_NUMBER = 2**31 - 1
LARGEST_ID = 2**63 - 1
LONGEST_SEARCH = 100
ME, THEM = "me", "them"
DAY_BOXES = ("day_0", "day_1", "day_2")


class SearchForm(forms.Form):
    """A name or a member number to look for."""

    q = OneLineField(
        label=gettext_lazy("A name or a member number"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class CallerForm(SearchForm):
    """Who is on the telephone: they are found by that, too."""

    field_label = gettext_lazy("A name, a member number or a telephone number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = self.field_label


class PreselectForm(forms.Form):
    """With whom, or from which listing, an exchange is to be logged, when a link already says so."""

    listing = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Python keeps the word 'with' for itself, so it cannot be declared above.
        self.fields["with"] = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)


class WhoForm(forms.Form):
    """The member an exchange was with, by number."""

    who = forms.IntegerField(min_value=1, max_value=LARGEST_NUMBER)


class WhatForm(forms.Form):
    """Who gave the time, and what was done."""

    BOXES = ("giver", "description", "category")

    giver = forms.ChoiceField(
        label=gettext_lazy("Who gave the time?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Say who gave the time")),
    )
    description = OneLineField(
        label=gettext_lazy("What was done?"),
        help_text=gettext_lazy("A few words, such as: weeding the front garden."),
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write what was done")},
    )
    category = CategoryField(
        label=gettext_lazy("What kind of help was it?"),
        empty_label=gettext_lazy("Choose if you like"),
        error_messages={"invalid_choice": gettext_lazy("Choose the kind of help from the list")},
    )

    def __init__(self, *args: Any, other: Member, bank: Bank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["giver"]).choices = [
            (ME, _beside(_("I gave time to {name}"), other)),
            (THEM, _beside(_("{name} gave time to me"), other)),
        ]
        cast(CategoryField, self.fields["category"]).choose_from(bank)


class WhenForm(forms.Form):
    """How long it took, and on which day it was."""

    BOXES = ("hours", "day", *DAY_BOXES)

    hours = DurationField(
        label=gettext_lazy("How many hours did it take?"),
        help_text=gettext_lazy("For example 1, 1½ or 0:45."),
        longest_minutes=LONGEST_MINUTES,
    )
    day = DayField(
        label=gettext_lazy("Which day?"),
        error_messages={"gone": gettext_lazy("That is more than a year ago. Choose a later day, or ask a coordinator")},
    )

    def __init__(self, *args: Any, bank: Bank, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_in_steps(self, bank)
        day = cast(DayField, self.fields["day"])
        day.latest, day.earliest = today, today - OLDEST


def as_initial(typed: dict[str, str]) -> dict[str, Any]:
    """Turn what was typed into what an unsent form shows: the three boxes of the day are one value."""
    shown: dict[str, Any] = {name: text for name, text in typed.items() if name not in DAY_BOXES}
    if any(name in typed for name in DAY_BOXES):
        shown["day"] = [typed.get(name, "") for name in DAY_BOXES]
    return shown


def _beside(words: str, member: Member) -> str:
    return format_html(words, name=format_html("<bdi>{}</bdi>", member.name))
