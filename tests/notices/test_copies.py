"""What delegates hear for whom they act: it is about what was told, and goes where that goes."""

import pytest
from django.db import connection

from exchanges.actions import leaving
from members.actions import mandates, states
from members.actions.telling import tell_many_members, tell_member
from members.models import Mandate
from notices import actions
from notices.models import Notice, Recipient, Topic
from tests import factories as make
from tests.notices.conftest import NOW, choose

pytestmark = pytest.mark.django_db
PAGE = "/riverside/exchanges/4/"


@pytest.fixture
def surgery():
    return make.make_organisation(make.make_bank(slug="riverside"), name="Surgery")


@pytest.fixture
def delegate(surgery):
    delegate = make.make_member(surgery.bank)
    make.delegate(surgery, delegate)
    Notice.objects.all().delete()
    return delegate


def message(surgery, kind: str, **more: object) -> actions.Message:
    words = {"subject": "News", "body": "Words", "path": PAGE}
    return actions.Message(recipient_key=surgery.actor_key, bank="riverside", kind=kind, **words | more)


def heard(delegate) -> Notice:
    return Notice.objects.get(recipient__key=delegate.actor_key)


def tell_one(surgery, kind: str) -> None:
    tell_member(surgery, message(surgery, kind), at=NOW)


def tell_with_others(surgery, kind: str) -> None:
    tell_many_members([(surgery, message(surgery, kind, dedupe_key="one"))], at=NOW)


each_way = pytest.mark.parametrize("tell", [tell_one, tell_with_others])


@each_way
@pytest.mark.parametrize(
    ("kind", "stopped", "is_sent"),
    [
        ("SUSPENDED", "EXCHANGES", True),
        ("CONCERN", "EXCHANGES", True),
        ("TOMORROW", "EXCHANGES", True),
        ("TOMORROW", "REMINDERS", False),
        ("CONFIRMED", "EXCHANGES", False),
    ],
)
def test_it_has_the_topic_of_what_was_told(surgery, delegate, tell, kind, stopped, is_sent):
    choose(stopped, "NEVER", key=delegate.actor_key)

    tell(surgery, kind)

    assert (heard(delegate).next_attempt_at is not None) == is_sent


def test_stopping_a_topic_keeps_back_what_waits_of_it(surgery, delegate):
    tell_one(surgery, "SUSPENDED")
    choose("EXCHANGES", "NEVER", key=delegate.actor_key)
    assert heard(delegate).next_attempt_at

    assert list(Notice.objects.about(Topic.ACCOUNT).filter(recipient__key=delegate.actor_key)) == [heard(delegate)]
    assert not Notice.objects.about(Topic.EXCHANGES).exists()


def test_a_letter_about_the_account_has_no_link_to_stop_it(surgery, delegate):
    from notices.actions.letters import letter_of

    tell_one(surgery, "SUSPENDED")
    notice = heard(delegate)

    assert "List-Unsubscribe" not in letter_of(notice, [notice]).extra_headers


@each_way
def test_what_is_withdrawn_is_withdrawn_there_too(surgery, delegate, tell):
    tell(surgery, "TOMORROW")

    actions.withdraw("riverside", PAGE, kinds=["DID_IT_HAPPEN"])
    assert heard(delegate).next_attempt_at
    actions.withdraw("riverside", PAGE, kinds=["TOMORROW"])

    assert not Notice.objects.exists()


def test_what_is_moot_is_moot_there_too(surgery, delegate):
    tell_member(surgery, message(surgery, "TOMORROW", moot_at=NOW), at=NOW)

    assert actions.withdraw_moot(at=NOW) == 2


def test_words_that_are_erased_are_erased_there_too(surgery, delegate):
    tell_one(surgery, "CONFIRMED")

    actions.erase_words_about("riverside", [PAGE], instead="Erased")

    assert (heard(delegate).subject, heard(delegate).body, heard(delegate).next_attempt_at) == ("Erased", "", None)


def test_a_body_that_is_erased_is_erased_there_too(surgery, delegate):
    tell_one(surgery, "CONFIRMED")

    actions.erase_body("riverside", PAGE, body="Words")

    assert heard(delegate).body == ""


def test_who_is_forgotten_leaves_no_page(surgery, delegate):
    tell_one(surgery, "CONFIRMED")

    actions.forget_recipient(delegate.actor_key)

    assert (heard(delegate).of_path, Recipient.objects.get(key=delegate.actor_key).is_forgotten) == ("", True)


def suspended(organisation):
    make.suspend(organisation, by=make.make_coordinator(organisation.bank))


def has_left(organisation):
    leaving.leave(organisation, by=make.make_coordinator(organisation.bank), at=NOW)


def rests(organisation):
    by = make.make_coordinator(organisation.bank)
    states.record_rest(organisation, states.Rest(how="PHONE"), by=by, at=NOW)


def delegate_ends(organisation):
    mandate = organisation.mandates.get(ended_at=None)
    mandates.end_mandate(mandate, by=mandate.holder, at=NOW)


def delegate_changes(organisation):
    by = make.make_coordinator(organisation.bank)
    mandates.change_delegate(organisation.mandates.get(ended_at=None), Mandate.Kind.MANAGER, by=by, at=NOW)


@pytest.mark.parametrize(
    ("what", "is_over"),
    [(suspended, True), (has_left, True), (rests, True), (delegate_ends, True), (delegate_changes, False)],
)
def test_what_waits_for_delegates_is_kept_back_when_their_part_is_over(surgery, delegate, what, is_over):
    tell_one(surgery, "CONFIRMED")
    tell_one(surgery, "LIMITS_SET")
    of_another = make.make_organisation(surgery.bank, name="Choir")
    make.delegate(of_another, delegate)
    tell_one(of_another, "CONFIRMED")

    what(surgery)

    heard = Notice.objects.filter(recipient__key=delegate.actor_key, kind="DELEGATE_TOLD")
    waits = heard.filter(next_attempt_at__isnull=False).values_list("of_kind", "of_key")
    kept = {("LIMITS_SET", surgery.actor_key), ("CONFIRMED", of_another.actor_key)}
    assert kept | (set() if is_over else {("CONFIRMED", surgery.actor_key)}) == set(waits) - {
        ("SUSPENDED", surgery.actor_key),
        ("PAUSED", surgery.actor_key),
        ("LEFT", surgery.actor_key),
    }
    assert heard.filter(of_kind="CONFIRMED", of_key=surgery.actor_key).exists()


def test_what_was_told_to_somebody_or_for_them_is_found_by_two_indexes_in_an_outbox_of_any_size(surgery, delegate):
    tell_one(surgery, "CONFIRMED")

    with connection.cursor() as cursor:  # among a few rows it would always read all
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    found = Notice.objects.told_to_or_for([surgery.actor_key])

    assert {notice.kind for notice in found} == {"CONFIRMED", "DELEGATE_TOLD"}
    assert "notice_copy_for" in found.explain()
