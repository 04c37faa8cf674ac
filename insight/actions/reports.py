"""Long reports: asking for one, making its file, and deleting it when it has been kept long enough."""

import datetime
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import reverse
from django.utils.translation import gettext as _

from insight.models import REPORT_KEPT, KeptReport, KeptReportQuerySet, report_folder
from insight.reads.catalogue import BY_NAME
from insight.reads.catalogue.choices import read_back
from insight.reads.catalogue.pages import file_rows
from insight.reads.sheets import csv_text
from insight.reads.workbooks import write_workbook
from members.models import Member
from notices import actions as notices
from timebank.lib.errors import WrongState
from timebank.lib.transactions import atomic_with_retry

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
MOST_UNFINISHED = 5
STRAY_AFTER = datetime.timedelta(days=1)
PART = ".part"
NOTE = """
  UPDATE insight_keptreport SET rows_done = %s, seen_at = statement_timestamp()
   WHERE id = %s AND state = 'MAKING' AND attempts = %s
"""


class TooManyReports(WrongState):
    """Somebody waits for so many reports that one more would only keep them all waiting."""


class NoLongerWanted(Exception):
    """The report was deleted, or another worker has taken it over, while it was being made."""


@dataclass(frozen=True)
class Wish:
    """Which report somebody wants as a file, and how many rows that is. The key makes a double press harmless."""

    key: uuid.UUID
    name: str
    choices: dict[str, str]
    file_format: str
    rows_count: int


@atomic_with_retry
def ask_for_report(asker: Member, wish: Wish, *, at: datetime.datetime) -> KeptReport:
    """Write down that somebody wants a long report. Raises TooManyReports."""
    theirs = KeptReport.objects.of(Member.objects.select_for_update(no_key=True).get(pk=asker.pk))
    before = theirs.filter(key=wish.key).first()
    if before is not None:
        return before
    if theirs.unfinished().count() >= MOST_UNFINISHED:
        raise TooManyReports(_("You wait for several reports already. Ask again when one of them is ready."))
    return KeptReport.objects.create(
        member=asker,
        bank_id=asker.bank_id,
        key=wish.key,
        name=wish.name,
        choices=wish.choices,
        file_format=wish.file_format,
        rows_count=wish.rows_count,
        asked_at=at,
        expires_at=at + REPORT_KEPT,
    )


def make_report(report_id: int, *, at: datetime.datetime) -> None:
    """Make a report's file, if it is due; who asked is told.

    A fault or a killed worker leaves it begun: the sweep has it made again, a few times.
    """
    begun = time.monotonic()
    report = _claim(report_id, at=at)
    if report is None:
        return
    try:
        with _progress_of(report) as progress:
            _write_file(report, progress)
    except NoLongerWanted:
        logger.info("Kept report %s is no longer wanted", report.pk)
        return
    _finish(report, at=at + datetime.timedelta(seconds=time.monotonic() - begun))


def delete_expired_reports(*, at: datetime.datetime) -> None:
    """Delete what has been kept long enough, and files that nobody knows any more."""
    delete_reports(KeptReport.objects.expired(at))
    known = {report.path.name for report in KeptReport.objects.all()}
    for file in report_folder().glob("*"):
        is_old = file.stat().st_mtime < (at - STRAY_AFTER).timestamp()
        if is_old and file.name not in known:
            file.unlink(missing_ok=True)


def delete_reports(reports: KeptReportQuerySet) -> None:
    """Delete reports with their files: the row first, so that nobody finds one without the other."""
    for report in reports.order_by("pk"):
        report_path, part = report.path, _part_of(report)
        report.delete()
        report_path.unlink(missing_ok=True)
        part.unlink(missing_ok=True)


@transaction.atomic(durable=True)
def _claim(report_id: int, *, at: datetime.datetime) -> KeptReport | None:
    """Take a report that is due for this worker alone; one that failed too often is given up."""
    due = KeptReport.objects.due(at).kept(at).filter(pk=report_id)
    report = due.select_for_update(skip_locked=True, no_key=True).first()
    if report is None:
        return None
    if report.attempts >= MOST_ATTEMPTS:
        report.state = KeptReport.State.FAILED
        report.save(update_fields=["state"])
        _tell(report, _("Your report could not be made"), _("Please ask the people who run the site."), at=at)
        return None
    report.state, report.attempts, report.rows_done, report.seen_at = (
        KeptReport.State.MAKING,
        report.attempts + 1,
        0,
        at,
    )
    report.save(update_fields=["state", "attempts", "rows_done", "seen_at"])
    return report


class _Progress:
    """Writes down how far a report is, through a connection of its own: the reading one may write nothing."""

    def __init__(self, report: KeptReport, connection: BaseDatabaseWrapper) -> None:
        self._report, self._connection = report, connection

    def note(self, done: int) -> None:
        """Say that we are still at work. Raises NoLongerWanted."""
        with self._connection.cursor() as cursor:
            cursor.execute(NOTE, [done, self._report.pk, self._report.attempts])
            if cursor.rowcount == 0:
                raise NoLongerWanted


@contextmanager
def _progress_of(report: KeptReport) -> Iterator[_Progress]:
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield _Progress(report, connection)
    finally:
        connection.close()


def _write_file(report: KeptReport, progress: _Progress) -> None:
    """Write the file under another name first: what has its own name is whole."""
    report_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = file_rows(BY_NAME[report.name], read_back(report.bank, report.choices), step=progress.note)
    part = _part_of(report)
    try:
        if report.file_format == KeptReport.Format.CSV:
            with part.open("w", encoding="utf-8-sig", newline="") as text:  # as the files that are sent at once
                text.writelines(csv_text(rows))
        else:
            with part.open("wb") as workbook:
                write_workbook(rows, workbook)
        part.replace(report.path)
    finally:
        part.unlink(missing_ok=True)


def _part_of(report: KeptReport) -> Path:
    """Name the unfinished file of one attempt: a worker that was given up and its successor never share one."""
    return report.path.with_name(f"{report.path.name}.{report.attempts}{PART}")


@transaction.atomic
def _finish(made: KeptReport, *, at: datetime.datetime) -> None:
    """Mark a report ready, unless it was deleted or taken over meanwhile."""
    ours = KeptReport.objects.filter(pk=made.pk, state=KeptReport.State.MAKING, attempts=made.attempts)
    report = ours.select_for_update(no_key=True).first()
    if report is None:
        if not KeptReport.objects.filter(pk=made.pk).exists():
            made.path.unlink(missing_ok=True)
        return
    report.state, report.made_at, report.expires_at = KeptReport.State.READY, at, at + REPORT_KEPT
    report.rows_done = report.rows_count
    report.save(update_fields=["state", "made_at", "expires_at", "rows_done"])
    _tell(report, _("Your report is ready"), _("You can save it for seven days. Nobody else can see it."), at=at)


def _tell(report: KeptReport, subject: str, body: str, *, at: datetime.datetime) -> None:
    title = str(BY_NAME[report.name].title)
    notices.tell(
        notices.Message(
            recipient_key=report.member.actor_key,
            bank=report.bank.slug,
            kind="REPORT",
            subject=f"{subject}: {title}",
            body=body,
            path=reverse("insight:kept_reports", args=[report.bank.slug]),
            dedupe_key=f"report:{report.pk}:{report.state}",
        ),
        at=at,
    )
