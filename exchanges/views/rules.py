"""The bank's rules, for its members to read."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from exchanges.reads.rules import rules_in_words
from members.access import BankRequest, also_acting, for_members_and_resting
from members.reads.rules import rule_lines


@for_members_and_resting
@also_acting
@require_safe
def rules(request: BankRequest) -> HttpResponse:
    """Say in plain sentences which rules hold, and what was changed."""
    context = {
        "parts": rules_in_words(request.bank, request.bank.day(timezone.now())),
        "lines": rule_lines(request.bank),
        "may_change": request.member.is_admin,
    }
    return render(request, "exchanges/rules.html", context)
