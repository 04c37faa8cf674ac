"""Two members write to each other on the site, and see each other's addresses only where both agree."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.access import may_write_to
from members.actions.acts import locked, must_act_as, note_on_behalf
from members.actions.blocking import must_not_be_apart
from members.actions.telling import tell_member
from members.models import Consent, Conversation, Letter, Mandate, Member, MemberEvent
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken

A_DAY = datetime.timedelta(days=1)
MOST_BEGUN_A_DAY = 10
MOST_BEGUN_BY_STAFF = 50
MOST_LETTERS_A_DAY = 50
HOW_TOLD = (Consent.How.PHONE, Consent.How.IN_PERSON, Consent.How.PAPER)


class CannotWrite(NotAllowed):
    """These two do not write to each other on the site."""


class NothingWritten(RuleBroken):
    """A message has words."""


class TooManyLetters(RuleBroken):
    """Somebody has written a great deal today."""

    code = "throttled"


@dataclass(frozen=True)
class _News:
    """What the other one of the two is told."""

    kind: str
    subject: str
    body: str
    dedupe_key: str = ""


@dataclass(frozen=True)
class Said:
    """What somebody told a coordinator to answer, and how they told it."""

    words: str
    how: str


@transaction.atomic
def begin(
    speaker: Member, other: Member, words: str, *, by: Member, at: datetime.datetime, subject: str = ""
) -> Conversation:
    """Write to a member for the first time, or again: two members have one conversation. `by` presses the button.

    With a `subject` the other is told that, and not only who wrote.
    """
    must_act_as(speaker, by)
    conversation = _conversation_of(speaker, other, at)
    _write(_locked(conversation), Letter(speaker=speaker, by=by, at=at, words=words), subject)
    return conversation


@transaction.atomic
def begin_told(
    speaker: Member, other: Member, said: Said, *, by: Member, at: datetime.datetime, subject: str = ""
) -> Conversation:
    """Write to a member, as a coordinator, what somebody asked them to write."""
    conversation = _conversation_of(speaker, other, at)
    write_down(conversation, speaker, said, by=by, at=at, subject=subject)
    return conversation


@transaction.atomic
def write(conversation: Conversation, speaker: Member, words: str, *, by: Member, at: datetime.datetime) -> Letter:
    """Write in a conversation. The other is told once until they have read it, or each time where we tell by hand."""
    must_act_as(speaker, by)
    return _write(_locked(conversation), Letter(speaker=speaker, by=by, at=at, words=words))


@transaction.atomic
def write_down(
    conversation: Conversation, speaker: Member, said: Said, *, by: Member, at: datetime.datetime, subject: str = ""
) -> Letter:
    """Write, as a coordinator, what somebody answers who was read to. The same words of one day are one message."""
    conversation = _locked(conversation)
    _must_be_told_by(speaker, conversation.other_of(speaker), said.how, by)
    told = conversation.letters.filter(speaker=speaker, by=by, words=said.words, at__gt=at - A_DAY)
    standing: Letter | None = told.exclude(how="").first()
    if standing is not None:
        return standing
    letter = _write(conversation, Letter(speaker=speaker, by=by, at=at, words=said.words, how=said.how), subject)
    _tell_spoken_for(conversation, speaker, said.words, by=by, at=at)
    return letter


def _conversation_of(speaker: Member, other: Member, at: datetime.datetime) -> Conversation:
    """Give the one conversation of two members, begun now where they have none yet."""
    locked(speaker)  # who presses many buttons at once is counted one by one
    standing: Conversation | None = Conversation.objects.between(speaker, other).first()
    if standing is not None:
        return standing
    _must_be_able_to_write(speaker, other)
    _must_not_begin_too_many(speaker, at)
    first, second = sorted([speaker, other], key=lambda member: member.pk)
    conversation: Conversation = Conversation.objects.get_or_create(
        first=first,
        second=second,
        defaults={"bank": speaker.bank, "begun_by": speaker, "begun_at": at, "last_at": at},
    )[0]
    return conversation


def _write(conversation: Conversation, letter: Letter, subject: str = "") -> Letter:
    """Write a letter in a locked conversation, and tell the other."""
    speaker, words, at = letter.speaker, letter.words, letter.at
    other = conversation.other_of(speaker)
    _must_be_able_to_write(speaker, other)
    if letter.by_id != speaker.pk and not letter.how:
        must_not_be_apart(letter.by, other)  # nobody goes on writing in somebody else's name
    if not words.strip():
        raise NothingWritten(_("Write a few words."))
    today = conversation.letters.filter(speaker=speaker, at__gt=at - A_DAY)
    if today.count() >= MOST_LETTERS_A_DAY:
        raise TooManyLetters(_("That is a great deal for one day. Please write again tomorrow, or ring."))
    knows_already = conversation.letters.exists() and conversation.is_unread_by(other)
    letter.conversation = conversation
    letter.save(force_insert=True)
    conversation.last_at = at
    setattr(conversation, f"{conversation.side_of(speaker)}_read_at", at)
    conversation.save(update_fields=["last_at", "first_read_at", "second_read_at"])
    _note_acted(conversation, speaker, at=at)
    if not (knows_already and can_read_here(other)):
        _tell_of_letter(letter, other, subject or _("%(name)s wrote to you") % {"name": speaker.name}, at=at)
    return letter


def mark_read(conversation: Conversation, member: Member, *, at: datetime.datetime) -> None:
    """Note that a member has looked at what was written to them."""
    side = f"{conversation.side_of(member)}_read_at"
    Conversation.objects.filter(pk=conversation.pk).update(**{side: at})


@transaction.atomic
def share_addresses(conversation: Conversation, member: Member, *, by: Member, at: datetime.datetime) -> Conversation:
    """Let the other see how to reach a member, as soon as they do the same. Again does no harm."""
    must_act_as(member, by)
    return _share(_locked(conversation), member, at=at)


@transaction.atomic
def write_down_sharing(
    conversation: Conversation, member: Member, *, how: str, by: Member, at: datetime.datetime
) -> Conversation:
    """Write down, as a coordinator, that somebody would like to share too, as they told. Again does no harm."""
    conversation = _locked(conversation)
    _must_be_told_by(member, conversation.other_of(member), how, by)
    if conversation.is_shared_by(member):
        return conversation
    conversation = _share(conversation, member, at=at)
    _tell_spoken_for(conversation, member, _("Yes to sharing telephone numbers and e-mail addresses."), by=by, at=at)
    return conversation


@transaction.atomic
def write_down_no_sharing(
    conversation: Conversation, member: Member, *, how: str, by: Member, at: datetime.datetime
) -> Conversation:
    """Write down, as a coordinator, that somebody would rather not share: the other hears it once a day."""
    conversation = _locked(conversation)
    other = conversation.other_of(member)
    _must_be_told_by(member, other, how, by)
    _must_be_able_to_write(member, other)
    _set_shares(conversation, member, None)
    subject = _("%(name)s would rather not share telephone numbers and e-mail addresses now") % {"name": member.name}
    body = _("You can go on writing to each other here.")
    once = f"not-shared:{conversation.pk}:{member.bank.day(at)}"
    _tell(other, conversation, _News("NOT_SHARED", subject, body, once), at=at)
    _tell_spoken_for(conversation, member, _("No to sharing telephone numbers and e-mail addresses."), by=by, at=at)
    return conversation


def _share(conversation: Conversation, member: Member, *, at: datetime.datetime) -> Conversation:
    other = conversation.other_of(member)
    _must_be_able_to_write(member, other)
    if conversation.is_shared_by(member):
        return conversation
    _set_shares(conversation, member, at)
    _note_acted(conversation, member, at=at)
    words = {"name": member.name}
    subject = _("%(name)s would like you to have each other's telephone number and e-mail address")
    kind, body = "SHARING", _("If you would like that too, press the button beside what you wrote to each other.")
    if not can_read_here(other):
        body = _("If you would like that too, tell us, and we write it down.")
    if conversation.is_shared:
        subject = _("You and %(name)s now have each other's telephone number and e-mail address")
        kind, body = "SHARED", _("Either of you can take that back at any time.")
        if not can_read_here(other):
            body = _("Ask us for theirs, and we tell you. Either of you can take that back at any time.")
    once = f"sharing:{conversation.pk}:{conversation.is_shared}:{member.bank.day(at)}"
    _tell(other, conversation, _News(kind, subject % words, body, once), at=at)
    return conversation


@transaction.atomic
def stop_sharing(conversation: Conversation, member: Member, *, by: Member) -> Conversation:
    """Take it back: from now on neither sees how to reach the other. Again does no harm."""
    must_act_as(member, by)
    conversation = _locked(conversation)
    _set_shares(conversation, member, None)
    return conversation


def can_read_here(member: Member) -> bool:
    """Whether a member can sign in and read; to all others somebody passes on what was written."""
    return bool(member.person and member.person.email)


def _locked(conversation: Conversation) -> Conversation:
    both = Conversation.objects.select_related("first__person", "second__person", "bank")
    found: Conversation = both.select_for_update(no_key=True, of=("self",)).get(pk=conversation.pk)
    found.first.bank = found.second.bank = found.bank
    return found


def _set_shares(conversation: Conversation, member: Member, at: datetime.datetime | None) -> None:
    side = f"{conversation.side_of(member)}_shares_at"
    setattr(conversation, side, at)
    conversation.save(update_fields=[side])


def _must_be_able_to_write(speaker: Member, other: Member) -> None:
    if not may_write_to(speaker, other):
        raise CannotWrite(_("You cannot write to %(name)s here just now.") % {"name": other.name})
    must_not_be_apart(speaker, other)


def _must_be_told_by(speaker: Member, other: Member, how: str, by: Member) -> None:
    """Refuse who is no coordinator whom the speaker told, and who is, or acts for, the other one of the two."""
    if by.bank_id != speaker.bank_id or not (by.is_coordinator and by.belongs) or how not in HOW_TOLD:
        raise NotAllowed(_("Only a coordinator can write down what a member told them."))
    if by.pk in (speaker.pk, other.pk) or Mandate.objects.live().of_party(by.pk, other.pk).exists():
        raise NotAllowed(_("You are one of the two, or act for one, so another coordinator writes this down."))


def _must_not_begin_too_many(speaker: Member, at: datetime.datetime) -> None:
    most = MOST_BEGUN_BY_STAFF if speaker.is_coordinator or speaker.is_admin else MOST_BEGUN_A_DAY
    if Conversation.objects.begun_since(speaker, at - A_DAY).count() >= most:
        raise TooManyLetters(_("You have written to many people today. Please wait until tomorrow, or ask us to help."))


def _tell_of_letter(letter: Letter, other: Member, subject: str, *, at: datetime.datetime) -> None:
    # To who does not sign in, nobody but who passes it on can bring the words.
    body = _("Read it and answer on the page.") if can_read_here(other) else letter.words
    _tell(other, letter.conversation, _News("LETTER", subject, body), at=at)


def _tell_spoken_for(
    conversation: Conversation, speaker: Member, words: str, *, by: Member, at: datetime.datetime
) -> None:
    """Keep in a member's history that somebody wrote down their answer, and tell them."""
    note_on_behalf(speaker, MemberEvent.Kind.ANSWERED, by=by, at=at)
    names = {"who": by.name, "name": conversation.other_of(speaker).name}
    subject = _("%(who)s wrote down your answer to %(name)s") % names
    _tell(speaker, conversation, _News("ON_BEHALF", subject, words), at=at)


def _note_acted(conversation: Conversation, member: Member, *, at: datetime.datetime) -> None:
    """Count what somebody writes to another towards what they were told of it, and of the other one."""
    other = conversation.other_of(member)
    pages = [_path_of(conversation, member), reverse("exchanges:member", args=[other.bank.slug, other.number])]
    notices.note_acted(member.actor_key, pages, at=at, towards=other.actor_key)


def _path_of(conversation: Conversation, reader: Member) -> str:
    return reverse("exchanges:conversation", args=[reader.bank.slug, conversation.pk])


def _tell(other: Member, conversation: Conversation, news: _News, *, at: datetime.datetime) -> None:
    tell_member(
        other,
        notices.Message(
            recipient_key=other.actor_key,
            bank=other.bank.slug,
            kind=news.kind,
            subject=news.subject,
            body=news.body,
            path=_path_of(conversation, other),
            dedupe_key=news.dedupe_key,
            about_key=conversation.other_of(other).actor_key,
        ),
        at=at,
        parts=[Mandate.Kind.MANAGER],
    )
