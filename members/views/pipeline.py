"""The desk's page of who wants to join, in columns."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.access import BankRequest, for_roles
from members.forms.dues import PlaceForm
from members.models import Member, Role
from members.reads.joining import columns

ON_PAGE = 100


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def pipeline(request: BankRequest) -> HttpResponse:
    """Show who wants to join in columns, longest first; a hundred to a page."""
    waiting = Member.objects.of(request.bank).applicants()
    after = PlaceForm({"place": request.GET.get("after")}).found()
    start = waiting.filter(pk=after).first() if after else None
    if start:
        waiting = waiting.after_in_order_of_asking(start)
    rows = list(waiting[: ON_PAGE + 1])
    context = {
        "columns": columns(rows[:ON_PAGE], request.bank, timezone.now()),
        "number": min(len(rows), ON_PAGE),
        "next_url": f"?after={rows[ON_PAGE - 1].pk}" if len(rows) > ON_PAGE else "",
        "first_url": "?" if start else "",
    }
    return render(request, "members/pipeline.html", context)
