"""A member reports a conversation, and coordinators who stand apart look into it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.access import BankRequest, also_keeping, conversation_to_see, for_members, for_roles, talk_report_to_see
from members.actions import reporting as actions
from members.forms.conversations import BeforeForm
from members.forms.dues import PlaceForm
from members.forms.reported import OutcomeForm, ReportForm
from members.models import Letter, Role, TalkReport
from members.reads.reported import open_reports
from members.views.words import status_of
from timebank.lib.errors import RuleBroken

REPORTS_ON_PAGE = 30
LETTERS_ON_PAGE = 100


@for_members
@also_keeping
@require_http_methods(["GET", "POST"])
def report_talk(request: BankRequest, pk: int) -> HttpResponse:
    """Say who will read what, or report a conversation."""
    found = conversation_to_see(request.member, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "talk": found, "other": found.other_of(request.member)}
    if request.method == "GET":
        return render(request, "members/report_talk.html", context)
    if not form.is_valid():
        return render(request, "members/report_talk.html", context, status=400)
    try:
        actions.report(found, form.cleaned_data["words"], by=request.member, actor=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/report_talk.html", context, status=status_of(refusal))
    messages.success(request, _("Thank you for telling us. A coordinator looks into it, and you hear what was done."))
    return redirect("exchanges:conversation", bank=request.bank.slug, pk=pk)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def talk_reports(request: BankRequest) -> HttpResponse:
    """List the reported conversations that wait, oldest first: whose they are shows when one is opened."""
    after = PlaceForm(request.GET).found()
    found = open_reports(request.member)
    rows = list((found.filter(pk__gt=after) if after else found)[: REPORTS_ON_PAGE + 1])
    shown = rows[:REPORTS_ON_PAGE]
    context = {
        "reports": shown,
        "first_url": request.path if after else "",
        "more_url": f"?place={shown[-1].pk}" if len(rows) > REPORTS_ON_PAGE else "",
    }
    return render(request, "members/talk_reports.html", context)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def talk_report(request: BankRequest, pk: int) -> HttpResponse:
    """Read a reported conversation, which both find in their trail, or say what was done."""
    found = talk_report_to_see(request.member, pk)
    if request.method == "GET":
        return _page(request, found, OutcomeForm())
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        actions.close_report(found, form.outcome(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    messages.success(request, _("Closed. We tell them what you wrote. Nobody else reads the conversation now."))
    return redirect("members:talk_reports", bank=request.bank.slug)


def _page(request: BankRequest, found: TalkReport, form: OutcomeForm, *, status: int = 200) -> HttpResponse:
    actions.look_into(found, by=request.member, at=timezone.now())
    talk, before = found.conversation, BeforeForm(request.GET).wanted()
    letters = Letter.objects.filter(conversation=talk).select_related("speaker", "by").order_by("-pk")
    read = list((letters.filter(pk__lt=before) if before else letters)[: LETTERS_ON_PAGE + 1])
    shown = read[:LETTERS_ON_PAGE]
    url = reverse("members:talk_report", args=[request.bank.slug, found.pk])
    other = talk.other_of(found.by)
    about = f"?about={other.number}" if other.number else ""
    context = {
        "report": found,
        "people": [found.by, other],
        "concern_url": reverse("members:concern_new", args=[request.bank.slug]) + about,
        "other": other,
        "letters": shown[::-1],
        "form": form,
        "newest_url": url if before else "",
        "older_url": f"{url}?before={shown[-1].pk}" if len(read) > LETTERS_ON_PAGE else "",
    }
    return render(request, "members/talk_report.html", context, status=status)
