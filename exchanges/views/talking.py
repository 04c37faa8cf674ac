"""Two members talk: 'I can help' on a listing, their conversation, and its one next step."""

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
from django.views.decorators.http import require_http_methods

from exchanges.access import listing_to_see
from exchanges.actions import life
from exchanges.actions.enquiries import enquire as answer_listing
from exchanges.actions.enquiries import enquire_told
from exchanges.forms.enquiries import EnquiryForm, PlanForm
from exchanges.models import Listing
from exchanges.reads.own_pages import own_pages
from exchanges.reads.talking import talked_about
from exchanges.views.acting import act_of
from exchanges.views.next_steps import next_step
from exchanges.views.own_pages import to_own_page
from exchanges.views.refusals import BAD_REQUEST
from exchanges.views.sentences import named
from members.access import (
    BankRequest,
    also_keeping,
    conversation_to_see,
    for_members,
    for_traders,
    for_traders_or,
    may_write_to,
)
from members.actions import conversations as actions
from members.forms.conversations import BeforeForm, LetterForm
from members.models import Block, Conversation, Letter, Member, Role
from members.views.words import status_of
from timebank.lib.errors import RuleBroken

LETTERS_ON_PAGE = 30


@dataclass(frozen=True)
class Sharing:
    """Who of the two lets the other see how to reach them, and the other's addresses where both do."""

    mine: bool
    theirs: bool
    telephone: str = ""
    email: str = ""


@for_traders_or(Role.COORDINATOR)
@also_keeping
@require_http_methods(["GET", "POST"])
def enquire(request: BankRequest, pk: int) -> HttpResponse:
    """Say 'I can help' or 'I would like this', in words that stand ready; coordinators for who rang, too."""
    at = timezone.now()
    found = listing_to_see(request.bank, request.member, pk, today=request.bank.day(at))
    if not found.stands_on(request.bank.day(at)) or found.member_id == request.member.pk or found.member.is_minor:
        raise PermissionDenied
    elsewhere = to_own_page(request, found)
    if elsewhere is not None:
        return elsewhere
    form = EnquiryForm(request.POST if request.method == "POST" else None, asker=request.member, listing=found)
    context = {"form": form, "listing": found, "is_by_hand": not actions.can_read_here(found.member)}
    if request.method == "GET":
        return render(request, "exchanges/listing_enquire.html", context)
    if not form.is_valid():
        return render(request, "exchanges/listing_enquire.html", context, status=BAD_REQUEST)
    speaker = form.speaker()
    try:
        if speaker.pk != request.member.pk:
            enquire_told(found, speaker, form.said(), by=request.member, at=at)
            messages.success(request, _("Written down for %(name)s.") % {"name": named(speaker)})
            return redirect("exchanges:listing", bank=request.bank.slug, pk=pk)
        talk = answer_listing(found, speaker, form.cleaned_data["words"], by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/listing_enquire.html", context, status=status_of(refusal))
    messages.success(request, _("Sent to %(name)s.") % {"name": named(found.member)})
    return redirect("exchanges:conversation", bank=request.bank.slug, pk=talk.pk)


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def conversation(request: BankRequest, pk: int) -> HttpResponse:
    """Read a conversation, which is then no longer new, and write in it."""
    found = conversation_to_see(request.member, pk)
    if request.method == "GET":
        page = _page(request, found, LetterForm())
        if found.is_unread_by(request.member):
            actions.mark_read(found, request.member, at=timezone.now())
        return page
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=BAD_REQUEST)
    words = form.cleaned_data["words"]
    try:
        actions.write(found, request.member, words, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    messages.success(request, _("Sent to %(name)s.") % {"name": named(found.other_of(request.member))})
    return redirect("exchanges:conversation", bank=request.bank.slug, pk=pk)


@for_traders
@also_keeping
@require_http_methods(["GET", "POST"])
def plan(request: BankRequest, pk: int) -> HttpResponse:
    """Propose a time to the other one of a conversation: either side may, whoever put up what they talk about."""
    at = timezone.now()
    found = conversation_to_see(request.member, pk)
    today = request.bank.day(at)
    other, listing = found.other_of(request.member), _listing_of(found, request.member, today)
    if not (other.can_trade and may_write_to(request.member, other)):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, asker=request.member, other=other, listing=listing, today=today)
    context = {"form": form, "listing": listing, "other": other, "talk": found}
    if request.method == "GET":
        return render(request, "exchanges/conversation_plan.html", context)
    if not form.is_valid():
        return render(request, "exchanges/conversation_plan.html", context, status=BAD_REQUEST)
    try:
        life.propose(form.draft(listing, request.member), act_of(request, at))
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/conversation_plan.html", context, status=status_of(refusal))
    words = _("We have told %(name)s. You hear from us as soon as there is an answer.")
    messages.success(request, words % {"name": named(other)})
    return redirect("exchanges:conversation", bank=request.bank.slug, pk=pk)


def _listing_of(talk: Conversation, reader: Member, today: datetime.date) -> Listing | None:
    """Give what two talk about now: the newest that still stands, and that an exchange answers."""
    about = [each.listing for each in talked_about(reader, talk.other_of(reader))]
    elsewhere = own_pages(about)
    return next((each for each in about if each.stands_on(today) and each.pk not in elsewhere), None)


def _page(request: BankRequest, found: Conversation, form: LetterForm, *, status: int = 200) -> HttpResponse:
    other = found.other_of(request.member)
    blocks = list(Block.objects.between(request.member, other))
    may_write = not blocks and may_write_to(request.member, other)
    context = {
        "conversation": found,
        "own_block": next((each for each in blocks if each.blocker_id == request.member.pk), None),
        "is_apart": bool(blocks),
        "other": other,
        "form": form,
        "may_write": may_write,
        "is_by_hand": not actions.can_read_here(other),
        "may_open_page": other.number is not None and other.can_trade and not other.is_minor,
        "sharing": _sharing(found, request.member) if may_write else None,
        **_letters(request, found),
        **_about(request, found, other, may_write=may_write),
    }
    return render(request, "exchanges/conversation.html", context, status=status)


def _letters(request: BankRequest, found: Conversation) -> dict[str, Any]:
    before = BeforeForm(request.GET).wanted()
    letters = Letter.objects.filter(conversation=found).select_related("speaker", "by").order_by("-pk")
    read = list((letters.filter(pk__lt=before) if before else letters)[: LETTERS_ON_PAGE + 1])
    shown = read[:LETTERS_ON_PAGE]
    url = reverse("exchanges:conversation", args=[request.bank.slug, found.pk])
    return {
        "letters": shown[::-1],
        "newest_url": url if before else "",
        "older_url": f"{url}?before={shown[-1].pk}" if len(read) > LETTERS_ON_PAGE else "",
    }


def _about(request: BankRequest, found: Conversation, other: Member, *, may_write: bool) -> dict[str, Any]:
    """Give what they talk about, and the next step where both take part."""
    about, today = talked_about(request.member, other), request.bank.day(timezone.now())
    shown = {each.listing_id for each in about if _opens_to(request.member, each.listing, today)}
    context: dict[str, Any] = {"about": about, "opens": shown, "step": None}
    if request.member.can_trade and other.can_trade:
        step = next_step(found, request.member, about, today=today)
        context["step"] = step if may_write or not step.is_new else None  # what is planned stays
        context["may_propose"] = may_write
    return context


def _opens_to(reader: Member, listing: Listing, today: datetime.date) -> bool:
    """Whether the page of a listing is there for one of the two."""
    return listing.member_id == reader.pk or (listing.stands_on(today) and listing.member.is_approved)


def _sharing(found: Conversation, member: Member) -> Sharing:
    other = found.other_of(member)
    mine, theirs = found.is_shared_by(member), found.is_shared_by(other)
    if not found.is_shared:
        return Sharing(mine, theirs)
    email = other.person.email if other.person else other.contact_email
    return Sharing(mine, theirs, telephone=other.telephone, email=email or "")
