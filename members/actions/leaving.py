"""How a membership ends: the account is settled and closed, the history stays."""

import datetime
import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.acts import give_up_roles, locked, note
from members.actions.concerns import must_leave_a_lead
from members.actions.mandates import end_mandates_of, tell_acts_no_longer
from members.actions.telling import tell
from members.models import Member, MemberEvent
from notices.actions import keep_back_waiting
from timebank.lib.errors import WrongState
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def record_leaving(
    member: Member,
    *,
    by: Member,
    at: datetime.datetime,
    heir: Member | None = None,
    booked_on: datetime.date | None = None,
) -> Member:
    """End a membership: what is left goes to the heir or the pot, nobody acts on, the history stays.

    A debt is met by the pot where it may go so far, else written off. Callers outside this app use
    exchanges.actions.leaving, which first closes what the member still offers. Raises the ledger's OverLimit where
    the heir, or the pot, cannot hold what is left.
    """
    member = locked(member)
    if not member.belongs:
        raise WrongState(_("%(name)s is not a member now.") % {"name": member.name})
    must_leave_a_lead(member)
    give_up_roles(member, by=by, at=at)
    member.state, member.left_at = Member.State.LEFT, at
    member.back_on = member.review_on = None
    member.save(update_fields=["state", "left_at", "roles", "back_on", "review_on"])
    note(member, MemberEvent.Kind.LEFT, by=by, at=at)
    keep_back_waiting(member.actor_key)
    for mandate in end_mandates_of(member, by=by, at=at):  # who comes back says yes anew
        tell_acts_no_longer(mandate, at=at)
    has_hours = close_account(member, heir, by=by, at=at, booked_on=booked_on)
    if by.pk != member.pk:
        _tell_left(member, at=at)
    if heir is not None and has_hours:
        _tell_heir(heir, member, at=at)
    return member


def close_account(
    member: Member,
    heir: Member | None,
    *,
    by: Member,
    at: datetime.datetime,
    reason: str = "LEFT",
    booked_on: datetime.date | None = None,
) -> bool:
    """Settle and close a member's account; answers whether hours were left on it."""
    if member.account_id is None:
        return False
    has_hours = ledger_reads.balance_of(member.account_id) > 0
    farewell = ledger.Farewell(
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"leaving:{member.pk}:{at.isoformat()}"),
        by=by.actor_key,
        reason=reason,
        happened_on=member.bank.day(at),
        booked_on=booked_on,
        heir_id=heir.account_id if heir else None,
    )
    ledger.settle_and_close(member.account_id, farewell)
    return has_hours


def _tell_left(member: Member, *, at: datetime.datetime) -> None:
    tell(
        member,
        kind="LEFT",
        subject=_("You have left %(bank)s") % {"bank": member.bank.name},
        body=_("We have written it down for you. Your account is closed, and you owe nobody anything. Thank you."),
        path=reverse("exchanges:home", args=[member.bank.slug]),
        at=at,
    )


def _tell_heir(heir: Member, leaver: Member, *, at: datetime.datetime) -> None:
    tell(
        heir,
        kind="HEIR",
        subject=_("%(name)s has left the time bank and gives you their hours") % {"name": leaver.name},
        body=_("You see them on your statement."),
        path=reverse("insight:statement", args=[leaver.bank.slug]),
        at=at,
    )
