"""The page on which a coordinator writes down a member's address, and reads whether it was confirmed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import BankRequest, for_roles, member_to_see
from members.actions.emails import write_down_address
from members.forms.emails import WriteDownAddressForm
from members.models import Role
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def address(request: BankRequest, number: int) -> HttpResponse:
    """Write down a member's address: its owner is asked, and until they say yes nothing changes."""
    found = member_to_see(request.member, number)
    if found.person is None or found.pk == request.member.pk:
        raise PermissionDenied
    replaces = bool(found.person.email)
    form = WriteDownAddressForm(request.POST if request.method == "POST" else None)
    context = {
        "member": found,
        "form": form,
        "replaces": replaces,
        "waits": found.address_claims.waiting(timezone.now()).first(),
    }
    if request.method == "GET":
        return render(request, "members/address.html", context)
    if not form.is_valid():
        return render(request, "members/address.html", context, status=400)
    how, at = form.cleaned_data["how_identified"], timezone.now()
    try:
        write_down_address(found, form.cleaned_data["email"], how_identified=how, by=request.member, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/address.html", context, status=status_of(refusal))
    messages.success(request, _("We have asked %(name)s.") % {"name": named(found)})
    return redirect("members:address", bank=request.bank.slug, number=number)
