"""The history of a bank's rules, in words."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.models import Bank, BankEvent, Member
from timebank.lib.durations import hours_in_words

Rule = BankEvent.Rule
OWING = frozenset({Rule.FLOOR, Rule.WARNING, Rule.POT_FLOOR})  # kept below zero, and read above it
FIGURES = frozenset({Rule.EXPIRY, Rule.APPROVAL_FIRST, Rule.REFERENCES, Rule.SILENT_AFTER})
NEWS_FOR = datetime.timedelta(days=14)  # how long members' first page says that a rule was changed
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


@dataclass(frozen=True)
class RuleNews:
    """What was changed lately: the rules' names, the latest first, and when the last one was."""

    names: list[str]
    at: datetime.datetime


def rule_news(bank: Bank, at: datetime.datetime) -> RuleNews | None:
    """Say which rules were changed in the last two weeks, each once, with one query; nothing where none was."""
    found = list(BankEvent.objects.filter(bank=bank, at__gt=at - NEWS_FOR, at__lte=at)[:LINES_SHOWN])
    if not found:
        return None
    return RuleNews(names=list(dict.fromkeys(event.get_rule_display() for event in found)), at=found[0].at)


def in_words(rule: str, value: object) -> str:
    """Write what a rule said."""
    if isinstance(value, dict):
        return _kind_of_help(value)
    if value is None and rule == Rule.CATEGORY:
        return _("not there")
    if value is None:
        return _("no limit") if rule not in (Rule.WARNING, Rule.LEVY, Rule.EXPIRY) else _("never")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if rule == Rule.APPROVAL:
        return str(Bank.Approval(str(value)).label)
    if not isinstance(value, int) or rule in FIGURES:
        return str(value)
    return hours_in_words(-value if rule in OWING else value)


def _kind_of_help(said: dict[str, object]) -> str:
    """Write what a kind of help needs: its name, a coordinator's approval, checks; or whether it can be chosen."""
    name, checks = str(said.get("name", "")), said.get("checks")
    if "open" in said:
        return (_("%(name)s can be chosen") if said["open"] else _("%(name)s is closed")) % {"name": name}
    needs = [_("a coordinator approves it")] if said.get("approval") else []
    needs += [str(check) for check in checks] if isinstance(checks, list) else []
    return _("%(name)s: %(needs)s") % {"name": name, "needs": ", ".join(needs) or _("needs nothing")}
