"""The register of a session as it is typed: four kinds of line in words, usual hours, staff on duty, and guests."""

from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.events.registers import Line, Register, WalkIn
from exchanges.forms.desk import MemberField
from exchanges.forms.registers import GUESTS, LARGEST, WALK_INS, Empty, MinutesField, guest_in
from exchanges.models import LONGEST_HOURS, Attendee, Event
from members.models import Member
from services.actions.session_registers import Duty, SessionRegister
from services.models import Session
from services.reads.sessions import Expected, OnDuty
from timebank.lib.durations import MINUTES_IN_HOUR, hours_figure
from timebank.lib.fields import DurationField

Part = Attendee.Part


class Did(models.TextChoices):
    """What a citizen did at a session."""

    HELPED = "HELPED", gettext_lazy("helped")
    WAS_HELPED = "WAS_HELPED", gettext_lazy("was helped")
    BOTH = "BOTH", gettext_lazy("both at once")


class Side(models.TextChoices):
    """How one of the staff was on duty."""

    BESIDE = "BESIDE", gettext_lazy("on duty, side by side with citizens")
    FOR = "FOR", gettext_lazy("on duty, for people")


GIVES, TAKES = (Did.HELPED, Did.BOTH), (Did.WAS_HELPED, Did.BOTH)


@dataclass
class CitizenRow:
    """One citizen who may have come, with what was typed and what is wrong with it."""

    expected: Expected
    name: str
    did: str
    given: str
    received: str
    is_excused: bool
    errors: list[str] = field(default_factory=list)

    @property
    def number(self) -> str:
        """Give what the boxes of this row are told apart by."""
        return str(self.expected.member.pk)

    @property
    def words(self) -> str | Promise:
        """Say why they are listed."""
        return self.expected.words


@dataclass
class StaffRow:
    """One of the staff who may have been on duty."""

    on_duty: OnDuty
    side: str
    minutes: str
    errors: list[str] = field(default_factory=list)

    @property
    def number(self) -> str:
        """Give what the boxes of this row are told apart by."""
        return str(self.on_duty.member.pk)


class SessionRegisterForm(forms.Form):
    """What stands above the rows: the usual hours, guests who were only counted, and which saving was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=LARGEST)
    given = MinutesField(label=gettext_lazy("Usual hours of who helps"), longest_minutes=LONGEST_HOURS, required=False)
    received = MinutesField(
        label=gettext_lazy("Usual hours of who is helped"), longest_minutes=LONGEST_HOURS, required=False
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

    def __init__(
        self,
        data: QueryDict | None,
        *,
        session: Session,
        expected: list[Expected],
        staff: list[OnDuty],
        members: MemberField,
        hides_minors: bool,
    ) -> None:
        event = session.event
        usual = {"given": hours_figure(event.given_minutes), "received": hours_figure(event.received_minutes)}
        super().__init__(
            data, initial={"seen": event.register_number, "others_came": event.others_came or None, **usual}
        )
        self.session, self.event, self.hides_minors = session, event, hides_minors
        self._expected, self._staff = expected, staff
        self._minutes = MinutesField(longest_minutes=LONGEST_HOURS, required=False)
        for box in (self._minutes, self.fields["given"], self.fields["received"]):
            cast(MinutesField, box).step_minutes = event.bank.step_minutes
        self._members = members
        self._members.bank = event.bank
        self._read: SessionRegister | None = None

    @cached_property
    def rows(self) -> list[CitizenRow]:
        """Give the citizens who may have come, as they were typed or as they stand."""
        return [self._row(each) for each in self._expected]

    @cached_property
    def staff_rows(self) -> list[StaffRow]:
        """Give the staff who may have been on duty."""
        return [self._staff_row(each) for each in self._staff]

    @cached_property
    def walk_ins(self) -> list[Empty]:
        """Give the empty rows for others who walked in."""
        names = ("walk_in", "walk_did", "walk_given", "walk_received")
        return [Empty(n, self._typed(n, *names)) for n in range(WALK_INS)]

    @cached_property
    def guests(self) -> list[Empty]:
        """Give the empty rows for guests who are no members yet."""
        return [Empty(n, self._typed(n, "guest_name", "guest_contact", "guest_yes")) for n in range(GUESTS)]

    @property
    def lets_excuse(self) -> bool:
        """Whether the page asks for whom the pot pays: where it pays for all, or for nobody, it does not."""
        return self.event.pays == Event.Pays.BOTH and not self.session.is_free

    def clean(self) -> dict[str, Any]:
        """Read every row; what is wrong stands beside it, and all that was typed is kept."""
        cleaned = super().clean() or self.cleaned_data
        lines: dict[int, Line] = {}
        walk_ins: list[WalkIn] = []
        for row in self.rows:
            self._read_row(row, lines, walk_ins)
        walk_ins += [found for each in self.walk_ins if (found := self._walk_in(each)) is not None]
        guests = [guest for each in self.guests if (guest := guest_in(each)) is not None]
        others, seen = cleaned.get("others_came") or 0, cleaned.get("seen") or 0
        citizens = Register(lines=lines, seen=seen, walk_ins=walk_ins, guests=guests, others_came=others)
        self._read = SessionRegister(citizens, self._duties())
        if cleaned.get("seen") is None:
            self.add_error(None, _("This page was not sent whole. Open the register again."))
        wrong = [row.errors for row in self.rows] + [row.errors for row in self.staff_rows]
        if any(wrong) or any(row.errors for row in (*self.walk_ins, *self.guests)):
            self.add_error(None, _("Please look at the rows that are marked. Nothing you typed is lost."))
        return cleaned

    def register(self) -> SessionRegister:
        """Give what was written, for the action."""
        return cast(SessionRegister, self._read)

    def _typed(self, number: int, *names: str) -> dict[str, str]:
        return {name: str(self.data.get(f"{name}_{number}", ""))[:200] for name in names}

    def _row(self, expected: Expected) -> CitizenRow:
        member, line = expected.member, expected.line
        hidden = self.hides_minors and member.is_minor
        name = _("Somebody under 18, number %(number)s") % {"number": member.number} if hidden else member.name
        if self.is_bound:
            typed = self._typed(member.pk, "did", "given", "received")
            is_excused = f"excused_{member.pk}" in self.data
            return CitizenRow(expected, name, typed["did"], typed["given"], typed["received"], is_excused)
        did = self._did(expected)
        hours = {"given": "", "received": ""}
        if line is not None and line.came:
            hours = {part: self._as_stands(line, did, part) for part in hours}
        return CitizenRow(expected, name, did, hours["given"], hours["received"], bool(line and line.is_excused))

    def _did(self, expected: Expected) -> str:
        """Say what a citizen did, as it stands; before that what they signed up for. Who leads it helps."""
        line = expected.line
        if line is not None and line.came:
            if line.given_minutes:
                return Did.BOTH if line.received_minutes else Did.HELPED
            return Did.HELPED if line.part == Part.HELPER and not line.received_minutes else Did.WAS_HELPED
        if line is not None and line.came is False:
            return ""
        if expected.member.pk == self.session.led_by_id and not self.event.register_number:
            return Did.HELPED
        if line is None or line.state != Attendee.State.COMING:
            return ""
        return Did.HELPED if line.part == Part.HELPER else Did.WAS_HELPED

    def _as_stands(self, line: Attendee, did: str, part: str) -> str:
        """Write the hours of a line where they are others than the usual ones."""
        minutes = line.given_minutes if part == "given" else line.received_minutes
        counts = did in (GIVES if part == "given" else TAKES)
        if not counts or minutes == self._usual(part):
            return ""
        return hours_figure(minutes) if minutes else "0"

    def _usual(self, part: str) -> int:
        if self.is_bound:
            return int(self.cleaned_data.get(part) or 0)
        return int(self.event.given_minutes if part == "given" else self.event.received_minutes)

    def _read_row(self, row: CitizenRow, lines: dict[int, Line], walk_ins: list[WalkIn]) -> None:
        """Read a row as the line that they have, or as somebody who walked in."""
        if f"did_{row.number}" not in self.data:
            return  # of who signed up since, the page says nothing
        line, did = row.expected.line, row.did
        if did not in Did.values:
            if row.given.strip() or row.received.strip():
                row.errors.append(_("Choose what they did, or leave the hours empty."))
            if line is not None:
                lines[line.pk] = Line(came=False)
            return
        said = self._line(did, row.given, row.received, row.errors, is_excused=row.is_excused)
        if line is not None:
            lines[line.pk] = said
        else:
            walk_ins.append(WalkIn(row.expected.member, _part(did), said))

    def _line(self, did: str, given: str, received: str, errors: list[str], *, is_excused: bool = False) -> Line:
        if (did not in GIVES and given.strip()) or (did not in TAKES and received.strip()):
            errors.append(_("Choose “both at once” for who helped and was helped."))
        gave = self._hours(given, self._usual("given"), errors) if did in GIVES else 0
        took = self._hours(received, self._usual("received"), errors) if did in TAKES else 0
        pot_pays = self.session.is_free or (is_excused and self.lets_excuse)
        return Line(came=True, given_minutes=gave, received_minutes=took, is_excused=pot_pays and took > 0)

    def _hours(self, typed: str, usual: int, errors: list[str]) -> int:
        try:
            minutes = self._minutes.clean(typed)
        except ValidationError as refusal:
            errors.extend(refusal.messages)
            return 0
        return usual if minutes is None else minutes

    def _walk_in(self, row: Empty) -> WalkIn | None:
        if not row.typed["walk_in"].strip():
            return None
        did = row.typed["walk_did"] if row.typed["walk_did"] in Did.values else str(Did.WAS_HELPED)
        said = self._line(did, row.typed["walk_given"], row.typed["walk_received"], row.errors)
        try:
            member: Member | None = self._members.clean(row.typed["walk_in"])
        except ValidationError as refusal:
            row.errors.extend(refusal.messages)
            return None
        return WalkIn(cast(Member, member), _part(did), said)

    def _staff_row(self, on_duty: OnDuty) -> StaffRow:
        if self.is_bound:
            typed = self._typed(on_duty.member.pk, "side", "duty")
            return StaffRow(on_duty, typed["side"], typed["duty"])
        if on_duty.time is None:
            is_new = not self.event.register_number and on_duty.member.pk == self.session.made_by_id
            return StaffRow(on_duty, Side.BESIDE if is_new else "", "")
        side = Side.BESIDE if on_duty.time.is_side_by_side else Side.FOR
        is_usual = on_duty.time.minutes == self._length
        return StaffRow(on_duty, side, "" if is_usual else hours_figure(on_duty.time.minutes))

    @property
    def _length(self) -> int:
        """How long the session is: the usual time on duty."""
        begins, ends = self.event.begins_at_time, self.event.ends_at_time
        return (ends.hour - begins.hour) * MINUTES_IN_HOUR + ends.minute - begins.minute

    def _duties(self) -> dict[int, Duty]:
        found = {}
        for row in self.staff_rows:
            if row.side not in Side.values:
                if row.minutes.strip():
                    row.errors.append(_("Say how they were on duty, or leave the time empty."))
                continue
            try:
                minutes = DurationField(longest_minutes=LONGEST_HOURS, required=False).clean(row.minutes)
            except ValidationError as refusal:
                row.errors.extend(refusal.messages)
                continue
            found[row.on_duty.member.pk] = Duty(minutes or max(1, self._length), row.side == Side.BESIDE)
        return found


def _part(did: str) -> str:
    return Part.GUEST if did == Did.WAS_HELPED else Part.HELPER
