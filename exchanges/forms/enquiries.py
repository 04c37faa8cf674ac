"""An answer to an offer or a request in words, and a plan that one of two who talk suggests to the other."""

import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.life import Draft
from exchanges.forms.desk import MemberField
from exchanges.forms.listings import ProposeForm, ask_for_whom
from exchanges.models import Listing
from members.actions.conversations import Said
from members.forms.conversations import HowToldField, LetterForm
from members.models import Member
from timebank.lib.fields import choice_words


class EnquiryForm(LetterForm):
    """What somebody writes about an offer or a request; coordinators write for who told them to, too."""

    whose = MemberField(
        label=gettext_lazy("For whom?"),
        error_messages={"required": gettext_lazy("Write for whom: a name or a number")},
    )
    how = HowToldField(help_text=gettext_lazy("Only if it is for somebody else."), required=False)

    field_order = ["whose", "words", "how"]

    def __init__(self, data: QueryDict | None, *, asker: Member, listing: Listing) -> None:
        super().__init__(data, initial={"words": _first_words(listing)})
        self.asker = asker
        if asker.is_coordinator:
            ask_for_whom(self.fields["whose"], asker)
        else:
            del self.fields["whose"], self.fields["how"]

    def clean(self) -> dict[str, Any]:
        """See that it says how somebody else told it."""
        cleaned = super().clean() or self.cleaned_data
        whose = cleaned.get("whose")
        if whose and whose.pk != self.asker.pk and "how" not in self.errors and not cleaned.get("how"):
            self.add_error("how", self.fields["how"].error_messages["required"])
        return cleaned

    def speaker(self) -> Member:
        """Say whose words they are."""
        return cast("Member | None", self.cleaned_data.get("whose")) or self.asker

    def said(self) -> Said:
        """Give what somebody else told the coordinator, for the action."""
        return Said(self.cleaned_data["words"], self.cleaned_data["how"])


class PlanForm(ProposeForm):
    """What one of two who talk suggests. Without an offer or a request it asks who would help whom."""

    ME, THEM = "me", "them"

    giver = forms.ChoiceField(
        label=gettext_lazy("Who would help?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(["required", "invalid_choice"], gettext_lazy("Choose who would help")),
    )

    field_order = ["key", "giver", "hours", "day", "at_time", "description"]

    def __init__(
        self,
        data: QueryDict | None,
        *,
        asker: Member,
        other: Member,
        listing: Listing | None,
        today: datetime.date,
    ) -> None:
        super().__init__(data, asker=asker, listing=listing, today=today)
        self.other = other
        for name in ("whose", "channel"):
            self.fields.pop(name, None)
        if listing is not None:
            del self.fields["giver"]
        else:
            me, them = _("I would help"), choice_words(other.name, _("They would help me"))
            cast(forms.ChoiceField, self.fields["giver"]).choices = [(self.ME, me), (self.THEM, them)]

    def draft(self, listing: Listing | None, by: Member) -> Draft:
        """Say who gives and who receives: of an offer its member gives, of a request the other one of the two."""
        if listing is not None:
            theirs = listing.member_id == self.other.pk
            other_gives = listing.is_offer == theirs
        else:
            other_gives = self.cleaned_data["giver"] == self.THEM
        giver, receiver = (self.other, by) if other_gives else (by, self.other)
        return self.draft_of(giver, receiver, listing)


def _first_words(listing: Listing) -> str:
    """Give words that can be sent as they are: who writes little changes nothing."""
    words = {"name": listing.member.first_name, "title": listing.title}
    if listing.is_offer:
        return _("Hello %(name)s, I would like this: %(title)s. When would it suit you?") % words
    return _("Hello %(name)s, I can help with this: %(title)s. When would it suit you?") % words
