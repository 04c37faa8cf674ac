"""Nothing due in quiet hours is sent then: it waits for the morning, by the clocks of the recipient's zone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from notices import actions
from notices.actions import delivering
from notices.models import Notice, Recipient
from tests.notices.conftest import choose, keep
from tests.notices.post_office import FULL

pytestmark = pytest.mark.django_db(transaction=True)
LONDON = "Europe/London"


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("told_at", "sent_at"),
    [
        ("2026-11-23 20:59:59", "2026-11-23 20:59:59"),
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-07-01 20:30", "2026-07-02 07:00"),  # 21:30 in London's summer
        ("2026-03-28 22:00", "2026-03-29 07:00"),  # the night the clocks go forward: 8:00 comes an hour sooner
        ("2026-10-24 20:30", "2026-10-25 08:00"),  # the night they go back: 8:00 comes an hour later
        ("2026-10-25 00:30", "2026-10-25 08:00"),
        ("2026-10-25 01:30", "2026-10-25 08:00"),  # the hour that comes twice
    ],
)
def test_it_waits_for_the_morning_also_when_the_clocks_change(tell, told_at, sent_at):
    keep(zone=LONDON)

    notice = actions.tell(_message(), at=moment(told_at))

    assert notice.next_attempt_at == moment(sent_at)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_through_a_year_nothing_is_sent_at_night_and_nothing_is_sent_early(tell, zone):
    keep(zone=zone)
    recipient = Notice(recipient=tell().recipient).recipient

    for hour in range(366 * 24 * 2):
        at = moment("2026-01-01") + timedelta(minutes=30 * hour)
        awake_at = recipient.awake_at(at)
        assert at <= awake_at <= at + timedelta(hours=12, minutes=1)
        assert recipient.awake_at(awake_at) == awake_at


@pytest.mark.parametrize(
    ("quiet", "told_at", "sent_at"),
    [
        ((0, 0), "2026-11-23 23:00", "2026-11-23 23:00"),  # none
        ((13, 15), "2026-11-23 14:00", "2026-11-23 15:00"),  # a nap
        ((13, 15), "2026-11-23 23:00", "2026-11-23 23:00"),
        ((23, 11), "2026-11-23 10:00", "2026-11-23 11:00"),
    ],
)
def test_a_person_chooses_other_hours(quiet, told_at, sent_at):
    keep(zone=LONDON)
    choose("EVENTS", quiet=quiet)

    assert actions.tell(_message(), at=moment(told_at)).next_attempt_at == moment(sent_at)


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_do_not_wait_in_the_past():
    keep(zone=LONDON)
    Recipient.objects.update(quiet_until=time(1, 30))

    told = {at: actions.tell(_message(), at=moment(f"2026-10-25 {at}")) for at in ("00:15", "00:40", "01:15", "01:30")}

    # 1:30 comes at half past midnight and again an hour later; who is awake by then, or again, hears at once
    assert {at: f"{notice.next_attempt_at:%H:%M}" for at, notice in told.items()} == {
        "00:15": "00:30",
        "00:40": "00:40",
        "01:15": "01:30",
        "01:30": "01:30",
    }


def test_a_code_to_sign_in_does_not_wait():
    keep(zone=LONDON)
    night = moment("2026-11-23 23:00")

    assert actions.tell(_message(kind="SIGN_IN"), at=night).next_attempt_at == night


def test_what_comes_due_in_the_night_is_not_sent_then(margaret, tell, post_office):
    notice = tell()
    night = moment("2026-11-23 23:00")

    actions.deliver(notice.pk, at=night)  # the worker was away all day

    waiting = Notice.objects.get(pk=notice.pk)
    assert (post_office.asked, waiting.attempts, waiting.next_attempt_at) == (0, 0, moment("2026-11-24 08:00"))
    actions.deliver(notice.pk, at=waiting.next_attempt_at)
    assert len(post_office.letters) == 1


def test_another_attempt_waits_for_the_morning_too(margaret, tell, post_office):
    post_office.answer = FULL
    notice = tell()
    at = moment("2026-11-23 20:59:30")

    actions.deliver(notice.pk, at=at)

    assert Notice.objects.get(pk=notice.pk).next_attempt_at == moment("2026-11-24 08:00")
    assert timedelta(seconds=30) < delivering.FIRST_WAIT


def _message(**changes: object) -> actions.Message:
    said = {
        "recipient_key": "member:12",
        "bank": "riverside",
        "kind": "LETTER",
        "subject": "Hello",
        "body": "",
        "path": "",
    }
    return actions.Message(**said | changes)


@pytest.mark.parametrize(("kind", "is_sent"), [("CONFIRMED", 0), ("DATA_TAKEN", 1), ("SIGN_IN", 1)])
@pytest.mark.parametrize("is_tried", [False, True])
def test_what_was_read_on_the_site_meanwhile_is_not_sent_in_the_morning_unless_their_account_is_at_stake(
    tell, post_office, kind, is_sent, is_tried
):
    keep(zone=LONDON)
    notice = tell(kind=kind)
    Notice.objects.update(next_attempt_at=moment("2026-11-24 08:00"), attempts=int(is_tried))
    actions.mark_read(notice, at=moment("2026-11-24 06:00"))

    actions.deliver(notice.pk, at=moment("2026-11-24 08:00"))

    notice.refresh_from_db()
    assert (post_office.asked, notice.next_attempt_at) == (is_sent, None)
    assert notice.delivery == ("EMAIL" if is_sent else "IN_APP_ONLY")


def test_no_command_warns_of_them_at_the_hour_they_begin_or_end(monkeypatch):
    for at in (time(8), time(21)):
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: datetime.combine(date(2026, 11, 29), at, UTC))
        found = [*Recipient._meta.get_field("quiet_from").check(), *Recipient._meta.get_field("quiet_until").check()]

        assert [each.is_silenced() for each in found] == [True]  # Django takes it for the time of the start
