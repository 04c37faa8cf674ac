"""What a printed sheet of offers and requests has, and how large its letters are."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Bank
from members.reads.areas import areas_of

MOST_POSTED = 200
LONGEST_ID = 18


class PrintListingsForm(forms.Form):
    """The choices of a sheet: of which area, in which letters, and whether it says whose each is."""

    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    letters = forms.ChoiceField(
        label=gettext_lazy("Letters"),
        required=False,
        choices=[("", gettext_lazy("Large")), ("plain", gettext_lazy("As on the other pages"))],
    )
    names = forms.ChoiceField(
        label=gettext_lazy("Names"),
        required=False,
        choices=[("", gettext_lazy("With names")), ("none", gettext_lazy("Without, for a notice board"))],
    )

    def __init__(self, data: QueryDict, *, bank: Bank) -> None:
        super().__init__(data)
        self.areas = {area.key: area.name for area in areas_of(bank)}
        choices: list[tuple[Any, Any]] = [("", _("Everywhere")), *self.areas.items()]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        self.is_valid()

    @property
    def area_key(self) -> str:
        """The area that was chosen; '' for everywhere."""
        return str(self.cleaned_data.get("area", ""))

    @property
    def is_large(self) -> bool:
        """Whether the letters are large."""
        return not self.cleaned_data.get("letters")

    @property
    def has_names(self) -> bool:
        """Whether it says whose each is."""
        return not self.cleaned_data.get("names")


class PostedForm(forms.Form):
    """Which messages were in the letters that somebody posted."""

    notices = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        sent = [each for each in data.getlist("notices")[:MOST_POSTED] if _is_id(each)]
        self.fields["notices"].choices = [(each, each) for each in sent]  # type: ignore[attr-defined]  # as above


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_ID
