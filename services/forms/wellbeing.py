"""The questions of each scale as boxes. A scale is answered whole, or left out."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.reads.scales import Item, Scale

FEW = 5  # answers that stand below one another; of more, one is picked from a list


class WellbeingForm(forms.Form):
    """Every question of some scales. The first time, it asks for the consent that keeps the answers."""

    agrees = forms.BooleanField(
        label=gettext_lazy("I agree that my answers are kept like this"),
        required=True,
        error_messages={"required": gettext_lazy("Tick this if you agree. Without it nothing is kept.")},
    )

    def __init__(self, data: QueryDict | None, *, scales: Sequence[Scale], asks_consent: bool) -> None:
        super().__init__(data)
        self.scales = scales
        if not asks_consent:
            del self.fields["agrees"]
        questions = {_box(scale, place): _question(item) for scale in scales for place, item in enumerate(scale.items)}
        self.fields = {**questions, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Refuse a scale that is answered in part, and a form that says nothing."""
        cleaned = super().clean() or self.cleaned_data
        given = [scale for scale in self.scales if any(cleaned.get(box) for box in _boxes(scale))]
        for scale in given:
            for box in _boxes(scale):
                if not cleaned.get(box) and box not in self.errors:
                    self.add_error(box, _("Answer this one, too, or leave out all of them"))
        if not given and not self.errors:
            self.add_error(None, _("Answer the questions first, or say no thanks below."))
        return cleaned

    def scores(self) -> dict[str, list[int]]:
        """Give the scores of each scale that was answered."""
        said = self.cleaned_data
        answered = (scale for scale in self.scales if said.get(_box(scale, 0)))
        return {scale.code: [int(said[box]) for box in _boxes(scale)] for scale in answered}

    def sets(self) -> Iterator[tuple[Scale, list[BoundField]]]:
        """Give each scale with its boxes."""
        for scale in self.scales:
            yield scale, [self[box] for box in _boxes(scale)]


def _box(scale: Scale, place: int) -> str:
    return f"{scale.code.lower()}_{place + 1}"


def _boxes(scale: Scale) -> list[str]:
    return [_box(scale, place) for place in range(len(scale.items))]


def _question(item: Item) -> forms.ChoiceField:
    """Let nothing be chosen beforehand: an answer that was not given is none."""
    answers = [(str(score), words) for score, words in item.answers]
    if len(answers) <= FEW:
        return forms.ChoiceField(label=item.words, choices=answers, widget=forms.RadioSelect, required=False)
    return forms.ChoiceField(label=item.words, choices=[("", "–"), *answers], required=False)
