"""What is printed for members: their cards, and the directory in large print."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from members.access import BankRequest, for_members, for_roles, oneself_or_member_to_see
from members.forms.printing import CardsForm
from members.models import Gift, Member, Role
from timebank.lib.drawing import qr_code

CARDS_ON_SHEET = 40


@dataclass(frozen=True)
class Card:
    """One member's card: the square on it leads to their page."""

    member: Member
    code: SafeString


@dataclass(frozen=True)
class Line:
    """One member in the printed directory, with what they let others see."""

    member: Member
    area: str
    telephone: str
    gifts: list[str]


@for_members
@require_safe
def card(request: BankRequest, number: int) -> HttpResponse:
    """Show one card to print: one's own, or a member's to those who run the bank."""
    found = oneself_or_member_to_see(request.member, number)
    runs = request.member.is_coordinator or request.member.is_admin
    if found.pk != request.member.pk and not runs:
        raise PermissionDenied
    cards = [_card(request, found)] if found.can_trade else []
    return render(request, "members/card.html", {"member": found, "cards": cards})


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def cards(request: BankRequest) -> HttpResponse:
    """Show a sheet of cards to print, by number."""
    form = CardsForm(request.GET)
    form.is_valid()
    found = Member.objects.of(request.bank).trading().order_by("number")
    if form.asks_for_some:
        found = found.filter(_in(form.stretches()))
    if form.cleaned_data.get("after"):
        found = found.filter(number__gt=form.cleaned_data["after"])
    rows = list(found[: CARDS_ON_SHEET + 1])
    shown = rows[:CARDS_ON_SHEET]
    next_url = ""
    if len(rows) > CARDS_ON_SHEET:
        query = request.GET.copy()
        query["after"] = str(shown[-1].number)
        next_url = f"?{query.urlencode()}"
    context = {"form": form, "cards": [_card(request, each) for each in shown], "next_url": next_url}
    return render(request, "members/cards.html", context)


@for_members
@require_safe
def directory(request: BankRequest) -> HttpResponse:
    """Show the whole directory in large print: what members let others see, and nobody under 18."""
    members = Member.objects.of(request.bank).trading().filter(age_band=Member.AgeBand.ADULT).in_name_order()
    gifts: dict[int, list[str]] = {}
    for gift in Gift.objects.filter(member__in=members.order_by()).order_by("pk"):
        gifts.setdefault(gift.member_id, []).append(gift.words)
    lines = [_line(member, gifts.get(member.pk, [])) for member in members]
    return render(request, "members/directory.html", {"lines": lines})


def _card(request: BankRequest, member: Member) -> Card:
    link = request.build_absolute_uri(reverse("exchanges:member", args=[request.bank.slug, member.number]))
    return Card(member, qr_code(link))


def _in(stretches: list[tuple[int, int]]) -> Q:
    chosen = Q(pk=None)
    for first, last in stretches:
        chosen |= Q(number__gte=first, number__lte=last)
    return chosen


def _line(member: Member, gifts: list[str]) -> Line:
    items = Member.Item
    return Line(
        member=member,
        area=member.area if member.shows_item(items.AREA) else "",
        telephone=member.telephone if member.shows_item(items.TELEPHONE) else "",
        gifts=gifts if member.shows_item(items.GIFTS) else [],
    )
