"""Proving the ledger: what is kept, who is told, and that a broken ledger is found."""

import subprocess
import sys
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from insight import actions, tasks
from insight.actions import proofs as keeping
from insight.models import Proof
from members.actions import keep_told
from members.models import Bank
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words
from timebank.celery import app


@pytest.fixture
def bank(db) -> Bank:
    return make.make_bank()


def test_a_proof_keeps_what_was_looked_at(bank):
    make.posted_exchange(make.make_member(bank), make.make_member(bank))
    elsewhere = make.make_bank()
    make.posted_exchange(make.make_member(elsewhere), make.make_member(elsewhere))
    at = timezone.now()

    proof = actions.prove(bank, at=at)

    assert (proof.bank, proof.at, proof.is_whole) == (bank, at, True)
    assert (proof.transfers_count, proof.entries_count, proof.faults_count, proof.faults) == (1, 2, 0, [])
    assert (proof.scope, proof.seals_count, proof.holds_count, proof.seal_number) == ("EVERYTHING", 0, 0, None)
    assert Proof.objects.latest_of(bank) == proof
    assert Proof.objects.latest_of(elsewhere) is None


def test_every_bank_is_proved_by_itself(bank, monkeypatch):
    other = make.make_bank()
    started = []
    monkeypatch.setattr(tasks.prove_what_is_due, "delay", lambda **which: started.append(which["bank_id"]))

    tasks.prove_ledgers()
    for bank_id in started:
        tasks.prove_what_is_due(bank_id=bank_id)

    assert {bank.pk, other.pk} <= set(started)
    assert Proof.objects.filter(bank__in=[bank, other], is_whole=True).count() == 2


def test_old_proofs_go(bank, monkeypatch):
    monkeypatch.setattr(keeping, "PROOFS_KEPT", 3)

    proofs = [actions.prove(bank, at=timezone.now()) for _time in range(5)]

    assert list(Proof.objects.filter(bank=bank).order_by("pk")) == proofs[-3:]


@pytest.mark.django_db(transaction=True)
def test_a_changed_ledger_is_found_and_told_once_a_day(superuser_connection):
    bank = make.make_bank()
    auditor = make.make_auditor(bank)
    keep_told(auditor)
    member = make.make_member(bank)
    make.posted_exchange(member, make.make_member(bank))
    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE ledger_balance SET minutes = minutes + 1 WHERE account_id = %s", [member.account_id])

    proofs = [actions.prove(bank, at=timezone.now()) for _time in range(2)]

    told = Notice.objects.filter(kind="LEDGER_FAULT")
    assert not any(proof.is_whole for proof in proofs)
    assert {fault["kind"] for fault in proofs[0].faults} == {"BALANCE", "NOT_ZERO"}
    assert {notice.recipient.key for notice in told} == {make.admin_of(bank).actor_key, auditor.actor_key}
    assert told.count() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_button_has_a_worker_prove_the_ledger(worker, client):
    bank = make.make_bank()
    client.force_login(make.admin_of(bank).person)

    response = client.post(reverse("insight:prove", args=[bank.slug]), follow=True)

    assert "We are checking the ledger now." in words(response)
    deadline = time.monotonic() + 10
    while Proof.objects.latest_of(bank) is None:
        assert time.monotonic() < deadline, "no proof within ten seconds"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_does_not_answer_is_a_sentence(client, monkeypatch, broker_connections):
    bank = make.make_bank()
    client.force_login(make.admin_of(bank).person)
    monkeypatch.setitem(app.conf, "broker_url", "redis+socket:///nowhere/at/all.socket")
    monkeypatch.setitem(app.conf, "broker_write_url", "redis+socket:///nowhere/at/all.socket")

    response = client.post(reverse("insight:prove", args=[bank.slug]), follow=True)

    assert "We could not start the check." in words(response)


@pytest.mark.slow
def test_a_web_server_knows_our_broker():
    """A process that imports no task of ours: only the address of a page."""
    program = "import timebank.wsgi, celery; print(celery.current_app.main)"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert said.stdout.strip() == "timebank"
