"""Writing the outbox: who is reached how, once, and only if what it tells has happened."""

import dataclasses
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from notices import actions
from notices.models import Notice, Recipient
from tests.notices.conftest import NOW, TO_MARGARET, keep


def test_a_notice_falls_with_the_change_it_tells(margaret, tell):
    def change() -> None:
        with transaction.atomic():
            tell()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        change()

    assert Notice.objects.count() == 0


def test_somebody_with_an_address_is_due_an_email_at_once(margaret, tell):
    notice = tell()

    assert notice.delivery == Notice.Delivery.EMAIL
    assert list(Notice.objects.due(NOW)) == [notice]
    assert list(Notice.objects.to_pass_on("riverside")) == []


def test_somebody_without_an_address_is_told_by_hand(bartholomew, tell):
    notice = tell(recipient_key=bartholomew)

    assert list(Notice.objects.to_pass_on("riverside")) == [notice]
    assert list(Notice.objects.to_pass_on("ashby")) == []
    assert list(Notice.objects.due(NOW)) == []


@pytest.mark.parametrize("who", ["member:12", "member:31"])
def test_what_is_not_important_is_only_listed(margaret, bartholomew, tell, who):
    notice = tell(recipient_key=who, important=False)

    assert notice.delivery == Notice.Delivery.IN_APP_ONLY
    assert list(Notice.objects.for_recipients([who])) == [notice]


def test_what_no_desk_would_see_is_only_listed(bartholomew, tell):
    assert tell(recipient_key=bartholomew, bank="").delivery == Notice.Delivery.IN_APP_ONLY


def test_nothing_is_told_to_a_key_nobody_kept(db, tell):
    with pytest.raises(Recipient.DoesNotExist):
        tell(recipient_key="member:404")


def test_the_same_thing_is_told_once_to_each(margaret, bartholomew, tell):
    first = tell(dedupe_key="exchange:4/day-3")
    again = tell(dedupe_key="exchange:4/day-3", subject="Once more")
    other = tell(dedupe_key="exchange:4/day-3", recipient_key=bartholomew)

    assert again == first
    assert again.subject == TO_MARGARET.subject
    assert other != first


@pytest.mark.django_db(transaction=True)
def test_a_job_racing_itself_tells_once():
    keep()
    together = threading.Barrier(4)
    told = []

    def job() -> None:
        together.wait(5)
        with transaction.atomic():
            told.append(actions.tell(dataclasses.replace(TO_MARGARET, dedupe_key="reminder:4"), at=NOW).pk)
        connection.close()

    threads = [threading.Thread(target=job) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == [Notice.objects.get().pk] * 4


def test_a_subject_is_one_line_of_readable_length(margaret, tell):
    broken = tell(subject="Lift\r\nBcc: all@demo.example\x00\x1b from\u2028Zoë 👩‍🌾")
    long = tell(subject="ب" * 500)

    assert broken.subject == "Lift Bcc: all@demo.example from Zoë 👩‍🌾"
    assert long.subject == "ب" * 199 + "…"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil",
        "/\t/evil.example",
        " /",
    ],
)
def test_a_path_to_another_site_cannot_be_written(margaret, tell, path):
    with pytest.raises(IntegrityError, match="notice_path_is_our_own"), transaction.atomic():
        tell(path=path)


@pytest.mark.parametrize("path", ["", "/", "/riverside/", "/riverside/exchanges/4/?from=mail#log"])
def test_a_path_of_ours_is_kept(margaret, tell, path):
    assert tell(path=path).path == path


def test_a_kind_is_a_code(margaret, tell):
    with pytest.raises(IntegrityError, match="notice_kind_is_a_code"), transaction.atomic():
        tell(kind="a sentence")


def test_keeping_a_recipient_again_changes_the_one_row(margaret):
    before = Recipient.objects.get()

    keep(address="new@demo.example", name="Margaret O.")

    after = Recipient.objects.get()
    assert (after.pk, after.address, after.name) == (before.pk, "new@demo.example", "Margaret O.")
    assert after.created_at == before.created_at


def test_forgetting_erases_address_name_and_words_and_sends_nothing(margaret, tell):
    waiting = tell()

    actions.forget_recipient(margaret)
    actions.forget_recipient(margaret)

    recipient, notice = Recipient.objects.get(), Notice.objects.get(pk=waiting.pk)
    assert (recipient.address, recipient.name, recipient.is_forgotten) == ("", "", True)
    assert (notice.subject, notice.body, notice.path) == ("", "", "")
    assert list(Notice.objects.due(NOW)) == []
    assert tell().delivery == Notice.Delivery.IN_APP_ONLY


def test_forgetting_keeps_that_something_was_sent(margaret, tell):
    sent = tell()
    Notice.objects.filter(pk=sent.pk).update(sent_at=NOW, next_attempt_at=None)

    actions.forget_recipient(margaret)

    notice = Notice.objects.get(pk=sent.pk)
    assert (notice.delivery, notice.sent_at, notice.body) == (Notice.Delivery.EMAIL, NOW, "")


def test_the_outbox_cannot_lose_an_email(margaret, tell):
    notice = tell()

    with pytest.raises(IntegrityError, match="notice_unsent_has_its_time"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(next_attempt_at=None)


def test_read_marks_keep_the_first_time(margaret, tell):
    first, second = tell(), tell()

    actions.mark_read(first, at=NOW)
    actions.mark_all_read([margaret], newest_id=second.pk, at=NOW.replace(hour=12))

    assert [n.read_at for n in Notice.objects.order_by("pk")] == [NOW, NOW.replace(hour=12)]
    assert Notice.objects.unread().count() == 0


def test_marking_all_read_spares_what_came_later_and_what_is_others(margaret, bartholomew, tell):
    seen = tell()
    others = tell(recipient_key=bartholomew)
    later = tell()

    actions.mark_all_read([margaret], newest_id=others.pk, at=NOW)

    assert set(Notice.objects.unread()) == {others, later}
    assert Notice.objects.get(pk=seen.pk).read_at == NOW


def test_a_coordinator_passes_it_on_once(bartholomew, tell):
    notice = tell(recipient_key=bartholomew)

    actions.mark_told(notice, by="member:2", at=NOW)
    actions.mark_told(notice, by="member:2", at=NOW.replace(hour=12))

    told = Notice.objects.get(pk=notice.pk)
    assert (told.told_by, told.told_at) == ("member:2", NOW)
    assert list(Notice.objects.to_pass_on("riverside")) == []
    with pytest.raises(actions.AlreadyPassedOn):
        actions.mark_told(notice, by="member:3", at=NOW)


def test_what_they_read_themselves_need_not_be_passed_on(bartholomew, tell):
    notice = tell(recipient_key=bartholomew)

    actions.mark_read(notice, at=NOW)

    assert list(Notice.objects.to_pass_on("riverside")) == []
    with pytest.raises(actions.AlreadyPassedOn):
        actions.mark_told(notice, by="member:2", at=NOW)
