"""The runner: it asks every rule what is due, and tells it once. The database is the to-do list."""

import datetime
import logging
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language

from exchanges.actions.reminders.answers import AnswerMissing, AnswerMissingBetween
from exchanges.actions.reminders.cap import within_cap
from exchanges.actions.reminders.checks import CheckExpires
from exchanges.actions.reminders.desk import ApprovalWaits, NewMembersAlone, RequestsUnanswered
from exchanges.actions.reminders.digest import Digest
from exchanges.actions.reminders.events import EventTomorrow
from exchanges.actions.reminders.hours import HoursUnspent, NearFloor
from exchanges.actions.reminders.listings import ListingEnds
from exchanges.actions.reminders.matches import RequestFits
from exchanges.actions.reminders.plans import DidItHappen, PlanSoon, PlanTomorrow
from exchanges.actions.reminders.rule import Rule, Said
from exchanges.models import Reminder
from exchanges.models.reminders import LOOKED, not_looked_at, not_yet_said
from members.actions import tell_many_members
from members.models import Bank, Member
from notices import actions as notices
from notices.models import Recipient

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 300  # rows of one rule at one bank in one sweep: a bank where much is due does not starve another
AT_ONCE = 100  # rows in one transaction

RULES: tuple[Rule[Any], ...] = (
    PlanTomorrow(),
    PlanSoon(),
    DidItHappen(),
    AnswerMissing(),
    AnswerMissingBetween(),
    ListingEnds(),
    CheckExpires(),
    EventTomorrow(),
    ApprovalWaits(),
    RequestFits(),
    RequestsUnanswered(),
    NewMembersAlone(),
    NearFloor(),
    HoursUnspent(),
    Digest(),
)
BY_NAME = {rule.name: rule for rule in RULES}
SUGGESTIONS = tuple(rule.kind for rule in RULES if rule.is_suggestion)


def rules_speaking(bank: Bank, at: datetime.datetime) -> list[str]:
    """Name the rules that speak at this hour of a bank's day."""
    return [rule.name for rule in RULES if rule.hours.include(bank, at)]


def due(name: str, bank: Bank, *, at: datetime.datetime) -> Iterator[list[int]]:
    """Give the rows, by id, of which a rule has to speak now, in small parts: one query.

    In no order: rows that fail again and again keep no other from their turn. Of whom there was nothing to suggest, or
    not today, that is asked again on the next day.
    """
    rule = BY_NAME[name]
    if not rule.hours.include(bank, at):
        return
    rows = not_yet_said(rule.due(bank, at), name)
    if rule.is_suggestion:
        rows = not_looked_at(rows, name, bank.day(at))
    found = list(rows.order_by("?").values_list("pk", flat=True)[:MOST_AT_ONCE])
    for first in range(0, len(found), AT_ONCE):
        yield found[first : first + AT_ONCE]


def remind(name: str, bank: Bank, pks: Collection[int], *, at: datetime.datetime) -> int:
    """Let a rule speak of these rows, as far as that is still due. Answers of how many it did.

    Where one of them fails, it is found by halving, and the others are told all the same.
    """
    wanted = sorted(pks)
    try:
        return _remind(BY_NAME[name], bank, wanted, at)
    except Exception:
        if len(wanted) == 1:
            logger.exception("Reminding by %s failed for %s", name, wanted[0])
            return 0
    middle = len(wanted) // 2
    return remind(name, bank, wanted[:middle], at=at) + remind(name, bank, wanted[middle:], at=at)


def forget_old(*, at: datetime.datetime) -> int:
    """Delete what was said long ago, when no rule asks for it any more. Answers how much."""
    return int(Reminder.objects.forgettable(at).delete()[0])


@transaction.atomic
def _remind(rule: Rule[Any], bank: Bank, pks: Sequence[int], at: datetime.datetime) -> int:
    """Lock the rows, check again, write down that it was said, and tell it: all or nothing."""
    if not rule.hours.include(bank, at):
        return 0
    still_due = not_yet_said(rule.due(bank, at), rule.name).filter(pk__in=pks)
    rows = list(still_due.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk"))
    said = _said(rule, bank, rows, at) if rows else []
    if rule.is_suggestion:
        said = within_cap(bank, said, SUGGESTIONS, at=at)
    spoken_of = {each.row.pk: each for each in said}
    if rule.is_suggestion:
        _note_looked(rule, bank, [row.pk for row in rows if row.pk not in spoken_of], at)
    Reminder.objects.bulk_create(
        [_reminder(rule, bank, each, at) for each in spoken_of.values()], ignore_conflicts=True
    )
    tell_many_members([(_of(bank, each.member), _message(rule, bank, each)) for each in said], at=at)
    return len(spoken_of)


def _said(rule: Rule[Any], bank: Bank, rows: Sequence[Any], at: datetime.datetime) -> list[Said]:
    """Let a rule speak to each in the language in which they are written to: once more for each that is another."""
    said = list(rule.say(bank, rows, at))
    languages = Recipient.objects.languages_of({each.member.actor_key for each in said})
    spoken = get_language()
    in_theirs = [each for each in said if languages[each.member.actor_key] == spoken]
    for language in sorted({*languages.values()} - {spoken}):
        with translation.override(language):
            again = list(rule.say(bank, rows, at))
        in_theirs += [each for each in again if languages.get(each.member.actor_key) == language]
    return in_theirs


def _note_looked(rule: Rule[Any], bank: Bank, pks: Sequence[int], at: datetime.datetime) -> None:
    looked, day = rule.name + LOOKED, str(bank.day(at))
    Reminder.objects.bulk_create(
        [Reminder(bank=bank, rule=looked, about=pk, occasion=day, said_at=at) for pk in pks], ignore_conflicts=True
    )


def _reminder(rule: Rule[Any], bank: Bank, said: Said, at: datetime.datetime) -> Reminder:
    return Reminder(
        bank=bank,
        rule=rule.name,
        about=said.row.pk,
        occasion=said.row.occasion,
        said_at=at,
    )


def _message(rule: Rule[Any], bank: Bank, said: Said) -> notices.Message:
    return notices.Message(
        recipient_key=said.member.actor_key,
        bank=bank.slug,
        kind=rule.kind,
        subject=said.subject,
        body=said.body,
        path=said.path,
        dedupe_key=f"{rule.name}:{said.row.pk}:{said.row.occasion}",
        moot_at=rule.moot_at(bank, said.row),
        about_key=said.about.actor_key if said.about else "",
    )


def _of(bank: Bank, member: Member) -> Member:
    member.bank = bank  # spares asking for it again
    return member
