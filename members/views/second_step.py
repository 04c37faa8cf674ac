"""The page for who holds a role that waits for a second step."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from members.access import BankRequest, for_members
from members.reads.second_steps import has_second_step


@for_members
@require_GET
def second_step(request: BankRequest) -> HttpResponse:
    """Say what to set up or to show, so that one's roles count."""
    context = {
        "waits": request.member.awaits_second_step,
        "has_one": has_second_step(request.user),
        "is_asked": request.bank.asks_second_factor,
    }
    return render(request, "members/second_step.html", context)
