"""The rules of keeping: said a week ahead, stopped by any admin, and nothing goes that nobody was told of."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from insight.actions import retention
from insight.actions.retention import TooLate, keep_rules
from insight.reads.retention import months_before
from insight.tasks import keep_rules as sweep
from insight.tasks import keep_rules_of
from members.actions.retention import set_keeping
from members.models import (
    MONTHS_AT_FIRST,
    BankEvent,
    Check,
    Concern,
    ConcernEntry,
    Erasure,
    Letter,
    Member,
    MemberEvent,
    Note,
    Retention,
    RetentionRun,
)
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
Kind = Retention.Kind
NOW = timezone.now()
WEEK = datetime.timedelta(days=7)


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


def ago(months: int) -> datetime.datetime:
    return months_before(NOW, months)


def left(bank, name: str, *, months: int) -> Member:
    member = make.make_member(bank, name=name)
    Member.objects.filter(pk=member.pk).update(state="LEFT", left_at=ago(months))
    return member


def plan(bank) -> RetentionRun | None:
    keep_rules(bank, at=NOW)
    return RetentionRun.objects.filter(bank=bank).first()


def again(row):
    return type(row)._default_manager.get(pk=row.pk)


def test_a_new_bank_begins_with_rules(bank):
    assert dict(Retention.objects.filter(bank=bank).values_list("kind", "months")) == MONTHS_AT_FIRST


def test_it_is_said_a_week_ahead_to_every_admin_and_nobody_else(bank, admin):
    gone, stays = left(bank, "Gwilym Ap", months=25), left(bank, "Owen Ap", months=23)

    run = plan(bank)

    assert run.due_on == bank.day(NOW + WEEK)
    assert {kind: said["count"] for kind, said in run.counts.items()} == {"LEFT": 1}
    (notice,) = Notice.objects.filter(kind="KEEPING")
    assert notice.recipient.key == admin.actor_key
    assert "1: details of members who left" in notice.body
    assert (again(gone).name, again(stays).name) == ("Gwilym Ap", "Owen Ap")


def test_on_the_day_it_is_done_and_twice_does_no_harm(bank):
    gone, stays = left(bank, "Gwilym Ap", months=25), left(bank, "Owen Ap", months=23)
    run = plan(bank)

    keep_rules(bank, at=NOW + WEEK - datetime.timedelta(days=2))
    assert again(gone).name == "Gwilym Ap"
    keep_rules(bank, at=NOW + WEEK)
    keep_rules(bank, at=NOW + WEEK)

    assert again(gone).name == f"Former member {gone.number}"
    assert again(stays).name == "Owen Ap"
    run = again(run)
    assert (run.done_at, run.done_counts) == (NOW + WEEK, {"LEFT": 1})
    assert Erasure.objects.get().by is None


def test_who_came_back_meanwhile_stays(bank):
    member = left(bank, "Gwilym Ap", months=25)
    plan(bank)
    Member.objects.filter(pk=member.pk).update(state="APPROVED", left_at=None)

    keep_rules(bank, at=NOW + WEEK)

    assert again(member).name == "Gwilym Ap"


def test_a_stricter_rule_takes_nothing_that_nobody_was_told_of(bank, admin):
    gone, untold = left(bank, "Gwilym Ap", months=25), left(bank, "Owen Ap", months=10)
    plan(bank)
    set_keeping(bank, {**MONTHS_AT_FIRST, Kind.LEFT: 6}, by=admin, at=NOW, words="We agreed on it.")

    keep_rules(bank, at=NOW + WEEK)

    assert again(gone).name != "Gwilym Ap"
    assert again(untold).name == "Owen Ap"


@pytest.mark.parametrize("months", [36, None])
def test_a_looser_rule_keeps_them(bank, admin, months):
    member = left(bank, "Gwilym Ap", months=25)
    plan(bank)
    set_keeping(bank, {**MONTHS_AT_FIRST, Kind.LEFT: months}, by=admin, at=NOW, words="We agreed on it.")

    keep_rules(bank, at=NOW + WEEK)

    assert again(member).name == "Gwilym Ap"


def test_an_admin_stops_it_and_is_asked_again_in_a_month(bank, admin):
    member = left(bank, "Gwilym Ap", months=25)
    run = plan(bank)
    retention.stop_run(run, by=admin, at=NOW)

    keep_rules(bank, at=NOW + WEEK)

    assert again(member).name == "Gwilym Ap"
    assert RetentionRun.objects.count() == 1
    keep_rules(bank, at=NOW + datetime.timedelta(days=29))
    assert RetentionRun.objects.count() == 2


def test_what_is_done_is_not_stopped(bank, admin):
    left(bank, "Gwilym Ap", months=25)
    run = plan(bank)
    keep_rules(bank, at=NOW + WEEK)

    with pytest.raises(TooLate):
        retention.stop_run(run, by=admin, at=NOW + WEEK)


def test_only_an_admin_of_the_bank_stops_it_or_changes_the_rules(bank):
    left(bank, "Gwilym Ap", months=25)
    run = plan(bank)
    for by in (make.make_coordinator(bank), make.admin_of(make.make_bank())):
        with pytest.raises(NotAllowed):
            retention.stop_run(run, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            set_keeping(bank, {}, by=by, at=NOW)


def test_each_kind_goes_by_its_own_time(bank, admin):
    rosa, priya = make.make_member(bank, name="Rosa Day"), make.make_coordinator(bank)
    _everything_old_and_new(bank, rosa, priya)

    plan(bank)
    keep_rules(bank, at=NOW + WEEK)

    assert RetentionRun.objects.get().done_counts == {
        "DECLINED": 1,
        "WAITING": 1,
        "NOTICES": 1,
        "LETTERS": 1,
        "NOTES": 1,
        "CHECKS": 2,
        "CONCERNS": 1,
    }
    assert list(Note.objects.values_list("words", flat=True)) == ["new"]
    assert list(Letter.objects.values_list("words", flat=True)) == ["new"]
    assert set(Concern.objects.values_list("words", flat=True)) == {"open", "new"}
    assert sorted(
        Member.objects.filter(number=None, person__isnull=False).exclude(kind="STAFF").values_list("name", flat=True)
    ) == ["Declined lately", "Somebody who was erased", "Somebody who was erased", "Waits lately"]


def test_an_entry_that_became_one_with_another_stays_as_long_as_that_one(bank):
    rosa = make.make_member(bank, name="Rosa Day")
    old = left(bank, "Rosa Dey", months=30)
    Member.objects.filter(pk=old.pk).update(merged_into=rosa)
    assert plan(bank) is None

    Member.objects.filter(pk=rosa.pk).update(state="LEFT", left_at=ago(30))
    run = plan(bank)
    keep_rules(bank, at=NOW + WEEK)

    assert run.counts["LEFT"]["count"] == 1
    assert {again(each).name for each in (old, rosa)} == {f"Former member {each.number}" for each in (old, rosa)}


def test_nothing_due_is_nothing_planned(bank):
    assert plan(bank) is None


def test_the_sweep_writes_the_list_and_asks_each_bank(bank, var, settings):
    left(bank, "Gwilym Ap", months=25)

    keep_rules_of(bank_id=bank.pk)

    assert RetentionRun.objects.count() == 1
    assert callable(sweep)


def _everything_old_and_new(bank, rosa: Member, priya: Member) -> None:
    for name, state, months in (
        ("Declined long ago", "DECLINED", 7),
        ("Declined lately", "DECLINED", 5),
        ("Waits for a year", "APPLICANT", 13),
        ("Waits lately", "APPLICANT", 11),
    ):
        applicant = make.make_applicant(bank, name=name)
        Member.objects.filter(pk=applicant.pk).update(state=state, applied_at=ago(months))
        MemberEvent.objects.filter(member=applicant).update(at=ago(months))
    told = Notice.objects.filter(recipient__key=rosa.actor_key).order_by("pk")
    told.update(created_at=ago(13), read_at=None, next_attempt_at=NOW)
    first = told.first()
    Notice.objects.filter(pk=first.pk).update(read_at=NOW)
    talk = make.make_silent_conversation(rosa, priya)
    for text, months in (("old", 25), ("new", 23)):
        Letter.objects.create(conversation=talk, speaker=rosa, by=rosa, at=ago(months), words=text)
    for text, months in (("old", 37), ("new", 35)):
        Note.objects.create(member=rosa, by=priya, at=ago(months), words=text)
    kind = make.make_check_kind(bank)
    for issued, expires, ended in (
        (ago(40), ago(13), None),
        (ago(40), None, ago(13)),
        (ago(40), ago(11), None),
        (ago(40), None, None),
    ):
        Check.objects.create(
            member=rosa,
            kind=kind,
            issued_on=issued.date(),
            expires_on=expires and expires.date(),
            ended_at=ended,
            seen_by=priya,
            seen_at=issued,
        )
    for text, state, months in (("old", "CLOSED", 85), ("new", "CLOSED", 83), ("open", "OPEN", 99)):
        concern = Concern.objects.create(bank=bank, words=text, raised_at=ago(100), state=state)
        concern.about.set([rosa])
        ConcernEntry.objects.create(concern=concern, kind="CLOSED", at=ago(months))


def url(name: str, bank, *args) -> str:
    return reverse(f"insight:{name}", args=[bank.slug, *args])


def test_an_admin_says_how_long_and_the_history_tells(client, bank, admin):
    client.force_login(admin.person)
    shown = client.get(url("keeping", bank)).context["form"]
    assert {name: shown[name].value() for name in shown.fields} == {**MONTHS_AT_FIRST, "why": None}

    asked = {
        **{kind.value: months for kind, months in MONTHS_AT_FIRST.items()},
        "LEFT": "36",
        "NOTES": "",
        "why": "Enough.",
    }
    answer = client.post(url("keeping", bank), {**asked, "bank": "1"}, follow=True)

    assert "Saved. We tell you a week before anything goes." in words(answer)
    kept = dict(Retention.objects.filter(bank=bank).values_list("kind", "months"))
    assert (kept["LEFT"], kept.get("NOTES")) == (36, None)
    changed = [(line.before, line.after) for line in BankEvent.objects.filter(bank=bank).order_by("pk")]
    assert changed == [
        ("details of members who left: 24 months", "details of members who left: 36 months"),
        ("coordinators' notes: 36 months", "coordinators' notes: until somebody asks"),
    ]


@pytest.mark.parametrize("typed", ["0", "241", "two"])
def test_months_that_make_no_sense_are_refused(client, bank, admin, typed):
    client.force_login(admin.person)

    answer = client.post(url("keeping", bank), {"LEFT": typed})

    assert answer.status_code == 400
    assert Retention.objects.get(bank=bank, kind="LEFT").months == 24


def test_the_page_of_a_run_lists_who_goes_and_stops_it(client, bank, admin):
    left(bank, "Gwilym Ap", months=25)
    run = plan(bank)
    client.force_login(admin.person)

    page = words(client.get(url("keeping_run", bank, run.pk)))
    assert "Details of members who left: 1" in page
    assert "Gwilym Ap" in page
    answer = client.post(url("keeping_stop", bank, run.pk), follow=True)

    assert "Stopped." in words(answer)
    assert again(run).stopped_by_id == admin.pk


def test_another_banks_run_is_not_there(client, bank):
    left(bank, "Gwilym Ap", months=25)
    run = plan(bank)
    elsewhere = make.make_bank()
    client.force_login(make.admin_of(elsewhere).person)

    assert client.get(url("keeping_run", elsewhere, run.pk)).status_code == 404
    assert client.post(url("keeping_stop", elsewhere, run.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_as_for_three(client, bank, admin, count, django_assert_num_queries):
    for number in range(count):
        left(bank, f"Gwilym {number}", months=25)
    run = plan(bank)
    client.force_login(admin.person)

    with django_assert_num_queries(8):
        client.get(url("keeping_run", bank, run.pk))


def test_the_page_of_keeping_asks_why_only_where_something_is_changed(client, bank, admin):
    client.force_login(admin.person)
    page = reverse("insight:keeping", args=[bank.slug])
    as_it_is = {kind: str(months) for kind, months in MONTHS_AT_FIRST.items()}

    assert client.post(page, as_it_is).status_code == 302
    refused = client.post(page, {**as_it_is, "LEFT": "6"})
    assert client.post(page, {**as_it_is, "LEFT": "6", "why": "Shorter is kinder."}).status_code == 302

    assert refused.status_code == 400
    assert "Write why, in a few words." in refused.text
    assert [event.words for event in bank.events.all()] == ["Shorter is kinder."]
