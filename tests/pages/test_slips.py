"""Slips of paper: printed with a number, typed into one grid, looked over row by row, written down once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import slips
from exchanges.forms.slips import ShortDayField
from exchanges.models import Exchange, SlipRun
from members.models import Bank
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 24)


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(approval=Bank.Approval.NOBODY)


def grid_at(bank: Bank) -> str:
    return reverse("exchanges:slip_grid", args=[bank.slug])


def typed(*rows: dict) -> dict[str, object]:
    return {f"r{place}-{name}": value for place, row in enumerate(rows, 1) for name, value in row.items()}


def a_row(giver, receiver, **said) -> dict[str, object]:
    return {"giver": giver.number, "receiver": receiver.number, "minutes": "1½", "what": "Shopping", **said}


def looked_over(client, bank, sent) -> dict[str, object]:
    """Let the rows be looked over; give what the second press sends."""
    page = client.post(grid_at(bank), sent)
    assert page.status_code == 200, words(page)
    return {**sent, "key": str(page.context["grid"].key), "seen": page.context["grid"].digest}


def test_slips_are_printed_with_numbers_that_nobody_else_has(client, bank, margaret, priya):
    client.force_login(priya.person)
    address = reverse("exchanges:slips", args=[bank.slug])

    first = client.post(address, {"count": "6", "member": margaret.number}, follow=True)
    second = client.post(address, {"count": "2"}, follow=True)

    assert "slip 6" in words(first)
    assert words(first).count("Margaret Pole") == 6
    assert first.content.decode().count("<svg") >= 6
    assert "slip 8" in words(second)
    assert [list(run.numbers) for run in SlipRun.objects.order_by("first")] == [[1, 2, 3, 4, 5, 6], [7, 8]]
    assert client.post(address, {"count": "61"}).status_code == 400


def test_rows_are_looked_over_then_written_down_and_wait_for_a_second_person(client, bank, margaret, fatima, priya):
    slips.print_slips(bank, count=3, member=margaret, by=priya, at=timezone.now())
    client.force_login(priya.person)
    today = bank.day(timezone.now())
    sent = typed(
        {"slip": "1", "receiver": "Fatima", "minutes": "1½", "what": "Shopping", "day": str(today.day)},
        {"slip": "2", "receiver": fatima.number, "minutes": "90 min", "what": "Ironing"},
        a_row(fatima, margaret, one="on"),
    )

    again = looked_over(client, bank, sent)
    assert not Exchange.objects.exists()
    page = words(client.post(grid_at(bank), again, follow=True))

    assert "3 slips are written down." in page
    found = list(Exchange.objects.order_by("pk"))
    assert [(each.giver, each.state, each.happened_on) for each in found] == [
        (margaret, "CONFIRMED", today),
        (margaret, "CONFIRMED", today),
        (fatima, "LOGGED", today),
    ]
    assert {step.channel for each in found for step in each.steps.all()} == {"SLIP"}


def test_one_wrong_row_and_nothing_is_written_nor_lost(client, bank, margaret, fatima, priya):
    client.force_login(priya.person)
    sent = typed(a_row(margaret, fatima), a_row(margaret, margaret, what="My own <b>garden</b>"))

    response = client.post(grid_at(bank), sent)

    assert response.context["wrong"][0].place == 2
    assert "An exchange needs two different people." in words(response)
    assert "My own &lt;b&gt;garden&lt;/b&gt;" in response.content.decode()
    assert not Exchange.objects.exists()
    for number in ("9" * 5000, "-1", "x"):
        assert client.post(grid_at(bank), typed(a_row(margaret, fatima, slip=number))).status_code == 400
        assert client.get(grid_at(bank), {"slip": number}).status_code == 200
    unread = client.post(grid_at(bank), typed(a_row(margaret, fatima, minutes="long", day="31 2")))
    assert unread.status_code == 400
    assert "Write the hours as a number" in words(unread)


def test_a_row_between_the_banks_steps_is_offered_the_two_nearest(client, bank, margaret, fatima, priya):
    Bank.objects.filter(pk=bank.pk).update(step_minutes=15)
    client.force_login(priya.person)
    sent = typed(a_row(margaret, fatima, minutes="50 min"))

    page = client.post(grid_at(bank), sent)
    chosen = client.post(grid_at(bank), {**sent, "r1-minutes": ["50 min", "0:45"]})  # the button comes after the box

    assert page.status_code == 400
    assert "50 minutes is between 45 minutes and 1 hour. Choose one." in words(page)
    shown = page.content.decode()
    assert all(f'name="r1-minutes" value="{each}"' in " ".join(shown.split()) for each in ("0:45", "1:00"))
    assert shown.count('aria-invalid="true"') == 1  # rows in which nothing is typed are not wrong
    assert chosen.context["looked_over"]


def test_a_slip_counts_once(client, bank, margaret, fatima, priya):
    slips.print_slips(bank, count=3, member=None, by=priya, at=timezone.now())
    client.force_login(priya.person)
    one = typed(a_row(margaret, fatima, slip="1"))
    client.post(grid_at(bank), looked_over(client, bank, one))

    again = words(client.post(grid_at(bank), one))
    twice = typed(a_row(margaret, fatima, slip="2"), a_row(fatima, margaret, slip="2"))
    in_two_rows = words(client.post(grid_at(bank), twice))
    unknown = words(client.post(grid_at(bank), typed(a_row(margaret, fatima, slip="99"))))

    assert "This slip was written down before." in again
    assert "This slip stands in a row above, too." in in_two_rows
    assert "No slip with this number was printed here." in unknown
    assert Exchange.objects.count() == 1


def test_what_changed_since_it_was_looked_over_is_looked_over_again(client, bank, margaret, fatima, priya):
    client.force_login(priya.person)
    seen = looked_over(client, bank, typed(a_row(margaret, fatima)))

    response = client.post(grid_at(bank), {**seen, "r1-minutes": "9"})

    assert response.status_code == 200
    assert response.context["looked_over"]
    assert not Exchange.objects.exists()


def test_nobody_writes_down_their_own_slip_for_both(client, bank, margaret, priya):
    client.force_login(priya.person)

    page = words(client.post(grid_at(bank), typed(a_row(priya, margaret))))

    assert "another coordinator writes down what the other side says" in page


@pytest.mark.parametrize(
    ("said", "day"),
    [("24 11 2026", DAY), ("24/11", DAY), ("24", DAY), ("25", datetime.date(2026, 10, 25)), ("2026-11-24", DAY)],
)
def test_a_short_day_is_the_latest_such_day(said, day):
    assert ShortDayField(latest=DAY).clean(said) == day


def test_the_empty_grid_asks_nothing_for_its_rows(client, bank, priya, margaret, django_assert_num_queries):
    client.force_login(priya.person)
    with django_assert_num_queries(4):
        client.get(grid_at(bank), {"slip": "2"})
    client.force_login(margaret.person)
    assert "Margaret Pole" in words(client.get(reverse("exchanges:sheet", args=[bank.slug])))


def test_a_coordinator_prints_the_sheet_of_who_has_no_printer(client, bank, priya, margaret, fatima):
    sheet = reverse("exchanges:sheet", args=[bank.slug])

    client.force_login(priya.person)
    printed = client.get(sheet, {"for": margaret.number})
    client.force_login(fatima.person)
    own = client.get(sheet, {"for": margaret.number})

    assert f"Margaret Pole, number {margaret.number}" in words(printed)
    assert "Margaret" not in words(own)


def test_the_sheet_is_found_from_the_exchanges_and_from_a_member(client, bank, priya, margaret):
    sheet = reverse("exchanges:sheet", args=[bank.slug])

    client.force_login(margaret.person)
    exchanges = client.get(reverse("exchanges:exchanges", args=[bank.slug])).content.decode()
    client.force_login(priya.person)
    member = client.get(reverse("exchanges:member", args=[bank.slug, margaret.number])).content.decode()

    assert f'href="{sheet}"' in exchanges
    assert f'href="{sheet}?for={margaret.number}"' in member
