"""What is written to put hours into a sponsor's pot, in the service's name or as a gift."""

import uuid

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES
from members.models import Bank
from services.actions.pot import PuttingIn
from services.models import PotGift
from timebank.lib.fields import DurationField, LongTextField

WORDS: dict[str, Promise] = {
    PotGift.Source.SERVICE: _("The service's own hours"),
    PotGift.Source.MEMBER: _("My own hours, as a gift"),
    PotGift.Source.SHARED: _("The shared pot of the time bank: a coordinator answers"),
}


class PutInForm(forms.Form):
    """Whence the hours come, how many, and a few words with them. The key tells a form that is sent twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    source = forms.ChoiceField(
        label=_("Where do the hours come from?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose where they come from")),
    )
    hours = DurationField(
        label=_("How many hours?"), help_text=_("For example 1, 1½ or 0:45."), longest_minutes=LONGEST_MINUTES
    )
    words = LongTextField(
        label=_("A few words with it"),
        help_text=_("If you like. Staff and those who run the time bank read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank, sources: list[str]) -> None:
        first = sources[0] if len(sources) == 1 else ""
        super().__init__(data, initial={"key": uuid.uuid4(), "source": first})
        count_in_steps(self, bank)
        self.fields["source"].choices = [(each, WORDS[each]) for each in sources]  # type: ignore[attr-defined]  # whose

    def putting(self) -> PuttingIn:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        key = answers["key"] or uuid.uuid4()
        return PuttingIn(source=answers["source"], minutes=answers["hours"], words=answers["words"], key=key)
