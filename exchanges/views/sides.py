"""What each of the two people of an exchange has said about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchanges.models import Exchange
from exchanges.views.sentences import named
from members.models import Member
from timebank.lib.durations import hours_in_words

State = Exchange.State


@dataclass(frozen=True)
class Side:
    """One of the two people: what they did, the hours they last stated, and what they say is not right."""

    member: Member
    gave: bool
    minutes: int | None
    reason: str

    @property
    def words(self) -> str:
        """Say it in one sentence."""
        if self.minutes is None:
            return _("%(name)s has not written any hours.") % {"name": named(self.member)}
        said = {"name": named(self.member), "hours": hours_in_words(self.minutes)}
        return _("%(name)s wrote %(hours)s.") % said


def sides_of(exchange: Exchange) -> list[Side]:
    """Read both sides from the exchange's history (fetched before), the giver first."""
    return [_side(exchange, exchange.giver), _side(exchange, exchange.receiver)]


def _side(exchange: Exchange, member: Member) -> Side:
    minutes, reason = None, ""
    for step in exchange.steps.all():
        if (step.on_behalf_of_id or step.by_id) != member.pk:
            continue
        if step.to_state in (State.LOGGED, State.CONFIRMED):
            minutes = step.minutes
        elif step.to_state == State.DISPUTED:
            reason = step.reason
    return Side(member=member, gave=member.pk == exchange.giver_id, minutes=minutes, reason=reason)
