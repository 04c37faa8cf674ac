"""What waits in the demo bank for whoever signs in: the resident, the neighbour and the coordinator."""

import datetime
from functools import partial

from exchanges.actions import disputes, life
from exchanges.actions.acts import Act
from exchanges.models import Exchange
from members.actions import Application, apply_to_join, grant_role
from members.models import Role
from timebank.demo import text
from timebank.demo.doing import Doing, draft, word
from timebank.demo.gatherings import plan_latest_events
from timebank.demo.telling import Story
from timebank.demo.text import DemoDeed
from timebank.demo.town import Neighbour, Town, address

Waiting = tuple[float, DemoDeed]

UNANSWERED: tuple[Waiting, ...] = (
    (
        20,
        DemoDeed(
            category="REPAIRS", minutes=90, what="Shelves put up in the back room", giver="oliver", receiver="lucy"
        ),
    ),
    (
        2,
        DemoDeed(
            category="REPAIRS", minutes=60, what="Two lamps rewired at the table", giver="tom", receiver="margaret"
        ),
    ),
    (
        1,
        DemoDeed(
            category="GARDEN", minutes=120, what="Front garden tidied, ivy cut", giver="fatima", receiver="margaret"
        ),
    ),
)
TO_APPROVE: tuple[Waiting, ...] = (
    (
        7,
        DemoDeed(
            category="LIFTS", minutes=90, what="Drive to the flu clinic and back", giver="abdi", receiver="senait"
        ),
    ),
    (
        5,
        DemoDeed(
            category="COMPUTERS", minutes=75, what="First lesson on a new tablet", giver="jaydon", receiver="gordon"
        ),
    ),
    (
        4,
        DemoDeed(
            category="COOKING", minutes=150, what="Lunch for eight cooked together", giver="margaret", receiver="ruth"
        ),
    ),
    (2, DemoDeed(category="FORMS", minutes=105, what="Bus pass form filled in", giver="bilal", receiver="beryl")),
)
DISPUTED: Waiting = (
    12,
    DemoDeed(category="LESSONS", minutes=180, what="Driving theory practised", giver="hannah", receiver="callum"),
)
MEDIATOR = "ruth"
SAID: tuple[tuple[str, str], ...] = (
    ("hannah", "We began at ten and he drove me home at one. I did look at the clock."),
    ("callum", "Half of that was tea, and I didn't ask for the tea. It was good tea."),
)
PLANNED = DemoDeed(category="LIFTS", minutes=60, what="Lift to the eye clinic", giver="fatima", receiver="margaret")
ASKED = DemoDeed(category="SEWING", minutes=90, what="Take up a pair of curtains", giver="margaret", receiver="siobhan")


def leave_waiting(town: Town) -> None:
    """Leave applications, unanswered words, a plan, a question, approvals and a dispute, oldest first."""
    story = Story()
    for place, applicant in enumerate(text.APPLICANTS):
        story.plan(town.moment(1 + place * 2.2, 12 + place), partial(_apply, town, applicant))
    for days_ago, deed in (*UNANSWERED, *TO_APPROVE, DISPUTED):
        story.plan(town.moment(days_ago, 14), partial(_log, town, deed))
    for days_ago, deed in TO_APPROVE:
        story.plan(town.moment(days_ago - 1, 12), partial(_confirm, town, deed))
    story.plan(town.moment(DISPUTED[0] - 1, 12), partial(_dispute, town, DISPUTED[1]))
    story.plan(town.moment(DISPUTED[0] - 3, 10), partial(_mediate, town, DISPUTED[1]))
    story.plan(town.moment(3, 16), partial(_agree_plan, town))
    story.plan(town.moment(1, 10), partial(_ask, town))
    plan_latest_events(town, story)
    story.tell()


def _apply(town: Town, applicant: text.DemoApplicant, at: datetime.datetime) -> None:
    application = Application(
        name=applicant.name,
        email=address(applicant.email, town.bank.slug),
        telephone=applicant.telephone,
        area=applicant.area,
        about=applicant.about,
    )
    apply_to_join(town.bank, application, at=at)


def _log(town: Town, deed: DemoDeed, at: datetime.datetime) -> None:
    doing = _doing(town, deed)
    if doing:
        life.log(draft(town, doing, at), word(town, doing.logger, doing, at))


def _confirm(town: Town, deed: DemoDeed, at: datetime.datetime) -> None:
    doing, exchange = _doing(town, deed), _logged(town, deed)
    if doing and exchange:
        life.confirm(exchange, word(town, doing.other, doing, at), minutes=exchange.minutes)


def _dispute(town: Town, deed: DemoDeed, at: datetime.datetime) -> None:
    doing, exchange = _doing(town, deed), _logged(town, deed)
    if doing and exchange:
        reason = "We stopped after an hour and a half, the rest was tea."
        life.dispute(exchange, word(town, doing.other, doing, at), reason=reason)


def _mediate(town: Town, deed: DemoDeed, at: datetime.datetime) -> None:
    """Let a member mediate, and hear both sides: what to propose is left to whoever signs in."""
    exchange = _logged(town, deed)
    if exchange is None or exchange.state != Exchange.State.DISPUTED or MEDIATOR not in town.people:
        return
    mediator = grant_role(town.people[MEDIATOR].member, Role.MEDIATOR, by=town.admin, at=at)
    disputes.name_mediator(exchange, mediator, Act(town.coordinators()[0], at))
    for hours, (key, words) in enumerate(SAID, start=1):
        later = at + datetime.timedelta(hours=hours)
        disputes.say(exchange, Act(town.people[key].member, later), words=words)


def _agree_plan(town: Town, at: datetime.datetime) -> None:
    """The neighbour suggests a lift some days from now, and the resident says yes."""
    doing = _doing(town, PLANNED)
    if doing:
        plan = life.propose(_planned_draft(town, doing, 3), word(town, doing.giver, doing, at))
        life.accept(plan, word(town, doing.receiver, doing, at))


def _ask(town: Town, at: datetime.datetime) -> None:
    """Somebody asks the resident for help, who has not answered yet."""
    doing = _doing(town, ASKED)
    if doing:
        life.propose(_planned_draft(town, doing, 6), word(town, doing.receiver, doing, at))


def _planned_draft(town: Town, doing: Doing, days_ahead: int) -> life.Draft:
    return draft(town, doing, town.now + datetime.timedelta(days=days_ahead))


def _doing(town: Town, deed: DemoDeed) -> Doing | None:
    """Find the two people of a deed; a bank of a few members may lack one."""
    giver: Neighbour | None = town.people.get(deed.giver)
    receiver: Neighbour | None = town.people.get(deed.receiver)
    return Doing(deed, giver, receiver) if giver and receiver else None


def _logged(town: Town, deed: DemoDeed) -> Exchange | None:
    found: Exchange | None = Exchange.objects.of(town.bank).filter(description=deed.what).newest_first().first()
    return found
