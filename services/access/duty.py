"""Who keeps staff's time on duty outside sessions: staff of the service who run its sessions, and nobody else."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from members.access import BankRequest
from services.access import Standing, service_to_see, standing
from services.models import Service, StaffTime


def service_to_keep_times_of(request: BankRequest, slug: str) -> tuple[Service, Standing]:
    """Give a service to who writes down when its staff were on duty."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    if not where.may_run_sessions:
        raise PermissionDenied
    return service, where


def time_to_remove(service: Service, pk: int) -> StaffTime:
    """Give one time on duty outside sessions; what a register says is changed there."""
    times = StaffTime.objects.filter(service=service, session=None).select_related("service__bank")
    time: StaffTime = get_object_or_404(times, pk=pk)
    return time
