"""Single answers that several forms ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from timebank.lib.durations import MINUTES_IN_HOUR, NotADuration, minutes_from
from timebank.lib.fields import DurationField, LongTextField, OneLineField

FEWEST_DIGITS = 5
MOST_HOURS_MINUTES = 1000 * MINUTES_IN_HOUR


class TelephoneField(OneLineField):
    """A telephone number as people write it, words around it too ("after six")."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    default_error_messages = {"digits": _("Write the whole number, such as 01632 960184")}

    def to_python(self, value: object) -> str:
        """Refuse what nobody could ring."""
        number = super().to_python(value)
        if number and sum(character.isdigit() for character in number) < FEWEST_DIGITS:
            raise ValidationError(self.error_messages["digits"], code="digits")
        return number


class AddressField(forms.EmailField):
    """An e-mail address."""

    default_error_messages = {
        "required": _("Write the e-mail address"),
        "invalid": _("Write the whole address, such as ana@example.org"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)
        self.widget.attrs.setdefault("autocomplete", "email")


class WhyField(LongTextField):
    """Why a rule is changed; every member reads it."""

    default_error_messages = {"required": _("Write why, in a few words. Every member reads it.")}

    def __init__(self, **options: Any) -> None:
        said = {"label": _("Why do you change it?"), "help_text": _("Every member reads it beside what was changed.")}
        super().__init__(max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **{**said, **options})


class AllowanceField(DurationField):
    """Hours that may also be none, such as a welcome grant or a limit."""

    def clean(self, value: object) -> int | None:
        """Read '0' as no hours at all."""
        try:
            if minutes_from(str(value or "")) == 0:
                return 0
        except NotADuration:
            pass
        return super().clean(value)
