"""What is printed about exchanges: offers and requests in large print, and a letter with what somebody is told."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from exchanges.access import notice_to_pass_on
from exchanges.forms.printing import PostedForm, PrintListingsForm
from exchanges.models import Listing
from members.access import BankRequest, for_members, for_roles
from members.actions import see_contact
from members.models import Member, Role
from members.reads.telling import members_told
from notices import actions as notices
from notices.models import Notice

MOST_ON_SHEET = 1000  # some fifty pages of paper
MOST_IN_LETTERS = 100  # messages; the rest comes when these are posted


@dataclass(frozen=True)
class Envelope:
    """All that one member is told by post."""

    member: Member
    notices: list[Notice]


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


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def letters(request: BankRequest) -> HttpResponse:
    """Show all letters to print and post, one for each member. The look at their addresses is written down."""
    waiting = list(Notice.objects.to_post(request.bank.slug).still_of_use(timezone.now())[:MOST_IN_LETTERS])
    found = members_told(request.bank, [notice.recipient.key for notice in waiting])
    envelopes: dict[int, Envelope] = {}
    for notice in waiting:
        member = found.get(notice.recipient.key)
        if member is not None:
            envelopes.setdefault(member.pk, Envelope(member, [])).notices.append(notice)
    for envelope in envelopes.values():
        see_contact(envelope.member, by=request.actor, at=timezone.now())
    return render(request, "exchanges/letters.html", {"envelopes": list(envelopes.values())})


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def posted(request: BankRequest) -> HttpResponse:
    """Note that these letters were posted; what was told otherwise meanwhile stays as it was."""
    form = PostedForm(request.POST)
    count = 0
    if form.is_valid():
        ids = form.cleaned_data["notices"]
        count = notices.mark_posted(request.bank.slug, ids, by=request.member.actor_key, at=timezone.now())
    if count:
        words = ngettext("Noted: %(count)d message was posted.", "Noted: %(count)d messages were posted.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.error(request, _("Nothing to note: these letters do not wait any more."))
    return redirect("exchanges:desk", bank=request.bank.slug)


def _where_to_write_address(found: Member, bank: str) -> str:
    """Name the page on which somebody's postal address is written down; '' where there is none."""
    if found.number and found.belongs:
        return reverse("members:profile_reach", args=[bank, found.number])
    if found.state == Member.State.APPLICANT:
        return reverse("members:applicant_way", args=[bank, found.pk])
    return ""
