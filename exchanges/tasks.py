"""Reminding whoever has not answered. The database is the to-do list: a lost message costs one interval."""

from celery import shared_task
from django.utils import timezone

from exchanges.actions import reminders
from exchanges.models import Exchange


@shared_task(name="exchanges.send_due_reminders")
def send_due_reminders() -> None:
    """Start one reminder for each exchange whose answer is due."""
    due = Exchange.objects.awaiting_reminder(timezone.now())
    for exchange_id in due.values_list("pk", flat=True):
        send_reminder.delay(exchange_id=exchange_id)


@shared_task(name="exchanges.send_reminder")
def send_reminder(*, exchange_id: int) -> None:
    """Remind the side that has not answered, if that is still due."""
    reminders.remind(exchange_id, at=timezone.now())
