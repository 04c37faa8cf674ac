"""What somebody worries about, and what safeguarding leads write about it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions.concerns import Worry
from members.models import Member
from timebank.lib.fields import LongTextField, OneLineField

LARGEST_NUMBER = 2**31 - 1


class ConcernForm(forms.Form):
    """A worry. `website` is a trap: no person sees it, and programs fill it in."""

    words = LongTextField(
        label=_("What happened, or what worries you?"),
        help_text=_("In your own words: what you saw or heard, where, and when. You need not be sure."),
        max_length=4000,
        error_messages={"required": _("Write what happened, or what worries you")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    about_words = OneLineField(
        label=_("Who is it about?"),
        help_text=_("A name, or how we can tell who is meant. Whoever you name here does not read this."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    raised_by_words = OneLineField(
        label=_("Your name, or a way to reach you"),
        help_text=_("Only if you like. Without it we cannot ask you more."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: QueryDict | None = None, *, about: Member | None, is_known: bool) -> None:
        super().__init__(data, initial={"about_words": about.name} if about else {})
        self.about = about
        if is_known:
            del self.fields["raised_by_words"]

    @property
    def is_trapped(self) -> bool:
        """Whether a program, not a person, filled the form in."""
        return bool(self.data.get("website"))

    def worry(self) -> Worry:
        """Give what was told, for the action."""
        answers = self.cleaned_data
        return Worry(
            words=answers["words"],
            about_words=answers["about_words"],
            raised_by_words=answers.get("raised_by_words", ""),
            about=self.about,
        )


class AboutForm(forms.Form):
    """Which member a link to the form is about."""

    about = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)

    def number(self) -> int | None:
        """Give the number, if one can be read."""
        return self.cleaned_data["about"] if self.is_valid() else None


class EntryForm(forms.Form):
    """What a lead writes about a concern, and whether that closes it or opens it again."""

    WRITE, CLOSE, REOPEN = "write", "close", "reopen"

    words = LongTextField(
        label=_("What was done, heard or decided?"),
        help_text=_("Only safeguarding leads read this. It stays as you write it."),
        max_length=4000,
        error_messages={"required": _("Write a few words. Who reads this later will need them")},
    )
    deed = forms.ChoiceField(choices=[(deed, deed) for deed in (WRITE, CLOSE, REOPEN)])


class ConcernedForm(forms.Form):
    """Whom a concern is about, by member number."""

    number = forms.IntegerField(
        label=_("Member number"),
        help_text=_("They cannot read this from then on, whatever their role."),
        min_value=1,
        max_value=LARGEST_NUMBER,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write a member number, such as 12")
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None = None, *, reader: Member) -> None:
        super().__init__(data)
        self.reader = reader

    def clean_number(self) -> int:
        """Find the member of the reader's own bank."""
        number = self.cleaned_data["number"]
        self.member: Member | None = Member.objects.of(self.reader.bank).filter(number=number).first()
        if self.member is None:
            raise forms.ValidationError(_("We have no member with that number"))
        return int(number)
