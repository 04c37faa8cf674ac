"""Dull and valid services, programmes and people who take part in them, or are introduced."""

import datetime
import itertools
import uuid

from django.utils import timezone

from exchanges.actions.acts import Act
from exchanges.actions.events.planning import agree, put_on
from exchanges.actions.events.posting import approve_register
from exchanges.actions.events.registers import Line, Register, WalkIn, save_register
from exchanges.models import Event
from members.actions import Helper, approve_application, name_delegate
from members.actions.gifts import GiftWords
from members.models import Consent, Gift, Mandate, Member
from services.actions.referrals import CallMade, Introduction, make_link, record_call, refer
from services.actions.services import make_service as open_service
from services.actions.services import write_post
from services.models import (
    Participation,
    Programme,
    ProgrammeRole,
    Referral,
    ReferralLink,
    Service,
    Session,
    StaffPost,
    StaffTime,
)
from tests.factories.events import plan
from tests.factories.people import admin_of, make_coordinator, make_organisation, make_ready

_telephones = itertools.count(1)


def make_service(bank, *, name: str = "Riverside Surgery", kind: str = Service.Kind.SURGERY) -> Service:
    """Make a service that gives and receives, with a page anybody may read and no staff yet."""
    organisation = make_organisation(bank, name=name)
    organisation.organisation_kind = Member.OrganisationKind.INSTITUTION
    organisation.has_public_page = True
    organisation.save(update_fields=["organisation_kind", "has_public_page"])
    return open_service(organisation, kind=kind, by=admin_of(bank), at=timezone.now())


def make_staff(service: Service, *, name: str = "Nurse Adaeze", duties=tuple(StaffPost.Duty), manages=False) -> Member:
    """Make somebody who works for a service and is no member of the bank; with an address to sign in by."""
    kind = Mandate.Kind.MANAGER if manages else Mandate.Kind.RECORDER
    by, at = admin_of(service.bank), timezone.now()
    mandate = name_delegate(service.organisation, Helper(name=name), kind=kind, by=by, at=at)
    holder = mandate.holder
    holder.person.email = f"staff{holder.pk}@example.org"
    holder.person.save(update_fields=["email"])
    write_post(service, holder, job="Practice nurse", duties=list(duties), by=by)
    return Member.objects.select_related("bank", "person").get(pk=holder.pk)


def make_programme(service: Service, **fields) -> Programme:
    """Make an open programme with one role that the people it serves can fill; confidential as its service is."""
    said = {
        "title": "Living well with diabetes",
        "aim": "People with the same illness help each other.",
        "serves": "People of our list who have diabetes",
        "how_they_give": "They ring each other, and lead a walk.",
        "is_confidential": service.keeps_secrets,
        "state": Programme.State.OPEN,
        "opened_on": datetime.date(2026, 1, 1),
    } | fields
    said.setdefault("slug", f"programme-{service.programmes.count() + 1}")
    programme = Programme.objects.create(
        service=service, made_at=timezone.now(), made_by=admin_of(service.bank), **said
    )
    ProgrammeRole.objects.create(programme=programme, title="Peer supporter", is_for_served=True)
    return programme


def take_part(programme: Programme, member: Member, *, is_served: bool = True, since=None) -> Participation:
    """Let a member take part in a programme, from the day it opened unless another is named."""
    return Participation.objects.create(
        programme=programme, member=member, is_served=is_served, joined_on=since or programme.opened_on
    )


def make_session(programme: Programme, *, by: Member | None = None, days: int = 3, **fields) -> Session:
    """Put on a session in so many days, as the service's staff do, that a coordinator agreed to."""
    service, at = programme.service, timezone.now()
    bank = service.bank
    said = {"title": "Walk by the river", "body": "We meet at the bridge.", "place": "Mill bridge", "led_by": None}
    said |= {name: fields.pop(name) for name in list(fields) if name in said}
    secret = programme.is_confidential
    words = {"title": "Group activity", "place": "Ask the service", "access": ""} if secret else {}
    words |= {"is_public": not secret, "is_confidential": secret, "on": bank.day(at) + datetime.timedelta(days=days)}
    if fields.get("pays", "TAKERS") != "TAKERS":
        words["pot_account_id"] = service.pot_id
    shown = {"title": said["title"], "place": said["place"]} | words | fields
    act = Act(by or make_staff(service), at, on_behalf_of=service.organisation, channel="DELEGATE")
    event = put_on(bank, plan(bank, host=service.organisation, **shown), act)
    agree(event, Act(make_coordinator(bank), at))
    event = Event.objects.select_related("bank", "host", "made_by").get(pk=event.pk)
    return Session.objects.create(event=event, programme=programme, made_by=act.by, **said)


def held_session(
    programme: Programme,
    *,
    gave: tuple[Member, ...] = (),
    received: tuple[Member, ...] = (),
    both: tuple[Member, ...] = (),
    staff: tuple[Member, ...] = (),
    minutes: int = 60,
    on: datetime.date | None = None,
    **fields,
) -> Session:
    """Hold a session today, or on a day, and post its hours: who gave, received or did both, and staff on duty.

    Each pays for what they receive; where less is received than given, say who pays: `pays="BOTH", pot_minutes=600`.
    """
    at = timezone.now()
    session = make_session(programme, days=0, **fields)
    event = session.event
    if on is not None:
        Event.objects.filter(pk=event.pk).update(on=on)
        event.on = on
    kinds = ((gave, minutes, 0, "HELPER"), (received, 0, minutes, "GUEST"), (both, minutes, minutes, "HELPER"))
    came = [
        WalkIn(member, part, Line(came=True, given_minutes=given, received_minutes=taken))
        for members, given, taken, part in kinds
        for member in members
    ]
    act = Act(make_staff(programme.service), at, on_behalf_of=programme.service.organisation, channel="DELEGATE")
    event = save_register(event, Register({}, event.register_number, walk_ins=came), act)
    for member in staff:
        write_staff_time(programme, member, session=session, minutes=minutes)
    session.event = approve_register(event, Act(make_coordinator(programme.service.bank), at))
    return session


def write_staff_time(
    programme: Programme,
    staff: Member,
    *,
    session: Session | None = None,
    on: datetime.date | None = None,
    minutes: int = 60,
    is_side_by_side: bool = True,
) -> StaffTime:
    """Write down time that paid staff spent on duty, at a session or on a day."""
    at = timezone.now()
    day = session.event.on if session else on or programme.service.bank.day(at)
    return StaffTime.objects.create(
        service=programme.service,
        programme=programme,
        session=session,
        staff=staff,
        on=day,
        minutes=minutes,
        is_side_by_side=is_side_by_side,
        recorded_by=staff,
        recorded_at=at,
    )


def introduction(**told) -> Introduction:
    """Say what is told of somebody who is introduced: `told` are fields of Introduction."""
    said = {
        "name": "Edith Marlow",
        "hopes": "Company, and to get out of the house",
        "gifts": [GiftWords(Gift.Kind.HEART, "Making music or singing")],
        "shares": Referral.Shares.STEPS,
        "how": Consent.How.IN_PERSON,
        "telephone": f"01632 961{next(_telephones):03d}",
    }
    return Introduction(**said | told)


def make_referral(service: Service, *, by: Member | None = None, programme=None, at=None, member=None, **told):
    """Make a referral by staff, of a new applicant; `member` is who it shall be about instead, and consented.

    `told` are fields of Introduction; without `by` the first of the service's staff refers, or one is made.
    """
    posts = StaffPost.objects.held().filter(service=service).select_related("member__bank")
    by = by or getattr(posts.first(), "member", None) or make_staff(service)
    at = at or timezone.now()
    referral = refer(service, introduction(**told), key=uuid.uuid4(), by=by, at=at, programme=programme)
    if member is not None:
        Consent.objects.filter(pk=referral.consent_id).update(member=member)
        Referral.objects.filter(pk=referral.pk).update(member=member)
        Member.objects.filter(pk=referral.member_id).update(state=Member.State.DECLINED)
    return Referral.objects.select_related("bank", "service__organisation", "member", "consent").get(pk=referral.pk)


def make_handed_link(service: Service, by: Member) -> ReferralLink:
    """Make a link, with its slip, by which somebody introduces themselves."""
    return make_link(service, key=uuid.uuid4(), by=by, at=timezone.now())


def call_and_let_in(referral: Referral, coordinator: Member) -> Member:
    """Make the welcome call, and let who was introduced be a member."""
    record_call(referral, CallMade(), by=coordinator, at=timezone.now())
    return approve_application(make_ready(referral.member), by=coordinator, at=timezone.now())
