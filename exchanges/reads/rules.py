"""A bank's rules as its members read them: what holds now, in plain sentences under a few headings."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.models import Category, RoundsEachMonth
from ledger import reads as ledger
from members.models import Bank, CheckKind, Partnership, Retention
from members.reads import dues
from timebank.lib.durations import hours_in_words

NAME_BEGINS, NAME_ENDS = "\u2068", "\u2069"  # a name keeps its own direction inside a sentence


@dataclass(frozen=True)
class RulePart:
    """Some of a bank's rules: their heading, and a sentence for each."""

    heading: str
    sentences: list[str]


def rules_in_words(bank: Bank, today: datetime.date) -> list[RulePart]:
    """Say what a bank's rules are today, with eight queries."""
    kinds = list(CheckKind.objects.open().filter(bank=bank))
    parts = [
        RulePart(_("Joining"), [*_joining(bank, kinds), *_minors(bank, kinds)]),
        RulePart(_("Hours"), [*_hours(bank), *_each_month(bank, today), _pot(bank), *_partners(bank)]),
        RulePart(_("Rounds"), _round_each_month(bank)),
        RulePart(_("When an exchange counts"), [_steps(bank), _approval(bank), _silence(bank), *_categories(bank)]),
        RulePart(_("Who reads what, and who runs the time bank"), _reading(bank)),
        RulePart(_("How long we keep data"), _keeping(bank)),
    ]
    return [part for part in parts if part.sentences]


def _joining(bank: Bank, kinds: list[CheckKind]) -> list[str]:
    said = []
    if bank.references_asked:
        words = ngettext(
            "Before somebody joins, %(count)d person puts in a word for them.",
            "Before somebody joins, %(count)d people put in a word for them.",
            bank.references_asked,
        )
        said.append(words % {"count": bank.references_asked})
    if bank.asks_induction:
        said.append(_("A coordinator shows new people round before they join."))
    asked = [kind.name for kind in kinds if kind.is_for_joining]
    if asked:
        said.append(_("Everybody who joins shows us: %(checks)s.") % {"checks": _list(asked)})
    return said


def _minors(bank: Bank, kinds: list[CheckKind]) -> list[str]:
    if not bank.lets_in_minors:
        return [_("People join from 18 years on.")]
    said = [_("People under 18 may join with a guardian's yes. They are in no list of members.")]
    asked = [kind.name for kind in kinds if kind.is_for_minors]
    if asked:
        words = _("Who exchanges hours with somebody under 18 has shown us: %(checks)s.")
        return [*said, words % {"checks": _list(asked)}]
    return [*said, _("For now they only take part in events: it is not yet said which checks others need.")]


def _hours(bank: Bank) -> list[str]:
    words = {
        "welcome": hours_in_words(bank.welcome_minutes),
        "floor": hours_in_words(-bank.floor_minutes),
        "ceiling": hours_in_words(bank.ceiling_minutes or 0),
        "warning": hours_in_words(-(bank.warning_minutes or 0)),
    }
    said = [
        _("A new member is given %(welcome)s.") if bank.welcome_minutes else _("A new member begins with no hours."),
        _("A new member may owe up to %(floor)s.") if bank.floor_minutes else _("A new member may not owe hours."),
        _("A new member may have as many hours as they earn.")
        if bank.ceiling_minutes is None
        else _("A new member may have up to %(ceiling)s."),
        _("Some members have other limits. Each reads theirs on their own page."),
    ]
    if bank.warning_minutes is not None:
        said.append(_("We tell a new member who owes more than %(warning)s."))
    if bank.sets_hours_aside:
        said.append(_("When two people agree on a plan, its hours are set aside until it has happened."))
    return [sentence % words for sentence in said]


def _each_month(bank: Bank, today: datetime.date) -> list[str]:
    return [said.words for said in dues.said_in(bank, today)] or [
        _("Nobody has to give hours each month, and hours do not lapse.")
    ]


def _pot(bank: Bank) -> str:
    pot_id = ledger.account_of_kind(bank.book_id, "POT")
    floor = ledger.account_states([pot_id])[pot_id].floor_minutes
    if floor is None:
        return _("The community pot pays what those who leave still owe.")
    if not floor:
        return _("The community pot never owes hours.")
    words = _("The community pot pays what those who leave still owe. It may owe up to %(hours)s itself.")
    return words % {"hours": hours_in_words(-floor)}


def _partners(bank: Bank) -> list[str]:
    agreed = Partnership.objects.of(bank).filter(state=Partnership.State.AGREED)
    names = sorted(other.name for each in agreed for other in (each.bank, each.partner) if other.pk != bank.pk)
    return [_("We exchange hours with %(banks)s.") % {"banks": _list(names)}] if names else []


def _round_each_month(bank: Bank) -> list[str]:
    if not RoundsEachMonth.objects.filter(bank=bank).exists():
        return []
    return [
        _("A round opens by itself at the beginning of each month, for ten days. Only who would like to takes part."),
        _("In a round many people say at once what they would take and give. It is fixed only when both say yes."),
    ]


def _approval(bank: Bank) -> str:
    if bank.approval == Bank.Approval.ALL:
        return _("Both of you agree, and then a coordinator approves every exchange.")
    if bank.approval == Bank.Approval.OVER:
        words = _("Both of you agree. What is longer than %(hours)s a coordinator approves, too.")
        return words % {"hours": hours_in_words(bank.approval_over_minutes)}
    if bank.approval == Bank.Approval.FIRST and bank.approval_first_exchanges:
        words = ngettext(
            "Both of you agree. A member's first exchange a coordinator approves, too.",
            "Both of you agree. A member's first %(count)d exchanges a coordinator approves, too.",
            bank.approval_first_exchanges,
        )
        return words % {"count": bank.approval_first_exchanges}
    return _("An exchange counts when both of you agree.")


def _steps(bank: Bank) -> str:
    if bank.step_minutes == 1:
        return _("We count hours to the minute.")
    return _("We count hours in quarters. Another time is not rounded: you choose the nearest.")


def _silence(bank: Bank) -> str:
    words = {"days": bank.silent_after_days}
    if bank.silence_posts:
        told = _("Who says nothing for %(days)d days, after two reminders, is taken to agree. Both are told.") % words
        return told + " " + _("For who is under 18 or has no e-mail a coordinator asks.")
    return _("Nothing counts by silence: after %(days)d days without a word a coordinator asks.") % words


def _categories(bank: Bank) -> list[str]:
    """Say what some kinds of help ask for, with one query however many there are."""
    asked: Any = ArrayAgg("checks__name", filter=Q(checks__is_open=True), order_by="checks__name", default=[])
    categories: list[Any] = list(Category.objects.filter(bank=bank, is_open=True).annotate(asked=asked))
    approved = [category.name for category in categories if category.needs_approval]
    said = [_("A coordinator always approves: %(names)s.") % {"names": _list(approved)}] if approved else []
    return said + [
        _("%(name)s: who gives such help has shown us %(checks)s.")
        % {"name": _isolated(category.name), "checks": _list(category.asked)}
        for category in categories
        if category.asked
    ]


def _reading(bank: Bank) -> list[str]:
    said = [
        _("Members read on each other's pages how many hours each has. Nobody reads it of who is under 18.")
        if bank.balances_are_open
        else _("How many hours you have you read yourself, and those who run or audit the time bank."),
        _("Anybody may read our offers and requests and see their photos, with first names and no contact details.")
        if bank.listings_are_public
        else _("Only members read our offers and requests."),
    ]
    if bank.asks_second_factor:
        said.append(_("Who runs the time bank signs in with a second step."))
    return said


def _keeping(bank: Bank) -> list[str]:
    said = []
    for rule in Retention.objects.filter(bank=bank):
        words = ngettext("We keep %(what)s for %(count)d month.", "We keep %(what)s for %(count)d months.", rule.months)
        said.append(words % {"what": rule.get_kind_display(), "count": rule.months})
    return said


def _list(names: Iterable[str]) -> str:
    return get_text_list([_isolated(name) for name in names], _("and"))


def _isolated(name: str) -> str:
    return f"{NAME_BEGINS}{name}{NAME_ENDS}"
