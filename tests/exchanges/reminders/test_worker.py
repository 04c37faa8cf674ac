"""A real worker on the tests' broker: two sweeps, and everybody is told once."""

import time

import pytest
from django.utils import timezone

from exchanges import tasks
from exchanges.models import Listing, Reminder
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_sweeps_by_a_worker_tell_everybody_of_two_banks_once(worker, monkeypatch):
    banks = [make.make_bank(), make.make_bank()]
    at = local(banks[0], banks[0].day(timezone.now()))
    for bank in banks:
        member = make.make_member(bank)
        for days in (1, 7, 30):
            listing = make.make_listing(member, title=f"In {days} days")
            ends = bank.day(at) + days * A_DAY
            Listing.objects.filter(pk=listing.pk).update(expires_on=ends, created_at=at - 40 * A_DAY)
    monkeypatch.setattr(timezone, "now", lambda: at)

    for _sweep in range(2):
        tasks.sweep_reminders.delay()

    wait_until(lambda: Reminder.objects.count() == 4)
    tasks.sweep_reminders.delay()
    tasks.forget_reminders.delay()
    marker = make.make_listing(member, title="The last one")
    Listing.objects.filter(pk=marker.pk).update(expires_on=bank.day(at) + A_DAY, created_at=at - 40 * A_DAY)
    tasks.sweep_reminders.delay()  # when the marker was told, all that was asked before has been done
    wait_until(lambda: Reminder.objects.filter(about=marker.pk).exists())
    assert Notice.objects.filter(kind="LISTING_ENDS").count() == 5


def wait_until(happened) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within twenty seconds"
        time.sleep(0.02)
