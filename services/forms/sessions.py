"""What a session is, as its staff write it; who rang about it; and why it is called off."""

import datetime
import uuid
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from exchanges.forms.desk import DirectoryField, MemberField
from exchanges.forms.events import OccasionForm
from exchanges.forms.speaking import ChannelField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_HOURS, MOST_FROM_POT, Attendee, Event
from members.models import Member
from members.models.members import MemberQuerySet
from services.actions.sessions import SessionPlan
from services.models import Programme, Session
from services.reads.people import takers_of
from timebank.lib.fields import DayField, DurationField, LongTextField, OneLineField

TAKERS, SPONSOR, BOTH = "TAKERS", "SPONSOR", "BOTH"


class TakerField(DirectoryField):
    """Somebody who takes part in a programme, by name or number. Call `ask_in` on a form's own copy.

    People under 18 are found by who may read their names; whose number stands there already may stay.
    """

    default_error_messages = {"nobody": gettext_lazy("Nobody called “%(typed)s” takes part in this programme.")}
    programme: Programme
    today: datetime.date
    sees_minors = False
    stands: Member | None = None

    def ask_in(self, programme: Programme, today: datetime.date, *, sees_minors: bool) -> None:
        """Say whose takers are meant, and whether who asks reads names of people under 18."""
        self.bank, self.programme, self.today = programme.service.bank, programme, today
        self.sees_minors = sees_minors

    def _members(self) -> MemberQuerySet:
        takers = takers_of(self.programme, self.today)
        if self.sees_minors:
            return takers
        grown_up: MemberQuerySet = takers.filter(age_band=Member.AgeBand.ADULT)
        return grown_up

    def _find(self, typed: str) -> Member:
        if self.stands is not None and typed == str(self.stands.number):
            return self.stands
        return super()._find(typed)


class SessionForm(OccasionForm):
    """What a session is: its own words, when and where, who leads it, and who pays those who help."""

    field_order = [
        *("key", "title", "day", "begins", "ends", "place", "access", "body", "led_by", "places", "given", "received"),
        *("pays", "pot", "is_public", "is_supervised", "watched_by", "repeat", "until", "and_later"),
    ]

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = OneLineField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("Such as: walk by the river, cooking together."),
        max_length=100,
        error_messages={"required": gettext_lazy("Write a few words, such as: walk by the river")},
    )
    place = OneLineField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("Such as: the practice, room 2. Never somebody's home."),
        max_length=150,
        error_messages={"required": gettext_lazy("Write where it is")},
    )
    body = LongTextField(
        label=gettext_lazy("More about it"),
        help_text=gettext_lazy("What to bring and what happens. Nothing about anybody's health, please."),
        max_length=2000,
        required=False,
    )
    led_by = TakerField(
        label=gettext_lazy("Who leads it?"),
        help_text=gettext_lazy(
            "A name or a member number of who takes part, also somebody whom it serves. Empty: the staff lead it."
        ),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    received = DurationField(
        label=gettext_lazy("Hours for each who is helped"),
        help_text=gettext_lazy("What they receive, whoever pays for it."),
        longest_minutes=LONGEST_HOURS,
        required=False,
    )
    pays = forms.ChoiceField(
        label=gettext_lazy("Who pays those who help?"),
        choices=[
            (TAKERS, gettext_lazy("those who are helped")),
            (SPONSOR, gettext_lazy("the service's pot: being helped costs nothing")),
            (BOTH, gettext_lazy("those who are helped, and the service's pot for the rest")),
        ],
        widget=forms.RadioSelect,
        initial=TAKERS,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose who pays")),
    )
    pot = DurationField(
        label=gettext_lazy("Up to how many hours from the pot?"),
        help_text=gettext_lazy("Only where the pot pays. Staff on duty are never paid from it."),
        longest_minutes=MOST_FROM_POT,
        required=False,
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Anybody may read this"),
        help_text=gettext_lazy("Visitors see what, when and where."),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        programme: Programme,
        today: datetime.date,
        session: Session | None,
        sees_minors: bool,
    ) -> None:
        super().__init__(data, initial=_said(session) if session else {"key": uuid.uuid4(), "day": today})
        self.session = session
        bank = programme.service.bank
        cast(DayField, self.fields["day"]).earliest = today
        leads = cast(TakerField, self.fields["led_by"])
        leads.ask_in(programme, today, sees_minors=sees_minors)
        leads.stands = session.led_by if session else None
        cast(MemberField, self.fields["watched_by"]).bank = bank
        for name in ("given", "received"):
            count_in_steps(self, bank, name)
        gone = ["repeat", "until", "key"] if session else ["and_later"]
        if session and session.event.series_id is None:
            gone.append("and_later")
        if programme.is_confidential:
            gone.append("is_public")
        for name in gone:
            del self.fields[name]

    def plan(self) -> SessionPlan:
        """Say what the session is, for the action."""
        answers = self.cleaned_data
        pays = answers["pays"]
        return SessionPlan(
            on=answers["day"],
            begins_at_time=answers["begins"],
            ends_at_time=answers["ends"],
            title=answers["title"],
            place=answers["place"],
            body=answers["body"],
            access=answers["access"],
            places=answers["places"],
            led_by=answers["led_by"],
            is_public=bool(answers.get("is_public")),
            is_supervised=answers["is_supervised"],
            watched_by=answers["watched_by"] if answers["is_supervised"] else None,
            pays=Event.Pays.TAKERS if pays == TAKERS else Event.Pays.BOTH,
            pot_minutes=0 if pays == TAKERS else answers["pot"],
            is_free=pays == SPONSOR,
            given_minutes=answers["given"] or 0,
            received_minutes=answers["received"] or 0,
        )


class ComeForm(forms.Form):
    """Whether somebody comes to help, to take part, or not after all."""

    OFF = "OFF"

    part = forms.ChoiceField(choices=[*Attendee.Part.choices, (OFF, OFF)])


class RangForm(forms.Form):
    """Who told the staff that they come, or cannot."""

    OFF = ComeForm.OFF

    who = TakerField(
        label=gettext_lazy("Who told you?"),
        help_text=gettext_lazy("A name or a member number of who takes part"),
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

    def __init__(
        self, data: QueryDict | None, *, programme: Programme, today: datetime.date, sees_minors: bool
    ) -> None:
        super().__init__(data)
        cast(TakerField, self.fields["who"]).ask_in(programme, today, sees_minors=sees_minors)

    def member(self) -> Member:
        """Give who it is."""
        return cast(Member, self.cleaned_data["who"])


def _said(session: Session) -> dict[str, Any]:
    """Say what a session is now, as its form asks it."""
    event, leader, watcher = session.event, session.led_by, session.event.watched_by
    pays = TAKERS if event.pays == Event.Pays.TAKERS else SPONSOR if session.is_free else BOTH
    return {
        "title": session.title,
        "day": event.on,
        "begins": event.begins_at_time,
        "ends": event.ends_at_time,
        "place": session.place,
        "access": session.access,
        "body": session.body,
        "led_by": leader.number if leader else "",
        "places": event.places,
        "given": event.given_minutes or None,
        "received": event.received_minutes or None,
        "pays": pays,
        "pot": event.pot_minutes or None,
        "is_public": event.is_public,
        "is_supervised": event.is_supervised,
        "watched_by": watcher.number if watcher else "",
    }
