"""Signing in beyond django-allauth's own pages: setting up a second step, and where somebody is signed in."""

import datetime
from dataclasses import dataclass
from typing import cast

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.actions.sessions import end_sessions
from members.models import Person
from members.reads.sessions import live_sessions
from timebank.devices import device_in_words
from timebank.forms import EndSessionForm


class ActivateTOTP(ActivateTOTPView):
    """Set up an authenticator app. Its first code counts as the second step of this session."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Write down that they have just shown it."""
        response: HttpResponse = super().form_valid(form)
        _count_as_shown(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):
    """Add a passkey. Making it counts as the second step of this session."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Write down that they have just shown it."""
        response: HttpResponse = super().form_valid(form)
        _count_as_shown(self.request, Authenticator.Type.WEBAUTHN)
        return response


@dataclass(frozen=True)
class Place:
    """One browser in which somebody is signed in."""

    pk: int
    device: str
    ip: str
    since: datetime.datetime
    is_here: bool


@never_cache
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where I am signed in, and sign me out there."""
    person = cast(Person, request.user)
    if request.method == "GET":
        here = request.session.session_key
        places = [
            Place(each.pk, device_in_words(each.user_agent), each.ip, each.created_at, each.session_key == here)
            for each in live_sessions(person, timezone.now())
        ]
        return render(request, "account/sessions.html", {"places": places})
    form = EndSessionForm(request.POST)
    others = live_sessions(person, timezone.now()).exclude(session_key=request.session.session_key)
    if form.is_valid() and form.cleaned_data["session"]:
        others = others.filter(pk=form.cleaned_data["session"])
    elif "everywhere" not in request.POST:
        messages.error(request, _("Press one of the buttons on the page."))
        return redirect("sessions")
    end_sessions(others)
    messages.success(request, _("Done. Who uses that browser now has to sign in."))
    return redirect("sessions")


def _count_as_shown(request: HttpRequest, kind: Authenticator.Type) -> None:
    shown = Authenticator.objects.filter(user_id=request.user.pk, type=kind).select_related("user").latest("pk")
    post_authentication(request, shown)
