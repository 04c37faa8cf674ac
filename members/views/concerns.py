"""Worries about somebody's safety: the page to raise one, and the pages of those who may read them."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.access import (
    BankRequest,
    PublicRequest,
    concern_to_see,
    concerns_to_see,
    for_everybody,
    for_members,
    member_to_see,
    membership_or_rest_of,
)
from members.actions import concerns as actions
from members.forms.concerns import AboutForm, ConcernedForm, ConcernForm, EntryForm
from members.forms.dues import PlaceForm
from members.models import Concern, Member
from members.views.floods import comes_too_often
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken

MOST_AN_HOUR = 10  # from one address: a flood would bury what matters
CONCERNS_ON_PAGE = 30


@for_everybody
@require_http_methods(["GET", "POST"])
def concern_new(request: PublicRequest) -> HttpResponse:
    """Say what worries one, as a member or as a visitor."""
    by = membership_or_rest_of(request, request.bank)
    about = _about(request, by)
    form = ConcernForm(request.POST if request.method == "POST" else None, about=about, is_known=by is not None)
    context = {"form": form, "about": about, "is_known": by is not None}
    if request.method == "GET":
        return render(request, "members/concern_new.html", context)
    if comes_too_often(request, "concern", most=MOST_AN_HOUR):
        return render(request, "members/concern_too_often.html", status=429)
    if form.is_trapped:
        return redirect("members:concern_thanks", bank=request.bank.slug)
    if not form.is_valid():
        return render(request, "members/concern_new.html", context, status=400)
    actions.raise_concern(request.bank, form.worry(), by=by, at=timezone.now())
    return redirect("members:concern_thanks", bank=request.bank.slug)


@for_everybody
@require_safe
def concern_thanks(request: PublicRequest) -> HttpResponse:
    """Say what happens next, and whom to ring in danger."""
    return render(request, "members/concern_thanks.html")


@for_members
@require_safe
def concerns(request: BankRequest) -> HttpResponse:
    """List what the reader may read, newest first: that there is something, and no word of it."""
    found = concerns_to_see(_reader(request))
    before = PlaceForm(request.GET).found()
    rows = list((found.filter(pk__lt=before) if before else found).order_by("-pk")[: CONCERNS_ON_PAGE + 1])
    shown = rows[:CONCERNS_ON_PAGE]
    context = {
        "concerns": shown,
        "open_count": found.filter(state=Concern.State.OPEN).count(),
        "newer_url": request.path if before else "",
        "older_url": f"?place={shown[-1].pk}" if len(rows) > CONCERNS_ON_PAGE else "",
    }
    return render(request, "members/concerns.html", context)


@for_members
@require_http_methods(["GET", "POST"])
def concern(request: BankRequest, pk: int) -> HttpResponse:
    """Read one, which is written down, and write about it."""
    reader = _reader(request)
    found = concern_to_see(reader, pk)
    at = timezone.now()
    if request.method == "GET":
        return _page(request, found, at)
    form = ConcernedForm(request.POST, reader=reader) if "number" in request.POST else EntryForm(request.POST)
    if not form.is_valid():
        return _page(request, found, at, form, status=400)
    try:
        done = _write(found, form, reader, at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, at, form, status=status_of(refusal))
    messages.success(request, done)
    return redirect("members:concern", bank=request.bank.slug, pk=pk)


def _reader(request: BankRequest) -> Member:
    """Give who reads, themselves: nobody reads a concern as somebody else."""
    if request.actor.pk != request.member.pk:
        raise Http404
    return request.member


def _about(request: PublicRequest, by: Member | None) -> Member | None:
    """Find the member a link is about, where who asks may see that there is one."""
    number = AboutForm(request.GET).number()
    if by is None or number is None:
        return None
    try:
        return member_to_see(by, number)
    except Http404:
        return None


def _write(found: Concern, form: EntryForm | ConcernedForm, reader: Member, at: datetime.datetime) -> str:
    if isinstance(form, ConcernedForm):
        member = form.member
        if member is None:
            raise Http404
        actions.name_concerned(found, member, by=reader, at=at)
        return _("Written down: it is about %(name)s, who cannot read it.") % {"name": named(member)}
    deed, words = form.cleaned_data["deed"], form.cleaned_data["words"]
    if deed == EntryForm.CLOSE:
        actions.close_concern(found, words, by=reader, at=at)
        return _("Closed. It can be opened again.")
    if deed == EntryForm.REOPEN:
        actions.reopen_concern(found, words, by=reader, at=at)
        return _("Opened again.")
    actions.write_about_concern(found, words, by=reader, at=at)
    return _("Written down.")


def _page(
    request: BankRequest,
    found: Concern,
    at: datetime.datetime,
    sent: EntryForm | ConcernedForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actions.read_concern(found, by=request.member, at=at)
    about = list(found.about.order_by("pk"))
    context = {
        "concern": found,
        "about": about,
        "about_words": "" if found.about_words in {each.name for each in about} else found.about_words,
        "entries": list(found.entries.select_related("by")),
        "form": sent,
        "entry_form": sent if isinstance(sent, EntryForm) else EntryForm(),
        "concerned_form": sent if isinstance(sent, ConcernedForm) else ConcernedForm(reader=request.member),
    }
    return render(request, "members/concern.html", context, status=status)
