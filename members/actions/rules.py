"""Changing a bank's rules: what was changed is kept, with who, when, from what and to what."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.acts import lock_bank, must_be_admin
from members.actions.limits import SET, WhyMissing
from members.actions.telling import keep_sender
from members.models import Bank, BankEvent, Member
from timebank.lib.transactions import atomic_with_retry

Rule = BankEvent.Rule


def must_say_why(words: str) -> None:
    """Refuse a change of a rule without a reason."""
    if not words.strip():
        raise WhyMissing(_("Write why. Everybody who reads the rules can read it."))


@transaction.atomic
def change_bank(
    bank: Bank, values: Mapping[str, object], *, by: Member, at: datetime.datetime, words: str = ""
) -> Bank:
    """Write what an admin changed of the bank's public face and its rules. The rules hold for what comes after.

    Raises WhyMissing where a rule is changed without a reason: every member can read it.
    """
    must_be_admin(bank, by)
    bank = lock_bank(bank)
    changed = {name: value for name, value in values.items() if getattr(bank, name) != value}
    if any(name in Rule.values for name in changed):
        must_say_why(words)
    for name, value in changed.items():
        if name in Rule.values:
            before = getattr(bank, name)
            BankEvent.objects.create(bank=bank, rule=name, before=before, after=value, words=words, by=by, at=at)
        setattr(bank, name, value)
    if changed:
        bank.save(update_fields=list(changed))
    if {"name", "zone"} & set(changed):
        keep_sender(bank)
    return bank


@atomic_with_retry
def set_pot_limits(bank: Bank, limits: ledger.Limits, *, words: str, by: Member, at: datetime.datetime) -> None:
    """Say how far the shared pot may go below and above zero, and why.

    Down to its floor it pays the debts of those who leave; one that would take it further is written off whole.
    """
    must_be_admin(bank, by)
    must_say_why(words)
    bank = lock_bank(bank)
    pot_id = ledger_reads.account_of_kind(bank.book_id, "POT")
    now = ledger_reads.account_states([pot_id])[pot_id]
    ledger.set_limits(pot_id, limits, by=by.actor_key, reason=SET)
    sides = (
        (Rule.POT_FLOOR, now.floor_minutes, limits.floor_minutes),
        (Rule.POT_CEILING, now.ceiling_minutes, limits.ceiling_minutes),
    )
    for rule, before, after in sides:
        if before != after:
            BankEvent.objects.create(bank=bank, rule=rule, before=before, after=after, words=words, by=by, at=at)
