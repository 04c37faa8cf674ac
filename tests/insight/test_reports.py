"""The report: what is on screen and in the files equals the ledger, and who may read it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.actions import approval
from exchanges.models import Exchange
from insight.actions import prove
from insight.models import Proof
from insight.reads.periods import Period
from insight.reads.reports import report
from insight.reads.sheets import csv_text, exchange_rows, transfer_rows
from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, body, foot, many_lines, post_on, rows_in, rows_of, today
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

BEFORE_ALL = datetime.date(1900, 1, 1)


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


@pytest.fixture(scope="module")
def history(file_transaction) -> dict[int, Bank]:
    """Banks with a history behind them, by its seed: each is read by several tests."""
    banks = {seed: make.make_bank() for seed in (11, 12, 13)}
    for seed, bank in banks.items():
        a_history(bank, seed=seed)
    return banks


def page_of(bank: Bank) -> str:
    return reverse("insight:reports", args=[bank.slug])


def file_of(bank: Bank, name: str) -> str:
    return reverse(f"insight:{name}_csv", args=[bank.slug])


def days(first: datetime.date, last: datetime.date) -> dict[str, datetime.date]:
    return {"from": first, "to": last}


# ------------------------------------------------------------------------------------------------- for whom


@pytest.mark.parametrize(
    ("who", "page", "files", "proving"),
    [
        ("admin", 200, 200, 302),
        ("auditor", 200, 200, 403),
        ("coordinator", 200, 403, 403),
        ("member", 403, 403, 403),
        ("outsider", 404, 404, 404),
    ],
)
def test_who_may_read_export_and_prove(client, bank, admin, who, page, files, proving):
    people = {
        "admin": admin,
        "auditor": make.make_auditor(bank),
        "coordinator": make.make_coordinator(bank),
        "member": make.make_member(bank),
        "outsider": make.admin_of(make.make_bank()),
    }
    client.force_login(people[who].person)

    assert client.get(page_of(bank)).status_code == page
    for name in ("exchanges", "transfers"):
        assert client.get(file_of(bank, name)).status_code == files
    assert client.post(reverse("insight:prove", args=[bank.slug])).status_code == proving


# ----------------------------------------------------------------------------------- the same as the ledger


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_the_page_says_what_the_ledger_says(client, history, seed):
    bank = history[seed]
    client.force_login(make.admin_of(bank).person)
    first, last = today(bank) - 45 * ONE_DAY, today(bank)

    found = client.get(page_of(bank), days(first, last)).context["found"]

    states = reads.accounts_of_book(bank.book_id)
    assert found.adds_up
    assert found.total.closing_minutes == found.total.opening_minutes == 0
    assert found.total.given_minutes == found.total.received_minutes == found.moved_total.minutes
    assert sum(group.accounts for group in found.groups) == len(states)
    (members,) = [group for group in found.groups if group.words == "Members"]
    assert members.closing_minutes == sum(each.balance_minutes for each in states if each.kind == "MEMBER")
    before = reads.trial_balance(bank.book_id, day=first - ONE_DAY)
    assert members.opening_minutes == sum(each.balance_minutes for each in before if each.kind == "MEMBER")


@pytest.mark.parametrize("seed", [11, 12])
def test_the_files_add_up_to_the_ledger(client, history, seed):
    bank = history[seed]
    client.force_login(make.admin_of(bank).person)
    asked = days(today(bank) - 45 * ONE_DAY, today(bank))

    transfers = rows_of(client.get(file_of(bank, "transfers"), asked))
    exchanges = rows_of(client.get(file_of(bank, "exchanges"), asked))

    lines = list(reads.journal(bank.book_id, first_on=asked["from"], last_on=asked["to"]))
    assert [int(row["Minutes"]) for row in body(transfers)] == [line.minutes for line in lines]
    assert foot(transfers, "All lines above, added up") == sum(line.minutes for line in lines)
    assert foot(transfers, "Difference") == 0
    for who in ("Members", "Organisations", "Community pot", "All accounts"):
        assert foot(transfers, f"{who}: difference") == 0
    opening, closing = foot(transfers, "Members: opening balance"), foot(transfers, "Members: closing balance")
    assert opening + foot(transfers, "Members: given") + foot(transfers, "Members: received") == closing
    assert foot(transfers, "All accounts: opening balance") == foot(transfers, "All accounts: closing balance") == 0
    assert sum(int(row["Minutes"]) for row in body(exchanges)) == foot(exchanges, "The same in the ledger")
    assert foot(exchanges, "Difference") == 0


def test_page_and_files_name_the_same_hours(client, history):
    bank = history[13]
    client.force_login(make.admin_of(bank).person)
    asked = days(today(bank) - 200 * ONE_DAY, today(bank))

    found = client.get(page_of(bank), asked).context["found"]
    exchanges = rows_of(client.get(file_of(bank, "exchanges"), asked))
    transfers = rows_of(client.get(file_of(bank, "transfers"), asked))

    standing = Exchange.objects.filter(bank=bank, state=Exchange.State.POSTED)
    assert found.given.minutes == foot(exchanges, "All lines above, added up")
    assert found.given.minutes == sum(each.minutes for each in standing)
    assert found.given.lines == len(body(exchanges))
    assert found.moved_total.minutes == foot(transfers, "All lines above, added up")
    assert found.moved_total.transfers == len(body(transfers))


@pytest.mark.slow
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 10_000), begin=st.integers(0, 95), length=st.integers(0, 95))
def test_any_days_of_any_history_add_up(db, seed, begin, length):
    bank = make.make_bank(welcome_minutes=seed % 3 * 60)
    a_history(bank, seed=seed, steps=8)
    last_on = today(bank) - begin * ONE_DAY
    period = Period(last_on - length * ONE_DAY, last_on)

    found = report(bank, period)
    transfers = rows_in("".join(csv_text(transfer_rows(bank, period))))
    exchanges = rows_in("".join(csv_text(exchange_rows(bank, period))))

    assert found.adds_up
    assert found.total.given_minutes == found.total.received_minutes == foot(transfers, "The same in the ledger")
    assert all(int(row["Minutes"]) == 0 for row in transfers if "ifference" in row["Booked on"])
    assert foot(exchanges, "Difference") == 0
    assert foot(exchanges, "All lines above, added up") == found.given.minutes


def test_what_was_taken_back_counts_in_its_own_days(client, bank, admin):
    giver, receiver = make.make_member(bank), make.make_member(bank)
    earlier = today(bank) - 40 * ONE_DAY
    exchange = post_on(giver, receiver, earlier, minutes=90)
    approval.reverse(exchange, make.act(make.make_coordinator(bank)), reason="It did not happen.")
    client.force_login(admin.person)

    then = rows_of(client.get(file_of(bank, "exchanges"), days(earlier, earlier)))
    now = rows_of(client.get(file_of(bank, "exchanges"), days(today(bank), today(bank))))

    assert [(row["Line"], row["Hours"]) for row in body(then)] == [("Given", "1:30")]
    assert [(row["Line"], row["Hours"]) for row in body(now)] == [("Taken back", "-1:30")]
    assert {row["Giver"] for row in (*body(then), *body(now))} == {giver.name}
    assert {row["Exchange"] for row in (*body(then), *body(now))} == {str(exchange.pk)}


def test_names_are_those_of_all_members_also_who_left(client, history):
    bank = history[13]
    leaver = Member.objects.of(bank).get(state=Member.State.LEFT)
    client.force_login(make.admin_of(bank).person)

    rows = rows_of(client.get(file_of(bank, "transfers"), days(BEFORE_ALL, today(bank))))

    assert leaver.name in {row["From"] for row in rows} | {row["To"] for row in rows}
    assert "Community pot" in {row["To"] for row in rows}
    assert leaver.name in {row["Recorded by"] for row in rows}


def test_nothing_of_another_bank_is_in_the_files(client, bank, admin):
    elsewhere = make.make_bank()
    make.posted_exchange(make.make_member(elsewhere, name="Foreign Fred"), make.make_member(elsewhere))
    client.force_login(admin.person)

    for name in ("exchanges", "transfers"):
        text = b"".join(client.get(file_of(bank, name), days(BEFORE_ALL, today(bank))).streaming_content).decode()
        assert "Foreign Fred" not in text


# ------------------------------------------------------------------------------------------------- the files


@pytest.mark.parametrize("words_of_somebody", ["=1+1", "+44 1632", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "＋1"])
def test_a_file_runs_nothing(client, bank, admin, words_of_somebody):
    giver = make.make_member(bank)
    Member.objects.filter(pk=giver.pk).update(name=words_of_somebody)
    make.posted_exchange(giver, make.make_member(bank), description=words_of_somebody)
    client.force_login(admin.person)
    asked = days(today(bank), today(bank))

    (line,) = body(rows_of(client.get(file_of(bank, "exchanges"), asked)))
    (transfer,) = body(rows_of(client.get(file_of(bank, "transfers"), asked)))

    assert (line["Giver"], line["What was done"]) == (f"'{words_of_somebody}",) * 2
    assert (transfer["To"], transfer["What for"]) == (f"'{words_of_somebody}",) * 2


def test_a_file_opens_in_any_letters(client, bank, admin):
    make.posted_exchange(
        make.make_member(bank, name="Jadwiga Brzęczyszczykiewicz"),
        make.make_member(bank, name="فاطمة الزهراء"),
        description='Said "hello",\nand left; twice',
    )
    client.force_login(admin.person)

    response = client.get(file_of(bank, "exchanges"), days(today(bank), today(bank)))
    raw = b"".join(response.streaming_content)

    assert raw.startswith("\ufeffBooked on,".encode())
    assert "Jadwiga Brzęczyszczykiewicz" in raw.decode()
    assert "فاطمة الزهراء" in raw.decode()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith(f'attachment; filename="{bank.slug}-exchanges-')


@pytest.mark.parametrize("name", ["exchanges", "transfers"])
@pytest.mark.parametrize("count", [3, 300])
def test_a_file_of_any_length_asks_the_same_number_of_questions(
    client, bank, admin, name, count, django_assert_num_queries
):
    giver, receiver = make.make_member(bank), make.make_member(bank)
    many_lines(giver, receiver, count)
    client.force_login(admin.person)
    asked = days(today(bank), today(bank))

    with django_assert_num_queries({"exchanges": 9, "transfers": 10}[name]):
        response = client.get(file_of(bank, name), asked)
        assert response.streaming
        rows = rows_of(response)

    assert len(body(rows)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client, bank, admin, count, django_assert_num_queries):
    for _number in range(count):
        post_on(make.make_member(bank), make.make_member(bank), today(bank))
    prove(bank, at=timezone.now())
    client.force_login(admin.person)

    with django_assert_num_queries(21):
        client.get(page_of(bank), days(today(bank), today(bank)))


# ------------------------------------------------------------------------------------------------- the days


def test_without_days_it_is_the_last_whole_month(client, bank, admin):
    client.force_login(admin.person)

    response = client.get(page_of(bank))

    last = today(bank).replace(day=1) - ONE_DAY
    assert response.context["found"].period == Period(last.replace(day=1), last)
    assert f"Ledger report, {last:%B %Y}" in words(response)


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-02-31"},
        {"from": "9999-12-31"},
        {"from": "1800-01-01", "to": "2026-01-01"},
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "<b>", "to": "1"},
        {"to": "9" * 999},
        {"from": "\x00"},
        {"month": "2026-00"},
    ],
)
def test_days_that_cannot_be_are_a_sentence(client, bank, admin, asked):
    client.force_login(admin.person)

    for url in (page_of(bank), file_of(bank, "exchanges"), file_of(bank, "transfers")):
        response = client.get(url, asked, follow=True)
        assert response.status_code == 400
        assert "Please check" in words(response)


@pytest.mark.parametrize("asked", [{"from": "1900-01-01", "to": "9999-12-31"}, {"to": "1900-01-01"}])
def test_days_far_away_are_only_long_or_empty(client, bank, admin, asked):
    client.force_login(admin.person)

    assert client.get(page_of(bank), asked).status_code == 200


@pytest.mark.parametrize(
    "place", [{"day": "x", "number": "1"}, {"day": "2026-01-01", "number": "9" * 40}, {"number": "-1"}]
)
def test_a_place_that_cannot_be_read_is_the_beginning(client, bank, admin, place):
    client.force_login(admin.person)

    assert client.get(page_of(bank), place).status_code == 200


def test_a_long_list_goes_on_from_the_last_line(client, bank, admin, monkeypatch):
    monkeypatch.setattr("insight.reads.reports.LINES_SHOWN", 2)
    giver, receiver = make.make_member(bank), make.make_member(bank)
    for number in range(5):
        post_on(giver, receiver, today(bank) - (3 - number // 2) * ONE_DAY, minutes=10 + number)
    client.force_login(admin.person)

    seen, query = [], f"?from={today(bank) - 9 * ONE_DAY}&to={today(bank)}"
    for _page in range(3):
        response = client.get(page_of(bank) + query)
        seen += [each.minutes for each in response.context["found"].lines]
        query = response.context["links"].get("more", "").partition("#")[0]

    assert seen == [10, 11, 12, 13, 14]
    assert query == ""


# ------------------------------------------------------------------------------------------------- the proof


def test_the_page_shows_the_last_proof(client, bank, admin):
    make.posted_exchange(make.make_member(bank), make.make_member(bank))
    client.force_login(admin.person)

    never = words(client.get(page_of(bank)))
    prove(bank, at=timezone.now())
    proved = words(client.get(page_of(bank)))
    Proof.objects.update(at=timezone.now() - 2 * ONE_DAY)
    stale = words(client.get(page_of(bank)))

    assert "The ledger has not been checked yet." in never
    assert "Ledger proved Every hour received was given by someone. All 2 entries of 1 transfers" in proved
    assert "more than a day old" not in proved
    assert "more than a day old" in stale
    assert "the database itself refuses" in proved


def test_a_ledger_that_does_not_add_up_is_said_in_brick(client, bank, admin):
    faults = [{"kind": "BALANCE", "bank": bank.slug, "transfer": None, "account": 1, "detail": "…"}]
    Proof.objects.create(
        bank=bank,
        at=timezone.now(),
        is_whole=False,
        transfers_count=1,
        entries_count=2,
        faults_count=1,
        faults=faults,
        milliseconds=1,
    )
    client.force_login(admin.person)

    response = client.get(page_of(bank))

    assert "Ledger does not add up" in words(response)
    assert f"found 1 fault. We told {admin.name}." in words(response)
    assert "not-proved" in response.content.decode()
