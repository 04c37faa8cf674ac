"""Addresses on their way: the page on which their owner says whether they are theirs."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members import actions
from members.actions.addresses import person_with
from members.models import AddressClaim, Member, Person
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def address_claim(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask whoever reads the mail at an address whether they are the member it was written down for."""
    if not ratelimit.consume(request, action="address_claim"):
        return render(request, "429.html", status=429)
    waiting = AddressClaim.objects.waiting(timezone.now()).with_secret(secret)
    claim: AddressClaim | None = waiting.select_related("member__bank", "member__person").first()
    if claim is None or not claim.member.may_come_in:
        return render(request, "members/claim_over.html", status=404)
    if request.method == "POST" and "refuse" in request.POST:
        actions.refuse_claim(claim, at=timezone.now())
        return render(request, "members/claim_refused.html")
    owner = person_with(claim.email)
    asks_for = _who_must_sign_in(request, claim.member, owner)
    if request.method == "GET" or asks_for:
        return _page(request, claim, asks_for)
    try:
        member = actions.accept_claim(claim, person=owner, at=timezone.now())
    except RuleBroken as refusal:
        return _page(request, claim, "", words=str(refusal), status=status_of(refusal))
    return _welcomed(request, member)


def _who_must_sign_in(request: HttpRequest, member: Member, owner: Person | None) -> str:
    """Say what stands in the way: 'sign in' as the owner of the address, or 'sign out' as who you are now."""
    mine = owner or member.person
    if request.user.is_authenticated:
        return "" if mine is not None and request.user.pk == mine.pk else "sign out"
    return "sign in" if owner is not None and owner.pk != member.person_id else ""


def _page(
    request: HttpRequest, claim: AddressClaim, asks_for: str, *, words: str = "", status: int = 200
) -> HttpResponse:
    context = {"claim": claim, "member": claim.member, "asks_for": asks_for, "refusal": words}
    return render(request, "members/claim.html", context, status=status)


def _welcomed(request: HttpRequest, member: Member) -> HttpResponse:
    """Lead on: to choose a password where there is none, else to the bank."""
    if member.person is not None and not member.person.has_usable_password():
        return redirect(actions.password_link(member.person))
    messages.success(request, _("Thank you. %(bank)s is one of your time banks now.") % {"bank": named(member.bank)})
    return redirect("exchanges:home", bank=member.bank.slug)
