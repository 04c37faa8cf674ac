"""Reminding whoever has not answered, and warning of what ends.

The database is the to-do list: a lost message costs one interval.
"""

from celery import shared_task
from django.utils import timezone

from exchanges.actions import announcing, listing_photos, reminders, searches, silence, standing
from exchanges.actions.crossing import reminders as crossing_reminders
from exchanges.actions.events import reminders as event_reminders
from exchanges.actions.events import series
from exchanges.models import Announcement, CrossExchange, Exchange, Listing, SavedSearch, Series
from members.models import Bank


@shared_task(name="exchanges.send_due_reminders")
def send_due_reminders() -> None:
    """Start one reminder for each exchange, here or with another bank, whose answer is due."""
    now = timezone.now()
    due = Exchange.objects.awaiting_reminder(now)
    for exchange_id in due.values_list("pk", flat=True):
        send_reminder.delay(exchange_id=exchange_id)
    plans = Exchange.objects.awaiting_word_of_plan(now)
    for exchange_id in plans.values_list("pk", flat=True):
        send_word_of_plan.delay(exchange_id=exchange_id)
    for cross_id in CrossExchange.objects.awaiting_reminder(now).values_list("pk", flat=True):
        send_reminder_elsewhere.delay(cross_id=cross_id)


@shared_task(name="exchanges.send_reminder")
def send_reminder(*, exchange_id: int) -> None:
    """Remind the side that has not answered, if that is still due."""
    reminders.remind(exchange_id, at=timezone.now())


@shared_task(name="exchanges.send_reminder_elsewhere")
def send_reminder_elsewhere(*, cross_id: int) -> None:
    """Remind the side of an exchange with another bank that has not answered, if that is still due."""
    crossing_reminders.remind(cross_id, at=timezone.now())


@shared_task(name="exchanges.send_word_of_plan")
def send_word_of_plan(*, exchange_id: int) -> None:
    """Say that a plan is for tomorrow, or ask whether it happened, if that is still due."""
    reminders.remind_of_plan(exchange_id, at=timezone.now())


@shared_task(name="exchanges.sweep_silence")
def sweep_silence() -> None:
    """Start one look at each silent exchange of a bank where silence counts as a yes."""
    silent = Exchange.objects.silent(timezone.now()).filter(bank__silence_posts=True)
    for exchange_id in silent.values_list("pk", flat=True):
        take_silence_as_yes.delay(exchange_id=exchange_id)


@shared_task(name="exchanges.take_silence_as_yes")
def take_silence_as_yes(*, exchange_id: int) -> None:
    """Take the silent side to agree, if that is due."""
    silence.take_silence_as_yes(exchange_id, at=timezone.now())


@shared_task(name="exchanges.sweep_listings")
def sweep_listings() -> None:
    """Start one warning for each offer or request whose last day comes near."""
    ending = Listing.objects.nearing_their_end(timezone.now().date())
    for listing_id in ending.values_list("pk", flat=True):
        warn_of_end.delay(listing_id=listing_id)


@shared_task(name="exchanges.warn_of_end")
def warn_of_end(*, listing_id: int) -> None:
    """Tell a member that something of theirs ends soon, if that is still to be told."""
    standing.warn_of_end(listing_id, at=timezone.now())


@shared_task(name="exchanges.sweep_photos")
def sweep_photos() -> None:
    """Delete photos that are not kept any longer, and files in the storage that are no listing's photo."""
    at = timezone.now()
    listing_photos.forget_what_is_not_kept(at=at)
    listing_photos.delete_orphaned_photos(at=at)


@shared_task(name="exchanges.sweep_announcements")
def sweep_announcements() -> None:
    """Start a task for each announcement of which not everybody has been told."""
    for announcement_id in Announcement.objects.untold().values_list("pk", flat=True):
        tell_everybody.delay(announcement_id=announcement_id)


@shared_task(name="exchanges.tell_everybody")
def tell_everybody(*, announcement_id: int) -> None:
    """Tell everybody an announcement is for, if that is still due."""
    announcing.tell_everybody(announcement_id, at=timezone.now())


@shared_task(name="exchanges.tell_saved_searches")
def tell_saved_searches() -> None:
    """Look for everybody who is told what is new for their saved searches."""
    for member_id in SavedSearch.objects.whose_members_are_told():
        tell_what_is_new.delay(member_id=member_id)


@shared_task(name="exchanges.tell_what_is_new")
def tell_what_is_new(*, member_id: int) -> None:
    """Tell one member what is new, unless they heard of it today already."""
    searches.tell_what_is_new(member_id, at=timezone.now())


@shared_task(name="exchanges.remind_of_events")
def remind_of_events() -> None:
    """Start one reminder for each event of tomorrow."""
    at = timezone.now()
    for bank in Bank.objects.all():
        for event_id in event_reminders.events_to_remind_of(bank, at=at):
            remind_of_event.delay(event_id=event_id)


@shared_task(name="exchanges.remind_of_event")
def remind_of_event(*, event_id: int) -> None:
    """Remind who comes to one event, if that is still due."""
    event_reminders.remind_of(event_id, at=timezone.now())


@shared_task(name="exchanges.make_events_ahead")
def make_events_ahead() -> None:
    """Start the making of the coming events of each series that goes on."""
    for series_id in Series.objects.filter(ended_at=None).values_list("pk", flat=True):
        make_series_ahead.delay(series_id=series_id)


@shared_task(name="exchanges.make_series_ahead")
def make_series_ahead(*, series_id: int) -> None:
    """Make the events of one series for the coming weeks."""
    series.make_ahead(series_id, at=timezone.now())


@shared_task(name="exchanges.forget_guests")
def forget_guests() -> None:
    """Clear the names of guests who did not join in time."""
    event_reminders.forget_old_guests(at=timezone.now())
