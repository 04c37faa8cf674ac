"""Who reads the measures and the report of a service, the measures of its programmes, and those of a whole bank."""

from django.core.exceptions import PermissionDenied

from members.access import BankRequest
from services.access import Standing, programme_to_see, service_to_see, standing
from services.models import Programme, Service


def service_to_measure(request: BankRequest, slug: str) -> Service:
    """Give a service whose measures and report somebody may read: its staff, coordinators, admins and auditors do."""
    service = service_to_see(request.bank, request.member, slug)
    _must_measure(request, standing(request, service))
    return service


def programme_to_measure(request: BankRequest, slug: str, programme: str) -> Programme:
    """Give a programme of a service to who may read the service's measures."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    _must_measure(request, where)
    return programme_to_see(service, where, programme)


def may_measure(request: BankRequest, where: Standing) -> bool:
    """Whether somebody reads a service's measures; an auditor of the bank does, while they act for nobody."""
    return where.is_staff or where.coordinates or (request.mandate is None and request.member.is_auditor)


def _must_measure(request: BankRequest, where: Standing) -> None:
    if not may_measure(request, where):
        raise PermissionDenied
