"""Notes on members, by coordinators for coordinators. The member reads them when they ask what we hold."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_not_be_self, note
from members.actions.checks import must_hold_no_number
from members.models import Member, MemberEvent, Note
from timebank.lib.errors import NotAllowed, RuleBroken

SENT_TWICE_WITHIN = datetime.timedelta(minutes=10)


class NothingWritten(RuleBroken):
    """A note says something."""


@transaction.atomic
def write_note(member: Member, words: str, *, by: Member, at: datetime.datetime) -> Note:
    """Keep a coordinator's note on a member. The same words sent twice are one note."""
    member = locked(member)
    if by.bank_id != member.bank_id or not by.is_coordinator:
        raise NotAllowed(_("Only a coordinator of this time bank may do this."))
    must_not_be_self(member, by)
    if not words.strip():
        raise NothingWritten(_("Write the note first."))
    must_hold_no_number(words)
    again: Note | None = member.notes.filter(by=by, words=words, at__gt=at - SENT_TWICE_WITHIN).first()
    if again:
        return again
    note(member, MemberEvent.Kind.NOTE_WRITTEN, by=by, at=at)
    return Note.objects.create(member=member, by=by, at=at, words=words)
