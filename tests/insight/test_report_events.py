"""The report of events: who came, what became of their guests, and hours that tie to the ledger."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.events import posting, registers
from exchanges.actions.events.registers import Line, NewGuest, Register, WalkIn
from exchanges.models import Attendee, Event
from exchanges.reads.events import turnouts_of
from insight.reads.catalogue import BY_NAME
from insight.reads.reports import report
from members.actions.invitations import use_invitation
from services.actions.pot import PuttingIn, put_in
from tests import factories as make
from tests.groups import TITLE, make_group, registered
from tests.insight.making import ONE_DAY, rows_of, today
from tests.insight.reporting import asked_of, cells, give_to_pot, page_url, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank)


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


def held(rosa, priya, *came, guests=("Tom", "Ana"), **fields) -> Event:
    """An event of yesterday where others were helped for an hour each, Rosa helped them, and some were guests."""
    event = make.held_event(rosa, priya, **fields)
    lines = [WalkIn(rosa, "HELPER", Line(came=True, given_minutes=60 * len(came)))]
    lines += [WalkIn(each, "GUEST", Line(came=True, received_minutes=60)) for each in came]
    said = Register(
        {},
        event.register_number,
        walk_ins=lines,
        guests=[NewGuest(name, "01632 960200") for name in guests],
        others_came=1,
    )
    return registers.save_register(event, said, make.act(rosa))


def joins(event, number: int, rosa, member) -> None:
    guest = event.guests.order_by("pk")[number]
    use_invitation(registers.invite_from_event(guest, make.act(rosa)), member, at=timezone.now())


def test_each_event_says_what_became_of_its_guests(client, bank, priya, rosa):
    both, only_gave = make.make_member(bank), make.make_member(bank)
    event = held(rosa, priya, make.make_member(bank), make.make_member(bank))
    joins(event, 0, rosa, both)
    joins(event, 1, rosa, only_gave)
    make.posted_exchange(both, rosa)
    make.posted_exchange(rosa, both)
    make.posted_exchange(only_gave, rosa)
    posting.approve_register(event, make.act(priya))

    page = read("events", asked_of(bank))

    day = today(bank) - ONE_DAY
    said = [day, "Big Lunch", "Rosa Day", "hours posted", 3, 3, 2, 1, day + 60 * ONE_DAY, 120]
    assert cells(page) == [said]
    assert page.ties
    client.force_login(make.admin_of(bank).person)
    asked = {"from": day, "to": day}
    rows = rows_of(client.get(reverse("insight:report_csv", args=[bank.slug, "events"]), asked))
    assert [rows[0][column] for column in ("Guests", "Guests who became members", "Of them, gave and received")] == [
        "3",
        "2",
        "1",
    ]


def test_each_event_counts_its_own_sixty_days(bank, priya, rosa):
    early, late = (held(rosa, priya, guests=("Tom",), title=title) for title in ("Early", "Late"))
    Event.objects.filter(pk=early.pk).update(on=early.on - 70 * ONE_DAY)
    for event in (early, late):
        member = make.make_member(bank)
        joins(event, 0, rosa, member)
        make.posted_exchange(member, rosa)
        make.posted_exchange(rosa, member)

    found = turnouts_of(list(Event.objects.order_by("on")))

    assert [(each.became_members, each.two_way) for each in found.values()] == [(1, 0), (1, 1)]


def test_hours_that_are_not_the_ledgers_are_noticed(bank, priya, rosa):
    event = posting.approve_register(held(rosa, priya, make.make_member(bank)), make.act(priya))
    assert read("events", asked_of(bank)).ties

    Attendee.objects.filter(event=event, member=rosa).update(given_minutes=121)

    assert not read("events", asked_of(bank)).ties


def test_hours_that_were_taken_back_are_not_counted(bank, priya, rosa):
    event = posting.approve_register(held(rosa, priya, make.make_member(bank)), make.act(priya))
    posting.take_back(event, make.act(priya), reason="It was shorter.")

    page = read("events", asked_of(bank))

    assert page.lines[0].cells[-1] == 0
    assert page.ties


def test_a_page_of_events_asks_the_same_for_one_and_for_three_and_goes_on(client, bank, priya, rosa, monkeypatch):
    client.force_login(make.admin_of(bank).person)

    def another() -> None:
        event = held(rosa, priya, make.make_member(bank))
        joins(event, 0, rosa, make.make_member(bank))
        posting.approve_register(event, make.act(priya))

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(page_url(bank, "events"), {"from": today(bank) - 9 * ONE_DAY, "to": today(bank)})
        return len(asked)

    another()
    questions()
    one = questions()
    another()
    another()
    assert questions() == one

    monkeypatch.setattr("insight.reads.catalogue.pages.LINES_SHOWN", 2)
    for most_at_once in (5000, 0):
        monkeypatch.setattr("insight.reads.catalogue.pages.MOST_AT_ONCE", most_at_once)
        seen, query = [], f"?from={today(bank) - 9 * ONE_DAY}&to={today(bank)}"
        while query:
            shown = client.get(page_url(bank, "events") + query).context
            seen += [line.place[1] for line in shown["found"].lines]
            query = shown["links"].get("more", "").partition("#")[0]
        assert seen == sorted(Event.objects.values_list("pk", flat=True))


def test_nothing_of_another_bank_is_in_it(bank, priya, rosa):
    held(rosa, priya, title="Ours")

    assert read("events", asked_of(make.make_bank())).lines == []


def test_of_a_confidential_group_no_report_or_file_says_whose_it_is_or_who_was_there():
    group = make_group()
    event = posting.approve_register(registered(group), make.act(group.priya))
    out = io.StringIO()

    call_command("export_ledger", "--bank", group.bank.slug, "--format", "json", stdout=out)
    said = cells(read("events", asked_of(group.bank)))
    lines = cells(read("journal", asked_of(group.bank)))

    assert [(row[1], row[2], *row[4:6], row[-1]) for row in said] == [(TITLE, None, 1, 1, 0)]
    assert {row[3] for row in lines if "Rosa Day" in row} == {TITLE}
    assert f"event:{event.pk}" not in out.getvalue()
    assert out.getvalue().count(f'"description": "{TITLE}"') == 2  # Rosa to the group, the group to the pot


def test_a_sponsors_pot_has_its_services_name_in_every_report_and_all_tie(bank, priya, rosa):
    """It is an account of an organisation that no member holds, so it is counted apart."""
    service = make.make_service(bank, name="Riverside Library", kind="LIBRARY")
    give_to_pot(make.with_hours(make.make_member(bank), 90), 90, pot_id=service.pot_id)
    event = held(rosa, priya, pays="POT", pot_minutes=600, pot_account_id=service.pot_id)
    Attendee.objects.filter(event=event).update(given_minutes=60)
    posting.approve_register(event, make.act(priya))
    name, asked = "Sponsor's pot of Riverside Library", asked_of(bank)

    assert all(read(each, asked).ties for each in BY_NAME)
    [row] = [row for row in cells(read("trial-balance", asked)) if row[0] == name]
    assert row == [name, "Sponsors' pots", 30, None]
    assert name in {cell for row in cells(read("journal", asked)) for cell in row}
    assert name not in {cell for row in cells(read("givers-and-receivers", asked)) for cell in row}
    [group] = [each for each in report(bank, asked.period).groups if each.words == "Sponsors' pots"]
    assert (group.accounts, group.given_minutes, group.received_minutes, group.closing_minutes) == (1, 90, 60, 30)
    for form in ("hledger", "beancount", "json", "csv"):
        out = io.StringIO()
        call_command("export_ledger", "--bank", bank.slug, "--format", form, stdout=out)
        assert name in out.getvalue()


@pytest.mark.parametrize(("kind", "is_confidential"), [("SURGERY", None), ("LIBRARY", True)])
def test_no_book_names_the_service_whose_pot_paid_for_a_confidential_group(bank, rosa, kind, is_confidential):
    """A line further stands whom it paid: the name would say who is ill, or in prison."""
    service = make.make_service(bank, name="Riverside House", kind=kind)
    give_to_pot(make.with_hours(make.make_member(bank), 90), 90, pot_id=service.pot_id)
    put_in(service, PuttingIn("MEMBER", 30), by=make.with_hours(make.make_member(bank), 30), at=timezone.now())
    secret = {} if is_confidential is None else {"is_confidential": is_confidential}
    make.held_session(make.make_programme(service, **secret), gave=(rosa,), pays="POT", pot_minutes=600)
    asked = asked_of(bank)

    rows = str(cells(read("journal", asked)))

    assert "Rosa Day" in rows
    assert "A sponsor's pot" in rows
    assert "Riverside" not in rows
    assert not [each for each in BY_NAME if "pot of Riverside" in str(read(each, asked).lines)]
    for form in ("hledger", "beancount", "json", "csv"):
        out = io.StringIO()
        call_command("export_ledger", "--bank", bank.slug, "--format", form, stdout=out)
        assert "ponsor's pot" in out.getvalue()
        assert "pot of Riverside" not in out.getvalue()
