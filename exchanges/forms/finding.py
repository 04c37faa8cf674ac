"""What people look for among offers and requests."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import FARTHEST, Category, Listing
from exchanges.reads.finding import Wishes, languages_of_listings
from members.models import DAYS, PARTS_OF_DAY, Bank, Member
from members.reads.areas import areas_of
from members.reads.profiles import languages_by_name
from timebank.lib.fields import OneLineField

LARGEST_ID = 2**63 - 1
LONGEST_SEARCH = 100
ANY = ("", gettext_lazy("All"))


class FindListingsForm(forms.Form):
    """What to look for among offers and requests, and before which one the page begins."""

    q = OneLineField(
        label=gettext_lazy("What are you looking for?"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            ("", gettext_lazy("Offers and requests")),
            ("offer", gettext_lazy("Only offers")),
            ("request", gettext_lazy("Only requests")),
        ],
    )
    category = forms.TypedChoiceField(label=gettext_lazy("Kind of help"), required=False, coerce=int)
    place = forms.ChoiceField(
        label=gettext_lazy("Where it happens"), required=False, choices=[ANY, *Listing.Place.choices]
    )
    day = forms.ChoiceField(
        label=gettext_lazy("Day"), required=False, choices=[("", gettext_lazy("Any day")), *DAYS.items()]
    )
    part = forms.ChoiceField(
        label=gettext_lazy("Time of day"),
        required=False,
        choices=[("", gettext_lazy("Any time")), *PARTS_OF_DAY.items()],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    access = forms.ChoiceField(
        label=gettext_lazy("What helps me take part"), required=False, choices=[ANY, *Listing.Access.choices]
    )
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("What comes first"), required=False, choices=[("", gettext_lazy("Newest first"))]
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    since = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    far = forms.IntegerField(required=False, min_value=0, max_value=FARTHEST)

    NAMES = ("q", "kind", "category", "area", "place", "day", "part", "language", "access", "order", "since")
    MORE = NAMES[1:-1]
    NEAREST = "nearest"

    def __init__(self, data: QueryDict, *, bank: Bank, reader: Member | None, on: datetime.date) -> None:
        super().__init__(data)
        asked = str(data.get("category", ""))
        self._choose("category", _categories(bank, int(asked) if asked.isascii() and asked.isdigit() else 0))
        used = languages_of_listings(bank, reader, on=on)
        by_link = languages_by_name({str(data.get("language", ""))} - {code for code, _name in used})
        self._choose("language", [("", _("Any language")), *used, *by_link])
        self.areas = areas_of(bank, home=reader.area if reader else "")
        self._choose("area", [("", _("Everywhere")), *((area.key, area.name) for area in self.areas)])
        if reader and reader.area:
            self._choose("order", [("", _("Newest first")), (self.NEAREST, _("Nearest first"))])
        self.is_valid()

    def wishes(self) -> Wishes:
        """Give what was asked for; what cannot be read is left out of account."""
        said = {name: self.cleaned_data[name] for name in self.NAMES if self.cleaned_data.get(name)}
        said.pop("since", None)
        said["words"] = said.pop("q", "")
        said["kind"] = said.get("kind", "").upper()
        said["nearest"] = bool(said.pop("order", ""))
        return Wishes(**said)

    def page_start(self) -> tuple[int, int] | None:
        """Say after which one the page begins: how far away it is, and its number; None on the first page."""
        before = self.cleaned_data.get("before")
        return (self.cleaned_data.get("far") or 0, before) if before else None

    def chosen(self) -> list[tuple[str, str]]:
        """Name what was chosen in words, each with the name of its field."""
        said = [(name, self.cleaned_data.get(name)) for name in self.NAMES]
        return [(name, self._in_words(name, str(value))) for name, value in said if value]

    def in_words(self, query: dict[str, str]) -> str:
        """Name in words what an address of the list asks for."""
        return ", ".join(self._in_words(name, value) for name, value in query.items())

    def newer_than(self) -> int | None:
        """Say after which listing what is new begins, where only that is asked for."""
        return self.cleaned_data.get("since")

    def more_fields(self) -> list[forms.BoundField]:
        """Give the fields that stand under 'More choices'; none where there is nothing to choose."""
        return [self[name] for name in self.MORE if len(self._choices(name)) > 1]

    def _in_words(self, name: str, value: str) -> str:
        if name == "q":
            return _("“%(words)s”") % {"words": value}
        if name == "since":
            return _("New since you last looked")
        flat: dict[str, object] = {}
        for key, words in self._choices(name):
            flat.update({str(k): w for k, w in words} if isinstance(words, list) else {str(key): words})
        return str(flat.get(value, value))

    def _choices(self, name: str) -> list[tuple[Any, Any]]:
        return list(self.fields[name].choices)  # type: ignore[attr-defined]  # all but the words are choices

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # as above


def query_of(wishes: Wishes) -> dict[str, str]:
    """Write wishes as the address of the list has them."""
    kept = wishes.to_keep()
    query = {"q": kept.pop("words", ""), "kind": kept.pop("kind", "").lower()}
    query["order"] = FindListingsForm.NEAREST if kept.pop("nearest", False) else ""
    query |= {name: str(value) for name, value in kept.items()}
    return {name: query[name] for name in FindListingsForm.NAMES if query.get(name)}


def _categories(bank: Bank, asked: int) -> list[tuple[Any, Any]]:
    """Give the kinds of help in use, and one asked for though it was closed: a main one stands for all beneath it."""
    known = Category.objects.of(bank)
    families: dict[str, list[tuple[Any, str]]] = {}
    for each in (known.in_use() | known.filter(pk=asked)).as_tree():
        family = families.setdefault((each.parent or each).name, [])
        family.append((each.pk, each.name))
    return [ANY, *(_family(main, kinds) for main, kinds in families.items())]


def _family(main: str, kinds: list[tuple[Any, str]]) -> tuple[Any, Any]:
    if len(kinds) == 1:
        return kinds[0]
    (pk, _name), *finer = kinds
    return main, [(pk, _("%(kind)s: everything") % {"kind": main}), *finer]
