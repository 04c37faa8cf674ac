"""What people write about an event, and how they sign up for it."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.acts import Act
from exchanges.actions.events.planning import Plan, Repeating
from exchanges.forms.desk import DirectoryField, MemberField
from exchanges.forms.speaking import ChannelField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_HOURS, MOST_FROM_POT, MOST_PLACES, Attendee, Event, Series
from members.models import Member
from timebank.lib.fields import DayField, DurationField, LongTextField, OneLineField

LARGEST_ID = 2**63 - 1
ONCE = ""
TIMES = ["%H:%M", "%H.%M", "%H"]
KEPT = ("is_confidential", "pot_account_id")  # what no form asks: it stays as it was put on
SPONSORED = {
    Event.Pays.POT: gettext_lazy("the sponsor's pot"),
    Event.Pays.BOTH: gettext_lazy("those who are helped, and the sponsor's pot for the rest"),
}
KEPT_FROM_OTHERS = ("title", "body", "is_public")  # of what is confidential, besides


class ClockField(forms.TimeField):
    """A time of day, such as 14:00."""

    default_error_messages = {
        "invalid": gettext_lazy("Write the time as numbers, such as 14:00"),
        "required": gettext_lazy("Write the time as numbers, such as 14:00"),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"class": "short", "autocomplete": "off"})
        super().__init__(input_formats=TIMES, widget=widget, **options)


class PlaceInListForm(forms.Form):
    """Which events to list, and after which one the page begins: its day and its number."""

    when = forms.ChoiceField(required=False, choices=[("past", "past")])
    day = forms.DateField(required=False)
    after = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def wishes(self) -> dict[str, Any]:
        """Give what was asked for; what cannot be read is left out of account."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DatesForm(forms.Form):
    """Whether a calendar file says one day, or each day of a series from it on."""

    dates = forms.ChoiceField(choices=[("all", "all")])

    def wants_all(self) -> bool:
        """Say whether every day was asked for; what cannot be read asks for one."""
        return self.is_valid()


class BegunEventForm(forms.Form):
    """What an address has begun to say of a new event; what cannot be read is left out of account."""

    title = OneLineField(max_length=100, required=False)
    place = OneLineField(max_length=150, required=False)
    access = OneLineField(max_length=300, required=False)

    def begun(self) -> dict[str, str]:
        """Give what a new form begins with."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OccasionForm(forms.Form):
    """What an event and a session of a programme ask alike: when, for how many, watched by whom, and whether again.

    A form adds its own, among them who `pays` and how much of a `pot`, and says in `field_order` how all of them stand.
    """

    day = DayField(label=gettext_lazy("On which day?"))
    begins = ClockField(label=gettext_lazy("From when?"), help_text=gettext_lazy("Such as 14:00"))
    ends = ClockField(label=gettext_lazy("Until when?"), help_text=gettext_lazy("Such as 16:30"))
    access = OneLineField(
        label=gettext_lazy("How do people get in and round?"),
        help_text=gettext_lazy("Such as: no steps, hearing loop, parking behind the hall."),
        max_length=300,
        required=False,
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many can take part?"),
        help_text=gettext_lazy("Helpers are not counted. Leave it empty where everybody fits in."),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Write a number from 1 to 500, or nothing")
        ),
    )
    given = DurationField(
        label=gettext_lazy("Hours for each who helps"),
        help_text=gettext_lazy("Such as 1½ or 90 min. The register can say otherwise for anybody."),
        longest_minutes=LONGEST_HOURS,
        required=False,
    )
    is_supervised = forms.BooleanField(
        label=gettext_lazy("People under 18 may come, with their guardian's yes"),
        help_text=gettext_lazy("A checked person watches over them."),
        required=False,
    )
    watched_by = DirectoryField(
        label=gettext_lazy("Who watches over people under 18?"),
        help_text=gettext_lazy("A name or a member number. Only where they may come."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    repeat = forms.ChoiceField(
        label=gettext_lazy("Does it come again?"),
        choices=[(ONCE, gettext_lazy("No, once")), *Series.Every.choices],
        required=False,
    )
    until = DayField(
        label=gettext_lazy("Until which day?"), help_text=gettext_lazy("Only where it comes again."), required=False
    )
    and_later = forms.BooleanField(
        label=gettext_lazy("Change those that come after it too"),
        help_text=gettext_lazy("Each stays on its own day."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together: an end after the beginning, hours of a pot that pays, a last day."""
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("It ends after it begins, on the same day."))
        if cleaned.get("pays") not in (None, Event.Pays.TAKERS) and not cleaned.get("pot") and "pot" not in self.errors:
            self.add_error("pot", _("Write up to how many hours the pot may pay"))
        if cleaned.get("is_supervised") and not cleaned.get("watched_by") and "watched_by" not in self.errors:
            self.add_error("watched_by", _("Name the checked person who watches over people under 18"))
        if cleaned.get("repeat") and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Write the last day on which it may come again"))
        return cleaned

    def repeating(self) -> Repeating | None:
        """Say whether and how it comes again."""
        answers = self.cleaned_data
        return Repeating(answers["repeat"], answers["until"]) if answers.get("repeat") else None


class EventForm(OccasionForm):
    """What an event says. Coordinators also say who puts it on."""

    field_order = [
        *("key", "whose", "title", "kind", "day", "begins", "ends", "place", "access", "body", "places", "given"),
        *("received", "pays", "pot", "is_public", "is_supervised", "watched_by", "repeat", "until", "and_later"),
    ]

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    whose = MemberField(
        label=gettext_lazy("Who puts it on?"),
        help_text=gettext_lazy("A name or a member number. Leave it empty for the time bank itself."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    title = OneLineField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("Such as: Big Lunch, repair café, singing together."),
        max_length=100,
        error_messages={"required": gettext_lazy("Write a few words, such as: repair café")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Which comes closest?"),
        choices=[("", gettext_lazy("Choose")), *Event.Kind.choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose one of the list")),
    )
    place = OneLineField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("A public place, such as: St Mary's hall, Mill Lane. Never somebody's home."),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the public place where it is")},
    )
    body = LongTextField(
        label=gettext_lazy("More about it"),
        help_text=gettext_lazy("What to bring, what happens, who is needed. No telephone numbers, please."),
        max_length=2000,
        required=False,
    )
    received = DurationField(
        label=gettext_lazy("Hours for each who takes part"),
        help_text=gettext_lazy("What they receive. Leave it empty where taking part costs nothing."),
        longest_minutes=LONGEST_HOURS,
        required=False,
    )
    pays = forms.ChoiceField(
        label=gettext_lazy("Who pays those who help?"),
        choices=Event.Pays.choices,
        widget=forms.RadioSelect,
        initial=Event.Pays.TAKERS,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose who pays")),
    )
    pot = DurationField(
        label=gettext_lazy("Up to how many hours from the pot?"),
        help_text=gettext_lazy("Only where the pot pays. The register shows what it comes to before anything is paid."),
        longest_minutes=MOST_FROM_POT,
        required=False,
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Anybody may read this page"),
        help_text=gettext_lazy("Visitors see what, when and where, and no more than a first name."),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        asker: Member,
        today: datetime.date,
        event: Event | None,
        begun: Mapping[str, str] | None = None,
    ) -> None:
        new = {"key": uuid.uuid4(), "day": today, **(begun or {})}
        super().__init__(data, initial=_said(event) if event else new)
        self.asker, self.event = asker, event
        cast(DayField, self.fields["day"]).earliest = today
        for name in ("whose", "watched_by"):
            cast(MemberField, self.fields[name]).bank = asker.bank
        for name in ("given", "received"):
            count_in_steps(self, asker.bank, name)
        gone = ["repeat", "until", "key"] if event else ["and_later"]
        if event and event.series_id is None:
            gone.append("and_later")
        if event and event.pot_account_id is not None:
            sponsored = [(value, SPONSORED.get(Event.Pays(value), words)) for value, words in Event.Pays.choices]
            cast(forms.ChoiceField, self.fields["pays"]).choices = sponsored
        if event and event.is_confidential:
            gone += KEPT_FROM_OTHERS
        if not asker.is_coordinator:
            gone.append("whose")
        for name in gone:
            del self.fields[name]

    def plan(self) -> Plan:
        """Say what the event is, for the action."""
        answers = self.cleaned_data
        pays = answers["pays"]
        return Plan(
            on=answers["day"],
            host=self._host(),
            kind=answers["kind"],
            place=answers["place"],
            access=answers["access"],
            begins_at_time=answers["begins"],
            ends_at_time=answers["ends"],
            places=answers["places"],
            is_supervised=answers["is_supervised"],
            watched_by=answers["watched_by"] if answers["is_supervised"] else None,
            pays=pays,
            pot_minutes=0 if pays == Event.Pays.TAKERS else answers["pot"],
            given_minutes=answers["given"] or 0,
            received_minutes=answers["received"] or 0,
            **self._kept(),
        )

    def _kept(self) -> dict[str, Any]:
        """Give what others read of it, which no form of what is confidential asks, and what none asks at all."""
        asked = {name: self.cleaned_data[name] for name in KEPT_FROM_OTHERS if name in self.fields}
        if self.event is None:
            return asked
        return {name: getattr(self.event, name) for name in (*KEPT_FROM_OTHERS, *KEPT)} | asked

    def _host(self) -> Member | None:
        if "whose" in self.fields:
            return cast("Member | None", self.cleaned_data["whose"])
        return self.event.host if self.event else self.asker


class PartForm(forms.Form):
    """Whether somebody helps or takes part."""

    part = forms.ChoiceField(choices=Attendee.Part.choices)


class SignUpForForm(forms.Form):
    """Whom a coordinator signs up, or takes off, after they rang or came by."""

    OFF = "OFF"

    who = MemberField(
        label=gettext_lazy("Who told you?"),
        help_text=gettext_lazy("A name or a member number"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    part = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        choices=[
            (Attendee.Part.GUEST, gettext_lazy("I would like to come")),
            (Attendee.Part.HELPER, gettext_lazy("I will help")),
            (OFF, gettext_lazy("I cannot come after all")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose what they said")),
    )
    channel = ChannelField()

    def __init__(self, data: QueryDict | None, *, by: Member) -> None:
        super().__init__(data)
        self.by = by
        cast(MemberField, self.fields["who"]).bank = by.bank

    def act(self, at: datetime.datetime) -> Act:
        """Say whose word it is; a coordinator signs themselves up in their own name."""
        who = self.cleaned_data["who"]
        if who.pk == self.by.pk:
            return Act(self.by, at)
        return Act(self.by, at, on_behalf_of=who, channel=self.cleaned_data["channel"])


class WhyForm(forms.Form):
    """Why an event is called off, or something of it goes back."""

    reason = LongTextField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Everybody it concerns will read this."),
        max_length=500,
        error_messages={"required": gettext_lazy("Write why. Everybody it concerns will read it")},
    )


class CancelForm(WhyForm):
    """Why an event is called off, and whether those after it are too."""

    and_later = forms.BooleanField(
        label=gettext_lazy("Cancel those that come after it too"),
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, event: Event) -> None:
        super().__init__(data)
        if event.series_id is None:
            del self.fields["and_later"]


def _said(event: Event) -> dict[str, Any]:
    """Say what an event says now, as its form asks it."""
    host, watcher = event.host, event.watched_by
    return {
        "whose": host.number if host else "",
        "title": event.title,
        "kind": event.kind,
        "day": event.on,
        "begins": event.begins_at_time,
        "ends": event.ends_at_time,
        "place": event.place,
        "access": event.access,
        "body": event.body,
        "places": event.places,
        "given": event.given_minutes or None,
        "received": event.received_minutes or None,
        "pays": event.pays,
        "pot": event.pot_minutes or None,
        "is_public": event.is_public,
        "is_supervised": event.is_supervised,
        "watched_by": watcher.number if watcher else "",
    }
