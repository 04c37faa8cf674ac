"""Changing the address one signs in with: asking for it, and the page both letters lead to."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.actions import emails
from members.forms.emails import EmailForm
from members.models import EmailChange, Person, secret_hash
from members.views.words import status_of
from timebank.lib.errors import RuleBroken


@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # allauth has no types for it
@require_http_methods(["GET", "POST"])
def email_change(request: HttpRequest) -> HttpResponse:
    """Ask to sign in with another address; both addresses have to say yes."""
    person = cast(Person, request.user)
    form = EmailForm(request.POST if request.method == "POST" else None)
    waiting = person.email_changes.filter(ended_at=None, expires_at__gt=timezone.now()).first()
    context = {"form": form, "waiting": waiting, "email": person.email}
    if request.method == "GET":
        return render(request, "account/email_change.html", context)
    if not ratelimit.consume(request, action="change_email", user=person):
        return render(request, "429.html", status=429)
    if not form.is_valid():
        return render(request, "account/email_change.html", context, status=400)
    try:
        emails.ask_email_change(person, form.cleaned_data["email"], at=timezone.now())
    except RuleBroken as refusal:
        form.add_error("email", str(refusal))
        return render(request, "account/email_change.html", context, status=status_of(refusal))
    messages.success(request, _("We have written to both addresses. Open the link in each of the two letters."))
    return redirect("email_change")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def email_confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """Say yes to another address, or stop it, at the old or the new one."""
    hidden = secret_hash(secret)
    sides = Q(old_secret_hash=hidden) | Q(new_secret_hash=hidden)
    change = EmailChange.objects.filter(sides, ended_at=None).select_related("person").first()
    if change is None or not change.waits(timezone.now()):
        return render(request, "members/claim_over.html", status=404)
    context = {"change": change, "is_old": change.old_secret_hash == hidden}
    if request.method == "GET":
        return render(request, "account/email_confirm.html", context)
    if "stop" in request.POST:
        emails.stop_email_change(change, at=timezone.now())
        return render(request, "account/email_stopped.html", context)
    try:
        change = emails.confirm_email_change(change, secret, at=timezone.now(), but=_session_to_keep(request, change))
    except RuleBroken as refusal:
        context["refusal"] = str(refusal)
        return render(request, "account/email_confirm.html", context, status=status_of(refusal))
    return render(request, "account/email_confirmed.html", {**context, "holds": change.ended_at is not None})


def _session_to_keep(request: HttpRequest, change: EmailChange) -> str | None:
    return request.session.session_key if request.user.pk == change.person_id else None
