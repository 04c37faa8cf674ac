"""The desk's pages of who wants to join, in columns, and of who was told: not this time."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.access import BankRequest, for_roles
from members.forms.dues import PlaceForm
from members.models import Member, MemberQuerySet, Role
from members.reads.joining import columns, untold

ON_PAGE = 100
DECLINED_ON_PAGE = 50


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def pipeline(request: BankRequest) -> HttpResponse:
    """Show who wants to join in columns, longest first; a hundred to a page."""
    everybody = Member.objects.of(request.bank).applicants()
    start = _start_of_page(request, everybody)
    waiting = everybody.after_in_order_of_asking(start) if start else everybody
    rows = list(waiting[: ON_PAGE + 1])
    is_whole = start is None and len(rows) <= ON_PAGE
    context = {
        "columns": columns(rows[:ON_PAGE], request.bank, timezone.now()),
        "number": len(rows) if is_whole else everybody.count(),
        "is_whole": is_whole,
        "next_url": f"?after={rows[ON_PAGE - 1].pk}" if len(rows) > ON_PAGE else "",
        "first_url": "?" if start else "",
    }
    return render(request, "members/pipeline.html", context)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def declined(request: BankRequest) -> HttpResponse:
    """List who was told: not this time. Who asked last comes first; fifty to a page."""
    everybody = Member.objects.of(request.bank).declined()
    start = _start_of_page(request, everybody)
    found = everybody.before_in_order_of_asking(start) if start else everybody
    rows = list(found[: DECLINED_ON_PAGE + 1])
    shown = rows[:DECLINED_ON_PAGE]
    waiting = untold(shown, request.bank)
    context = {
        "rows": [(each, each.pk in waiting) for each in shown],
        "next_url": f"?after={shown[-1].pk}" if len(rows) > DECLINED_ON_PAGE else "",
        "first_url": "?" if start else "",
    }
    return render(request, "members/declined.html", context)


def _start_of_page(request: BankRequest, people: MemberQuerySet) -> Member | None:
    """Find after whom the page begins; None is the beginning."""
    after = PlaceForm({"place": request.GET.get("after")}).found()
    found: Member | None = people.filter(pk=after).first() if after else None
    return found
