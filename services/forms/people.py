"""Whom staff add to a programme, and which role somebody fills."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.forms.desk import DirectoryField, MemberField, WatchersField
from exchanges.forms.speaking import ChannelField
from members.models import Member
from services.models import Participation, Programme, ProgrammeRole, Referral, RoleHolding

WRONG = dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose a role of the list"))


class AddForm(forms.Form):
    """Who takes part from now on: as somebody whom the programme serves, or to help."""

    SERVED, HELPS = "SERVED", "HELPS"

    who = DirectoryField(
        label=gettext_lazy("Who takes part?"),
        help_text=gettext_lazy("A name or a member number. Ask them first: we tell them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("How do they take part?"),
        choices=[
            (SERVED, gettext_lazy("The programme is for them")),
            (HELPS, gettext_lazy("They help in it")),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose how they take part")),
    )
    role = forms.ModelChoiceField(
        ProgrammeRole.objects.none(),
        label=gettext_lazy("In which role?"),
        help_text=gettext_lazy("Who is served can have one, too. Who only helps has one."),
        empty_label=gettext_lazy("None yet"),
        required=False,
        error_messages=WRONG,
    )

    def __init__(self, data: QueryDict | None, *, programme: Programme, sees_minors: bool) -> None:
        super().__init__(data)
        _offer_roles(self, programme)
        if sees_minors:
            label, words = self.fields["who"].label, self.fields["who"].help_text
            self.fields["who"] = WatchersField(label=label, help_text=words, widget=self.fields["who"].widget)
        cast(MemberField, self.fields["who"]).bank = programme.service.bank

    def clean(self) -> dict[str, Any]:
        """Ask for a role of who only helps."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == self.HELPS and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", _("Choose the role in which they help"))
        return cleaned

    def member(self) -> Member:
        """Give who it is."""
        return cast(Member, self.cleaned_data["who"])


class GiveRoleForm(forms.Form):
    """Which role somebody fills from now on."""

    role = forms.ModelChoiceField(
        ProgrammeRole.objects.none(),
        label=gettext_lazy("Which role?"),
        empty_label=gettext_lazy("Choose"),
        error_messages=WRONG,
    )

    def __init__(self, data: QueryDict | None, *, programme: Programme) -> None:
        super().__init__(data)
        _offer_roles(self, programme)

    def chosen(self) -> ProgrammeRole:
        """Give the role."""
        return cast(ProgrammeRole, self.cleaned_data["role"])


class EndRoleForm(forms.Form):
    """Which role of somebody ends."""

    end_role = forms.ModelChoiceField(RoleHolding.objects.none(), error_messages=WRONG)

    def __init__(self, data: QueryDict | None, *, part: Participation) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[RoleHolding]", self.fields["end_role"])
        field.queryset = part.roles.filter(ended_on=None).select_related("role")

    def holding(self) -> RoleHolding:
        """Give it."""
        return cast(RoleHolding, self.cleaned_data["end_role"])


class IntroducedForm(forms.Form):
    """Who of those introduced for a programme takes part in it from now on."""

    introduced = forms.ModelChoiceField(Referral.objects.none())

    def __init__(self, data: QueryDict, *, waiting: QuerySet[Referral]) -> None:
        super().__init__(data)
        cast("forms.ModelChoiceField[Referral]", self.fields["introduced"]).queryset = waiting

    def member(self) -> Member:
        """Give who it is."""
        return cast(Referral, self.cleaned_data["introduced"]).member


class AnswerForm(forms.Form):
    """Yes or no to somebody's wish to take part."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class WishForm(forms.Form):
    """Which role somebody would like to fill, or that the programme is for them; or not after all."""

    role = forms.ModelChoiceField(ProgrammeRole.objects.none(), required=False, error_messages=WRONG)
    for_me = forms.BooleanField(required=False)
    wish = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

    def __init__(self, data: QueryDict | None, *, programme: Programme) -> None:
        super().__init__(data)
        _offer_roles(self, programme)

    def clean(self) -> dict[str, Any]:
        """Refuse a wish that says both, or neither."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("role")) == bool(cleaned.get("for_me")):
            raise forms.ValidationError(_("Choose a role, or say that it is for you"))
        return cleaned


class ToldWishForm(forms.Form):
    """What somebody told a coordinator that they would like: a role, or that the programme is for them."""

    FOR_THEM = "FOR_THEM"

    whose = MemberField(label=gettext_lazy("Who told you?"), help_text=gettext_lazy("A name or a member number."))
    what = forms.ChoiceField(
        label=gettext_lazy("What would they like?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose what they would like")),
    )
    channel = ChannelField()

    def __init__(self, data: QueryDict | None, *, programme: Programme) -> None:
        super().__init__(data)
        cast(MemberField, self.fields["whose"]).bank = programme.service.bank
        self._roles = {str(role.pk): role for role in programme.roles.standing()}
        ways = [(self.FOR_THEM, _("To take part: it is for them"))]
        ways += [(pk, role.title) for pk, role in self._roles.items()]
        cast(forms.ChoiceField, self.fields["what"]).choices = ways

    def member(self) -> Member:
        """Give whose wish it is."""
        return cast(Member, self.cleaned_data["whose"])

    def role(self) -> ProgrammeRole | None:
        """Give the role; nothing where the programme is for them."""
        return self._roles.get(self.cleaned_data["what"])


def _offer_roles(form: forms.Form, programme: Programme) -> None:
    roles = ProgrammeRole.objects.filter(programme=programme, ended_on=None).select_related("programme__service__bank")
    cast("forms.ModelChoiceField[ProgrammeRole]", form.fields["role"]).queryset = roles
