"""The services of a bank, and the page of one."""

import datetime
from typing import Any, cast

from django.core.validators import slug_re
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.access import BankRequest, PublicRequest, also_acting, for_members_or_where_open, turned_away
from members.models import Bank, Member
from services.access import service_to_see, standing
from services.access.measures import may_measure
from services.models import Service
from services.models.services import ServiceQuerySet
from services.reads.measures import GivingBack, Share, giving_back_of
from services.reads.measures.trends import FEWEST_BARS
from services.reads.measures.words import month_in_short, say_giving
from services.reads.pages import face_of
from timebank.lib.months import month_of, months_before

SERVICES_ON_PAGE = 50


def lets_some_be_read(_bank: Bank) -> bool:
    """Visitors come in; what they find there is what each service opens."""
    return True


@for_members_or_where_open(lets_some_be_read)
@also_acting
@require_safe
def services(request: PublicRequest) -> HttpResponse:
    """List the public services of a bank by name: to visitors those that open their page."""
    readable = Service.objects.of(request.bank).readable_by(request.member)
    after = _after(request, readable)
    rows = list((readable if after is None else readable.after(after))[: SERVICES_ON_PAGE + 1])
    shown = rows[:SERVICES_ON_PAGE]
    context = {
        "services": shown,
        "next_url": f"?after={shown[-1].slug}" if len(rows) > SERVICES_ON_PAGE else "",
        "first_url": request.path if after else "",
        "may_add": request.mandate is None and _runs_bank(request.member),
        "may_measure": request.member is not None and request.member.runs_or_audits,
    }
    return render(request, "services/services.html", context)


@for_members_or_where_open(lets_some_be_read)
@also_acting
def service(request: PublicRequest, slug: str) -> HttpResponse:
    """Show a service; a visitor is turned away from a closed one before anything else is looked at."""
    open_to_all = Service.objects.of(request.bank).readable_by(None)
    if request.member is None and not open_to_all.filter(slug=slug).exists():
        return turned_away(request)
    return _service_page(request, slug)


@require_safe
def _service_page(request: PublicRequest, slug: str) -> HttpResponse:
    """What it is, where and when, what it runs, what it gives and what it asks for."""
    found = service_to_see(request.bank, request.member, slug)
    where = standing(request, found)
    today = request.bank.day(timezone.now())
    context = {
        "service": found,
        "face": face_of(found, request.member, today, with_drafts=where.is_staff or where.coordinates),
        "standing": where,
        "giving_back": _giving_back(giving_back_of(found, *_half_a_year(today))),
        "may_measure": request.member is not None and may_measure(cast(BankRequest, request), where),
    }
    return render(request, "services/service.html", context)


def _giving_back(found: GivingBack) -> dict[str, Any]:
    """Say the first two measures of some months, and hand what people served gave and received to their drawing."""
    indexes = [(each.first_on, each.index) for each in found.months]
    drawn = [
        (month_in_short(month), index.part, index.of - index.part)
        for month, index in indexes
        if isinstance(index, Share) and index.of
    ]
    return {
        "is_shown": found.whole.is_shown,
        "said": say_giving(found.whole),
        "sides": (_("They gave"), _("They got")),
        "drawn": drawn if len(drawn) >= FEWEST_BARS else [],
    }


def _half_a_year(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Give the first and the last of the six whole months before this one."""
    return months_before(month_of(today), 6), months_before(month_of(today), 1)


def _runs_bank(asker: Member | None) -> bool:
    return asker is not None and (asker.is_coordinator or asker.is_admin)


def _after(request: PublicRequest, readable: ServiceQuerySet) -> Service | None:
    """Find after which service the page begins. What is no short name of any is the first page."""
    typed = request.GET.get("after", "")
    found: Service | None = readable.filter(slug=typed).first() if slug_re.fullmatch(typed) else None
    return found
