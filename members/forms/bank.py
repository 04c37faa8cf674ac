"""The bank's public face and its rules."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.forms.boxes import MOST_HOURS_MINUTES, AllowanceField, TelephoneField, WhyField
from members.forms.limits import NEVER_REACHED
from members.models import Bank, BankEvent
from timebank.lib.fields import LongTextField, NameField, OneLineField

MOST_FIRST_EXCHANGES = 100
HOURS = ("may_owe_minutes", "ceiling_minutes", "warn_over_minutes", "welcome_minutes", "sets_hours_aside")
KEPT_BELOW_ZERO = {"may_owe_minutes": "floor_minutes", "warn_over_minutes": "warning_minutes"}


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
    in_danger = OneLineField(
        label=_("Whom to ring when somebody is in danger"),
        help_text=_("Stands where people say that they are worried, such as: 999; adult social care, 01632 960111"),
        required=False,
        max_length=200,
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
    warn_over_minutes = AllowanceField(
        label=_("Tell a member who owes more than"),
        help_text=_("In hours. Empty: nobody is told."),
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

    references_asked = forms.IntegerField(
        label=_("References asked of who joins"),
        help_text=_("How many people put in a word for them. 0: none."),
        min_value=0,
        max_value=5,
        error_messages={
            "required": _("Write a number, such as 2"),
            "invalid": _("Write a whole number, such as 2"),
            "min_value": _("Write 0 or more"),
            "max_value": _("Write at most 5"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )

    step_minutes = forms.TypedChoiceField(
        label=_("How are hours counted?"),
        choices=[(1, _("To the minute")), (15, _("In quarters of an hour"))],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Another time is refused, and the two nearest are offered. Nothing is rounded."),
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose how hours are counted")),
    )
    silent_after_days = forms.IntegerField(
        label=_("After how many days without a word does the desk look at it?"),
        help_text=_("Both are reminded on the third and the seventh day."),
        min_value=8,
        max_value=60,
        error_messages={
            "required": _("Write a number of days, such as 14"),
            "invalid": _("Write a whole number of days, such as 14"),
            "min_value": _("Write 8 or more, so that both reminders come first"),
            "max_value": _("Write at most 60"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    why = WhyField(
        label=_("Why do you change a rule?"),
        help_text=_("Every member reads it beside what was changed. Not needed for the first part, nor for safety."),
        required=False,
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
            "duty_shown",
            "in_danger",
            "lets_in_minors",
            "ceiling_minutes",
            "welcome_minutes",
            "sets_hours_aside",
            "approval",
            "approval_over_minutes",
            "approval_first_exchanges",
            "references_asked",
            "asks_induction",
            "step_minutes",
            "silent_after_days",
            "silence_posts",
            "balances_are_open",
            "listings_are_public",
            "asks_second_factor",
        ]
        widgets = {"approval": forms.RadioSelect, "duty_shown": forms.RadioSelect}
        labels = {
            "duty_shown": _("What may visitors read of who is at the desk?"),
            "approval": _("Which exchanges does a coordinator approve?"),
            "asks_induction": _("A coordinator shows new people round before they join"),
            "listings_are_public": _("Anybody may read the offers and requests"),
            "asks_second_factor": _("Ask everybody with a role for a second step"),
            "lets_in_minors": _("People under 18 may join"),
            "silence_posts": _("Then silence counts as a yes"),
            "balances_are_open": _("Members see each other's hours"),
            "sets_hours_aside": _("Set the hours aside when two people agree on a plan"),
        }
        help_texts = {
            "duty_shown": _(
                "It stands beside the telephone. Coordinators read it before they say that they are there."
            ),
            "silence_posts": _(
                "The hours then move without the other side's word, and both are told. For who is under 18 or has no "
                "e-mail, or with it off, a coordinator rings instead."
            ),
            "balances_are_open": _(
                "On each other's pages, those who have received more than they gave too. Never of people under 18, nor "
                "to visitors. Tell your members before you switch it on."
            ),
            "asks_second_factor": _(
                "Coordinators, admins, auditors and safeguarding leads then sign in with a code from their telephone "
                "or a passkey. Until they do, their role does not count. That means you, too."
            ),
            "lets_in_minors": _(
                "With a guardian's yes. They exchange hours only with who has shown the checks that you have marked "
                "for it. They are in no list of members."
            ),
            "listings_are_public": _(
                "Visitors then read titles, words and first names, and see the photos. No contact details. "
                "Time banks that trade with ours show it to those of their members whom it fits."
            ),
            "sets_hours_aside": _(
                "They cannot be spent on anything else. They are free again when the plan is called off, or two weeks "
                "after its day."
            ),
        }

    PARTS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
        (
            _("What everybody reads"),
            ("name", "area", "about", "contact_name", "telephone", "contact_hours", "duty_shown"),
        ),
        (_("Joining"), ("references_asked", "asks_induction")),
        (_("Safety"), ("in_danger", "lets_in_minors")),
        (_("Hours"), HOURS),
        (_("How hours are counted"), ("step_minutes",)),
        (_("When the other side says nothing"), ("silent_after_days", "silence_posts")),
        (_("Who sees what members have"), ("balances_are_open",)),
        (_("Approval"), ("approval", "approval_over_minutes", "approval_first_exchanges")),
        (_("Offers and requests"), ("listings_are_public",)),
        (_("Who runs the bank"), ("asks_second_factor",)),
        (_("Why"), ("why",)),
    )

    def __init__(self, data: QueryDict | None = None, *, bank: Bank) -> None:
        warn = None if bank.warning_minutes is None else -bank.warning_minutes
        initial = {"may_owe_minutes": -bank.floor_minutes, "warn_over_minutes": warn}
        super().__init__(data, instance=bank, initial=initial)
        self.fields["approval"].choices = Bank.Approval.choices  # type: ignore[attr-defined]  # no empty choice
        self.fields["duty_shown"].choices = Bank.DutyShown.choices  # type: ignore[attr-defined]  # no empty choice

    def parts(self) -> list[tuple[Promise, list[forms.BoundField]]]:
        """Give the questions under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self.PARTS]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a welcome that nobody could hold, for no new member could be let in, and a level nobody reaches."""
        answers = super().clean()
        ceiling, welcome = self.cleaned_data.get("ceiling_minutes"), self.cleaned_data.get("welcome_minutes")
        if ceiling is not None and welcome is not None and welcome > ceiling:
            self.add_error(
                "welcome_minutes", _("This is more than a member may have. Write less, or let them have more")
            )
        owe, warn = self.cleaned_data.get("may_owe_minutes"), self.cleaned_data.get("warn_over_minutes")
        if owe is not None and warn is not None and warn > owe:
            self.add_error("warn_over_minutes", NEVER_REACHED)
        if not self.errors and not self.cleaned_data.get("why") and set(self.changed()) & set(BankEvent.Rule.values):
            self.add_error("why", _("Write why you change a rule, in a few words"))
        return answers

    def changed(self) -> dict[str, object]:
        """Give what was changed, by the bank's own names for it, and nothing that the form does not ask."""
        values = {name: self.cleaned_data[name] for name in self.changed_data if name != "why"}
        for asked, kept in KEPT_BELOW_ZERO.items():
            if asked in values:
                minutes = values.pop(asked)
                values[kept] = None if minutes is None else -minutes
        return values
