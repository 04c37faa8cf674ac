"""Erasing somebody whole: only insight knows every table, so it calls each app for what is theirs, in one transaction.

What is kept, and why, stands in docs/privacy.md and docs/decisions/0011.
"""

import datetime
import logging

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.actions import leaving
from exchanges.actions.erasing import erase_words, replace_in_exchanges
from insight.actions.erasure_list import Erased, write_missing
from insight.models import KeptReport
from members.actions import erasing as members
from members.actions.acts import lock_bank, locked, must_be_admin, must_not_be_self, note
from members.models import Erasure, Member, MemberEvent
from notices import actions as notices
from services.actions.erasing import erase_in_services, replace_in_services
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.traces import Traces
from timebank.lib.transactions import atomic_with_retry

logger = logging.getLogger(__name__)

BELONGING = (Member.State.APPROVED, Member.State.PAUSED, Member.State.SUSPENDED)


class Identified(models.TextChoices):
    """How an admin knew that it was really them who asked. A choice, so that no word about them is kept."""

    CALLED_BACK = "CALLED_BACK", gettext_lazy("We rang back the number we have of them")
    IN_PERSON = "IN_PERSON", gettext_lazy("They came by, and we know them")
    IN_WRITING = "IN_WRITING", gettext_lazy("They wrote a letter with their signature")


class AlreadyErased(WrongState):
    """There is nothing left to erase."""


@atomic_with_retry
def erase_on_own_wish(member: Member, *, at: datetime.datetime) -> Erasure:
    """Erase the asker at one bank. They leave first; raises what stands in the way of that, and AlreadyErased."""
    return _erase(member, by=member, at=at, words="")


@atomic_with_retry
def erase_for_somebody(member: Member, identified: Identified, *, by: Member, at: datetime.datetime) -> Erasure:
    """Erase somebody who asked an admin, who says how they knew that it was them. Raises as leaving does."""
    must_be_admin(member.bank, by)
    must_not_be_self(member, by)
    return _erase(member, by=by, at=at, words=str(identified.label))


@atomic_with_retry
def erase_by_rule(member: Member, *, at: datetime.datetime) -> Erasure:
    """Erase somebody whose details the bank's rule no longer keeps. Raises NotAllowed for who still belongs."""
    member = locked(member)
    if member.state in BELONGING:
        raise NotAllowed(_("%(name)s is a member.") % {"name": member.name})
    _take_wish_back(member)
    return _erase(member, by=None, at=at, words="")


@atomic_with_retry
def erase_again(line: Erased, *, at: datetime.datetime) -> str | None:
    """Erase in a restored database who was erased before; answers with what still stands, None where nothing does.

    Raises Member.DoesNotExist where the database does not know them. Roles go, for they were given up before. Where an
    exchange of theirs is not settled here they cannot leave: they are erased all the same, and somebody settles it.
    """
    member = line.member_row()
    lock_bank(member.bank)
    if Erasure.objects.filter(member=member).exists():
        return None
    member = locked(member)
    if member.roles:
        member.roles = []
        member.save(update_fields=["roles"])
        note(member, MemberEvent.Kind.ROLE_ENDED, by=None, at=at)
    stands = None
    traces = members.traces_to_erase(member)
    try:
        with transaction.atomic():
            _leave(member, by=member, at=at)
    except RuleBroken as refusal:
        logger.warning("Member %s could not leave before being erased again: %s", member.pk, type(refusal).__name__)
        stands = str(refusal)
    _forget(locked(member), traces, by=None, at=at, words="")
    return traces.without(stands) if stands else None


def _erase(member: Member, *, by: Member | None, at: datetime.datetime, words: str) -> Erasure:
    lock_bank(member.bank)  # as leaving does, before the member: nobody waits in a circle
    member = locked(member)
    if Erasure.objects.filter(member=member).exists():
        raise AlreadyErased(_("They are erased already."))
    traces = members.traces_to_erase(member)
    if by is not None:
        _leave(member, by=by, at=at)
    return _forget(locked(member), traces, by=by, at=at, words=words)


def _leave(member: Member, *, by: Member, at: datetime.datetime) -> None:
    """End the membership, or the wish for one."""
    if member.state in BELONGING:
        leaving.leave(member, by=by, at=at)
    _take_wish_back(member)


def _take_wish_back(member: Member) -> None:
    if member.state == Member.State.APPLICANT:
        member.state = Member.State.DECLINED
        member.save(update_fields=["state"])


def _forget(member: Member, traces: Traces, *, by: Member | None, at: datetime.datetime, words: str) -> Erasure:
    """Clear every app's rows and what lies in files; entries that were merged into this one go with it.

    The traces are of all of them, read before any is erased.
    """
    for merged in member.merged.filter(erasure=None).order_by("pk"):
        _forget(locked(merged), traces, by=by, at=at, words="")
    erase_words(member)
    replace_in_exchanges(member.bank, traces)
    erase_in_services(member, at=at)
    replace_in_services(member.bank, traces)
    _forget_reports(member)
    erasure = members.pseudonymise(member, traces, by=by, at=at, words=words)
    notices.replace_in_notices(member.bank.slug, traces)
    notices.forget_mail_copies(traces)  # now, so that a crash leaves none; and again for what is sent meanwhile
    transaction.on_commit(lambda: notices.forget_mail_copies(traces), robust=True)
    transaction.on_commit(write_missing, robust=True)
    return erasure


def _forget_reports(member: Member) -> None:
    """Delete the bank's kept reports: each may name everybody. They are made again when asked for."""
    reports = KeptReport.objects.filter(bank=member.bank_id)
    files = [report.path for report in reports]
    reports.delete()

    def delete_files() -> None:
        for file in files:
            for each in file.parent.glob(f"{file.name}*"):
                each.unlink(missing_ok=True)

    transaction.on_commit(delete_files, robust=True)
