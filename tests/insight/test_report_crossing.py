"""Exchanges with other banks in reports, files, statements and totals: each bank counts its own side, and once."""

import random

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.actions.crossing import deciding, logging
from exchanges.actions.crossing import words as crossing_words
from exchanges.models import CrossExchange
from exchanges.reads.disputes import figures
from exchanges.reads.totals import Moved, Together, done_together, moved_by
from insight.reads.catalogue.acts import OnBehalf
from insight.reads.catalogue.disputes import Disputes
from insight.reads.closings import open_months
from insight.reads.periods import Period
from insight.reads.reports import report
from insight.reads.statements import member_statement
from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, body, foot, rows_of, today
from tests.insight.reporting import asked_of, cells, page_url, read
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
NOBODY = Bank.Approval.NOBODY


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(slug="riverside", approval=NOBODY)


@pytest.fixture
def other(bank) -> Bank:
    found = make.make_bank(slug="hillside", name="Hillside Timebank", approval=NOBODY)
    make.trade(bank, found)
    return found


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Lind")


@pytest.fixture
def omar(other) -> Member:
    return make.make_member(other, name="Omar Hadid")


def whole(bank: Bank) -> Period:
    return Period(today(bank) - 100 * ONE_DAY, today(bank))


def take_back(cross: CrossExchange) -> None:
    ours = cross.sides.first().bank
    deciding.reverse(cross, make.act(make.make_coordinator(ours)), reason="It did not happen.")


def put_right(cross: CrossExchange, *, minutes: int) -> CrossExchange:
    cross = crossing_words.dispute(cross, make.act(cross.receiver.member), reason="It was shorter.")
    coordinators = [make.make_coordinator(side.bank) for side in cross.sides.all()]
    return make.settled_across(cross, *coordinators, minutes=minutes)


def in_ledger(member: Member) -> int:
    return reads.balance_of(member.account_id)


def a_mixture(ours: list[Member], omar: Member, chance: random.Random) -> None:
    """Let members give and receive, at home and elsewhere, and some of it be taken back and put right."""
    for _step in range(8):
        minutes, (one, two) = chance.choice([15, 60, 85]), chance.sample(ours, 2)
        undo = chance.random()
        if chance.random() < 0.4:
            exchange = make.posted_exchange(one, two, minutes=minutes)
            if undo < 0.3:
                approval.reverse(exchange, make.act(make.make_coordinator(one.bank)), reason="No.")
            continue
        cross = make.agreed_across(one, omar, minutes=minutes, gives=chance.random() < 0.5)
        if undo < 0.3:
            take_back(cross)
        elif undo < 0.6:
            put_right(cross, minutes=30)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reports_of_home_and_elsewhere_come_to_what_the_ledger_says(bank, other, rosa, omar, seed):
    ours = [rosa, make.make_member(bank, name="Ben")]
    a_mixture(ours, omar, random.Random(seed))

    for each in (bank, other):
        found, members = report(each, whole(each)), read("givers-and-receivers", asked_of(each))
        assert found.adds_up
        assert members.ties
        position = sum(place.balance_minutes for place in reads.positions(each.book_id))
        assert position == found.elsewhere.received_minutes - found.elsewhere.given_minutes
        for name in ("activity", "reversals", "journal"):
            assert read(name, asked_of(each)).ties, name
    for member in [*ours, omar]:
        moved = moved_by(member)
        assert moved.given_minutes - moved.received_minutes == in_ledger(member)
        found = member_statement(member, whole(member.bank))
        assert (found.sum.hours_given, found.sum.hours_received) == (moved.given_minutes, moved.received_minutes)
    given = sum(moved_by(each).given_minutes for each in ours)
    received = sum(moved_by(each).received_minutes for each in ours)
    found = report(bank, whole(bank))
    at_home = found.given.minutes - found.elsewhere.minutes
    assert (given, received) == (
        at_home + found.elsewhere.given_minutes,
        at_home + found.elsewhere.received_minutes,
    )
    assert done_together(bank).minutes == found.given.minutes


def test_both_banks_count_one_exchange_each_once(bank, other, rosa, omar):
    make.agreed_across(rosa, omar, minutes=120)
    make.posted_exchange(rosa, make.make_member(bank), minutes=60)

    ours, theirs = report(bank, whole(bank)), report(other, whole(other))

    assert (ours.given.minutes, ours.elsewhere.given_minutes, ours.elsewhere.received_minutes) == (180, 120, 0)
    assert (theirs.given.minutes, theirs.elsewhere.given_minutes, theirs.elsewhere.received_minutes) == (120, 0, 120)
    assert (ours.took_part, theirs.took_part) == (2, 1)
    assert (moved_by(rosa), moved_by(omar)) == (Moved(180, 0), Moved(0, 120))
    assert (done_together(bank), done_together(other)) == (Together(2, 180), Together(1, 120))


def test_what_is_taken_back_and_put_right_counts_as_at_home(bank, other, rosa, omar):
    take_back(make.agreed_across(rosa, omar, minutes=120))
    put_right(make.agreed_across(rosa, omar, minutes=90), minutes=60)

    found = report(bank, whole(bank))

    assert (found.given.minutes, found.elsewhere.exchanges, found.elsewhere.given_minutes) == (60, 1, 60)
    assert moved_by(rosa) == Moved(60, 0)
    rows = [line[1:4:2] + line[6:8] for line in cells(read("reversals", asked_of(bank)))]
    day = today(bank)
    assert rows == [
        ["Taken back", day, 120, "It did not happen."],
        ["Taken back", day, 90, "We rang both."],
        ["Put right", day, 60, "We rang both."],
    ]


def test_a_disputed_one_still_counts_until_it_is_taken_back(bank, other, rosa, omar):
    make.disputed_across(rosa, omar, minutes=120)
    assert moved_by(rosa) == Moved(120, 0)


def test_kinds_of_help_are_those_of_the_reading_bank(bank, other, rosa, omar):
    garden = make.make_category(bank, name="Garden", code="HOME")
    gaerten = make.make_category(other, name="Gärten", code="HOME")
    make.agreed_across(rosa, omar, minutes=120, category=garden)

    month = today(bank).replace(day=1)
    assert cells(read("activity", asked_of(bank))) == [[month, "Garden", 1, 120, 0, 120, 120]]
    assert cells(read("activity", asked_of(other, category=gaerten))) == [[month, "Gärten", 1, 120, 0, 120, 120]]
    assert cells(read("activity", asked_of(other, category=make.make_category(other)))) == []


def test_files_lead_to_the_cause_and_name_no_member_of_the_other_bank(client, bank, other, rosa, omar):
    cross = make.agreed_across(rosa, omar, minutes=120)
    client.force_login(make.admin_of(bank).person)
    asked = {"from": today(bank), "to": today(bank)}

    exchanges = rows_of(client.get(reverse("insight:exchanges_csv", args=[bank.slug]), asked))
    transfers = rows_of(client.get(reverse("insight:transfers_csv", args=[bank.slug]), asked))
    journal = client.get(page_url(bank, "journal"), asked)

    (given,), (moved,) = body(exchanges), body(transfers)
    assert (given["Giver"], given["Receiver"], given["Receiver number"]) == ("Rosa Lind", "Hillside Timebank", "")
    assert (given["Line"], given["Minutes"], given["Exchange"]) == ("Given", "120", f"elsewhere:{cross.pk}")
    assert foot(exchanges, "Difference") == 0
    assert (moved["Cause"], moved["Why"]) == (f"elsewhere:{cross.pk}", "With other time banks")
    assert reverse("exchanges:cross", args=[bank.slug, cross.pk]) in journal.content.decode()
    assert "Omar" not in str([exchanges, transfers]) + journal.content.decode()


def test_the_report_says_in_words_how_many_were_with_other_banks(client, bank, other, rosa, omar):
    cross = make.agreed_across(rosa, omar, minutes=120)
    client.force_login(make.admin_of(bank).person)

    page = client.get(reverse("insight:reports", args=[bank.slug]), {"from": today(bank), "to": today(bank)})

    sentence = "1 exchange of these was with another time bank. Our members gave 2 hours there and received 0 hours."
    assert sentence in words(page)
    assert reverse("exchanges:cross", args=[bank.slug, cross.pk]) in page.content.decode()
    assert "Omar" not in page.content.decode()


def test_the_dashboard_and_the_statement_say_what_was_given_elsewhere(client, bank, other, rosa, omar):
    cross = make.agreed_across(rosa, omar, minutes=120)
    make.crossed(rosa, omar, minutes=45)
    client.force_login(rosa.person)

    home = words(client.get(reverse("exchanges:home", args=[bank.slug])))
    statement = client.get(reverse("insight:statement", args=[bank.slug]))

    assert "you have given 2 hours" in home
    assert "In this time you gave 2 hours and received 0 hours." in words(statement)
    assert "1 exchange is waiting to be agreed and is not counted yet." in words(statement)
    assert reverse("exchanges:cross", args=[bank.slug, cross.pk]) in statement.content.decode()


def test_a_month_says_what_of_it_still_waits_elsewhere(bank, other, rosa, omar):
    last_month = today(bank).replace(day=1) - ONE_DAY
    Bank.objects.update(created_at=timezone.now() - 70 * ONE_DAY)
    bank.refresh_from_db()
    make.crossed(rosa, omar, day=last_month)

    assert open_months(bank, today(bank))[0].waiting == 1


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_questions_for_one_exchange_as_for_three(bank, other, rosa, omar, count, django_assert_num_queries):
    for _number in range(count):
        make.agreed_across(rosa, omar)

    with django_assert_num_queries(1):
        moved_by(rosa)
    with django_assert_num_queries(8):
        member_statement(rosa, whole(bank))


def test_a_word_for_a_member_that_moved_the_hours_at_once_is_one_act(bank, other, rosa, omar):
    for each in (bank, other):
        each.approval = Bank.Approval.NOBODY
        each.save()
    cross = logging.log(make.cross_draft(rosa, omar, minutes=90), make.act(rosa))
    for_omar = make.act(make.make_coordinator(other), on_behalf_of=omar, channel="PHONE")

    cross = crossing_words.confirm(cross, for_omar, minutes=90)

    assert cross.state == CrossExchange.State.POSTED
    assert [line[2] for line in cells(read("on-behalf", asked_of(other)))] == ["Said that it is right"]


def test_what_was_said_for_members_elsewhere_stands_in_order_between_what_was_said_at_home(bank, other, rosa, omar):
    ben, coordinator = make.make_member(bank, name="Ben"), make.make_coordinator(bank, name="Priya")
    for_rosa = make.act(coordinator, on_behalf_of=rosa, channel="PHONE")
    life.log(make.draft(rosa, ben, description="First"), for_rosa)
    cross = logging.log(
        make.cross_draft(rosa, omar, description="Second", minutes=90),
        make.act(coordinator, on_behalf_of=rosa, channel="PHONE"),
    )
    life.log(make.draft(rosa, ben, description="Third"), make.act(coordinator, on_behalf_of=rosa, channel="SLIP"))
    for_omar = make.act(make.make_coordinator(other), on_behalf_of=omar, channel="IN_PERSON")
    crossing_words.confirm(cross, for_omar, minutes=90)

    page = read("on-behalf", asked_of(bank))

    assert [line[5] for line in cells(page)] == ["First", "Second", "Third"]
    assert cells(page)[1][1:] == [
        "Priya",
        "Wrote it down",
        "Rosa Lind",
        "by phone",
        "Second",
        90,
        "waiting for the time banks",
    ]
    assert [line.page for line in page.lines] == ["exchanges:exchange", "exchanges:cross", "exchanges:exchange"]
    (theirs,) = cells(read("on-behalf", asked_of(other)))
    assert theirs[2:4] == ["Said that it is right", "Omar Hadid"]
    after = page.lines[0].place
    assert [row.exchange.description for row in OnBehalf(asked_of(bank)).rows(after)] == ["Second", "Third"]
    cross.refresh_from_db()
    for coordinator in (make.make_coordinator(bank), make.make_coordinator(other)):
        deciding.approve(cross, make.act(coordinator))
    assert [(check.here, check.in_ledger) for check in read("on-behalf", asked_of(bank)).checks] == [(1, 1), (90, 90)]


def test_what_was_not_right_is_told_in_its_order_here_and_elsewhere_and_how_it_ended(bank, other, rosa, omar):
    ben, coordinators = make.make_member(bank, name="Ben"), [make.make_coordinator(each) for each in (bank, other)]
    right = make.settled_across(make.disputed_across(rosa, omar, description="Put right"), *coordinators, minutes=45)
    make.posted_and_disputed(rosa, ben, description="At home")
    make.settled_across(make.disputed_across(rosa, omar, description="Taken back"), *coordinators, minutes=0)
    unposted = crossing_words.dispute(make.crossed(rosa, omar, description="Cancelled"), make.act(omar), reason="No.")
    make.settled_across(unposted, *coordinators, minutes=0)
    crossing_words.dispute(right, make.act(omar), reason="Not that either.")

    page = read("disputes", asked_of(bank))

    day = today(bank)
    assert cells(page) == [
        [day, "Put right", day, 0, None, "agreed hours", "Both time banks"],
        [day, "At home", None, None, None, "waiting for somebody to mediate", ""],
        [day, "Taken back", day, 0, None, "taken back", "Both time banks"],
        [day, "Cancelled", day, 0, None, "cancelled", "Both time banks"],
        [day, "Put right", None, None, None, "they don't agree", ""],
    ]
    assert page.ties
    assert [line.page for line in page.lines[:2]] == ["exchanges:cross", "exchanges:exchange"]
    assert [row.exchange.description for row in Disputes(asked_of(bank)).rows(page.lines[2].place)] == [
        "Cancelled",
        "Put right",
    ]
    theirs = cells(read("disputes", asked_of(other)))
    assert [line[1] for line in theirs] == ["Put right", "Taken back", "Cancelled", "Put right"]
    found = figures(bank, since=timezone.now() - ONE_DAY)
    assert (found.opened, found.still_open, found.agreed, found.cancelled, found.reversed) == (5, 2, 1, 1, 1)
