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
    """Prove a bank's ledger and keep the result; who must know that it does not add up is told once a day.

    The reading runs outside our transaction: the ledger takes its own snapshot, so that nobody waits for it.
    """
    begun = time.monotonic()
    found = ledger.prove(bank=bank.slug)
    return _keep(bank, found, at=at, milliseconds=round((time.monotonic() - begun) * 1000))


@transaction.atomic
def _keep(bank: Bank, found: ledger.Proof, *, at: datetime.datetime, milliseconds: int) -> Proof:
    proof = Proof.objects.create(
        bank=bank,
        at=at,
        is_whole=found.ok,
        transfers_count=found.transfers,
        entries_count=found.entries,
        faults_count=len(found.faults),
        faults=[asdict(fault) for fault in found.faults[:FAULTS_KEPT]],
        milliseconds=milliseconds,
    )
    if not proof.is_whole:
        logger.error("The ledger of bank %s does not add up: %s faults", bank.pk, proof.faults_count)
        _tell(proof)
    _forget_old(bank)
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
                path=reverse("insight:reports", args=[proof.bank.slug]),
                dedupe_key=f"ledger-fault:{proof.bank.day(proof.at)}",
            ),
            at=proof.at,
        )


def _forget_old(bank: Bank) -> None:
    """Keep the table small: of the proofs, only the latest are ever looked at."""
    ours = Proof.objects.filter(bank=bank).order_by("-pk").values_list("pk", flat=True)
    Proof.objects.filter(bank=bank, pk__lte=ours[PROOFS_KEPT : PROOFS_KEPT + 1]).delete()
