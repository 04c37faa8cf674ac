"""What people write down of an exchange with another bank, and the word a coordinator writes for their own member."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.actions.acts import Act
from exchanges.actions.crossing.logging import CrossDraft
from exchanges.actions.life import LONGEST_WORDS, OLDEST
from exchanges.forms.categories import CategoryField
from exchanges.forms.exchanges import UNREADABLE_TIME, ThanksForm
from exchanges.forms.giving import ForSomebodyForm
from exchanges.forms.logging import DAY_BOXES
from exchanges.forms.speaking import ChannelField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES
from members.models import Bank, Member
from timebank.lib.fields import DayField, DurationField, NameField, OneLineField

LARGEST_NUMBER = 2**31 - 1
LONGEST_NAME = 150
ME, THEM = "me", "them"


class CrossForm(ForSomebodyForm):
    """With whom of which bank, who gave, what, how long and when. Nobody is looked up: number and name are typed."""

    BOXES = ("partner", "number", "name", "gave", "description", "hours", "day", *DAY_BOXES, "category")

    partner = forms.ChoiceField(
        label=_("Of which time bank are they?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose their time bank")),
    )
    number = forms.IntegerField(
        label=_("What is their member number?"),
        help_text=_("It stands on their statement."),
        min_value=1,
        max_value=LARGEST_NUMBER,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], _("Write the number, such as 12")
        ),
    )
    name = NameField(
        label=_("What are they called?"),
        help_text=_("Their first or last name is enough. It must fit the number."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write their first or last name")},
    )
    gave = forms.ChoiceField(
        label=_("Who gave the time?"),
        choices=[(ME, _("I gave time to them")), (THEM, _("They gave time to me"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Say who gave the time")),
    )
    description = OneLineField(
        label=_("What was done?"),
        help_text=_("A few words, such as: weeding the front garden. Both time banks read them."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what was done")},
    )
    hours = DurationField(
        label=_("How many hours did it take?"),
        help_text=_("For example 1, 1½ or 0:45."),
        longest_minutes=LONGEST_MINUTES,
    )
    day = DayField(
        label=_("Which day?"),
        error_messages={"gone": _("That is more than a year ago. Choose a later day, or ask a coordinator")},
    )
    category = CategoryField(
        label=_("What kind of help was it?"),
        empty_label=_("Choose if you like"),
        error_messages={"invalid_choice": _("Choose the kind of help from the list")},
    )

    field_order = ["whose", "partner", "number", "name", "gave", "description", "hours", "day", "category", "channel"]

    def __init__(
        self, data: QueryDict | None, *, asker: Member, partners: Sequence[Bank], today: datetime.date
    ) -> None:
        only = str(partners[0].pk) if len(partners) == 1 else ""
        super().__init__(data, asker=asker, initial={"partner": only, "day": today})
        self.partners = {str(each.pk): each for each in partners}
        choices = [(pk, each.name) for pk, each in self.partners.items()]
        cast(forms.ChoiceField, self.fields["partner"]).choices = choices
        cast(CategoryField, self.fields["category"]).choose_from(asker.bank)
        day = cast(DayField, self.fields["day"])
        day.latest, day.earliest = today, today - OLDEST

    def draft(self, act: Act) -> CrossDraft:
        """Say what is written down, for the action."""
        answers = self.cleaned_data
        return CrossDraft(
            own=act.speaker,
            gives=answers["gave"] == ME,
            partner=self.partners[answers["partner"]],
            number=answers["number"],
            name=answers["name"],
            minutes=answers["hours"],
            description=answers["description"],
            day=answers["day"],
            category=answers["category"],
            key=answers["key"] or uuid.uuid4(),
        )


class CrossThanksForm(ThanksForm):
    """The receiver's thanks to somebody of another bank."""

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["words"].help_text = _("The giver, and the coordinators of both time banks, read this.")


class CrossWordForm(forms.Form):
    """One side's word for the time: as it was shown, or hours as typed; perhaps as a coordinator was told it."""

    minutes = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], UNREADABLE_TIME),
    )
    hours = DurationField(
        label=_("How many hours was it?"), help_text=_("For example 1, 1½ or 0:45."), longest_minutes=LONGEST_MINUTES
    )
    channel = ChannelField()

    def __init__(self, data: QueryDict | None = None, *, bank: Bank, asks: Sequence[str], **options: Any) -> None:
        super().__init__(data, **options)
        count_in_steps(self, bank)
        for name in set(self.fields) - set(asks):
            del self.fields[name]
