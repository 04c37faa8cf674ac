"""A photo of an offer or a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.profiles import PhotoField
from timebank.lib.fields import OneLineField


class ListingPhotoForm(forms.Form):
    """One photo more, and what it shows."""

    photo = PhotoField(
        label=_("A picture"),
        help_text=_(
            "JPEG, PNG or WebP, up to 10 MB. We keep a small copy, without the place and time it was taken."
            " Show only people who said yes to it, and no children."
        ),
    )
    words = OneLineField(
        label=_("What can be seen on it?"),
        help_text=_("For people who cannot see it, such as: two loaves of bread on a table."),
        max_length=120,
        error_messages={"required": _("Write in a few words what can be seen.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the picture again where the words are missing: no browser keeps a file that was chosen."""
        if "words" in self.errors and "photo" not in self.errors:
            self.add_error("photo", _("Please choose the picture again, too."))
        return self.cleaned_data
