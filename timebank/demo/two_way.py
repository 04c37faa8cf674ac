"""A year of three services: whom they introduced, who came to their sessions, and who gave something back.

The surgery becomes two-way, the school is on its way, and the care home means well and stays one-way: its residents are
visited and never asked. The measures show the difference; nothing here writes a measure.
"""

import datetime
import uuid
from dataclasses import dataclass, field
from functools import partial

from exchanges.actions.acts import Act
from exchanges.actions.events.planning import agree
from exchanges.actions.events.posting import approve_register
from exchanges.actions.events.registers import Line, Register, WalkIn
from exchanges.models import Attendee
from members.actions import accept_claim, accept_terms, approve_application
from members.actions.gifts import GiftWords
from members.actions.mandates import Helper, name_delegate
from members.actions.organisations import OrganisationPage, change_page
from members.models import Area, Consent, Gift, Mandate, Member
from members.reads.terms import current_terms
from services.actions.duty import TimeOnDuty, write_duty
from services.actions.programmes import begin_from_pack, open_programme
from services.actions.referrals import CallMade, Introduction, record_call, refer, take_on
from services.actions.services import PlaceWords, make_service, write_place, write_post
from services.actions.session_registers import Duty, SessionRegister, save_session_register
from services.actions.sessions import SessionPlan, put_on_session
from services.actions.taking_part import add_member, give_role
from services.models import Participation, Programme, Referral, Service, Session, StaffPost
from services.models.programme_pack import PACK
from timebank.demo.afterwards import plan_how_they_are, plan_met_before
from timebank.demo.doing import Doing, log
from timebank.demo.served import SERVICES, DemoServed, DemoService, DemoStaff
from timebank.demo.telling import Story
from timebank.demo.text import DemoDeed
from timebank.demo.town import Neighbour, Town, address, joining
from timebank.demo.voices import leave_with_service, plan_voices

FIRST = "riverside-surgery"
FEWEST_MEMBERS = 100  # of a town that has services
FOUNDED, FIRST_SESSION, APART = 352, 330, 28  # days ago; days from one session to the next
KNOWN_BEFORE = 9  # days that a session is known before
INTRODUCED_BEFORE = 12  # days from being introduced to the first session
HOUR = 60
ENOUGH_TO_ASK = 10  # of the staff: what fewer say is never shown
BEGINS, ENDS = datetime.time(14), datetime.time(15, 30)


@dataclass
class Year:
    """How far a service's year has come: who works there, and who was introduced and has joined, in order."""

    told: DemoService
    service: Service
    programme: Programme
    staff: list[Member]
    served: list[Neighbour] = field(default_factory=list)


def plan_services(town: Town, story: Story) -> None:
    """Let the services take part from eleven months ago on."""
    for place, told in enumerate(SERVICES):
        story.plan(town.moment(FOUNDED, 9, place), partial(_begin, town, story, told))


def leave_services(town: Town) -> None:
    """Leave what the first of the services has before it, and what waits on the desk. A small town has no services."""
    staff = Member.objects.select_related("bank", "person")
    for service in Service.objects.filter(bank=town.bank, slug=FIRST).select_related("bank", "organisation"):
        posts = service.posts.order_by("pk").values_list("member", flat=True)
        programme = service.programmes.select_related("service__bank", "service__organisation").get()
        leave_with_service(town, service, programme, [staff.get(pk=pk) for pk in posts])


def _begin(town: Town, story: Story, told: DemoService, at: datetime.datetime) -> None:
    """The organisation joins, becomes a service, names its staff and opens its programme; its months are planned."""
    joining(town, told.organisation)(at)
    organisation, by = town.people[told.organisation.key].member, town.people["priya"].member
    page = OrganisationPage(told.organisation.about, (), Member.OrganisationKind.INSTITUTION, has_public_page=True)
    organisation = change_page(organisation, page, by=by, at=at)
    service = make_service(organisation, kind=told.kind, opening_times=told.opening_times, by=by, at=at)
    area = Area.objects.get(bank=town.bank, name=told.organisation.area)
    write_place(service, PlaceWords(name=told.place, access=told.access, area=area), by=by)
    staff = [_hire(town, service, each, at) for each in told.staff]
    packed = next(each for each in PACK if each.code == told.template)
    programme = begin_from_pack(service, packed, by=staff[0], at=at)
    year = Year(told, service, open_programme(programme, by=staff[0], at=at), staff)
    for month, _came in enumerate(told.turning):
        story.plan(_moment_of(town, month, -KNOWN_BEFORE), partial(_put_on, town, story, year, month))
    if len(staff) >= ENOUGH_TO_ASK:
        plan_voices(town, story, service, staff, year.served)
    for place, somebody in enumerate(told.served):
        _plan_introduction(town, story, (year, somebody), _first_month(told, place))
    for place, wait in enumerate(told.first_gift_months):
        for later in range(_first_month(told, place) + wait, len(told.turning), 2):
            story.plan(_moment_of(town, later, 3 + place % 9), partial(_give, town, story, year, place))


def _first_month(told: DemoService, place: int) -> int:
    """Say before which month's session somebody is introduced: the first to which so many came, or else the last."""
    months = [month for month, (came, _both) in enumerate(told.turning) if came > place]
    return months[0] if months else len(told.turning) - 1


def _moment_of(town: Town, month: int, days: int = 0, hour: int = 15) -> datetime.datetime:
    """Give a time some days after a month's session, or before it."""
    return town.moment(FIRST_SESSION - APART * month - days, hour)


def _hire(town: Town, service: Service, told: DemoStaff, at: datetime.datetime) -> Member:
    """Let somebody act for a service; the one whom visitors sign in as has said yes at their address."""
    by = town.people["priya"].member
    kind = Mandate.Kind.MANAGER if told.manages else Mandate.Kind.RECORDER
    helper = Helper(name=told.name, email=address(told.email, town.bank.slug))
    holder = name_delegate(service.organisation, helper, kind=kind, by=by, at=at).holder
    for claim in holder.address_claims.filter(accepted_at=None):
        accept_claim(claim, person=None, at=at)
    write_post(service, holder, job=told.job, duties=list(StaffPost.Duty), by=by)
    return Member.objects.select_related("bank", "person").get(pk=holder.pk)


def _plan_introduction(town: Town, story: Story, who: tuple[Year, DemoServed], month: int) -> None:
    story.plan(_moment_of(town, month, -INTRODUCED_BEFORE, 9), partial(_introduce, town, story, who))


def _introduce(town: Town, story: Story, who: tuple[Year, DemoServed], at: datetime.datetime) -> None:
    """A member of staff introduces somebody at the end of an appointment; the desk rings, and lets them in."""
    year, told = who
    introduction = Introduction(
        name=told.name,
        hopes=told.hopes,
        gifts=[GiftWords(Gift.Kind.HEART, words) for words in told.good_at],
        shares=Referral.Shares.STEPS,
        how=Consent.How.IN_PERSON,
        telephone=told.telephone,
        email=address(told.email, town.bank.slug),
    )
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{town.bank.slug}:{told.telephone}")
    by = year.staff[1 if len(year.staff) > 1 else 0]
    referral = refer(year.service, introduction, key=key, by=by, at=at, programme=year.programme)
    story.plan(at + datetime.timedelta(days=1), lambda later: take_on(referral, by=town.coordinators()[0], at=later))
    story.plan(at + datetime.timedelta(days=2), partial(_welcome, town, story, year, referral))


def _welcome(town: Town, story: Story, year: Year, referral: Referral, at: datetime.datetime) -> None:
    """The welcome call: what they are good at goes into their profile, and they join the bank and the programme."""
    by = town.coordinators()[0]
    record_call(referral, CallMade(), by=by, at=at)
    applicant = Member.objects.select_related("bank", "person").get(pk=referral.member_id)
    accept_terms(applicant, list(current_terms(town.bank)), how=Consent.How.PHONE, by=by, at=at)
    member = approve_application(applicant, by=by, at=at, booked_on=town.bank.day(at))
    for claim in member.address_claims.filter(accepted_at=None):
        member = accept_claim(claim, person=None, at=at)
    member.bank = town.bank
    neighbour = Neighbour(f"served-{member.number}", member, (), (), at, town.bank.welcome_minutes)
    year.served.append(neighbour)
    add_member(year.programme, member, is_served=True, by=year.staff[0], at=at)
    if neighbour.signs_in:
        plan_how_they_are(town, story, (year.service, member), at)


def _put_on(town: Town, story: Story, year: Year, month: int, at: datetime.datetime) -> None:
    day = _moment_of(town, month)
    led_by = _leader(year, at) if year.told.is_led_by_served(month) else None
    plan = SessionPlan(
        on=town.bank.day(day),
        begins_at_time=BEGINS,
        ends_at_time=ENDS,
        title=year.programme.title,
        place=year.told.place,
        access=year.told.access,
        given_minutes=HOUR,
        received_minutes=HOUR,
        led_by=led_by,
    )
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{town.bank.slug}:{year.told.organisation.key}:{month}")
    session = put_on_session(year.programme, plan, by=year.staff[0], at=at, key=key)
    agree(session.event, Act(town.coordinators()[1], at))
    story.plan(day, partial(_hold, town, story, (year, session), month))


def _leader(year: Year, at: datetime.datetime) -> Member:
    """Give the first whom the programme served, who fills the role that staff and citizens share."""
    member = year.served[0].member
    part = Participation.objects.select_related("programme", "member").get(programme=year.programme, member=member)
    role = year.programme.roles.filter(is_shared=True, is_for_served=True)[0]
    give_role(part, role, by=year.staff[0], at=at)
    return member


def _hold(town: Town, story: Story, what: tuple[Year, Session], month: int, at: datetime.datetime) -> None:
    """Who came is written down: those who were helped, of these who gave as well, two neighbours, and the staff."""
    year, session = what
    came, both = year.told.turning[month]
    session = Session.objects.select_related("event__bank", "programme__service").get(pk=session.pk)
    lines = [(one, HOUR if place < both else 0, HOUR) for place, one in enumerate(year.served[:came])]
    lines += [(town.people[key], HOUR, 0) for key in year.told.neighbours if key in town.people]
    walk_ins = [_walk_in(one, given, received) for one, given, received in lines]
    is_side_by_side = year.told.is_side_by_side(month)
    duties = {each.pk: Duty(HOUR, is_side_by_side) for each in year.staff[: year.told.on_duty]}
    register = SessionRegister(Register({}, seen=session.event.register_number, walk_ins=walk_ins), duties)
    save_session_register(session, register, by=year.staff[0], at=at)
    if year.told.visit_minutes:
        visit = TimeOnDuty(year.staff[1], session.event.on, year.told.visit_minutes, programme=year.programme)
        write_duty(year.service, visit, by=year.staff[1], at=at)
    for one, given, received in lines:
        one.minutes += given - received
    story.plan(at + datetime.timedelta(hours=4), partial(_approve, town, session))


def _walk_in(one: Neighbour, given: int, received: int) -> WalkIn:
    part = Attendee.Part.GUEST if received else Attendee.Part.HELPER
    return WalkIn(one.member, part, Line(came=True, given_minutes=given, received_minutes=received))


def _approve(town: Town, session: Session, at: datetime.datetime) -> None:
    session.event.refresh_from_db()
    approve_register(session.event, Act(town.coordinators()[1], at, booked_on=town.bank.day(at)))


def _give(town: Town, story: Story, year: Year, place: int, at: datetime.datetime) -> None:
    """Somebody whom the service serves gives a neighbour an hour or more of what they are good at."""
    giver, told = year.served[place], year.told.served[place]
    others = [one for one in year.served if one is not giver] + [town.people["margaret"], town.people["fatima"]]
    receiver = others[(place * 5 + at.month) % len(others)]
    deed = DemoDeed(category="COMPANY", minutes=60 + 30 * (place % 3), what=told.good_at[0], thanks="")
    giver.minutes, receiver.minutes = giver.minutes + deed.minutes, receiver.minutes - deed.minutes
    doing = Doing(deed, giver, receiver)
    plan_met_before(town, story, (log(town, story, doing, at), doing), at)
