"""A member's death as the bank's books see it: nothing of theirs stays open, and the other sides hear kind words."""

import datetime

from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from exchanges.actions.leaving import close_what_is_open, lock_leaver, must_not_hold_role, no_room
from ledger.actions import OverLimit
from members import actions as members
from members.models import Member
from timebank.lib.errors import NotAllowed
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def record_death(member: Member, *, by: Member, at: datetime.datetime, heir: Member | None = None) -> Member:
    """Write down that a member has died. Hours that are left go to the heir the family names, or else to the pot.

    Raises StillOpen while an exchange of theirs is not settled, HoldsRole, NoHeir and NoRoom as leaving does.
    """
    if by.pk == member.pk or by.bank_id != member.bank_id or not by.is_coordinator:
        raise NotAllowed(_("Only a coordinator can write this down."))
    heir = lock_leaver(member, heir)
    must_not_hold_role(member, by)
    reason = _("%(name)s cannot keep this. Please ring us if you would like to talk.") % {"name": member.name}
    close_what_is_open(member, Act(by, at), reason=reason)
    try:
        return members.record_death(member, by=by, at=at, heir=heir)
    except OverLimit as refusal:
        raise no_room(heir, refusal.fits_minutes, by) from refusal
