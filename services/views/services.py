"""The services of a bank, and the page of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.access import PublicRequest, also_acting, for_members_or_where_open
from members.models import Bank
from services.models import Service


def lets_some_be_read(_bank: Bank) -> bool:
    """Visitors come in; what they find there is what each service opens."""
    return True


@for_members_or_where_open(lets_some_be_read)
@also_acting
@require_safe
def services(request: PublicRequest) -> HttpResponse:
    """List the public services of a bank by name: to visitors those that open their page."""
    found = Service.objects.of(request.bank).readable_by(request.member)
    return render(request, "services/services.html", {"services": list(found)})
