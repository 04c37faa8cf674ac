"""How much of the ledger is proved when: everything once a day, what is new each hour, and nothing is left between."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from insight import actions
from insight.models import Proof
from ledger import actions as ledger_actions
from ledger import reads
from members.models import Bank
from tests import factories as make
from timebank.celery import app
from timebank.clock import app as clock

HOUR = datetime.timedelta(hours=1)
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def bank(db) -> Bank:
    return make.make_bank()


def work(bank: Bank) -> None:
    make.posted_exchange(make.make_member(bank), make.make_member(bank))


def seal(bank: Bank) -> None:
    ledger_actions.seal_book(bank.book_id)


def looked_at(proof: Proof) -> tuple[str, int, int, int]:
    return proof.scope, proof.transfers_count, proof.entries_count, proof.seals_count


def test_everything_is_proved_once_on_each_day_of_the_bank(bank):
    work(bank)
    seal(bank)
    times = [NOON, NOON + HOUR, NOON + 11 * HOUR, NOON + 12 * HOUR, NOON + 13 * HOUR]  # London: midnight is the fourth

    scopes = [actions.prove_what_is_due(bank, at=at).scope for at in times]

    assert scopes == ["EVERYTHING", "NEW", "NEW", "EVERYTHING", "NEW"]


def test_the_day_is_that_of_the_bank(bank):
    work(bank)
    seal(bank)
    Bank.objects.filter(pk=bank.pk).update(zone="Pacific/Auckland")  # midnight is at 11 here
    bank.refresh_from_db()

    scopes = [actions.prove_what_is_due(bank, at=NOON + hours * HOUR).scope for hours in (-2, -1, 0, 12, 23)]

    assert scopes == ["EVERYTHING", "EVERYTHING", "NEW", "NEW", "EVERYTHING"]


def test_without_a_seal_everything_is_new(bank):
    work(bank)

    proofs = [actions.prove_what_is_due(bank, at=NOON + hours * HOUR) for hours in (0, 1)]

    assert [looked_at(proof) for proof in proofs] == [("EVERYTHING", 1, 2, 0)] * 2


def test_what_is_new_begins_where_the_proof_before_ended(bank):
    work(bank)
    seal(bank)
    first = actions.prove_what_is_due(bank, at=NOON)
    work(bank)
    seal(bank)  # between two proofs: what it holds was proved by neither
    work(bank)

    second = actions.prove_what_is_due(bank, at=NOON + HOUR)
    third = actions.prove_what_is_due(bank, at=NOON + 2 * HOUR)

    assert looked_at(first) == ("EVERYTHING", 1, 2, 1)
    assert looked_at(second) == ("NEW", 2, 4, 1)
    assert looked_at(third) == ("NEW", 1, 2, 0)
    assert (second.seal_number, second.seal_hash) == (2, reads.latest_seal(bank.book_id).hash)


@pytest.mark.django_db(transaction=True)
def test_faults_stay_until_everything_was_proved_again(superuser_connection):
    """A proof of what is new would find nothing, and say that all is well."""
    bank = make.make_bank()
    work(bank)
    seal(bank)
    make_wrong = "UPDATE ledger_entry SET balance_after = balance_after + %s WHERE book_id = %s AND minutes > 0"
    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(make_wrong, [1, bank.book_id])
        found = actions.prove_what_is_due(bank, at=NOON)
        again = actions.prove_what_is_due(bank, at=NOON + HOUR)
        cursor.execute(make_wrong, [-1, bank.book_id])

    mended = actions.prove_what_is_due(bank, at=NOON + 2 * HOUR)
    after = actions.prove_what_is_due(bank, at=NOON + 3 * HOUR)

    proofs = (found, again, mended, after)
    assert [(proof.scope, proof.is_whole) for proof in proofs] == [
        ("EVERYTHING", False),
        ("EVERYTHING", False),
        ("EVERYTHING", True),
        ("NEW", True),
    ]


def test_beat_knows_every_sweep_of_ours():
    """Their names are written by hand, and a wrong one would never run."""
    app.loader.import_default_modules()
    swept = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {"ledger.seal_books", "insight.prove_ledgers", "insight.send_month_letters"} <= swept
    assert swept <= app.tasks.keys()
    assert {each["task"] for each in clock.conf.beat_schedule.values()} == swept
    assert clock.conf.broker_url == app.conf.broker_url


def test_an_hour_without_postings_is_proved_in_no_time(bank):
    seal(bank)
    actions.prove_what_is_due(bank, at=timezone.now())

    assert looked_at(actions.prove_what_is_due(bank, at=timezone.now())) == ("NEW", 0, 0, 0)
