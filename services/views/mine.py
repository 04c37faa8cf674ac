"""What a member takes part in: their roles, their next sessions, and leaving with one tap."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.access import BankRequest, for_members
from services.access.sessions import own_part
from services.actions import taking_part
from services.models import Referral
from services.reads.people import own_wishes, parts_of
from services.reads.sessions import next_sessions
from services.reads.wellbeing import asked_before
from timebank.lib.errors import RuleBroken

LATELY = datetime.timedelta(days=30)  # so long a no can be read again


@for_members
@require_safe
def mine(request: BankRequest) -> HttpResponse:
    """List in what a member takes part, and what services wrote or asked: to themselves, never to who acts for them."""
    at = timezone.now()
    today = request.bank.day(at)
    takers = parts_of(request.member, today)
    context = {
        "takers": takers,
        "sessions": next_sessions([taker.part.programme_id for taker in takers], today),
        "wishes": own_wishes(request.member, at - LATELY),
        "was_introduced": Referral.objects.of_member(request.member).exists(),
        "asked_by": asked_before(request.member),
    }
    return render(request, "services/mine.html", context)


@for_members
@require_POST
def leave(request: BankRequest, pk: int) -> HttpResponse:
    """Let a member take part no longer, with one tap."""
    part = own_part(request, pk)
    try:
        taking_part.end_part(part, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You take part no longer. Thank you for what you did."))
    return redirect("services:mine", bank=request.bank.slug)
