"""What was given and received, at home and with other banks: each bank counts its own side, and once."""

from dataclasses import dataclass

from django.db.models import Count, Func, IntegerField, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from exchanges.models import CrossExchange, Exchange
from members.models import Bank, Member


@dataclass(frozen=True)
class Moved:
    """The minutes that a member gave and received in exchanges, as they stand in the ledger."""

    given_minutes: int
    received_minutes: int


@dataclass(frozen=True)
class Together:
    """How many exchanges a bank's members took part in, and the minutes they come to."""

    exchanges: int
    minutes: int


def moved_by(member: Member) -> Moved:
    """Add up what a member gave and received, at home and with other banks, with one query."""
    at_home, elsewhere = Exchange.objects.settled(), CrossExchange.objects.settled()
    sums = Member.objects.filter(pk=member.pk).values_list(
        _minutes(at_home.filter(giver=member)) + _minutes(elsewhere.given_by(member)),
        _minutes(at_home.filter(receiver=member)) + _minutes(elsewhere.received_by(member)),
    )
    return Moved(*sums.get())


def done_together(bank: Bank) -> Together:
    """Add up all exchanges of a bank's members, of those with other banks this bank's side, with two queries."""
    at_home = Exchange.objects.filter(bank=bank).settled()
    elsewhere = CrossExchange.objects.filter(sides__bank=bank).settled()
    sums = [each.aggregate(exchanges=Count("pk"), minutes=Sum("minutes", default=0)) for each in (at_home, elsewhere)]
    return Together(sum(each["exchanges"] for each in sums), sum(each["minutes"] for each in sums))


def _minutes(found: QuerySet[Exchange] | QuerySet[CrossExchange]) -> Coalesce:
    """Add up their minutes inside another query."""
    added = found.order_by().annotate(added=Func("minutes", function="SUM", output_field=IntegerField()))
    return Coalesce(Subquery(added.values("added")), 0)
