"""The page of a bank's areas, in its settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.access import BankRequest, for_roles
from members.actions.areas import remove_area, write_area
from members.forms.areas import AreaForm, ChooseAreaForm
from members.models import Area, Role
from members.reads.areas import areas_of
from members.views.words import status_of
from timebank.lib.errors import RuleBroken


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def areas(request: BankRequest) -> HttpResponse:
    """Add, change and take out the areas by which members find what is near."""
    if request.method == "GET":
        chosen = ChooseAreaForm(request.GET, bank=request.bank).chosen()
        return _page(request, AreaForm(area=chosen), chosen)
    chosen = ChooseAreaForm(request.POST, bank=request.bank).chosen()
    if chosen is None and "area" in request.POST:
        messages.error(request, _("We can't find that area. Choose one from the list."))
    elif chosen and "remove" in request.POST:
        remove_area(chosen, by=request.member)
        messages.success(request, _("Taken out: %(name)s.") % {"name": chosen.name})
    else:
        return _write(request, chosen)
    return redirect("members:areas", bank=request.bank.slug)


def _write(request: BankRequest, chosen: Area | None) -> HttpResponse:
    form = AreaForm(request.POST, area=chosen)
    if not form.is_valid():
        return _page(request, form, chosen, status=400)
    try:
        saved = write_area(request.bank, form.place(), by=request.member, area=chosen)
    except RuleBroken as refusal:
        form.add_error("name", str(refusal))
        return _page(request, form, chosen, status=status_of(refusal))
    messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
    return redirect("members:areas", bank=request.bank.slug)


def _page(request: BankRequest, form: AreaForm, chosen: Area | None, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "chosen": chosen,
        "chosen_name": form.initial.get("name", ""),
        "areas": areas_of(request.bank),
    }
    return render(request, "members/areas.html", context, status=status)
