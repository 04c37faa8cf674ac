"""What a bank's rules take each month: which rule holds, whom it concerns, and how much it comes to."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledger import reads as ledger
from members.models import Bank, Collection, DuesRule, Member
from timebank.lib.durations import hours_in_words

MONTHS_IN_YEAR = 12
ONE_DAY = datetime.timedelta(days=1)
NOTICE = datetime.timedelta(days=14)  # so long before the first day members know at the least


@dataclass(frozen=True)
class DueMonth:
    """A month for which a rule has not been applied yet. `month` is its first day."""

    rule: DuesRule
    month: datetime.date


@dataclass(frozen=True)
class Said:
    """What a member reads of a rule: the sentence, and whether it is still to come."""

    words: str
    is_to_come: bool


def first_day_for(today: datetime.date) -> datetime.date:
    """Give the first of a month on which a rule announced today can begin: at least fourteen days away."""
    earliest = today + NOTICE
    return earliest if earliest.day == 1 else months_after(earliest.replace(day=1), 1)


def months_after(first: datetime.date, months: int) -> datetime.date:
    """Give the first day of the month so many months later, or earlier."""
    years, month = divmod(first.year * MONTHS_IN_YEAR + first.month - 1 + months, MONTHS_IN_YEAR)
    return datetime.date(years, month + 1, 1)


def rule_for(bank: Bank, kind: str, month: datetime.date) -> DuesRule | None:
    """Find the rule that holds for a month: the latest that has begun by then and was not switched off.

    A rule of which members had not been told fourteen days before the month takes nothing in it.
    """
    rules = DuesRule.objects.of(bank).live().filter(kind=kind, begins_on__lte=month)
    return rules.filter(told_at__lt=_beginning(bank, month - NOTICE + ONE_DAY)).last()


def rule_now(bank: Bank, kind: str, today: datetime.date) -> DuesRule | None:
    """Find the rule that has begun and was not switched off."""
    return DuesRule.objects.of(bank).live().filter(kind=kind, begins_on__lte=today).last()


def rule_to_come(bank: Bank, kind: str, today: datetime.date) -> DuesRule | None:
    """Find the rule that is announced and has not begun."""
    return DuesRule.objects.of(bank).live().filter(kind=kind, begins_on__gt=today).last()


def due_months(bank: Bank, today: datetime.date) -> list[DueMonth]:
    """List the months, up to this one, for which a rule holds and nothing has been taken, oldest first."""
    done = set(Collection.objects.filter(bank=bank).values_list("kind", "month"))
    due: list[DueMonth] = []
    for kind in DuesRule.Kind.values:
        first = DuesRule.objects.of(bank).live().filter(kind=kind, begins_on__lte=today).first()
        months = _months(first.begins_on, today) if first else []
        rules = {month: rule_for(bank, kind, month) for month in months if (kind, month) not in done}
        due += [DueMonth(rule, month) for month, rule in rules.items() if rule]
    return due


def liable(bank: Bank, month: datetime.date) -> "QuerySet[Member]":
    """Give those a rule concerns: people who joined before the month began. Organisations are exempt."""
    people: QuerySet[Member] = Member.objects.of(bank).trading().filter(kind=Member.Kind.PERSON)
    return people.filter(joined_at__lt=_beginning(bank, month)).order_by("pk")


def minutes_due(bank: Bank, rule: DuesRule, month: datetime.date, today: datetime.date) -> dict[int, int]:
    """Say by account how many minutes a rule takes for a month, as the ledger stands today."""
    accounts = list(liable(bank, month).values_list("account_id", flat=True))
    if rule.kind == DuesRule.Kind.LEVY:
        return dict.fromkeys(accounts, rule.amount)
    return _lapsing(bank, accounts, since=months_after(month, -rule.amount), today=today)


def sentence(rule: DuesRule, today: datetime.date) -> str:
    """Say in words what a rule takes, and from when."""
    if rule.kind == DuesRule.Kind.LEVY:
        words = {"hours": hours_in_words(rule.amount), "day": _day(rule.begins_on)}
        if rule.has_begun(today):
            return _("Each month every member gives %(hours)s to the community pot.") % words
        return _("From %(day)s every member gives %(hours)s to the community pot each month.") % words
    months = ngettext("%(count)d month", "%(count)d months", rule.amount) % {"count": rule.amount}
    words = {"months": months, "day": _day(rule.begins_on)}
    if rule.has_begun(today):
        return _("Hours that you have had for more than %(months)s and have not spent lapse.") % words
    return _("From %(day)s hours that you have had for more than %(months)s and have not spent lapse.") % words


def said_to(member: Member, today: datetime.date) -> list[Said]:
    """Say to a member what the rules of their bank take, or will take, each month. Organisations are exempt."""
    return [] if member.is_organisation else said_in(member.bank, today)


def said_in(bank: Bank, today: datetime.date) -> list[Said]:
    """Say what the rules of a bank take, or will take, each month, with one query."""
    rules = DuesRule.objects.of(bank).live()
    latest = {(rule.kind, rule.has_begun(today)): rule for rule in rules}  # a later one takes the place of an earlier
    return [Said(sentence(rule, today), not rule.has_begun(today)) for rule in latest.values()]


def _lapsing(bank: Bank, accounts: list[int], *, since: datetime.date, today: datetime.date) -> dict[int, int]:
    """Add up what each account holds beyond what came in since a day: older hours are spent first.

    Hours set aside for an agreed exchange count as spent. What was taken back counts as come in, in its holder's
    favour.
    """
    came_in = dict.fromkeys(accounts, 0)
    for moved in ledger.movements(bank.book_id, first_on=since, last_on=today):
        if moved.account_id in came_in:
            came_in[moved.account_id] += moved.in_minutes
    states = ledger.account_states(accounts).values()
    lapsing = {
        state.account_id: state.balance_minutes - state.held_minutes - came_in[state.account_id] for state in states
    }
    return {account_id: minutes for account_id, minutes in lapsing.items() if minutes > 0}


def _months(first: datetime.date, today: datetime.date) -> list[datetime.date]:
    """Give the first days of the months from one to this one."""
    months = [first]
    while months[-1] <= today:
        months.append(months_after(months[-1], 1))
    return months[:-1]


def _beginning(bank: Bank, day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=bank.zone_info())


def _day(day: datetime.date) -> str:
    return formats.date_format(day, "j F Y")
