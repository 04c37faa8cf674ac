"""How a member has a rest, or is suspended: nothing that was planned is left open, and the other side hears of it."""

import datetime

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.leaving import must_not_hold_role
from exchanges.actions.plans import cancel_plans
from members import actions as members
from members.models import Member
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def pause(member: Member, rest: members.Rest, *, by: Member, at: datetime.datetime) -> Member:
    """Begin a member's rest: plans are cancelled with a word to the other side, no list shows them.

    What was logged already waits for its words as before: a rest is no reason to lose hours. Raises HoldsRole where
    somebody else would put out who runs or audits the bank by the way.
    """
    if by.pk != member.pk:
        must_not_hold_role(member, by)
    member = members.record_rest(member, rest, by=by, at=at)
    cancel_plans(member, Act(by, at), reason=_("%(name)s is having a rest.") % {"name": member.name})
    return member


@atomic_with_retry
def suspend(member: Member, suspension: members.Suspension, *, by: Member, at: datetime.datetime) -> Member:
    """Suspend a member: the same, with a reason that they alone are told. The other sides learn no more than needed."""
    must_not_hold_role(member, by)
    member = members.record_suspension(member, suspension, by=by, at=at)
    cancel_plans(member, Act(by, at), reason=_("%(name)s cannot take part for now.") % {"name": member.name})
    return member
