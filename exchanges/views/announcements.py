"""Announcements: the page members read, and the pages on which coordinators write, print and take down."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.access.announcements import announcement_to_run, announcements_to_read
from exchanges.actions import announcing
from exchanges.forms.announcements import AnnouncementForm, BegunAnnouncementForm
from exchanges.models import Announcement, reached_on_paper
from members.access import BankRequest, also_acting, for_members, for_roles
from members.forms.dues import PlaceForm
from members.models import Role
from members.views.words import status_of
from timebank.lib.errors import RuleBroken

SHOWN_ON_PAGE = 20


@for_members
@also_acting
@require_safe
def announcements(request: BankRequest) -> HttpResponse:
    """Show what is up for the reader, the newest first; coordinators see all, and to whom each is told."""
    before = PlaceForm(request.GET).found()
    found = announcements_to_read(request.member, request.bank.day(timezone.now()))
    rows = list((found.filter(pk__lt=before) if before else found)[: SHOWN_ON_PAGE + 1])
    shown = rows[:SHOWN_ON_PAGE]
    context = {
        "announcements": shown,
        "runs": request.member.is_coordinator,
        "newest_url": request.path if before else "",
        "older_url": f"?place={shown[-1].pk}" if len(rows) > SHOWN_ON_PAGE else "",
    }
    return render(request, "exchanges/announcements.html", context)


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_new(request: BankRequest) -> HttpResponse:
    """Write an announcement; who gets no e-mail is counted, for there is a sheet to print."""
    at = timezone.now()
    data = request.POST if request.method == "POST" else None
    begun = BegunAnnouncementForm(request.GET).begun()
    form = AnnouncementForm(data, bank=request.bank, today=request.bank.day(at), begun=begun)
    if data is None:
        return render(request, "exchanges/announcement_new.html", {"form": form})
    if not form.is_valid():
        return render(request, "exchanges/announcement_new.html", {"form": form}, status=400)
    try:
        found = announcing.announce(request.bank, form.telling(), by=request.member, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "exchanges/announcement_new.html", {"form": form}, status=status_of(refusal))
    messages.success(request, _said(found))
    return redirect("exchanges:announcements", bank=request.bank.slug)


@for_roles(Role.COORDINATOR)
@require_safe
def announcement_printed(request: BankRequest, pk: int) -> HttpResponse:
    """Show an announcement in large print, and on a second sheet to whom somebody takes it."""
    found = announcement_to_run(request.member, pk)
    people = found.recipients().filter(reached_on_paper()).order_by("area", "name", "pk")
    context = {"announcement": found, "people": list(people.only("pk", "name", "area", "number"))}
    return render(request, "exchanges/announcement_printed.html", context)


@for_roles(Role.COORDINATOR)
@require_POST
def announcement_down(request: BankRequest, pk: int) -> HttpResponse:
    """Take an announcement down before its day."""
    found = announcement_to_run(request.member, pk)
    announcing.take_down(found, by=request.member, at=timezone.now())
    messages.success(request, _("Taken down: %(subject)s. Nobody reads it now.") % {"subject": found.subject})
    return redirect("exchanges:announcements", bank=request.bank.slug)


def _said(found: Announcement) -> str:
    """Say how many are told, and how many of them on paper."""
    told, on_paper = found.recipients().count(), found.recipients().filter(reached_on_paper()).count()
    words = ngettext("It is up. We tell %(count)d member.", "It is up. We tell %(count)d members.", told)
    said = words % {"count": told}
    if not on_paper:
        return said
    more = ngettext(
        "%(count)d gets no e-mail: print it for them.", "%(count)d get no e-mail: print it for them.", on_paper
    )
    return f"{said} {more % {'count': on_paper}}"
