"""What people write to give hours, to ask the pot for some, and what coordinators answer."""

import uuid
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exchanges.access.giving import members_to_give_to
from exchanges.actions.acts import Act
from exchanges.actions.giving import Giving
from exchanges.actions.life import LONGEST_WORDS
from exchanges.actions.pot import Asking
from exchanges.forms.desk import DirectoryField, MemberField
from exchanges.forms.listings import ask_for_whom
from exchanges.forms.speaking import ChannelField
from exchanges.forms.steps import count_in_steps
from exchanges.models import LONGEST_MINUTES, PotRequest
from members.models import Member
from members.models.members import MemberQuerySet
from timebank.lib.fields import DurationField, LongTextField

MEMBER, POT = "member", "pot"


class ReceiverField(DirectoryField):
    """A member who can be given hours. Set `giver` on a form's own copy of the field."""

    giver: Member

    def _members(self) -> MemberQuerySet:
        return members_to_give_to(self.giver)


class ForSomebodyForm(forms.Form):
    """A form that coordinators also fill in for who told them so. The key tells a form that is sent twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    whose = MemberField(label=_("Whose word is it?"), error_messages={"required": _("Write a name or a number")})
    channel = ChannelField(help_text=_("Only if it is for somebody else."), required=False)

    def __init__(self, data: QueryDict | None, *, asker: Member, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), **(initial or {})})
        self.asker = asker
        count_in_steps(self, asker.bank)
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


class GiveForm(ForSomebodyForm):
    """To whom somebody gives hours, how many, and a few words with them."""

    to = forms.ChoiceField(
        label=_("To whom do they go?"),
        choices=[(MEMBER, _("Somebody in the time bank")), (POT, _("The shared pot, for who needs them most"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose to whom they go")),
    )
    receiver = ReceiverField(
        label=_("Who is it?"), help_text=_("A name or a member number. Empty for the shared pot."), required=False
    )
    hours = DurationField(
        label=_("How many hours?"), help_text=_("For example 1, 1½ or 0:45."), longest_minutes=LONGEST_MINUTES
    )
    words = LongTextField(
        label=_("A few words with it"),
        help_text=_("If you like, such as: for your birthday. They read it."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ["whose", "to", "receiver", "hours", "words", "channel"]

    def __init__(self, data: QueryDict | None, *, asker: Member, receiver: str = "") -> None:
        super().__init__(data, asker=asker, initial={"to": MEMBER if receiver else "", "receiver": receiver})
        field = cast(ReceiverField, self.fields["receiver"])
        field.bank, field.giver = asker.bank, asker

    def clean(self) -> dict[str, Any]:
        """See that it says who it is, unless it is the pot."""
        cleaned = super().clean()
        if cleaned.get("to") == MEMBER and "receiver" not in self.errors and not cleaned.get("receiver"):
            self.add_error("receiver", _("Write a name or a member number"))
        return cleaned

    def giving(self, giver: Member) -> Giving:
        """Say what is given, for the action."""
        answers = self.cleaned_data
        return Giving(
            giver=giver,
            receiver=answers["receiver"] if answers["to"] == MEMBER else None,
            minutes=answers["hours"],
            words=answers["words"],
            key=answers["key"] or uuid.uuid4(),
        )


class AskPotForm(ForSomebodyForm):
    """How many hours somebody asks of the pot, and what for."""

    hours = DurationField(
        label=_("How many hours would help?"),
        help_text=_("For example 1, 1½ or 0:45."),
        longest_minutes=LONGEST_MINUTES,
    )
    words = LongTextField(
        label=_("What are they for?"),
        help_text=_("Only those who run or audit the time bank read this. Write as much or as little as you like."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write a few words, such as: help after my operation")},
    )

    field_order = ["whose", "hours", "words", "channel"]

    def asking(self, member: Member) -> Asking:
        """Say what is asked, for the action."""
        answers = self.cleaned_data
        return Asking(
            member=member, minutes=answers["hours"], words=answers["words"], key=answers["key"] or uuid.uuid4()
        )


class PotAnswerForm(forms.Form):
    """What a coordinator answers to who asked the shared pot: yes, or kindly no."""

    GRANT, DECLINE = "grant", "decline"

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=[(GRANT, _("Yes, from the shared pot")), (DECLINE, _("Not this time"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose what you answer")),
    )
    reason = LongTextField(
        label=_("A few words to them"),
        help_text=_("Who says no writes why. They will read this."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a no."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == self.DECLINE and "reason" not in self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Write why, in a few kind words"))
        return cleaned


class DecideForm(PotAnswerForm):
    """What a coordinator answers to a member: of a yes also how many hours."""

    hours = DurationField(
        label=_("If yes: how many hours?"),
        help_text=_("As many as were asked for, or fewer."),
        longest_minutes=LONGEST_MINUTES,
        required=False,
    )

    field_order = ["answer", "hours", "reason"]

    def __init__(self, data: QueryDict | None, *, request: PotRequest) -> None:
        super().__init__(data, initial={"hours": request.asked_minutes})
        count_in_steps(self, request.bank)

    def clean(self) -> dict[str, Any]:
        """Ask for the hours of a yes."""
        cleaned = super().clean()
        if cleaned.get("answer") == self.GRANT and "hours" not in self.errors and cleaned.get("hours") is None:
            self.add_error("hours", _("Write the hours as a number, such as 1 or 1½"))
        return cleaned
