"""The parts of a profile, each on a page of its own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.actions.gifts import GiftWords
from members.forms.boxes import AddressField, TelephoneField
from members.forms.preferences import ways_open_to
from members.models import DAYS, PARTS_OF_DAY, PARTS_OF_WEEK, Gift, Member
from members.reads.profiles import languages_by_name
from timebank.lib.fields import LongTextField, NameField, OneLineField, choice_words
from timebank.lib.kept_pictures import MOST_BYTES

LANGUAGE_BOXES = 5
MEGABYTE = 1024 * 1024
# What each choice about others means, in a small line beneath it.
ITEM_HINTS = {
    Member.Item.ABOUT: _("Others also find you by these words."),
    Member.Item.GIFTS: _("With what people thank you for. Others also find you by these words."),
    Member.Item.AREA: _("Others also find you by it."),
    Member.Item.TELEPHONE: _("Every member can then ring you."),
    Member.Item.EMAIL: _("Every member can then write to you directly."),
    Member.Item.BANKS: _("Only where you tick this in both."),
}


class PartForm(forms.Form):
    """One part of a profile: the fields have the names of the member's own."""

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        names = self.base_fields
        super().__init__(data, initial={name: getattr(member, name, None) for name in names})

    def answers(self) -> dict[str, Any]:
        """Give what was written, for the action; what was ticked, each once."""
        return {name: _each_once(value) for name, value in self.cleaned_data.items()}


class NameForm(PartForm):
    """What a member is called."""

    name = NameField(
        label=_("Name"),
        help_text=_("Members know each other by it. What was written before keeps the name of then."),
        max_length=150,
        error_messages={"required": _("Write a name")},
    )


class AboutForm(PartForm):
    """What a member tells about themselves."""

    about = LongTextField(
        label=_("About you"),
        help_text=_("Anything that helps people to know you a little."),
        required=False,
        max_length=2000,
    )
    thanked_for = OneLineField(label=_("What do people thank you for?"), required=False, max_length=500)


class LanguagesForm(PartForm):
    """Up to five languages, each from a list, so that a phone shows its own way of choosing."""

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data, member=member)
        choices = [("", _("None")), *languages_by_name()]
        for place in range(LANGUAGE_BOXES):
            name = f"language_{place + 1}"
            label = _("A language you speak or sign") if place == 0 else _("Another language")
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.initial[name] = member.languages[place] if place < len(member.languages) else ""

    def answers(self) -> dict[str, Any]:
        """Give the languages in the order they were chosen, each once."""
        return {"languages": list(dict.fromkeys(filter(None, self.cleaned_data.values())))}


class WeekTable(forms.CheckboxSelectMultiple):
    """The parts of a week as a table of ticks: a row for each day."""

    template_name = "forms/week.html"

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put the ticks of a day beside each other."""
        context = super().get_context(name, value, attrs)
        options = [option for _group, options, _index in context["widget"]["optgroups"] for option in options]
        width = len(PARTS_OF_DAY)
        rows = [options[start : start + width] for start in range(0, len(options), width)]
        context["columns"] = list(PARTS_OF_DAY.values())
        context["rows"] = list(zip(DAYS.values(), rows, strict=True))
        return context


class TimesForm(PartForm):
    """When in the week a member has time."""

    availability = forms.MultipleChoiceField(
        label=_("When do you have time, more or less?"),
        choices=PARTS_OF_WEEK,
        widget=WeekTable(attrs={"class": "tick"}),
        required=False,
        error_messages={"invalid_choice": _("Tick the boxes in the table.")},
    )


class AccessForm(PartForm):
    """What helps a member take part."""

    access_needs = OneLineField(
        label=_("What helps you take part?"),
        help_text=_(
            "Such as: no stairs, large print, a lift, please speak slowly. Coordinators can read this; others only if"
            " you choose so."
        ),
        required=False,
        max_length=500,
    )


class AreaForm(PartForm):
    """Where a member lives, roughly."""

    area = OneLineField(
        label=_("Where you live, roughly"),
        help_text=_("A street or a part of town. No house number."),
        required=False,
        max_length=60,
    )


class TelephoneForm(PartForm):
    """A member's telephone number."""

    telephone = TelephoneField(
        label=_("Telephone"),
        help_text=_(
            "Coordinators can look it up, and we write down that they did. Others see it only if you choose so."
        ),
        required=False,
        max_length=40,
    )


class ReachForm(PartForm):
    """How the bank reaches a member, with the address for letters; an organisation's own e-mail, too."""

    channel = forms.ChoiceField(
        label=_("How shall we reach you?"),
        choices=Member.Channel.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of these ways")),
    )
    postal_address = LongTextField(
        label=_("Postal address"),
        help_text=_("For letters. Members never see it."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    contact_email = AddressField(label=_("E-mail of the organisation"), required=False)

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data, member=member)
        if not member.is_organisation:
            del self.fields["contact_email"]
        signs_in = member.person is not None and member.person.email
        ways = ways_open_to(member, but=[] if signs_in else [Member.Channel.SITE])
        self.fields["channel"].choices = ways  # type: ignore[attr-defined]  # the field is one of choices


class ShowsForm(PartForm):
    """What of a profile other members see, item by item."""

    shows = forms.MultipleChoiceField(
        label=_("What may other members see?"),
        choices=Member.Item.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Tick the boxes in the list.")},
    )

    def __init__(self, data: QueryDict | None = None, *, member: Member) -> None:
        super().__init__(data, member=member)
        self.fields["shows"].choices = _item_choices(member)  # type: ignore[attr-defined]


class GiftForm(forms.Form):
    """Something a member can do, in their own words."""

    words = OneLineField(
        label=_("What is it?"),
        help_text=_("In a few words, such as: baking bread, the history of our street, listening."),
        max_length=100,
        error_messages={"required": _("Write what it is, in a few words.")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of gift is it?"),
        choices=[(kind.value, capfirst(kind.label)) for kind in Gift.Kind],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the one that fits best.")},
    )
    would = forms.MultipleChoiceField(
        label=_("What would you like to do with it?"),
        choices=Gift.Would.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, gift: Gift | None = None) -> None:
        names = ("words", "kind", "would")
        super().__init__(data, initial={name: getattr(gift, name) for name in names} if gift else {})

    def told(self) -> GiftWords:
        """Give what was written, for the action."""
        return GiftWords(
            kind=self.cleaned_data["kind"],
            words=self.cleaned_data["words"],
            would=list(dict.fromkeys(self.cleaned_data["would"])),
        )


class PhotoField(forms.FileField):
    """A picture from a phone or a camera."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    default_error_messages = {
        "required": _("Choose a picture first."),
        "missing": _("Choose a picture first."),
        "empty": _("That file is empty. Choose another one."),
        "invalid": _("Choose a picture first."),
        "too_large": _("That picture is larger than %(most)d MB. Send a smaller one."),
    }

    def clean(self, data: object, initial: object = None) -> object:
        """Refuse what is too large before anybody looks into it."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile) and (file.size or 0) > MOST_BYTES:
            sizes = {"most": MOST_BYTES // MEGABYTE}
            raise ValidationError(self.error_messages["too_large"], code="too_large", params=sizes)
        return file


class PhotoForm(forms.Form):
    """A member's photo."""

    photo = PhotoField(
        label=_("A picture of you"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. We keep a small copy, without the place and time it was taken."),
    )


def _each_once(value: object) -> object:
    return list(dict.fromkeys(value)) if isinstance(value, list) else value


def _item_choices(member: Member) -> list[tuple[str, object]]:
    """Leave out what cannot be shown: photo and addresses of somebody under 18, an organisation's other banks."""
    hidden = {Member.Item.PHOTO, Member.Item.TELEPHONE, Member.Item.EMAIL} if member.is_minor else set()
    if member.person_id is None:
        hidden |= {Member.Item.BANKS}
    return [(item.value, _with_hint(item)) for item in Member.Item if item not in hidden]


def _with_hint(item: Member.Item) -> object:
    return choice_words(capfirst(item.label), ITEM_HINTS.get(item, ""))
