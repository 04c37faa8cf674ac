"""Whose statement somebody may read, who may take the books out, and who hears when the books do not add up."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from members.access import may_see_balance, member_to_see
from members.models import Bank, Consent, Member, Person, RetentionRun


def statement_holder(asker: Member, number: int | None) -> Member | None:
    """Give the member whose statement is asked for: the asker, or by number for those who run or audit the bank.

    None where the asker holds no account. A statement that the asker may not read does not exist.
    """
    if number is None or number == asker.number:
        return asker if asker.account_id is not None else None
    holder = member_to_see(asker, number)
    if holder.account_id is None or not may_see_balance(asker, holder):
        raise Http404
    return holder


def own_membership(person: Person, slug: str) -> Member:
    """Give the asker's own membership of a bank, whatever became of it, unless it was erased."""
    mine = Member.objects.filter(person=person, erasure=None).select_related("bank", "person")
    found: Member = get_object_or_404(mine, bank__slug=slug)
    return found


def own_consent(person: Person, pk: int) -> Consent:
    """Give something the asker agreed to at one of their time banks."""
    mine = Consent.objects.filter(member__person=person, member__erasure=None)
    return get_object_or_404(mine.select_related("member__bank", "member__person"), pk=pk)


def run_to_see(asker: Member, pk: int) -> RetentionRun:
    """Give a run of the rules of keeping of the asker's own bank."""
    runs = RetentionRun.objects.select_related("bank", "stopped_by")
    found: RetentionRun = get_object_or_404(runs, bank=asker.bank, pk=pk)
    return found


def may_export(asker: Member) -> bool:
    """Whether the asker may take the books out as files; coordinators read them on the pages."""
    return asker.is_admin or asker.is_auditor


def told_of_faults(bank: Bank) -> list[Member]:
    """Name those who are told when the ledger does not add up: the bank's admins and auditors."""
    return list(Member.objects.of(bank).answering_for_the_books())
