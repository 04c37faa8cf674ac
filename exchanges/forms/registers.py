"""The register of an event as it is typed: one row for each member, walk-ins, guests, and a default for all."""

from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.events.registers import Line, NewGuest, Register, WalkIn
from exchanges.forms.desk import MemberField
from exchanges.models import LONGEST_HOURS, Attendee, Event
from members.models import Member
from timebank.lib.durations import hours_figure
from timebank.lib.fields import DurationField, LongTextField, NameField, OneLineField

WALK_INS, GUESTS = 5, 5  # empty rows on the page; each saving gives new ones
LARGEST = 2**31 - 1
NOTHING = {"0", "0:00", "00:00", "-", "–"}


class MinutesField(DurationField):
    """Hours on a register: nothing typed is the default for all, and 0 is none. In the steps of the bank."""

    def clean(self, value: object) -> int | None:
        """Read what was typed; '0' is no hours at all."""
        return 0 if str(value or "").strip() in NOTHING else super().clean(value)


@dataclass
class Row:
    """One row of the page, with what was typed in it and what is wrong with it."""

    line: Attendee
    name: str
    came: bool
    given: str
    received: str
    is_excused: bool
    errors: list[str] = field(default_factory=list)
    times: dict[str, list[int]] = field(default_factory=dict)  # by box, the nearest to one between the bank's steps

    @property
    def number(self) -> str:
        """Give what the boxes of this row are told apart by."""
        return str(self.line.pk)


@dataclass
class Empty:
    """An empty row for somebody who walked in, or for a guest, with what was typed in it."""

    number: int
    typed: dict[str, str]
    errors: list[str] = field(default_factory=list)
    times: dict[str, list[int]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Give the number as the names of the boxes end in it."""
        return str(self.number)


class RegisterForm(forms.Form):
    """What stands above the rows: the hours for all, guests who were only counted, and which saving was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=LARGEST)
    given = MinutesField(label=gettext_lazy("Hours for each who helped"), longest_minutes=LONGEST_HOURS, required=False)
    received = MinutesField(
        label=gettext_lazy("Hours for each who took part"), longest_minutes=LONGEST_HOURS, required=False
    )
    others_came = forms.IntegerField(
        label=gettext_lazy("How many others came whose names we do not write down?"),
        required=False,
        min_value=0,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Write a number, such as 12, or nothing")
        ),
    )
    nobody = forms.BooleanField(label=gettext_lazy("Nobody came"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        event: Event,
        lines: list[Attendee],
        hides: set[int],
        members: MemberField,
    ) -> None:
        defaults = {"given": event.given_minutes, "received": _usual_received(event)}
        seen = {"seen": event.register_number, "others_came": event.others_came or None}
        super().__init__(data, initial={**seen, **{name: hours_figure(found) for name, found in defaults.items()}})
        self.event, self.lines, self.hides = event, lines, hides
        self._minutes = MinutesField(longest_minutes=LONGEST_HOURS, required=False)
        for box in (self._minutes, self.fields["given"], self.fields["received"]):
            cast(MinutesField, box).step_minutes = event.bank.step_minutes
        self._members = members
        self._members.bank = event.bank
        self._read: Register | None = None

    @cached_property
    def rows(self) -> list[Row]:
        """Give the rows, as they were typed or as they stand."""
        return [self._row(line) for line in self.lines]

    @cached_property
    def walk_ins(self) -> list[Empty]:
        """Give the empty rows for members who walked in."""
        return [Empty(n, self._typed(n, "walk_in", "walk_part", "walk_hours")) for n in range(WALK_INS)]

    @cached_property
    def guests(self) -> list[Empty]:
        """Give the empty rows for guests who are no members yet."""
        return [Empty(n, self._typed(n, "guest_name", "guest_contact", "guest_yes")) for n in range(GUESTS)]

    def clean(self) -> dict[str, Any]:
        """Read every row; what is wrong stands beside it, and all that was typed is kept."""
        cleaned = super().clean() or self.cleaned_data
        self._read = Register(
            lines={row.line.pk: line for row in self.rows if (line := self._line_of(row)) is not None},
            seen=cleaned.get("seen") or 0,
            walk_ins=[found for each in self.walk_ins if (found := self._walk_in(each)) is not None],
            guests=[guest for each in self.guests if (guest := guest_in(each)) is not None],
            others_came=cleaned.get("others_came") or 0,
        )
        if cleaned.get("seen") is None:
            self.add_error(None, _("This page was not sent whole. Open the register again."))
        wrong = any(row.errors for row in self.rows) or any(row.errors for row in (*self.walk_ins, *self.guests))
        if wrong:
            self.add_error(None, _("Please look at the rows that are marked. Nothing you typed is lost."))
        if not self.errors and self._names_nobody(self._read) and not cleaned.get("nobody"):
            self.add_error("nobody", _("Nobody is ticked. Did nobody come? Tick here if so, or tick who came."))
        return cleaned

    @property
    def asks_nobody(self) -> bool:
        """Whether the page asks if nobody came: once, where a register was sent in which nobody is ticked."""
        return "nobody" in self.errors or (self.is_bound and bool(self.cleaned_data.get("nobody")))

    def _names_nobody(self, said: Register) -> bool:
        """Whether no member came by what was typed, and no guest either or some who signed up."""
        if any(line.came for line in said.lines.values()) or said.walk_ins:
            return False
        return bool(self.lines) or not (said.guests or said.others_came)

    def register(self) -> Register:
        """Give what was written, for the action."""
        return cast(Register, self._read)

    def _typed(self, number: int, *names: str) -> dict[str, str]:
        return {name: str(self.data.get(f"{name}_{number}", ""))[:200] for name in names}

    def _row(self, line: Attendee) -> Row:
        name = _("Somebody under 18, number %(number)s") % {"number": line.member.number}
        shown = name if line.pk in self.hides else line.member.name
        if not self.is_bound:
            given, received = (self._as_stands(line, part) for part in ("given", "received"))
            return Row(line, shown, bool(line.came), given, received, line.is_excused)
        given, received = (str(self.data.get(f"{name}_{line.pk}", ""))[:50] for name in ("given", "received"))
        return Row(
            line, shown, str(line.pk) in self._ticked("came"), given, received, str(line.pk) in self._ticked("excused")
        )

    def _ticked(self, name: str) -> set[str]:
        return set(self.data.getlist(name)) if isinstance(self.data, QueryDict) else set()

    def _as_stands(self, line: Attendee, part: str) -> str:
        """Write the hours of a line where they are others than the default for all."""
        minutes = line.given_minutes if part == "given" else line.received_minutes
        if not line.came or minutes == self._usual(line.part, part):
            return ""
        return hours_figure(minutes) if minutes else "0"

    def _usual(self, part: str, column: str) -> int:
        """Give the default for all: who helped gives, who took part receives."""
        if (part == Attendee.Part.HELPER) != (column == "given"):
            return 0
        if not self.is_bound:
            return self.event.given_minutes if column == "given" else _usual_received(self.event)
        return int(self.cleaned_data.get(column) or 0)

    def _line_of(self, row: Row) -> Line | None:
        if not row.came:
            was_shown = f"given_{row.line.pk}" in self.data
            return Line(came=False) if was_shown else None  # of who signed up since, the page says nothing
        given = self._hours(row.given, self._usual(row.line.part, "given"), row, "given")
        received = self._hours(row.received, self._usual(row.line.part, "received"), row, "received")
        return Line(
            came=True, given_minutes=given, received_minutes=received, is_excused=row.is_excused and received > 0
        )

    def _hours(self, typed: str, usual: int, row: Row | Empty, box: str) -> int:
        try:
            minutes = self._minutes.clean(typed)
        except ValidationError as refusal:
            row.errors.extend(refusal.messages)
            row.times[box] = (getattr(refusal, "params", None) or {}).get("nearest", [])
            return 0
        return usual if minutes is None else minutes

    def _walk_in(self, row: Empty) -> WalkIn | None:
        if not row.typed["walk_in"].strip():
            return None
        helps = row.typed["walk_part"] == Attendee.Part.HELPER
        part = Attendee.Part.HELPER if helps else Attendee.Part.GUEST
        column = "given" if helps else "received"
        minutes = self._hours(row.typed["walk_hours"], self._usual(part, column), row, "walk_hours")
        try:
            member: Member | None = self._members.clean(row.typed["walk_in"])
        except ValidationError as refusal:
            row.errors.extend(refusal.messages)
            return None
        line = Line(came=True, given_minutes=minutes if helps else 0, received_minutes=0 if helps else minutes)
        return WalkIn(cast(Member, member), part, line)


class PutRightForm(forms.Form):
    """Other hours for one line that was posted, and why."""

    given = MinutesField(label=gettext_lazy("Hours given"), longest_minutes=LONGEST_HOURS)
    received = MinutesField(label=gettext_lazy("Hours received"), longest_minutes=LONGEST_HOURS)
    reason = LongTextField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("They will read this."),
        max_length=500,
        error_messages={"required": gettext_lazy("Write why. They will read it")},
    )

    def __init__(self, data: QueryDict | None, *, line: Attendee, step_minutes: int) -> None:
        said = {"given": hours_figure(line.given_minutes), "received": hours_figure(line.received_minutes)}
        super().__init__(data, initial=said)
        for name in said:
            cast(MinutesField, self.fields[name]).step_minutes = step_minutes


def guest_in(row: Empty) -> NewGuest | None:
    """Read a guest from a row of `guest_name`, `guest_contact` and `guest_yes`; what is wrong stands beside it."""
    if not (row.typed["guest_name"].strip() or row.typed["guest_contact"].strip()):
        return None
    try:
        name = NameField(error_messages={"required": _("Write their name, or only count them")}).clean(
            row.typed["guest_name"]
        )
        contact = OneLineField(required=False, max_length=150).clean(row.typed["guest_contact"])
    except ValidationError as refusal:
        row.errors.extend(refusal.messages)
        return None
    if row.typed["guest_yes"] != "on":
        row.errors.append(_("Ask them first whether we may write this down, and tick that they said yes."))
        return None
    return NewGuest(name[:150], contact)


def _usual_received(event: Event) -> int:
    return 0 if event.pays == Event.Pays.POT else event.received_minutes
