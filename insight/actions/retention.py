"""The rules of keeping at work: what goes is said seven days ahead, an admin may stop it, and only then is it done."""

import datetime
import logging

from django.db import connection, transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from insight.actions.erasing import erase_by_rule
from insight.reads.retention import OF_MEMBERS, Due, cut_offs, due_members, due_rows, what_is_due
from members.actions.acts import lock_bank, must_be_admin
from members.actions.telling import tell
from members.models import Bank, Concern, ConcernEntry, Member, Retention, RetentionRun, Role
from notices import actions as notices
from timebank.lib.errors import RuleBroken, WrongState

logger = logging.getLogger(__name__)

Kind = Retention.Kind
TOLD_AHEAD = datetime.timedelta(days=7)
BETWEEN_RUNS = datetime.timedelta(days=28)  # admins hear of it once a month at most, also after they stopped one
LOCK = 72_931  # the first half of PostgreSQL's advisory lock of a run


class TooLate(WrongState):
    """The run is over, or was stopped by somebody else."""


def keep_rules(bank: Bank, *, at: datetime.datetime) -> None:
    """Do what is due at one bank: carry out the run whose day has come, or plan the next. Twice does no harm."""
    waiting = RetentionRun.objects.waiting().filter(bank=bank).first()
    if waiting is None:
        plan_run(bank, at=at)
    elif waiting.due_on <= bank.day(at):
        carry_out(waiting, at=at)


@transaction.atomic
def plan_run(bank: Bank, *, at: datetime.datetime) -> RetentionRun | None:
    """Say what will go in seven days, and tell the admins; None where nothing is due, or one was planned lately."""
    bank = lock_bank(bank)
    if RetentionRun.objects.filter(bank=bank, planned_at__gt=at - BETWEEN_RUNS).exists():
        return None
    if RetentionRun.objects.waiting().filter(bank=bank).exists():
        return None
    due = what_is_due(bank, cut_offs(bank, at))
    if not due:
        return None
    run: RetentionRun = RetentionRun.objects.create(
        bank=bank,
        planned_at=at,
        due_on=bank.day(at + TOLD_AHEAD),
        counts={each.kind.value: {"count": each.count, "before": each.before.isoformat()} for each in due},
    )
    for admin in Member.objects.of(bank).with_role(Role.ADMIN).select_related("bank").order_by("pk"):
        _tell(admin, run, due, at=at)
    return run


@transaction.atomic
def stop_run(run: RetentionRun, *, by: Member, at: datetime.datetime) -> None:
    """Let an admin stop a run before its day. Again does no harm; raises TooLate once it has begun."""
    must_be_admin(run.bank, by)
    run = RetentionRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.done_at is not None or run.done_counts is not None:
        raise TooLate(_("It has been done already."))
    if run.stopped_by_id is None:
        run.stopped_by = by
        run.save(update_fields=["stopped_by"])
        notices.note_acted(by.actor_key, [_page_of(run)], at=at)


def carry_out(run: RetentionRun, *, at: datetime.datetime) -> None:
    """Remove what was told and is still due, kind by kind, and write down how much.

    A worker that is killed leaves the rest for the next sweep; two at once do not meet.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, run.pk % 2**31])
        if not cursor.fetchone()[0]:
            return
        try:
            if _begin(run):
                _remove_all(run, at=at)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run.pk % 2**31])


def told_and_due(run: RetentionRun, at: datetime.datetime) -> dict[Retention.Kind, datetime.datetime]:
    """Say before which moment each kind goes: what was told, and no more than the rules still ask for."""
    now = cut_offs(run.bank, at)
    told = {Kind(kind): datetime.datetime.fromisoformat(said["before"]) for kind, said in run.counts.items()}
    return {kind: min(before, now[kind]) for kind, before in told.items() if kind in now}


@transaction.atomic
def _begin(run: RetentionRun) -> bool:
    waiting = RetentionRun.objects.waiting().select_for_update(no_key=True).filter(pk=run.pk).first()
    if waiting is None:
        return False
    if waiting.done_counts is None:
        waiting.done_counts = {}
        waiting.save(update_fields=["done_counts"])
    return True


def _remove_all(run: RetentionRun, *, at: datetime.datetime) -> None:
    for kind, before in told_and_due(run, at).items():
        count = _erase(run.bank, kind, before, at=at) if kind in OF_MEMBERS else _delete(run.bank, kind, before)
        _count(run, kind, count)
    RetentionRun.objects.filter(pk=run.pk).update(done_at=at)


def _erase(bank: Bank, kind: Retention.Kind, before: datetime.datetime, *, at: datetime.datetime) -> int:
    """Erase each by themselves: one that fails does not stop the rest."""
    done = 0
    for member in list(due_members(bank, kind, before)):
        try:
            erase_by_rule(member, at=at)
            done += 1
        except RuleBroken as refusal:
            logger.warning("Member %s was not erased by the rule: %s", member.pk, type(refusal).__name__)
        except Exception:
            logger.exception("Member %s could not be erased by the rule", member.pk)
    return done


@transaction.atomic
def _delete(bank: Bank, kind: Retention.Kind, before: datetime.datetime) -> int:
    rows = due_rows(bank, kind, before)
    keys = list(rows.values_list("pk", flat=True))
    found = rows.model._default_manager.filter(pk__in=keys)
    if kind == Kind.CONCERNS:
        ConcernEntry.objects.filter(concern__in=keys).delete()
        for concern in Concern.objects.filter(pk__in=keys):
            concern.about.clear()
    found.delete()
    return len(keys)


@transaction.atomic
def _count(run: RetentionRun, kind: Retention.Kind, count: int) -> None:
    """Add to what was counted before a worker was killed, if one was."""
    row = RetentionRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    row.done_counts = {**(row.done_counts or {}), kind.value: (row.done_counts or {}).get(kind.value, 0) + count}
    row.save(update_fields=["done_counts"])


def _tell(admin: Member, run: RetentionRun, due: list[Due], *, at: datetime.datetime) -> None:
    day = formats.date_format(run.due_on, "j F")
    tell(
        admin,
        kind="KEEPING",
        subject=_("On %(day)s we remove what your rules no longer keep") % {"day": day},
        body="\n".join(
            [
                *(f"{each.count}: {each.kind.label}" for each in due),
                _("Look at it and stop it if something should stay. If nobody does, it goes by itself."),
            ]
        ),
        path=_page_of(run),
        at=at,
    )


def _page_of(run: RetentionRun) -> str:
    return reverse("insight:keeping_run", args=[run.bank.slug, run.pk])
