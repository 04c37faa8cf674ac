"""The page of a bank's kinds of help, in its settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from exchanges.actions import categories as actions
from exchanges.forms.categories import CategoryForm, ChooseCategoryForm, OpeningForm
from exchanges.models import Category
from exchanges.models.category_base import BASE
from exchanges.views.refusals import status_of
from members.access import BankRequest, for_roles
from members.actions import WhyMissing
from members.models import Role
from timebank.lib.errors import RuleBroken


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def categories(request: BankRequest) -> HttpResponse:
    """Add, name, move, close and reopen the bank's categories, or take over the tree that banks share."""
    if request.method == "GET":
        chosen = ChooseCategoryForm(request.GET, bank=request.bank).chosen()
        return _page(request, CategoryForm(bank=request.bank, category=chosen), chosen)
    chosen = ChooseCategoryForm(request.POST, bank=request.bank).chosen()
    if chosen is None and "category" in request.POST:
        messages.error(request, _("We can't find that category. Choose one from the list."))
    elif chosen and ("close" in request.POST or "reopen" in request.POST):
        return _close_or_open(request, chosen)
    elif "base" in request.POST:
        _take_over(request)
    else:
        return _write(request, chosen)
    return redirect("exchanges:categories", bank=request.bank.slug)


def _close_or_open(request: BankRequest, chosen: Category) -> HttpResponse:
    opening = OpeningForm(request.POST)
    if not opening.is_valid():
        form = CategoryForm(bank=request.bank, category=chosen)
        return _page(request, form, chosen, opening=opening, status=400)
    is_closing = "close" in request.POST
    change = actions.close_category if is_closing else actions.reopen_category
    change(chosen, why=opening.cleaned_data["why"], by=request.member, at=timezone.now())
    closed, opened = _("%(name)s can no longer be chosen. You can open it again."), _("%(name)s can be chosen again.")
    messages.success(request, (closed if is_closing else opened) % {"name": chosen.name})
    return redirect("exchanges:categories", bank=request.bank.slug)


def _take_over(request: BankRequest) -> None:
    count = actions.add_base(request.bank, by=request.member)
    words = ngettext("%(count)d kind of help is added.", "%(count)d kinds of help are added.", count)
    messages.success(request, words % {"count": count})


def _write(request: BankRequest, chosen: Category | None) -> HttpResponse:
    form = CategoryForm(request.POST, bank=request.bank, category=chosen)
    if not form.is_valid():
        return _page(request, form, chosen, status=400)
    try:
        if chosen:
            saved = actions.change_category(chosen, form.naming(), by=request.member, at=timezone.now())
        else:
            saved = actions.add_category(request.bank, form.naming(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error("why" if isinstance(refusal, WhyMissing) else "name", str(refusal))
        return _page(request, form, chosen, status=status_of(refusal))
    messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
    return redirect("exchanges:categories", bank=request.bank.slug)


def _page(
    request: BankRequest,
    form: CategoryForm,
    chosen: Category | None,
    *,
    opening: OpeningForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tree = list(Category.objects.of(request.bank).as_tree().prefetch_related("checks"))
    context = {
        "form": form,
        "opening": opening or OpeningForm(),
        "chosen": chosen,
        "chosen_name": form.initial.get("name", ""),
        "categories": tree,
        "lacks_base": len({each.code for each in tree} - {""}) < sum(1 + len(kind.finer) for kind in BASE),
    }
    return render(request, "exchanges/categories.html", context, status=status)
