"""The pages of members: finding them, signing them up, and their roles."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import actions
from members.access import BankRequest, for_members, for_roles, may_see_who_left, member_to_see
from members.forms import EnrolForm, FindMembersForm, RoleForm
from members.models import Bank, Member, Role
from members.views.words import named, status_of, welcomed
from timebank.lib.errors import RuleBroken

MEMBERS_ON_PAGE = 50


@for_members
@require_GET
def members(request: BankRequest) -> HttpResponse:
    """Find a member by name or number, fifty to a page."""
    form = FindMembersForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data  # what cannot be read is not there, and is not looked for
    shows_left = asked.get("show") == "left" and may_see_who_left(request.member)
    rows, is_first = _found_members(request.bank, asked, shows_left=shows_left)
    shown = rows[:MEMBERS_ON_PAGE]
    context = {
        "form": form,
        "members": shown,
        "q": asked.get("q", ""),
        "is_first_page": is_first,
        "may_see_left": may_see_who_left(request.member),
        "shows_left": shows_left,
        "may_invite": request.member.can_trade,
        "may_enrol": request.member.is_coordinator or request.member.is_admin,
        "first_url": "" if is_first else _page_of(request.GET),
        "next_url": _page_of(request.GET, after=shown[-1].number) if len(rows) > MEMBERS_ON_PAGE else "",
    }
    return render(request, "members/members.html", context)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def enrol(request: BankRequest) -> HttpResponse:
    """Sign somebody up who rang or came by."""
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return render(request, "members/enrol.html", {"form": form})
    if not form.is_valid():
        return render(request, "members/enrol.html", {"form": form}, status=400)
    try:
        member = actions.enrol(request.bank, form.enrolment(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/enrol.html", {"form": form}, status=status_of(refusal))
    if member.number is None or not member.is_approved:
        messages.success(
            request, _("Written down. This is what the rule still asks of %(name)s.") % {"name": named(member)}
        )
        return redirect("members:application", bank=request.bank.slug, pk=member.pk)
    messages.success(request, welcomed(member))
    return redirect("exchanges:member", bank=request.bank.slug, number=member.number)


@for_roles(Role.ADMIN)
@require_POST
def roles(request: BankRequest, number: int) -> HttpResponse:
    """Give a member a role, or take it back."""
    member = member_to_see(request.member, number)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles on the page."))
        return redirect("exchanges:member", bank=request.bank.slug, number=number)
    change = actions.grant_role if form.gives else actions.end_role
    try:
        change(member, form.chosen, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        words = {"name": named(member), "role": form.chosen.label}
        messages.success(
            request, (_("%(name)s is now %(role)s.") if form.gives else _("%(name)s is no longer %(role)s.")) % words
        )
    return redirect("exchanges:member", bank=request.bank.slug, number=number)


def _found_members(bank: Bank, asked: dict[str, Any], *, shows_left: bool) -> tuple[list[Member], bool]:
    """Give one row more than a page holds, and whether it is the first page."""
    everybody = Member.objects.of(bank).exclude(number=None)
    start = everybody.filter(number=asked["after"]).first() if asked.get("after") else None
    listed = everybody.filter(state=Member.State.LEFT) if shows_left else everybody.trading()
    listed = listed.named_like(asked.get("q", ""))
    if start:
        listed = listed.after_in_name_order(start)
    return list(listed.in_name_order()[: MEMBERS_ON_PAGE + 1]), start is None


def _page_of(asked: QueryDict, **changed: object) -> str:
    """Write the address of another page of the same list."""
    query = asked.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"
