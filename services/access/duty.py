"""Who keeps staff's time on duty outside sessions: staff their own, who runs sessions that of all, nobody else."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from members.access import BankRequest
from members.models import Member
from services.access import Standing, service_to_see, standing
from services.models import Service, StaffTime


def service_to_keep_times_of(request: BankRequest, slug: str) -> tuple[Service, Standing]:
    """Give a service to its staff, who write down when they were on duty."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    if not where.is_staff:
        raise PermissionDenied
    return service, where


def times_to_see(service: Service, where: Standing, asker: Member) -> QuerySet[StaffTime]:
    """Give the times on duty outside sessions: all to who runs sessions, else one's own."""
    times = StaffTime.objects.filter(service=service, session=None)
    return times if where.may_run_sessions else times.filter(staff=asker)


def time_to_remove(service: Service, where: Standing, asker: Member, pk: int) -> StaffTime:
    """Give one of them; what a register says is changed there."""
    times = times_to_see(service, where, asker).select_related("service__bank")
    time: StaffTime = get_object_or_404(times, pk=pk)
    return time
