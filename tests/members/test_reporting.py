"""Coordinators read a conversation only where one of the two reported it, and while that is open; both can see that."""

import pytest
from django.utils import timezone

from insight.actions.retention import due_rows
from members.actions import reporting
from members.actions.merging import merge
from members.actions.reporting import NothingReported, NotYoursToLookInto, Outcome, ReportedAlready, TooManyReports
from members.models import Letter, Member, Role, TalkReport
from members.reads.reported import count_open_reports, open_reports
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym")


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def talk(rosa, gwilym):
    return make.make_conversation(gwilym, rosa, words="You had better")


def told(member, kind):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind=kind).order_by("pk")
    return list(found.values_list("subject", "body"))


def close(report, by, done="We talked with both.", to_other=""):
    return reporting.close_report(report, Outcome(done, to_other), by=by, at=timezone.now())


def test_a_report_tells_the_coordinators_and_not_the_other(talk, rosa, gwilym, priya):
    reports = {make.make_report(talk, rosa).pk for _again in range(2)}

    assert len(reports) == 1
    [(subject, body)] = told(priya, "TALK_REPORTED")
    assert subject == "A member reported a conversation"
    assert "Rosa" not in subject + body
    assert told(gwilym, "TALK_REPORTED") == []
    assert rosa.events.filter(kind="REPORTED").count() == 1
    assert count_open_reports(priya) == 1


@pytest.mark.parametrize("why", ["stranger", "coordinator", "no words", "again", "too many"])
def test_what_is_not_a_report(monkeypatch, bank, talk, rosa, priya, why):
    by, words, refusal = rosa, "He shouts", NotAllowed
    if why == "stranger":
        by = make.make_member(bank)
    if why == "coordinator":
        by = priya
    if why == "no words":
        words, refusal = " \n", NothingReported
    if why == "again":
        make.make_report(talk, rosa, words="Earlier")
        refusal = ReportedAlready
    if why == "too many":
        monkeypatch.setattr(reporting, "MOST_A_DAY", 0)
        refusal = TooManyReports
    before = TalkReport.objects.count()

    with pytest.raises(refusal):
        make.make_report(talk, by, words=words)

    assert TalkReport.objects.count() == before


def test_both_find_each_look_in_their_trail(talk, rosa, gwilym, priya):
    report = make.make_report(talk, rosa)

    for _look in range(2):
        reporting.look_into(report, by=priya, at=timezone.now())

    looks = [list(each.events.filter(kind="LETTERS_SEEN").values_list("by", flat=True)) for each in (rosa, gwilym)]
    assert looks == [[priya.pk] * 2] * 2


@pytest.mark.parametrize("who", ["one of the two", "acts for one", "member", "auditor", "admin", "another bank"])
def test_who_neither_sees_nor_decides(bank, rosa, gwilym, talk, priya, who):
    report = make.make_report(talk, rosa)
    by = {
        "one of the two": lambda: gwilym,
        "acts for one": lambda: make.make_coordinator(bank),
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "admin": lambda: make.admin_of(bank),
        "another bank": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    if who == "one of the two":
        Member.objects.filter(pk=by.pk).update(roles=[Role.COORDINATOR])
        by.refresh_from_db()
    if who == "acts for one":
        make.supporter(gwilym, by)

    for deed in (lambda: reporting.look_into(report, by=by, at=timezone.now()), lambda: close(report, by)):
        with pytest.raises(NotYoursToLookInto):
            deed()

    assert list(open_reports(by)) == []
    assert not gwilym.events.filter(kind="LETTERS_SEEN").exists()
    report.refresh_from_db()
    assert report.closed_at is None


def test_where_every_coordinator_is_one_of_the_two_an_admin_looks_into_it(bank, rosa):
    only = make.make_coordinator(bank, name="Only")
    report = make.make_report(make.make_conversation(only, rosa), rosa)
    admin = make.admin_of(bank)

    assert [list(open_reports(each)) for each in (only, admin)] == [[], [report]]
    assert (told(only, "TALK_REPORTED"), len(told(admin, "TALK_REPORTED"))) == ([], 1)


def test_closing_tells_each_what_they_need_and_shuts_the_conversation(talk, rosa, gwilym, priya):
    report = make.make_report(talk, rosa)

    for _again in range(2):
        close(report, priya, to_other="Please be kind.")

    assert told(rosa, "TALK_REPORT_CLOSED") == [("What became of what you reported", "We talked with both.")]
    subject = "A coordinator writes to you about your messages with Rosa Day"
    assert told(gwilym, "TALK_REPORT_CLOSED") == [(subject, "Please be kind.")]
    assert count_open_reports(priya) == 0


def test_where_the_other_has_nothing_to_know_they_are_told_nothing(talk, rosa, gwilym, priya):
    close(make.make_report(talk, rosa), priya)

    assert told(gwilym, "TALK_REPORT_CLOSED") == []


def test_it_is_not_closed_without_words(talk, rosa, priya):
    with pytest.raises(NothingReported):
        close(make.make_report(talk, rosa), priya, done=" ")


def test_old_messages_are_kept_while_somebody_looks_into_them(bank, talk, rosa, priya):
    report, later = make.make_report(talk, rosa), timezone.now()

    def due():
        return due_rows(bank, "LETTERS", later).count()

    assert (due(), close(report, priya), due()) == (0, report, Letter.objects.count())


def test_two_conversations_that_become_one_keep_what_was_reported(bank, rosa, gwilym):
    twin = make.make_member(bank, name="Rosa Day", email="")
    first = make.make_report(make.make_conversation(rosa, gwilym), gwilym, words="One")
    make.make_report(make.make_conversation(twin, gwilym), gwilym, words="Two")
    by_twin = make.make_report(make.make_conversation(twin, gwilym), twin, words="Three")

    merge(rosa, twin, by=make.admin_of(bank), at=timezone.now())

    found = list(TalkReport.objects.order_by("pk").values_list("pk", "conversation", "by", "words"))
    talk = first.conversation_id
    assert found == [(first.pk, talk, gwilym.pk, "One\n\nTwo"), (by_twin.pk, talk, rosa.pk, "Three")]
