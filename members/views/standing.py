"""Where an applicant stands: for who signs in, and for who has a private link."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from members.access import PublicRequest, applicant_with_link, for_everybody, own_application
from members.models import Member, MemberEvent
from members.reads.joining import GIFTS, TERMS, Step, steps_for
from members.reads.meeting import guide_of, people_to_meet
from members.views import sitting


@for_everybody
@never_cache
@require_GET
def own_standing(request: PublicRequest) -> HttpResponse:
    """Show who is signed in how their wish to join stands."""
    mine = own_application(request)
    if mine is None:
        return redirect("members:join", bank=request.bank.slug)
    return _page(request, mine)


@for_everybody
@never_cache
@require_GET
def standing(request: PublicRequest, link: str) -> HttpResponse:
    """Show who has the private link how their wish to join stands: steps in words, and nothing of anybody else."""
    return _page(request, applicant_with_link(request.bank, link, timezone.now()))


def _page(request: PublicRequest, applicant: Member) -> HttpResponse:
    context: dict[str, Any] = {"applicant": applicant, "guide": guide_of(request.bank)}
    if applicant.is_approved:
        context["meetings"] = people_to_meet(applicant)
    elif applicant.state == Member.State.DECLINED:
        context["words"] = _last_words(applicant, MemberEvent.Kind.DECLINED)
    else:
        sitting.go_on(request, applicant)
        steps = steps_for(applicant, request.bank.day(timezone.now()))
        context |= {"steps": steps, "is_ready": not any(step.is_missing for step in steps)}
        context |= {"words": _not_yet_words(applicant), "next": _next_url(steps)}
    response = render(request, "members/standing.html", context)
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def _last_words(applicant: Member, kind: MemberEvent.Kind) -> str:
    event = applicant.events.filter(kind=kind).last()
    return event.words if event else ""


def _not_yet_words(applicant: Member) -> str:
    """Give what we last wrote about this application, not about one of before."""
    asked = applicant.events.filter(kind=MemberEvent.Kind.APPLIED).last()
    said = applicant.events.filter(kind=MemberEvent.Kind.NOT_YET, pk__gt=asked.pk if asked else 0).last()
    return said.words if said else ""


def _next_url(steps: list[Step]) -> str:
    """Name the page where the applicant can do something themselves, if any is open."""
    open_kinds = {step.kind for step in steps if step.is_missing}
    return "members:join_gifts" if GIFTS in open_kinds else "members:join_terms" if TERMS in open_kinds else ""
