"""What a giver writes to show a code, and the code that a receiver types."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from exchanges.actions.codes import FIRST, LAST, LONGEST_SHOWN
from exchanges.forms.categories import CategoryField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES
from members.models import Bank
from timebank.lib.fields import DurationField, OneLineField

BETWEEN_DIGITS = " -\u2010\u2011\u2012\u2013\u2014\u2212."
DIGITS_READ = 9  # one more than there are: a number of a thousand digits is not read to its end


class CodeForm(forms.Form):
    """How long the help took today, and what was done."""

    hours = DurationField(
        label=_("How many hours did it take?"),
        help_text=_("For example 1, 1½ or 0:45."),
        longest_minutes=LONGEST_MINUTES,
    )
    description = OneLineField(
        label=_("What was done?"),
        help_text=_("A few words, such as: weeding the front garden."),
        max_length=LONGEST_SHOWN,
        error_messages={"required": _("Write what was done")},
    )
    category = CategoryField(
        label=_("What kind of help was it?"),
        empty_label=_("Choose if you like"),
        error_messages={"invalid_choice": _("Choose the kind of help from the list")},
    )

    def __init__(self, *args: Any, bank: Bank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_in_steps(self, bank)
        cast(CategoryField, self.fields["category"]).choose_from(bank)

    def said(self) -> dict[str, Any]:
        """Give the answers in the words of the action."""
        told = self.cleaned_data
        return {"minutes": told["hours"], "description": told["description"], "category": told["category"]}


class CodeField(OneLineField):
    """The digits of a code, as they stand on the giver's phone or as people type them; cleans to the number."""

    default_error_messages = {
        "required": _("Write the eight digits of the code, such as 4829-1703"),
        "digits": _("Write the eight digits of the code, such as 4829-1703"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "numeric", "class": "short", "autocomplete": "off"})

    def clean(self, value: object) -> int:
        """Read the digits of any script, with or without the line between them."""
        typed = "".join(character for character in super().clean(value) if character not in BETWEEN_DIGITS)
        if not typed.isdecimal() or not FIRST <= int(typed[:DIGITS_READ]) <= LAST:
            raise ValidationError(self.error_messages["digits"], code="digits")
        return int(typed)


class TypedCodeForm(forms.Form):
    """The code that somebody shows, for a phone without a camera."""

    code = CodeField(label=_("Which code do they show?"), help_text=_("Eight digits, such as 4829-1703."))
