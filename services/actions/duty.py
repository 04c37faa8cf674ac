"""Time that paid staff spend on duty outside sessions: a consultation, a home visit. Counted, and never credited."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from exchanges.models import LONGEST_HOURS
from members.models import Member
from services.access import standing_of
from services.actions.changing import locked_while_member
from services.models import Programme, Service, StaffTime
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.months import month_of

GRACE = datetime.timedelta(days=7)  # in which the last days of a month are still written down


class DutyKnown(RuleBroken):
    """One of the staff has one time on duty on a day, for each programme."""


class DayFull(RuleBroken):
    """A day has 24 hours, wherever somebody works."""


@dataclass(frozen=True)
class TimeOnDuty:
    """Who was on duty on a day and for how long, for a programme or for the service as a whole."""

    staff: Member
    on: datetime.date
    minutes: int
    programme: Programme | None = None


def first_open_day(today: datetime.date) -> datetime.date:
    """Give the first day of which time is still written down: of a month that is over no more, but for its first week.

    What the figures of a month say stays as it is.
    """
    return month_of(today - GRACE)


@transaction.atomic
def write_duty(service: Service, said: TimeOnDuty, *, by: Member, at: datetime.datetime) -> StaffTime:
    """Write down time on duty: staff their own, who runs sessions that of all. Raises DutyKnown and DayFull.

    Who worked there on that day and what ran on it counts, not what is now.
    """
    service = locked_while_member(service)
    where = standing_of(by, service)
    if not (where.may_run_sessions or (where.is_staff and by.pk == said.staff.pk)):
        raise NotAllowed(_("Staff of this service write down their own time, and who runs sessions that of all."))
    _must_be_open(service, said.on, at)
    if not service.staff_between(said.on, said.on).filter(pk=said.staff.pk).exists():
        raise NotAllowed(_("Only who worked here on that day was on duty."))
    if said.programme is not None:
        _must_have_run(service, said.programme, said.on)
    try:
        with transaction.atomic():
            made: StaffTime = StaffTime.objects.create(
                service=service,
                programme=said.programme,
                staff=said.staff,
                on=said.on,
                minutes=said.minutes,
                is_side_by_side=False,
                recorded_by=by,
                recorded_at=at,
            )
    except IntegrityError as fault:
        words = _("There is time of %(name)s for this on that day. Take it out first, and write all of it together.")
        raise DutyKnown(words % {"name": said.staff.name}) from fault
    must_fit_a_day([said.staff.pk], said.on)
    return made


def must_fit_a_day(staff: Collection[int], on: datetime.date) -> None:
    """Refuse what was just written where somebody would work more than a day has, sessions and other services too."""
    worked = StaffTime.objects.filter(staff__in=staff, on=on).order_by("staff").values_list("staff__name")
    over = worked.annotate(minutes=Sum("minutes")).filter(minutes__gt=LONGEST_HOURS).first()
    if over is not None:
        words = _("With what is written down already, %(name)s would work for more than 24 hours on that day.")
        raise DayFull(words % {"name": over[0]})


@transaction.atomic
def remove_duty(time: StaffTime, *, by: Member, at: datetime.datetime) -> None:
    """Take time on duty out: who wrote it does, whose it is, or who manages the service. Again does no harm."""
    service = locked_while_member(time.service)
    where = standing_of(by, service)
    if not (where.is_staff and may_remove(time, by, manages=where.manages)):
        raise NotAllowed(_("Who wrote it down takes it out, or whose time it is, or a manager."))
    _must_be_open(service, time.on, at)
    StaffTime.objects.filter(pk=time.pk, session=None).delete()


def may_remove(time: StaffTime, asker: Member, *, manages: bool) -> bool:
    """Whether it is theirs to take out."""
    return manages or asker.pk in (time.recorded_by_id, time.staff_id)


def _must_have_run(service: Service, programme: Programme, on: datetime.date) -> None:
    if not service.programmes.ran_between(on, on).filter(pk=programme.pk).exists():
        raise NotAllowed(_("Choose a programme of this service that ran on that day."))


def _must_be_open(service: Service, on: datetime.date, at: datetime.datetime) -> None:
    today = service.bank.day(at)
    if not first_open_day(today) <= on <= today:
        raise WrongState(_("Choose a day that has been, of this month. The figures of others stay as they are."))
