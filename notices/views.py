"""My notices, across my time banks."""

from typing import Protocol, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from notices import actions
from notices.access import own_notice
from notices.forms import NewestForm, PageForm
from notices.models import Notice

NOTICES_ON_PAGE = 20


class Addressee(Protocol):
    """What this app asks of whoever is signed in: it knows no members."""

    def recipient_keys(self) -> list[str]:
        """Return a recipient key for each of their time banks."""


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """List my notices, newest first, twenty to a page."""
    page = PageForm(request.GET)
    before = page.cleaned_data["before"] if page.is_valid() else None
    mine = Notice.objects.for_recipients(_keys(request))
    older = mine.before(before) if before else mine
    rows = list(older.newest_first()[: NOTICES_ON_PAGE + 1])
    shown = rows[:NOTICES_ON_PAGE]
    list_url = reverse("notices")
    context = {
        "notices": shown,
        "unread": mine.unread().count(),
        "newest": shown[0].pk if shown else None,
        "is_first_page": not before,
        "newest_url": list_url if before else "",
        "older_url": f"{list_url}?before={shown[-1].pk}" if len(rows) > NOTICES_ON_PAGE else "",
    }
    return render(request, "notices/list.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read what was on the page, and all before it."""
    form = NewestForm(request.POST)
    if form.is_valid():
        actions.mark_all_read(_keys(request), newest_id=form.cleaned_data["newest"], at=timezone.now())
    else:
        messages.error(request, _("We could not tell which notices you have seen. Press the button again."))
    return redirect("notices")


@require_GET
def open_one(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark my notice as read and go to the page it is about, which is one of ours (a constraint says so)."""
    notice = own_notice(_keys(request), notice_id)
    actions.mark_read(notice, at=timezone.now())
    if not notice.path:
        return redirect("notices")
    return HttpResponseRedirect(notice.path)


def _keys(request: HttpRequest) -> list[str]:
    return cast(Addressee, request.user).recipient_keys()
