"""The page of the bank's settings."""

import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import actions
from members.access import BankRequest, for_roles
from members.forms import SettingsForm
from members.models import Role
from members.reads.rules import rule_lines
from members.reads.terms import lacks_wording


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def settings(request: BankRequest) -> HttpResponse:
    """Change the bank's public face and its rules."""
    bank = copy.copy(request.bank)  # what is being typed must not show at the head of the page
    form = SettingsForm(request.POST if request.method == "POST" else None, bank=bank)
    context = {"form": form, "lines": rule_lines(request.bank), "lacks_terms": lacks_wording(request.bank)}
    if request.method == "GET":
        return render(request, "members/settings.html", context)
    if not form.is_valid():
        return render(request, "members/settings.html", context, status=400)
    why = form.cleaned_data["why"]
    actions.change_bank(request.bank, form.changed(), by=request.member, at=timezone.now(), words=why)
    messages.success(request, _("Saved. The new rules hold from now on. Members read what was changed, and why."))
    return redirect("members:settings", bank=request.bank.slug)
