"""What a service writes of its programmes and their roles."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.models import Bank, CheckKind
from services.actions.programmes import ProgrammeWords, RoleWords
from services.models import Programme, ProgrammeRole, Service
from services.models.programme_pack import BY_CODE, PACK, PackedProgramme
from timebank.lib.durations import MINUTES_IN_HOUR
from timebank.lib.fields import DurationField, LongTextField, NameField

OWN = "OWN"  # begun without one of the pack
LONGEST_PLEDGE = 500 * MINUTES_IN_HOUR


class PackForm(forms.Form):
    """With which programme of the pack one begins, or with none."""

    template = forms.ChoiceField(
        label=_("What do you begin with?"),
        help_text=_("You can change every word of it afterwards."),
        choices=[*((each.code, each.title) for each in PACK), (OWN, _("An idea of our own"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose one, or an idea of your own")),
    )

    @property
    def packed(self) -> PackedProgramme | None:
        """The one of the pack that was chosen; None for an idea of one's own."""
        return BY_CODE.get(self.cleaned_data["template"])


class ProgrammeForm(forms.Form):
    """What a programme says of itself."""

    title = NameField(
        label=_("What is it called?"), max_length=100, error_messages={"required": _("Write what it is called")}
    )
    aim = LongTextField(
        label=_("What is it for?"), max_length=1000, error_messages={"required": _("Write what it is for")}
    )
    serves = LongTextField(
        label=_("Whom does it serve?"),
        help_text=_("Such as: people who come home from hospital. Name nobody."),
        max_length=500,
        error_messages={"required": _("Write whom it serves")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    how_they_give = LongTextField(
        label=_("How do the people it serves give?"),
        help_text=_("Everybody can give something: a call, a recipe, a story, an hour beside somebody."),
        max_length=1000,
        required=False,
    )
    is_confidential = forms.BooleanField(
        label=_("Who takes part is confidential"),
        help_text=_("Others read “Group activity” and no more. Once somebody takes part it stays so."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, service: Service, programme: Programme | None = None) -> None:
        said: dict[str, Any] = {"is_confidential": service.keeps_secrets}
        if programme is not None:
            said = {name: getattr(programme, name) for name in self.base_fields}
        super().__init__(data, initial=said)

    def words(self) -> ProgrammeWords:
        """Give what was written, for the action."""
        return ProgrammeWords(**self.cleaned_data)


class BegunRoleForm(forms.Form):
    """What an address has begun to say of a role; what cannot be read is left out of account."""

    title = NameField(max_length=100, required=False)

    def begun(self) -> dict[str, Any]:
        """Give what a new form begins with."""
        self.is_valid()
        return self.cleaned_data


class RoleForm(forms.Form):
    """What somebody can do in a programme, who can, and what it needs."""

    title = NameField(
        label=_("What is the role called?"),
        max_length=100,
        error_messages={"required": _("Write what the role is called")},
    )
    words = LongTextField(
        label=_("What does somebody in it do?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_for_served = forms.BooleanField(
        label=_("The people it serves can do this"),
        help_text=_("A programme opens only with at least one such role."),
        required=False,
    )
    is_shared = forms.BooleanField(label=_("Staff and citizens share this"), required=False)
    checks = forms.ModelMultipleChoiceField(
        label=_("Checks that it needs"),
        help_text=_("What a coordinator must have seen before somebody begins."),
        queryset=CheckKind.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ["invalid_choice", "invalid_pk_value", "invalid_list"], _("Choose from the checks in the list")
        ),
    )
    pledged = DurationField(
        label=_("How many hours a month do you plan for it?"),
        help_text=_("For all together, such as 8. Empty if you do not know yet."),
        longest_minutes=LONGEST_PLEDGE,
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        bank: Bank,
        role: ProgrammeRole | None = None,
        begun: Mapping[str, Any] | None = None,
    ) -> None:
        said = dict(begun or {})
        if role is not None:
            said = {name: getattr(role, name) for name in ("title", "words", "is_for_served", "is_shared")}
            said |= {"checks": list(role.checks.all()), "pledged": role.pledged_minutes or None}
        super().__init__(data, initial=said)
        kinds = CheckKind.objects.filter(bank=bank).open().order_by("name", "pk")
        if kinds:
            self.fields["checks"].queryset = kinds  # type: ignore[attr-defined]  # the class holds no bank's
        else:
            del self.fields["checks"]

    def role(self) -> RoleWords:
        """Give what was written, for the action."""
        answers = self.cleaned_data
        return RoleWords(
            title=answers["title"],
            words=answers["words"],
            is_for_served=answers["is_for_served"],
            is_shared=answers["is_shared"],
            checks=list(answers.get("checks", ())),
            pledged_minutes=answers["pledged"] or 0,
        )
