"""'What would you do if you had time?': the form of staff, and the coordinator's look at what came."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.views.errands import Errand
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_delegates, for_members, for_roles
from members.forms.dues import PlaceForm
from members.models import Member, Role
from services.access.ideas import idea_to_decide, service_to_have_ideas_for
from services.actions import ideas as actions
from services.forms.ideas import BegunIdeaForm, IdeaForm, IdeasForm
from services.models import RoleIdea, Service
from timebank.lib.errors import RuleBroken

OWN_SHOWN = 20
IDEAS_ON_PAGE = 50


@for_members
@also_delegates
@require_http_methods(["GET", "HEAD", "POST"])
def if_i_had_time(request: BankRequest, slug: str) -> HttpResponse:
    """Ask staff what they would do if they had time, and show what became of what they said."""
    service = service_to_have_ideas_for(request, slug)
    begun = BegunIdeaForm(request.GET).begun()
    form = IdeasForm(request.POST if request.method == "POST" else None, begun=begun)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form, service, status=BAD_REQUEST if form.is_bound else 200)
    try:
        actions.send_ideas(service, form.ideas(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, service, status=status_of(refusal))
    messages.success(request, _("Thank you. A coordinator reads it, and you hear what becomes of it."))
    return redirect("services:if_i_had_time", bank=request.bank.slug, slug=slug)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def ideas(request: BankRequest) -> HttpResponse:
    """List the ideas of staff that wait, the oldest first, fifty to a page."""
    waiting = RoleIdea.objects.of(request.bank).waiting()
    after = PlaceForm(request.GET).found()
    rows = list((waiting.filter(pk__gt=after) if after else waiting)[: IDEAS_ON_PAGE + 1])
    shown = rows[:IDEAS_ON_PAGE]
    context = {
        "ideas": shown,
        "next_url": f"?place={shown[-1].pk}" if len(rows) > IDEAS_ON_PAGE else "",
        "first_url": request.path if after else "",
    }
    return render(request, "services/ideas.html", context)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def idea(request: BankRequest, pk: int) -> HttpResponse:
    """Make a role of an idea, or say kindly no."""
    found = idea_to_decide(request.member, pk)
    form = IdeaForm(request.POST if request.method == "POST" else None, idea=found)
    if not form.is_bound or not form.is_valid():
        return _idea_page(request, form, found, status=BAD_REQUEST if form.is_bound else 200)
    by, at, answers = request.member, timezone.now(), form.cleaned_data
    try:
        if answers["answer"] == IdeaForm.ACCEPT:
            done = actions.accept_idea(found, answers["programme"], form.role(), by=by, at=at)
            if done.role is not None and done.role.listing is None:
                messages.info(request, _("It is not open yet: members are asked for it when it opens."))
        else:
            actions.decline_idea(found, reason=answers["reason"], by=by, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _idea_page(request, form, found, status=status_of(refusal))
    messages.success(request, _("Answered. We tell %(name)s.") % {"name": named(found.by)})
    return redirect("services:ideas", bank=request.bank.slug)


def ideas_on_desk(asker: Member, _at: datetime.datetime) -> list[Errand]:
    """Say on the desk how many ideas of staff wait."""
    count = RoleIdea.objects.filter(service__bank=asker.bank_id).waiting().count()
    if not count:
        return []
    words = ngettext("%(count)d idea for a role waits", "%(count)d ideas for roles wait", count) % {"count": count}
    url = reverse("services:ideas", args=[asker.bank.slug])
    return [Errand(words=words, url=url, link=_("Read them"), count=count)]


def _form_page(request: BankRequest, form: IdeasForm, service: Service, *, status: int = 200) -> HttpResponse:
    own = RoleIdea.objects.filter(service=service, by=request.actor).select_related("role__programme")
    context = {"form": form, "service": service, "own": own.order_by("-pk")[:OWN_SHOWN]}
    return render(request, "services/if_i_had_time.html", context, status=status)


def _idea_page(request: BankRequest, form: IdeaForm, found: RoleIdea, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "idea": found, "waits": found.state == RoleIdea.State.WAITING}
    return render(request, "services/idea.html", context, status=status)
