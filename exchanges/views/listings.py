"""The page of one offer or request, and what is done with it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exchanges.access import listing_to_change, listing_to_move, listing_to_see
from exchanges.actions import life
from exchanges.actions.listing_photos import put_up_with_photo
from exchanges.actions.listings import put_up, reword, take_down
from exchanges.forms.listings import BegunListingForm, NewListingForm, ProposeForm, WordsForm
from exchanges.forms.photos import FirstPhotoForm
from exchanges.models import Category, Listing, NotForMe
from exchanges.reads.own_pages import own_pages
from exchanges.reads.photos import photos_of
from exchanges.reads.places import is_full
from exchanges.reads.requirements import needed_for
from exchanges.reads.talking import answers_to
from exchanges.reads.writing import also_wrote, examples
from exchanges.views.acting import act_of
from exchanges.views.listing_facts import facts_of, standing_of
from exchanges.views.matches import fits_of
from exchanges.views.own_pages import to_own_page
from exchanges.views.refusals import status_of
from exchanges.views.sentences import named
from members.access import (
    BankRequest,
    PublicRequest,
    also_acting,
    for_members_or_where_open,
    for_traders_or,
    name_to_show,
)
from members.models import Bank, Mandate, Member, Role
from timebank.lib.errors import RuleBroken

LONGEST_NUMBER = 18  # digits that fit into the column


@dataclass(frozen=True)
class Row:
    """An offer or a request as somebody may read it."""

    listing: Listing
    name: str
    is_own: bool
    area: str = ""
    waits: bool = False


def lets_everybody_read(bank: Bank) -> bool:
    """Whether the bank opens its offers and requests to visitors."""
    return bank.listings_are_public


def may_take_part(reader: Member | None) -> bool:
    """Whether somebody offers and asks here, for themselves or for who told them so."""
    return reader is not None and (reader.can_trade or reader.is_coordinator)


def row_of(found: Listing, asker: Member | None) -> Row:
    """Give an offer or a request as somebody may read it: to visitors it does not say where its member lives."""
    is_own = asker is not None and asker.pk == found.member_id
    name = name_to_show(found.member, asker)
    area = found.area or (found.member.shown_area if asker or found.member.is_organisation else "")
    return Row(listing=found, name=name, is_own=is_own, area=area, waits=found.waits_for_check)


@for_members_or_where_open(lets_everybody_read)
@also_acting
@require_GET
def listing(request: PublicRequest, pk: int) -> HttpResponse:
    """Show one offer or request, and what the reader can do about it."""
    at = timezone.now()
    today = request.bank.day(at)
    found = listing_to_see(request.bank, request.member, pk, today=today)
    member = request.member
    is_own = member is not None and member.pk == found.member_id
    stands, full, row = found.stands_on(today), is_full(found, today), row_of(found, member)
    context = {
        "listing": found,
        "row": row,
        "standing": standing_of(found, today),
        "facts": facts_of(found, row.area, today),
        "is_full": full,
        "photos": photos_of(found),
        "needs": ", ".join(kind.name for kind in needed_for(found)),
        "may_change": member is not None and (is_own or member.is_coordinator) and found.member.is_approved,
        "may_answer": stands and not is_own and may_take_part(member),
        "may_talk": not found.member.is_minor and not _is_recorder(request.mandate),
        "answers": answers_to(found, member) if member is not None and not _is_recorder(request.mandate) else [],
        "own_page": own_pages([found]).get(pk, ""),
        "may_log": member is not None and member.can_trade,
        "may_ask": not found.waits_for_check and not full,
        "may_join": member is None,
        **_matches(found, member, at, stands=stands),
    }
    return render(request, "exchanges/listing.html", context)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def listing_new(request: BankRequest) -> HttpResponse:
    """Put up an offer or a request; coordinators for a member too."""
    begun = BegunListingForm(request.GET).begun()
    at, data = timezone.now(), request.POST if request.method == "POST" else None
    form = NewListingForm(data, asker=request.member, today=request.bank.day(at), begun=begun)
    photo = FirstPhotoForm(data, request.FILES if request.method == "POST" else None)
    if request.method == "GET":
        return _new_page(request, form, photo)
    drawn = photo.drawn() if photo.is_valid() and form.is_valid() else None
    if not (form.is_valid() and photo.is_valid()):
        return _new_page(request, form, photo, status=400)
    wording, whose = form.wording(form.cleaned_data["kind"]), form.member()
    try:
        if drawn is None:
            made = put_up(wording, member=whose, by=request.actor, at=at)
        else:
            made = put_up_with_photo(wording, drawn, member=whose, by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _new_page(request, form, photo, status=status_of(refusal))
    messages.success(request, _("It is up. Members can read it from now on."))
    return redirect("exchanges:listing", bank=request.bank.slug, pk=made.pk)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def listing_change(request: BankRequest, pk: int) -> HttpResponse:
    """Change what an offer or a request says."""
    at, data = timezone.now(), request.POST if request.method == "POST" else None
    today = request.bank.day(at)
    found = listing_to_change(request.member, pk, today=today)
    form = WordsForm(data, asker=request.member, today=today, listing=found)
    if request.method == "GET":
        return _change_page(request, form, found)
    if not form.is_valid():
        return _change_page(request, form, found, status=400)
    try:
        reword(found, form.wording(found.kind), by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _change_page(request, form, found, status=status_of(refusal))
    messages.success(request, _("Changed."))
    return redirect("exchanges:listing", bank=request.bank.slug, pk=pk)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_POST
def listing_close(request: BankRequest, pk: int) -> HttpResponse:
    """Take an offer or a request down."""
    found = listing_to_move(request.member, pk, today=request.bank.day(timezone.now()))
    try:
        take_down(found, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("exchanges:listing", bank=request.bank.slug, pk=pk)
    messages.success(request, _("Taken down: %(title)s. Nobody else can read it now.") % {"title": found.title})
    return redirect("exchanges:listings", bank=request.bank.slug)


@for_traders_or(Role.COORDINATOR)
@also_acting
@require_http_methods(["GET", "POST"])
def listing_propose(request: BankRequest, pk: int) -> HttpResponse:
    """Offer to help with a request, or ask for what is offered; coordinators for somebody who told them so, too."""
    at = timezone.now()
    today = request.bank.day(at)
    found = listing_to_see(request.bank, request.member, pk, today=today)
    if not found.stands_on(today) or found.member_id == request.member.pk:
        raise PermissionDenied
    elsewhere = to_own_page(request, found)
    if elsewhere is not None:
        return elsewhere
    data = request.POST if request.method == "POST" else None
    form = ProposeForm(data, asker=request.member, listing=found, today=today)
    if request.method == "GET":
        return _propose_page(request, form, found)
    if not form.is_valid():
        return _propose_page(request, form, found, status=400)
    try:
        act = form.act(act_of(request, at))
        exchange = life.propose(form.draft(found, act.speaker), act)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _propose_page(request, form, found, status=status_of(refusal))
    words = _("We have told %(name)s. You hear from us as soon as there is an answer.")
    if act.speaker.pk != request.member.pk:
        words = _("Written down for %(whom)s. We have told %(name)s.")
    messages.success(request, words % {"name": named(found.member), "whom": named(act.speaker)})
    return redirect("exchanges:exchange", bank=request.bank.slug, pk=exchange.pk)


def _matches(found: Listing, reader: Member | None, at: datetime.datetime, *, stands: bool) -> dict[str, Any]:
    """Say who fits, to its own member and to who runs the bank, while others read it."""
    if reader is None or not stands or not (reader.pk == found.member_id or reader.is_coordinator or reader.is_admin):
        return {}
    return {
        "shows_matches": True,
        "fits": fits_of(found, reader, at),
        "reasons": NotForMe.Why.choices,
        "may_introduce": reader.pk != found.member_id,
    }


def _is_recorder(mandate: Mandate | None) -> bool:
    """Whether who asks acts for an organisation and records its hours only: they do not write in its name."""
    return mandate is not None and mandate.kind == Mandate.Kind.RECORDER


def _new_page(request: BankRequest, form: NewListingForm, photo: FirstPhotoForm, *, status: int = 200) -> HttpResponse:
    if form.errors and photo.files and not photo.errors:
        photo.ask_again()
    chosen, kind = _chosen_category(request), str(form.initial.get("kind", ""))
    if chosen:
        form.initial["category"] = chosen.pk
    context = {
        "form": form,
        "back_url": reverse("exchanges:listings", args=[request.bank.slug]),
        "examples": examples(kind, chosen),
        "photo": None if request.member.is_minor else photo,
        "also": also_wrote(kind, chosen, request.member, request.bank.day(timezone.now())),
    }
    return render(request, "exchanges/listing_form.html", context, status=status)


def _chosen_category(request: BankRequest) -> Category | None:
    """Find the kind of help that the address or what was typed names, where there is one that people choose."""
    typed = request.POST.get("category") or request.GET.get("category", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
        return None
    found: Category | None = Category.objects.of(request.bank).in_use().filter(pk=int(typed)).first()
    return found


def _change_page(request: BankRequest, form: WordsForm, found: Listing, *, status: int = 200) -> HttpResponse:
    back = reverse("exchanges:listing", args=[request.bank.slug, found.pk])
    context = {"form": form, "listing": found, "back_url": back}
    return render(request, "exchanges/listing_form.html", context, status=status)


def _propose_page(request: BankRequest, form: ProposeForm, found: Listing, *, status: int = 200) -> HttpResponse:
    return render(request, "exchanges/listing_propose.html", {"form": form, "listing": found}, status=status)
