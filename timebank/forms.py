"""What people look for among the time banks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from timebank.lib.fields import OneLineField

LONGEST_SEARCH = 100


class FindBanksForm(forms.Form):
    """A name or a place, and after which bank the page begins."""

    q = OneLineField(
        label=_("A place or a name"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    after = forms.SlugField(required=False, max_length=40)


class EndSessionForm(forms.Form):
    """Which of my sessions to end; none named means all but this one."""

    session = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
