"""Writing to people who were brought over: once, when somebody says so, with a link that works once."""

import datetime

from django.db import transaction

from members.actions.acts import must_be_admin
from members.actions.addresses import claim_address
from members.models import Bank, Member, WaitingAddress
from timebank.lib.errors import RuleBroken


@transaction.atomic
def invite_imported(bank: Bank, *, by: Member | None, at: datetime.datetime) -> int:
    """Let everybody who was brought over with an address be written to; answers how many. Again does no harm.

    `by` is the admin, or None where the operator says so.
    """
    if by is not None:
        must_be_admin(bank, by)
    waiting = WaitingAddress.objects.filter(member__bank=bank, invite_at=None)
    invited: int = waiting.update(invite_at=at, invited_by=by)
    return invited


@transaction.atomic
def send_invitation(waiting_pk: int, *, at: datetime.datetime) -> None:
    """Ask the owner of one address whether they are this member; whoever has gone or has an address is not asked."""
    waiting = WaitingAddress.objects.select_for_update(skip_locked=True).filter(pk=waiting_pk).first()
    if waiting is None or waiting.invite_at is None:
        return
    member, email, by = waiting.member, waiting.email, waiting.invited_by
    waiting.delete()
    if not member.may_come_in:
        return
    try:
        with transaction.atomic():
            claim_address(member, email, by=by, at=at)
    except RuleBroken:  # they have said their address themselves meanwhile
        return
