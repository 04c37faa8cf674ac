"""What admins say about kinds of checks, and coordinators about the checks they saw."""

import datetime
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.checks import KindOfCheck, SeenCheck
from members.models import Bank, Check, CheckKind, Member
from timebank.lib.fields import DayField, LongTextField, NameField

MOST_MONTHS = 240
OLDEST = datetime.timedelta(days=20 * 366)
FURTHEST = datetime.timedelta(days=20 * 366)


class CheckKindForm(forms.Form):
    """What a kind of check is called, how long it counts, and who needs it."""

    name = NameField(
        label=_("Name of the check"),
        help_text=_("As members know it, such as: DBS, enhanced. Never anybody's certificate number."),
        max_length=80,
        error_messages={"required": _("Write a name, such as First aid course")},
    )
    family = forms.ChoiceField(
        label=_("What sort of check is it?"),
        choices=CheckKind.Family.choices,
        error_messages={
            "required": _("Choose what sort it is"),
            "invalid_choice": _("Choose what sort it is"),
        },
    )
    lasts_months = forms.IntegerField(
        label=_("It counts for so many months"),
        help_text=_("From the day it was issued. Empty: for ever."),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        error_messages={
            "invalid": _("Write a whole number of months, such as 36"),
            "min_value": _("Write 1 or more"),
            "max_value": _("Write at most 240"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    is_for_joining = forms.BooleanField(label=_("Everybody who joins needs it"), required=False)
    is_for_minors = forms.BooleanField(
        label=_("Whoever helps, or is helped by, somebody under 18 needs it"), required=False
    )

    NAMES = ("name", "family", "lasts_months", "is_for_joining", "is_for_minors")

    def __init__(self, data: QueryDict | None = None, *, kind: CheckKind | None = None) -> None:
        super().__init__(data, initial={name: getattr(kind, name) for name in self.NAMES} if kind else {})

    def told(self) -> KindOfCheck:
        """Give what was written, for the action."""
        return KindOfCheck(**{name: self.cleaned_data[name] for name in self.NAMES})


class ChooseCheckKindForm(forms.Form):
    """Which of the bank's kinds of checks is meant, in use or not."""

    kind = forms.ModelChoiceField(CheckKind.objects.none())

    def __init__(self, data: QueryDict, *, bank: Bank) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[CheckKind]", self.fields["kind"])
        field.queryset = CheckKind.objects.filter(bank=bank)

    def chosen(self) -> CheckKind | None:
        """Give the kind, if one of this bank is named."""
        return self.cleaned_data["kind"] if self.is_valid() else None


class SeenCheckForm(forms.Form):
    """A check that the coordinator has in their hands."""

    kind = forms.ModelChoiceField(
        CheckKind.objects.none(),
        label=_("What did you see?"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose what you saw"), "invalid_choice": _("Choose one from the list")},
    )
    issued_on = DayField(
        label=_("Issued on"),
        error_messages={"not_yet": _("Choose a day that has already been"), "gone": _("Check the year")},
    )
    expires_on = DayField(
        label=_("Its last day"),
        help_text=_("Leave this empty where it says none: then it counts as long as the time bank has decided."),
        required=False,
        error_messages={"not_yet": _("Check the year"), "gone": _("That one has run out. It no longer counts")},
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank, today: datetime.date) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[CheckKind]", self.fields["kind"])
        field.queryset = CheckKind.objects.open().filter(bank=bank)
        issued, expires = cast(DayField, self.fields["issued_on"]), cast(DayField, self.fields["expires_on"])
        issued.latest, issued.earliest = today, today - OLDEST
        expires.earliest, expires.latest = today, today + FURTHEST

    def seen(self) -> SeenCheck:
        """Give what was seen, for the action."""
        return SeenCheck(**{name: self.cleaned_data[name] for name in ("kind", "issued_on", "expires_on")})


class EndCheckForm(forms.Form):
    """Which check turned out not to count, and why."""

    end = forms.ModelChoiceField(Check.objects.none(), widget=forms.HiddenInput)
    words = LongTextField(
        label=_("Why does it no longer count?"),
        help_text=_("The member reads this. No numbers of certificates, please."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member, check: Check | None = None) -> None:
        super().__init__(data, initial={"end": check} if check else {}, auto_id=f"end_{check.pk if check else ''}_%s")
        cast("forms.ModelChoiceField[Check]", self.fields["end"]).queryset = Check.objects.filter(member=member)
