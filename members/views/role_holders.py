"""Who may do what: the page of roles, for admins and auditors, and what admins change on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from members.access import BankRequest, for_roles, member_to_see, role_holder_to_change
from members.actions import roles
from members.forms.dues import PlaceForm
from members.forms.roles import AppointForm, GiveRoleForm, HolderForm
from members.models import Member, Role
from members.reads.roles import changes, holders, proposed_admins
from members.views.words import named, status_of
from timebank.lib.errors import RuleBroken

ENOUGH_LEADS = 2
CHANGES_ON_PAGE = 20


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_GET
def role_holders(request: BankRequest) -> HttpResponse:
    """Show who may do what, since when, and given by whom; and what was given and ended before."""
    return _page(request)


@for_roles(Role.ADMIN)
@require_POST
def role_give(request: BankRequest) -> HttpResponse:
    """Give a member a role, or propose them as an admin."""
    form = GiveRoleForm(request.POST)
    if not form.is_valid():
        return _page(request, give=form, status=400)
    member = Member.objects.of(request.bank).approved().filter(number=form.cleaned_data["number"]).first()
    if member is None:
        form.add_error("number", _("No member has this number now"))
        return _page(request, give=form, status=400)
    member = member_to_see(request.member, form.cleaned_data["number"])
    try:
        member = roles.grant_role(member, form.chosen, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, give=form, status=status_of(refusal))
    words = {"name": named(member), "role": form.chosen.label}
    given = form.chosen in member.roles
    messages.success(
        request,
        (_("%(name)s is now %(role)s.") if given else _("Another admin confirms that %(name)s is %(role)s.")) % words,
    )
    return redirect("members:role_holders", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_POST
def role_appoint(request: BankRequest) -> HttpResponse:
    """Appoint somebody who is no member."""
    form = AppointForm(request.POST)
    if not form.is_valid():
        return _page(request, appoint=form, status=400)
    name, email = form.cleaned_data["name"], form.cleaned_data["email"]
    try:
        roles.appoint(request.bank, email=email, name=name, role=form.chosen, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _page(request, appoint=form, status=status_of(refusal))
    messages.success(request, _("We have asked %(name)s by e-mail. They begin once they say yes.") % {"name": name})
    return redirect("members:role_holders", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_POST
def role_change(request: BankRequest, pk: int) -> HttpResponse:
    """Take a role back, confirm a new admin, or drop the proposal."""
    holder = role_holder_to_change(request.member, pk)
    form = HolderForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Press one of the buttons on the page."))
        return redirect("members:role_holders", bank=request.bank.slug)
    at = timezone.now()
    try:
        if form.cleaned_data["change"] == HolderForm.CONFIRM:
            roles.confirm_admin(holder, by=request.member, at=at)
            done = _("%(name)s is now %(role)s.")
        else:
            holder = roles.end_role(holder, form.chosen, by=request.member, at=at)
            done = _("%(name)s is not %(role)s.")
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % {"name": named(holder), "role": form.chosen.label})
    if holder.pk == request.member.pk:
        return redirect("exchanges:home", bank=request.bank.slug) if holder.is_approved else redirect("me")
    return redirect("members:role_holders", bank=request.bank.slug)


def _page(
    request: BankRequest, give: GiveRoleForm | None = None, appoint: AppointForm | None = None, *, status: int = 200
) -> HttpResponse:
    held = holders(request.bank)
    before = PlaceForm(request.GET).found()
    found = changes(request.bank, before=before, most=CHANGES_ON_PAGE + 1)
    shown = found[:CHANGES_ON_PAGE]
    may_change = request.member.is_admin
    context = {
        "holdings": [
            (holding, may_change and _may_end(request.member, holding.role, holding.member)) for holding in held
        ],
        "proposals": [(each, may_change and each.by_id != request.member.pk) for each in proposed_admins(request.bank)],
        "may_change": may_change,
        "needs_leads": sum(holding.role == Role.SAFEGUARDING for holding in held) < ENOUGH_LEADS,
        "changes": shown,
        "newer_url": reverse("members:role_holders", args=[request.bank.slug]) if before else "",
        "older_url": f"?place={shown[-1].event.pk}#before" if len(found) > CHANGES_ON_PAGE else "",
        "form": give or appoint,
        "give": give or GiveRoleForm(),
        "appoint": appoint or AppointForm(),
    }
    return render(request, "members/roles.html", context, status=status)


def _may_end(asker: Member, role: Role, holder: Member) -> bool:
    return (holder.pk == asker.pk) == (role == Role.ADMIN)
