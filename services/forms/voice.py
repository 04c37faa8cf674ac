"""Which step of the ladder somebody chooses, and whose answer a coordinator writes down."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.forms.desk import MemberField
from members.models import Bank
from services.models import LadderStep

CHOOSE = _("Choose the sentence that is most like it is now")


def _step(typed: str) -> LadderStep:
    return LadderStep(int(typed))


class StepForm(forms.Form):
    """One step: each is a button of its own."""

    step = forms.TypedChoiceField(choices=LadderStep.choices, coerce=_step, error_messages={"required": CHOOSE})


class StepForForm(forms.Form):
    """What somebody told a coordinator."""

    whose = MemberField(label=_("Who told you?"), help_text=_("A name or a member number."))
    step = forms.TypedChoiceField(
        label=_("What is most like it is now, as they say?"),
        choices=LadderStep.choices,
        coerce=_step,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )

    def __init__(self, data: QueryDict | None, *, bank: Bank) -> None:
        super().__init__(data)
        cast(MemberField, self.fields["whose"]).bank = bank
