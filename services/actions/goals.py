"""What a service wants to reach, and what it costs: written and taken out by who answers for it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.models import Member
from services.access import standing_of
from services.access.reports import may_enter_costs
from services.actions.changing import locked_service, must_change
from services.models import Cost, Service, Target
from services.reads.outcomes import MOST_TARGETS, OUTCOMES
from timebank.lib.errors import NotAllowed, RuleBroken

MOST_COSTS = 100


class TargetKnown(RuleBroken):
    """A measure has one goal in a year."""


class TooMany(RuleBroken):
    """A report holds so many goals and costs and no more."""


@dataclass(frozen=True)
class Spending:
    """What was spent in some days, in the bank's own word for money."""

    first_on: datetime.date
    last_on: datetime.date
    amount: Decimal
    currency: str
    words: str = ""


@transaction.atomic
def set_target(service: Service, measure: str, *, goal: int, year: int, by: Member, at: datetime.datetime) -> Target:
    """Set a goal for a measure in one year: a manager or a coordinator does. Raises TargetKnown and TooMany."""
    service = locked_service(service)
    must_change(service, by)
    if measure not in OUTCOMES or goal < 1:
        raise RuleBroken(_("Choose a measure and a goal."))
    if Target.objects.filter(service=service).count() >= MOST_TARGETS:
        raise TooMany(_("A service has %(most)d goals at most. Take one out first.") % {"most": MOST_TARGETS})
    first_on, last_on = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    try:
        with transaction.atomic():
            made: Target = Target.objects.create(
                service=service, measure=measure, goal=goal, first_on=first_on, last_on=last_on, set_by=by, set_at=at
            )
            return made
    except IntegrityError as fault:
        raise TargetKnown(_("This measure has a goal for that year. Take it out first.")) from fault


@transaction.atomic
def remove_target(target: Target, *, by: Member) -> None:
    """Take a goal out. Again does no harm."""
    must_change(target.service, by)
    Target.objects.filter(pk=target.pk).delete()


@transaction.atomic
def enter_cost(service: Service, spending: Spending, *, by: Member, at: datetime.datetime) -> Cost:
    """Write down what the service's part cost in some days: a manager or an admin does."""
    service = locked_service(service)
    _must_know_money(service, by)
    if Cost.objects.filter(service=service).count() >= MOST_COSTS:
        raise TooMany(_("That is more than a report can hold. Take some out first."))
    made: Cost = Cost.objects.create(
        service=service,
        first_on=spending.first_on,
        last_on=spending.last_on,
        amount=spending.amount,
        currency=spending.currency,
        words=spending.words,
        entered_by=by,
        entered_at=at,
    )
    return made


@transaction.atomic
def remove_cost(cost: Cost, *, by: Member) -> None:
    """Take a cost out. Again does no harm."""
    _must_know_money(cost.service, by)
    Cost.objects.filter(pk=cost.pk).delete()


def _must_know_money(service: Service, by: Member) -> None:
    if not may_enter_costs(standing_of(by, service), by):
        raise NotAllowed(_("Only a manager of this service or an admin can do this."))
