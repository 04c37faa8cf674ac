"""What becomes of what the bank tells: what could not be sent, with another try, and figures for each kind."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.access import BankRequest, for_roles
from members.models import Role
from members.views.words import status_of
from notices import actions
from notices.models import Notice
from notices.reads import figures
from timebank.lib.errors import RuleBroken

SHOWN = 20
DAYS = (30, 90)
LONGEST_ID = 18


@for_roles(Role.ADMIN)
@require_safe
def outbox(request: BankRequest) -> HttpResponse:
    """Show what was given up, the latest first, and how much was told, sent and acted on."""
    return _page(request)


@for_roles(Role.ADMIN)
@require_POST
def outbox_retry(request: BankRequest, pk: int) -> HttpResponse:
    """Send one of them once more."""
    notice = get_object_or_404(Notice.objects.filter(bank=request.bank.slug, failed_at__isnull=False), pk=pk)
    try:
        notice = actions.retry(notice, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return _page(request, status=status_of(refusal))
    messages.success(request, _("We try again to reach %(name)s.") % {"name": notice.recipient.name})
    return redirect("members:outbox", bank=request.bank.slug)


def _page(request: BankRequest, *, status: int = 200) -> HttpResponse:
    days = DAYS[1] if request.GET.get("days") == str(DAYS[1]) else DAYS[0]
    since = timezone.now() - datetime.timedelta(days=days)
    context = {"days": days, "other_days": sum(DAYS) - days, "topics": figures(request.bank.slug, since)}
    return render(request, "members/outbox.html", context | _dead_letters(request), status=status)


def _dead_letters(request: BankRequest) -> dict[str, Any]:
    dead, before = Notice.objects.dead(request.bank.slug), request.GET.get("before", "")
    is_number = before.isascii() and before.isdecimal() and len(before) <= LONGEST_ID
    older = dead.before(int(before)) if is_number else dead
    rows = list(older[: SHOWN + 1])
    return {
        "letters": rows[:SHOWN],
        "count": dead.count(),
        "older_query": f"?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
        "is_first": not is_number,
    }
