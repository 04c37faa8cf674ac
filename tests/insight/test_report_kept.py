"""Long reports that a worker makes: asked for once, made again after a kill, kept seven days, only for who asked."""

import datetime
import os
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from insight import actions, tasks
from insight.actions import reports
from insight.models import MAKING_LAPSES, KeptReport, report_folder
from insight.reads.catalogue import BY_NAME
from ledger import reads
from members.models import Bank, Member, Role
from notices.models import Notice
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, many_lines, rows_in, today
from tests.insight.test_report_moments import in_another_connection
from tests.pages.reading import words

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS = 5


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


def wish(bank: Bank, *, name: str = "journal", file_format: str = "CSV", **choices: str) -> actions.Wish:
    days = {"from": (today(bank) - 100 * ONE_DAY).isoformat(), "to": today(bank).isoformat()}
    if not BY_NAME[name].has_period:
        del days["from"]
    return actions.Wish(key=uuid.uuid4(), name=name, choices={**days, **choices}, file_format=file_format, rows_count=3)


def asked_for(asker: Member, **fields) -> KeptReport:
    return actions.ask_for_report(asker, wish(asker.bank, **fields), at=timezone.now())


def made_for(asker: Member, **fields) -> KeptReport:
    kept = asked_for(asker, **fields)
    tasks.make_report(report_id=kept.pk)
    return KeptReport.objects.get(pk=kept.pk)


def file_url(kept: KeptReport) -> str:
    return reverse("insight:kept_file", args=[kept.bank.slug, kept.key])


def ask_page(bank: Bank, name: str = "journal") -> str:
    return reverse("insight:keep_report", args=[bank.slug, name])


# --------------------------------------------------------------------------------------------------- asking


def test_pressing_twice_asks_once(client, bank, admin):
    client.force_login(admin.person)
    sent = {"key": str(uuid.uuid4()), "file_format": "CSV", "to": today(bank).isoformat(), "kind": "EXCHANGE"}

    for _press in range(2):
        response = client.post(ask_page(bank), sent)
        assert response.url == reverse("insight:kept_reports", args=[bank.slug])

    (kept,) = KeptReport.objects.all()
    assert (kept.member, kept.bank, kept.name, kept.file_format) == (admin, bank, "journal", "CSV")
    assert kept.choices["kind"] == "EXCHANGE"


@pytest.mark.parametrize(
    "wrong", [{"key": "x"}, {"file_format": "PDF"}, {"from": "2026-02-31"}, {"member": "9999"}, {"key": ""}]
)
def test_what_cannot_be_made_is_not_asked_for(client, bank, admin, wrong):
    client.force_login(admin.person)
    sent = {"key": str(uuid.uuid4()), "file_format": "CSV", **wrong}

    response = client.post(ask_page(bank), sent)

    assert response.url.startswith(reverse("insight:report", args=[bank.slug, "journal"]))
    assert not KeptReport.objects.exists()


def test_nobody_waits_for_more_than_a_few(client, bank, admin):
    for _number in range(reports.MOST_UNFINISHED):
        asked_for(admin)
    client.force_login(admin.person)

    response = client.post(ask_page(bank), {"key": str(uuid.uuid4()), "file_format": "CSV"}, follow=True)

    assert "You wait for several reports already." in words(response)
    assert KeptReport.objects.count() == reports.MOST_UNFINISHED


# --------------------------------------------------------------------------------------------------- making


@pytest.mark.parametrize("name", ["journal", "activity", "balances"])
def test_the_worker_makes_what_the_page_would_send(client, bank, admin, name):
    a_history(bank, seed=61, steps=6)
    client.force_login(admin.person)
    days = {"from": today(bank) - 100 * ONE_DAY, "to": today(bank)}
    at_once = client.get(reverse("insight:report_csv", args=[bank.slug, name]), days)

    kept = made_for(admin, name=name)

    saved = client.get(file_url(kept))
    assert b"".join(saved.streaming_content) == b"".join(at_once.streaming_content)
    assert saved["Content-Disposition"] == at_once["Content-Disposition"]
    assert kept.rows_done == kept.rows_count


def test_a_workbook_and_what_was_chosen(client, bank, admin):
    giver, receiver = make.make_member(bank), make.make_member(bank)
    make.posted_exchange(giver, receiver)
    make.posted_exchange(make.make_member(bank), receiver, description="Not this one")

    csv = made_for(admin, member=str(giver.number))
    workbook = made_for(admin, file_format="XLSX")

    assert "Not this one" not in csv.path.read_text()
    assert workbook.path.read_bytes()[:2] == b"PK"


def test_who_asked_is_told_and_nobody_else(bank, admin):
    made_for(admin)

    (notice,) = Notice.objects.filter(kind="REPORT")
    assert notice.recipient.key == admin.actor_key
    assert notice.subject == "Your report is ready: Journal"
    assert notice.path == reverse("insight:kept_reports", args=[bank.slug])


def test_how_far_it_is_can_be_seen_while_it_is_made(client, bank, admin, monkeypatch):
    monkeypatch.setattr("insight.reads.catalogue.pages.LINES_AT_A_TIME", 2)
    many_lines(make.make_member(bank), make.make_member(bank), 5)
    client.force_login(admin.person)
    kept, seen, note = asked_for(admin), [], reports._Progress.note

    def noted(self, done: int) -> None:
        note(self, done)
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT rows_done, state FROM insight_keptreport WHERE id = %s", [kept.pk])
            seen.append(cursor.fetchone())

    monkeypatch.setattr(reports._Progress, "note", noted)
    before = words(client.get(reverse("insight:kept_reports", args=[bank.slug])))
    tasks.make_report(report_id=kept.pk)
    after = words(client.get(reverse("insight:kept_reports", args=[bank.slug])))

    assert seen == [(2, "MAKING"), (4, "MAKING"), (5, "MAKING")]
    assert "0 of 3 lines are done." in before
    assert "lines are done" not in after


def test_making_twice_makes_it_once(bank, admin):
    kept = made_for(admin)

    tasks.make_report(report_id=kept.pk)

    assert KeptReport.objects.get().attempts == 1
    assert Notice.objects.filter(kind="REPORT").count() == 1


def test_a_killed_worker_is_followed_by_another(bank, admin, monkeypatch):
    kept, now = asked_for(admin), timezone.now()
    monkeypatch.setattr(reports, "_write_file", _killed)
    with pytest.raises(Killed):
        tasks.make_report(report_id=kept.pk)
    monkeypatch.undo()

    assert list(KeptReport.objects.due(now)) == []
    assert list(KeptReport.objects.due(now + MAKING_LAPSES + ONE_DAY)) == [kept]
    actions.make_report(kept.pk, at=timezone.now() + MAKING_LAPSES)

    assert KeptReport.objects.get().state == KeptReport.State.READY


class Killed(BaseException):
    """What no code of ours catches, as a worker that is killed catches nothing."""


def _killed(*_given: object) -> None:
    raise Killed


def test_what_fails_again_and_again_is_given_up_and_said(client, bank, admin, monkeypatch):
    kept, now = asked_for(admin), timezone.now()
    monkeypatch.setattr(reports, "_write_file", _killed)

    for attempt in range(1, reports.MOST_ATTEMPTS + 1):
        with pytest.raises(Killed):
            actions.make_report(kept.pk, at=now + 2 * attempt * MAKING_LAPSES)
    actions.make_report(kept.pk, at=now + 10 * MAKING_LAPSES)

    client.force_login(admin.person)
    assert KeptReport.objects.get().state == KeptReport.State.FAILED
    assert Notice.objects.get(kind="REPORT").subject == "Your report could not be made: Journal"
    assert "We could not make this report." in words(client.get(reverse("insight:kept_reports", args=[bank.slug])))
    assert client.get(file_url(kept)).status_code == 404


def test_a_report_deleted_meanwhile_leaves_no_file(bank, admin, monkeypatch):
    make.posted_exchange(make.make_member(bank), make.make_member(bank))
    kept, everything = asked_for(admin), reads.journal

    def deleted_first(*args, **kwargs):
        in_another_connection(lambda: reports.delete_reports(KeptReport.objects.filter(pk=kept.pk)))
        return everything(*args, **kwargs)

    monkeypatch.setattr(reads, "journal", deleted_first)
    tasks.make_report(report_id=kept.pk)

    assert list(report_folder().iterdir()) == []
    assert not Notice.objects.filter(kind="REPORT").exists()


def test_the_sweep_starts_what_waits(bank, admin, monkeypatch):
    waiting, _ready = asked_for(admin), made_for(admin)
    started = []
    monkeypatch.setattr(tasks.make_report, "apply_async", lambda **how: started.append(how["kwargs"]))

    tasks.make_due_reports()

    assert started == [{"report_id": waiting.pk}]


# --------------------------------------------------------------------------------------------------- for whom


@pytest.mark.parametrize("who", ["another admin", "auditor", "coordinator", "member", "visitor", "outsider"])
def test_only_who_asked_sees_it(client, bank, admin, who):
    kept = made_for(admin)
    people = {
        "another admin": make.make_member(bank, roles=(Role.ADMIN,)),
        "auditor": make.make_auditor(bank),
        "coordinator": make.make_coordinator(bank),
        "member": make.make_member(bank),
        "outsider": make.admin_of(make.make_bank()),
    }
    if who in people:
        client.force_login(people[who].person)
    status = {"coordinator": 403, "member": 403, "visitor": 302}.get(who, 404)

    assert client.get(file_url(kept)).status_code == status
    if status == 404 and who != "outsider":
        page = client.get(reverse("insight:kept_reports", args=[bank.slug]))
        assert "Nothing yet." in words(page)


def test_who_is_no_longer_admin_cannot_save_it(client, bank, admin):
    kept = made_for(admin)
    make.make_member(bank)
    Member.objects.filter(pk=admin.pk).update(roles=["COORDINATOR"])
    client.force_login(admin.person)

    assert client.get(file_url(kept)).status_code == 403


# --------------------------------------------------------------------------------------------------- seven days


def test_it_is_kept_for_seven_days(client, bank, admin):
    kept = made_for(admin)
    client.force_login(admin.person)

    assert kept.expires_at - kept.made_at == datetime.timedelta(days=7)
    actions.delete_expired_reports(at=kept.expires_at - datetime.timedelta(seconds=1))
    assert kept.path.exists()
    actions.delete_expired_reports(at=kept.expires_at)
    assert not kept.path.exists()
    assert not KeptReport.objects.exists()


def test_it_cannot_be_saved_later_though_the_sweep_has_not_come(client, bank, admin):
    kept = made_for(admin)
    KeptReport.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    client.force_login(admin.person)

    assert client.get(file_url(kept)).status_code == 404
    assert "Nothing yet." in words(client.get(reverse("insight:kept_reports", args=[bank.slug])))


def test_files_that_nobody_knows_are_deleted_after_a_day(bank, admin):
    kept = made_for(admin)
    old, young = report_folder() / "1-gone.csv", report_folder() / "2-gone.csv.part"
    for file in (old, young):
        file.touch()
    yesterday = (timezone.now() - 2 * ONE_DAY).timestamp()
    os.utime(old, (yesterday, yesterday))
    os.utime(kept.path, (yesterday, yesterday))

    tasks.delete_expired_reports()

    assert sorted(file.name for file in report_folder().iterdir()) == sorted([kept.path.name, young.name])


def test_nobody_else_on_the_machine_can_read_the_files(bank, admin):
    made_for(admin)

    assert report_folder().stat().st_mode & 0o077 == 0


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_three(
    client, bank, admin, django_assert_num_queries
):
    client.force_login(admin.person)
    page = reverse("insight:kept_reports", args=[bank.slug])
    made_for(admin)
    client.get(page)

    with django_assert_num_queries(QUESTIONS):
        client.get(page)
    made_for(admin)
    asked_for(admin)
    with django_assert_num_queries(QUESTIONS):
        client.get(page)


def test_the_file_ties(bank, admin):
    a_history(bank, seed=62, steps=4)

    rows = rows_in(made_for(admin, name="reversals").path.read_text(encoding="utf-8-sig"))

    assert rows[-1]["Booked on"] == "This report ties to the ledger."
