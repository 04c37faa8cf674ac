"""How long a bank keeps each kind of data: what it begins with, and what its admins say."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.actions.acts import lock_bank, must_be_admin
from members.actions.rules import must_say_why
from members.models import MONTHS_AT_FIRST, Bank, BankEvent, Member, Retention


def begin_keeping(bank: Bank) -> None:
    """Give a new bank its rules of keeping, in the caller's transaction."""
    Retention.objects.bulk_create(
        Retention(bank=bank, kind=kind, months=months) for kind, months in MONTHS_AT_FIRST.items()
    )


@transaction.atomic
def set_keeping(
    bank: Bank, months: Mapping[str, int | None], *, by: Member, at: datetime.datetime, words: str = ""
) -> None:
    """Say how many months each kind is kept; None is until somebody asks to be erased. What was changed is kept.

    Raises WhyMissing where something is changed without a reason.
    """
    must_be_admin(bank, by)
    bank = lock_bank(bank)
    now = dict(Retention.objects.filter(bank=bank).values_list("kind", "months"))
    changed = [kind for kind in Retention.Kind if now.get(kind) != months.get(kind)]
    if changed:
        must_say_why(words)
    for kind in changed:
        before, after = now.get(kind), months.get(kind)
        if after is None:
            Retention.objects.filter(bank=bank, kind=kind).delete()
        else:
            Retention.objects.update_or_create(bank=bank, kind=kind, defaults={"months": after})
        BankEvent.objects.create(
            bank=bank,
            rule=BankEvent.Rule.KEEPING,
            before=_in_words(kind, before),
            after=_in_words(kind, after),
            words=words,
            by=by,
            at=at,
        )


def _in_words(kind: Retention.Kind, months: int | None) -> str:
    how_long = (
        _("until somebody asks")
        if months is None
        else ngettext("%(months)d month", "%(months)d months", months) % {"months": months}
    )
    return f"{kind.label}: {how_long}"
