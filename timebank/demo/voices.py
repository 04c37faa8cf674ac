"""What a service of the demo bank was told and set itself: the ladder, goals, costs, and what waits for somebody."""

import datetime
import uuid
from decimal import Decimal
from functools import partial

from exchanges.actions.listings import More, Wording, put_up
from members.actions.gifts import GiftWords
from members.models import Consent, Gift, Member
from services.actions.goals import Spending, enter_cost, set_target
from services.actions.ideas import IdeaWords, send_ideas
from services.actions.programmes import offer_role
from services.actions.referrals import Introduction, refer
from services.actions.taking_part import wish_to_take_part
from services.actions.voice import answer, answer_for, open_round
from services.models import Programme, Referral, Service
from services.models.voice import LadderStep, VoiceRound
from timebank.demo.telling import Story
from timebank.demo.town import Neighbour, Town

# Days ago: further apart than any half of a year is long, so that each stands in another half.
ASKED = (245, 50)
STAFF_SAY = ((3, 4, 4, 3, 5, 4, 4, 3, 5, 4, 4), (5, 5, 6, 5, 6, 5, 6, 4, 6, 5, 6))
SERVED_SAY = (3, 4, 4, 5, 5, 4, 6, 5, 5, 4, 5, 6, 5)
ROOM = ("A room for your group on weekday evenings", "Twelve chairs, a kettle and a hearing loop. Ring reception.")
GOALS = (("PEOPLE", 20), ("ALSO_GAVE", 12))  # of the year


def plan_voices(town: Town, story: Story, service: Service, staff: list[Member], served: list[Neighbour]) -> None:
    """Ask staff and people served twice where they stand; what the served say at first is too little to be shown."""
    for days_ago, said in zip(ASKED, STAFF_SAY, strict=True):
        story.plan(town.moment(days_ago, 10), partial(_ask, town, story, (service, staff, served), said))


def _ask(
    town: Town,
    story: Story,
    who: tuple[Service, list[Member], list[Neighbour]],
    said: tuple[int, ...],
    at: datetime.datetime,
) -> None:
    service, staff, served = who
    asked = open_round(service, by=staff[0], at=at)
    for place, (member, step) in enumerate(zip(staff, said, strict=False)):
        later = at + datetime.timedelta(days=1, hours=place)
        story.plan(later, partial(_answer, asked, member, member, step))
    coordinator = town.coordinators()[1]
    for place, step in enumerate(SERVED_SAY[: len(served)]):
        later = at + datetime.timedelta(days=3, hours=place)
        story.plan(later, partial(_answer, asked, served[place].member, coordinator, step))


def _answer(asked: VoiceRound, member: Member, by: Member, step: int, at: datetime.datetime) -> None:
    write = answer if by.pk == member.pk else answer_for
    write(asked, member, step=LadderStep(step), by=by, at=at)


def leave_with_service(town: Town, service: Service, programme: Programme, staff: list[Member]) -> None:
    """Let goals and a cost be written, an idea wait on the desk, and somebody who was introduced yesterday."""
    at, year = town.moment(1, 11), town.bank.day(town.now).year
    for measure, goal in GOALS:
        set_target(service, measure, goal=goal, year=year, by=staff[0], at=at)
    first_on, last_on = datetime.date(year, 1, 1), town.bank.day(at)
    if first_on <= last_on:
        spent = Spending(first_on, last_on, Decimal("1840.00"), "pounds", words="Room, tea and one morning a month")
        enter_cost(service, spent, by=staff[0], at=at)
    idea = IdeaWords("Walk with people who are afraid to go out alone after a fall.", "Who has been there.", 60)
    send_ideas(service, [idea], by=staff[-1], at=at)
    told = Introduction(
        name="Olive Rushworth",
        hopes="To sew with others again, and to have somewhere to be on Tuesdays.",
        gifts=[GiftWords(Gift.Kind.HAND, "Lampshades and loose covers")],
        shares=Referral.Shares.JOINED,
        how=Consent.How.IN_PERSON,
        telephone="07700 900870",
    )
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{town.bank.slug}:{told.telephone}")
    refer(service, told, key=key, by=staff[1], at=at, programme=programme)
    _ask_neighbours(town, service, programme, staff[0], at)


def _ask_neighbours(town: Town, service: Service, programme: Programme, by: Member, at: datetime.datetime) -> None:
    """Let the service offer its room and ask for a driver, and let a neighbour say that its programme is for her."""
    room = Wording("OFFER", ROOM[0], ROOM[1], more=More(places=("PUBLIC",)))
    put_up(room, member=service.organisation, by=by, at=at)
    offer_role(programme.roles.get(title="Driver"), by=by, at=at)
    wish_to_take_part(programme, town.people["fatima"].member, at=at)
