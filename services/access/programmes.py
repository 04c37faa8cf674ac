"""Which programme and which role somebody may change."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from members.access import BankRequest
from services.access import programme_to_see, service_to_see, standing
from services.models import Programme, ProgrammeRole


def programme_to_change(request: BankRequest, slug: str, programme: str) -> Programme:
    """Give a programme to who may change it; a draft is there for no others."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    found = programme_to_see(service, where, programme)
    if not where.may_change:
        raise PermissionDenied
    return found


def role_to_change(programme: Programme, pk: int) -> ProgrammeRole:
    """Give a role of a programme that somebody may change."""
    role: ProgrammeRole = get_object_or_404(programme.roles.all(), pk=pk)
    role.programme = programme
    return role
