"""What an admin writes about an area."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.areas import Place
from members.models import Area, Bank
from timebank.lib.fields import NameField


class AreaForm(forms.Form):
    """What people call an area, and roughly where its middle is."""

    name = NameField(
        label=_("Name of the area"),
        help_text=_("As members write it, such as: Mill Lane, the Old Town, MK12."),
        max_length=60,
        error_messages={"required": _("Write a name, such as Mill Lane")},
    )
    latitude = forms.DecimalField(
        label=_("Latitude of its middle"),
        help_text=_("Such as 52.04. We keep two places after the point: about a kilometre, never a street."),
        min_value=-90,
        max_value=90,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
    )
    longitude = forms.DecimalField(
        label=_("Longitude of its middle"),
        help_text=_("Such as -0.76. West of Greenwich it has a minus."),
        min_value=-180,
        max_value=180,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
    )

    def __init__(self, data: QueryDict | None = None, *, area: Area | None = None) -> None:
        said = {"name": area.name, "latitude": area.latitude, "longitude": area.longitude} if area else {}
        super().__init__(data, initial=said)

    def clean(self) -> dict[str, Any]:
        """See that a middle has both its figures."""
        cleaned = super().clean() or self.cleaned_data
        for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if cleaned.get(one) is not None and cleaned.get(other) is None and other not in self.errors:
                self.add_error(other, _("Write both, or leave both empty"))
        return cleaned

    def place(self) -> Place:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return Place(answers["name"], answers["latitude"], answers["longitude"])


class ChooseAreaForm(forms.Form):
    """Which of the bank's areas is meant."""

    area = forms.ModelChoiceField(Area.objects.none())

    def __init__(self, data: QueryDict, *, bank: Bank) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Area]", self.fields["area"]).queryset = Area.objects.of(bank)

    def chosen(self) -> Area | None:
        """Give the area, if one of this bank is named."""
        return self.cleaned_data["area"] if self.is_valid() else None
