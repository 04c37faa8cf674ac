"""How far an account may go: an admin says so with a reason, a coordinator proposes it, members are told."""

import datetime
from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.acts import locked, must_be_admin, must_not_be_self, must_run_bank, note
from members.actions.telling import tell, tell_many_members, tell_member
from members.models import Member, MemberEvent, Role
from notices import actions as notices
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

SET = "LIMITS_SET"  # the ledger's code for it: each such row has its words in the member's history


class WhyMissing(RuleBroken):
    """Who may owe less, or more, than others is told why."""


@atomic_with_retry
def set_limits(member: Member, limits: ledger.Limits, *, words: str, by: Member, at: datetime.datetime) -> Member:
    """Say how far one member's account may go from now on, and why; the member reads it. Only an admin may."""
    member = locked(member)
    must_be_admin(member.bank, by)
    account_id = _account_to_limit(member, words, by)
    ledger.set_limits(account_id, limits, by=by.actor_key, reason=SET)
    note(member, MemberEvent.Kind.LIMITS_SET, by=by, at=at, words=words)
    notices.note_acted(by.actor_key, [_page_of(member)], at=at)
    tell(
        member,
        kind="LIMITS_SET",
        subject=_("Your limits are new: %(limits)s") % {"limits": limits_in_words(limits)},
        body=words,
        path=_page_of(member),
        at=at,
    )
    return member


@atomic_with_retry
def propose_limits(member: Member, limits: ledger.Limits, *, words: str, by: Member, at: datetime.datetime) -> Member:
    """Ask the admins for other limits for one member. Each admin gets a link to the page, filled in."""
    member = locked(member)
    must_run_bank(member.bank, by)
    _account_to_limit(member, words, by)
    proposal = f"{limits_in_words(limits)}. {words}"
    note(member, MemberEvent.Kind.LIMITS_ASKED, by=by, at=at, words=proposal)
    subject = _("%(who)s asks for other limits for %(name)s") % {"who": by.name, "name": member.name}
    path = f"{_page_of(member)}?{urlencode(_answers(limits))}"
    for admin in Member.objects.of(member.bank).with_role(Role.ADMIN).exclude(pk=by.pk).select_related("bank"):
        tell(admin, kind="LIMITS_ASKED", subject=subject, body=proposal, path=path, at=at)
    return member


def warn_if_low(member: Member, *, spent_minutes: int, at: datetime.datetime) -> bool:
    """Tell a member, in the transaction of a posting, that it took them below their warning level. Answers whether.

    Their account is still locked by the posting, so the balance before it is known, and each crossing is told once.
    """
    if member.account_id is None:
        return False
    account = ledger_reads.account_states([member.account_id])[member.account_id]
    if not _has_become_low(account, spent_minutes):
        return False
    tell_member(member, _low(member, account), at=at)
    return True


def warn_many_if_low(spent: Sequence[tuple[Member, int]], *, cause: str, at: datetime.datetime) -> None:
    """Tell those whom one batch took below their warning level, once for its cause, with a constant number of queries.

    `spent` are members, their bank read with them, and the minutes that the batch took from each.
    """
    states = ledger_reads.account_states(member.account_id for member, _minutes in spent if member.account_id)
    low = [
        (member, _low(member, states[member.account_id], once=f"low:{cause}:{member.pk}"))
        for member, minutes in spent
        if member.account_id and _has_become_low(states[member.account_id], minutes)
    ]
    tell_many_members(low, at=at)


def limits_in_words(limits: ledger.Limits) -> str:
    """Say in one line how far an account may go, and when its member is told."""
    parts = [_owing(limits.floor_minutes)]
    if limits.ceiling_minutes is not None:
        parts.append(_("may have up to %(hours)s") % {"hours": hours_in_words(limits.ceiling_minutes)})
    if limits.warning_minutes is not None:
        parts.append(_("told when owing more than %(hours)s") % {"hours": hours_in_words(-limits.warning_minutes)})
    return ", ".join(parts)


def _has_become_low(account: ledger_reads.AccountState, spent_minutes: int) -> bool:
    before_minutes = account.balance_minutes + spent_minutes
    return account.is_low and before_minutes >= (account.warning_minutes or 0)


def _low(member: Member, account: ledger_reads.AccountState, *, once: str = "") -> notices.Message:
    hours = hours_in_words(abs(account.balance_minutes))
    owes = _("You owe %(hours)s now") if account.balance_minutes < 0 else _("You have %(hours)s left")
    return notices.Message(
        recipient_key=member.actor_key,
        bank=member.bank.slug,
        kind="LOW",
        subject=owes % {"hours": hours},
        body=_("That is all right. Is there something you could do for somebody? Ask us if you would like ideas."),
        path=reverse("exchanges:home", args=[member.bank.slug]),
        dedupe_key=once,
    )


def _owing(floor_minutes: int | None) -> str:
    if floor_minutes is None:
        return _("may owe any number of hours")
    if not floor_minutes:
        return _("may owe nothing")
    return _("may owe up to %(hours)s") % {"hours": hours_in_words(-floor_minutes)}


def _account_to_limit(member: Member, words: str, by: Member) -> int:
    must_not_be_self(member, by)
    if not member.can_trade or member.account_id is None:
        raise WrongState(_("%(name)s has no open account.") % {"name": member.name})
    if not words.strip():
        raise WhyMissing(_("Write why. The member can read it."))
    return member.account_id


def _page_of(member: Member) -> str:
    return reverse("members:limits", args=[member.bank.slug, member.number])


def _answers(limits: ledger.Limits) -> dict[str, int]:
    """Give what the page's form is filled in with, in minutes."""
    asked = {
        "may_owe": None if limits.floor_minutes is None else -limits.floor_minutes,
        "may_have": limits.ceiling_minutes,
        "warn": None if limits.warning_minutes is None else -limits.warning_minutes,
    }
    return {name: minutes for name, minutes in asked.items() if minutes is not None}
