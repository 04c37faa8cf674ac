"""The coordinators' board: who could help whom, whom to bring together, and whom to ring about it."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from exchanges.access.matches import pair_to_introduce
from exchanges.actions import introducing
from exchanges.models import Introduction, Listing
from exchanges.reads import board as reads
from exchanges.reads.asking import unanswered
from exchanges.reads.calls import calls_for
from exchanges.reads.matches import best_of_each
from exchanges.views.call_words import called
from exchanges.views.match_words import Fit, fit
from exchanges.views.matches import known_fits
from exchanges.views.refusals import status_of
from exchanges.views.sentences import named
from exchanges.views.waiting.stretches import Part, days_in_words, days_since, part_of
from members.access import BankRequest, for_roles
from members.actions import see_contacts
from members.models import Bank, Member, Role
from notices.models import Channel
from timebank.lib.errors import RuleBroken

ASKED_SHOWN = 6  # each with its best three
PEOPLE_SHOWN = 8
INTRODUCED_SHOWN = 10

HOW = {
    Channel.EMAIL: gettext_lazy("By e-mail"),
    Channel.SMS: gettext_lazy("By text message"),
    Channel.PHONE: gettext_lazy("Please ring"),
    Channel.POST: gettext_lazy("Please post the letter"),
    Channel.SITE: gettext_lazy("On this site"),
}
# The parts with people: their place in the address, and who is in them.
PEOPLE: dict[str, Callable[[Bank, datetime.datetime], "QuerySet[Member]"]] = {
    "idle": reads.gifts_unused,
    "takers": reads.only_received,
    "givers": reads.only_gave,
    "alone": reads.alone,
}


@dataclass(frozen=True)
class Asked:
    """A request nobody answers, for how long, and who could."""

    listing: Listing
    waiting: str
    fits: list[Fit]


@dataclass(frozen=True)
class Told:
    """One of two who were brought together, and how they hear of it: rung by a coordinator, or as the words say."""

    member: Member
    way: Channel

    @property
    def is_rung(self) -> bool:
        """Whether a coordinator tells them."""
        return self.way == Channel.PHONE

    @property
    def how(self) -> str:
        """Say by which way they hear of it."""
        return str(HOW[self.way])


@dataclass(frozen=True)
class Introduced:
    """Two who were brought together, by whom and when, and how each hears of it."""

    introduction: Introduction
    sides: list[Told]


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def board(request: BankRequest) -> HttpResponse:
    """Show requests nobody answers with who could, and the people who are easily overlooked."""
    return _page(request)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def introduce(request: BankRequest, pk: int, number: int) -> HttpResponse:
    """Bring two people together: both are told."""
    asked, giver = pair_to_introduce(request.member, pk, number)
    try:
        introducing.introduce(asked, giver, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _page(request, status=status_of(refusal))
    words = {"giver": named(giver), "receiver": named(asked.member)}
    messages.success(request, _("We tell %(giver)s and %(receiver)s of each other. Below you see how.") % words)
    return redirect("exchanges:match_board", bank=request.bank.slug)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def calls(request: BankRequest) -> HttpResponse:
    """Show whom to ring today, with their numbers, to print: that somebody looked at each is written down."""
    at = timezone.now()
    found = [called(each) for each in calls_for(request.member, at=at)]
    see_contacts([each.member for each in found], by=request.actor, at=at)
    return render(request, "exchanges/matches/calls.html", {"calls": found})


def _page(request: BankRequest, *, status: int = 200) -> HttpResponse:
    at, query = timezone.now(), request.GET
    context: dict[str, Any] = {"asked": _asked(request.member, at, query), "introduced": _introduced(request.bank, at)}
    for name, people in PEOPLE.items():
        context[name] = part_of(people(request.bank, at), name, "here_since", query, most=PEOPLE_SHOWN)
    return render(request, "exchanges/matches/board.html", context, status=status)


def _asked(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> Part[Asked]:
    part = part_of(unanswered(asker.bank, at), "asked", "created_at", query, most=ASKED_SHOWN)
    found = best_of_each(part.rows, asker, at=at)
    fits = known_fits([fit(each, asker, each.giver) for few in found.values() for each in few])
    rows = [
        Asked(
            each,
            days_in_words(days_since(each.created_at, at)),
            [one for one in fits if one.suggestion.request.pk == each.pk],
        )
        for each in part.rows
    ]
    return Part(rows, part.more_query, part.is_first)


def _introduced(bank: Bank, at: datetime.datetime) -> list[Introduced]:
    found = reads.introduced_lately(bank, at, most=INTRODUCED_SHOWN)
    ways = reads.ways_told(found)
    return [
        Introduced(
            each,
            [
                Told(member, ways.get((reads.told_key(each), member.actor_key), Channel.SITE))
                for member in (each.giver, each.request.member)
            ],
        )
        for each in found
    ]
