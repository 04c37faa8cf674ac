"""How one deed of the demo bank is written down: logged, answered, thanked for, and approved where the rule asks."""

import datetime
import uuid
from dataclasses import dataclass

from exchanges.access import may_approve
from exchanges.actions import approval, life
from exchanges.actions.acts import Act
from exchanges.models import Exchange
from timebank.demo.deeds import DemoDeed
from timebank.demo.telling import Story
from timebank.demo.town import Neighbour, Town


@dataclass(frozen=True)
class Doing:
    """One deed between two people of the town."""

    deed: DemoDeed
    giver: Neighbour
    receiver: Neighbour

    @property
    def logger(self) -> Neighbour:
        """Who writes it down: the giver, unless only the receiver signs in."""
        return self.receiver if self.receiver.signs_in and not self.giver.signs_in else self.giver

    @property
    def other(self) -> Neighbour:
        """Whose word is asked for then."""
        return self.giver if self.logger is self.receiver else self.receiver


def draft(town: Town, doing: Doing, at: datetime.datetime) -> life.Draft:
    """Write down a deed as an exchange of that day."""
    return life.Draft(
        giver=doing.giver.member,
        receiver=doing.receiver.member,
        minutes=doing.deed.minutes,
        description=doing.deed.what,
        day=town.bank.day(at),
        category=town.categories[doing.deed.category],
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"{town.bank.slug}:{town.chance.getrandbits(64)}"),
    )


def word(town: Town, speaker: Neighbour, doing: Doing, at: datetime.datetime) -> Act:
    """Let somebody speak for themselves, or a coordinator who took no part write down what they said by phone."""
    if speaker.signs_in:
        return Act(speaker.member, at, booked_on=town.bank.day(at))
    parties = {doing.giver.member.pk, doing.receiver.member.pk}
    writer = next(one for one in reversed(town.coordinators()) if one.pk not in parties)
    return Act(writer, at, on_behalf_of=speaker.member, channel="PHONE", booked_on=town.bank.day(at))


def log(town: Town, story: Story, doing: Doing, at: datetime.datetime) -> Exchange:
    """Let it be logged now, answered within some days, and approved after that where the bank's rule asks."""
    exchange = life.log(draft(town, doing, at), word(town, doing.logger, doing, at))
    answered_at = at + datetime.timedelta(hours=town.chance.randint(3, 80))
    story.plan(answered_at, lambda later: _confirm(town, story, (exchange, doing), later))
    return exchange


def _confirm(town: Town, story: Story, what: tuple[Exchange, Doing], at: datetime.datetime) -> None:
    exchange, doing = what
    confirmed = life.confirm(exchange, word(town, doing.other, doing, at), minutes=exchange.minutes)
    if doing.deed.thanks:
        life.thank(confirmed, word(town, doing.receiver, doing, at), words=doing.deed.thanks)
    if confirmed.state == Exchange.State.CONFIRMED:
        later = at + datetime.timedelta(hours=town.chance.randint(4, 60))
        story.plan(later, lambda approved_at: _approve(town, confirmed, approved_at))


def _approve(town: Town, exchange: Exchange, at: datetime.datetime) -> None:
    approver = next(one for one in [*town.coordinators(), town.admin] if may_approve(exchange, one))
    approval.approve(exchange, Act(approver, at, booked_on=town.bank.day(at)))
