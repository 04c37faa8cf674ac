"""Who writes the goals and the money of a service. Who reads its measures reads them on its report, too."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from members.access import BankRequest
from members.models import Member
from services.access import Standing, service_to_see, standing
from services.models import Cost, Service, Target


def service_to_cost(request: BankRequest, slug: str) -> Service:
    """Give a service to who writes down what it costs: its managers and admins."""
    found = service_to_see(request.bank, request.member, slug)
    if not may_enter_costs(standing(request, found), request.actor):
        raise PermissionDenied
    return found


def may_enter_costs(where: Standing, actor: Member) -> bool:
    """Whether somebody with this standing writes down money: who manages the service, or an admin."""
    return where.manages or (where.coordinates and actor.is_admin)


def target_of(service: Service, pk: int) -> Target:
    """Give one of a service's own goals."""
    found: Target = get_object_or_404(Target.objects.select_related("service__bank"), service=service, pk=pk)
    return found


def cost_of_service(service: Service, pk: int) -> Cost:
    """Give one of a service's own costs."""
    found: Cost = get_object_or_404(Cost.objects.select_related("service__bank"), service=service, pk=pk)
    return found
