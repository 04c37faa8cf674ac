"""The page of who may be in the books twice."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.access import BankRequest, for_roles
from members.models import Role
from members.reads.doubles import of_one_name, of_one_telephone


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def doubles(request: BankRequest) -> HttpResponse:
    """List who may be here twice. It shows no number to ring: a look at that is made on their page."""
    context = {"of_one_name": of_one_name(request.member), "of_one_telephone": of_one_telephone(request.member)}
    return render(request, "members/doubles.html", context)
