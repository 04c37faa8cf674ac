"""The pages of asking to join."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_GET, require_http_methods

from members import actions
from members.access import PublicRequest, for_everybody
from members.forms import ApplicantForm, JoinAsMyselfForm, JoinForm
from members.models import Member
from members.views.words import status_of
from timebank.lib.errors import RuleBroken

MOST_JOINING_AN_HOUR = 20  # from one address: a library's computer stays welcome, a flood does not
HOUR_SECONDS = 3600


@for_everybody
@require_http_methods(["GET", "POST"])
def join(request: PublicRequest) -> HttpResponse:
    """Ask to join."""
    standing = _standing(request)
    if standing:
        return render(request, "members/join_known.html", {"standing": standing})
    form = _join_form(request)
    if request.method == "GET":
        return render(request, "members/join.html", {"form": form})
    if _asks_too_often(request):
        return render(request, "members/join_too_often.html", status=429)
    if isinstance(form, JoinForm) and form.is_trapped:
        return redirect("members:join_thanks", bank=request.bank.slug)
    if not form.is_valid():
        return render(request, "members/join.html", {"form": form}, status=400)
    person = request.user if request.user.is_authenticated else None
    try:
        actions.apply_to_join(request.bank, form.application(), at=timezone.now(), person=person)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/join.html", {"form": form}, status=status_of(refusal))
    return redirect("members:join_thanks", bank=request.bank.slug)


@for_everybody
@require_GET
def join_thanks(request: PublicRequest) -> HttpResponse:
    """Say what happens next: always the same, so that nobody learns who is known here."""
    return render(request, "members/join_thanks.html")


def _standing(request: PublicRequest) -> str:
    """Say whether who is signed in belongs here already ('member') or waits for an answer ('waiting')."""
    if request.member:
        return "member"
    if not request.user.is_authenticated:
        return ""
    waiting = Member.objects.of(request.bank).applicants().filter(person=request.user)
    return "waiting" if waiting.exists() else ""


def _join_form(request: PublicRequest) -> ApplicantForm:
    data = request.POST if request.method == "POST" else None
    return JoinAsMyselfForm(data, person=request.user) if request.user.is_authenticated else JoinForm(data)


def _asks_too_often(request: HttpRequest) -> bool:
    """Count what came from one address within the hour. The address itself is not kept."""
    address = salted_hmac("members.join", get_adapter(request).get_client_ip(request)).hexdigest()
    key = f"members:join:{address}"
    cache.add(key, 0, HOUR_SECONDS)
    try:
        return cache.incr(key) > MOST_JOINING_AN_HOUR
    except ValueError:  # the hour ended between the two
        return False
