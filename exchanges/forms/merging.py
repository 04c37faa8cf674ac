"""Which other entry is the same person, and which of the two numbers stays."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.forms.exchanges import LARGEST_NUMBER
from members.models import Member

NUMBER_WORDS = _("Write the number with figures, such as 12")


class SameForm(forms.Form):
    """The other's number; then, with both on the page, the number that stays. `seen` is the number that was shown."""

    number = forms.IntegerField(
        label=_("The other number"),
        help_text=_("It stands on their page and on their card."),
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages={
            "required": NUMBER_WORDS,
            "invalid": NUMBER_WORDS,
            "min_value": NUMBER_WORDS,
            "max_value": _("Nobody here has that number"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    keep = forms.IntegerField(required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data)
        self.member = member
        self.other: Member | None = None

    def clean(self) -> dict[str, Any] | None:
        """Find the other entry, and once both were shown the one to keep."""
        answers = super().clean()
        number = self.cleaned_data.get("number")
        if number is None:
            return answers
        members = Member.objects.of(self.member.bank).exclude(pk=self.member.pk).select_related("person")
        self.other = members.filter(number=number, merged_into=None).first()
        if self.other is None:
            self.add_error("number", _("Nobody else here has that number"))
        else:
            self._check_choice(number)
        return answers

    @property
    def must_be_seen(self) -> bool:
        """Whether both have yet to be shown beside each other: a number is easily mistaken."""
        return self.other is not None and self.cleaned_data.get("seen") != self.other.number

    def kept_and_given_up(self, other: Member) -> tuple[Member, Member]:
        """Give the entry that stays, and the one that does not."""
        if self.cleaned_data["keep"] == self.member.number:
            return self.member, other
        return other, self.member

    def _check_choice(self, number: int) -> None:
        """Refuse a choice of neither, and one that was made beside another entry."""
        seen, keep = self.cleaned_data.get("seen"), self.cleaned_data.get("keep")
        if seen not in (None, number):
            self.add_error("number", _("Another number was shown. Look at both again"))
        elif (seen == number or keep is not None) and keep not in self._numbers():
            self.add_error("keep", _("Choose which number stays"))

    def _numbers(self) -> set[int | None]:
        return {self.member.number, self.other.number if self.other else None}
