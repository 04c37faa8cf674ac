"""How somebody is: asked by themselves alone, as they begin and three months later, and taken back at any time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.views.refusals import BAD_REQUEST, CONFLICT, status_of
from members.access import BankRequest, for_members
from members.actions.data_requests import take_consent_back
from services.access import service_to_see
from services.actions import wellbeing as actions
from services.forms.wellbeing import WellbeingForm
from services.models import Service, WellbeingAnswer, WellbeingKey
from services.reads.scales import scales_of
from services.reads.wellbeing import Asking, asking_of
from timebank.lib.errors import RuleBroken


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wellbeing(request: BankRequest, slug: str) -> HttpResponse:
    """Ask somebody how they are, if it is time; show them what they said. Nobody comes here for anybody else."""
    found = service_to_see(request.bank, request.member, slug)
    at = timezone.now()
    asking = next((each for each in asking_of(request.member, request.bank.day(at)) if each.service == found), None)
    key = WellbeingKey.objects.filter(member=request.member).first()
    if asking is None:
        return _page(request, found, None, key, status=CONFLICT if request.method == "POST" else 200)
    form = WellbeingForm(
        request.POST if request.method == "POST" else None, scales=scales_of(found), asks_consent=key is None
    )
    if not form.is_bound:
        return _page(request, found, form, key)
    if not form.is_valid():
        return _page(request, found, form, key, status=BAD_REQUEST)
    return _answered(request, asking, form, key)


@for_members
@require_POST
def wellbeing_stop(request: BankRequest, slug: str) -> HttpResponse:
    """Say no thanks, or take back what was said: the answers are deleted."""
    found, at = service_to_see(request.bank, request.member, slug), timezone.now()
    key = WellbeingKey.objects.filter(member=request.member).select_related("consent").first()
    if key is not None and key.consent is not None:
        take_consent_back(key.consent, by=request.member, at=at)
        messages.success(request, _("Your answers are deleted."))
        return redirect("services:wellbeing", bank=request.bank.slug, slug=found.slug)
    actions.decline(request.member, by=request.member, at=at)
    messages.success(request, _("All right. We will not ask you again."))
    return redirect("exchanges:home", bank=request.bank.slug)


def _answered(request: BankRequest, asking: Asking, form: WellbeingForm, key: WellbeingKey | None) -> HttpResponse:
    try:
        actions.answer(request.member, asking, form.scores(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, asking.service, form, key, status=status_of(refusal))
    messages.success(request, _("Thank you. Nobody but you can read what you said."))
    return redirect("services:wellbeing", bank=request.bank.slug, slug=asking.service.slug)


def _page(
    request: BankRequest, service: Service, form: WellbeingForm | None, key: WellbeingKey | None, *, status: int = 200
) -> HttpResponse:
    titles = {scale.code: scale.title for scale in scales_of(service)}
    answers = [each for each in WellbeingAnswer.objects.own(request.member) if each.service_id == service.pk]
    own = [
        {
            "title": titles.get(answer.scale, answer.scale),
            "month": answer.month,
            "scores": ", ".join(str(score) for score in answer.scores),
        }
        for answer in answers
    ]
    context = {
        "service": service,
        "form": form,
        "own": own,
        "is_again": any(answer.occasion == WellbeingAnswer.Occasion.BEFORE for answer in answers),
        "consent_words": actions.consent_words() if key is None else "",
        "has_declined": key is not None and key.declined_on is not None,
    }
    return render(request, "services/wellbeing.html", context, status=status)
