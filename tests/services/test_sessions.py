"""Sessions of programmes: what others learn of them, their registers, and that paid staff are never credited."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exchanges.actions.events import posting, registers, series, signing
from exchanges.actions.events.acts import EventRefused
from exchanges.actions.events.planning import Repeating, agree
from exchanges.actions.events.registers import Line, Register, RegisterChanged, WalkIn
from exchanges.models import Attendee, Event, EventStep, Series
from ledger.reads import account_states
from members.models import Mandate
from notices.models import Notice
from services.actions import sessions as actions
from services.actions import taking_part
from services.actions.programmes import ProgrammeWords, StaysOpen, change_programme
from services.actions.session_registers import Duty, OnDuty, SessionRegister, save_session_register
from services.models import Participation, Programme, Session, StaffPost, StaffTime
from services.reads.sessions import expected_at, turnout_of
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
AT = timezone.now
SECRETS = ("diabetes", "sugar", "Walk", "room 2", "Surgery")


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return make.make_staff(surgery)


@pytest.fixture
def programme(surgery):
    return make.make_programme(surgery)


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def ben(bank):
    return make.make_member(bank, name="Ben Fox")


def plan(bank, *, days: int = 3, **fields) -> actions.SessionPlan:
    said = {"title": "Walk for diabetes", "place": "Practice, room 2", "body": "We talk of sugar."}
    said |= {"begins_at_time": datetime.time(10), "ends_at_time": datetime.time(11, 30)}
    return actions.SessionPlan(on=bank.day(AT()) + datetime.timedelta(days=days), **{**said, **fields})


def put_on(programme, by, **fields) -> Session:
    """A session that a coordinator agreed to."""
    bank = programme.service.bank
    session = actions.put_on_session(programme, plan(bank, **fields), by=by, at=AT())
    agree(session.event, make.act(make.make_coordinator(bank)))
    return Session.objects.select_related("event__bank", "programme__service__bank").get(pk=session.pk)


def save(session, by, *, citizens=(), staff=None, seen=None) -> Session:
    """Write a register in which these came: a member, what they gave and what they received, in minutes."""
    lines, came = {}, []
    known = {line.member_id: line for line in session.event.attendees.all()}
    for member, given, received in citizens:
        said = Line(came=True, given_minutes=given, received_minutes=received, is_excused=session.is_free)
        if member.pk in known:
            lines[known[member.pk].pk] = said
        else:
            came.append(WalkIn(member, "HELPER" if given else "GUEST", said))
    number = Event.objects.get(pk=session.pk).register_number if seen is None else seen
    duties = {member.pk: duty for member, duty in (staff or {}).items()}
    said = SessionRegister(Register(lines, number, walk_ins=came), duties)
    return save_session_register(session, said, by=by, at=AT())


def test_nothing_of_what_is_confidential_stands_where_events_are_read(bank, surgery, programme, nurse, rosa):
    make.take_part(programme, rosa)

    session = put_on(programme, nurse)
    actions.sign_up_for(session, rosa, "GUEST", channel="PHONE", by=nurse, at=AT())
    actions.change_session(session, plan(bank, place="Practice, room 3", days=4), by=nurse, at=AT())
    actions.call_off_session(session, reason="The sugar nurse is ill.", by=nurse, at=AT())

    event = Event.objects.get(pk=session.pk)
    said = [event.title, event.body, event.place, event.access]
    said += EventStep.objects.filter(event=event).values_list("reason", flat=True)
    said += [f"{each.subject} {each.body}" for each in Notice.objects.filter(kind__startswith="EVENT")]
    assert [word for word in SECRETS for words in said if word in words] == []
    assert (event.is_confidential, event.is_public, event.host) == (True, False, surgery.organisation)
    assert Session.objects.get().title == "Walk for diabetes"


def test_where_nothing_is_secret_the_event_says_it_all(bank):
    school = make.make_service(bank, name="Riverside Primary", kind="SCHOOL")
    staff = make.make_staff(school)

    session = put_on(make.make_programme(school), staff, title="Reading hour", is_public=True)

    assert (session.event.title, session.event.is_public, session.event.is_confidential) == (
        "Reading hour",
        True,
        False,
    )


def test_the_same_form_puts_a_session_on_once(bank, programme, nurse):
    key = uuid.uuid4()

    for _tap in range(2):
        actions.put_on_session(programme, plan(bank), by=nurse, at=AT(), key=key)

    assert (Session.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["coordinator", "referrer", "other service's", "participant"])
def test_nobody_else_runs_a_session_of_what_is_confidential(bank, surgery, programme, nurse, who):
    school = make.make_service(bank, name="Riverside Primary", kind="SCHOOL")
    by = {
        "coordinator": lambda: make.make_coordinator(bank),
        "referrer": lambda: make.make_staff(surgery, duties=[StaffPost.Duty.REFER]),
        "other service's": lambda: make.make_staff(school, manages=True),
        "participant": lambda: make.take_part(programme, make.make_member(bank)).member,
    }[who]()
    session = put_on(programme, nurse, days=0)

    with pytest.raises(NotAllowed):
        actions.put_on_session(programme, plan(bank), by=by, at=AT())
    with pytest.raises(NotAllowed):
        actions.call_off_session(session, reason="No", by=by, at=AT())
    with pytest.raises(NotAllowed):
        save(session, by)


def test_a_series_makes_sessions_ahead_and_who_leads_does_so_on(bank, programme, nurse, rosa):
    part = make.take_part(programme, rosa)
    weekly = Repeating(Series.Every.WEEK, bank.day(AT()) + datetime.timedelta(days=17))
    first = actions.put_on_session(programme, plan(bank, led_by=rosa), by=nurse, at=AT(), repeating=weekly)
    agree(first.event, make.act(make.make_coordinator(bank)))

    series.make_ahead(first.event.series_id, at=AT())
    taking_part.end_part(part, by=rosa, at=AT())
    Series.objects.update(until_on=bank.day(AT()) + datetime.timedelta(days=24))
    series.make_ahead(first.event.series_id, at=AT())

    found = Session.objects.order_by("event__on")
    assert [(each.title, each.place, each.led_by) for each in found] == [
        ("Walk for diabetes", "Practice, room 2", None)
    ] * 4
    assert Notice.objects.for_recipients([rosa.actor_key]).filter(subject__startswith="You lead it: Group").exists()


def test_what_is_confidential_makes_no_session_that_all_can_read(bank):
    reading = make.make_programme(make.make_service(bank, name="Riverside Primary", kind="SCHOOL"))
    staff = make.make_staff(reading.service, manages=True)
    secret = ProgrammeWords(title="Parents", aim="x", serves="y", is_confidential=True)
    weekly = Repeating(Series.Every.WEEK, bank.day(AT()) + datetime.timedelta(days=70))
    first = actions.put_on_session(reading, plan(bank), by=staff, at=AT(), repeating=weekly)
    agree(first.event, make.act(make.make_coordinator(bank)))
    with pytest.raises(StaysOpen, match=r"^Anybody reads its sessions. Call off .* afterwards.$"):
        change_programme(reading, secret, by=staff)
    Event.objects.filter(pk=first.event_id).update(state=Event.State.REGISTERED)
    with pytest.raises(StaysOpen, match=r"Call off .* the register waits: ask a coordinator to approve it first"):
        change_programme(reading, secret, by=staff)

    Event.objects.update(state=Event.State.POSTED, posted_at=AT())
    with pytest.raises(StaysOpen, match="Call off"):  # its series goes on
        change_programme(reading, secret, by=staff)
    Programme.objects.update(is_confidential=True)
    assert series.make_ahead(first.event.series_id, at=AT()) == 0
    Programme.objects.update(is_confidential=False)

    assert change_programme(reading, secret, by=staff).is_confidential


def test_who_takes_part_signs_up_and_helps_in_a_role(programme, nurse, rosa, ben):
    part = make.take_part(programme, rosa)
    session = put_on(programme, nurse)
    with pytest.raises(NotAllowed):
        actions.sign_up(session, "GUEST", make.act(ben))
    with pytest.raises(taking_part.NotChecked):
        actions.sign_up(session, "HELPER", make.act(rosa))

    taking_part.give_role(part, programme.roles.get(), by=nurse, at=AT())
    line = actions.sign_up(session, "HELPER", make.act(rosa))

    assert (line.part, line.state) == (Attendee.Part.HELPER, Attendee.State.COMING)


def test_the_events_own_page_asks_for_the_role_too(bank, rosa):
    reading = make.make_programme(make.make_service(bank, name="Riverside Primary", kind="SCHOOL"))
    staff = make.make_staff(reading.service, manages=True)
    session = put_on(reading, staff)
    with pytest.raises(taking_part.NotChecked):
        signing.sign_up(session.event, "HELPER", make.act(rosa))

    assert signing.sign_up(session.event, "GUEST", make.act(rosa)).part == "GUEST"


@pytest.mark.parametrize("kind", ["SURGERY", "SCHOOL"])
def test_staff_write_down_who_rang(bank, kind, rosa):
    programme = make.make_programme(make.make_service(bank, name="Some service", kind=kind))
    staff = make.make_staff(programme.service)
    make.take_part(programme, rosa)
    session = put_on(programme, staff)

    actions.sign_up_for(session, rosa, "GUEST", channel="PHONE", by=staff, at=AT())
    with pytest.raises(NotAllowed):
        actions.sign_up_for(session, rosa, "GUEST", channel="PHONE", by=make.make_member(bank), at=AT())
    actions.take_off_for(session, rosa, channel="PHONE", by=staff, at=AT())

    assert Attendee.objects.get().state == Attendee.State.OFF


def test_the_register_knows_four_kinds_of_people(bank, surgery, programme, nurse, rosa, ben):
    priya, served = make.make_member(bank), make.take_part(programme, rosa)
    session = put_on(programme, nurse, days=0)

    save(session, nurse, citizens=[(rosa, 60, 30), (ben, 60, 0), (priya, 0, 90)], staff={nurse: Duty(90, True)})

    found = turnout_of(session)
    assert (found.staff, found.helpers, found.helped, found.co_givers) == (1, 1, 1, 1)
    assert (found.staff_minutes, found.given_minutes, found.received_minutes) == (90, 120, 120)
    parts = Participation.objects.exclude(pk=served.pk).order_by("is_served")
    assert [(part.member, part.is_served) for part in parts] == [(ben, False), (priya, True)]
    posting.approve_register(session.event, make.act(make.make_coordinator(bank)))
    accounts = [each.account_id for each in (rosa, ben, priya, surgery.organisation)]
    states = account_states(accounts)
    assert [states[pk].balance_minutes for pk in accounts] == [30, 60, -90, 0]


def test_saving_twice_does_it_once_and_two_who_write_at_once_are_told(programme, nurse, rosa):
    session = put_on(programme, nurse, days=0)
    for _tap in range(2):
        save(session, nurse, citizens=[(rosa, 0, 60)], staff={nurse: Duty(60, True)}, seen=0)
    assert (StaffTime.objects.count(), Event.objects.get().register_number) == (1, 1)

    with pytest.raises(RegisterChanged):
        save(session, nurse, citizens=[(rosa, 0, 60)], staff={nurse: Duty(45, True)}, seen=0)
    save(session, nurse, citizens=[(rosa, 0, 60)], staff={nurse: Duty(45, False)})

    time = StaffTime.objects.get()
    assert (time.minutes, time.is_side_by_side, time.on) == (45, False, session.event.on)
    save(session, nurse, citizens=[(rosa, 0, 60)])
    assert not StaffTime.objects.exists()


def test_who_was_on_duty_is_in_no_line_of_the_register(bank, surgery, programme, nurse, ben):
    make.delegate(surgery.organisation, ben, Mandate.Kind.MANAGER)
    session = put_on(programme, nurse, days=0)
    both = {"citizens": [(ben, 60, 0)], "staff": {ben: Duty(60, True)}}
    with pytest.raises(OnDuty):
        save(session, nurse, **both)
    save(session, nurse, staff={ben: Duty(60, True)})

    act = make.act(ben, on_behalf_of=surgery.organisation, channel="DELEGATE")
    said = WalkIn(ben, "HELPER", Line(came=True, given_minutes=60))
    with pytest.raises(OnDuty):
        registers.save_register(session.event, Register({}, session.event.register_number, walk_ins=[said]), act)
    event = Event.objects.get()
    Attendee.objects.create(
        event=event, member=ben, part="HELPER", state="COMING", since=AT(), came=True, given_minutes=60
    )
    with pytest.raises(OnDuty):
        posting.approve_register(event, make.act(make.make_coordinator(bank)))

    assert account_states([ben.account_id])[ben.account_id].balance_minutes == 0


def test_whose_names_nobody_reads_gives_its_own_people_no_hours(bank, surgery, programme, nurse, ben, rosa):
    make.delegate(surgery.organisation, ben, Mandate.Kind.MANAGER)
    session = put_on(programme, nurse, days=0)
    with pytest.raises(OnDuty):
        save(session, nurse, citizens=[(ben, 60, 0)])

    save(session, nurse, citizens=[(ben, 0, 60), (rosa, 60, 0)])

    assert Attendee.objects.filter(given_minutes__gt=0).get().member == rosa


def test_who_has_left_is_not_taken_in_again_by_a_later_word_on_that_day(programme, nurse, rosa, ben):
    session = put_on(programme, nurse, days=0)
    save(session, nurse, citizens=[(rosa, 0, 60)])
    taking_part.end_part(Participation.objects.get(), by=rosa, at=AT())

    save(session, nurse, citizens=[(ben, 60, 0)])

    assert [(part.member, part.left_on is None) for part in Participation.objects.order_by("pk")] == [
        (rosa, False),
        (ben, True),
    ]


def test_who_works_for_another_service_is_not_on_duty_here(bank, programme, nurse):
    other = make.make_staff(make.make_service(bank, name="Riverside Primary", kind="SCHOOL"))
    session = put_on(programme, nurse, days=0)

    with pytest.raises(NotAllowed):
        save(session, nurse, staff={other: Duty(60, True)})


def test_who_leads_gives_also_one_whom_the_programme_serves(bank, programme, nurse, rosa, ben):
    make.take_part(programme, rosa)
    with pytest.raises(actions.SessionRefused):
        actions.put_on_session(programme, plan(bank, led_by=ben), by=nurse, at=AT())
    session = put_on(programme, nurse, days=0, led_by=rosa)
    assert [(each.member, str(each.words)) for each in expected_at(session)] == [(rosa, "leads it")]

    with pytest.raises(EventRefused):
        save(session, nurse, citizens=[(rosa, 0, 60), (ben, 60, 0)])
    save(session, nurse, citizens=[(rosa, 60, 0), (ben, 0, 60)])

    assert Attendee.objects.get(member=rosa).given_minutes == 60


def test_time_of_staff_is_written_once_a_session_and_once_a_day(surgery, programme):
    nurse = make.make_staff(surgery)
    session = make.make_session(programme)
    for of_day in ({"session": session}, {"session": None}):
        make.write_staff_time(programme, nurse, **of_day)
        with pytest.raises(IntegrityError), transaction.atomic():
            make.write_staff_time(programme, nurse, **of_day)


def test_a_programme_that_closes_calls_off_what_is_to_come(bank, programme, nurse):
    put_on(programme, nurse)
    weekly = Repeating(Series.Every.WEEK, bank.day(AT()) + datetime.timedelta(days=17))
    actions.put_on_session(programme, plan(bank), by=nurse, at=AT(), repeating=weekly)

    actions.call_off_all(programme, by=nurse, at=AT())

    assert set(Event.objects.values_list("state", flat=True)) == {Event.State.CANCELLED}
    assert not Series.objects.filter(ended_at=None).exists()
