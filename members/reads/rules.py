"""The history of a bank's rules, in words."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.models import Bank, BankEvent, Member
from timebank.lib.durations import hours_in_words

Rule = BankEvent.Rule
OWING = frozenset({Rule.FLOOR, Rule.WARNING, Rule.POT_FLOOR})  # kept below zero, and read above it
FIGURES = frozenset({Rule.EXPIRY, Rule.APPROVAL_FIRST, Rule.REFERENCES})
LINES_SHOWN = 50


@dataclass(frozen=True)
class RuleLine:
    """One change of a rule: which, from what, to what, who, when and why."""

    rule: str
    before: str
    after: str
    by: Member
    at: datetime.datetime
    words: str


def rule_lines(bank: Bank) -> list[RuleLine]:
    """List the latest changes of a bank's rules, the newest first, with one query."""
    events = BankEvent.objects.filter(bank=bank).select_related("by")[:LINES_SHOWN]
    return [
        RuleLine(
            rule=event.get_rule_display(),
            before=in_words(event.rule, event.before),
            after=in_words(event.rule, event.after),
            by=event.by,
            at=event.at,
            words=event.words,
        )
        for event in events
    ]


def in_words(rule: str, value: object) -> str:
    """Write what a rule said."""
    if value is None:
        return _("no limit") if rule not in (Rule.WARNING, Rule.LEVY, Rule.EXPIRY) else _("never")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if rule == Rule.APPROVAL:
        return str(Bank.Approval(str(value)).label)
    if not isinstance(value, int) or rule in FIGURES:
        return str(value)
    return hours_in_words(-value if rule in OWING else value)
