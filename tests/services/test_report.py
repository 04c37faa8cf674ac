"""The report of a service: each claim with its figure, never above level 2, and money for staff alone."""

import datetime
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from services.actions import goals
from services.models import Cost, Participation, Programme, ProgrammeRole, Target, VoiceAnswer
from services.reads.costs import cost_of
from services.reads.evidence import CHANGES, COMPARES, EXPECTS, evidence_of, trend_of
from services.reads.intervals import PairedChange, slope_of
from services.reads.measures import Measures, Share, TooFew, of_service, of_service_in
from services.reads.measures.stretches import Figures
from services.reads.outcomes import progress_of, span_of
from services.reads.scales import shipped_scales
from services.reads.wellbeing import Change, Wellbeing
from tests import crowds, factories
from timebank.lib.errors import NotAllowed
from timebank.lib.months import months_before

TODAY = datetime.date(2026, 11, 20)
FEW = TooFew()


def month(number, given=None):
    first = datetime.date(2025 + number // 12, number % 12 + 1, 1)
    index = Share(given, 100) if given is not None else FEW
    people = 10 if given is not None else FEW
    return Figures(first, first, people, FEW, index, FEW, FEW, FEW, FEW, FEW, FEW)


def measures(*given):
    months = tuple(month(number, each) for number, each in enumerate(given))
    return Measures(months, months[0])


def wellbeing(low, high):
    scale = shipped_scales()[1]
    paired = PairedChange(people=12, before=6, after=5, difference=(low + high) / 2, low=low, high=high)
    return Wellbeing((Change(scale, scale.figures[0], paired),), 0)


RISING = measures(*(20 + 2 * number for number in range(12)))
FLAT = measures(*([30, 31] * 6))
BETTER, WORSE, UNCLEAR, NOTHING = wellbeing(-2, -1), wellbeing(1, 2), wellbeing(-1, 1), Wellbeing((), 0)


def programme(**said):
    """One in memory: evidence reads what it is given."""
    found = Programme(
        pk=1, **({"title": "Walks", "aim": "To walk", "serves": "All", "how_they_give": "They lead"} | said)
    )
    role = ProgrammeRole(title="Leader", is_for_served=True)
    found._prefetched_objects_cache = {"roles": [role]}
    return found


def test_no_service_is_ever_given_more_than_level_2():
    chances = product([[], [programme()], [programme(aim="")]], [True, False], [BETTER, WORSE, NOTHING], [RISING, FLAT])

    levels = {
        evidence_of(running, has_target=goal, wellbeing=how, measures=figures).level
        for running, goal, how, figures in chances
    }

    assert levels == {0, 1, 2}


def test_level_1_says_what_it_does_whom_how_they_give_and_what_should_change():
    whole = evidence_of([programme()], has_target=True, wellbeing=NOTHING, measures=FLAT)
    no_goal = evidence_of([programme()], has_target=False, wellbeing=BETTER, measures=RISING)
    no_giving = programme()
    no_giving._prefetched_objects_cache = {"roles": [ProgrammeRole(title="Driver", is_for_served=False)]}

    assert (whole.level, whole.missing) == (1, (CHANGES,))
    assert (no_goal.level, no_goal.missing) == (0, (EXPECTS,))
    assert evidence_of([programme(), no_giving], has_target=True, wellbeing=BETTER, measures=RISING).level == 0


@pytest.mark.parametrize(
    ("how", "figures", "level"),
    [(BETTER, FLAT, 2), (NOTHING, RISING, 2), (WORSE, FLAT, 1), (UNCLEAR, FLAT, 1), (NOTHING, FLAT, 1)],
)
def test_level_2_needs_a_change_for_the_better_that_the_interval_leaves_no_doubt_of(how, figures, level):
    found = evidence_of([programme()], has_target=True, wellbeing=how, measures=figures)

    assert (found.level, found.missing) == (level, (COMPARES,) if level == 2 else (CHANGES,))


def test_a_trend_needs_twelve_months_of_ten_people():
    assert trend_of(measures(*range(11))) is None
    assert trend_of(measures(*range(11), None)) is None
    assert trend_of(RISING).each_month == pytest.approx(2)


def test_the_slope_is_what_a_hand_computes():
    found = slope_of(dict(enumerate([1, 2, 2, 3, 5, 4, 6, 6, 8, 7, 9, 9])))

    # Σ(x−x̄)² 143, Σ(x−x̄)y 449 − 5.5 × 62 = 108, so b = 0.7552; Σe² = 85.6667 − 81.5664 = 4.1002, t(10) = 2.2281:
    # 2.2281 × √(0.41002 ÷ 143) = 0.1193.
    assert found.each_month == pytest.approx(108 / 143)
    assert (found.low, found.high) == pytest.approx((0.6359, 0.8746), abs=0.0001)


def test_a_month_left_out_of_a_trend_is_a_gap():
    gap = measures(*(20 + 2 * number for number in range(6)), None, *(20 + 2 * number for number in range(7, 13)))

    found = trend_of(gap)

    assert (found.months, found.each_month, found.low) == (12, pytest.approx(2), pytest.approx(2))


def cost(first, last, amount, currency="pounds"):
    days = {"first_on": datetime.date(2026, *first), "last_on": datetime.date(2026, *last)}
    return Cost(**days, amount=Decimal(amount), currency=currency)


def test_the_cost_of_an_hour_is_what_falls_on_the_months_by_all_hours():
    whole, half = cost((1, 1), (1, 31), "310"), cost((1, 17), (2, 15), "60")
    january = datetime.date(2026, 1, 1), datetime.date(2026, 1, 31)

    found = cost_of([whole, half], [january], 90 * 60)

    assert (found.total, found.per_hour) == (Decimal("340.00"), Decimal("3.78"))  # 310 + 60 × 15 ÷ 30 = 340; ÷ 90
    assert cost_of([whole], [january], None).per_hour is None
    assert cost_of([whole, cost((1, 1), (1, 2), "1", "euros")], [january], 60) is None
    assert cost_of([cost((3, 1), (3, 2), "5")], [january], 60) is None


def test_months_without_figures_cost_nothing_beside_the_hours_of_the_others():
    spring = cost((1, 1), (3, 31), "900")
    shown = [tuple(datetime.date(2026, *day) for day in days) for days in (((1, 1), (1, 31)), ((3, 1), (3, 31)))]

    found = cost_of([spring], shown, 62 * 60)

    assert (found.total, found.per_hour) == (Decimal("620.00"), Decimal("10.00"))  # 900 × 62 ÷ 90 days; ÷ 62 hours
    assert cost_of([spring], [], None) is None


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


@pytest.fixture
def walks(surgery):
    return factories.make_programme(surgery, title="Walks by the river")


@pytest.fixture
def manager(surgery):
    member = factories.make_member(surgery.bank, name="Maud Manager", email="maud@example.org")
    factories.delegate(surgery.organisation, member, "MANAGER")
    return member


def address(name, service, *more, **query):
    return reverse(f"services:{name}", args=[service.bank.slug, service.slug, *more], query=query or None)


def serve(programme, count):
    people = crowds.make_crowd(programme.service.bank, count)
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=programme.opened_on)
        for each in people
    )
    return people


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "reached", "per_hundred"), [(9, None, None), (10, 10, 40)])
def test_a_goal_stands_beside_what_is_reached_of_ten_or_more(surgery, walks, manager, count, reached, per_hundred):
    serve(walks, count)
    goal = goals.set_target(surgery, "PEOPLE", goal=25, year=2026, by=manager, at=timezone.now())

    newest = datetime.date(2026, 10, 1)
    (found,) = progress_of([goal], newest, of_service_in(surgery, [span_of(goal, newest)]))

    assert (found.reached, found.per_hundred) == (reached, per_hundred)


@pytest.mark.django_db
def test_goals_are_set_once_by_who_answers_for_the_service(bank, surgery, manager):
    school = factories.make_service(bank, name="School")
    goals.set_target(surgery, "PEOPLE", goal=25, year=2026, by=manager, at=timezone.now())

    with pytest.raises(goals.TargetKnown):
        goals.set_target(surgery, "PEOPLE", goal=30, year=2026, by=manager, at=timezone.now())
    with pytest.raises(NotAllowed):
        goals.set_target(school, "PEOPLE", goal=25, year=2026, by=manager, at=timezone.now())
    with pytest.raises(NotAllowed):
        goals.remove_target(Target.objects.get(), by=factories.make_member(bank))


@pytest.mark.django_db
def test_money_is_written_by_managers_and_admins(bank, surgery, manager):
    spending = goals.Spending(TODAY, TODAY, Decimal("12.50"), "pounds")
    goals.enter_cost(surgery, spending, by=manager, at=timezone.now())
    goals.enter_cost(surgery, spending, by=factories.admin_of(bank), at=timezone.now())

    for who in (factories.make_coordinator(bank), factories.make_staff(surgery), factories.make_member(bank)):
        with pytest.raises(NotAllowed):
            goals.enter_cost(surgery, spending, by=who, at=timezone.now())
        with pytest.raises(NotAllowed):
            goals.remove_cost(Cost.objects.first(), by=who)


@pytest.mark.django_db
def test_the_sheet_has_every_part_and_each_claim_its_basis(client, surgery, walks, manager):
    serve(walks, 12)
    goals.set_target(surgery, "PEOPLE", goal=24, year=2026, by=manager, at=timezone.now())
    days = datetime.date(2026, 10, 1), datetime.date(2026, 10, 31)
    goals.enter_cost(surgery, goals.Spending(*days, Decimal(300), "pounds"), by=manager, at=timezone.now())
    client.force_login(manager.person)

    page = client.get(address("report", surgery, **{"from": "2026-10", "to": "2026-10"})).content.decode()

    assert "It served 12 people." in page
    assert "n = 12 · October 2026 · everybody served on at least one day of the period" in page
    assert "Evidence: level 1 of 5" in page
    assert "Walks by the river" in page
    assert "300.00 pounds in the months that have figures." in page
    assert "People served, 2026" in page
    assert "Groups under 10 are never shown" in page
    assert "Maud Manager" in page


@pytest.mark.django_db
def test_nine_people_leave_no_number_on_the_sheet(client, surgery, walks, manager):
    serve(walks, 9)
    client.force_login(manager.person)

    page = client.get(address("report", surgery)).content.decode()

    assert "It served" not in page
    assert "n = " not in page
    assert "12 months had fewer than 10 people" in page


@pytest.mark.django_db
def test_who_reads_it_and_who_does_not(client, bank, surgery, manager):
    school = factories.make_service(bank, name="School")
    answers = {}
    for who, member in {
        "manager": manager,
        "coordinator": factories.make_coordinator(bank),
        "admin": factories.admin_of(bank),
        "auditor": factories.make_auditor(bank),
        "member": factories.make_member(bank),
    }.items():
        client.force_login(member.person)
        answers[who] = [client.get(address(name, surgery)).status_code for name in ("report", "targets", "costs")]
    client.force_login(manager.person)

    assert answers == {
        "manager": [200, 200, 200],
        "coordinator": [200, 200, 403],
        "admin": [200, 200, 200],
        "auditor": [200, 403, 403],
        "member": [403, 403, 403],
    }
    assert [client.get(address(name, school)).status_code for name in ("report", "targets", "costs")] == [403] * 3


@pytest.mark.django_db
def test_a_row_of_another_service_is_not_there(client, bank, surgery, manager):
    school = factories.make_service(bank, name="School")
    admin = factories.admin_of(bank)
    target = goals.set_target(school, "PEOPLE", goal=5, year=2026, by=admin, at=timezone.now())
    spent = goals.enter_cost(school, goals.Spending(TODAY, TODAY, Decimal(1), "pounds"), by=admin, at=timezone.now())
    client.force_login(manager.person)

    gone = [client.post(address(*each)).status_code for each in (
        ("target_remove", surgery, target.pk), ("cost_remove", surgery, spent.pk)
    )]  # fmt: skip

    assert (gone, Target.objects.count(), Cost.objects.count()) == ([404, 404], 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"from": "2026-13"}, {"from": "x"}, {"to": "2999-01"}, {"from": "2026-10", "to": "2026-09"}]
)
def test_months_that_cannot_be_are_said_so(client, surgery, manager, query):
    client.force_login(manager.person)

    response = client.get(address("report", surgery, **query))

    assert (response.status_code, "error-summary" in response.content.decode()) == (400, True)


@pytest.mark.django_db
def test_a_goal_and_a_cost_are_written_and_taken_out_on_their_pages(client, surgery, manager):
    client.force_login(manager.person)
    spent = {"first_on": "2026-01-01", "last_on": "2026-12-31", "amount": "1250.50", "currency": "pounds"}

    bad = client.post(address("costs", surgery), spent | {"amount": "1e9"}).status_code
    turned = client.post(address("costs", surgery), spent | {"last_on": "2025-01-01"}).status_code
    client.post(address("costs", surgery), spent)
    client.post(address("targets", surgery), {"measure": "INDEX", "goal": "50", "year": str(timezone.now().year)})
    kept = (Cost.objects.get().amount, Target.objects.get().goal)
    client.post(address("cost_remove", surgery, Cost.objects.get().pk))
    client.post(address("target_remove", surgery, Target.objects.get().pk))

    assert (bad, turned, kept) == (400, 400, (Decimal("1250.50"), 50))
    assert (Cost.objects.count(), Target.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_month_that_runs_is_not_reported(client, surgery, manager):
    client.force_login(manager.person)
    this = timezone.now().date()

    asked = client.get(address("report", surgery, **{"from": "2026-10", "to": f"{this:%Y-%m}"}))
    usual = client.get(address("report", surgery)).context["months"][1]

    assert (asked.status_code, usual) == (400, months_before(this, 1))


@pytest.mark.django_db
def test_goals_of_the_reports_own_end_are_measured_with_it(surgery, walks, django_assert_num_queries):
    serve(walks, 12)
    year, half, before = (datetime.date(2026, 1, 1), datetime.date(2026, 7, 1), datetime.date(2025, 1, 1))
    newest = datetime.date(2026, 10, 1)

    with CaptureQueriesContext(connection) as once:
        of_service(surgery, half, newest)
    with django_assert_num_queries(len(once)):
        found = of_service_in(surgery, [(half, newest), (year, newest), (before, newest)])

    assert found == {stretch: of_service(surgery, *stretch) for stretch in found}


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_one_of_everything_as_for_three(client, surgery, manager, django_assert_num_queries, rows):
    for number in range(rows):
        serve(factories.make_programme(surgery, title=f"Walk {number}"), 10)
        goals.set_target(
            surgery, ("PEOPLE", "HOURS", "INDEX")[number], goal=9, year=2026, by=manager, at=timezone.now()
        )
        spending = goals.Spending(TODAY, TODAY, Decimal(1), "pounds")
        goals.enter_cost(surgery, spending, by=manager, at=timezone.now())
        round_ = surgery.voice_rounds.create(year=2023 + number, half=1, began_on=TODAY, remind_on=TODAY, last_on=TODAY)
        VoiceAnswer.objects.create(round=round_, side="STAFF", step=1, people=10)
    client.force_login(manager.person)

    with django_assert_num_queries(30):
        client.get(address("report", surgery))
