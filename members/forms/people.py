"""What coordinators and admins write about members, and how members are looked for."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.actions import GRANTABLE_ROLES
from members.models import PARTS_OF_WEEK, Role
from members.reads.profiles import languages_by_name
from timebank.lib.fields import LongTextField, OneLineField

LONGEST_WORDS = 500
LARGEST_NUMBER = 2**31 - 1


class DeclineForm(forms.Form):
    """Kind words for somebody we cannot take."""

    words = LongTextField(
        label=_("What we write to them"),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write a few words. They will read them.")},
    )

    def __init__(self, data: QueryDict | None = None, *, words: str) -> None:
        super().__init__(data, initial={"words": words})


class RoleForm(forms.Form):
    """Which role to give or to take back."""

    GIVE, TAKE_BACK = "give", "take_back"

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in Role if role in GRANTABLE_ROLES])
    change = forms.ChoiceField(choices=[(GIVE, GIVE), (TAKE_BACK, TAKE_BACK)])

    @property
    def chosen(self) -> Role:
        """The role that was chosen."""
        return Role(self.cleaned_data["role"])

    @property
    def gives(self) -> bool:
        """Whether it is given, not taken back."""
        return bool(self.cleaned_data["change"] == self.GIVE)


class FindMembersForm(forms.Form):
    """What to look for in the list of members, and after which member's number the page begins."""

    q = OneLineField(label=_("Name, number or what they can do"), required=False, max_length=100)
    language = forms.ChoiceField(label=_("Speaks"), required=False)
    when = forms.ChoiceField(label=_("Has time on"), required=False, choices=[("", _("Any day")), *PARTS_OF_WEEK])
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("Members now")),
            ("paused", _("Members having a rest")),
            ("suspended", _("Members who are suspended")),
            ("left", _("Members who left")),
        ],
    )
    after = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)

    def __init__(self, data: QueryDict | None = None, *, languages: list[tuple[str, str]]) -> None:
        super().__init__(data)
        asked = str(data.get("language", "")) if data else ""  # by a link, of a language that nobody shows now
        known = languages_by_name({asked} - {code for code, _name in languages})
        self.fields["language"].choices = [("", _("Any language")), *languages, *known]  # type: ignore[attr-defined]
