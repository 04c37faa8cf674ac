"""My notices, across my time banks, and how each of them tells me."""

from typing import Protocol, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notices import actions
from notices.access import own_notice, own_recipient
from notices.forms import ChoicesForm, NewestForm, PageForm, ResumeForm, WhoseForm
from notices.models import Channel, Notice, Recipient
from notices.reads import topics_to_choose

NOTICES_ON_PAGE = 20
NOT_KNOWN_WHOSE = gettext_lazy("We could not tell which time bank you mean. Press the button again.")


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


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Choose how each of my time banks tells me about what, and when it does not."""
    recipients = list(Recipient.objects.of_person(_keys(request)))
    topics = topics_to_choose(recipients)
    posted = _whose(request, recipients) if request.method == "POST" else None
    forms = [
        ChoicesForm(request.POST if each == posted else None, recipient=each, topics=topics[each.pk])
        for each in recipients
    ]
    sent = next((form for form in forms if form.recipient == posted), None)
    if request.method == "POST" and sent is None:
        messages.error(request, NOT_KNOWN_WHOSE)
    if sent is None or not sent.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "notices/choices.html", {"forms": forms, "form": sent}, status=status)
    actions.choose(sent.recipient.key, sent.choices())
    messages.success(request, _("Saved. It holds for what we tell you from now on."))
    return redirect("notices_choices")


@require_POST
def resume_mail(request: HttpRequest) -> HttpResponse:
    """Say that my e-mail address or my number works, though a server said that it does not exist."""
    whose = ResumeForm(request.POST)
    if not whose.is_valid():
        messages.error(request, NOT_KNOWN_WHOSE)
        return redirect("notices_choices")
    mine = own_recipient(_keys(request), whose.cleaned_data["recipient"])
    channel = Channel(whose.cleaned_data["channel"] or Channel.EMAIL)
    actions.resume(mine.key, [channel])
    is_text = channel == Channel.SMS
    messages.success(
        request, _("We send texts to this number again.") if is_text else _("We write to this address again.")
    )
    return redirect("notices_choices")


@csrf_exempt  # mail programs press the button for people: the signed link says whose it is
@login_not_required
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Hear of some topics no more: asked on the page, done by the button there or by a mail program (RFC 8058)."""
    wish = actions.stop_from(token)
    if wish is None:
        raise Http404
    if request.method == "POST":
        actions.stop(wish)
    context = {"topics": [topic.label for topic in wish.topics], "is_done": request.method == "POST"}
    return render(request, "notices/stop.html", context)


def _whose(request: HttpRequest, recipients: list[Recipient]) -> Recipient | None:
    whose = WhoseForm(request.POST)
    number = whose.cleaned_data["recipient"] if whose.is_valid() else 0
    return next((each for each in recipients if each.pk == number), None)


def _keys(request: HttpRequest) -> list[str]:
    return cast(Addressee, request.user).recipient_keys()
