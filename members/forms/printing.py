"""Which members' cards are printed on one sheet."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from timebank.lib.fields import OneLineField

LARGEST_NUMBER = 2**31 - 1
STRETCH = re.compile(r"(\d{1,9})\s*-\s*(\d{1,9})|(\d{1,9})")


class CardsForm(forms.Form):
    """Member numbers as people write them: 3, 7, 12-20. Empty is everybody. What cannot be read chooses nobody."""

    numbers = OneLineField(
        label=_("Member numbers, such as 3, 7, 12-20"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    after = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER, widget=forms.HiddenInput)

    def stretches(self) -> list[tuple[int, int]]:
        """Give the first and the last number of each stretch that was written."""
        typed = self.cleaned_data.get("numbers") or ""
        found = STRETCH.findall(typed)
        return [(int(first or alone), int(last or alone)) for first, last, alone in found]

    @property
    def asks_for_some(self) -> bool:
        """Whether anything was written."""
        return bool(self.cleaned_data.get("numbers"))
