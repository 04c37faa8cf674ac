"""Opening rounds of voice, telling whom they ask, telling who introduced somebody how it goes, and tidying up.

The database is the to-do list: a lost message costs one interval.
"""

import datetime

from celery import shared_task
from django.utils import timezone

from services.actions import referrals, voice
from services.models import Service, VoiceRound


@shared_task(name="services.sweep_voice")
def sweep_voice() -> None:
    """Start a task for each service that may ask now, and for each round of which people are to be told or reminded."""
    at = timezone.now()
    for service_id in Service.objects.working().values_list("pk", flat=True):
        open_voice_if_due.delay(service_id=service_id)
    for round_id in VoiceRound.objects.untold().values_list("pk", flat=True):
        tell_of_voice.delay(round_id=round_id)
    tomorrow = at.date() + datetime.timedelta(days=1)  # a day begins earlier in some zones; the action looks again
    for round_id in VoiceRound.objects.to_remind(tomorrow).values_list("pk", flat=True):
        remind_of_voice.delay(round_id=round_id)
    voice.forget_who_answered(at=at)


@shared_task(name="services.open_voice_if_due")
def open_voice_if_due(*, service_id: int) -> None:
    """Open a service's round of this half-year, if that is due."""
    voice.open_if_due(service_id, at=timezone.now())


@shared_task(name="services.tell_of_voice")
def tell_of_voice(*, round_id: int) -> None:
    """Tell everybody whom a round asks, if nobody has yet."""
    voice.tell_of_round(round_id, at=timezone.now())


@shared_task(name="services.remind_of_voice")
def remind_of_voice(*, round_id: int) -> None:
    """Remind who has not answered, if nobody has yet."""
    voice.remind(round_id, at=timezone.now())


@shared_task(name="services.tell_progress")
def tell_progress() -> None:
    """Tell who introduced somebody that they joined, or gave, as far as they may learn it."""
    referrals.tell_progress(at=timezone.now())


@shared_task(name="services.forget_links")
def forget_links() -> None:
    """Delete links and slips that nobody used in time."""
    referrals.forget_unused_links(at=timezone.now())
