"""The page on which a wish to join is read and answered, and where its steps are marked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members import actions
from members.access import BankRequest, application_to_decide, for_roles
from members.actions.joining import MOST_REFERENCES, correct_way
from members.forms import DeclineForm, NotYetForm, OneGiftForm, StepForm
from members.forms.preferences import ApplicantWayForm
from members.models import Invitation, JoiningStep, Member, MemberEvent, Role
from members.reads.joining import Step, missing_in_words, missing_of, steps_for, untold
from members.reads.standing import standing_path
from members.views.ways_back import at_desk, back_or, kept, part_of_desk
from members.views.words import named, status_of, welcomed
from timebank.lib.drawing import qr_code
from timebank.lib.errors import RuleBroken


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def application(request: BankRequest, pk: int) -> HttpResponse:
    """Read somebody's wish to join, and answer it."""
    applicant = application_to_decide(request.member, pk)
    if applicant.state not in {Member.State.APPLICANT, Member.State.DECLINED}:
        return redirect("exchanges:member", bank=request.bank.slug, number=applicant.number)
    if "look" in request.POST:
        return _look(request, applicant)
    steps = steps_for(applicant, request.bank.day(timezone.now()))
    form = DeclineForm(request.POST if "decline" in request.POST else None, words=_kind_words(applicant))
    not_yet = NotYetForm(
        request.POST if "not_yet" in request.POST else None, words=_not_yet_words(applicant, missing_in_words(steps))
    )
    if request.method == "GET":
        return _application_page(request, applicant, steps, form=form, not_yet=not_yet)
    bound = not_yet if not_yet.is_bound else form
    if "approve" not in request.POST and not bound.is_valid():
        return _application_page(request, applicant, steps, form=form, not_yet=not_yet, status=400)
    try:
        return _answer(request, applicant, form, not_yet)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(kept(request, reverse("members:application", args=[request.bank.slug, pk])))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def joining_step(request: BankRequest, pk: int, step: str) -> HttpResponse:
    """Write down how a reference, or the showing round, stands."""
    applicant = application_to_decide(request.member, pk)
    kind, place = _step_meant(step)
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, bank=request.bank, kind=kind, place=place, today=request.bank.day(timezone.now()))
    context = {"form": form, "applicant": applicant, "is_reference": kind == JoiningStep.Kind.REFERENCE, "place": place}
    if request.method == "GET":
        return render(request, "members/joining_step.html", context)
    if not form.is_valid():
        return render(request, "members/joining_step.html", context, status=400)
    try:
        actions.mark_step(applicant, form.change(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/joining_step.html", context, status=status_of(refusal))
    messages.success(request, _("Written down."))
    return redirect(kept(request, reverse("members:application", args=[request.bank.slug, pk])))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def applicant_gift(request: BankRequest, pk: int) -> HttpResponse:
    """Add something an applicant can do, which came up in the conversation."""
    applicant = application_to_decide(request.member, pk)
    form = OneGiftForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "applicant": applicant, "gifts": applicant.gifts.all()}
    if request.method == "GET":
        return render(request, "members/applicant_gift.html", context)
    if not form.is_valid():
        return render(request, "members/applicant_gift.html", context, status=400)
    try:
        actions.add_gift(applicant, form.gift(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/applicant_gift.html", context, status=status_of(refusal))
    messages.success(request, _("Added."))
    return redirect(kept(request, reverse("members:application", args=[request.bank.slug, pk])))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def applicant_way(request: BankRequest, pk: int) -> HttpResponse:
    """Put right how somebody who waits is reached. To open it is a look, and written down."""
    applicant = application_to_decide(request.member, pk)
    if applicant.state != Member.State.APPLICANT:
        raise Http404
    actions.see_contact(applicant, by=request.member, at=timezone.now())
    form = ApplicantWayForm(request.POST if request.method == "POST" else None, applicant=applicant)
    context = {"form": form, "applicant": applicant}
    if request.method == "GET":
        return render(request, "members/applicant_way.html", context)
    if not form.is_valid():
        return render(request, "members/applicant_way.html", context, status=400)
    try:
        correct_way(applicant, form.way(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/applicant_way.html", context, status=status_of(refusal))
    messages.success(request, _("Written down."))
    return redirect(kept(request, reverse("members:application", args=[request.bank.slug, pk])))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_safe
def applicant_slip(request: BankRequest, pk: int) -> HttpResponse:
    """Show the private page of who waits and has no e-mail to send it to, and print it. That is a look, too."""
    applicant = application_to_decide(request.member, pk)
    if applicant.state != Member.State.APPLICANT or not _lacks_private_page(applicant):
        raise Http404
    actions.see_contact(applicant, by=request.member, at=timezone.now())
    link = request.build_absolute_uri(standing_path(applicant))
    context = {"applicant": applicant, "link": link, "code": qr_code(link)}
    response = render(request, "members/applicant_slip.html", context)
    response["Referrer-Policy"] = "no-referrer"  # nor does the page that holds the key
    return response


def _lacks_private_page(applicant: Member) -> bool:
    """Whether the link to where they stand could not be sent to an e-mail address of their own."""
    return not (applicant.person and applicant.person.email)


def _look(request: BankRequest, applicant: Member) -> HttpResponse:
    """Show how to reach who was declined while they have not heard it: who waits is shown with it anyway."""
    if applicant.state == Member.State.DECLINED and untold([applicant], request.bank):
        actions.see_contact(applicant, by=request.member, at=timezone.now())
        return _declined_page(request, applicant, shows_contact=True)
    return redirect("members:application", bank=request.bank.slug, pk=applicant.pk)


def _declined_page(request: BankRequest, applicant: Member, *, shows_contact: bool) -> HttpResponse:
    context = {
        "applicant": applicant,
        "email": _email_of(applicant),
        "answer": applicant.events.filter(kind=MemberEvent.Kind.DECLINED).select_related("by").last(),
        "is_untold": bool(untold([applicant], request.bank)),
        "shows_contact": shows_contact,
        "is_erased": hasattr(applicant, "erasure"),
    }
    return render(request, "members/application_declined.html", context)


def _email_of(applicant: Member) -> str:
    return applicant.contact_email or (applicant.person.email if applicant.person else "") or ""


def _step_meant(step: str) -> tuple[JoiningStep.Kind, int]:
    """Read which step an address names."""
    kind, _dash, place = step.partition("-")
    if step == "induction":
        return JoiningStep.Kind.INDUCTION, 1
    if kind == "reference" and place in {str(number) for number in range(1, MOST_REFERENCES + 1)}:
        return JoiningStep.Kind.REFERENCE, int(place)
    raise Http404


def _kind_words(applicant: Member) -> str:
    return _(
        "Dear %(name)s, thank you for asking to join %(bank)s. We are sorry that we cannot take you as a member now. "
        "Please ring us if you would like to talk about it."
    ) % {"name": applicant.first_name, "bank": applicant.bank.name}


def _not_yet_words(applicant: Member, missing: str) -> str:
    words = {"name": applicant.first_name, "bank": applicant.bank.name, "missing": missing}
    return _("Dear %(name)s, we would love to have you at %(bank)s. Before you can start:\n\n%(missing)s") % words


def _application_page(
    request: BankRequest,
    applicant: Member,
    steps: list[Step],
    *,
    form: DeclineForm,
    not_yet: NotYetForm,
    status: int = 200,
) -> HttpResponse:
    if applicant.state == Member.State.DECLINED:
        return _declined_page(request, applicant, shows_contact=False)
    actions.see_contact(applicant, by=request.member, at=timezone.now())
    context = {
        "applicant": applicant,
        "email": _email_of(applicant),
        "days": (request.bank.day(timezone.now()) - request.bank.day(applicant.applied_at)).days,
        "form": form,
        "desk": part_of_desk(request),
        "lacks_private_page": _lacks_private_page(applicant),
        **_for_who_waits(applicant, steps, not_yet),
    }
    return render(request, "members/application.html", context, status=status)


def _for_who_waits(applicant: Member, steps: list[Step], not_yet: NotYetForm) -> dict[str, Any]:
    return {
        "steps": steps,
        "suspects": actions.likely_same(applicant),
        **_from_before(applicant),
        "missing": missing_of(steps),
        "not_yet": not_yet,
        "gifts": list(applicant.gifts.all()),
        "invitation": Invitation.objects.filter(used_by=applicant).select_related("by").first(),
        "extra_reference": _extra_reference(steps),
    }


def _from_before(applicant: Member) -> dict[str, Any]:
    """Give what we know of somebody who was here before: that they were younger, or left while suspended."""
    kinds = MemberEvent.Kind
    lines = applicant.events.filter(kind__in=[kinds.APPLIED, kinds.SUSPENDED, kinds.RETURNED]).order_by("-pk")
    asked = [line for line in lines if line.kind == kinds.APPLIED]
    stood = next((line for line in lines if line.kind != kinds.APPLIED), None)
    return {
        "age_words": asked[0].words if asked and applicant.is_minor else "",
        "suspension": stood if stood and stood.kind == kinds.SUSPENDED else None,
    }


def _extra_reference(steps: list[Step]) -> str:
    """Name the address of one more reference than are listed; '' where five are."""
    places = [step.place for step in steps if step.kind == JoiningStep.Kind.REFERENCE]
    return f"reference-{max(places, default=0) + 1}" if max(places, default=0) < MOST_REFERENCES else ""


def _answer(request: BankRequest, applicant: Member, form: DeclineForm, not_yet: NotYetForm) -> HttpResponse:
    at = timezone.now()
    if "approve" in request.POST:
        member = actions.approve_application(applicant, by=request.member, at=at)
        messages.success(request, welcomed(member))
        return back_or(request, redirect("exchanges:member", bank=request.bank.slug, number=member.number))
    if not_yet.is_bound:
        words = not_yet.cleaned_data["not_yet_words"]
        actions.say_not_yet(applicant, by=request.member, words=words, at=at)
    else:
        actions.decline_application(applicant, by=request.member, words=form.cleaned_data["words"], at=at)
    messages.success(request, _("We have written to %(name)s.") % {"name": named(applicant)})
    return at_desk(request, "join")
