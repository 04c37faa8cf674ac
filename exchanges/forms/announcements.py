"""What a coordinator tells many members at once, and whom."""

import datetime
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.announcing import LONGEST, Group, Telling
from exchanges.models import Event
from members.models import Bank, Member
from timebank.lib.fields import DayField, LongTextField, OneLineField

TWO_WEEKS, A_MONTH = datetime.timedelta(days=14), datetime.timedelta(days=30)
WEEKS_AT_FIRST = 8
MOST_AREAS = 200


class EventField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """One of the bank's events, with its day."""

    def label_from_instance(self, event: Event) -> str:
        """Write its title and its day."""
        return f"{event.title}, {formats.date_format(event.on, 'j F')}"


class BegunAnnouncementForm(forms.Form):
    """For whom an address has begun to write; what cannot be read is left out of account."""

    group = forms.ChoiceField(choices=[(each.value, each.value) for each in Group], required=False)
    area = OneLineField(max_length=60, required=False)

    def begun(self) -> dict[str, str]:
        """Give what a new form begins with."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AnnouncementForm(forms.Form):
    """An announcement: its words, its group and its last day."""

    subject = OneLineField(
        label=gettext_lazy("In a few words"),
        max_length=100,
        error_messages={"required": gettext_lazy("Write a few words, such as: we are closed on Monday")},
    )
    body = LongTextField(
        label=gettext_lazy("What would you like to tell?"),
        help_text=gettext_lazy("Short sentences, please: some will hear it read, or in a language not their own."),
        max_length=2000,
        error_messages={"required": gettext_lazy("Write what you would like to tell")},
    )
    group = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        choices=[
            (Group.ALL, gettext_lazy("Everybody")),
            (Group.NEW, gettext_lazy("New members")),
            (Group.AREA, gettext_lazy("Members of an area")),
            (Group.EVENT, gettext_lazy("Who comes to an event, or waits for a place")),
        ],
        initial=Group.ALL,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Choose whom to tell")),
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("New members: joined in the last how many weeks?"),
        required=False,
        min_value=1,
        max_value=104,
        initial=WEEKS_AT_FIRST,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Members of an area: which one?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the areas in the list")},
    )
    event = EventField(
        Event.objects.none(),
        label=gettext_lazy("Who comes to an event: which one?"),
        required=False,
        empty_label=gettext_lazy("Choose an event"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the events in the list")},
    )
    until_on = DayField(
        label=gettext_lazy("Until which day?"),
        error_messages={"not_yet": gettext_lazy("That is more than a year ahead. Choose an earlier day")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        bank: Bank,
        today: datetime.date,
        begun: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial={"until_on": today + TWO_WEEKS, **(begun or {})})
        day = cast(DayField, self.fields["until_on"])
        day.earliest, day.latest = today, today + LONGEST
        choices = [("", _("Choose an area")), *((area, area) for area in _areas_of(bank))]
        asked = str(self.initial.get("area", "")).casefold()  # members may write it otherwise than the address does
        self.initial["area"] = next((area for area, _words in choices if area and area.casefold() == asked), "")
        cast(forms.ChoiceField, self.fields["area"]).choices = choices
        recent = Event.objects.of(bank).meant_for(None).filter(on__gte=today - A_MONTH, state__in=Event.SHOWN)
        cast(EventField, self.fields["event"]).queryset = recent.order_by("on", "pk")

    def clean(self) -> dict[str, Any]:
        """See that a group says which one it is."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("group") == Group.NEW and "weeks" not in self.errors and not cleaned.get("weeks"):
            self.add_error("weeks", _("Write how many weeks, such as 8"))
        if cleaned.get("group") == Group.AREA and "area" not in self.errors and not cleaned.get("area"):
            self.add_error("area", _("Choose the area"))
        if cleaned.get("group") == Group.EVENT and "event" not in self.errors and not cleaned.get("event"):
            self.add_error("event", _("Choose the event"))
        return cleaned

    def telling(self) -> Telling:
        """Give it for the action."""
        answers = self.cleaned_data
        group = answers["group"]
        return Telling(
            subject=answers["subject"],
            body=answers["body"],
            until_on=answers["until_on"],
            group=group,
            weeks=answers["weeks"] if group == Group.NEW else 0,
            area=answers["area"] if group == Group.AREA else "",
            event=answers["event"] if group == Group.EVENT else None,
        )


def _areas_of(bank: Bank) -> list[str]:
    """Give the areas members live in, each once however it is written."""
    known = Member.objects.of(bank).approved().exclude(area="").order_by("area").values_list("area", flat=True)
    return list({area.casefold(): area for area in known.distinct()[:MOST_AREAS]}.values())
