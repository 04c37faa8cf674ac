"""The file of members an admin sent in: kept until it is taken or thrown away, and a day at the longest."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank, must_be_admin
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


def file_to_take(bank: Bank, pk: int) -> MemberFile:
    """Give the very file an admin has looked at, locked. Raises WrongState where there is another, or none."""
    found: MemberFile | None = MemberFile.objects.select_for_update(of=("self",)).filter(bank=bank, pk=pk).first()
    if found is None:
        raise WrongState(_("This file is no longer here. Send it in again."))
    return found


def forget_old_files(*, at: datetime.datetime) -> None:
    """Erase what nobody took for a day."""
    MemberFile.objects.filter(at__lte=at - KEPT).delete()
