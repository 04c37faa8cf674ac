"""What a bank keeps of people: checks, dues and what its rules of keeping end."""

import datetime

from django.utils import timezone

from insight.actions.retention import plan_run
from members.actions import dues
from members.actions.checks import SeenCheck, record_check
from members.models import Bank, Check, CheckKind, Collection, DuesRule, Member, Note, RetentionRun
from tests.factories.people import admin_of


def make_check_kind(bank: Bank, *, name: str = "DBS, enhanced", **fields) -> CheckKind:
    """Make a kind of check of a bank."""
    return CheckKind.objects.create(bank=bank, name=name, **{"family": CheckKind.Family.DBS_ENHANCED, **fields})


def make_check(
    member: Member, kind: CheckKind, *, days_ago: int = 30, expires_in_days: int | None = None, **fields
) -> Check:
    """Let the bank's admin have seen a member's check. Without a last day it counts as long as its kind says."""
    today = member.bank.day(timezone.now())
    expires_on = None if expires_in_days is None else today + datetime.timedelta(days=expires_in_days)
    seen = SeenCheck(kind=kind, issued_on=today - datetime.timedelta(days=days_ago), expires_on=expires_on)
    return record_check(member, seen, by=admin_of(member.bank), **{"at": timezone.now(), **fields})


def make_collection(bank: Bank) -> Collection:
    """Let a levy of a minute, announced in good time, be taken for this month; only who joined before it pays."""
    month = bank.day(timezone.now()).replace(day=1)
    announced_at = timezone.now() - datetime.timedelta(days=50)
    rule = DuesRule.objects.create(
        bank=bank,
        kind=DuesRule.Kind.LEVY,
        amount=1,
        begins_on=month,
        announced_by=admin_of(bank),
        announced_at=announced_at,
        told_at=announced_at,
    )
    collection = dues.collect(bank, rule.kind, month, at=timezone.now())
    assert collection is not None
    return collection


def make_keeping_run(bank: Bank) -> RetentionRun:
    """Plan what the rules of keeping no longer keep: a note on the bank's first admin from long ago."""
    admin, long_ago = admin_of(bank), timezone.now() - datetime.timedelta(days=4000)
    Note.objects.create(member=admin, by=admin, at=long_ago, words="Prefers mornings.")
    run = plan_run(bank, at=timezone.now())
    assert run is not None
    return run
