"""Who sends ideas of staff, and which idea a coordinator looks at."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from members.access import BankRequest
from members.models import Member
from services.access import service_to_see, standing
from services.models import RoleIdea, Service


def service_to_have_ideas_for(request: BankRequest, slug: str) -> Service:
    """Give a service to its staff, and to a coordinator who writes down what they said."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    if not (where.is_staff or where.coordinates):
        raise PermissionDenied
    return service


def idea_to_decide(asker: Member, pk: int) -> RoleIdea:
    """Give an idea of the asker's bank to who runs it."""
    idea: RoleIdea = get_object_or_404(RoleIdea.objects.of(asker.bank), pk=pk)
    idea.service.bank = asker.bank
    return idea
