"""What people write about a round: its last day, what they would take and give, and their yes or no."""

import datetime
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions.life import FURTHEST
from exchanges.actions.rounds.answering import LONGEST_REASON
from exchanges.actions.rounds.entering import Wishing
from exchanges.actions.rounds.opening import LONGEST, SHORTEST
from exchanges.forms.categories import CategoryField
from exchanges.forms.desk import MemberField
from exchanges.forms.speaking import ChannelField
from exchanges.forms.steps import count_in_steps
from exchanges.models import MOST_HELPED, MOST_MINUTES, PIECE_MINUTES, Listing, RoundProposal, RoundWish
from members.models import Gift, Member
from timebank.lib.fields import DayField, DurationField, LongTextField

TAKE, GIVE, OUT, LEAVE, YES, NO, WHOSE = "take", "give", "out", "leave", "yes", "no", "whose"
KIND_ALONE = "kind"  # in place of one of one's own listings or gifts
OPEN_DAYS, LATER_DAYS = 14, 14  # what the day of a form is at first: of a new round, and of help that is found
MOST_SHOWN = 50  # of one's own listings and gifts to choose from


class DeedForm(forms.Form):
    """What is done on a round's page, and to which line of it."""

    deed = forms.ChoiceField(choices=[(each, each) for each in (TAKE, GIVE, OUT, LEAVE, YES, NO, WHOSE)])
    line = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class OpenRoundForm(forms.Form):
    """Until which day a round is open."""

    last_on = DayField(
        label=gettext_lazy("Until which day can people enter?"),
        help_text=gettext_lazy("Two weeks give everybody time. The day after, we find who fits."),
        error_messages={"not_yet": gettext_lazy("Choose a day within two months")},
    )

    def __init__(self, data: QueryDict | None, *, today: datetime.date) -> None:
        super().__init__(data, initial={"last_on": today + datetime.timedelta(days=OPEN_DAYS)})
        day = cast(DayField, self.fields["last_on"])
        day.earliest, day.latest = today + SHORTEST, today + LONGEST


class EachMonthForm(forms.Form):
    """Whether a round begins with each month by itself."""

    each_month = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class WhoseForm(forms.Form):
    """For whom a coordinator enters."""

    whose = MemberField(
        label=gettext_lazy("Who rang or came by?"),
        help_text=gettext_lazy("A name or a member number."),
        error_messages={"required": gettext_lazy("Write a name or a number")},
    )

    def __init__(self, data: QueryDict | None, *, asker: Member) -> None:
        super().__init__(data, auto_id="whose_%s")
        cast(MemberField, self.fields["whose"]).bank = asker.bank


class _WhatField(forms.ChoiceField):
    """One of one's own listings and gifts, or a kind of help alone, which is also what nothing chosen means."""

    def to_python(self, value: object) -> str:
        """Read nothing as a kind of help alone."""
        return super().to_python(value) or KIND_ALONE


class WishForm(forms.Form):
    """One thing to take or to give: as one of one's own listings or gifts says it, or as a kind of help alone."""

    side = ""
    kind = ""

    what = _WhatField(
        initial=KIND_ALONE,
        error_messages={"invalid_choice": gettext_lazy("Choose from the list")},
    )
    category = CategoryField(empty_label=gettext_lazy("Choose"))
    hours = DurationField(
        help_text=gettext_lazy("Half an hour or longer. For example ½, 1½ or 1:45."),
        shortest_minutes=PIECE_MINUTES,
        longest_minutes=MOST_MINUTES,
    )

    def __init__(self, data: QueryDict | None, *, member: Member, today: datetime.date) -> None:
        super().__init__(data, auto_id=f"{self.side.lower()}_%s")
        count_in_steps(self, member.bank)
        cast(CategoryField, self.fields["category"]).choose_from(member.bank)
        self.listings = {each.pk: each for each in self._listings(member, today)}
        self.gifts = {each.pk: each for each in self._gifts(member)}
        own = [(f"listing-{pk}", each.title) for pk, each in self.listings.items()]
        gifts = [(f"gift-{pk}", each.words) for pk, each in self.gifts.items()]
        groups = [(_("What stands in the lists"), own), (_("Gifts"), gifts)]
        shown = [group for group in groups if group[1]]
        cast(forms.ChoiceField, self.fields["what"]).choices = [(KIND_ALONE, _("Just a kind of help")), *shown]
        if shown:
            self.fields["category"].help_text = _("Only where what you chose above does not say it.")
        else:
            del self.fields["what"]
            self.fields["category"].required = True
            self.fields["category"].error_messages["required"] = _("Choose which kind of help it is")

    def clean(self) -> dict[str, Any]:
        """See that it says a kind of help, or names a listing that does."""
        cleaned = super().clean() or self.cleaned_data
        listing = self._listing(cleaned)
        if "category" not in self.errors and not cleaned.get("category"):
            if listing is None or listing.category is None:
                self.add_error("category", _("Choose which kind of help it is"))
            else:
                cleaned["category"] = listing.category
        return cleaned

    def wishing(self) -> Wishing:
        """Give what is wished, for the action."""
        answers = self.cleaned_data
        kind, _dash, pk = answers.get("what", "").partition("-")
        return Wishing(
            side=self.side,
            category=answers["category"],
            minutes=answers["hours"],
            people=answers.get("people", 1),
            listing=self._listing(answers),
            gift=self.gifts[int(pk)] if kind == "gift" else None,
        )

    def _listing(self, answers: dict[str, Any]) -> Listing | None:
        kind, _dash, pk = answers.get("what", "").partition("-")
        return self.listings[int(pk)] if kind == "listing" else None

    def _listings(self, member: Member, today: datetime.date) -> list[Listing]:
        own = Listing.objects.open(today).filter(member=member, kind=self.kind).select_related("category__parent")
        return list(own.order_by("-pk")[:MOST_SHOWN])

    def _gifts(self, member: Member) -> list[Gift]:
        return []


class TakeForm(WishForm):
    """One thing somebody would like to receive."""

    side, kind = RoundWish.Side.TAKE, Listing.Kind.REQUEST

    def __init__(self, data: QueryDict | None, *, member: Member, today: datetime.date) -> None:
        super().__init__(data, member=member, today=today)
        if "what" in self.fields:
            self.fields["what"].label = _("What would help?")
        self.fields["category"].label = _("Which kind of help is it?")
        self.fields["hours"].label = _("For how long at most?")


class GiveForm(WishForm):
    """One thing somebody would give, and to how many people."""

    side, kind = RoundWish.Side.GIVE, Listing.Kind.OFFER

    people = forms.IntegerField(
        label=gettext_lazy("To how many people at most?"),
        min_value=1,
        max_value=MOST_HELPED,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"required": gettext_lazy("Write a number of people, such as 1")},
    )

    field_order = ["what", "category", "hours", "people"]

    def __init__(self, data: QueryDict | None, *, member: Member, today: datetime.date) -> None:
        super().__init__(data, member=member, today=today)
        if "what" in self.fields:
            self.fields["what"].label = _("What could be given?")
        self.fields["category"].label = _("Which kind of help is it?")
        self.fields["hours"].label = _("For how long at most, all together?")

    def _gifts(self, member: Member) -> list[Gift]:
        return list(member.gifts.filter(~Q(words=""))[:MOST_SHOWN])


class AnswerForm(forms.Form):
    """One side's answer to a proposal: a day with the first yes, a reason with a no if they like."""

    day = DayField(
        label=gettext_lazy("Which day would suit?"),
        error_messages={"not_yet": gettext_lazy("That is more than a year ahead. Choose an earlier day")},
    )
    reason = LongTextField(
        label=gettext_lazy("A few words, if you like"),
        help_text=gettext_lazy("They read this."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    channel = ChannelField()

    def __init__(
        self,
        data: QueryDict | None,
        *,
        proposal: RoundProposal,
        today: datetime.date,
        for_another: bool,
        deed: str,
    ) -> None:
        self.proposal_id, self.deed = proposal.pk, deed
        wanted = proposal.take.listing.needed_on if proposal.take.listing else None
        day = wanted if wanted and wanted >= today else today + datetime.timedelta(days=LATER_DAYS)
        super().__init__(data, initial={"day": day}, auto_id=f"proposal_{proposal.pk}_{deed}_%s")
        field = cast(DayField, self.fields["day"])
        field.earliest, field.latest = today, today + FURTHEST
        if deed == NO or proposal.day is not None:
            del self.fields["day"]
        if deed == YES:
            del self.fields["reason"]
        if not for_another:
            del self.fields["channel"]
