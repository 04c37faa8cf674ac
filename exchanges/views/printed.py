"""What is printed about exchanges: offers and requests in large print, and a letter with what somebody is told."""

from dataclasses import dataclass

from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchanges.access import notice_to_pass_on
from exchanges.forms.printing import PrintListingsForm
from exchanges.models import Listing
from members.access import BankRequest, for_members, for_roles
from members.actions import see_contact
from members.models import Member, Role
from members.reads.telling import members_told

MOST_ON_SHEET = 1000  # some fifty pages of paper


@dataclass(frozen=True)
class Shelf:
    """The offers and requests of one main kind of help."""

    name: str
    offers: list[Listing]
    requests: list[Listing]


@for_members
@require_safe
def listings(request: BankRequest) -> HttpResponse:
    """Show what is offered and asked for by main kinds of help, each with a number to ring about.

    A sheet is passed on and hung up, so it has only what any member reads: of people under 18 nothing, whoever prints.
    """
    today = request.bank.day(timezone.now())
    form = PrintListingsForm(request.GET, bank=request.bank)
    found = Listing.objects.of(request.bank).open(today).readable_by(None, today).placed(request.member)
    if form.area_key:
        found = found.filter(area_key=form.area_key)
    newest = found.order_by("-pk").values("pk")[:MOST_ON_SHEET]
    found = Listing.objects.of(request.bank).filter(pk__in=newest)
    shelves: dict[str, Shelf] = {}
    main = Coalesce("category__parent__name", "category__name")
    listed = list(found.order_by(main, "category__name", "pk"))
    for listing in listed:
        category = listing.category
        name = (category.parent or category).name if category else _("Everything else")
        shelf = shelves.setdefault(name, Shelf(name, [], []))
        (shelf.offers if listing.is_offer else shelf.requests).append(listing)
    context = {
        "form": form,
        "shelves": list(shelves.values()),
        "area": form.areas.get(form.area_key, ""),
        "most": MOST_ON_SHEET if len(listed) == MOST_ON_SHEET else 0,
    }
    return render(request, "exchanges/listings_printed.html", context)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def letter(request: BankRequest, pk: int) -> HttpResponse:
    """Show a letter to print and post. It has the member's address, so that somebody looked at it is written down."""
    notice = notice_to_pass_on(request.bank, pk)
    found = members_told(request.bank, [notice.recipient.key]).get(notice.recipient.key)
    if found is None:
        raise Http404
    see_contact(found, by=request.actor, at=timezone.now())
    context = {"notice": notice, "member": found, "write_url": _where_to_write_address(found, request.bank.slug)}
    return render(request, "exchanges/letter.html", context)


def _where_to_write_address(found: Member, bank: str) -> str:
    """Name the page on which somebody's postal address is written down; '' where there is none."""
    if found.number and found.belongs:
        return reverse("members:profile_reach", args=[bank, found.number])
    if found.state == Member.State.APPLICANT:
        return reverse("members:applicant_way", args=[bank, found.pk])
    return ""
