"""Trying again: after a fault of the database, with the same key, a few times, and after nothing else."""

import psycopg2
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from ledger import actions, reads
from tests.ledger.making import at_once, days_ago, pay, posting, today
from timebank.lib import transactions
from timebank.lib.transactions import TRIES, atomic_with_retry, retried


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(transactions, "FIRST_WAIT_SECONDS", 0.001)


def kill_own_connection(superuser_connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    with superuser_connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])


def test_a_lost_connection_is_made_again_and_posts_once(committed_bank, superuser_connection):
    one = posting(committed_bank.ann, committed_bank.bob)
    kill_own_connection(superuser_connection)

    first = actions.post(one)
    kill_own_connection(superuser_connection)

    assert actions.post(one) == first
    assert reads.balance_of(committed_bank.bob) == 60


def test_an_answer_lost_after_the_commit_is_asked_for_again(committed_bank, superuser_connection):
    one, runs = posting(committed_bank.ann, committed_bank.bob), []

    @retried
    def post_and_lose_the_answer():
        runs.append(actions.post(one))
        if len(runs) == 1:
            kill_own_connection(superuser_connection)
            connection.cursor().execute("SELECT 1")
        return runs[-1]

    assert post_and_lose_the_answer() == runs[0] == runs[1]
    assert reads.balance_of(committed_bank.bob) == 60


def test_a_connection_lost_within_a_transaction_undoes_and_repeats_it(committed_bank, superuser_connection):
    one, runs = posting(committed_bank.ann, committed_bank.bob), []

    @atomic_with_retry
    def post_after_losing_the_connection():
        runs.append(None)
        pay(committed_bank.bob, committed_bank.ann, 7)
        if len(runs) == 1:
            kill_own_connection(superuser_connection)
        return actions.post(one)

    post_after_losing_the_connection()

    assert len(runs) == 2
    assert reads.balance_of(committed_bank.bob) == 53


def test_a_deadlock_reaches_nobody(committed_bank):
    """Two transactions that post in opposite order, as nobody should: PostgreSQL ends one, which then runs again."""

    def in_order(*pairs):
        @atomic_with_retry
        def post_each():
            for payer, payee in pairs:
                pay(payer, payee, 1)

        return post_each

    pot, ann, bob = committed_bank.pot, committed_bank.ann, committed_bank.bob
    for _ in range(3):
        answers = at_once(*[in_order((ann, pot), (bob, pot)), in_order((bob, pot), (ann, pot))] * 3)
        assert answers == [None] * 6

    assert reads.balance_of(pot) == 36


@pytest.mark.parametrize("code", ["40001", "40P01", "57P01", "08006", None])
def test_faults_that_pass_are_tried_a_few_times(transactional_db, code):
    runs = []

    @atomic_with_retry
    def never_works():
        runs.append(None)
        raise OperationalError("passing") from coded(code)

    with pytest.raises(OperationalError):
        never_works()

    assert len(runs) == TRIES


@pytest.mark.parametrize("code", ["53100", "57014"])
def test_faults_that_stay_are_not_tried_again(transactional_db, code):
    runs = []

    @atomic_with_retry
    def never_works():
        runs.append(None)
        raise OperationalError("staying") from coded(code)

    with pytest.raises(OperationalError):
        never_works()

    assert len(runs) == 1


@pytest.mark.parametrize("error", [IntegrityError, ValueError, actions.LedgerRefused])
def test_a_refusal_is_not_tried_again(transactional_db, error):
    runs = []

    @atomic_with_retry
    def refuses():
        runs.append(None)
        raise error("no")

    with pytest.raises(error):
        refuses()

    assert len(runs) == 1


def test_inside_a_transaction_only_the_outermost_is_tried_again(transactional_db):
    runs = []

    @atomic_with_retry
    def never_works():
        runs.append(None)
        raise OperationalError("passing") from coded("40P01")

    with pytest.raises(OperationalError), transaction.atomic():
        never_works()

    assert len(runs) == 1


def coded(code):
    """Make an error of the driver with one of PostgreSQL's codes, which only the driver itself can set."""

    class Coded(psycopg2.OperationalError):
        pgcode = code

    return Coded()


@pytest.mark.parametrize(
    "alone",
    [
        lambda bank: actions.take_mark(),
        lambda bank: actions.close_through(bank.book, day=days_ago(today().day), by="member:9"),
    ],
)
def test_who_cannot_be_alone_with_the_ledger_for_a_moment_hears_it_in_a_sentence(
    committed_bank, application_connection, alone
):
    application_connection.autocommit = False
    with application_connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_post(gen_random_uuid(), 'EXCHANGE', %s, %s, 5, 'exchange:long', NULL, '2020-01-01', "
            "'system', NULL, NULL, '', false, '', NULL)",
            [committed_bank.ann, committed_bank.bob],
        )

    with pytest.raises(actions.LedgerBusy, match="Try again in a minute"):
        alone(committed_bank)

    application_connection.commit()
    alone(committed_bank)
