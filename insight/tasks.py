"""Proving the ledgers, letters of months, long reports: beat wakes a sweep, each is served by itself."""

from celery import shared_task
from django.utils import timezone

from insight import actions
from insight.actions import retention
from insight.actions.erasure_list import write_missing
from insight.models import KeptReport
from insight.reads.month_letters import banks_without_letter
from members.models import Bank

REPORT_SWEEP_SECONDS = 60  # later sweeps have asked again by then


@shared_task(name="insight.prove_ledgers")
def prove_ledgers() -> None:
    """Start one proof for each bank."""
    for bank_id in Bank.objects.order_by("pk").values_list("pk", flat=True):
        prove_what_is_due.delay(bank_id=bank_id)


@shared_task(name="insight.prove_what_is_due")
def prove_what_is_due(*, bank_id: int) -> None:
    """Prove one bank's ledger as far as it is due."""
    actions.prove_what_is_due(Bank.objects.get(pk=bank_id), at=timezone.now())


@shared_task(name="insight.prove_ledger")
def prove_ledger(*, bank_id: int) -> None:
    """Prove one bank's whole ledger, because somebody asked."""
    actions.prove(Bank.objects.get(pk=bank_id), at=timezone.now())


@shared_task(name="insight.send_month_letters")
def send_month_letters() -> None:
    """Start one letter for each bank whose month is over and untold."""
    for bank_id in banks_without_letter(timezone.now()):
        send_month_letter.delay(bank_id=bank_id)


@shared_task(name="insight.send_month_letter")
def send_month_letter(*, bank_id: int) -> None:
    """Tell one bank's admins and auditors of the month that is over."""
    actions.send_month_letter(Bank.objects.get(pk=bank_id), at=timezone.now())


@shared_task(name="insight.make_due_reports")
def make_due_reports() -> None:
    """Start one making for each report that waits, or whose worker was killed."""
    for report_id in KeptReport.objects.due(timezone.now()).values_list("pk", flat=True):
        make_report.apply_async(kwargs={"report_id": report_id}, expires=REPORT_SWEEP_SECONDS)


@shared_task(name="insight.make_report")
def make_report(*, report_id: int) -> None:
    """Make one report's file."""
    actions.make_report(report_id, at=timezone.now())


@shared_task(name="insight.delete_expired_reports")
def delete_expired_reports() -> None:
    """Delete the reports that have been kept long enough."""
    actions.delete_expired_reports(at=timezone.now())


@shared_task(name="insight.keep_rules")
def keep_rules() -> None:
    """Write down erasures that a crash left out of the list, and look after each bank's rules of keeping."""
    write_missing()
    for bank_id in Bank.objects.order_by("pk").values_list("pk", flat=True):
        keep_rules_of.delay(bank_id=bank_id)


@shared_task(name="insight.keep_rules_of")
def keep_rules_of(*, bank_id: int) -> None:
    """Plan, or carry out, what one bank's rules no longer keep."""
    retention.keep_rules(Bank.objects.get(pk=bank_id), at=timezone.now())
