"""What people write about offers and requests."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.actions.acts import Act
from exchanges.actions.life import FURTHEST, LONGEST_WORDS, Draft
from exchanges.actions.listings import Wording
from exchanges.forms.categories import CategoryField, ChecksField
from exchanges.forms.desk import MemberField
from exchanges.forms.more import MoreForm
from exchanges.forms.speaking import ChannelField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES, Listing
from members.models import Member
from timebank.lib.fields import DayField, DurationField, LongTextField, OneLineField


class WordsForm(MoreForm):
    """What an offer or a request says: a few things first, the rest in a part that can be left out."""

    MORE = (*MoreForm.MORE, "checks")

    title = OneLineField(
        label=_("In a few words"),
        help_text=_("Such as: a lift to the surgery, bicycle repairs, company for a walk."),
        max_length=100,
        error_messages={"required": _("Write a few words, such as: bicycle repairs")},
    )
    body = LongTextField(
        label=_("More about it"),
        help_text=_("When, where, for how long, what to bring. No telephone numbers, please: others can read this."),
        max_length=2000,
        required=False,
    )
    category = CategoryField(label=_("What kind of help is it?"), empty_label=_("Choose if you like"))
    checks = ChecksField(
        label=_("Checks this needs, besides those of its kind of help"),
        help_text=_("Only coordinators are asked this. Who gives the help must have shown them."),
    )

    field_order = ["title", "category", "body"]

    def __init__(
        self, data: QueryDict | None, *, asker: Member, today: datetime.date, listing: Listing | None = None
    ) -> None:
        said = {"title": listing.title, "body": listing.body, "category": listing.category_id} if listing else {}
        super().__init__(data, today=today, listing=listing, initial=said)
        kept = listing.category if listing else None
        cast(CategoryField, self.fields["category"]).choose_from(asker.bank, kept=kept)
        self._ask_coordinators_for_checks(asker, listing)

    def wording(self, kind: str) -> Wording:
        """Give what is said, for the action."""
        answers = self.cleaned_data
        checks = tuple(answers["checks"]) if "checks" in self.fields else None
        return Wording(
            kind=kind,
            title=answers["title"],
            body=answers["body"],
            category=answers["category"],
            checks=checks,
            more=self.more(),
        )

    def _ask_coordinators_for_checks(self, asker: Member, listing: Listing | None) -> None:
        kept = list(listing.checks.all()) if listing and asker.is_coordinator else []
        if asker.is_coordinator and cast(ChecksField, self.fields["checks"]).choose_from(asker.bank, kept=kept):
            self.initial["checks"] = [kind.pk for kind in kept]
        else:
            del self.fields["checks"]


class BegunListingForm(forms.Form):
    """What an address has begun to say of a new offer or request; what cannot be read is left out of account."""

    kind = forms.ChoiceField(choices=[(kind.lower(), kind) for kind in Listing.Kind.values], required=False)
    title = OneLineField(max_length=100, required=False)
    body = LongTextField(max_length=2000, required=False)

    def begun(self) -> dict[str, str]:
        """Give what a new form begins with."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return said | {"kind": said.get("kind", "").upper()}


class NewListingForm(WordsForm):
    """A new offer or request; coordinators put one up for somebody too."""

    kind = forms.ChoiceField(
        label=_("Would you like to give or to receive?"),
        choices=[
            (Listing.Kind.OFFER, _("I can do something for others")),
            (Listing.Kind.REQUEST, _("I would like some help")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether you offer or ask"),
            "invalid_choice": _("Choose whether you offer or ask"),
        },
    )
    whose = MemberField(label=_("For whom?"), error_messages={"required": _("Write for whom: a name or a number")})

    field_order = ["whose", "kind", "title", "category", "body"]

    def __init__(
        self, data: QueryDict | None, *, asker: Member, today: datetime.date, begun: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, asker=asker, today=today)
        self.asker = asker
        self.initial.update(begun or {})
        if not asker.is_coordinator:
            del self.fields["whose"]
            return
        ask_for_whom(self.fields["whose"], asker)

    def member(self) -> Member:
        """Say whose listing it is to be."""
        return cast("Member | None", self.cleaned_data.get("whose")) or self.asker


class ProposeForm(forms.Form):
    """What two people plan: how long, which day, and a word about it. The key tells a form that is sent twice.

    Coordinators plan for somebody who told them so, too.
    """

    whose = MemberField(label=_("For whom?"), error_messages={"required": _("Write for whom: a name or a number")})

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    hours = DurationField(
        label=_("About how many hours?"), help_text=_("For example 1, 1½ or 0:45."), longest_minutes=LONGEST_MINUTES
    )
    day = DayField(
        label=_("Which day would suit you?"),
        error_messages={"not_yet": _("That is more than a year ahead. Choose an earlier day")},
    )
    at_time = forms.TimeField(
        label=_("At what time?"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 14:30")},
    )
    description = OneLineField(
        label=_("What is it about?"),
        help_text=_("Add a word if you like: where to meet, what to bring."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what it is about")},
    )
    channel = ChannelField(help_text=_("Only if it is for somebody else."), required=False)

    def __init__(self, data: QueryDict | None, *, asker: Member, listing: Listing | None, today: datetime.date) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), "description": listing.title if listing else ""})
        self.asker = asker
        count_in_steps(self, asker.bank)
        day = cast(DayField, self.fields["day"])
        day.earliest, day.latest = today, today + FURTHEST
        if asker.is_coordinator:
            ask_for_whom(self.fields["whose"], asker)
        else:
            del self.fields["whose"], self.fields["channel"]

    def clean(self) -> dict[str, Any]:
        """See that it says how somebody else told it."""
        cleaned = super().clean() or self.cleaned_data
        whose = cleaned.get("whose")
        if whose and whose.pk != self.asker.pk and "channel" not in self.errors and not cleaned.get("channel"):
            self.add_error("channel", self.fields["channel"].error_messages["required"])
        return cleaned

    def act(self, own: Act) -> Act:
        """Say whose word it is: that of who acts, unless a coordinator writes down what a member told them."""
        whose: Member | None = self.cleaned_data.get("whose")
        if whose is None or whose.pk == own.by.pk:
            return own
        return Act(own.by, own.at, on_behalf_of=whose, channel=self.cleaned_data["channel"])

    def draft(self, listing: Listing, by: Member) -> Draft:
        """Say who gives and who receives: of an offer its member gives, of a request its member receives."""
        giver, receiver = (listing.member, by) if listing.is_offer else (by, listing.member)
        return self.draft_of(giver, receiver, listing)

    def draft_of(self, giver: Member, receiver: Member, listing: Listing | None) -> Draft:
        """Give the plan, for the action."""
        answers = self.cleaned_data
        return Draft(
            giver=giver,
            receiver=receiver,
            minutes=answers["hours"],
            description=answers["description"],
            day=answers["day"],
            at_time=answers.get("at_time"),
            category=listing.category if listing else None,
            listing=listing,
            key=answers["key"] or uuid.uuid4(),
        )


def ask_for_whom(field: forms.Field, asker: Member) -> None:
    """Let a coordinator say for whom; who holds no account must."""
    whose = cast(MemberField, field)
    whose.bank, whose.required = asker.bank, not asker.can_trade
    whose.help_text = (
        _("A name or a member number. Leave it empty if it is yours.")
        if asker.can_trade
        else _("A name or a member number.")
    )
