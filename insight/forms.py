"""Which days a statement or a report is about."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import Category
from insight.actions.erasing import Identified
from insight.models import KeptReport
from insight.reads.catalogue.choices import written
from insight.reads.catalogue.shapes import USUAL_QUIET_DAYS, Asked, Definition, Filter
from insight.reads.catalogue.shapes import Place as PlaceInReport
from insight.reads.exchanges import Place
from insight.reads.names import KINDS
from insight.reads.periods import FIRST_DAY, Period, month_before, month_of
from ledger.reads import KeptSeal, NotASeal
from members.forms.boxes import WhyField
from members.models import Bank, Member, Retention

MONTH = re.compile(r"(\d{4})-(\d{2})")
LONGEST_SEAL = 10_000  # bytes that are read of a file; a seal has some two hundred
LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
FILTERED = (Filter.KIND, Filter.CATEGORY, Filter.MEMBER, Filter.QUIET_DAYS)
QUIET_DAYS = [
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (180, gettext_lazy("180 days")),
    (365, gettext_lazy("365 days")),
]


class DayBox(forms.DateField):
    """A day in one box: browsers show a calendar, addresses carry '2026-10-31'."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": gettext_lazy("There is no such day. Write it like 2026-10-31")}

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], required=False, **options)

    def clean(self, value: object) -> datetime.date | None:
        """Refuse days before there were time banks."""
        day: datetime.date | None = super().clean(value)
        if day and day < FIRST_DAY:
            raise ValidationError(_("That is too long ago. Check the year"))
        return day


class PeriodForm(forms.Form):
    """The first and the last day, or a month (`month=2026-10`). Nothing typed is the period the page begins with."""

    first = DayBox(label=gettext_lazy("From"))
    last = DayBox(label=gettext_lazy("To"))
    month = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, usual: Period, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = usual
        self.today = today

    def add_prefix(self, field_name: str) -> str:
        """Read 'from' and 'to', the first of which Python keeps for itself."""
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean_month(self) -> Period | None:
        """Read a month, such as 2026-10."""
        typed = self.cleaned_data["month"]
        if not typed:
            return None
        return _month_from(typed)

    def clean(self) -> dict[str, Any]:
        """See that the days make a period that has begun."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        period = self._asked()
        if period.first_on > period.last_on:
            self.add_error("last", _("The last day is before the first. Turn them round."))
        elif period.first_on > self.today:
            self.add_error("month" if cleaned["month"] else "first", _("That time is still to come."))
        cleaned["period"] = period.until(self.today)
        return cleaned

    def period(self) -> Period:
        """Give the days that were asked for; where they could not be read, the usual ones."""
        return self.cleaned_data["period"] if self.is_valid() else self.usual

    def shown(self) -> "PeriodForm":
        """Give the form as the page shows it: with what was typed where it cannot be read, else with the days shown."""
        if self.errors:
            return self
        period = self.period()
        initial = {"first": period.first_on, "last": period.last_on}
        return PeriodForm(initial=initial, usual=self.usual, today=self.today)

    def _asked(self) -> Period:
        answers = self.cleaned_data
        if answers["month"]:
            month: Period = answers["month"]
            return month
        first, last = answers["first"], answers["last"]
        if first is None and last is None:
            return self.usual
        last = last or max(first, self.today)
        return Period(first or min(last, self.today).replace(day=1), last)


class WhichForm(forms.Form):
    """Whose statement, and after which line the page begins."""

    account = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    after = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_ID)


class PlaceForm(forms.Form):
    """After which line of the journal a page of the report begins. What cannot be read is the beginning."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    number = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def place(self) -> Place | None:
        """Give the place, if there is one."""
        answers = self.cleaned_data if self.is_valid() else {}
        day, number = answers.get("day"), answers.get("number")
        return Place(day, number) if day and number else None


class MonthForm(forms.Form):
    """Which month to close, such as 2026-10."""

    month = forms.CharField(
        widget=forms.HiddenInput,
        max_length=20,
        error_messages={"required": gettext_lazy("Choose a month"), "max_length": gettext_lazy("Choose a month")},
    )

    def clean_month(self) -> Period:
        """Read the month."""
        return _month_from(self.cleaned_data["month"])


def _month_from(typed: str) -> Period:
    found = MONTH.fullmatch(typed)
    try:
        day = datetime.date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        day = None
    if day is None or day < FIRST_DAY or day.year == datetime.MAXYEAR:
        raise ValidationError(_("There is no such month. Write it like 2026-10"))
    return month_of(day)


class ReportForm(PeriodForm):
    """What can be chosen of one report of the catalogue: its days, and what else it has filters for."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[("", gettext_lazy("Everything")), *KINDS.items()], required=False
    )
    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        label=gettext_lazy("Kind of help"),
        empty_label=gettext_lazy("Every kind"),
        required=False,
    )
    member = forms.IntegerField(
        label=gettext_lazy("Member number"), required=False, min_value=1, max_value=LARGEST_NUMBER
    )
    quiet_days = forms.TypedChoiceField(
        label=gettext_lazy("Quiet for"), choices=QUIET_DAYS, coerce=int, initial=USUAL_QUIET_DAYS, required=False
    )

    def __init__(self, *args: Any, definition: Definition, bank: Bank, today: datetime.date) -> None:
        usual = month_before(today) if definition.has_period else Period(today, today)
        super().__init__(*args, usual=usual, today=today)
        self.definition, self.bank = definition, bank
        for name in FILTERED:
            if name not in definition.filters:
                del self.fields[name]
        if not definition.has_period:
            del self.fields["first"], self.fields["month"]
        if not definition.has_period and Filter.DAY not in definition.filters:
            del self.fields["last"]
        elif not definition.has_period:
            self.fields["last"].label = _("At the end of")
        if "category" in self.fields:
            self.fields["category"].queryset = Category.objects.filter(bank=bank)  # type: ignore[attr-defined]

    def clean_member(self) -> Member | None:
        """Find the member by number."""
        number = self.cleaned_data["member"]
        if number is None:
            return None
        member: Member | None = Member.objects.of(self.bank).filter(number=number).exclude(account=None).first()
        if member is None:
            raise ValidationError(_("Nobody here has that number. Look it up in the list of members"))
        return member

    def clean(self) -> dict[str, Any]:
        """See that the days make a period, or that the one day has come."""
        if self.definition.has_period:
            return super().clean()
        cleaned = self.cleaned_data
        day = cleaned.get("last") or self.today
        if day > self.today:
            self.add_error("last", _("That day is still to come."))
        cleaned["period"] = Period(day, day)
        return cleaned

    def asked(self) -> Asked:
        """Give what was asked; where it could not be read, the usual."""
        if not self.is_valid():
            return Asked(self.bank, self.usual)
        chosen = {name: self.cleaned_data[name] for name in FILTERED if self.cleaned_data.get(name)}
        return Asked(self.bank, self.cleaned_data["period"], **chosen)

    def shown(self) -> "ReportForm":
        """Give the form as the page shows it: with what was typed where it cannot be read, else with what is shown."""
        if self.errors:
            return self
        data = written(self.definition, self.asked())
        return ReportForm(data, definition=self.definition, bank=self.bank, today=self.today)


class ReportPlaceForm(forms.Form):
    """After which line a page of a report begins, such as '739123-45'. What cannot be read is the beginning."""

    after = forms.RegexField(r"^-?[0-9]{1,18}(/[0-9]{1,18})?$", required=False)

    def place(self) -> PlaceInReport | None:
        """Give the place, if there is one."""
        typed = self.cleaned_data["after"] if self.is_valid() else ""
        return tuple(int(part) for part in typed.split("/")) if typed else None


class KeepForm(forms.Form):
    """Which file a worker shall make of a long report."""

    key = forms.UUIDField()
    file_format = forms.ChoiceField(choices=KeptReport.Format.choices)


class SealPlaceForm(forms.Form):
    """Before which seal a page of them begins. What cannot be read is the latest."""

    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)

    def place(self) -> int | None:
        """Give the number, if there is one."""
        before: int | None = self.cleaned_data["before"] if self.is_valid() else None
        return before


class SealFileForm(forms.Form):
    """A seal that somebody kept outside. It is read here and stored nowhere."""

    file = forms.FileField(
        label=gettext_lazy("The seal you kept"),
        help_text=gettext_lazy("A small file. Its name is like riverside-seal-12.json"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": gettext_lazy("Choose the file you kept"),
            "empty": gettext_lazy("That file holds no seal of a ledger."),
        },
    )

    def __init__(self, *args: Any, bank: Bank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bank = bank

    def clean_file(self) -> KeptSeal:
        """Read the seal, which must be this bank's."""
        content = self.cleaned_data["file"].read(LONGEST_SEAL)
        try:
            kept = KeptSeal.read(content.decode(errors="replace"))
        except NotASeal as refusal:
            raise ValidationError(refusal.sentence) from None
        if kept.bank != self.bank.slug:
            raise ValidationError(_("That seal is of another time bank."))
        return kept


class EraseForm(forms.Form):
    """That somebody means it."""

    sure = forms.BooleanField(
        label=gettext_lazy("Yes, erase me. I know that nobody can bring it back."),
        error_messages={"required": gettext_lazy("Tick this if you want to be erased")},
    )


class EraseForSomebodyForm(forms.Form):
    """How an admin knew that it was the member who asked."""

    identified = forms.ChoiceField(
        label=gettext_lazy("How do you know that it was them?"),
        choices=Identified.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how you know that it was them")},
    )
    sure = forms.BooleanField(
        label=gettext_lazy("They know that nobody can bring it back."),
        error_messages={"required": gettext_lazy("Tell them first that nobody can bring it back")},
    )

    @property
    def how(self) -> Identified:
        """What was chosen."""
        return Identified(self.cleaned_data["identified"])


class KeepingForm(forms.Form):
    """For how many months each kind of data is kept; nothing is until somebody asks."""

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, int]) -> None:
        super().__init__(data, initial=initial)
        for kind in Retention.Kind:
            self.fields[kind.value] = forms.IntegerField(
                label=KEPT_WORDS[kind],
                required=False,
                min_value=1,
                max_value=240,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), gettext_lazy("Write months from 1 to 240, or nothing")
                ),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
            )

        why = gettext_lazy("Only where you change something. Every member reads it beside what was changed.")
        self.fields["why"] = WhyField(required=False, help_text=why)

    def clean(self) -> dict[str, Any] | None:
        """Ask for a reason where something is changed."""
        answers = super().clean()
        changed = set(self.changed_data) - {"why"}
        if changed and not self.errors and not self.cleaned_data["why"]:
            self.add_error("why", WhyField.default_error_messages["required"])
        return answers

    def months(self) -> dict[str, int | None]:
        """What was chosen, by kind."""
        return {kind.value: self.cleaned_data[kind.value] for kind in Retention.Kind}


KEPT_WORDS = {
    Retention.Kind.DECLINED: gettext_lazy("People we could not take: erased after"),
    Retention.Kind.WAITING: gettext_lazy("People who asked to join, with whom nobody went on: erased after"),
    Retention.Kind.LEFT: gettext_lazy("Members who left: erased after"),
    Retention.Kind.NOTICES: gettext_lazy("Notices that were read or passed on: deleted after"),
    Retention.Kind.LETTERS: gettext_lazy("Messages between members: deleted after"),
    Retention.Kind.NOTES: gettext_lazy("Coordinators' notes: deleted after"),
    Retention.Kind.CHECKS: gettext_lazy("Checks that no longer count: deleted after"),
    Retention.Kind.CONCERNS: gettext_lazy("Concerns that are closed: deleted after"),
}
