"""Reminding people, taking silence as a yes, telling what is new, and tidying up.

The database is the to-do list: a lost message costs one interval.
"""

import datetime
import logging

from celery import shared_task
from django.utils import timezone

from exchanges.actions import announcing, listing_photos, matching, searches, silence
from exchanges.actions.events import guests, series
from exchanges.actions.reminders import runner
from exchanges.actions.rounds import answering, opening, solving
from exchanges.matching.embedder import embedder
from exchanges.models import Announcement, Exchange, Listing, Round, RoundsEachMonth, SavedSearch, Series
from exchanges.reads.meanings import banks_with_unlearned_gifts
from members.models import Bank
from notices import actions as notices

logger = logging.getLogger(__name__)

MATCHED_PER_SWEEP = 20  # about a second's work; the next sweep goes on


@shared_task(name="exchanges.sweep_reminders")
def sweep_reminders() -> None:
    """Let every rule that speaks at this hour look at each bank, and take back what is of no use any more."""
    at = timezone.now()
    withdraw_moot_reminders.delay()
    for bank in Bank.objects.order_by("pk"):
        for rule in runner.rules_speaking(bank, at):
            look_for_reminders.delay(rule=rule, bank_id=bank.pk)


@shared_task(name="exchanges.look_for_reminders")
def look_for_reminders(*, rule: str, bank_id: int) -> None:
    """Start a task for each few rows of a bank of which one rule has to speak now."""
    for pks in runner.due(rule, Bank.objects.get(pk=bank_id), at=timezone.now()):
        remind.delay(rule=rule, bank_id=bank_id, pks=pks)


@shared_task(name="exchanges.remind")
def remind(*, rule: str, bank_id: int, pks: list[int]) -> None:
    """Let one rule speak of a few rows, as far as that is still due."""
    runner.remind(rule, Bank.objects.get(pk=bank_id), pks, at=timezone.now())


@shared_task(name="exchanges.withdraw_moot_reminders")
def withdraw_moot_reminders() -> None:
    """Take back what waits unsent though it is of no use any more."""
    notices.withdraw_moot(at=timezone.now())


@shared_task(name="exchanges.forget_reminders")
def forget_reminders() -> None:
    """Delete what was said so long ago that no rule asks for it."""
    runner.forget_old(at=timezone.now())


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
    guests.forget_old_guests(at=timezone.now())


@shared_task(name="exchanges.match_changed")
def match_changed() -> None:
    """Find the matches of what was put up or changed, the banks in turn; one that fails waits for the next sweep."""
    due = Listing.objects.to_match(timezone.now()).values_list("pk", flat=True)
    for listing_id in list(due[:MATCHED_PER_SWEEP]):
        try:
            matching.match_listing(listing_id, at=timezone.now())
        except Exception:
            logger.exception("Listing %s could not be matched", listing_id)
            matching.put_off(listing_id, at=timezone.now())


@shared_task(name="exchanges.match_new_gifts")
def match_new_gifts() -> None:
    """Start one look at the gifts of each bank where some were added or changed."""
    for bank_id in banks_with_unlearned_gifts(embedder().name):
        match_gifts.delay(bank_id=bank_id)


@shared_task(name="exchanges.match_gifts")
def match_gifts(*, bank_id: int) -> None:
    """Find the requests that new gifts of a bank could answer."""
    matching.match_gifts(Bank.objects.get(pk=bank_id), at=timezone.now())


@shared_task(name="exchanges.sweep_matches")
def sweep_matches() -> None:
    """Start the night of each bank that has not had it: all requests are compared with all offers anew."""
    for bank_id in Bank.objects.values_list("pk", flat=True):
        sweep_matches_of.delay(bank_id=bank_id)


@shared_task(name="exchanges.sweep_matches_of")
def sweep_matches_of(*, bank_id: int) -> None:
    """Do one step of a bank's night and queue the next behind those of other banks: none starves another."""
    if matching.sweep_a_step(Bank.objects.get(pk=bank_id), at=timezone.now()):
        sweep_matches_of.delay(bank_id=bank_id)


@shared_task(name="exchanges.sweep_rounds")
def sweep_rounds() -> None:
    """Open this month's rounds, and start a task for each round of which somebody is to be told or that is over."""
    at = timezone.now()
    for bank_id in RoundsEachMonth.objects.values_list("bank", flat=True):
        open_round_if_due.delay(bank_id=bank_id)
    for round_id in Round.objects.untold().values_list("pk", flat=True):
        tell_of_round.delay(round_id=round_id)
    tomorrow = at.date() + datetime.timedelta(days=1)  # a day ends earlier in some zones
    for round_id in Round.objects.to_solve(tomorrow).values_list("pk", flat=True):
        solve_round.delay(round_id=round_id)
    for round_id in Round.objects.awaiting_answers(tomorrow).values_list("pk", flat=True):
        let_proposals_lapse.delay(round_id=round_id)


@shared_task(name="exchanges.open_round_if_due")
def open_round_if_due(*, bank_id: int) -> None:
    """Open a bank's round of this month, if it wishes one and there is none."""
    opening.open_if_due(bank_id, at=timezone.now())


@shared_task(name="exchanges.tell_of_round")
def tell_of_round(*, round_id: int) -> None:
    """Tell everybody that a round is open, if that is still due."""
    opening.tell_of_opening(round_id, at=timezone.now())


@shared_task(name="exchanges.solve_round")
def solve_round(*, round_id: int) -> None:
    """Solve a round whose last day is over, if nobody has."""
    solving.solve(round_id, at=timezone.now())


@shared_task(name="exchanges.let_proposals_lapse")
def let_proposals_lapse(*, round_id: int) -> None:
    """End what a round found and nobody answered in time."""
    answering.let_lapse(round_id, at=timezone.now())
