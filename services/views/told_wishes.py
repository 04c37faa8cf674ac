"""What somebody would like to take part in who told a coordinator: written down on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, for_roles
from members.models import Role
from services.access.sessions import programme_at
from services.actions.taking_part import write_wish_down
from services.forms.people import ToldWishForm
from services.models import Programme
from timebank.lib.errors import RuleBroken


@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def take_part_for(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Write down for who rang, or came, that they would like to take part; whoever takes part already, say the same."""
    found, _where = programme_at(request, slug, programme)
    form = ToldWishForm(request.POST if request.method == "POST" else None, programme=found)
    if not form.is_bound:
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=BAD_REQUEST)
    member, role, at = form.member(), form.role(), timezone.now()
    channel = form.cleaned_data["channel"]
    try:
        write_wish_down(found, member, role=role, channel=channel, by=request.member, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    words = _("Written down for %(whom)s. If the service does not know it yet, it answers them.")
    messages.success(request, words % {"whom": named(member)})
    return redirect("services:take_part", bank=request.bank.slug, slug=slug, programme=programme)


def _page(request: BankRequest, programme: Programme, form: ToldWishForm, *, status: int = 200) -> HttpResponse:
    context = {"programme": programme, "form": form, "is_open": programme.state == Programme.State.OPEN}
    return render(request, "services/take_part_for.html", context, status=status)
