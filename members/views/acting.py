"""Acting for a member: beginning and stopping; and the page of those who may, where they are named and ended."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members import actions
from members.access import (
    ACTING_KEY,
    BankRequest,
    for_holders,
    for_members,
    for_roles,
    helper_to_reach,
    mandate_to_end,
    mandate_to_use,
    may_see_mandates,
    member_to_see,
)
from members.actions.acts import see_contact
from members.forms.mandates import DelegateForm, HelperForm, PartForm, SupporterForm, ToldSupporterForm
from members.models import Mandate, Member, Role
from members.reads.mandates import acted_before
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken


@for_holders
@require_POST
def act(request: BankRequest, pk: int) -> HttpResponse:
    """Begin to act for somebody at this bank, until 'Stop' or the end of the session."""
    mandate = mandate_to_use(request.member, pk)
    request.session[ACTING_KEY] = {"bank": request.bank.slug, "mandate": mandate.pk}
    rotate_token(request)  # a form opened before, in another tab, is not sent in another's name
    return redirect("exchanges:home", bank=request.bank.slug)


@for_holders
@require_POST
def stop_acting(request: BankRequest) -> HttpResponse:
    """Stop acting: from now on, whatever they do is their own again."""
    if request.session.pop(ACTING_KEY, None):
        rotate_token(request)
    if request.member.kind == Member.Kind.SUPPORTER:
        return redirect("me")
    return redirect("exchanges:home", bank=request.bank.slug)


@for_members
@require_http_methods(["GET", "POST"])
def mandates(request: BankRequest, number: int) -> HttpResponse:
    """Show who may act for a member, and name somebody: the member a supporter, who runs the bank also a delegate."""
    found = member_to_see(request.member, number)
    if not may_see_mandates(request.member, found):
        raise PermissionDenied
    form = _form(request, found)
    if request.method == "GET":
        return _page(request, found, form)
    if form is None:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        mandate = _name(request, found, form)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=status_of(refusal))
    words = {"holder": named(mandate.holder), "name": named(found)}
    messages.success(request, _("%(holder)s may act for %(name)s now. We tell both.") % words)
    return redirect("members:mandates", bank=request.bank.slug, number=number)


@for_holders
@require_POST
def end_mandate(request: BankRequest, pk: int) -> HttpResponse:
    """Let somebody no longer act for a member: either side may, and who runs the bank."""
    mandate = mandate_to_end(request.member, pk)
    try:
        actions.end_mandate(mandate, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"holder": named(mandate.holder), "name": named(mandate.member)}
        messages.success(request, _("%(holder)s no longer acts for %(name)s. We tell both.") % words)
    if request.POST.get("back_to") == "me" or not may_see_mandates(request.member, mandate.member):
        return redirect("me")
    mandate.member.bank = request.bank
    return redirect(_page_of(mandate.member, is_guardian=request.POST.get("back_to") == "guardian"))


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def helper_contact(request: BankRequest, pk: int) -> HttpResponse:
    """Show how to reach a guardian, a supporter or a delegate who is no member. Each look is written down."""
    helper = helper_to_reach(request.member, pk)
    see_contact(helper, by=request.actor, at=timezone.now())
    held = helper.held_mandates.filter(ended_at=None).select_related("member")
    return render(request, "members/helper_contact.html", {"helper": helper, "mandates": list(held.order_by("pk"))})


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_POST
def change_delegate(request: BankRequest, pk: int) -> HttpResponse:
    """Give a delegate of an organisation another part."""
    mandate = mandate_to_end(request.member, pk)
    form = PartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what they may do."))
        return redirect("members:mandates", bank=request.bank.slug, number=mandate.member.number)
    try:
        actions.change_delegate(mandate, form.part, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"name": named(mandate.holder), "part": form.part.label}
        messages.success(request, _("%(name)s is now %(part)s there.") % words)
    return redirect("members:mandates", bank=request.bank.slug, number=mandate.member.number)


def _page_of(member: Member, *, is_guardian: bool) -> str:
    """Give the page on which who runs the bank finds who acts for a member, or for somebody who wishes to join."""
    if member.number is None:
        return reverse("members:applicant_guardian", args=[member.bank.slug, member.pk])
    name = "members:guardian" if is_guardian else "members:mandates"
    return reverse(name, args=[member.bank.slug, member.number])


def _form(request: BankRequest, found: Member) -> HelperForm | None:
    """Give the form that the asker may fill in: nobody but the bank names delegates."""
    data = request.POST if request.method == "POST" else None
    is_own = found.pk == request.member.pk
    if not found.is_approved or (is_own and (found.is_organisation or found.is_minor)):
        return None
    if is_own:
        return SupporterForm(data, member=found)
    return (DelegateForm if found.is_organisation else ToldSupporterForm)(data, member=found)


def _name(request: BankRequest, found: Member, form: HelperForm) -> Mandate:
    at = timezone.now()
    if isinstance(form, DelegateForm):
        return actions.name_delegate(found, form.helper(), kind=form.part, by=request.member, at=at)
    if isinstance(form, SupporterForm | ToldSupporterForm):
        return actions.name_supporter(found, form.helper(), how=form.how, by=request.member, at=at)
    raise TypeError(f"{type(form).__name__} names nobody.")


def _page(request: BankRequest, found: Member, form: HelperForm | None, *, status: int = 200) -> HttpResponse:
    is_own = found.pk == request.member.pk
    live = found.mandates.filter(ended_at=None).select_related("holder", "consent")
    context = {
        "member": found,
        "is_own": is_own,
        "acted_before": [] if is_own else acted_before(found),
        "mandates": list(live.order_by("pk")),
        "parts": PartForm.PARTS if found.is_organisation else [],
        "may_reach": request.member.is_coordinator or request.member.is_admin,
        "form": form,
    }
    return render(request, "members/mandates.html", context, status=status)
