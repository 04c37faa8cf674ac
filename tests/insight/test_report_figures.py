"""The figures of each report, known beforehand."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import approval, life
from exchanges.models import Step
from insight.reads.catalogue import BY_NAME
from insight.reads.catalogue.pages import page_of
from insight.reads.catalogue.shapes import Asked
from insight.reads.periods import Period
from members.models import Bank, Member
from tests import factories as make
from tests.insight.making import ONE_DAY, post_on, rows_of, today
from tests.insight.reporting import asked_of, cells, cross, give_to_pot, limit, page_url, read, undo
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


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
        [before.replace(day=1), "Garden", 1, 60, 0, 60, 0],
        [before.replace(day=1), "No kind of help named", 1, 15, 0, 15, 0],
        [month, "Garden", 1, 45, 45, 0, 0],
        [month, "Gifts and grants put right", 0, 0, 7, -7, 0],
    ]
    assert [line[1] for line in cells(gardens)] == ["Garden", "Garden"]
    assert cells(nobody) == []
    assert [each.ties for each in (page, gardens, nobody)] == [True, True, True]


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
