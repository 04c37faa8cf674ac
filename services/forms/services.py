"""What is written of a service: which institution it is, its places, and what its staff do there."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members.models import Area, Bank, Member
from services.actions.services import PlaceWords
from services.models import Service, ServicePlace, StaffPost
from timebank.lib.fields import LongTextField, NameField, OneLineField


class ServiceForm(forms.Form):
    """What kind of service it is, and when it is open."""

    kind = forms.ChoiceField(
        label=_("What kind of service is it?"),
        choices=Service.Kind.choices,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose the kind of service")),
    )
    opening_times = LongTextField(
        label=_("When is it open?"),
        help_text=_("As people read it on the door."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None, *, service: Service | None = None) -> None:
        said = {"kind": service.kind, "opening_times": service.opening_times} if service else {}
        super().__init__(data, initial=said)


class NewServiceForm(ServiceForm):
    """Which institution of the bank becomes a service."""

    organisation = forms.ModelChoiceField(
        label=_("Which institution is it?"),
        help_text=_("An institution that is a member. One that is not yet asks to join first."),
        queryset=Member.objects.none(),
        empty_label=None,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose the institution")),
    )

    field_order = ["organisation", "kind", "opening_times"]

    def __init__(self, data: QueryDict | None = None, *, bank: Bank) -> None:
        super().__init__(data)
        institutions = Member.objects.of(bank).trading().filter(kind=Member.Kind.ORGANISATION, service=None)
        institutions = institutions.filter(organisation_kind=Member.OrganisationKind.INSTITUTION)
        self.fields["organisation"].queryset = institutions.in_name_order()  # type: ignore[attr-defined]  # see above


class PlaceForm(forms.Form):
    """One place of a service that is open to the public."""

    name = NameField(
        label=_("What is the place called?"),
        max_length=100,
        error_messages={"required": _("Write what the place is called")},
    )
    address = OneLineField(
        label=_("Where is it?"),
        help_text=_("Its street and number. Never where somebody lives."),
        max_length=200,
        required=False,
    )
    area = forms.ModelChoiceField(
        label=_("In which area?"), queryset=Area.objects.none(), required=False, empty_label=_("None of these")
    )
    opening_times = OneLineField(
        label=_("When is it open?"),
        help_text=_("Only where it is not as the service is."),
        max_length=300,
        required=False,
    )
    is_step_free = forms.BooleanField(label=_("There are no steps on the way in, and none inside"), required=False)
    access = OneLineField(
        label=_("How do people get in and round?"),
        help_text=_("Such as: step-free, a lift, a loop for hearing aids, the bus stops at the door."),
        max_length=300,
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank, place: ServicePlace | None = None) -> None:
        said: dict[str, Any] = {name: getattr(place, name) for name in self.base_fields} if place else {}
        super().__init__(data, initial=said)
        areas = Area.objects.filter(bank=bank).order_by("name", "pk")
        if areas:
            self.fields["area"].queryset = areas  # type: ignore[attr-defined]  # the class holds no bank's
        else:
            del self.fields["area"]

    def place(self) -> PlaceWords:
        """Give what was written, for the action."""
        return PlaceWords(**self.cleaned_data)


class PostForm(forms.Form):
    """What one of a service's staff does there."""

    job = OneLineField(
        label=_("What is their job?"),
        help_text=_("Members read the job, never the name."),
        max_length=100,
        required=False,
    )
    duties = forms.MultipleChoiceField(
        label=_("What do they do with the time bank?"),
        choices=StaffPost.Duty.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(["invalid_choice", "invalid_list"], _("Choose from the list")),
    )

    def __init__(self, data: QueryDict | None = None, *, post: StaffPost | None = None) -> None:
        super().__init__(data, initial={"job": post.job, "duties": post.duties} if post else {})
