"""What the people of the demo bank do beyond two by two: hours given away, a wish to the shared pot, announcements."""

import datetime
import uuid

from exchanges.actions.acts import Act
from exchanges.actions.announcing import Telling, announce
from exchanges.actions.giving import Giving, give
from exchanges.actions.pot import Asking, ask_pot
from timebank.demo.telling import Story
from timebank.demo.town import Neighbour, Town

KEPT_MINUTES = 120
# So many days ago, minutes, to whom ('' is the pot), and the words that went with them.
GIFTS = (
    (210, 120, "", "For the bench by the lock. We sit there more than anybody."),
    (96, 60, "eluned", "For the socks! You gave them away, so this is no payment."),
    (41, 180, "", "I have more hours than I can use. Somebody has fewer."),
)
WISH = ("qais", 90, "My mother comes in January and sees badly. We would like company for her at the clinic.")
ANNOUNCEMENTS = (
    (20, "The office is shut on Friday", "The heating is being mended. The telephone works as always.", 12),
    (
        2,
        "Winter is coming: who has a spare hour for ice and snow?",
        "Ring us with your street. We pair you up.",
        25,
    ),
)


def plan_gifts(town: Town, story: Story) -> None:
    """Let whoever has most give hours away: twice to the pot, once to a neighbour."""
    for days_ago, minutes, to, words in GIFTS:
        story.plan(town.moment(days_ago, 19), lambda at, gift=(minutes, to, words): _give(town, at, *gift))  # type: ignore[misc]


def do_together(town: Town) -> None:
    """Leave a wish for the pot, and what the coordinators announced."""
    key, minutes, words = WISH
    if key in town.people:
        at = town.moment(3, 20)
        ask_pot(Asking(town.people[key].member, minutes, words, key=_key(town, at)), Act(town.people[key].member, at))
    for days_ago, subject, body, days_up in ANNOUNCEMENTS:
        at = town.moment(days_ago, 9)
        until_on = town.bank.day(at) + datetime.timedelta(days=days_up)
        announce(town.bank, Telling(subject, body, until_on), by=town.coordinators()[0], at=at)


def _give(town: Town, at: datetime.datetime, minutes: int, to: str, words: str) -> None:
    signed_in = [one for one in town.people.values() if one.signs_in and one.key != to and one.joined_at < at]
    giver: Neighbour = max(signed_in, key=lambda one: one.minutes)
    receiver = town.people.get(to)
    if giver.minutes < minutes + KEPT_MINUTES or (to and receiver is None):
        return
    act = Act(giver.member, at, booked_on=town.bank.day(at))
    give(Giving(giver.member, receiver.member if receiver else None, minutes, words, key=_key(town, at)), act)
    giver.minutes -= minutes
    if receiver:
        receiver.minutes += minutes


def _key(town: Town, at: datetime.datetime) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{town.bank.slug}:{at}")
