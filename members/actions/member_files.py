"""The file of members an admin sent in: kept until it is taken or thrown away, and a day at the longest."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank, must_be_admin
from members.actions.arrivals import Arrival, ImportedMember
from members.actions.importing import import_members
from members.models import Bank, Member, MemberFile
from timebank.lib.errors import WrongState

KEPT = datetime.timedelta(days=1)


@dataclass(frozen=True)
class SentFile:
    """A file, and how it is to be read."""

    name: str
    content: bytes
    program: str
    days: str
    columns: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def keep_file(bank: Bank, sent: SentFile, *, by: Member, at: datetime.datetime) -> MemberFile:
    """Keep a file for the admin to look at; one that was sent in before is erased."""
    bank = lock_bank(bank)
    must_be_admin(bank, by)
    MemberFile.objects.filter(bank=bank).delete()
    return MemberFile.objects.create(bank=bank, by=by, at=at, **vars(sent))


@transaction.atomic
def forget_file(bank: Bank, *, by: Member) -> None:
    """Erase a file. Again does no harm."""
    must_be_admin(bank, by)
    MemberFile.objects.filter(bank=bank).delete()


@transaction.atomic
def take_file(kept: MemberFile, rows: Sequence[ImportedMember], *, by: Member, at: datetime.datetime) -> list[Arrival]:
    """Bring over the members of the very file an admin has looked at, with today's balances, and erase it.

    Raises WrongState where that file is gone, and ImportRefused where a line does not fit any more.
    """
    bank = lock_bank(kept.bank)
    if not MemberFile.objects.filter(bank=bank, pk=kept.pk).exists():
        raise WrongState(_("This file is no longer here. Send it in again."))
    arrivals = import_members(bank, rows, day=bank.day(at), by=by, at=at)
    MemberFile.objects.filter(bank=bank).delete()
    return arrivals


def forget_old_files(*, at: datetime.datetime) -> None:
    """Erase what nobody took for a day."""
    MemberFile.objects.filter(at__lte=at - KEPT).delete()
