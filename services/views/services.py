"""The services of a bank, and the page of one."""

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
from services.reads.measures.balance import Balance, balance_of
from services.reads.measures.words import month_in_short, month_in_words
from services.reads.pages import face_of

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
        "balance": _drawn(balance_of(found, today)),
        "may_measure": request.member is not None and may_measure(cast(BankRequest, request), where),
    }
    return render(request, "services/service.html", context)


def _drawn(found: Balance) -> dict[str, Any]:
    """Hand a service's balance to its drawings."""
    rows = [(month_in_short(month), [both.received, both.given]) for month, both in found.drawn]
    return {
        "found": found,
        "series": [(_("Received from residents"), "receive"), (_("Given back"), "give")],
        "drawn": rows,
        "latest": _latest(found),
        "sides": (_("They gave"), _("They got")),
        "programmes": [(title, both.received, both.given) for title, both in found.programmes],
    }


def _latest(found: Balance) -> dict[str, Any]:
    if not found.drawn:
        return {}
    month, both = found.drawn[-1]
    return {"month": month_in_words(month), "received": both.received, "given": both.given}


def _runs_bank(asker: Member | None) -> bool:
    return asker is not None and (asker.is_coordinator or asker.is_admin)


def _after(request: PublicRequest, readable: ServiceQuerySet) -> Service | None:
    """Find after which service the page begins. What is no short name of any is the first page."""
    typed = request.GET.get("after", "")
    found: Service | None = readable.filter(slug=typed).first() if slug_re.fullmatch(typed) else None
    return found
