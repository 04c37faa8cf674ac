"""Staff's time on duty outside sessions: who writes it, until when, and that it is counted and earns nothing."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.events.registers import Register
from ledger import reads as ledger
from members.models import Mandate
from services.actions.duty import DayFull, DutyKnown, TimeOnDuty, first_open_day, remove_duty, write_duty
from services.actions.session_registers import Duty, SessionRegister, save_session_register
from services.forms.duty import DutyForm
from services.models import Participation, StaffTime
from services.reads.measures import Hours, of_programme, of_service
from services.reads.outcomes import OUTCOMES, unpaid_minutes
from tests import factories as make
from tests.crowds import make_crowd
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed, WrongState
from timebank.lib.months import month_of

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def surgery():
    return make.make_service(make.make_bank())


@pytest.fixture
def nurse(surgery):
    return make.make_staff(surgery)


@pytest.fixture
def today(surgery):
    return surgery.bank.day(timezone.now())


def said(staff, on, minutes=90, **more):
    return TimeOnDuty(staff, on, minutes, **more)


def page_of(surgery, name="duty", *args):
    return reverse(f"services:{name}", args=[surgery.bank.slug, surgery.slug, *args])


def test_a_home_visit_counts_as_staffs_hours_and_earns_nothing(surgery, nurse, today):
    programme = make.make_programme(surgery)
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=today)
        for each in make_crowd(surgery.bank, 10)
    )
    now, month = timezone.now(), month_of(today)

    write_duty(surgery, said(nurse, today), by=nurse, at=now)
    write_duty(surgery, said(nurse, today, 30, programme=programme), by=nurse, at=now)

    assert of_service(surgery, month, month).whole.hours == Hours(0, 120, 0, 0, paid=120)
    assert of_programme(programme, month, month).whole.hours == Hours(0, 30, 0, 0, paid=30)
    assert nurse.account_id is None
    assert ledger.balance_of(surgery.organisation.account_id) == 0


def test_paid_hours_reach_no_goal_and_make_no_hour_cheaper(surgery, nurse, today):
    people = [make.make_member(surgery.bank) for _each in range(10)]
    programme = make.make_programme(surgery)
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=today) for each in people
    )
    make.held_session(programme, both=tuple(people[:2]), staff=(nurse,), on=today)
    month = month_of(today)
    before = of_service(surgery, month, month).whole

    write_duty(surgery, said(nurse, today, 600), by=nurse, at=timezone.now())

    after = of_service(surgery, month, month).whole
    assert after.hours == Hours(0, 600, 0, 180, paid=660)
    assert unpaid_minutes(after) == unpaid_minutes(before) == 120
    assert OUTCOMES["HOURS"].of(after) == 2


def test_nobody_is_on_duty_for_more_than_a_day_has_at_sessions_and_outside_them(surgery, nurse, today):
    programme = make.make_programme(surgery)
    session, now = make.make_session(programme, days=0), timezone.now()
    write_duty(surgery, said(nurse, today, 1000), by=nurse, at=now)

    with pytest.raises(DayFull, match="Nurse Adaeze would work for more than 24 hours on that day"):
        write_duty(surgery, said(nurse, today, 441, programme=programme), by=nurse, at=now)
    register = SessionRegister(Register({}, session.event.register_number), {nurse.pk: Duty(441, is_side_by_side=True)})
    with pytest.raises(DayFull):
        save_session_register(session, register, by=nurse, at=now)
    write_duty(surgery, said(nurse, today, 440, programme=programme), by=nurse, at=now)

    assert sum(time.minutes for time in StaffTime.objects.all()) == 24 * 60


@pytest.mark.parametrize(
    ("today", "first"), [((2026, 11, 7), (2026, 10, 1)), ((2026, 11, 8), (2026, 11, 1)), ((2026, 1, 3), (2025, 12, 1))]
)
def test_a_month_stays_open_for_a_week_after_its_end(today, first):
    assert first_open_day(datetime.date(*today)) == datetime.date(*first)


def test_no_time_is_written_of_tomorrow_nor_of_a_month_whose_figures_stand(surgery, nurse, today):
    closed = first_open_day(today) - datetime.timedelta(days=1)

    for on in (today + datetime.timedelta(days=1), closed):
        with pytest.raises(WrongState):
            write_duty(surgery, said(nurse, on), by=nurse, at=timezone.now())
    old = make.write_staff_time(make.make_programme(surgery), nurse, on=closed)
    with pytest.raises(WrongState):
        remove_duty(old, by=nurse, at=timezone.now())

    assert StaffTime.objects.get() == old


def test_time_of_a_day_is_written_once_for_each_programme_also_by_a_colleague(surgery, nurse, today):
    doctor, programme = make.make_staff(surgery, name="Dr Osei"), make.make_programme(surgery)
    for what in (None, programme):
        write_duty(surgery, said(nurse, today, programme=what), by=doctor, at=timezone.now())

        with pytest.raises(DutyKnown, match="There is time of Nurse Adaeze for this on that day"):
            write_duty(surgery, said(nurse, today, 15, programme=what), by=nurse, at=timezone.now())

    assert [time.minutes for time in StaffTime.objects.all()] == [90, 90]


def test_who_runs_no_sessions_keeps_their_own_time_and_no_others(client, surgery, nurse, today):
    doctor, now = make.make_staff(surgery, name="Dr Osei", duties=["REFER"]), timezone.now()
    own = write_duty(surgery, said(doctor, today, 75), by=doctor, at=now)
    others = write_duty(surgery, said(nurse, today, 45), by=nurse, at=now)
    client.force_login(doctor.person)

    seen = words(client.get(page_of(surgery)))
    form = client.get(page_of(surgery)).context["form"]
    not_theirs = client.post(page_of(surgery, "duty_remove", others.pk))
    client.post(page_of(surgery, "duty_remove", own.pk))
    with pytest.raises(NotAllowed):
        remove_duty(others, by=doctor, at=now)
    client.post(page_of(surgery), {"day": f"{today:%d %m %Y}", "minutes": "2", "programme": "", "staff": nurse.pk})

    assert ("Dr Osei, 1¼ hours" in seen, "Nurse Adaeze" in seen, "staff" in form.fields) == (True, False, False)
    assert not_theirs.status_code == 404
    assert [(time.staff, time.minutes) for time in StaffTime.objects.all()] == [(nurse, 45), (doctor, 120)]
    assert page_of(surgery) in client.get(page_of(surgery, "service")).content.decode()


def test_who_worked_there_and_what_ran_on_that_day_counts_not_what_is_now(surgery, nurse):
    porter, at = make.make_staff(surgery, name="Pat Porter"), NOON
    today = NOON.date()
    before, after = today - datetime.timedelta(days=1), today
    run = make.make_programme(surgery, opened_on=before, closed_on=before, state="CLOSED")
    mandates = Mandate.objects.filter(holder=porter)
    mandates.update(began_at=at - datetime.timedelta(days=1), ended_at=at - datetime.timedelta(hours=24))
    Mandate.objects.filter(holder=nurse).update(began_at=at - datetime.timedelta(days=1))
    form = DutyForm(None, service=surgery, asker=nurse, keeps_all=True, today=today)

    write_duty(surgery, said(porter, before, programme=run), by=nurse, at=at)
    for wrong in (
        said(porter, after),
        said(nurse, before - datetime.timedelta(days=1)),
        said(nurse, after, programme=run),
    ):
        with pytest.raises(NotAllowed):
            write_duty(surgery, wrong, by=nurse, at=at)

    assert set(form.fields["staff"].queryset) == {nurse, porter}
    assert set(form.fields["programme"].queryset) == {run}
    assert StaffTime.objects.get().staff == porter


def test_staff_write_their_own_and_who_runs_sessions_of_all_staff_and_nobody_else(surgery, nurse, today):
    porter = make.make_staff(surgery, name="Pat Porter", duties=["REFER"])
    coordinator, elsewhere = make.make_coordinator(surgery.bank), make.make_service(surgery.bank, name="School")
    wrong = [
        (said(nurse, today), porter),
        (said(nurse, today), coordinator),
        (said(coordinator, today), coordinator),
        (said(coordinator, today), nurse),
        (said(nurse, today, programme=make.make_programme(elsewhere)), nurse),
    ]

    for time, by in wrong:
        with pytest.raises(NotAllowed):
            write_duty(surgery, time, by=by, at=timezone.now())

    assert not StaffTime.objects.exists()


def test_who_wrote_it_whose_it_is_and_a_manager_take_it_out_and_no_colleague(surgery, nurse, today):
    doctor, other = make.make_staff(surgery, name="Dr Osei"), make.make_staff(surgery, name="Nurse Other")
    manager = make.make_staff(surgery, name="Mo Manager", duties=[], manages=True)

    for by in (doctor, nurse, manager):
        time = write_duty(surgery, said(nurse, today), by=doctor, at=timezone.now())
        with pytest.raises(NotAllowed):
            remove_duty(time, by=other, at=timezone.now())
        remove_duty(time, by=by, at=timezone.now())

    assert not StaffTime.objects.exists()


def test_the_page_writes_lists_and_takes_out(client, surgery, nurse, today):
    client.force_login(nurse.person)
    path = page_of(surgery)
    typed = {"staff": nurse.pk, "day": f"{today:%d %m %Y}", "minutes": "1½", "programme": ""}

    wrong = client.post(path, typed | {"day": "1 1 2020", "minutes": ""})
    written = words(client.post(path, typed, follow=True))
    again = client.post(path, typed)
    taken_out = words(client.post(page_of(surgery, "duty_remove", StaffTime.objects.get().pk), follow=True))

    assert (wrong.status_code, again.status_code) == (400, 400)
    assert "Choose a day of this month. The figures of others stay as they are." in words(wrong)
    assert "Write the hours as a number" in words(wrong)
    assert "Written down for Nurse Adaeze." in written
    assert "Nurse Adaeze, 1½ hours" in written
    assert "the service as a whole" in written
    assert "There is time of Nurse Adaeze for this on that day." in words(again)
    assert "Nothing yet. What staff do outside sessions shows here." in taken_out
    assert path in client.get(page_of(surgery, "service")).content.decode()


def test_time_at_a_session_is_not_listed_nor_taken_out_here(client, surgery, nurse):
    programme = make.make_programme(surgery)
    time = make.write_staff_time(programme, nurse, session=make.make_session(programme, by=nurse))
    client.force_login(nurse.person)

    said = words(client.get(page_of(surgery)))
    answer = client.post(page_of(surgery, "duty_remove", time.pk))

    assert "Nothing yet." in said
    assert answer.status_code == 404
    assert StaffTime.objects.filter(pk=time.pk).exists()


def test_the_page_asks_the_same_however_much_there_is(client, surgery, nurse, today, django_assert_num_queries):
    client.force_login(nurse.person)
    programme = make.make_programme(surgery)
    make.write_staff_time(programme, nurse, on=today)
    client.get(page_of(surgery))
    with django_assert_num_queries(11):
        client.get(page_of(surgery))
    StaffTime.objects.bulk_create(
        StaffTime(
            service=surgery, programme=programme, staff=nurse, on=today - datetime.timedelta(days=each), minutes=60,
            is_side_by_side=True, recorded_by=nurse, recorded_at=timezone.now(),
        )
        for each in range(1, 60)
    )  # fmt: skip

    with django_assert_num_queries(11):
        page = client.get(page_of(surgery))

    assert "Earlier ones" in words(page)
    last = words(client.get(page_of(surgery) + page.context["older_url"]))
    assert "The newest ones" in last
