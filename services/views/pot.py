"""The sponsor's pot of a service: what is in it, putting hours in, and answering where the shared pot is asked."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from exchanges.actions.pot import pot_to_give
from exchanges.forms.giving import PotAnswerForm
from exchanges.views.errands import Errand
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_delegates, for_members, for_roles
from members.forms.dues import PlaceForm
from members.models import Member, Role
from services.access import Standing, service_to_see, standing
from services.access.pot import pot_gift_to_decide
from services.actions import pot as actions
from services.forms.pot import PutInForm
from services.models import PotGift, Service
from services.reads.pot import pot_balance, pot_held, pot_statement
from timebank.lib.errors import RuleBroken
from timebank.lib.months import month_of

A_DAY = datetime.timedelta(days=1)
Source = PotGift.Source


@for_members
@also_delegates
@require_http_methods(["GET", "HEAD", "POST"])
def pot(request: BankRequest, slug: str) -> HttpResponse:
    """Show what is in the sponsor's pot, and put hours in."""
    service = service_to_see(request.bank, request.member, slug)
    where = standing(request, service)
    sources = _sources(request, where)
    if request.method != "POST":
        form = PutInForm(bank=request.bank, sources=sources) if sources else None
        return _pot_page(request, service, where, form)
    if not sources:
        raise PermissionDenied
    form = PutInForm(request.POST, bank=request.bank, sources=sources)
    if not form.is_valid():
        return _pot_page(request, service, where, form, status=BAD_REQUEST)
    try:
        gift = actions.put_in(service, form.putting(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _pot_page(request, service, where, form, status=status_of(refusal))
    waits = gift.state == PotGift.State.ASKED
    messages.success(request, _("Sent. Another coordinator answers.") if waits else _("It is in the pot. Thank you."))
    return redirect("services:pot", bank=request.bank.slug, slug=slug)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def pot_decide(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Answer a service that asked the shared pot for hours."""
    service = service_to_see(request.bank, request.member, slug)
    gift = pot_gift_to_decide(service, pk)
    if not actions.may_decide(gift, request.member):
        raise PermissionDenied(_("Somebody who did not ask and does not work for the service decides this."))
    form = PotAnswerForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "service": service, "gift": gift, "to_give": pot_to_give(request.bank)}
    if not form.is_bound or not form.is_valid():
        return render(request, "services/pot_decide.html", context, status=BAD_REQUEST if form.is_bound else 200)
    words, at = form.cleaned_data["reason"], timezone.now()
    try:
        if form.cleaned_data["answer"] == PotAnswerForm.GRANT:
            actions.grant(gift, words=words, by=request.member, at=at)
        else:
            actions.decline(gift, reason=words, by=request.member, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "services/pot_decide.html", context, status=status_of(refusal))
    messages.success(request, _("Answered. We tell %(name)s.") % {"name": named(gift.asked_by)})
    return redirect("services:pot", bank=request.bank.slug, slug=slug)


def pots_on_desk(asker: Member, _at: datetime.datetime) -> list[Errand]:
    """Say on the desk how often services wait for an answer of the shared pot, and lead to the first."""
    waiting = PotGift.objects.of(asker.bank).waiting()
    first = waiting.first()
    if first is None or not asker.is_coordinator:
        return []
    count = waiting.count()
    words = ngettext(
        "A service asks the shared pot for hours", "Services ask the shared pot for hours, %(count)d times", count
    )
    url = reverse("services:pot", args=[asker.bank.slug, first.service.slug])
    return [Errand(words=words % {"count": count}, url=url, link=_("See the first one"), count=count)]


def _sources(request: BankRequest, where: Standing) -> list[str]:
    """Say whence this reader may put hours in."""
    sources: list[str] = [Source.SERVICE] if where.manages else []
    if request.mandate is None and request.member.can_trade and not request.member.is_minor:
        sources.append(Source.MEMBER)
    return [*sources, Source.SHARED] if where.may_change else sources


def _pot_page(
    request: BankRequest, service: Service, where: Standing, form: PutInForm | None, *, status: int = 200
) -> HttpResponse:
    reads_all = where.is_staff or request.member.runs_or_audits
    after = PlaceForm(request.GET).found() or 0
    today = request.bank.day(timezone.now())
    month_ended = month_of(today) - A_DAY
    context = {
        "service": service,
        "form": form,
        "balance": pot_balance(service) if reads_all else pot_held(service, month_ended),
        "month_ended": None if reads_all else month_ended,
        "found": pot_statement(service, today, after=after) if reads_all else None,
        "waiting": list(PotGift.objects.filter(service=service).waiting().select_related("asked_by"))
        if reads_all
        else [],
        "first_url": request.path if after else "",
        "decides": request.member.is_coordinator,
    }
    return render(request, "services/pot.html", context, status=status)
