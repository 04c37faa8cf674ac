"""Whether notices lead to anything: an act on their page within seven days counts, a look at it does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges.actions import life
from exchanges.actions.acts import Act
from members.actions import conversations
from notices import actions
from notices.models import Notice
from notices.reads import figures
from tests import factories as make
from tests.notices.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(("after", "counts"), [(DAY, True), (7 * DAY - timedelta(seconds=1), True), (7 * DAY, False)])
def test_an_act_within_seven_days_counts(margaret, tell, after, counts):
    notice = tell(kind="TO_CONFIRM")

    actions.note_acted(margaret, [notice.path], at=NOW + after)

    assert (Notice.objects.get(pk=notice.pk).acted_at is not None) == counts


def test_the_first_act_counts_and_only_theirs_on_that_page(margaret, bartholomew, tell):
    mine, other_page, others = (
        tell(kind="TO_CONFIRM", **other) for other in ({}, {"path": "/r/exchanges/5/"}, {"recipient_key": bartholomew})
    )

    actions.note_acted(margaret, [mine.path], at=NOW + DAY)
    actions.note_acted(margaret, [mine.path], at=NOW + 2 * DAY)

    assert Notice.objects.get(pk=mine.pk).acted_at == NOW + DAY
    assert set(Notice.objects.filter(acted_at=None)) == {other_page, others}


def test_looking_at_it_is_no_act(client, margaret, tell):
    member = make.make_member(make.make_bank())
    client.force_login(member.person)
    notice = tell(recipient_key=member.actor_key)

    client.get(f"/me/notices/open/{notice.pk}/")

    read = Notice.objects.get(pk=notice.pk)
    assert (read.read_at is not None, read.acted_at) == (True, None)


def test_a_confirmation_answers_what_asked_for_it():
    bank = make.make_bank()
    giver, receiver = make.make_member(bank), make.make_member(bank)
    exchange = make.logged_exchange(giver, receiver)
    asked = Notice.objects.get(recipient__key=receiver.actor_key, kind="TO_CONFIRM")

    life.confirm(exchange, Act(receiver, timezone.now()), minutes=exchange.minutes)

    assert Notice.objects.get(pk=asked.pk).acted_at is not None


def test_a_message_answers_a_message():
    bank = make.make_bank()
    first, second = make.make_member(bank), make.make_member(bank)
    at = timezone.now()
    conversation = conversations.begin(first, second, "Could you help?", by=first, at=at)
    told = Notice.objects.get(recipient__key=second.actor_key, kind="LETTER")

    conversations.write(conversation, second, "Yes.", by=second, at=at + DAY)

    assert Notice.objects.get(pk=told.pk).acted_at == at + DAY


def test_figures_count_what_became_of_each_kind(margaret, bartholomew, tell, django_assert_num_queries):
    sent, failed, waits = tell(kind="TO_CONFIRM"), tell(kind="TO_CONFIRM"), tell(kind="LETTER")
    by_hand = tell(kind="TO_CONFIRM", recipient_key=bartholomew)
    tell(bank="ashby")
    Notice.objects.filter(pk=sent.pk).update(sent_at=NOW, next_attempt_at=None, acted_at=NOW)
    Notice.objects.filter(pk=failed.pk).update(failed_at=NOW, next_attempt_at=None)
    actions.mark_told(by_hand, by="member:2", at=NOW)

    with django_assert_num_queries(1):
        found = figures("riverside", NOW - DAY)

    rows = {row.kind: row for topic in found for row in topic.kinds}
    logged = rows["TO_CONFIRM"]
    assert (logged.told, logged.sent, logged.passed_on, logged.failed, logged.acted) == (3, 1, 1, 1, 1)
    assert (rows["LETTER"].told, rows["LETTER"].sent) == (1, 0)
    assert figures("riverside", NOW + DAY) == []
    assert waits.next_attempt_at == NOW
