"""The catalogue of reports: known figures, how they tie to the ledger, what can be chosen, who may read them."""

import datetime
import io
import uuid
from dataclasses import replace

import openpyxl
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.models import Step
from insight.reads.catalogue import BY_NAME, REPORTS
from insight.reads.catalogue.pages import file_rows, page_of
from insight.reads.catalogue.shapes import Asked
from insight.reads.periods import Period
from ledger import actions as ledger
from ledger import reads
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, a_history, many_lines, post_on, rows_of, today
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

EVERY_NAME = [definition.name for definition in REPORTS]


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


def asked_of(bank: Bank, *, days: int = 100, **choices) -> Asked:
    return Asked(bank, Period(today(bank) - days * ONE_DAY, today(bank)), **choices)


def read(name: str, asked: Asked):
    definition = BY_NAME[name]
    if not definition.has_period:
        asked = replace(asked, period=Period(asked.period.last_on, asked.period.last_on))
    return page_of(definition, asked)


def cells(page) -> list[list[object]]:
    """Give the lines as plain words and figures: a holder is its name."""
    return [[getattr(cell, "name", cell) for cell in line.cells] for line in page.lines]


def page_url(bank: Bank, name: str) -> str:
    return reverse("insight:report", args=[bank.slug, name])


def content_of(response: HttpResponse) -> bytes:
    """Read a file that is sent, and let go of it as the server would."""
    content = b"".join(response.streaming_content)
    file = getattr(response, "file_to_stream", None)
    if file is not None:
        file.close()
    return content


def give_to_pot(member: Member, minutes: int) -> int:
    return ledger.post(
        ledger.Posting(
            key=uuid.uuid4(),
            kind="GIFT",
            payer_id=member.account_id,
            payee_id=reads.account_of_kind(member.bank.book_id, "POT"),
            minutes=minutes,
            reference=f"gift:{uuid.uuid4()}",
            happened_on=today(member.bank),
            recorded_by=member.actor_key,
            words="For the neighbours",
        )
    )


# ------------------------------------------------------------------------------------------------ every report


@pytest.mark.parametrize("name", EVERY_NAME)
@pytest.mark.parametrize("seed", [51, 52])
def test_every_report_ties_to_the_ledger(bank, name, seed):
    a_history(bank, seed=seed, steps=12)

    page = read(name, asked_of(bank, days=40))

    assert page.checks
    assert [check for check in page.checks if check.difference] == []


@pytest.mark.parametrize("name", EVERY_NAME)
def test_every_report_is_empty_in_an_empty_bank(client, bank, admin, name):
    client.force_login(admin.person)

    assert client.get(page_url(bank, name)).status_code == 200
    assert read(name, asked_of(bank)).ties


@pytest.mark.parametrize("name", EVERY_NAME)
def test_the_files_say_what_the_page_says(client, bank, admin, name):
    a_history(bank, seed=53, steps=8)
    client.force_login(admin.person)
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
def test_a_page_asks_the_same_number_of_questions_for_one_line_and_for_more(client, bank, admin, name):
    giver, receiver, coordinator = (make.make_member(bank), make.make_member(bank), make.make_coordinator(bank))
    client.force_login(admin.person)

    def something_of_everything() -> None:
        approval.reverse(make.posted_exchange(giver, receiver), make.act(coordinator), reason="No.")
        make.posted_exchange(giver, receiver)
        give_to_pot(giver, 5)
        life.log(make.draft(giver, receiver), make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.PHONE))

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(page_url(bank, name), {"from": today(bank), "to": today(bank)})
        return len(asked)

    something_of_everything()
    client.get(page_url(bank, name))
    one = questions()
    something_of_everything()
    something_of_everything()

    assert questions() == one


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


def test_nothing_of_another_bank_is_in_any_report(bank):
    elsewhere = make.make_bank()
    fred, other = make.make_member(elsewhere, name="Foreign Fred"), make.make_member(elsewhere)
    make.posted_exchange(fred, other)
    for_fred = make.act(make.make_coordinator(elsewhere), on_behalf_of=fred, channel=Step.Channel.PHONE)
    life.log(make.draft(fred, other), for_fred)
    give_to_pot(fred, 5)
    limit(fred, fred.actor_key, ceiling=1)
    Member.objects.filter(pk=other.pk).update(joined_at=timezone.now() - 200 * ONE_DAY, name="Foreign Fred")
    a_history(bank, seed=54, steps=4)

    for definition in REPORTS:
        asked = asked_of(bank)
        assert "Foreign Fred" not in str(list(file_rows(definition, asked)))


# ----------------------------------------------------------------------------------------------- known figures


def test_the_journal_has_every_transfer(bank):
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Ben")
    make.posted_exchange(giver, receiver, minutes=90, description="Weeding")
    give_to_pot(giver, 30)

    page = read("journal", asked_of(bank))

    day = today(bank)
    assert cells(page) == [
        [day, day, "Exchanges", "Weeding", "Ben", "Ana", 90, "Ben"],
        [day, day, "Gifts", "For the neighbours", "Ana", "Community pot", 30, "Ana"],
    ]
    assert [(check.here, check.in_ledger) for check in page.checks] == [(2, 2), (120, 120)]


def test_the_journal_of_a_kind_and_of_a_member(bank):
    giver, receiver, other = (make.make_member(bank, name=name) for name in ("Ana", "Ben", "Cy"))
    make.posted_exchange(giver, receiver, minutes=90)
    make.posted_exchange(other, receiver, minutes=20)
    give_to_pot(giver, 30)

    gifts = read("journal", asked_of(bank, kind="GIFT"))
    of_giver = read("journal", asked_of(bank, member=giver))
    both = read("journal", asked_of(bank, member=giver, kind="GIFT"))

    assert [line[6] for line in cells(gifts)] == [30]
    assert [(check.here, check.in_ledger) for check in gifts.checks] == [(1, 1), (30, 30)]
    assert [line[6] for line in cells(of_giver)] == [90, 30]
    assert [(check.here, check.in_ledger) for check in of_giver.checks] == [(2, 2), (60, 60)]
    assert [line[6] for line in cells(both)] == [30]
    assert both.ties


def test_the_trial_balance_of_a_day(bank):
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Ben")
    post_on(giver, receiver, today(bank) - 3 * ONE_DAY, minutes=90)
    make.posted_exchange(receiver, giver, minutes=30)

    def standing(day: datetime.date) -> list[list[object]]:
        page = page_of(BY_NAME["trial-balance"], Asked(bank, Period(day, day)))
        assert page.ties
        return [line for line in cells(page) if line[2] or line[3]]

    assert standing(today(bank)) == [["Ana", "Members", 60, None], ["Ben", "Members", None, 60]]
    assert standing(today(bank) - ONE_DAY) == [["Ana", "Members", 90, None], ["Ben", "Members", None, 90]]
    assert standing(today(bank) - 4 * ONE_DAY) == []


def test_balances_say_how_far_members_may_go(bank):
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Ben")
    make.posted_exchange(giver, receiver, minutes=90)

    page = read("balances", asked_of(bank))

    assert cells(page) == [
        ["Ana", "member", 90, 0, 810, -720, None, today(bank)],
        ["Ben", "member", -90, 0, 630, -720, None, today(bank)],
    ]


def test_activity_by_month_and_kind_of_help(bank):
    giver, receiver, garden = make.make_member(bank), make.make_member(bank), make.make_category(bank)
    month = today(bank).replace(day=1)
    before = month - ONE_DAY
    post_on(giver, receiver, before, minutes=60, category=garden)
    post_on(giver, receiver, before, minutes=15)
    exchange = post_on(giver, receiver, today(bank), minutes=45, category=garden)
    approval.reverse(exchange, make.act(make.make_coordinator(bank)), reason="No.")
    undo(give_to_pot(giver, 7), by=giver)

    page = read("activity", asked_of(bank))
    gardens = read("activity", asked_of(bank, category=garden))
    nobody = read("activity", asked_of(bank, member=make.make_member(bank)))

    assert cells(page) == [
        [before.replace(day=1), "Garden", 1, 60, 0, 60],
        [before.replace(day=1), "No kind of help named", 1, 15, 0, 15],
        [month, "Garden", 1, 45, 45, 0],
        [month, "Gifts and grants put right", 0, 0, 7, -7],
    ]
    assert [line[1] for line in cells(gardens)] == ["Garden", "Garden"]
    assert cells(nobody) == []
    assert [each.ties for each in (page, gardens, nobody)] == [True, True, True]


def undo(transfer_id: int, *, by: Member) -> None:
    undoing = ledger.Undoing(key=uuid.uuid4(), by=by.actor_key, reason="REVERSED", happened_on=today(by.bank))
    ledger.reverse(transfer_id, undoing)


def test_a_picture_of_more_than_one_month(client, bank, admin):
    giver, receiver = make.make_member(bank), make.make_member(bank)
    first = today(bank).replace(day=1)
    post_on(giver, receiver, first - ONE_DAY, minutes=60)
    make.posted_exchange(giver, receiver, minutes=15)

    page = read("activity", asked_of(bank))
    one_month = read("activity", asked_of(bank, days=0))

    assert page.picture is not None
    assert [minutes for _month, minutes in page.picture.bars] == [[60], [15]]
    assert one_month.picture is None


def test_a_month_is_a_word_on_the_page_and_figures_in_a_file(client, bank, admin):
    day = today(bank).replace(day=1) - ONE_DAY
    post_on(make.make_member(bank), make.make_member(bank), day, minutes=60)
    client.force_login(admin.person)
    asked = {"from": day, "to": today(bank)}

    page = words(client.get(page_url(bank, "activity"), asked))
    text = rows_of(client.get(reverse("insight:report_csv", args=[bank.slug, "activity"]), asked))

    assert f"{day:%B %Y} No kind of help named" in page
    assert text[0]["Month"] == f"{day:%Y-%m}"


def test_givers_and_receivers(bank):
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Ben")
    make.posted_exchange(giver, receiver, minutes=90)
    exchange = make.posted_exchange(receiver, giver, minutes=20)
    approval.reverse(exchange, make.act(make.make_coordinator(bank)), reason="No.")
    give_to_pot(giver, 30)

    page = read("givers-and-receivers", asked_of(bank))

    assert cells(page) == [["Ana", 90, 20, 20, -30, 60], ["Ben", 20, 90, -20, 0, -90]]
    assert [(check.here, check.in_ledger) for check in page.checks] == [(-30, -30)]


def test_accounts_outside_their_limits(bank):
    giver, receiver, third = (make.make_member(bank, name=name) for name in ("Ana", "Ben", "Cy"))
    make.posted_exchange(giver, receiver, minutes=90)
    by = make.admin_of(bank).actor_key
    limit(giver, by, ceiling=60)
    limit(receiver, by, floor=-80)
    limit(third, by, warning=30)

    page = read("outside-limits", asked_of(bank))

    assert [line[:4] for line in cells(page)] == [
        ["Ana", "Has more than it may", 90, 30],
        ["Ben", "Owes more than it may", -90, 10],
        ["Cy", "Below the warning level", 0, 30],
    ]
    assert page.ties


def limit(
    member: Member, by: str, *, floor: int = -720, ceiling: int | None = None, warning: int | None = None
) -> None:
    ledger.set_limits(
        member.account_id,
        ledger.Limits(floor_minutes=floor, ceiling_minutes=ceiling, warning_minutes=warning),
        by=by,
        reason="AGREED",
    )


def test_quiet_accounts(bank):
    giver, receiver, newcomer = (make.make_member(bank, name=name) for name in ("Ana", "Ben", "New"))
    active, other = make.make_member(bank, name="Active"), make.make_member(bank, name="Other")
    old = timezone.now() - 200 * ONE_DAY
    Member.objects.of(bank).exclude(pk=newcomer.pk).update(joined_at=old)
    post_on(giver, receiver, today(bank) - 90 * ONE_DAY, minutes=90)
    post_on(active, other, today(bank) - 89 * ONE_DAY)

    page = read("dormant", asked_of(bank))
    longer = read("dormant", asked_of(bank, quiet_days=180))

    day = today(bank) - 90 * ONE_DAY
    assert cells(page) == [["Ana", day, 90, 90], ["Ben", day, 90, -90]]
    assert cells(longer) == []
    assert page.ties


def test_reversals_and_corrections_say_why_and_by_whom(bank):
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Ben")
    coordinator = make.make_coordinator(bank, name="Priya")
    taken = make.posted_exchange(giver, receiver, minutes=90, description="Weeding")
    approval.reverse(taken, make.act(coordinator), reason="It rained.")
    shorter = make.posted_exchange(giver, receiver, minutes=60, description="A lift")
    shorter = life.dispute(shorter, make.act(receiver), reason="Not so long.")
    approval.resolve(shorter, make.act(coordinator), minutes=30, reason="They agreed on half.")

    page = read("reversals", asked_of(bank))

    day = today(bank)
    assert cells(page) == [
        [day, "Taken back", "Weeding", day, "Ana", "Ben", 90, "It rained.", "Priya"],
        [day, "Taken back", "A lift", day, "Ana", "Ben", 60, "They agreed on half.", "Priya"],
        [day, "Put right", "A lift", day, "Ben", "Ana", 30, "They agreed on half.", "Priya"],
    ]
    assert [line.exchange_id for line in page.lines] == [taken.pk, shorter.pk, shorter.pk]
    assert page.ties


def test_acts_on_behalf(bank):
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank, name="Ben")
    coordinator = make.make_coordinator(bank, name="Priya")
    make.posted_exchange(receiver, giver)
    for_giver = make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.PHONE)
    exchange = life.log(make.draft(giver, receiver, minutes=90, description="Weeding"), for_giver)
    life.confirm(exchange, make.act(receiver), minutes=90)

    page = read("on-behalf", asked_of(bank))
    of_other = read("on-behalf", asked_of(bank, member=make.make_member(bank)))
    before = read("on-behalf", Asked(bank, Period(today(bank) - 9 * ONE_DAY, today(bank) - ONE_DAY)))

    assert [line[1:] for line in cells(page)] == [
        ["Priya", "Wrote it down", "Ana", "by phone", "Weeding", 90, "posted"]
    ]
    assert [(check.here, check.in_ledger) for check in page.checks] == [(1, 1), (90, 90)]
    assert cells(of_other) == cells(before) == []


def test_what_came_to_the_pot_and_left_it(bank):
    giver = make.make_member(bank, name="Ana")
    make.posted_exchange(giver, make.make_member(bank), minutes=90)
    undo(give_to_pot(giver, 30), by=giver)

    page = read("pot", asked_of(bank))

    day = today(bank)
    assert cells(page) == [
        [day, "Gifts", "For the neighbours", "Ana", 30, None, 30],
        [day, "Taken back", "", "Ana", None, 30, 0],
    ]
    assert page.picture is not None
    assert page.ties


def test_where_a_bank_stands_with_another(bank):
    other = make.make_bank()
    member, theirs = make.make_member(bank, name="Ana"), make.make_member(other, name="Ben")
    cross(member, theirs, minutes=45)

    page, far = read("between-banks", asked_of(bank)), read("between-banks", asked_of(other))

    assert [line[:4] for line in cells(page)] == [[other.name, 45, -45, 0]]
    assert [line[:4] for line in cells(far)] == [[bank.name, -45, 45, 0]]
    assert [page.ties, far.ties] == [True, True]


def cross(payer: Member, payee: Member, *, minutes: int) -> None:
    """Let a member of one bank receive hours from a member of another."""
    limits = ledger.Limits(floor_minutes=-600, ceiling_minutes=600)
    banks = (payer.bank.book_id, payee.bank.book_id)
    ledger.open_clearing(*banks, limits=limits, other_limits=limits, by=payer.actor_key)
    crossing = ledger.Crossing(
        key=uuid.uuid4(),
        payer_id=payer.account_id,
        payee_id=payee.account_id,
        minutes=minutes,
        reference=f"exchange:{10**9}",
        happened_on=today(payer.bank),
        recorded_by=payer.actor_key,
    )
    ledger.post_between(crossing)


# ------------------------------------------------------------------------------------------------ it does not tie


BALANCE = "UPDATE ledger_balance SET minutes = minutes + 1 WHERE account_id = {account}"
LAST_LINE = "UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE account_id = {account} AND number = 2"
EXCHANGE = "UPDATE exchanges_exchange SET minutes = minutes + 1"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("trial-balance", BALANCE),
        ("trial-balance", LAST_LINE),
        ("balances", BALANCE),
        ("givers-and-receivers", LAST_LINE),
        ("outside-limits", BALANCE),
        ("dormant", BALANCE),
        ("on-behalf", EXCHANGE),
        ("pot", "UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE account_id = {pot}"),
        ("between-banks", "UPDATE ledger_balance SET minutes = minutes + 1 WHERE account_id = {clearing}"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_report_that_does_not_tie_says_so(client, superuser_connection, name, wrong):
    bank = make.make_bank()
    giver, receiver = make.make_member(bank, name="Ana"), make.make_member(bank)
    coordinator, elsewhere = make.make_coordinator(bank), make.make_member(make.make_bank())
    long_ago = today(bank) - 100 * ONE_DAY
    Member.objects.of(bank).update(joined_at=timezone.now() - 200 * ONE_DAY)
    post_on(giver, receiver, long_ago, minutes=90)
    for_giver = make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.PHONE)
    life.confirm(life.log(make.draft(giver, receiver), for_giver), make.act(receiver), minutes=60)
    give_to_pot(receiver, 30)
    cross(receiver, elsewhere, minutes=45)
    if name == "dormant":
        giver = make.make_member(bank)
        Member.objects.of(bank).update(joined_at=timezone.now() - 200 * ONE_DAY)
    if name == "outside-limits":
        limit(giver, giver.actor_key, ceiling=60)
    accounts = {
        "account": giver.account_id,
        "pot": reads.account_of_kind(bank.book_id, "POT"),
        "clearing": reads.positions(bank.book_id)[0].account_id,
    }
    assert read(name, asked_of(bank)).ties
    with superuser_connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(wrong.format(**accounts))
    client.force_login(make.admin_of(bank).person)

    asked = {"from": today(bank) - 10 * ONE_DAY, "to": today(bank)}
    text = rows_of(client.get(reverse("insight:report_csv", args=[bank.slug, name]), asked))

    assert "No: a figure below is not the ledger’s own." in words(client.get(page_url(bank, name), asked))
    assert text[-1][next(iter(text[0]))].startswith("This report does not tie to the ledger.")


@pytest.mark.parametrize("name", ["journal", "reversals", "activity"])
def test_a_line_that_a_report_leaves_out_is_noticed(bank, monkeypatch, name):
    giver, receiver, coordinator = make.make_member(bank), make.make_member(bank), make.make_coordinator(bank)
    approval.reverse(make.posted_exchange(giver, receiver), make.act(coordinator), reason="No.")
    everything = reads.journal

    def but_the_last(*args, **kwargs):
        yield from list(everything(*args, **kwargs))[:-1]

    monkeypatch.setattr(reads, "journal", but_the_last)

    page = read(name, asked_of(bank))

    assert not page.ties
    assert 1 in {-check.difference for check in page.checks}


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
def test_every_report_can_be_paged(bank, monkeypatch, name):
    a_history(bank, seed=55, steps=10)
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
