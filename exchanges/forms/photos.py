"""A photo of an offer or a request."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from exchanges.actions.listing_photos import Drawn, draw
from members.forms.profiles import PhotoField
from timebank.lib.errors import RuleBroken
from timebank.lib.fields import OneLineField

CHOOSE_AGAIN = _("Please choose the picture again, too.")


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
            self.ask_again()
        return self.cleaned_data

    def ask_again(self) -> None:
        """Ask for the picture once more: a page that comes back has lost it."""
        self.add_error("photo", CHOOSE_AGAIN)


class FirstPhotoForm(ListingPhotoForm):
    """A photo that goes up with a new offer or request, or none: both of its boxes may be left empty."""

    def __init__(
        self, data: QueryDict | None = None, files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None
    ) -> None:
        super().__init__(data, files, prefix="first")
        self.fields["photo"].required = self.fields["words"].required = False

    def clean(self) -> dict[str, Any]:
        """See that who sends a picture says what it shows, and who says so sends one."""
        photo, words = self.cleaned_data.get("photo"), self.cleaned_data.get("words")
        if photo and not words and "words" not in self.errors:
            self.add_error("words", self.fields["words"].error_messages["required"])
        elif words and not photo and "photo" not in self.errors:
            self.add_error("photo", self.fields["photo"].error_messages["required"])
        return super().clean()

    def drawn(self) -> Drawn | None:
        """Give the picture drawn anew, or none; one that cannot be read is an error of its box."""
        if not self.cleaned_data.get("photo"):
            return None
        try:
            return draw(self.cleaned_data["photo"], self.cleaned_data["words"])
        except RuleBroken as refusal:
            self.add_error("photo", str(refusal))
            return None

    @property
    def is_open(self) -> bool:
        """Whether something was written in it, or is to be mended."""
        return self.is_bound and (bool(self.errors) or self.has_changed())
