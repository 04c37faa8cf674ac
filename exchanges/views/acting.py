"""Whose word an act on a page is: the member's own, or said for them by who acts for them."""

import datetime

from exchanges.actions.acts import Act
from exchanges.models import Step
from members.access import BankRequest


def act_of(request: BankRequest, at: datetime.datetime) -> Act:
    """Say who acts now, and for whom: a supporter for a person, a delegate for an organisation."""
    if request.mandate is None:
        return Act(request.actor, at)
    channel = Step.Channel.DELEGATE if request.member.is_organisation else Step.Channel.SUPPORTER
    return Act(request.actor, at, on_behalf_of=request.member, channel=channel)
