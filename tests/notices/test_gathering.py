"""Daily and weekly: one letter with all there is, never an empty one, nothing in two letters."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from notices import actions
from notices.actions import delivering
from notices.models import Notice, Recipient
from tests.ledger.making import at_once, raised
from tests.notices.conftest import NOW, choose, keep
from tests.notices.post_office import ACCEPTED, FULL, UNKNOWN, part, plain
from timebank.embedded.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)  # NOW is a Monday, half past nine
NEXT_MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def told(margaret, tell, settings):
    """Three things for a letter a day."""
    settings.PUBLIC_ADDRESS = "https://hours.example"
    keep(sender="Riverside Timebank")
    choose("MESSAGES", "DAILY")
    return [tell(kind="LETTER", subject=f"Letter {n}", body=f"Words {n}", path=f"/r/{n}/") for n in (1, 2, 3)]


def deliver_due(at: datetime) -> None:
    for pk in list(Notice.objects.due(at).values_list("pk", flat=True)):
        actions.deliver(pk, at=at)


@pytest.mark.parametrize(
    ("pace", "told_at", "due_at"),
    [
        ("DAILY", NOW, TUESDAY),
        ("DAILY", TUESDAY - timedelta(seconds=1), TUESDAY),
        ("DAILY", TUESDAY, TUESDAY + timedelta(days=1)),
        ("WEEKLY", NOW, NEXT_MONDAY),
        ("WEEKLY", NEXT_MONDAY - timedelta(seconds=1), NEXT_MONDAY),
        ("WEEKLY", NEXT_MONDAY, NEXT_MONDAY + timedelta(days=7)),
    ],
)
def test_it_waits_for_nine_oclock_of_the_next_day_or_monday(margaret, tell, pace, told_at, due_at):
    choose("MESSAGES", pace)
    message = actions.Message(
        recipient_key=margaret, bank="riverside", kind="LETTER", subject="Hello", body="", path=""
    )

    assert actions.tell(message, at=told_at).next_attempt_at == due_at


@pytest.mark.parametrize(("day", "hour"), [("2026-03-28", 8), ("2026-10-24", 9), ("2026-07-01", 8)])
def test_nine_oclock_is_nine_also_after_the_clocks_change(day, hour):
    keep(zone="Europe/London")
    choose("MESSAGES", "DAILY")
    at = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=UTC)
    message = actions.Message(
        recipient_key="member:12", bank="riverside", kind="LETTER", subject="Hello", body="", path=""
    )

    assert actions.tell(message, at=at).next_attempt_at == at.replace(hour=hour) + timedelta(days=1)


def test_three_things_come_in_one_letter_each_with_its_link(told, post_office):
    deliver_due(TUESDAY)
    deliver_due(TUESDAY + timedelta(hours=1))

    (letter,) = post_office.letters
    assert letter["Subject"] == "3 new things from Riverside Timebank"
    words, html = plain(letter), part(letter, "html")
    for n in (1, 2, 3):
        assert f"Letter {n}\nWords {n}\nhttps://hours.example/r/{n}/\n" in words
        assert f'href="https://hours.example/r/{n}/"' in html
    assert set(Notice.objects.values_list("sent_at", "next_attempt_at")) == {(TUESDAY, None)}


def test_one_thing_alone_is_a_letter_as_any_other(told, post_office):
    for notice in told[1:]:
        actions.mark_read(notice, at=NOW)

    deliver_due(TUESDAY)

    (letter,) = post_office.letters
    assert letter["Subject"] == "Letter 1"
    assert "See it here:\nhttps://hours.example/r/1/" in plain(letter)


def test_what_was_read_is_not_told_again_and_nothing_makes_no_letter(told, post_office):
    for notice in told:
        actions.mark_read(notice, at=NOW)

    deliver_due(TUESDAY)

    assert post_office.asked == 0
    assert not Notice.objects.due(TUESDAY + timedelta(days=9)).exists()


def test_what_is_told_later_comes_in_the_next_letter(told, tell, post_office):
    deliver_due(TUESDAY)
    tell(kind="LETTER", subject="Letter 4")
    Notice.objects.filter(subject="Letter 4").update(next_attempt_at=TUESDAY + timedelta(days=1))

    deliver_due(TUESDAY + timedelta(days=1))

    assert [letter["Subject"] for letter in post_office.letters] == ["3 new things from Riverside Timebank", "Letter 4"]


def test_a_letter_that_failed_is_tried_again_as_it_was(told, tell, post_office):
    post_office.answer = FULL
    deliver_due(TUESDAY)
    late = tell(kind="LETTER", subject="Letter 4")
    Notice.objects.filter(pk=late.pk).update(next_attempt_at=TUESDAY)

    post_office.answer = ACCEPTED
    deliver_due(TUESDAY + timedelta(minutes=2))

    assert sorted(letter["Subject"] for letter in post_office.letters) == [
        "3 new things from Riverside Timebank",
        "Letter 4",
    ]
    assert Notice.objects.filter(sent_at=None).count() == 0


def test_a_letter_that_goes_nowhere_comes_to_the_desk_with_all_that_was_in_it(told, post_office):
    post_office.answer = UNKNOWN

    deliver_due(TUESDAY)

    assert list(Notice.objects.to_pass_on("riverside")) == told
    assert set(Notice.objects.values_list("failed_at", flat=True)) == {TUESDAY}


def test_a_worker_killed_with_the_letter_leaves_it_whole(told, post_office):
    delivering._claim(told[1].pk, at=TUESDAY)  # and the worker is gone

    deliver_due(TUESDAY + delivering.CLAIM_LASTS)

    (letter,) = post_office.letters
    assert letter["Subject"] == "3 new things from Riverside Timebank"
    assert Notice.objects.filter(sent_at=None).count() == 0


def test_four_workers_write_one_letter(told, post_office):
    post_office.opened.clear()
    workers = [threading.Thread(target=_deliver, args=(notice.pk,)) for notice in [*told, told[0]]]

    for worker in workers:
        worker.start()
    post_office.opened.set()
    for worker in workers:
        worker.join()

    (letter,) = post_office.letters
    assert letter["Subject"] == "3 new things from Riverside Timebank"


def test_of_what_waits_in_a_letter_the_moot_goes_and_the_rest_stays(told, post_office):
    delivering._claim(told[0].pk, at=TUESDAY)

    actions.withdraw("riverside", "/r/1/", kinds=["LETTER"])  # the one that carried the others
    deliver_due(TUESDAY + delivering.CLAIM_LASTS)

    (letter,) = post_office.letters
    assert letter["Subject"] == "2 new things from Riverside Timebank"


def test_what_went_in_a_letter_whose_first_part_was_withdrawn_on_the_way_is_not_sent_again(told, post_office):
    post_office.opened.clear()
    worker = threading.Thread(target=_deliver, args=(told[0].pk,))

    worker.start()
    while not post_office.asked:
        threading.Event().wait(0.01)
    actions.withdraw("riverside", "/r/1/", kinds=["LETTER"])  # the one that carries the others
    post_office.opened.set()
    worker.join()
    deliver_due(TUESDAY + delivering.CLAIM_LASTS)

    assert len(post_office.letters) == 1
    assert set(Notice.objects.values_list("pk", "sent_at")) == {(each.pk, TUESDAY) for each in told[1:]}


@pytest.mark.parametrize("action", [actions.silence_recipient, actions.forget_recipient])
def test_who_is_told_no_more_gets_no_letter(told, post_office, action):
    delivering._claim(told[0].pk, at=TUESDAY)

    action("member:12")
    deliver_due(TUESDAY + delivering.CLAIM_LASTS)

    assert post_office.asked == 0
    assert Notice.objects.filter(delivery="EMAIL").count() == 0


def test_suggestions_come_together_unless_somebody_chose_otherwise(margaret, tell):
    assert tell(kind="SAVED_SEARCH").next_attempt_at == TUESDAY

    choose("SUGGESTIONS", "NOW")

    assert tell(kind="SAVED_SEARCH").next_attempt_at == NOW


def _deliver(notice_id: int) -> None:
    try:
        actions.deliver(notice_id, at=TUESDAY)
    finally:
        connection.close()


def test_a_letter_that_was_tried_stays_whole_also_when_part_of_it_was_read(told, post_office):
    post_office.answer = FULL
    deliver_due(TUESDAY)
    actions.mark_read(told[0], at=TUESDAY)
    post_office.answer = ACCEPTED

    deliver_due(TUESDAY + timedelta(hours=1))

    (letter,) = post_office.letters
    assert letter["Subject"] == "3 new things from Riverside Timebank"


@pytest.mark.parametrize("act", ["answers", "reads"])
def test_who_acts_or_reads_while_their_letter_is_gathered_waits_for_it_and_it_for_nobody(told, margaret, act):
    first, *_others, last = told
    Notice.objects.filter(pk=first.pk).update(subject="Letter 0")  # the database finds it after the others now
    is_held = threading.Event()

    def gathers():
        with transaction.atomic():
            Notice.objects.select_for_update(no_key=True).get(pk=first.pk)
            is_held.set()
            wait_for(somebody_waits, seconds=10)
            Notice.objects.select_for_update(no_key=True, nowait=True).get(pk=last.pk)

    def acts():
        is_held.wait(10)
        with connection.cursor() as cursor:  # read them as they lie, as the database does where there are many
            cursor.execute("SET enable_indexscan = off; SET enable_bitmapscan = off")
        if act == "reads":
            actions.mark_all_read([margaret], newest_id=last.pk, at=NOW + timedelta(hours=1))
        else:
            actions.note_acted(margaret, [each.path for each in told], at=NOW + timedelta(hours=1))

    assert raised(at_once(gathers, acts)) == []

    assert not Notice.objects.filter(acted_at=None, read_at=None).exists()


def test_who_chooses_while_their_address_is_refused_waits_for_it_and_it_for_nobody(margaret, tell, post_office):
    notice, is_held = tell(), threading.Event()
    post_office.answer = UNKNOWN

    def chooses():
        with transaction.atomic():
            Recipient.objects.select_for_update(no_key=True).get(key=margaret)
            is_held.set()
            wait_for(somebody_waits, seconds=10)
            Notice.objects.select_for_update(no_key=True, nowait=True).get(pk=notice.pk)

    def is_refused():
        is_held.wait(10)
        actions.deliver(notice.pk, at=NOW)

    assert raised(at_once(chooses, is_refused)) == []
    assert Recipient.objects.get(key=margaret).is_mail_refused


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
        return cursor.fetchone()[0] > 0
