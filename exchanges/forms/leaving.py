"""Who gets the hours that a member leaves behind."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.forms.exchanges import LARGEST_NUMBER
from members.models import Member


class LeavingForm(forms.Form):
    """The shared pot, or a member by number; nothing is asked where nothing is left.

    Who may not choose is not asked: what they send nevertheless, the action refuses.
    `seen` is the number whose name was on the page that was sent.
    """

    POT, MEMBER = "pot", "member"

    goes_to = forms.ChoiceField(
        label=_("Who gets the hours that are left?"),
        error_messages={"required": _("Choose who gets the hours that are left")},
        choices=[(POT, _("The shared pot, for everybody")), (MEMBER, _("A member"))],
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("The member's number"),
        help_text=_("Only for a member. It stands on their page."),
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages={
            "invalid": _("Write the number with figures, such as 12"),
            "min_value": _("Write the number with figures, such as 12"),
            "max_value": _("Nobody here has that number"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, leaver: Member, balance_minutes: int, may_choose: bool = True
    ) -> None:
        super().__init__(data, initial={"goes_to": self.POT})
        self.balance_minutes, self.may_choose = balance_minutes, may_choose
        self.fields["goes_to"].required = may_choose
        if balance_minutes <= 0:
            del self.fields["goes_to"], self.fields["number"]
        self.leaver = leaver
        self.heir: Member | None = None

    def clean(self) -> dict[str, Any] | None:
        """Find the member; what is chosen without a number is asked again."""
        answers = super().clean()
        if self.cleaned_data.get("goes_to") == self.MEMBER and "number" not in self.errors:
            number = self.cleaned_data.get("number")
            members = Member.objects.of(self.leaver.bank).in_directory()  # a number that is tried shows a name
            self.heir = members.filter(number=number).first() if number else None
            if number is None:
                self.add_error("number", _("Write the member's number, or choose the shared pot"))
            elif self.heir is None:
                self.add_error("number", _("Nobody here has that number"))
            elif self.heir.pk == self.leaver.pk:
                self.add_error("number", _("This is the number of who leaves. Choose another member"))
        return answers

    @property
    def must_be_seen(self) -> bool:
        """Whether the name of who gets the hours has yet to be shown: a number is easily mistaken."""
        return self.may_choose and self.heir is not None and self.cleaned_data.get("seen") != self.heir.number
