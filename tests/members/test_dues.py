"""Levies and lapsing hours: announced before, taken once, refused openly, and everybody told."""

import datetime
import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from ledger import actions as ledger
from ledger import reads
from members import tasks
from members.actions import dues
from members.actions.dues import Plan
from members.models import Bank, BankEvent, Collection, DuesRule, Member
from members.reads.dues import due_months, first_day_for, rule_to_come, said_to
from notices.models import Notice
from tests import factories as make
from tests.insight.making import post_on
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db

WHY = "We agreed on it."

DAY = datetime.timedelta(days=1)
HOUR = 60
NOW = timezone.now
LEVY, EXPIRY = DuesRule.Kind.LEVY, DuesRule.Kind.EXPIRY


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


def this_month(bank: Bank) -> datetime.date:
    return bank.day(NOW()).replace(day=1)


def long_ago(bank: Bank) -> datetime.datetime:
    """A moment from which a rule has begun with this month, and not with the one before."""
    return datetime.datetime.combine(this_month(bank) - 20 * DAY, datetime.time(12), tzinfo=bank.zone_info())


def member_since(bank: Bank, *, joined: datetime.datetime | None = None, **fields) -> Member:
    member = make.make_member(bank, **fields)
    member.joined_at = joined or long_ago(bank) - 400 * DAY
    member.save()
    return member


def announced(bank: Bank, kind: str = LEVY, amount: int = 30, *, at: datetime.datetime | None = None) -> DuesRule:
    """Announce a rule and tell everybody, as the job does."""
    at = at or long_ago(bank)
    rule = dues.announce(bank, Plan(kind, amount, WHY), by=make.admin_of(bank), at=at)
    dues.tell_of_rule(rule, at=at)
    rule.refresh_from_db()
    return rule


def collected(bank: Bank, kind: str = LEVY) -> Collection | None:
    return dues.collect(bank, kind, this_month(bank), at=NOW())


def told(member: Member) -> list[str]:
    notices = Notice.objects.filter(recipient__key=member.actor_key, kind__startswith="DUES_").order_by("pk")
    return list(notices.values_list("subject", flat=True))


# ------------------------------------------------------------------------------------------- announced before


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        ("2026-11-16", "2026-12-01"),
        ("2026-11-17", "2026-12-01"),
        ("2026-11-18", "2027-01-01"),
        ("2026-12-18", "2027-01-01"),
        ("2026-12-31", "2027-02-01"),
        ("2027-02-15", "2027-03-01"),
        ("2027-02-16", "2027-04-01"),
    ],
)
def test_a_rule_begins_with_a_month_at_least_fourteen_days_away(today, begins):
    assert first_day_for(datetime.date.fromisoformat(today)) == datetime.date.fromisoformat(begins)


def test_every_member_is_told_once_and_may_read_it(bank):
    member, organisation = member_since(bank), make.make_organisation(bank)
    at = NOW()

    rule = dues.announce(bank, Plan(LEVY, 30, WHY), by=make.admin_of(bank), at=at)
    for _time in range(2):
        dues.tell_of_rule(rule, at=at)

    begins = f"{rule.begins_on:%B %Y}"
    assert told(member) == [f"From 1 {begins} every member gives ½ hour to the community pot each month."]
    assert told(organisation) == []
    assert [said.words for said in said_to(member, bank.day(at))] == told(member)
    assert said_to(organisation, bank.day(at)) == []


def test_the_notice_says_what_would_lapse(bank):
    saver, spender = member_since(bank), member_since(bank)
    post_on(saver, spender, bank.day(NOW()) - 100 * DAY, minutes=3 * HOUR)

    dues.tell_of_rule(dues.announce(bank, Plan(EXPIRY, 2, WHY), by=make.admin_of(bank), at=NOW()), at=NOW())

    said = Notice.objects.get(recipient__key=saver.actor_key, kind="DUES_RULE").body
    assert "3 hours of yours would lapse on 1 " in said
    assert said.endswith(f"\n\nWhy: “{WHY}”")
    said = Notice.objects.get(recipient__key=spender.actor_key, kind="DUES_RULE").body
    assert "none of yours would lapse" in said


def test_who_hears_that_it_was_switched_off_reads_why(bank):
    member, admin = member_since(bank), make.admin_of(bank)
    rule = dues.announce(bank, Plan(LEVY, 30, WHY), by=admin, at=NOW())
    dues.switch_off(bank, LEVY, words="The pot is full.", by=admin, at=NOW())
    rule.refresh_from_db()

    dues.tell_of_rule(rule, at=NOW())

    assert Notice.objects.get(recipient__key=member.actor_key, kind="DUES_RULE").body.endswith(
        "Why: “The pot is full.”"
    )


def test_only_an_admin_announces_and_switches_off(bank):
    coordinator = make.make_coordinator(bank)

    with pytest.raises(NotAllowed):
        dues.announce(bank, Plan(LEVY, 30, WHY), by=coordinator, at=NOW())
    with pytest.raises(NotAllowed):
        dues.switch_off(bank, LEVY, words=WHY, by=coordinator, at=NOW())


def test_nothing_is_taken_before_the_day(bank):
    member = member_since(bank)
    announced(bank, at=NOW())

    assert due_months(bank, bank.day(NOW())) == []
    assert collected(bank) is None
    assert reads.balance_of(member.account_id) == 0


def test_a_month_that_has_not_come_is_not_taken(bank):
    rule = announced(bank, at=NOW())

    assert dues.collect(bank, LEVY, rule.begins_on, at=NOW()) is None


def test_a_rule_of_which_nobody_was_told_takes_nothing(bank):
    member_since(bank)
    dues.announce(bank, Plan(LEVY, 30, WHY), by=make.admin_of(bank), at=long_ago(bank))

    assert due_months(bank, bank.day(NOW())) == []
    assert collected(bank) is None


@pytest.mark.parametrize(("days_before", "takes"), [(14, True), (13, False)])
def test_a_rule_of_which_members_heard_too_late_takes_nothing_yet(bank, days_before, takes):
    member_since(bank)
    rule = announced(bank)
    heard_on = this_month(bank) - days_before * DAY
    rule.told_at = datetime.datetime.combine(heard_on, datetime.time(12), tzinfo=bank.zone_info())
    rule.save()

    assert (collected(bank) is not None) == takes


def test_a_rule_switched_off_before_its_day_takes_nothing_and_members_hear(bank):
    member = member_since(bank)
    rule = announced(bank)
    dues.switch_off(bank, LEVY, words=WHY, by=make.admin_of(bank), at=NOW())
    rule.refresh_from_db()
    dues.tell_of_rule(rule, at=NOW())

    assert due_months(bank, bank.day(NOW())) == []
    assert collected(bank) is None
    assert told(member)[1:] == ["No hours are taken for the pot each month"]
    assert said_to(member, bank.day(NOW())) == []


def test_what_is_off_cannot_be_switched_off(bank):
    with pytest.raises(WrongState):
        dues.switch_off(bank, LEVY, words=WHY, by=make.admin_of(bank), at=NOW())


def test_another_amount_holds_from_its_own_day_and_the_old_one_until_then(bank):
    member = member_since(bank)
    announced(bank, amount=30)
    announced(bank, amount=45, at=NOW())

    collected(bank)

    assert reads.balance_of(member.account_id) == -30
    assert rule_to_come(bank, LEVY, bank.day(NOW())).amount == 45


def test_a_plan_that_has_not_begun_is_replaced(bank):
    announced(bank, amount=30, at=NOW())
    announced(bank, amount=45, at=NOW())

    assert [rule.amount for rule in DuesRule.objects.of(bank).live()] == [45]
    with pytest.raises(WrongState):
        announced(bank, amount=45, at=NOW())


def test_the_change_stands_in_the_history_of_rules(bank):
    announced(bank, amount=30)
    announced(bank, amount=45)
    dues.switch_off(bank, LEVY, words=WHY, by=make.admin_of(bank), at=NOW())

    history = BankEvent.objects.filter(bank=bank, rule="levy_minutes").order_by("pk")
    assert [(each.before, each.after) for each in history] == [(None, 30), (30, 45), (45, None)]


def test_who_is_told_half_way_through_a_switch_off_hears_that_too(bank):
    member_since(bank)
    rule = dues.announce(bank, Plan(LEVY, 30, WHY), by=make.admin_of(bank), at=NOW())
    dues.switch_off(bank, LEVY, words=WHY, by=make.admin_of(bank), at=NOW())

    dues.tell_of_rule(rule, at=NOW())  # the job had read the rule before

    assert list(DuesRule.objects.to_tell()) == [rule]


# --------------------------------------------------------------------------------------------------- the levy


def test_the_levy_goes_from_each_member_to_the_pot_once(bank):
    members = [member_since(bank) for _number in range(3)]
    organisation = make.make_organisation(bank)
    Member.objects.filter(pk=organisation.pk).update(joined_at=long_ago(bank))
    newcomer = member_since(bank, joined=NOW())
    announced(bank)

    collection = collected(bank)
    again = collected(bank)

    assert again is None
    assert (collection.members_count, collection.minutes, collection.left_out_count) == (3, 90, 0)
    assert [reads.balance_of(member.account_id) for member in members] == [-30, -30, -30]
    assert reads.balance_of(reads.account_of_kind(bank.book_id, "POT")) == 90
    assert reads.balance_of(organisation.account_id) == reads.balance_of(newcomer.account_id) == 0


def test_one_batch_with_a_cause_for_each_member(bank):
    members = [member_since(bank) for _number in range(2)]
    announced(bank)
    collected(bank)

    today = bank.day(NOW())
    lines = list(reads.journal(bank.book_id, first_on=today, last_on=today))

    month = f"{this_month(bank):%Y-%m}"
    assert {line.reference for line in lines} == {f"levy:{month}/member:{member.pk}" for member in members}
    assert {line.kind for line in lines} == {"LEVY"}
    assert len({line.batch for line in lines}) == 1
    assert lines[0].batch is not None


def test_whom_the_ledger_refuses_is_listed_and_nothing_of_theirs_is_changed(bank):
    poor, rich = member_since(bank), member_since(bank)
    ledger.set_limits(poor.account_id, ledger.Limits(floor_minutes=-20), by="system", reason="TEST")
    announced(bank)

    collection = collected(bank)

    (left_out,) = collection.lines.exclude(refusal="")
    assert (left_out.member, left_out.minutes) == (poor, 30)
    assert "At most 20 min would fit." in left_out.refusal
    assert (collection.members_count, collection.minutes, collection.left_out_count) == (1, 30, 1)
    assert (reads.balance_of(poor.account_id), reads.balance_of(rich.account_id)) == (0, -30)


def test_whom_it_takes_below_their_level_is_told_kindly(bank):
    low, high = member_since(bank), member_since(bank)
    ledger.set_limits(low.account_id, ledger.Limits(warning_minutes=-20), by="system", reason="TEST")
    announced(bank)

    collected(bank)

    warned = Notice.objects.filter(kind="LOW").values_list("recipient__key", "subject")
    assert list(warned) == [(low.actor_key, "You owe ½ hour now")]
    assert reads.balance_of(high.account_id) == -30


def test_members_from_whom_it_was_taken_are_told_once(bank):
    poor, rich = member_since(bank), member_since(bank)
    ledger.set_limits(poor.account_id, ledger.Limits(floor_minutes=-20), by="system", reason="TEST")
    announced(bank)
    collection = collected(bank)

    for _time in range(2):
        dues.tell_of_collection(collection, at=NOW())

    assert told(rich)[1:] == ["You gave ½ hour to the community pot"]
    assert told(poor)[1:] == []


def test_a_month_that_the_job_missed_is_taken_later(bank):
    member = member_since(bank)
    announced(bank, at=long_ago(bank) - 31 * DAY)

    due = due_months(bank, bank.day(NOW()))
    for each in due:
        dues.collect(bank, LEVY, each.month, at=NOW())

    assert len(due) == 2
    assert due[-1].month == this_month(bank)
    assert reads.balance_of(member.account_id) == -60
    assert due_months(bank, bank.day(NOW())) == []


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_take_it_once(bank):
    member = member_since(bank)
    announced(bank)
    begin = threading.Barrier(2)

    def take() -> None:
        begin.wait()
        try:
            collected(bank)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Collection.objects.count() == 1
    assert reads.balance_of(member.account_id) == -30


# ----------------------------------------------------------------------------------------------- lapsing hours


def test_hours_received_long_ago_and_not_spent_lapse(bank):
    saver, neighbour = member_since(bank), member_since(bank)
    old = this_month(bank) - 95 * DAY
    post_on(saver, neighbour, old, minutes=5 * HOUR)
    post_on(neighbour, saver, old + 40 * DAY, minutes=HOUR)  # spent: the oldest first
    post_on(saver, neighbour, this_month(bank), minutes=2 * HOUR)  # came in lately
    announced(bank, EXPIRY, 3)

    collection = collected(bank, EXPIRY)

    assert reads.balance_of(saver.account_id) == 2 * HOUR
    assert reads.balance_of(reads.account_of_kind(bank.book_id, "EXPIRY")) == 4 * HOUR
    assert (collection.members_count, collection.minutes) == (1, 4 * HOUR)


@pytest.mark.parametrize(("days", "lapsed"), [(-1, HOUR), (0, 0)])
def test_the_first_day_that_still_counts(bank, days, lapsed):
    saver, neighbour = member_since(bank), member_since(bank)
    since = (this_month(bank) - 45 * DAY).replace(day=1)  # the month before last begins here, or the last one
    months = 1 if (this_month(bank) - since).days <= 31 else 2
    post_on(saver, neighbour, since + days * DAY, minutes=HOUR)
    announced(bank, EXPIRY, months)

    collected(bank, EXPIRY)

    assert reads.balance_of(saver.account_id) == HOUR - lapsed


def test_hours_set_aside_do_not_lapse(bank):
    saver, neighbour = member_since(bank), member_since(bank)
    post_on(saver, neighbour, this_month(bank) - 95 * DAY, minutes=3 * HOUR)
    ledger.hold(
        ledger.Holding(
            key=uuid.uuid4(),
            payer_id=saver.account_id,
            payee_id=neighbour.account_id,
            minutes=HOUR,
            reference="exchange:1/hold:1",
            expires_at=NOW() + DAY,
            held_by="system",
        )
    )
    announced(bank, EXPIRY, 3)

    collected(bank, EXPIRY)

    assert reads.balance_of(saver.account_id) == HOUR


def test_debts_and_organisations_do_not_lapse(bank):
    choir, neighbour = make.make_organisation(bank), member_since(bank)
    Member.objects.filter(pk=choir.pk).update(joined_at=long_ago(bank))
    post_on(choir, neighbour, this_month(bank) - 95 * DAY, minutes=HOUR)
    announced(bank, EXPIRY, 3)

    collection = collected(bank, EXPIRY)

    assert (collection.members_count, collection.minutes) == (0, 0)
    assert reads.balance_of(choir.account_id) == HOUR


# ---------------------------------------------------------------------------------------------------- the job


def test_the_sweep_finds_what_is_to_do_and_then_nothing(bank, monkeypatch):
    for task in (tasks.tell_of_rule, tasks.collect, tasks.tell_of_collection):
        monkeypatch.setattr(task, "delay", task)
    member = member_since(bank)
    announced(bank)
    dues.announce(bank, Plan(EXPIRY, 12, WHY), by=make.admin_of(bank), at=NOW())

    for _time in range(3):
        tasks.sweep_dues()

    first_words = [subject.split()[0] for subject in told(member)]
    assert first_words == ["From", "From", "You"]
    assert Collection.objects.filter(bank=bank).count() == 1
    assert reads.balance_of(member.account_id) == -30
    assert list(DuesRule.objects.to_tell()) == []


def test_the_books_are_whole_afterwards(bank):
    saver, neighbour = member_since(bank), member_since(bank)
    post_on(saver, neighbour, this_month(bank) - 95 * DAY, minutes=3 * HOUR)
    announced(bank)
    announced(bank, EXPIRY, 3)

    collected(bank)
    collected(bank, EXPIRY)

    assert reads.prove(bank=bank.slug).ok
    assert sum(state.balance_minutes for state in reads.accounts_of_book(bank.book_id)) == 0
