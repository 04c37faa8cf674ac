"""How a membership ends: the account is settled and closed, the history stays."""

import datetime
import uuid

from django.utils.translation import gettext as _

from ledger import actions as ledger
from members.actions.acts import locked, note
from members.models import Member, MemberEvent
from timebank.lib.errors import WrongState
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def record_leaving(
    member: Member, *, by: Member, at: datetime.datetime, booked_on: datetime.date | None = None
) -> Member:
    """End a membership: what is left goes to the pot, a debt is met by it, the account closes, the history stays.

    Callers outside this app use exchanges.actions.leaving, which first closes what the member still offers.
    """
    member = locked(member)
    if not member.is_approved:
        raise WrongState(_("%(name)s is not a member now.") % {"name": member.name})
    member.state, member.left_at, member.roles = Member.State.LEFT, at, []
    member.save(update_fields=["state", "left_at", "roles"])
    note(member, MemberEvent.Kind.LEFT, by=by, at=at)
    if member.account_id is not None:
        ledger.settle_and_close(
            member.account_id,
            ledger.Farewell(
                key=uuid.uuid5(uuid.NAMESPACE_URL, f"leaving:{member.pk}:{at.isoformat()}"),
                by=by.actor_key,
                reason="LEFT",
                happened_on=member.bank.day(at),
                booked_on=booked_on,
            ),
        )
    return member
