"""The pages of a member's age and guardian, and of the notes that coordinators write."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import BankRequest, application_to_decide, for_roles, member_to_see
from members.actions.ages import change_age_band
from members.actions.mandates import name_guardian
from members.actions.notes import write_note
from members.forms.dues import PlaceForm
from members.forms.minors import AgeForm, GuardianForm, NoteForm
from members.models import Mandate, Member, Role
from members.reads.mandates import acted_before
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken

NOTES_ON_PAGE = 20


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def guardian(request: BankRequest, number: int) -> HttpResponse:
    """Say how old a member is, and write down their guardian's yes."""
    return _guardian(request, member_to_see(request.member, number))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def applicant_guardian(request: BankRequest, pk: int) -> HttpResponse:
    """Say how old somebody is who wishes to join, and write down their guardian's yes."""
    return _guardian(request, application_to_decide(request.member, pk))


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def notes(request: BankRequest, number: int) -> HttpResponse:
    """Read what coordinators noted on a member, and note more. Nobody reads or writes notes on themselves here."""
    member = member_to_see(request.member, number)
    if member.pk in (request.member.pk, request.actor.pk):
        raise PermissionDenied
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _notes_page(request, member, form)
    if not form.is_valid():
        return _notes_page(request, member, form, status=400)
    try:
        write_note(member, form.cleaned_data["words"], by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error("words", str(refusal))
        return _notes_page(request, member, form, status=status_of(refusal))
    messages.success(request, _("Noted."))
    return redirect("members:notes", bank=request.bank.slug, number=number)


def _guardian(request: BankRequest, member: Member) -> HttpResponse:
    if request.method == "GET":
        return _guardian_page(request, member)
    at = timezone.now()
    form: AgeForm | GuardianForm
    if "age_band" in request.POST:
        form = AgeForm(request.POST, member=member)
    else:
        form = GuardianForm(request.POST, bank=request.bank)
    if not form.is_valid():
        return _guardian_page(request, member, form, status=400)
    try:
        done = _write(request, member, form, at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _guardian_page(request, member, form, status=status_of(refusal))
    messages.success(request, done)
    return redirect(_address(request, member))


def _write(request: BankRequest, member: Member, form: AgeForm | GuardianForm, at: datetime.datetime) -> str:
    if isinstance(form, AgeForm):
        changed = change_age_band(member, form.cleaned_data["age_band"], by=request.actor, at=at)
        words = {"name": named(member), "age": changed.get_age_band_display()}
        return _("Written down: %(name)s is %(age)s.") % words
    mandate = name_guardian(member, form.helper(), how=form.said(), by=request.actor, at=at)
    words = {"guardian": named(mandate.holder), "name": named(member)}
    return _("Written down: %(guardian)s said yes. We tell them of each plan of %(name)s.") % words


def _address(request: BankRequest, member: Member) -> str:
    if member.number is None:
        return reverse("members:applicant_guardian", args=[request.bank.slug, member.pk])
    return reverse("members:guardian", args=[request.bank.slug, member.number])


def _guardian_page(
    request: BankRequest, member: Member, sent: AgeForm | GuardianForm | None = None, *, status: int = 200
) -> HttpResponse:
    guardians = Mandate.objects.filter(member=member, kind=Mandate.Kind.GUARDIAN, ended_at=None)
    context = {
        "member": member,
        "form": sent,
        "age_form": sent if isinstance(sent, AgeForm) else AgeForm(member=member),
        "guardian_form": sent if isinstance(sent, GuardianForm) else GuardianForm(bank=request.bank),
        "acted_before": acted_before(member),
        "guardians": list(guardians.select_related("holder", "consent", "named_by")),
    }
    return render(request, "members/guardian.html", context, status=status)


def _notes_page(request: BankRequest, member: Member, form: NoteForm, *, status: int = 200) -> HttpResponse:
    before = PlaceForm(request.GET).found()
    notes = member.notes.select_related("by").order_by("-pk")
    rows = list((notes.filter(pk__lt=before) if before else notes)[: NOTES_ON_PAGE + 1])
    shown = rows[:NOTES_ON_PAGE]
    context = {
        "member": member,
        "form": form,
        "notes": shown,
        "newer_url": request.path if before else "",
        "older_url": f"?place={shown[-1].pk}" if len(rows) > NOTES_ON_PAGE else "",
    }
    return render(request, "members/notes.html", context, status=status)
