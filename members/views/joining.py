"""The pages of asking to join: about oneself, gifts, terms, and thanks."""

import contextlib

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_GET, require_http_methods

from members import actions
from members.access import PublicRequest, applicant_to_continue, for_everybody, invitation_to_use, own_application
from members.forms import AgreeForm, ApplicantForm, GiftsForm, JoinAsMyselfForm, JoinForm, WouldForm
from members.models import Bank, Consent, Invitation, Member
from members.reads.terms import current_terms
from members.views import sitting
from members.views.floods import comes_too_often
from members.views.words import status_of
from timebank.lib.errors import RuleBroken

MOST_JOINING_AN_HOUR = 20  # from one address: a library's computer stays welcome, a flood does not
STEPS = 4


@for_everybody
@require_http_methods(["GET", "POST"])
def join(request: PublicRequest) -> HttpResponse:
    """Ask to join. What is sent here is with the coordinators at once; the pages after it add to it."""
    standing = _standing(request)
    if standing:
        return render(request, "members/join_known.html", {"standing": standing})
    form, invited = _join_form(request), _invited(request)
    if request.method == "GET":
        sitting.end(request)
        return _join_page(request, form, invited)
    if asks_too_often(request):
        return render(request, "members/join_too_often.html", status=429)
    if isinstance(form, JoinForm) and form.is_trapped:
        return redirect("members:join_thanks", bank=request.bank.slug)
    if not form.is_valid():
        return _join_page(request, form, invited, status=400)
    try:
        _send(request, form, invited)
    except RuleBroken as refusal:
        form.add_error("age_band" if isinstance(refusal, actions.ForAdults) else None, str(refusal))
        return _join_page(request, form, invited, status=status_of(refusal))
    return redirect("members:join_gifts", bank=request.bank.slug)


@for_everybody
@require_GET
def invitation(request: PublicRequest, invited: str) -> HttpResponse:
    """Take who opened an invitation to the application, and remember with whose invitation they came."""
    found = invitation_to_use(request.bank, invited, timezone.now())
    if found is None:
        return render(request, "members/invitation_over.html", status=404)
    request.session[sitting.INVITED] = found.key
    return redirect("members:join", bank=request.bank.slug)


@for_everybody
@require_http_methods(["GET", "POST"])
def join_gifts(request: PublicRequest) -> HttpResponse:
    """Say what you can do, know and care about, and what people thank you for."""
    sat = sitting.found(request, request.bank)
    if sat is None:
        return redirect("members:join", bank=request.bank.slug)
    data = request.POST if request.method == "POST" else None
    form = GiftsForm(data, told=sat.gifts, thanked_for=sat.thanked_for)
    context = {"form": form, "step": 2, "steps": STEPS}
    if request.method == "GET":
        return render(request, "members/join_gifts.html", context)
    if not form.is_valid():
        return render(request, "members/join_gifts.html", context, status=400)
    sat.gifts, sat.thanked_for = form.gifts(), form.cleaned_data["thanked_for"]
    _keep_gifts(request, sat, thanked_for=sat.thanked_for)
    return redirect("members:join_would" if sat.gifts else "members:join_terms", bank=request.bank.slug)


@for_everybody
@require_http_methods(["GET", "POST"])
def join_would(request: PublicRequest) -> HttpResponse:
    """Say of each gift how you would like to use it."""
    sat = sitting.found(request, request.bank)
    if sat is None or not sat.gifts:
        return redirect("members:join_gifts", bank=request.bank.slug)
    form = WouldForm(request.POST if request.method == "POST" else None, told=sat.gifts)
    context = {"form": form, "step": 3, "steps": STEPS}
    if request.method == "GET":
        return render(request, "members/join_would.html", context)
    if not form.is_valid():
        return render(request, "members/join_would.html", context, status=400)
    sat.gifts = form.gifts()
    _keep_gifts(request, sat, thanked_for=None)
    return redirect("members:join_terms", bank=request.bank.slug)


@for_everybody
@require_http_methods(["GET", "POST"])
def join_terms(request: PublicRequest) -> HttpResponse:
    """Read the terms and the code of conduct, and say yes to them."""
    sat = sitting.found(request, request.bank)
    if sat is None:
        return redirect("members:join", bank=request.bank.slug)
    versions = list(current_terms(request.bank))
    if not versions:
        return redirect("members:join_thanks", bank=request.bank.slug)
    form = AgreeForm(request.POST if request.method == "POST" else None, versions=versions)
    steps = 2 if sat.in_two_steps else STEPS
    context = {"form": form, "versions": versions, "step": steps, "steps": steps}
    if request.method == "GET":
        return render(request, "members/join_terms.html", context)
    if not form.is_valid():
        return render(request, "members/join_terms.html", context, status=400)
    applicant = sat.applicant()
    if applicant:
        actions.accept_terms(applicant, versions, how=Consent.How.ONLINE, by=applicant, at=timezone.now())
    return redirect("members:join_thanks", bank=request.bank.slug)


@for_everybody
@require_GET
def join_thanks(request: PublicRequest) -> HttpResponse:
    """Say what happens next: always the same, so that nobody learns who is known here."""
    sat = sitting.found(request, request.bank)
    link = request.build_absolute_uri(sat.path) if sat and sat.path else ""
    return render(request, "members/join_thanks.html", {"link": link})


def asks_too_often(request: HttpRequest) -> bool:
    """Whether more wishes to join come from one address than even a busy library sends."""
    return comes_too_often(request, "join", most=MOST_JOINING_AN_HOUR)


def _send(request: PublicRequest, form: ApplicantForm, invited: Invitation | None) -> None:
    person = request.user if request.user.is_authenticated else None
    told = form.application()
    applicant = actions.send_application(request.bank, told, at=timezone.now(), person=person, invited=invited)
    applicant = _same_form_before(request.bank, form, told.email, applicant)
    # Who gave an address gets the link there: on the page it would tell whether we know the address.
    sitting.begin(request, request.bank, applicant, shows_link=person is not None or not told.email)
    request.session.pop(sitting.INVITED, None)


def _same_form_before(bank: Bank, form: ApplicantForm, email: str, applicant: Member | None) -> Member | None:
    """Remember what a form sent, so that a double tap goes on with it though the address is known by then.

    With another address it is another form: what went on with the first would tell that this one is known.
    """
    address = salted_hmac("members.join.form", email).hexdigest()
    key = f"members:join:form:{form.cleaned_data['key']}:{address}"
    if applicant is None and form.cleaned_data["key"]:
        return applicant_to_continue(bank, cache.get(key))
    if applicant is not None and form.cleaned_data["key"]:
        cache.set(key, applicant.pk, sitting.LASTS_SECONDS)
    return applicant


def _keep_gifts(request: PublicRequest, sat: sitting.Sitting, *, thanked_for: str | None) -> None:
    """Keep what was told. What cannot be kept is let go: a word about it would tell who is nobody to us yet."""
    sitting.keep(request, sat)
    applicant = sat.applicant()
    if applicant is None:
        return
    with contextlib.suppress(RuleBroken):
        actions.tell_gifts(applicant, sat.gifts, thanked_for=thanked_for, at=timezone.now())


def _join_page(
    request: PublicRequest, form: ApplicantForm, invited: Invitation | None, *, status: int = 200
) -> HttpResponse:
    inviter = invited.by.first_name if invited else ""
    context = {"form": form, "inviter": inviter, "step": 1, "steps": STEPS}
    return render(request, "members/join.html", context, status=status)


def _invited(request: PublicRequest) -> Invitation | None:
    key = request.session.get(sitting.INVITED)
    return invitation_to_use(request.bank, key, timezone.now()) if key else None


def _standing(request: PublicRequest) -> str:
    """Say whether who is signed in belongs here already ('member') or waits for an answer ('waiting')."""
    if request.member:
        return "member"
    mine = own_application(request)
    return "waiting" if mine and mine.state == Member.State.APPLICANT else ""


def _join_form(request: PublicRequest) -> ApplicantForm:
    data = request.POST if request.method == "POST" else None
    return JoinAsMyselfForm(data, person=request.user) if request.user.is_authenticated else JoinForm(data)
