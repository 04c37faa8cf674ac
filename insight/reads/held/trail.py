"""The trail: who looked at somebody's details, what was done for them, and what they did themselves."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchanges.models import (
    Announcement,
    CrossStep,
    Enquiry,
    HoursGift,
    Listing,
    ListingPhoto,
    PotRequest,
    Step,
)
from insight.models import KeptReport
from insight.reads.held.shapes import Group, Row, Whose, named, streamed
from members.models import (
    AddressClaim,
    BankEvent,
    Check,
    Concern,
    ConcernEntry,
    Consent,
    DuesRule,
    Gift,
    JoiningStep,
    Letter,
    Mandate,
    MemberEvent,
    Note,
    PartnershipEvent,
    TalkReport,
    TermsVersion,
)

LOOKED = (MemberEvent.Kind.CONTACT_SEEN, MemberEvent.Kind.DATA_TAKEN, MemberEvent.Kind.LETTERS_SEEN)
# They name who was asked for their word on somebody, who is promised that it is not passed on.
IN_CONFIDENCE = (MemberEvent.Kind.STEP_CHANGED, MemberEvent.Kind.VOUCHED)
BANK, AT, BY, WORDS = {"bank": _("Time bank")}, {"at": _("When")}, {"by": _("By")}, {"words": _("Words")}


@dataclass(frozen=True)
class Deed:
    """Something that people do for a bank or each other, told without a word about anybody else."""

    model: type[Model]
    by: str
    at: str
    words: Promise

    @property
    def covers(self) -> str:
        """Name the key it shows."""
        return f"{self.model._meta.label}.{self.by}"


DEEDS = (
    Deed(MemberEvent, "by", "at", _("something in a member's history")),
    Deed(BankEvent, "by", "at", _("changed a rule")),
    Deed(TermsVersion, "published_by", "published_at", _("published terms")),
    Deed(Note, "by", "at", _("wrote a note")),
    Deed(Check, "seen_by", "seen_at", _("saw a check")),
    Deed(Check, "ended_by", "ended_at", _("ended a check")),
    Deed(Consent, "recorded_by", "given_at", _("wrote down a consent")),
    Deed(Consent, "ended_by", "ended_at", _("ended a consent")),
    Deed(Mandate, "named_by", "began_at", _("named somebody who acts for a member")),
    Deed(Mandate, "ended_by", "ended_at", _("ended that somebody acts for a member")),
    Deed(Gift, "added_by", "added_at", _("added a gift")),
    Deed(JoiningStep, "by", "at", _("changed a step of joining")),
    Deed(JoiningStep, "asked_of", "at", _("was asked for a reference")),
    Deed(AddressClaim, "by", "at", _("wrote down an e-mail address")),
    Deed(Letter, "by", "at", _("wrote a message")),
    Deed(HoursGift, "by", "given_at", _("wrote down a gift of hours")),
    Deed(HoursGift, "taken_back_by", "taken_back_at", _("gave or took hours back")),
    Deed(PotRequest, "by", "asked_at", _("asked the shared pot for hours")),
    Deed(PotRequest, "decided_by", "decided_at", _("answered who asked the shared pot")),
    Deed(Enquiry, "asker", "at", _("answered an offer or a request")),
    Deed(Enquiry, "by", "at", _("wrote an answer to an offer or a request")),
    Deed(TalkReport, "by", "at", _("reported a conversation")),
    Deed(TalkReport, "closed_by", "closed_at", _("closed what was reported")),
    Deed(Announcement, "by", "at", _("wrote an announcement")),
    Deed(Announcement, "taken_down_by", "taken_down_at", _("took an announcement down")),
    Deed(Step, "by", "at", _("a step of an exchange")),
    Deed(CrossStep, "by", "at", _("a step of an exchange with another time bank")),
    Deed(Listing, "put_up_by", "created_at", _("put up an offer or a request for somebody")),
    Deed(ListingPhoto, "by", "at", _("added a photo to an offer or a request")),
    Deed(KeptReport, "member", "asked_at", _("asked for a report")),
    Deed(DuesRule, "announced_by", "announced_at", _("announced what is taken each month")),
    Deed(DuesRule, "withdrawn_by", "withdrawn_at", _("switched off what is taken each month")),
    Deed(PartnershipEvent, "by", "at", _("a step of an agreement with another time bank")),
    Deed(Concern, "raised_by", "raised_at", _("raised a concern")),
    Deed(ConcernEntry, "by", "at", _("an entry about a concern")),
)

# Left out of a file that somebody else makes for them: who runs the bank may be the one it is about.
OF_CONCERNS = (Concern, ConcernEntry)


def _looks(whose: Whose) -> Iterator[Row]:
    for event in _events(whose).filter(kind__in=LOOKED).iterator():
        yield _event_row(whose, event)


def _history(whose: Whose) -> Iterator[Row]:
    for event in streamed(_events(whose).exclude(kind__in=(*LOOKED, *IN_CONFIDENCE))):
        yield {**_event_row(whose, event), "words": event.words}


def _on_behalf(whose: Whose) -> Iterator[Row]:
    steps = Step.objects.filter(on_behalf_of__in=whose.ids).select_related("by").order_by("-pk")
    for step in streamed(steps):
        yield {
            "bank": whose.bank_of(step.on_behalf_of_id),
            "what": str(_("a step of exchange %(number)d")) % {"number": step.exchange_id},
            "at": step.at,
            "by": named(step.by),
            "how": Step.Channel(step.channel) if step.channel else "",
        }
    for event in streamed(_events(whose).filter(is_on_behalf=True)):
        yield {**_event_row(whose, event), "how": event.words}


def _deeds(whose: Whose) -> Iterator[Row]:
    told = DEEDS if whose.person else [deed for deed in DEEDS if deed.model not in OF_CONCERNS]
    first, *others = (_done(deed, whose) for deed in told)
    for what, at in first.union(*others, all=True).order_by("-deed_at").iterator():
        yield {"what": str(BY_KEY[what].words), "at": at}


def _done(deed: Deed, whose: Whose) -> QuerySet[Any, tuple[str, datetime.datetime]]:
    theirs = deed.model._default_manager.filter(**{f"{deed.by}__in": whose.ids}).order_by()
    told = theirs.annotate(deed_key=Value(deed.covers, output_field=CharField()), deed_at=F(deed.at))
    rows: QuerySet[Any, tuple[str, datetime.datetime]] = told.values_list("deed_key", "deed_at")
    return rows


def _events(whose: Whose) -> QuerySet[MemberEvent]:
    return MemberEvent.objects.filter(member__in=whose.ids).select_related("by").order_by("-pk")


def _event_row(whose: Whose, event: MemberEvent) -> Row:
    return {
        "bank": whose.bank_of(event.member_id),
        "what": MemberEvent.Kind(event.kind),
        "at": event.at,
        "by": named(event.by),
    }


BY_KEY = {deed.covers: deed for deed in DEEDS}
WHAT = {"what": _("What")}

GROUPS = (
    Group(
        "looks",
        _("Who looked at your details"),
        _("Each time somebody who runs the time bank opened your addresses, read reported messages or took your data."),
        {**BANK, **WHAT, **AT, **BY},
        _looks,
    ),
    Group(
        "on_behalf",
        _("What was done on your behalf"),
        _("What a coordinator, a supporter or a delegate did for you, and how you had told them."),
        {**BANK, **WHAT, **AT, **BY, "how": _("How")},
        _on_behalf,
        ("exchanges.Step.on_behalf_of",),
    ),
    Group(
        "history",
        _("Your history"),
        _("What happened to your membership."),
        {**BANK, **WHAT, **AT, **BY, **WORDS},
        _history,
        ("members.MemberEvent.member",),
    ),
    Group(
        "deeds",
        _("What you did here"),
        _("Each thing that has your name on it. Whom it was about is theirs, and not told here."),
        {**WHAT, **AT},
        _deeds,
        tuple(BY_KEY),
    ),
)
