"""Proving the ledgers: beat wakes a sweep every hour, each bank is proved by itself."""

from celery import shared_task
from django.utils import timezone

from insight import actions
from members.models import Bank


@shared_task(name="insight.prove_ledgers")
def prove_ledgers() -> None:
    """Start one proof for each bank."""
    for bank_id in Bank.objects.order_by("pk").values_list("pk", flat=True):
        prove_ledger.delay(bank_id=bank_id)


@shared_task(name="insight.prove_ledger")
def prove_ledger(*, bank_id: int) -> None:
    """Prove one bank's ledger."""
    actions.prove(Bank.objects.get(pk=bank_id), at=timezone.now())
