"""The catalogue of reports: how they tie to the ledger, what can be chosen, who may read them."""

import io
from dataclasses import replace

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.models import Step
from insight.reads.catalogue import BY_NAME, REPORTS
from insight.reads.catalogue.pages import file_rows, page_of
from insight.reads.periods import Period
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, many_lines, post_on, rows_of, today
from tests.insight.reporting import asked_of, content_of, give_to_pot, limit, page_url, read
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

EVERY_NAME = [definition.name for definition in REPORTS]
HISTORIES = {51: 12, 52: 12, 53: 8, 54: 4, 55: 10}  # how many steps the history of each seed has


@pytest.fixture(scope="module")
def history(file_transaction) -> dict[int, Bank]:
    """Banks with a history behind them, by its seed: each is read by many tests."""
    banks = {}
    for seed, steps in HISTORIES.items():
        banks[seed] = make.make_bank()
        a_history(banks[seed], seed=seed, steps=steps)
    return banks


@pytest.fixture(scope="module")
def lines_of_everything(file_transaction) -> dict[int, Bank]:
    """A bank with one line of each kind, and one with three."""
    return {times: _with_something_of_everything(times) for times in (1, 3)}


def _with_something_of_everything(times: int) -> Bank:
    bank = make.make_bank()
    giver, receiver, coordinator = (make.make_member(bank), make.make_member(bank), make.make_coordinator(bank))
    for _time in range(times):
        approval.reverse(make.posted_exchange(giver, receiver), make.act(coordinator), reason="No.")
        make.posted_exchange(giver, receiver)
        give_to_pot(giver, 5)
        life.log(make.draft(giver, receiver), make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.PHONE))
    return bank


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


# ------------------------------------------------------------------------------------------------ every report


@pytest.mark.parametrize("name", EVERY_NAME)
@pytest.mark.parametrize("seed", [51, 52])
def test_every_report_ties_to_the_ledger(history, name, seed):
    page = read(name, asked_of(history[seed], days=40))

    assert page.checks
    assert [check for check in page.checks if check.difference] == []


@pytest.mark.parametrize("name", EVERY_NAME)
def test_every_report_is_empty_in_an_empty_bank(client, bank, admin, name):
    client.force_login(admin.person)

    assert client.get(page_url(bank, name)).status_code == 200
    assert read(name, asked_of(bank)).ties


@pytest.mark.parametrize("name", EVERY_NAME)
def test_the_files_say_what_the_page_says(client, history, name):
    bank = history[53]
    client.force_login(make.admin_of(bank).person)
    asked = {"from": today(bank) - 100 * ONE_DAY, "to": today(bank)}

    shown = client.get(page_url(bank, name), asked).context["found"]
    text = rows_of(client.get(reverse("insight:report_csv", args=[bank.slug, name]), asked))
    workbook = content_of(client.get(reverse("insight:report_xlsx", args=[bank.slug, name]), asked))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active

    first = next(iter(text[0]))
    assert len(text) == shown.count + 4 * len(shown.checks) + 1
    assert text[-1][first] == "This report ties to the ledger."
    assert sheet.max_row == len(text) + 1
    assert [cell.value for cell in sheet[1]] == list(text[0])


@pytest.mark.parametrize("name", EVERY_NAME)
def test_a_page_asks_the_same_number_of_questions_for_one_line_and_for_more(client, lines_of_everything, name):
    def questions(bank: Bank) -> int:
        client.force_login(make.admin_of(bank).person)
        client.get(page_url(bank, name))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_url(bank, name), {"from": today(bank), "to": today(bank)})
        return len(asked)

    assert questions(lines_of_everything[3]) == questions(lines_of_everything[1])


@pytest.mark.parametrize(
    ("who", "status"), [("admin", 200), ("auditor", 200), ("coordinator", 403), ("member", 403), ("outsider", 404)]
)
def test_only_admins_and_auditors_read_and_save(client, bank, admin, who, status):
    people = {
        "admin": admin,
        "auditor": make.make_auditor(bank),
        "coordinator": make.make_coordinator(bank),
        "member": make.make_member(bank),
        "outsider": make.admin_of(make.make_bank()),
    }
    client.force_login(people[who].person)

    for address in ("report", "report_csv", "report_xlsx"):
        response = client.get(reverse(f"insight:{address}", args=[bank.slug, "journal"]))
        assert response.status_code == status
        if response.streaming:
            content_of(response)


def test_there_are_no_other_reports(client, bank, admin):
    client.force_login(admin.person)

    for address in ("report", "report_csv", "report_xlsx"):
        assert client.get(reverse(f"insight:{address}", args=[bank.slug, "secrets"])).status_code == 404


def test_the_overview_leads_to_every_report(client, bank, admin):
    client.force_login(admin.person)

    page = client.get(reverse("insight:reports", args=[bank.slug])).content.decode()

    assert [name for name in EVERY_NAME if page_url(bank, name) not in page] == []


def test_nothing_of_another_bank_is_in_any_report(history):
    elsewhere = make.make_bank()
    fred, other = make.make_member(elsewhere, name="Foreign Fred"), make.make_member(elsewhere)
    make.posted_exchange(fred, other)
    for_fred = make.act(make.make_coordinator(elsewhere), on_behalf_of=fred, channel=Step.Channel.PHONE)
    life.log(make.draft(fred, other), for_fred)
    give_to_pot(fred, 5)
    limit(fred, fred.actor_key, ceiling=1)
    Member.objects.filter(pk=other.pk).update(joined_at=timezone.now() - 200 * ONE_DAY, name="Foreign Fred")

    for definition in REPORTS:
        asked = asked_of(history[54])
        assert "Foreign Fred" not in str(list(file_rows(definition, asked)))


# ------------------------------------------------------------------------------------------- what can be chosen


def test_a_long_list_goes_on_after_the_last_line(client, bank, admin, monkeypatch):
    monkeypatch.setattr("insight.reads.catalogue.pages.LINES_SHOWN", 2)
    giver, receiver = make.make_member(bank), make.make_member(bank)
    for number in range(5):
        post_on(giver, receiver, today(bank) - (3 - number // 2) * ONE_DAY, minutes=10 + number)
    client.force_login(admin.person)

    for most_at_once in (5000, 0):
        monkeypatch.setattr("insight.reads.catalogue.pages.MOST_AT_ONCE", most_at_once)
        for choice in ("", f"&member={giver.number}"):
            seen, query = [], f"?from={today(bank) - 9 * ONE_DAY}&to={today(bank)}{choice}"
            while query:
                response = client.get(page_url(bank, "journal") + query)
                seen += [line.cells[6] for line in response.context["found"].lines]
                query = response.context["links"].get("more", "").partition("#")[0]
            assert seen == [10, 11, 12, 13, 14]


@pytest.mark.parametrize("name", [each.name for each in REPORTS if each.name != "activity"])
def test_every_report_can_be_paged(history, monkeypatch, name):
    bank = history[55]
    definition, asked = BY_NAME[name], asked_of(bank)
    if not definition.has_period:
        asked = replace(asked, period=Period(today(bank), today(bank)))
    whole = page_of(definition, asked)
    monkeypatch.setattr("insight.reads.catalogue.pages.LINES_SHOWN", 3)

    for most_at_once in (5000, -1):
        monkeypatch.setattr("insight.reads.catalogue.pages.MOST_AT_ONCE", most_at_once)
        lines, page = [], page_of(definition, asked)
        lines += page.lines
        while page.next_place:
            page = page_of(definition, asked, after=page.next_place)
            lines += page.lines
        assert lines[:50] == whole.lines


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("journal", {"from": "2026-02-31"}),
        ("journal", {"from": "2026-03-02", "to": "2026-03-01"}),
        ("journal", {"kind": "THEFT"}),
        ("journal", {"member": "9999"}),
        ("journal", {"member": "9" * 40}),
        ("journal", {"member": "\x00"}),
        ("activity", {"category": "1"}),
        ("activity", {"category": "x"}),
        ("dormant", {"quiet_days": "7"}),
        ("trial-balance", {"to": "9999-12-31"}),
        ("trial-balance", {"to": "1800-01-01"}),
    ],
)
def test_what_cannot_be_chosen_is_a_sentence(client, bank, admin, name, asked):
    make.make_category(make.make_bank())
    client.force_login(admin.person)

    for address in ("report", "report_csv", "report_xlsx"):
        response = client.get(reverse(f"insight:{address}", args=[bank.slug, name]), asked, follow=True)
        assert response.status_code == 400
        assert "Please check" in words(response)


@pytest.mark.parametrize("most_at_once", [5000, 0])
def test_a_place_that_is_none_is_only_a_page(client, bank, admin, monkeypatch, most_at_once):
    monkeypatch.setattr("insight.reads.catalogue.pages.MOST_AT_ONCE", most_at_once)
    make.posted_exchange(make.make_member(bank), make.make_member(bank))
    client.force_login(admin.person)

    for after in ("x", "1", "9" * 30, "9" * 18, "999999999/1", "-5", "0/0", "1/2/3"):
        for name in EVERY_NAME:
            assert client.get(page_url(bank, name), {"after": after}).status_code == 200


def test_a_long_report_is_offered_as_a_file_and_not_sent_at_once(client, bank, admin, monkeypatch):
    monkeypatch.setattr("insight.reads.catalogue.pages.MOST_AT_ONCE", 3)
    many_lines(make.make_member(bank), make.make_member(bank), 4)
    client.force_login(admin.person)
    asked = {"from": today(bank), "to": today(bank)}

    page = client.get(page_url(bank, "journal"), asked)
    file = client.get(reverse("insight:report_csv", args=[bank.slug, "journal"]), asked, follow=True)

    assert "There are 4 lines to read" in words(page)
    assert len(page.context["found"].lines) == 4
    assert "Does it tie" not in words(page)
    assert "This report is long" in words(file)
