"""A member's invitations: making one, its link and slip, and taking it back; and a member's word for an applicant."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import actions
from members.access import BankRequest, for_traders, own_invitation, word_asked_of
from members.forms import InviteForm, VouchForm
from members.models import Invitation
from members.views.words import named, status_of
from timebank.lib.drawing import qr_code
from timebank.lib.errors import RuleBroken

MOST_SHOWN = 50


@for_traders
@require_http_methods(["GET", "POST"])
def invitations(request: BankRequest) -> HttpResponse:
    """List the asker's invitations, and make another."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=400)
    answers = form.cleaned_data
    try:
        made = actions.invite(
            request.member, words=answers["words"], vouches=answers["vouches"], by=request.actor, at=timezone.now()
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=status_of(refusal))
    return redirect("members:invitation", bank=request.bank.slug, pk=made.pk)


@for_traders
@require_safe
def invitation_slip(request: BankRequest, pk: int) -> HttpResponse:
    """Show one invitation: its link, and a slip to print with its code."""
    found = own_invitation(request.member, pk)
    link = request.build_absolute_uri(reverse("members:invited", args=[request.bank.slug, found.key]))
    is_open = found.is_open(timezone.now())
    context = {"invitation": found, "is_open": is_open, "link": link, "code": qr_code(link) if is_open else ""}
    return render(request, "members/invitation.html", context)


@for_traders
@require_POST
def invitation_withdraw(request: BankRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    try:
        actions.withdraw_invitation(own_invitation(request.member, pk), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Its link no longer works."))
    return redirect("members:invitations", bank=request.bank.slug)


@for_traders
@require_http_methods(["GET", "POST"])
def vouch(request: BankRequest, pk: int) -> HttpResponse:
    """Say whether you know somebody who wants to join, and would put in a word for them."""
    step = word_asked_of(request.member, pk)
    form = VouchForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return render(request, "members/vouch.html", {"step": step, "form": form})
    if not form.is_valid():
        return render(request, "members/vouch.html", {"step": step, "form": form}, status=400)
    says_yes = form.cleaned_data["answer"] == VouchForm.YES
    try:
        actions.answer_for(
            step, says_yes=says_yes, words=form.cleaned_data["words"], by=request.actor, at=timezone.now()
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. We have your answer about %(name)s.") % {"name": named(step.member)})
    return redirect("exchanges:home", bank=request.bank.slug)


def _page(request: BankRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    made = list(Invitation.objects.filter(by=request.member).select_related("used_by")[:MOST_SHOWN])
    context = {"form": form, "invitations": [(each, each.is_open(at)) for each in made]}
    return render(request, "members/invitations.html", context, status=status)
