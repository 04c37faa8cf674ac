"""What has passed is not told: nobody is reminded at eight of what was at seven."""

from datetime import timedelta

import pytest

from notices import actions
from notices.actions import delivering
from notices.models import Notice
from tests.notices.conftest import NOW, choose
from tests.notices.post_office import ACCEPTED, FULL, plain
from tests.notices.test_gathering import TUESDAY, deliver_due

SOON = NOW + timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("at", "sent"), [(SOON - MOMENT, 1), (SOON, 0)])
def test_it_is_sent_before_its_moment_only(margaret, tell, post_office, at, sent):
    notice = tell(kind="TOMORROW", moot_at=SOON)

    actions.deliver(notice.pk, at=at)

    assert len(post_office.letters) == sent
    assert not Notice.objects.due(at + timedelta(days=9)).exists()


@pytest.mark.django_db(transaction=True)
def test_it_is_gathered_before_its_moment_only(margaret, tell, post_office):
    choose("REMINDERS", "DAILY")
    still, moot = tell(kind="TOMORROW", subject="In time"), tell(kind="TOMORROW", subject="Late", moot_at=TUESDAY)

    deliver_due(TUESDAY)

    assert [letter["Subject"] for letter in post_office.letters] == ["In time"]
    assert Notice.objects.get(sent_at=TUESDAY) == still
    assert actions.withdraw_moot(at=TUESDAY) == 1
    assert not Notice.objects.filter(pk=moot.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moot", [0, 1, 2])
def test_a_letter_tried_again_goes_without_it(margaret, tell, post_office, moot):
    choose("REMINDERS", "DAILY")
    told = [tell(kind="TOMORROW", subject=f"Plan {n}") for n in range(3)]
    Notice.objects.filter(pk=told[moot].pk).update(moot_at=TUESDAY + timedelta(minutes=1))
    post_office.answer = FULL
    deliver_due(TUESDAY)

    post_office.answer = ACCEPTED
    later = TUESDAY + timedelta(minutes=2)
    actions.withdraw_moot(at=later)
    for _ in range(2):
        deliver_due(later)

    (letter,) = post_office.letters
    assert {n for n in range(3) if f"Plan {n}" in plain(letter)} == {0, 1, 2} - {moot}
    actions.withdraw_moot(at=later)
    assert set(Notice.objects.values_list("pk", "sent_at")) == {
        (each.pk, later) for n, each in enumerate(told) if n != moot
    }


@pytest.mark.parametrize(("at", "rung"), [(SOON - MOMENT, True), (SOON, False)])
@pytest.mark.parametrize("by_post", [True, False])
def test_nobody_is_rung_or_written_to_after_it(bartholomew, tell, at, rung, by_post):
    notice = tell(kind="TOMORROW", recipient_key=bartholomew, moot_at=SOON)
    Notice.objects.filter(pk=notice.pk).update(is_by_post=by_post)

    waiting = Notice.objects.to_post("riverside") if by_post else Notice.objects.to_pass_on("riverside")

    assert waiting.still_of_use(at).exists() == rung


def test_what_waits_is_taken_back_at_its_moment_whoever_waits(margaret, bartholomew, tell, django_assert_num_queries):
    tell(kind="TOMORROW", moot_at=SOON)
    tell(kind="TOMORROW", moot_at=SOON, recipient_key=bartholomew)
    tell(kind="TOMORROW", moot_at=SOON, important=False)
    left = {tell(), tell(kind="TOMORROW", moot_at=SOON + MOMENT)}

    with django_assert_num_queries(1):
        taken = actions.withdraw_moot(at=SOON)

    assert (taken, set(Notice.objects.all())) == (3, left)


@pytest.mark.parametrize("done", ["read_at", "sent_at", "told_at"])
def test_what_they_know_stays(margaret, tell, done):
    notice = tell(kind="TOMORROW", moot_at=SOON)
    by = {"told_by": "member:2"} if done == "told_at" else {}
    Notice.objects.filter(pk=notice.pk).update(
        **{done: NOW}, **by, delivery=Notice.Delivery.IN_APP_ONLY, next_attempt_at=None
    )

    actions.withdraw_moot(at=SOON)

    assert Notice.objects.filter(pk=notice.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_on_its_way_is_left_alone(margaret, tell):
    notice = tell(kind="TOMORROW", moot_at=SOON)
    delivering._claim(notice.pk, at=SOON - MOMENT)

    assert actions.withdraw_moot(at=SOON) == 0


def test_another_moment_of_the_same_page_stays(margaret, tell):
    tell(kind="TOMORROW", moot_at=NOW)
    moved = tell(kind="TOMORROW", moot_at=SOON)

    actions.withdraw_moot(at=NOW)

    assert Notice.objects.get() == moved
