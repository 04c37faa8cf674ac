"""Levies, lapsing hours, terms and rests: beat wakes a sweep, the database says what is due, whom to tell."""

import datetime

from celery import shared_task
from django.utils import timezone

from members.actions import dues as actions
from members.actions import inviting, states, terms
from members.actions.member_files import forget_old_files
from members.actions.photos import delete_orphaned_photos
from members.models import Bank, Collection, DuesRule, Member, TermsVersion, WaitingAddress
from members.reads.dues import due_months

LETTERS_AT_ONCE = 200  # of one sweep, so that other letters are not held up


@shared_task(name="members.sweep_dues")
def sweep_dues() -> None:
    """Start a task for each rule and each collection to tell of, and for each month that is due."""
    at = timezone.now()
    for rule_id in DuesRule.objects.to_tell().values_list("pk", flat=True):
        tell_of_rule.delay(rule_id=rule_id)
    banks = DuesRule.objects.live().filter(told_at__isnull=False).values("bank")
    for bank in Bank.objects.filter(pk__in=banks).order_by("pk"):
        for due in due_months(bank, bank.day(at)):
            collect.delay(bank_id=bank.pk, kind=due.rule.kind, month=due.month.isoformat())
    for collection_id in Collection.objects.filter(told_at=None).order_by("pk").values_list("pk", flat=True):
        tell_of_collection.delay(collection_id=collection_id)


@shared_task(name="members.tell_of_dues_rule")
def tell_of_rule(*, rule_id: int) -> None:
    """Tell every member of a rule that was announced or switched off."""
    for rule in DuesRule.objects.to_tell().filter(pk=rule_id).select_related("bank"):
        actions.tell_of_rule(rule, at=timezone.now())


@shared_task(name="members.collect_dues")
def collect(*, bank_id: int, kind: str, month: str) -> None:
    """Take what a rule asks for one month, if that is still due."""
    actions.collect(Bank.objects.get(pk=bank_id), kind, datetime.date.fromisoformat(month), at=timezone.now())


@shared_task(name="members.tell_of_collection")
def tell_of_collection(*, collection_id: int) -> None:
    """Tell every member from whom something was taken."""
    for collection in Collection.objects.filter(pk=collection_id, told_at=None).select_related("bank"):
        actions.tell_of_collection(collection, at=timezone.now())


@shared_task(name="members.sweep_terms")
def sweep_terms() -> None:
    """Start a task for each bank with a new wording of which members have still to hear."""
    untold = TermsVersion.objects.filter(told_at=None)
    for bank_id in untold.order_by("bank").values_list("bank", flat=True).distinct():
        tell_of_terms.delay(bank_id=bank_id)


@shared_task(name="members.tell_of_terms")
def tell_of_terms(*, bank_id: int) -> None:
    """Tell a bank's members of the wordings that are new."""
    terms.tell_of_terms(Bank.objects.get(pk=bank_id), at=timezone.now())


@shared_task(name="members.sweep_rests")
def sweep_rests() -> None:
    """Start a task for each rest whose day may have come; in which zone it has is for the task to say."""
    at = timezone.now()
    for member_id in Member.objects.back_by(at.date() + datetime.timedelta(days=1)).values_list("pk", flat=True):
        end_rest.delay(member_id=member_id)


@shared_task(name="members.end_rest")
def end_rest(*, member_id: int) -> None:
    """End one rest, if its day has come."""
    states.end_rest_in_time(member_id, at=timezone.now())


@shared_task(name="members.sweep_imported")
def sweep_imported() -> None:
    """Erase files of members that nobody took, and start a task for each address that may be written to."""
    at = timezone.now()
    forget_old_files(at=at)
    due = WaitingAddress.objects.filter(invite_at__lte=at).order_by("invite_at", "pk")
    for waiting_id in due.values_list("pk", flat=True)[:LETTERS_AT_ONCE]:
        send_invitation.delay(waiting_id=waiting_id)


@shared_task(name="members.send_invitation")
def send_invitation(*, waiting_id: int) -> None:
    """Write to one address that was brought over."""
    inviting.send_invitation(waiting_id, at=timezone.now())


@shared_task(name="members.sweep_photos")
def sweep_photos() -> None:
    """Delete files in the storage of photos that no member has any more."""
    delete_orphaned_photos(at=timezone.now())
