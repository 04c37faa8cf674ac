"""When somebody would like help, chosen with taps alone: no box on the page is typed into."""

import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.listings import More, Wording
from exchanges.models import Listing
from exchanges.reads.pictures import Picture
from members.models import DAYS, PARTS_OF_DAY

DAYS_SHOWN = 7
THIS_WEEK, NO_HURRY = "week", "any"
STANDS_WITHOUT_HURRY = datetime.timedelta(days=30)
LONGEST_TITLE = 100


class WhenForm(forms.Form):
    """A day of the next seven, this week or no hurry, and a part of the day; the kind of help was tapped before."""

    day = forms.ChoiceField(
        label=gettext_lazy("On which day?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Tap a day")),
    )
    part = forms.ChoiceField(
        label=gettext_lazy("At what time?"),
        widget=forms.RadioSelect,
        choices=[("", gettext_lazy("Any time")), *((code, capfirst(words)) for code, words in PARTS_OF_DAY.items())],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Tap a time")},
    )

    def __init__(self, data: QueryDict | None, *, picture: Picture, today: datetime.date) -> None:
        super().__init__(data, initial={"day": THIS_WEEK, "part": ""})
        self.picture, self.today = picture, today
        cast(forms.ChoiceField, self.fields["day"]).choices = self._days()

    def wording(self) -> Wording:
        """Say the request in plain words, with a day that still means the same tomorrow."""
        chosen, part = self.cleaned_data["day"], self.cleaned_data["part"]
        week_ends = self.today + datetime.timedelta(days=DAYS_SHOWN - 1)
        day = None if chosen in (THIS_WEEK, NO_HURRY) else datetime.date.fromisoformat(chosen)
        last_day = {THIS_WEEK: week_ends, NO_HURRY: self.today + STANDS_WITHOUT_HURRY}.get(chosen, day)
        words: list[Any] = [self.picture.name]
        if day is not None:
            words.append(_long(day))
        if chosen == THIS_WEEK:
            words.append(_("by %(day)s") % {"day": _long(week_ends)})
        if part:
            words.append(PARTS_OF_DAY[part])
        return Wording(
            kind=Listing.Kind.REQUEST,
            title=", ".join(str(each) for each in words)[:LONGEST_TITLE],
            category=self.picture.category,
            more=More(
                often=Listing.Often.ONCE,
                needed_on=day,
                needed_part=part if day else "",
                availability=() if day or not part else self._each_day(part),
                expires_on=last_day,
            ),
        )

    def _days(self) -> list[tuple[str, str]]:
        days = [self.today + datetime.timedelta(days=ahead) for ahead in range(DAYS_SHOWN)]
        named = [_("Today"), _("Tomorrow"), *(_long(day) for day in days[2:])]
        choices = [(day.isoformat(), str(words)) for day, words in zip(days, named, strict=True)]
        return [(THIS_WEEK, _("Some day this week")), *choices, (NO_HURRY, _("There is no hurry"))]

    def _each_day(self, part: str) -> tuple[str, ...]:
        return tuple(f"{day}_{part}" for day in DAYS)


def _long(day: datetime.date) -> str:
    return formats.date_format(day, "l j F")
