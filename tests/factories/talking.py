"""What people write to one another, and what comes of it."""

import datetime

from django.utils import timezone

from exchanges.actions.announcing import Telling, announce
from exchanges.actions.enquiries import enquire
from exchanges.models import Announcement, Listing
from members.actions import conversations
from members.actions.blocking import block
from members.actions.reporting import report
from members.models import Block, Conversation, Member, TalkReport


def make_conversation(speaker: Member, other: Member, *, words: str = "Shall we have tea?") -> Conversation:
    """Let a member write to another."""
    return conversations.begin(speaker, other, words, by=speaker, at=timezone.now())


def make_enquiry(listing: Listing, asker: Member, *, words: str = "When would it suit you?") -> Conversation:
    """Let a member answer an offer or a request in words."""
    return enquire(listing, asker, words, by=asker, at=timezone.now())


def make_announcement(by: Member, **told) -> Announcement:
    """Let a coordinator tell everybody something until tomorrow, unless told otherwise."""
    at = timezone.now()
    until_on = by.bank.day(at) + datetime.timedelta(days=1)
    telling = Telling(
        **{"subject": "Closed on Monday", "body": "We are back on Tuesday.", "until_on": until_on, **told}
    )
    return announce(by.bank, telling, by=by, at=at)


def make_block(member: Member, other: Member) -> Block:
    """Let a member block another."""
    return block(member, other, at=timezone.now())


def make_report(talk: Conversation, by: Member, *, words: str = "This frightens me.") -> TalkReport:
    """Let one of two report their conversation."""
    return report(talk, words, by=by, at=timezone.now())


def make_closed_report(talk: Conversation, reporter: Member, *, by: Member) -> TalkReport:
    """Let what one of two reported have been closed."""
    at = timezone.now()
    told = {"words": "This frightens me.", "done": "We talked.", "at": at}
    return TalkReport.objects.create(bank=by.bank, conversation=talk, by=reporter, closed_by=by, closed_at=at, **told)


def make_silent_conversation(one: Member, other: Member) -> Conversation:
    """Let two members have written to each other; their letters are the test's."""
    first, second = sorted((one, other), key=lambda member: member.pk)
    now = timezone.now()
    times = {"begun_at": now, "last_at": now}
    return Conversation.objects.get_or_create(
        bank=one.bank, first=first, second=second, defaults={"begun_by": one, **times}
    )[0]
