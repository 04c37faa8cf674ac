"""A coordinator writes down what somebody answers who was read to: they have been told with that, too."""

import datetime

from django.db import transaction

from members.actions import conversations
from members.models import Conversation, Letter, Member
from notices import actions as notices
from notices.models import Notice


@transaction.atomic
def write_down_letter(
    notice: Notice,
    conversation: Conversation,
    speaker: Member,
    said: conversations.Said,
    *,
    by: Member,
    at: datetime.datetime,
) -> Letter:
    """Write down an answer to a message that was passed on."""
    letter = conversations.write_down(conversation, speaker, said, by=by, at=at)
    _note_told(notice, by=by, at=at)
    return letter


@transaction.atomic
def write_down_yes(
    notice: Notice, conversation: Conversation, speaker: Member, *, how: str, by: Member, at: datetime.datetime
) -> None:
    """Write down a yes to sharing telephone numbers and e-mail addresses."""
    conversations.write_down_sharing(conversation, speaker, how=how, by=by, at=at)
    _note_told(notice, by=by, at=at)


@transaction.atomic
def write_down_no(
    notice: Notice, conversation: Conversation, speaker: Member, *, how: str, by: Member, at: datetime.datetime
) -> None:
    """Write down a no to sharing telephone numbers and e-mail addresses."""
    conversations.write_down_no_sharing(conversation, speaker, how=how, by=by, at=at)
    _note_told(notice, by=by, at=at)


def _note_told(notice: Notice, *, by: Member, at: datetime.datetime) -> None:
    """Who has answered has been told, by whomever."""
    if notice.told_at is None and notice.read_at is None:
        notices.mark_told(notice, by=by.actor_key, at=at)
