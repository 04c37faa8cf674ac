"""The pages of members: finding them, signing them up, and their roles."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import actions
from members.access import BankRequest, also_acting, for_members, for_roles, may_see_who_left, member_to_see
from members.forms import EnrolForm, FindMembersForm, RoleForm
from members.models import Bank, Member, MemberQuerySet, Role
from members.reads.profiles import languages_spoken
from members.views.words import named, status_of, welcomed
from timebank.lib.errors import RuleBroken

MEMBERS_ON_PAGE = 50


@for_members
@also_acting
@require_GET
def members(request: BankRequest) -> HttpResponse:
    """Find members by name, number or what they let others see of themselves, fifty to a page."""
    form = FindMembersForm(request.GET, languages=languages_spoken(request.bank))
    form.is_valid()
    asked = form.cleaned_data  # what cannot be read is not there, and is not looked for
    sees_all = may_see_who_left(request.member)
    shows = asked.get("show", "") if sees_all else ""
    rows, is_first = _found_members(request.bank, asked, listed=_listed(request.bank, shows, sees_all=sees_all))
    shown = rows[:MEMBERS_ON_PAGE]
    context = {
        "form": form,
        "members": shown,
        "is_looking": any(asked.get(name) for name in ("q", "language", "when")),
        "is_first_page": is_first,
        "may_see_all": sees_all,
        "shows": shows,
        "title": dict(form.fields["show"].choices)[shows] if shows else _("Members"),  # type: ignore[attr-defined]
        "may_invite": request.member.can_trade and request.mandate is None,
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
        messages.success(request, _done(form) % words)
    return redirect("exchanges:member", bank=request.bank.slug, number=number)


def _listed(bank: Bank, shows: str, *, sees_all: bool) -> MemberQuerySet:
    """Give whom the list is about: other members see the directory, those who run the bank everybody with a number."""
    everybody: MemberQuerySet = Member.objects.of(bank).exclude(number=None)
    if shows:
        return everybody.filter(state=shows.upper())
    return everybody.trading() if sees_all else everybody.in_directory()


def _done(form: RoleForm) -> str:
    if form.gives and form.chosen == Role.ADMIN:
        return _("Another admin confirms that %(name)s is %(role)s.")
    return _("%(name)s is now %(role)s.") if form.gives else _("%(name)s is no longer %(role)s.")


def _found_members(bank: Bank, asked: dict[str, Any], *, listed: MemberQuerySet) -> tuple[list[Member], bool]:
    """Give one row more than a page holds, and whether it is the first page."""
    if asked.get("language"):
        listed = listed.speaking(asked["language"])
    if asked.get("when"):
        listed = listed.free_on(asked["when"])
    q = asked.get("q", "")
    # Only of those the list shows: else a number that is tried would tell where somebody hidden stands in it.
    start = listed.filter(number=asked["after"]).first() if asked.get("after") else None
    if q:
        found = listed.found_by(q).best_first(q)
        found = found.after_in_best_first(q, start) if start else found
    else:
        found = (listed.after_in_name_order(start) if start else listed).in_name_order()
    return list(found[: MEMBERS_ON_PAGE + 1]), start is None


def _page_of(asked: QueryDict, **changed: object) -> str:
    """Write the address of another page of the same list."""
    query = asked.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"
