"""What people tell us when they join, what coordinators and admins write about members, and the bank's rules."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.actions import GRANTABLE_ROLES, Application
from members.models import Bank, Person, Role
from timebank.lib.durations import MINUTES_IN_HOUR, NotADuration, minutes_from
from timebank.lib.fields import DurationField, LongTextField, NameField, OneLineField

FEWEST_DIGITS = 5
LONGEST_WORDS = 500
LARGEST_NUMBER = 2**31 - 1
MOST_HOURS_MINUTES = 1000 * MINUTES_IN_HOUR
MOST_FIRST_EXCHANGES = 100


class TelephoneField(OneLineField):
    """A telephone number as people write it, words around it too ("after six")."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    default_error_messages = {"digits": _("Write the whole number, such as 01632 960184")}

    def to_python(self, value: object) -> str:
        """Refuse what nobody could ring."""
        number = super().to_python(value)
        if number and sum(character.isdigit() for character in number) < FEWEST_DIGITS:
            raise ValidationError(self.error_messages["digits"], code="digits")
        return number


class AddressField(forms.EmailField):
    """An e-mail address."""

    default_error_messages = {
        "required": _("Write the e-mail address"),
        "invalid": _("Write the whole address, such as ana@example.org"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)
        self.widget.attrs.setdefault("autocomplete", "email")


class ApplicantForm(forms.Form):
    """What everybody who joins tells us about themselves."""

    name = NameField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Write your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    telephone = TelephoneField(label=_("Telephone"), required=False, max_length=40)
    area = OneLineField(
        label=_("Where you live, roughly"),
        help_text=_("A street or a part of town. No house number: all members can read this."),
        required=False,
        max_length=60,
    )
    about = LongTextField(
        label=_("What can you do, or what do you enjoy?"),
        help_text=_("Anything counts: a lift, a cup of tea, sewing, forms, football. Members can read this."),
        required=False,
        max_length=2000,
    )

    def application(self) -> Application:
        """Give what was told, for the action."""
        answers = self.cleaned_data
        return Application(
            name=answers["name"],
            email=answers.get("email", ""),
            telephone=answers["telephone"],
            area=answers["area"],
            about=answers["about"],
            is_organisation=answers.get("is_organisation", False),
        )


class JoinForm(ApplicantForm):
    """A visitor's wish to join. `website` is a trap: no person sees it, and programs fill it in."""

    email = AddressField(label=_("E-mail"), help_text=_("Leave this empty if you have none."), required=False)
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = ["name", "email", "telephone", "area", "about"]

    @property
    def is_trapped(self) -> bool:
        """Whether a program, not a person, filled the form in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any] | None:
        """Ask for one way to answer."""
        answers = super().clean()
        if not self.errors and not (self.cleaned_data["email"] or self.cleaned_data["telephone"]):
            self.add_error("telephone", _("Write a telephone number or an e-mail address, so that we can answer"))
        return answers


class JoinAsMyselfForm(ApplicantForm):
    """The wish of somebody who is signed in: we know their address."""

    def __init__(self, data: QueryDict | None = None, *, person: Person) -> None:
        super().__init__(data, initial={"name": person.name})


class EnrolForm(ApplicantForm):
    """What a coordinator writes for somebody who rang or came by."""

    email = AddressField(
        label=_("E-mail"), help_text=_("Only if they have one. They get a link to choose a password."), required=False
    )
    is_organisation = forms.BooleanField(label=_("This is an organisation"), required=False)

    field_order = ["name", "is_organisation", "telephone", "email", "area", "about"]

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["name"].label = _("Name")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].error_messages["required"] = _("Write the name")
        self.fields["telephone"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["area"].label = _("Where they live, roughly")
        self.fields["about"].label = _("What can they do, or what do they enjoy?")


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

    q = OneLineField(label=_("Name or member number"), required=False, max_length=100)
    show = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("Members now")), ("left", _("Members who left"))]
    )
    after = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)


class AllowanceField(DurationField):
    """Hours that may also be none, such as a welcome grant or a limit."""

    def clean(self, value: object) -> int | None:
        """Read '0' as no hours at all."""
        try:
            if minutes_from(str(value or "")) == 0:
                return 0
        except NotADuration:
            pass
        return super().clean(value)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """The bank's public face and its rules. Short name, time zone and ledger stay as they were founded."""

    name = NameField(label=_("Name of the time bank"), max_length=100, error_messages={"required": _("Write a name")})
    area = OneLineField(
        label=_("Area"), help_text=_("Stands at the head of every page."), required=False, max_length=100
    )
    about = LongTextField(
        label=_("About the time bank"), help_text=_("Everybody can read this."), required=False, max_length=2000
    )
    contact_name = OneLineField(label=_("Who answers"), required=False, max_length=100)
    telephone = TelephoneField(
        label=_("Telephone"), help_text=_("Stands at the foot of every page."), required=False, max_length=40
    )
    contact_hours = OneLineField(
        label=_("When to ring"), help_text=_("Such as: weekdays 10 to 4"), required=False, max_length=100
    )
    may_owe_minutes = AllowanceField(
        label=_("A member may owe up to"),
        help_text=_("In hours. 0: nobody may owe."),
        longest_minutes=MOST_HOURS_MINUTES,
    )
    ceiling_minutes = AllowanceField(
        label=_("A member may have up to"),
        help_text=_("In hours. Empty: as many as they earn."),
        longest_minutes=MOST_HOURS_MINUTES,
        required=False,
    )
    welcome_minutes = AllowanceField(
        label=_("A new member is given"), help_text=_("In hours. 0: none."), longest_minutes=MOST_HOURS_MINUTES
    )
    approval_over_minutes = AllowanceField(
        label=_("Long exchanges are longer than"), help_text=_("In hours."), longest_minutes=MOST_HOURS_MINUTES
    )
    approval_first_exchanges = forms.IntegerField(
        label=_("How many are a member's first exchanges"),
        min_value=0,
        max_value=MOST_FIRST_EXCHANGES,
        error_messages={
            "required": _("Write a number, such as 3"),
            "invalid": _("Write a whole number, such as 3"),
            "min_value": _("Write 0 or more"),
            "max_value": _("Write at most 100"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )

    class Meta:
        model = Bank
        fields = [
            "name",
            "area",
            "about",
            "contact_name",
            "telephone",
            "contact_hours",
            "ceiling_minutes",
            "welcome_minutes",
            "approval",
            "approval_over_minutes",
            "approval_first_exchanges",
            "listings_are_public",
        ]
        widgets = {"approval": forms.RadioSelect}
        labels = {
            "approval": _("Which exchanges does a coordinator approve?"),
            "listings_are_public": _("Anybody may read the offers and requests"),
        }
        help_texts = {"listings_are_public": _("Visitors then read titles, words and first names. No contact details.")}

    PARTS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
        (_("What everybody reads"), ("name", "area", "about", "contact_name", "telephone", "contact_hours")),
        (_("Hours"), ("may_owe_minutes", "ceiling_minutes", "welcome_minutes")),
        (_("Approval"), ("approval", "approval_over_minutes", "approval_first_exchanges")),
        (_("Offers and requests"), ("listings_are_public",)),
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank) -> None:
        super().__init__(data, instance=bank, initial={"may_owe_minutes": -bank.floor_minutes})
        self.fields["approval"].choices = Bank.Approval.choices  # type: ignore[attr-defined]  # no empty choice

    def parts(self) -> list[tuple[Promise, list[forms.BoundField]]]:
        """Give the questions under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self.PARTS]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a welcome that nobody could hold: no new member could then be let in."""
        answers = super().clean()
        ceiling, welcome = self.cleaned_data.get("ceiling_minutes"), self.cleaned_data.get("welcome_minutes")
        if ceiling is not None and welcome is not None and welcome > ceiling:
            self.add_error(
                "welcome_minutes", _("This is more than a member may have. Write less, or let them have more")
            )
        return answers

    def save_changed(self) -> Bank:
        """Write what was changed, and nothing that the form does not ask."""
        bank: Bank = self.instance
        bank.floor_minutes = -cast(int, self.cleaned_data["may_owe_minutes"])
        changed = ["floor_minutes" if name == "may_owe_minutes" else name for name in self.changed_data]
        if changed:
            bank.save(update_fields=changed)
        return bank
