"""How long a bank keeps data: the rules, what they will remove, and stopping that."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insight.access import run_to_see
from insight.actions.retention import stop_run, told_and_due
from insight.forms import KeepingForm
from insight.reads.retention import NAMES_SHOWN, Due, what_is_due
from members.access import BankRequest, for_roles
from members.actions import WhyMissing
from members.actions.retention import set_keeping
from members.models import Member, Retention, RetentionRun, Role
from timebank.lib.errors import RuleBroken

RUNS_SHOWN = 12


@dataclass(frozen=True)
class DueShown:
    """What goes of one kind, ready to be read."""

    words: str
    count: int
    oldest_at: datetime.datetime | None
    members: list[Member]
    more: int


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def keeping(request: BankRequest) -> HttpResponse:
    """Say how long each kind of data is kept."""
    now = dict(Retention.objects.filter(bank=request.bank).values_list("kind", "months"))
    form = KeepingForm(request.POST if request.method == "POST" else None, initial=now)
    runs = RetentionRun.objects.filter(bank=request.bank).select_related("stopped_by")[:RUNS_SHOWN]
    if request.method == "GET":
        return render(request, "insight/keeping.html", {"form": form, "runs": runs})
    if not form.is_valid():
        return render(request, "insight/keeping.html", {"form": form, "runs": runs}, status=400)
    why = form.cleaned_data["why"]
    try:
        set_keeping(request.bank, form.months(), by=request.member, at=timezone.now(), words=why)
    except WhyMissing as refusal:  # another admin changed something meanwhile
        form.add_error("why", str(refusal))
        return render(request, "insight/keeping.html", {"form": form, "runs": runs}, status=400)
    messages.success(request, _("Saved. We tell you a week before anything goes."))
    return redirect("insight:keeping", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_GET
def run(request: BankRequest, pk: int) -> HttpResponse:
    """Show what goes on a day, or what went."""
    found = run_to_see(request.member, pk)
    waits = found.done_at is None and found.stopped_by is None
    due = what_is_due(request.bank, told_and_due(found, timezone.now())) if waits else []
    context = {
        "run": found,
        "waits": waits,
        "due": [_shown(each) for each in due],
        "done": [(Retention.Kind(kind).label, count) for kind, count in (found.done_counts or {}).items()],
    }
    return render(request, "insight/keeping_run.html", context)


@for_roles(Role.ADMIN)
@require_POST
def stop(request: BankRequest, pk: int) -> HttpResponse:
    """Keep everything this time."""
    found = run_to_see(request.member, pk)
    try:
        stop_run(found, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Stopped. Nothing goes, and we ask you again in a month."))
    return redirect("insight:keeping_run", bank=request.bank.slug, pk=pk)


def _shown(due: Due) -> DueShown:
    more = max(0, due.count - NAMES_SHOWN) if due.members else 0
    return DueShown(str(due.kind.label), due.count, due.oldest_at, due.members, more)
