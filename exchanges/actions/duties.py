"""Being at the desk, and leaving it."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exchanges.models import Duty
from members.models import Member
from timebank.lib.errors import NotAllowed, RuleBroken

LONGEST = datetime.timedelta(hours=12)


class TooLong(RuleBroken):
    """Nobody is at the desk for so long."""


@transaction.atomic
def be_at_desk(member: Member, *, until_at: datetime.datetime, at: datetime.datetime) -> Duty:
    """Say that a coordinator is at the desk, until when."""
    if not member.is_coordinator:
        raise NotAllowed(_("Only a coordinator is at the desk."))
    if not at < until_at <= at + LONGEST:
        raise TooLong(_("Choose a time within the next twelve hours."))
    return Duty.objects.update_or_create(member=member, defaults={"since_at": at, "until_at": until_at})[0]


@transaction.atomic
def leave_desk(member: Member, *, at: datetime.datetime) -> None:
    """Say that a coordinator is no longer at the desk. Again does no harm."""
    Duty.objects.filter(member=member, until_at__gt=at).update(until_at=at)
