"""My privacy, across my time banks: what is held on me, taking it out, what I agreed to, and being erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from exchanges.actions.leaving import count_unsettled
from exchanges.actions.plans import PLANS
from exchanges.models import Exchange
from insight.access import own_consent, own_membership
from insight.actions import erasing
from insight.forms import EraseForm
from insight.reads.held import GROUPS, Group, Whose, all_of
from insight.views.held_files import answers, held_file, not_here
from ledger import reads as ledger
from members.actions.data_requests import TAKEN_BACK_AT_WILL, take_consent_back, take_data
from members.models import Consent, Member, Person
from members.views.words import status_of
from timebank.lib.errors import RuleBroken

ROWS_SHOWN = 5


@dataclass(frozen=True)
class Shown:
    """One group as the page shows it: its newest rows, and whether there are more in the download."""

    group: Group
    rows: list[list[tuple[str, str]]]
    has_more: bool


@require_GET
@never_cache
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what we hold on who asks, group by group."""
    whose = all_of(_person(request))
    own = [member for member in whose.members if member.merged_into_id is None]  # what became one is erased as one
    context = {"members": own, "groups": list(shown_groups(whose)), "not_here": not_here()}
    return render(request, "insight/privacy/privacy.html", context)


@require_POST
def download(request: HttpRequest) -> FileResponse:
    """Send all of it as one file, and write down that it was taken."""
    whose = all_of(_person(request))
    at = timezone.now()
    for member in whose.members:
        take_data(member, by=member, at=at)
    return held_file(whose, name="what-we-hold-on-you", at=at)


@require_GET
@never_cache
def consents(request: HttpRequest) -> HttpResponse:
    """List what the asker agreed to, and what can be taken back."""
    mine = Consent.objects.filter(member__person=_person(request), member__erasure=None)
    found = mine.select_related("member__bank", "terms", "recorded_by", "referral__service__organisation").order_by(
        "ended_at", "-pk"
    )
    context = {"consents": found, "at_will": TAKEN_BACK_AT_WILL}
    return render(request, "insight/privacy/consents.html", context)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one consent back."""
    consent = own_consent(_person(request), pk)
    try:
        take_consent_back(consent, by=consent.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have taken it back. It no longer counts from now on."))
    return redirect("privacy_consents")


@require_http_methods(["GET", "POST"])
@never_cache
def erase(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what is erased and what is kept, then erase the asker at one of their time banks."""
    member = own_membership(_person(request), slug)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _erase_page(request, member, form)
    if not form.is_valid():
        return _erase_page(request, member, form, status=400)
    try:
        erasing.erase_on_own_wish(member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _erase_page(request, member, form, status=status_of(refusal))
    if Person.objects.filter(pk=_person(request).pk, is_active=True).exists():
        messages.success(request, _("It is done: that time bank no longer knows who you are."))
        return redirect("privacy")
    logout(request)
    messages.success(request, _("It is done: we no longer know who you are. Thank you for the time you gave."))
    return redirect("start")


def shown_groups(whose: Whose) -> Iterator[Shown]:
    """Read the newest rows of each group, and one more to know whether there are others."""
    for group in GROUPS:
        rows = list(islice(group.rows(whose), ROWS_SHOWN + 1))
        yield Shown(group, [answers(group, row) for row in rows[:ROWS_SHOWN]], len(rows) > ROWS_SHOWN)


def _erase_page(request: HttpRequest, member: Member, form: EraseForm, *, status: int = 200) -> HttpResponse:
    theirs = Exchange.objects.with_member(member)
    minutes = ledger.balance_of(member.account_id) if member.account_id else 0
    others = Member.objects.filter(person=member.person_id, erasure=None).exclude(pk=member.pk)
    context = {
        "member": member,
        "form": form,
        "has_minutes": max(0, minutes),
        "owes_minutes": max(0, -minutes),
        "unsettled": count_unsettled(member),
        "plans": theirs.filter(state__in=PLANS).count(),
        "is_last": not others.exists(),
    }
    return render(request, "insight/privacy/erase.html", context, status=status)


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)
