"""A member, or who acts for them, blocks another, and lets them write again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.access import BankRequest, also_keeping, block_to_end, for_members, for_members_and_resting, member_to_see
from members.actions import blocking as actions
from members.models import Block
from members.views.words import named


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def block(request: BankRequest, number: int) -> HttpResponse:
    """Say what blocking does, or do it; where it is done already, offer to take it back."""
    other = member_to_see(request.member, number)
    if other.pk in (request.member.pk, request.actor.pk):
        raise Http404
    if request.method == "GET":
        standing = Block.objects.of(request.member).filter(blocked=other).first()
        return render(request, "members/block.html", {"other": other, "standing": standing})
    actions.block(request.member, other, by=request.actor, at=timezone.now())
    done = _("Done. %(name)s can no longer write to you or ask you here. We do not tell them.")
    messages.success(request, done % {"name": named(other)})
    return redirect("members:block", bank=request.bank.slug, number=number)


@for_members_and_resting
@also_keeping
@require_POST
def unblock(request: BankRequest, pk: int) -> HttpResponse:
    """Let somebody write again."""
    standing = block_to_end(request.member, pk)
    actions.unblock(standing, by=request.actor, at=timezone.now())
    is_here = standing.blocked.bank_id == request.bank.pk
    done = _("%(name)s can write to you again.") if is_here else _("%(name)s can write down hours with you again.")
    messages.success(request, done % {"name": named(standing.blocked)})
    if request.mandate is not None:  # the preferences are the member's own
        return redirect("exchanges:home", bank=request.bank.slug)
    return redirect("members:preferences", bank=request.bank.slug)
