"""What an offer or a request may say besides its words: when, where, how often, for whom, and until when."""

import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.listings import More
from exchanges.models import Listing
from members.forms.profiles import WeekTable
from members.models import PARTS_OF_DAY, PARTS_OF_WEEK
from members.reads.profiles import languages_by_name
from timebank.lib.fields import DayField, OneLineField

A_YEAR = datetime.timedelta(days=365)
STANDS = {"month": 30, "quarter": 92, "year": 365}  # days
LANGUAGE_BOXES = ("language_1", "language_2")


class MoreForm(forms.Form):
    """Everything of it can be left out; a page that sends none of it leaves the usual."""

    MORE: ClassVar[tuple[str, ...]] = (
        "needed_on",
        "needed_part",
        "often",
        "availability",
        "places",
        "area",
        "people",
        *LANGUAGE_BOXES,
        "access",
        "stands",
    )

    needed_on = DayField(
        label=gettext_lazy("On which day, if it is for one day?"),
        required=False,
        error_messages={
            "gone": gettext_lazy("That day is over. Choose a later one"),
            "not_yet": gettext_lazy("That is more than a year ahead. Choose an earlier day"),
        },
    )
    needed_part = forms.ChoiceField(
        label=gettext_lazy("At what time of that day?"),
        required=False,
        choices=[("", gettext_lazy("Any time")), *PARTS_OF_DAY.items()],
    )
    often = forms.ChoiceField(
        label=gettext_lazy("How often?"),
        required=False,
        choices=[("", gettext_lazy("I don't mind")), *Listing.Often.choices],
    )
    availability = forms.MultipleChoiceField(
        label=gettext_lazy("When in the week does it suit you?"),
        required=False,
        choices=PARTS_OF_WEEK,
        widget=WeekTable(attrs={"class": "tick"}),
        error_messages={"invalid_choice": gettext_lazy("Tick the boxes in the table.")},
    )
    places = forms.MultipleChoiceField(
        label=gettext_lazy("Where?"), required=False, choices=Listing.Place.choices, widget=forms.CheckboxSelectMultiple
    )
    area = OneLineField(
        label=gettext_lazy("In which part of town?"),
        help_text=gettext_lazy(
            "A street or a part of town, no house number. Empty: where you live, as your page says."
        ),
        required=False,
        max_length=60,
    )
    people = forms.IntegerField(
        label=gettext_lazy("For how many people at a time?"),
        help_text=gettext_lazy(
            "When so many have a plan with you, nobody else can ask. Empty: one for what you ask, and any number for"
            " what you offer."
        ),
        required=False,
        min_value=1,
        max_value=Listing.MANY,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    language_1 = forms.ChoiceField(label=gettext_lazy("In which language?"), required=False)
    language_2 = forms.ChoiceField(label=gettext_lazy("Or in which other language?"), required=False)
    access = forms.MultipleChoiceField(
        label=gettext_lazy("What makes it possible for more people?"),
        required=False,
        choices=Listing.Access.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    stands = forms.ChoiceField(label=gettext_lazy("Until when can others read it?"), required=False)

    def __init__(
        self, data: QueryDict | None, *, today: datetime.date, listing: Listing | None, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial | _said(listing))
        self.today, self.listing = today, listing
        day = cast(DayField, self.fields["needed_on"])
        day.earliest, day.latest = today, today + A_YEAR
        if listing and listing.needed_on and listing.needed_on < today:
            day.earliest = listing.needed_on
        for name in LANGUAGE_BOXES:
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("Any")), *languages_by_name()]
        cast(forms.ChoiceField, self.fields["stands"]).choices = self._ends()

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields of the optional part, which a page folds away."""
        return [self[name] for name in self.MORE if name in self.fields]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The few that everybody fills in."""
        return [each for each in self if each.name not in self.MORE]

    @property
    def more_is_open(self) -> bool:
        """Whether something of the optional part is said already, or is to be mended."""
        if self.is_bound:
            return any(self.errors.get(name) for name in self.MORE) or self.has_more
        return self.has_more

    @property
    def has_more(self) -> bool:
        """Whether any box of the optional part is filled in."""
        return any(_is_said(each.value()) for each in self.more_fields if each.name != "stands")

    def more(self) -> More:
        """Give what was said, for the action."""
        answers = self.cleaned_data
        needed_on = answers["needed_on"]
        once = Listing.Often.ONCE if needed_on else Listing.Often.STANDING
        return More(
            often=answers["often"] or once,
            places=tuple(dict.fromkeys(answers["places"])),
            area=answers["area"],
            needed_on=needed_on,
            needed_part=answers["needed_part"] if needed_on else "",
            availability=tuple(dict.fromkeys(answers["availability"])),
            languages=tuple(dict.fromkeys(filter(None, (answers[name] for name in LANGUAGE_BOXES)))),
            access=tuple(dict.fromkeys(answers["access"])),
            people=answers["people"],
            expires_on=self._expires_on(answers["stands"], needed_on),
        )

    def _ends(self) -> list[tuple[str, str]]:
        ends = [
            ("month", _("for a month")),
            ("quarter", _("for three months")),
            ("year", _("for a year")),
            ("none", _("until I take it down")),
        ]
        if self.listing is None:
            return [("", _("until the day it is for, or three months")), *ends]
        if self.listing.expires_on is None:
            return [("", _("as it is: until I take it down")), *ends[:3]]
        day = formats.date_format(self.listing.expires_on, "j F Y")
        return [("", _("as it is: until %(day)s") % {"day": day}), *ends]

    def _expires_on(self, stands: str, needed_on: datetime.date | None) -> datetime.date | None:
        if stands == "none":
            return None
        if stands:
            return self.today + datetime.timedelta(days=STANDS[stands])
        if self.listing is None:
            return needed_on or self.today + datetime.timedelta(days=STANDS["quarter"])
        moved = needed_on is not None and self.listing.expires_on == self.listing.needed_on
        return needed_on if moved else self.listing.expires_on


def _is_said(value: object) -> bool:
    return any(value) if isinstance(value, list) else bool(value)


def _said(listing: Listing | None) -> dict[str, Any]:
    if listing is None:
        return {}
    same = ("needed_on", "needed_part", "availability", "places", "area", "access")
    said = {name: getattr(listing, name) for name in same}
    said["often"] = "" if listing.often == Listing.Often.STANDING else listing.often
    said["people"] = None if listing.people == (Listing.MANY if listing.is_offer else 1) else listing.people
    return said | dict(zip(LANGUAGE_BOXES, listing.languages, strict=False))
