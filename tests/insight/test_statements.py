"""A member's statement: what it shows, to whom, and for which days."""

import datetime

import pytest
from django.urls import reverse

from exchanges.actions import approval, life
from exchanges.models import Exchange
from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, many_lines, minutes_of, post_on, rows_of, today
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Ollerenshaw")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


def statement_of(bank: Bank) -> str:
    return reverse("insight:statement", args=[bank.slug])


def file_of(bank: Bank) -> str:
    return reverse("insight:statement_csv", args=[bank.slug])


def number(member: Member) -> dict[str, int]:
    return {"account": member.number}


def test_a_statement_shows_opening_lines_and_closing(client, bank, margaret, gwilym):
    day = today(bank)
    post_on(margaret, gwilym, day - 40 * ONE_DAY, minutes=60)
    post_on(margaret, gwilym, day - ONE_DAY, minutes=90, description="Taking up trousers")
    post_on(gwilym, margaret, day, minutes=25, description="Reading aloud")
    client.force_login(margaret.person)

    response = client.get(statement_of(bank), {"from": day - 30 * ONE_DAY, "to": day})

    said = words(response)
    assert "You have 2:05 hours" in said
    assert "In this time you gave 1½ hours and received 25 min." in said
    assert "Opening balance 1:00" in said
    assert "Taking up trousers Gwilym Prys 1:30 2:30" in said
    assert "Reading aloud Gwilym Prys 0:25 2:05" in said
    assert "Total, in hours 1:30 0:25 2:05" in said


def test_without_days_it_is_this_month(client, bank, margaret):
    client.force_login(margaret.person)

    response = client.get(statement_of(bank))

    assert response.context["found"].period.first_on == today(bank).replace(day=1)
    assert response.context["found"].period.last_on == today(bank)
    assert f"Statement for {today(bank):%B}" in words(response)
    assert "Nothing in these days." in words(response)


def test_a_month_may_be_asked_for(client, bank, margaret):
    client.force_login(margaret.person)

    response = client.get(statement_of(bank), {"month": "2024-02"})

    assert response.context["found"].period.last_on == datetime.date(2024, 2, 29)
    assert "Statement for February 2024" in words(response)


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-02-31"},
        {"to": "2026-02-31"},
        {"from": "9999-12-31"},
        {"from": "1899-12-31"},
        {"from": "0001-01-01"},
        {"from": "soon"},
        {"from": "9" * 500},
        {"from": "\x00"},
        {"from": "2026-03-01", "to": "2026-02-01"},
        {"month": "2026-13"},
        {"month": "9999-12"},
        {"month": "0000-01"},
        {"month": "1899-12"},
        {"month": "9" * 400},
        {"month": "' OR 1=1"},
    ],
)
def test_days_that_cannot_be_are_a_sentence(client, bank, margaret, asked):
    client.force_login(margaret.person)

    page, file = client.get(statement_of(bank), asked), client.get(file_of(bank), asked, follow=True)

    for response in (page, file):
        assert response.status_code == 400
        assert "Please check 1 answer" in words(response)
        assert response.context["found"].period.last_on == today(bank)


@pytest.mark.parametrize(
    "asked",
    [{"from": "1900-01-01"}, {"to": "9999-12-31"}, {"to": "1900-01-01"}, {"from": "1900-01-01", "to": "9999-12-31"}],
)
def test_days_far_away_are_only_empty(client, bank, margaret, asked):
    client.force_login(margaret.person)

    assert client.get(statement_of(bank), asked).status_code == 200


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, ""])
def test_a_page_that_cannot_be_read_is_the_first(client, bank, margaret, after):
    client.force_login(margaret.person)

    response = client.get(statement_of(bank), {"after": after})

    assert response.status_code == 200
    assert response.context["found"].is_first_page


# ------------------------------------------------------------------------------------------------- for whom


@pytest.mark.parametrize("who", ["coordinator", "admin", "auditor"])
def test_who_runs_or_audits_the_bank_reads_every_statement(client, bank, margaret, gwilym, who):
    people = {
        "coordinator": make.make_coordinator(bank),
        "admin": make.admin_of(bank),
        "auditor": make.make_auditor(bank),
    }
    make.posted_exchange(margaret, gwilym, minutes=90)
    client.force_login(people[who].person)

    page = client.get(statement_of(bank), number(margaret))
    file = client.get(file_of(bank), number(margaret))

    assert "Margaret Ollerenshaw has 1½ hours" in words(page)
    assert file.status_code == 200
    assert sum(int(row["Minutes"] or 0) for row in rows_of(file)[1:-2]) == 90


@pytest.mark.parametrize("account", ["someone else", "nobody", "text", "another bank"])
def test_a_member_reads_only_their_own(client, bank, margaret, gwilym, account):
    elsewhere = make.make_bank()
    foreign = [make.make_member(elsewhere) for _number in range(5)][-1]
    asked = {
        "someone else": gwilym.number,
        "nobody": 999,
        "text": "1 OR 1=1",
        "another bank": foreign.number,
    }[account]
    client.force_login(margaret.person)

    for url in (statement_of(bank), file_of(bank)):
        assert client.get(url, {"account": asked}).status_code == 404
    assert client.get(statement_of(bank), number(margaret)).status_code == 200
    assert client.get(statement_of(elsewhere)).status_code == 404


@pytest.mark.parametrize("account", ["999", "-1", "0", "9" * 40, "x", "\x00"])
def test_an_account_that_is_not_there_does_not_exist_for_staff_either(client, bank, account):
    client.force_login(make.make_coordinator(bank).person)

    assert client.get(statement_of(bank), {"account": account}).status_code == 404


def test_who_holds_no_account_is_shown_the_way(client, bank):
    client.force_login(make.admin_of(bank).person)

    assert "You hold no account here" in words(client.get(statement_of(bank)))
    assert client.get(file_of(bank)).status_code == 302


def test_who_has_left_still_has_a_statement_for_staff(client, bank):
    leaver = a_history(bank, seed=1)[3]
    client.force_login(make.admin_of(bank).person)

    response = client.get(statement_of(bank), number(leaver))

    assert response.status_code == 200
    assert response.context["found"].closing_minutes == 0


# ---------------------------------------------------------------------------------------- the same as the ledger


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_page_and_file_say_what_the_ledger_says(client, bank, seed):
    members = a_history(bank, seed=seed)
    client.force_login(make.admin_of(bank).person)
    days = {"from": today(bank) - 60 * ONE_DAY, "to": today(bank)}

    for member in members:
        found = client.get(statement_of(bank), {**number(member), **days}).context["found"]
        opening, *lines, total, closing = rows_of(client.get(file_of(bank), {**number(member), **days}))

        said = reads.statement(member.account_id, first_on=days["from"], last_on=days["to"], at_most=1000)
        assert [each.line for each in found.lines] == said.lines
        assert found.opening_minutes + found.sum.given_minutes - found.sum.received_minutes == found.closing_minutes
        assert found.closing_minutes == reads.balance_of(member.account_id) == int(closing["Balance in minutes"])
        assert [int(row["Minutes"]) for row in lines] == [line.minutes for line in said.lines]
        assert [minutes_of(row["Balance"]) for row in lines] == [line.balance_minutes for line in said.lines]
        assert int(opening["Balance in minutes"]) + int(total["Minutes"]) == int(closing["Balance in minutes"])


def test_a_long_statement_goes_on_from_the_last_line(client, bank, margaret, gwilym, monkeypatch):
    monkeypatch.setattr("insight.reads.statements.LINES_SHOWN", 2)
    for number_of_job in range(5):
        post_on(margaret, gwilym, today(bank), minutes=10 + number_of_job)
    client.force_login(margaret.person)

    seen, query = [], ""
    for _page in range(3):
        response = client.get(statement_of(bank) + query)
        seen += [each.line.minutes for each in response.context["found"].lines]
        query = response.context["links"].get("more", "")

    assert seen == [10, 11, 12, 13, 14]
    assert "Carried over from the lines before 0:46" in words(response)
    assert "Total, in hours 1:00 0:00 1:00" in words(response)


def test_what_was_taken_back_leads_to_its_exchange(client, bank, margaret, gwilym):
    exchange = make.posted_exchange(margaret, gwilym, description="Mending a coat")
    life.dispute(exchange, make.act(gwilym), reason="No.")
    coordinator = make.make_coordinator(bank)
    exchange = approval.resolve(exchange, make.act(coordinator), minutes=30, reason="Half.")
    approval.reverse(exchange, make.act(coordinator), reason="Nothing.")
    client.force_login(margaret.person)

    lines = client.get(statement_of(bank)).context["found"].lines

    assert [each.line.kind for each in lines] == ["EXCHANGE", "REVERSAL", "CORRECTION", "REVERSAL"]
    assert [each.exchange.pk for each in lines] == [exchange.pk] * 4


def test_welcome_hours_are_explained_and_not_called_given(client, margaret):
    bank = make.make_bank(welcome_minutes=120)
    newcomer = make.make_member(bank)
    client.force_login(newcomer.person)

    said = words(client.get(statement_of(bank)))

    assert "In this time you gave 0 hours and received 0 hours." in said
    assert "Welcome grants 2:00 2:00" in said
    assert "Welcome hours, and hours from or to the bank itself" in said


def test_what_waits_to_be_agreed_is_counted_beside(client, bank, margaret, gwilym):
    make.logged_exchange(margaret, gwilym)
    client.force_login(margaret.person)

    assert "1 exchange is waiting to be agreed and is not counted yet." in words(client.get(statement_of(bank)))


@pytest.mark.parametrize("count", [1, 3])
def test_a_statement_asks_the_same_number_of_questions(client, bank, margaret, count, django_assert_num_queries):
    for _number in range(count):
        make.posted_exchange(margaret, make.make_member(bank))
    client.force_login(margaret.person)

    with django_assert_num_queries(12):
        client.get(statement_of(bank))


@pytest.mark.parametrize("count", [3, 300])
def test_a_file_of_any_length_asks_the_same_number_of_questions(
    client, bank, margaret, gwilym, count, django_assert_num_queries
):
    many_lines(margaret, gwilym, count)
    client.force_login(margaret.person)

    with django_assert_num_queries(13):
        rows = rows_of(client.get(file_of(bank)))

    assert len(rows) == count + 3


@pytest.mark.parametrize("name", ["=1+1", "+44", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_a_file_runs_nothing(client, bank, margaret, name):
    other = make.make_member(bank)
    Member.objects.filter(pk=other.pk).update(name=name)
    exchange = make.posted_exchange(margaret, other)
    Exchange.objects.filter(pk=exchange.pk).update(description=f"{name} in the garden")
    client.force_login(margaret.person)

    (line,) = [row for row in rows_of(client.get(file_of(bank))) if row["With number"]]

    assert line["With"] == f"'{name}"
    assert line["What was done"] == f"'{name} in the garden"
    assert line["Minutes"] == "60"
