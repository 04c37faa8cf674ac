"""What people of the demo bank are asked afterwards: whether they had met before, and how they are now."""

import datetime
from functools import partial

from exchanges.actions.met_before import say_met_before
from exchanges.models import Exchange, MetBefore
from exchanges.reads.met_before import is_to_be_asked
from members.models import Member
from services.actions.wellbeing import answer
from services.models import Service, WellbeingAnswer
from services.reads.wellbeing import Asking
from timebank.demo.doing import Doing, word
from timebank.demo.telling import Story
from timebank.demo.town import Town

Occasion = WellbeingAnswer.Occasion
ASKED_AFTER = 14  # days after an exchange
SAID_AFTER = {Occasion.BEFORE: 1, Occasion.AFTER: 100}  # days after they joined
# Of each person in turn: satisfied, worthwhile, happy, anxious (0 to 10), and lonely in three ways (1 to 3).
BEFORE = ((5, 4, 5, 6, 3, 2, 3), (4, 5, 4, 7, 2, 2, 3), (6, 5, 5, 5, 2, 3, 2), (5, 6, 4, 4, 3, 3, 3))
AFTER = ((7, 7, 6, 4, 2, 1, 2), (5, 6, 6, 6, 2, 2, 2), (6, 7, 6, 5, 1, 2, 2), (6, 6, 6, 4, 2, 2, 3))
ITEMS_OF_ONS4 = 4


def plan_met_before(town: Town, story: Story, what: tuple[Exchange, Doing], at: datetime.datetime) -> None:
    """Let the one who received say, two weeks after two people's first exchange, whether they had met before."""
    asked_at = at + datetime.timedelta(days=ASKED_AFTER)
    if asked_at <= town.now:
        story.plan(asked_at, partial(_say_met_before, town, *what))


def plan_how_they_are(town: Town, story: Story, who: tuple[Service, Member], at: datetime.datetime) -> None:
    """Let somebody whom a service serves say how they are: as they begin, and three months later."""
    for occasion, days in SAID_AFTER.items():
        said_at = at + datetime.timedelta(days=days)
        if said_at <= town.now:
            story.plan(said_at, partial(_say_how_they_are, *who, occasion))


def _say_met_before(town: Town, exchange: Exchange, doing: Doing, at: datetime.datetime) -> None:
    exchange = Exchange.objects.select_related("bank", "giver", "receiver").get(pk=exchange.pk)
    receiver = doing.receiver
    if is_to_be_asked(receiver.member, exchange, town.bank.day(at)):
        said = MetBefore.Answer.YES if (receiver.member.number or 0) % 4 == 0 else MetBefore.Answer.NO
        say_met_before(exchange, word(town, receiver, doing, at), answer=said)


def _say_how_they_are(service: Service, member: Member, occasion: str, at: datetime.datetime) -> None:
    told = (BEFORE if occasion == Occasion.BEFORE else AFTER)[(member.number or 0) % len(BEFORE)]
    scores = {"ONS4": told[:ITEMS_OF_ONS4], "UCLA3": told[ITEMS_OF_ONS4:]}
    answer(member, Asking(service, Occasion(occasion)), scores, by=member, at=at)
