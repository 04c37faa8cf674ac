"""Calling off what a member has planned, where they can no longer keep it."""

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act, locked, move, tell
from exchanges.actions.events.belonging import end_events_of
from exchanges.actions.holding import give_back
from exchanges.actions.rounds.belonging import end_proposals_of
from exchanges.models import Exchange, ExchangeQuerySet
from members.models import Member

PLANS = (Exchange.State.PROPOSED, Exchange.State.AGREED)


def plans_of(member: Member) -> ExchangeQuerySet:
    """Give what a member has planned, or is asked to plan, in order."""
    found: ExchangeQuerySet = Exchange.objects.of(member.bank).with_member(member).filter(state__in=PLANS)
    return found.order_by("pk")


def cancel_plans(member: Member, act: Act, *, reason: str) -> None:
    """Cancel every plan of a member and tell the other side why. What has happened already stays."""
    end_events_of(member, act, reason=reason)
    end_proposals_of(member, act, reason=reason)
    for plan in plans_of(member):
        exchange = locked(plan)
        if exchange.state not in PLANS:  # answered, or said to have happened, just now
            continue
        give_back(exchange, act)
        move(exchange, Exchange.State.CANCELLED, act, reason=reason)
        subject = _("Cancelled: %(what)s") % {"what": exchange.description}
        tell(exchange, [exchange.other_side(member)], act, kind="CANCELLED", subject=subject, body=reason)
