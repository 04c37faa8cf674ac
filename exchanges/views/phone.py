"""Logging while somebody is on the phone: finding them as one types, and what they did last."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from exchanges.forms.desk import people_meant
from exchanges.forms.logging import CallerForm
from exchanges.models import Exchange
from exchanges.reads.pairs import Pair, last_pairs
from members.access import BankRequest, for_roles
from members.models import Member, Role
from members.models.members import MemberQuerySet

MOST_FOUND = 6
FEW_FOUND, MOST_PAIRS = 2, 3
LONGEST_ID = 18


@dataclass(frozen=True)
class Found:
    """Somebody who may be meant, and whom they exchanged with lately."""

    member: Member
    pairs: list[Pair]


@for_roles(Role.COORDINATOR)
@require_safe
def find(request: BankRequest) -> HttpResponse:
    """Find members by name, number or telephone; a list alone for who types, else a page."""
    form = CallerForm(request.GET, auto_id="seek_%s")
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    members = list(_likely_first(people_meant(request.bank, typed), typed)[:MOST_FOUND]) if typed else []
    few = MOST_PAIRS if len(members) <= FEW_FOUND else 1  # so that all who may be meant are seen at once
    pairs = last_pairs(request.bank, [member.pk for member in members], each=few)
    context = {
        "form": form,
        "typed": typed,
        "found": [Found(member, pairs[member.pk]) for member in members],
    }
    is_part = request.GET.get("part") == "list"
    return render(request, "exchanges/desk_found.html" if is_part else "exchanges/desk_people.html", context)


def _likely_first(members: MemberQuerySet, typed: str) -> MemberQuerySet:
    """Put those first one of whose names begins with what was typed."""
    begins = Q(name__unaccent__istartswith=typed) | Q(name__unaccent__icontains=f" {typed}")
    ranked = members.alias(begins=Case(When(begins, then=0), default=1))
    found: MemberQuerySet = ranked.order_by("begins", "sorted_by", "pk")
    return found


def to_begin_with(request: BankRequest) -> dict[str, Any]:
    """Fill the form of logging from its address: 'again' takes all from an exchange, 'with' only who gave."""
    again, number = request.GET.get("again", ""), request.GET.get("with", "")
    if again.isascii() and again.isdecimal() and len(again) <= LONGEST_ID:
        exchange = Exchange.objects.of(request.bank).filter(pk=int(again)).first()
        return _same_again(exchange, request) if exchange else {}
    if number.isascii() and number.isdecimal() and len(number) <= LONGEST_ID:
        member = Member.objects.of(request.bank).trading().numbered(number).first()
        return {"giver": _to_type(member)} if member else {}
    return {}


def _same_again(exchange: Exchange, request: BankRequest) -> dict[str, Any]:
    return {
        "giver": _to_type(exchange.giver),
        "receiver": _to_type(exchange.receiver),
        "description": exchange.description,
        "minutes": exchange.minutes,
        "day": Pair(exchange).same_day_again(request.bank.day(timezone.now())),
        "category": exchange.category_id,
        "channel": "PHONE",
    }


def _to_type(member: Member) -> str:
    return f"{member.name} {member.number}"
