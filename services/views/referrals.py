"""What staff of a service do: introduce somebody, make a link to hand over, and read what they may learn of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.access import BankRequest, also_acting, for_members
from members.forms.dues import PlaceForm
from members.views.words import status_of
from services.access import standing
from services.access.referrals import link_of_staff, referral_of_service, service_to_refer_from
from services.access.sessions import runs
from services.actions import referrals as actions
from services.forms.referrals import KeyForm, ReferForm
from services.models import Programme, Referral, ReferralLink, Service
from services.reads.consents import begins, ends
from services.reads.referrals import seen_by_service
from services.views.own_links import private
from timebank.lib.drawing import qr_code
from timebank.lib.errors import RuleBroken

ON_PAGE = 25


@for_members
@also_acting
@never_cache
@require_safe
def referrals(request: BankRequest, slug: str) -> HttpResponse:
    """List whom a service has introduced, the newest first: while each lets it know."""
    service = service_to_refer_from(request, slug)
    found = Referral.objects.of_service(service).with_progress().select_related("bank", "referred_by", "programme")
    before = PlaceForm({"place": request.GET.get("before")}).found()
    rows = list((found.filter(pk__lt=before) if before else found)[: ON_PAGE + 1])
    context = {
        "service": service,
        "rows": [seen_by_service(each) for each in rows[:ON_PAGE]],
        "next_url": f"?before={rows[ON_PAGE - 1].pk}" if len(rows) > ON_PAGE else "",
        "first_url": "?" if before else "",
    }
    return render(request, "services/referrals.html", context)


@for_members
@also_acting
@never_cache
@require_http_methods(["GET", "POST"])
def referral_new(request: BankRequest, slug: str) -> HttpResponse:
    """Introduce somebody who has said yes, on one page."""
    service = service_to_refer_from(request, slug)
    programmes = list(Programme.objects.filter(service=service).open())
    form = ReferForm(request.POST if request.method == "POST" else None, service=service, programmes=programmes)
    if request.method == "GET":
        return _new_page(request, service, form)
    if not form.is_valid():
        return _new_page(request, service, form, status=400)
    try:
        made = actions.refer(
            service,
            form.introduction(),
            key=form.form_key,
            by=request.actor,
            at=timezone.now(),
            programme=form.cleaned_data.get("programme"),
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _new_page(request, service, form, status=status_of(refusal))
    messages.success(request, _("Sent. A coordinator gets in touch with them. Give them the link below."))
    return redirect("services:referral", bank=request.bank.slug, slug=slug, pk=made.pk)


@for_members
@also_acting
@never_cache
@require_safe
def referral(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Show what the service may learn of one referral, and the link to hand over until its person has used it."""
    service = service_to_refer_from(request, slug)
    found = referral_of_service(service, pk)
    link = ReferralLink.objects.filter(referral=found, own_hash="", expires_at__gt=timezone.now()).first()
    lets_in = found.programme is not None and runs(found.programme, standing(request, service))
    context = {
        "service": service,
        "seen": seen_by_service(found, found.gifts.all()),
        "lets_in": lets_in and found.may_tell_joined and found.joined_at,  # type: ignore[attr-defined]  # by the query
        **_to_hand_over(request, link),
    }
    return private(render(request, "services/referral.html", context))


@for_members
@also_acting
@never_cache
@require_http_methods(["GET", "POST"])
def refer(request: BankRequest, slug: str) -> HttpResponse:
    """Make a link, and a slip to print, by which somebody introduces themselves."""
    service = service_to_refer_from(request, slug)
    if request.method == "GET":
        return render(request, "services/refer.html", {"service": service, "form": KeyForm({"key": uuid.uuid4()})})
    form = KeyForm(request.POST)
    form.is_valid()
    try:
        link = actions.make_link(
            service, key=form.cleaned_data["key"] or uuid.uuid4(), by=request.actor, at=timezone.now()
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("services:refer", bank=request.bank.slug, slug=slug)
    return redirect("services:refer_link", bank=request.bank.slug, slug=slug, pk=link.pk)


@for_members
@also_acting
@never_cache
@require_safe
def refer_link(request: BankRequest, slug: str, pk: int) -> HttpResponse:
    """Show a link and its slip: nothing about anybody is on it."""
    service = service_to_refer_from(request, slug)
    link = link_of_staff(service, request.actor, pk)
    is_open = link.referral_id is None and link.expires_at > timezone.now()
    context = {"service": service, "link": link, **_to_hand_over(request, link if is_open else None)}
    return private(render(request, "services/refer_link.html", context))


def _new_page(request: BankRequest, service: Service, form: ReferForm, *, status: int = 200) -> HttpResponse:
    context = {"service": service, "form": form, "begins": begins(service), "ends": ends(service)}
    return render(request, "services/referral_new.html", context, status=status)


def _to_hand_over(request: BankRequest, link: ReferralLink | None) -> dict[str, object]:
    """Give the address and the square of a link that may still be handed over."""
    if link is None:
        return {"address": "", "code": ""}
    path = reverse("services:by_link", args=[request.bank.slug, actions.secret_of(link)])
    address = request.build_absolute_uri(path)
    return {"address": address, "code": qr_code(address)}
