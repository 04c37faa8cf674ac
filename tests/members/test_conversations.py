"""Two members write to each other: who may, who is told how, who reads it, and when they see each other's addresses."""

import datetime

import pytest
from django.utils import timezone

from members.actions import conversations, record_leaving
from members.actions.conversations import (
    MOST_BEGUN_A_DAY,
    MOST_BEGUN_BY_STAFF,
    MOST_LETTERS_A_DAY,
    CannotWrite,
    NothingWritten,
    TooManyLetters,
)
from members.models import Conversation, Letter, Member
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa", email="rosa@example.org")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym", email="gwilym@example.org")


def write(conversation, speaker, words="And you?", at=None):
    return conversations.write(conversation, speaker, words, by=speaker, at=at or timezone.now())


def told(member, kind="LETTER"):
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind=kind).order_by("pk"))


def test_two_members_have_one_conversation_whoever_begins(rosa, gwilym):
    one = make.make_conversation(rosa, gwilym, words="Hello")
    other = make.make_conversation(gwilym, rosa, words="Hello yourself")

    assert one == other
    assert (one.first_id, one.second_id) == tuple(sorted([rosa.pk, gwilym.pk]))
    letters = Letter.objects.order_by("pk").values_list("speaker", "by", "words")
    assert list(letters) == [(rosa.pk, rosa.pk, "Hello"), (gwilym.pk, gwilym.pk, "Hello yourself")]


def test_the_other_is_told_once_until_they_have_read_it_and_not_the_words(rosa, gwilym):
    conversation = make.make_conversation(rosa, gwilym, words="Secret tea")
    write(conversation, rosa, "More secret tea")

    [notice] = told(gwilym)
    assert (notice.subject, notice.body) == ("Rosa wrote to you", "Read it and answer on the page.")
    assert notice.path == f"/{rosa.bank.slug}/messages/{conversation.pk}/"
    assert "rosa@example.org" not in notice.subject + notice.body
    assert told(rosa) == []

    conversations.mark_read(conversation, gwilym, at=timezone.now())
    write(conversation, rosa, "Are you there?")
    assert len(told(gwilym)) == 2


def test_to_who_has_no_email_somebody_passes_on_the_words_each_time(bank, rosa):
    ethel = make.make_member(bank, name="Ethel", email="")

    conversation = make.make_conversation(rosa, ethel, words="Shall we have tea?")
    write(conversation, rosa, "On Friday?")

    assert [(notice.body, notice.delivery) for notice in told(ethel)] == [
        ("Shall we have tea?", "BY_HAND"),
        ("On Friday?", "BY_HAND"),
    ]


@pytest.mark.parametrize("why", ["minor", "paused", "suspended", "left", "declined", "oneself", "another bank"])
@pytest.mark.parametrize("side", ["other", "speaker"])
def test_with_whom_nobody_begins_a_conversation(bank, rosa, gwilym, why, side):
    speaker, other = rosa, gwilym
    odd = other if side == "other" else speaker
    changes = {
        "minor": {"age_band": "CHILD"},
        "paused": {"state": "PAUSED"},
        "suspended": {"state": "SUSPENDED", "review_on": datetime.date(2030, 1, 1)},
        "left": {"state": "LEFT"},
        "declined": {"state": "DECLINED"},
        "oneself": {},
        "another bank": {"bank": make.make_bank()},
    }[why]
    Member.objects.filter(pk=odd.pk).update(**changes)
    odd.refresh_from_db()

    with pytest.raises(CannotWrite, match="cannot write to"):
        make.make_conversation(odd if why == "oneself" else speaker, odd if why == "oneself" else other)

    assert not Conversation.objects.exists()
    assert (told(rosa), told(gwilym)) == ([], [])


def test_nobody_writes_or_shares_when_the_other_has_left(bank, rosa, gwilym):
    conversation = make.make_conversation(rosa, gwilym)
    record_leaving(gwilym, by=make.make_coordinator(bank), at=timezone.now())

    with pytest.raises(CannotWrite):
        write(conversation, rosa)
    with pytest.raises(CannotWrite):
        conversations.share_addresses(conversation, rosa, by=rosa, at=timezone.now())


@pytest.mark.parametrize("words", ["", "  \n "])
def test_a_message_has_words(rosa, gwilym, words):
    with pytest.raises(NothingWritten):
        make.make_conversation(rosa, gwilym, words=words)

    assert not Conversation.objects.exists()


def begin_many(speaker, others, at):
    for other in others:
        conversations.begin(speaker, other, "Hello", by=speaker, at=at)


def test_nobody_begins_more_conversations_in_a_day_than_that(bank, rosa):
    others = [make.make_member(bank) for _each in range(MOST_BEGUN_A_DAY + 1)]
    at = timezone.now()
    begin_many(rosa, others[:-1], at)

    with pytest.raises(TooManyLetters, match="many people today"):
        begin_many(rosa, others[-1:], at + datetime.timedelta(hours=23))

    begin_many(rosa, others[:1], at)  # who has been written to before is no new one
    begin_many(rosa, others[-1:], at + datetime.timedelta(hours=25))
    assert Conversation.objects.count() == MOST_BEGUN_A_DAY + 1


def test_those_who_run_the_bank_may_begin_more(bank):
    coordinator = make.make_coordinator(bank)
    assert MOST_BEGUN_BY_STAFF > MOST_BEGUN_A_DAY

    begin_many(coordinator, [make.make_member(bank) for _each in range(MOST_BEGUN_A_DAY + 1)], timezone.now())

    assert Conversation.objects.count() == MOST_BEGUN_A_DAY + 1


def test_nobody_floods_a_conversation(rosa, gwilym):
    conversation = make.make_conversation(rosa, gwilym)
    for _each in range(MOST_LETTERS_A_DAY - 1):
        write(conversation, rosa)

    with pytest.raises(TooManyLetters, match="a great deal for one day"):
        write(conversation, rosa)

    write(conversation, gwilym)
    write(conversation, rosa, at=timezone.now() + datetime.timedelta(days=1, minutes=1))


def test_what_one_wrote_oneself_is_not_new(rosa, gwilym):
    conversation = make.make_conversation(rosa, gwilym)
    conversation.refresh_from_db()

    assert (conversation.is_unread_by(rosa), conversation.is_unread_by(gwilym)) == (False, True)

    conversations.mark_read(conversation, gwilym, at=timezone.now())
    conversation.refresh_from_db()
    assert not conversation.is_unread_by(gwilym)


def state(conversation):
    conversation.refresh_from_db()
    return conversation.first_shares_at is not None, conversation.second_shares_at is not None, conversation.is_shared


def test_addresses_are_shared_only_when_both_press_and_either_takes_it_back(rosa, gwilym):
    conversation = make.make_conversation(rosa, gwilym)
    assert state(conversation) == (False, False, False)

    for _twice in range(2):
        conversations.share_addresses(conversation, rosa, by=rosa, at=timezone.now())
    assert state(conversation) == (True, False, False)
    [asked] = told(gwilym, "SHARING")
    assert asked.subject == "Rosa would like you to have each other's telephone number and e-mail address"
    assert "01632" not in asked.subject + asked.body

    conversations.share_addresses(conversation, gwilym, by=gwilym, at=timezone.now())
    assert state(conversation) == (True, True, True)
    assert told(rosa, "SHARED")[0].subject == "You and Gwilym now have each other's telephone number and e-mail address"

    for _twice in range(2):
        conversations.stop_sharing(conversation, rosa, by=rosa)
    assert state(conversation) == (False, True, False)


def test_who_presses_again_and_again_does_not_tell_again_and_again(rosa, gwilym):
    conversation = make.make_conversation(rosa, gwilym)

    for _each in range(3):
        conversations.share_addresses(conversation, rosa, by=rosa, at=timezone.now())
        conversations.stop_sharing(conversation, rosa, by=rosa)

    assert len(told(gwilym, "SHARING")) == 1


@pytest.mark.parametrize("who", ["supporter", "coordinator", "other"])
def test_a_letter_says_whose_word_it_is_and_who_wrote_it(bank, rosa, gwilym, who):
    by = make.make_coordinator(bank) if who == "coordinator" else make.make_member(bank)
    if who == "supporter":
        make.supporter(rosa, by)
        conversations.begin(rosa, gwilym, "Hello", by=by, at=timezone.now())
        assert list(Letter.objects.values_list("speaker", "by")) == [(rosa.pk, by.pk)]
        assert told(gwilym)[0].subject == "Rosa wrote to you"
        return

    conversation = make.make_conversation(gwilym, rosa)
    for deed in (
        lambda: conversations.write(conversation, rosa, "Hello", by=by, at=timezone.now()),
        lambda: conversations.share_addresses(conversation, rosa, by=by, at=timezone.now()),
        lambda: conversations.stop_sharing(conversation, rosa, by=by),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert Letter.objects.count() == 1


def written_down(conversation, speaker, by, how="PHONE"):
    said = conversations.Said("On Friday.", how)
    return [
        lambda: conversations.write_down(conversation, speaker, said, by=by, at=timezone.now()),
        lambda: conversations.write_down_sharing(conversation, speaker, how=how, by=by, at=timezone.now()),
        lambda: conversations.write_down_no_sharing(conversation, speaker, how=how, by=by, at=timezone.now()),
    ]


@pytest.mark.parametrize("who", ["member", "admin", "elsewhere", "left", "the other", "acts for the other", "online"])
def test_only_a_coordinator_beside_the_two_writes_down_an_answer(bank, rosa, gwilym, who):
    priya = make.make_coordinator(bank)
    by = {
        "member": lambda: make.make_member(bank),
        "admin": lambda: make.admin_of(bank),
        "elsewhere": lambda: make.make_coordinator(make.make_bank()),
        "left": lambda: record_leaving(make.make_member(bank), by=priya, at=timezone.now()),
        "the other": lambda: priya,
        "acts for the other": lambda: make.supporter(rosa, priya).holder,
        "online": lambda: priya,
    }[who]()
    conversation = make.make_conversation(priya if who == "the other" else rosa, gwilym)

    for deed in written_down(conversation, gwilym, by, how="ONLINE" if who == "online" else "PHONE"):
        with pytest.raises(NotAllowed):
            deed()

    assert Letter.objects.count() == 1
    assert state(conversation) == (False, False, False)


def test_nothing_is_written_down_for_who_can_no_longer_write(bank, rosa, gwilym):
    conversation = make.make_conversation(rosa, gwilym)
    record_leaving(rosa, by=make.admin_of(bank), at=timezone.now())
    priya = make.make_coordinator(bank)

    for deed in written_down(conversation, gwilym, priya):
        with pytest.raises(CannotWrite):
            deed()
