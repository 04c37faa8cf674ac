"""The capacity inventory: what people can do, know and care about, in their own words and with some of ours to tick."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.actions.gifts import MOST_GIFTS, GiftWords
from members.models import Gift
from timebank.lib.fields import LongTextField, OneLineField, choice_words

LONGEST_GIFT = 100
MOST_LINES = 8
KINDS = {"head": Gift.Kind.HEAD, "hand": Gift.Kind.HAND, "heart": Gift.Kind.HEART}
PROMPTS: dict[str, tuple[Promise, ...]] = {
    "head": (
        _("Filling in forms"),
        _("Help with a phone or computer"),
        _("Another language"),
        _("Reading and writing letters"),
        _("Homework and lessons"),
        _("Knowing how things work here"),
    ),
    "hand": (
        _("Gardening"),
        _("Cooking or baking"),
        _("Small repairs"),
        _("Sewing and mending"),
        _("Giving lifts"),
        _("Shopping and errands"),
    ),
    "heart": (
        _("Company and a cup of tea"),
        _("Going for a walk together"),
        _("Listening when things are hard"),
        _("Looking after animals"),
        _("Making music or singing"),
        _("Welcoming new neighbours"),
    ),
}
TITLES = {
    "head": (_("Your head"), _("What do you know?")),
    "hand": (_("Your hands"), _("What do you do, make or mend?")),
    "heart": (_("Your heart"), _("What do you care about?")),
}


class OwnGiftField(OneLineField):
    """One gift in somebody's own words."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_GIFT, **options)
        self.widget.attrs.setdefault("autocomplete", "off")


class OwnGiftsField(LongTextField):
    """Several gifts, one on each line."""

    default_error_messages = {
        "line": _("Write at most 100 letters on each line."),
        "lines": _("Write at most 8 lines. You can add more later."),
    }

    def clean(self, value: object) -> list[str]:
        """Give the lines that have something in them."""
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_LINES:
            raise ValidationError(self.error_messages["lines"], code="lines")
        if any(len(line) > LONGEST_GIFT for line in lines):
            raise ValidationError(self.error_messages["line"], code="line")
        return lines


class TicksField(forms.MultipleChoiceField):
    """Ticks, of which none is an answer too: the page says so once, not at each."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        """Refuse only what is none of the choices."""
        if value:
            super().validate(value)


class GiftsForm(forms.Form):
    """Gifts of head, hands and heart, and what people are thanked for. All of it may be left for the conversation."""

    thanked_for = LongTextField(
        label=_("What do people thank you for?"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: QueryDict | None = None, *, told: Sequence[GiftWords] = (), thanked_for: str = "") -> None:
        super().__init__(data, initial={"thanked_for": thanked_for})
        self.told = list(told)
        for name, kind in KINDS.items():
            ours = [str(prompt) for prompt in PROMPTS[name]]
            theirs = [gift.words for gift in self.told if gift.kind == kind]
            self.fields[name] = TicksField(
                label=_("Tick what fits"),
                choices=[(words, choice_words(words)) for words in ours],
                initial=[words for words in theirs if words in ours],
            )
            self.fields[f"{name}_own"] = OwnGiftsField(
                label=_("And in your own words"),
                help_text=_("One on each line."),
                required=False,
                max_length=MOST_LINES * (LONGEST_GIFT + 2),
                widget=forms.Textarea({"rows": 2}),
                initial="\n".join(words for words in theirs if words not in ours),
            )

    def clean(self) -> dict[str, Any] | None:
        """Refuse a longer list than is kept, of everybody alike: a refusal later would tell who is nobody to us yet."""
        answers = super().clean()
        if not self.errors and len(self.gifts()) > MOST_GIFTS:
            self.add_error(None, _("That is a long list already. Take something out first."))
        return answers

    def parts(self) -> list[tuple[Promise, Promise, list[forms.BoundField]]]:
        """Give the three kinds under plain titles, each with its question."""
        return [(*TITLES[name], [self[name], self[f"{name}_own"]]) for name in KINDS]

    def gifts(self) -> list[GiftWords]:
        """Give what was told, each once, with what was said before about how they would like to do it."""
        before = {gift.words.casefold(): gift.would for gift in self.told}
        found: dict[str, GiftWords] = {}
        for name, kind in KINDS.items():
            for words in [*self.cleaned_data[name], *self.cleaned_data[f"{name}_own"]]:
                key = words.casefold()
                found.setdefault(key, GiftWords(kind, words, before.get(key, ())))
        return list(found.values())


class WouldForm(forms.Form):
    """For each gift: would they do it, teach it, or love to do it with others?"""

    CHOICES = [
        (Gift.Would.DO, _("I would do it for somebody")),
        (Gift.Would.TEACH, _("I would teach it")),
        (Gift.Would.TOGETHER, _("I would love to do it with others")),
    ]

    def __init__(self, data: QueryDict | None = None, *, told: Sequence[GiftWords]) -> None:
        super().__init__(data)
        self.told = list(told)
        for place, gift in enumerate(self.told):
            self.fields[f"would_{place}"] = TicksField(
                label=choice_words(gift.words),
                choices=self.CHOICES,
                initial=list(gift.would),
            )

    def gifts(self) -> list[GiftWords]:
        """Give the gifts with what was ticked."""
        return [replace(gift, would=self.cleaned_data[f"would_{place}"]) for place, gift in enumerate(self.told)]


class OneGiftForm(forms.Form):
    """A gift that a coordinator adds in the conversation."""

    words = OneLineField(
        label=_("What is it?"), max_length=LONGEST_GIFT, error_messages={"required": _("Write what it is")}
    )
    kind = forms.ChoiceField(
        label=_("What kind of gift?"),
        choices=Gift.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    would = TicksField(label=_("They would"), choices=WouldForm.CHOICES)

    def gift(self) -> GiftWords:
        """Give what was told, for the action."""
        answers = self.cleaned_data
        return GiftWords(answers["kind"], answers["words"], answers["would"])
