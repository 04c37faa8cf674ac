"""That a bank's ledger was proved, and what came of it."""

import datetime
import logging
import time
from dataclasses import asdict

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insight.access import told_of_faults
from insight.models import Proof
from ledger import reads as ledger
from members.models import Bank
from notices import actions as notices

logger = logging.getLogger(__name__)

FAULTS_KEPT = 100
PROOFS_KEPT = 1000  # hourly, these are the proofs of six weeks


def prove(bank: Bank, *, at: datetime.datetime) -> Proof:
    """Prove a bank's whole ledger and keep the result; who must know that it does not add up is told once a day.

    The reading runs outside our transaction: the ledger takes its own snapshot, so that nobody waits for it.
    """
    return _prove(bank, at=at, after=None)


def prove_what_is_due(bank: Bank, *, at: datetime.datetime) -> Proof:
    """Prove everything once on each of the bank's days, and after a proof that found faults; else what is new.

    A million transfers take a minute or two to prove, and what an hour brings a few seconds. What is new begins at the
    last seal there was when the proof before began, so that between two proofs nothing is sealed unproved.
    """
    return _prove(bank, at=at, after=_proved_through(bank, at))


def _proved_through(bank: Bank, at: datetime.datetime) -> int | None:
    """Name the seal up to which today's proofs have found everything whole; None where everything is due."""
    last, everything = Proof.objects.latest_of(bank), Proof.objects.latest_of_everything(bank)
    if last is None or everything is None or not last.is_whole or bank.day(everything.at) != bank.day(at):
        return None
    return last.seal_number


def _prove(bank: Bank, *, at: datetime.datetime, after: int | None) -> Proof:
    begun = time.monotonic()
    seal = ledger.latest_seal(bank.book_id)
    found = ledger.prove(bank=bank.slug) if after is None else ledger.prove_since_seal(bank=bank.slug, number=after)
    proof = Proof(
        bank=bank,
        at=at,
        scope=Proof.Scope.EVERYTHING if after is None else Proof.Scope.NEW,
        is_whole=found.ok,
        transfers_count=found.transfers,
        entries_count=found.entries,
        holds_count=found.holds,
        seals_count=found.seals,
        seal_number=seal.number if seal else None,
        seal_hash=seal.hash if seal else "",
        faults_count=len(found.faults),
        faults=[asdict(fault) for fault in found.faults[:FAULTS_KEPT]],
        warnings=found.warnings,
        milliseconds=round((time.monotonic() - begun) * 1000),
    )
    return _keep(proof)


@transaction.atomic
def _keep(proof: Proof) -> Proof:
    proof.save(force_insert=True)
    if not proof.is_whole:
        logger.error("The ledger of bank %s does not add up: %s faults", proof.bank_id, proof.faults_count)
        _tell(proof)
    _forget_old(proof.bank)
    return proof


def _tell(proof: Proof) -> None:
    for member in told_of_faults(proof.bank):
        notices.tell(
            notices.Message(
                recipient_key=member.actor_key,
                bank=proof.bank.slug,
                kind="LEDGER_FAULT",
                subject=_("The ledger of %(bank)s does not add up") % {"bank": proof.bank.name},
                body=_("A check found something wrong in the books. Please ask the people who run the site to look."),
                path=reverse("insight:proof", args=[proof.bank.slug]),
                dedupe_key=f"ledger-fault:{proof.bank.day(proof.at)}",
            ),
            at=proof.at,
        )


def _forget_old(bank: Bank) -> None:
    """Keep the table small: of the proofs, only the latest are ever looked at."""
    ours = Proof.objects.filter(bank=bank).order_by("-pk").values_list("pk", flat=True)
    Proof.objects.filter(bank=bank, pk__lte=ours[PROOFS_KEPT : PROOFS_KEPT + 1]).delete()
