"""The pages of joining, of members and of the bank's settings."""

import copy
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import actions
from members.access import (
    BankRequest,
    PublicRequest,
    application_to_decide,
    for_everybody,
    for_members,
    for_roles,
    may_see_who_left,
    member_to_see,
)
from members.forms import (
    ApplicantForm,
    DeclineForm,
    EnrolForm,
    FindMembersForm,
    JoinAsMyselfForm,
    JoinForm,
    RoleForm,
    SettingsForm,
)
from members.models import Bank, Member, MemberEvent, Role
from timebank.lib.errors import RuleBroken

MEMBERS_ON_PAGE = 50
MOST_JOINING_AN_HOUR = 20  # from one address: a library's computer stays welcome, a flood does not
HOUR_SECONDS = 3600
NAME_BEGINS, NAME_ENDS = "\u2068", "\u2069"  # a name keeps its own direction inside a sentence
STATUS = {"invalid": 400, "forbidden": 403}
OUT_OF_TURN = 409


@for_everybody
@require_http_methods(["GET", "POST"])
def join(request: PublicRequest) -> HttpResponse:
    """Ask to join."""
    standing = _standing(request)
    if standing:
        return render(request, "members/join_known.html", {"standing": standing})
    form = _join_form(request)
    if request.method == "GET":
        return render(request, "members/join.html", {"form": form})
    if _asks_too_often(request):
        return render(request, "members/join_too_often.html", status=429)
    if isinstance(form, JoinForm) and form.is_trapped:
        return redirect("members:join_thanks", bank=request.bank.slug)
    if not form.is_valid():
        return render(request, "members/join.html", {"form": form}, status=400)
    person = request.user if request.user.is_authenticated else None
    try:
        actions.apply_to_join(request.bank, form.application(), at=timezone.now(), person=person)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/join.html", {"form": form}, status=_status(refusal))
    return redirect("members:join_thanks", bank=request.bank.slug)


@for_everybody
@require_GET
def join_thanks(request: PublicRequest) -> HttpResponse:
    """Say what happens next: always the same, so that nobody learns who is known here."""
    return render(request, "members/join_thanks.html")


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
        "may_enrol": request.member.is_coordinator or request.member.is_admin,
        "first_url": "" if is_first else _page_of(request.GET),
        "next_url": _page_of(request.GET, after=shown[-1].number) if len(rows) > MEMBERS_ON_PAGE else "",
    }
    return render(request, "members/members.html", context)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def enrol(request: BankRequest) -> HttpResponse:
    """Let somebody in who rang or came by."""
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return render(request, "members/enrol.html", {"form": form})
    if not form.is_valid():
        return render(request, "members/enrol.html", {"form": form}, status=400)
    try:
        member = actions.enrol(request.bank, form.application(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return render(request, "members/enrol.html", {"form": form}, status=_status(refusal))
    messages.success(request, _welcomed(member))
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
        words = {"name": _named(member), "role": form.chosen.label}
        messages.success(
            request, (_("%(name)s is now %(role)s.") if form.gives else _("%(name)s is no longer %(role)s.")) % words
        )
    return redirect("exchanges:member", bank=request.bank.slug, number=number)


@for_roles(Role.COORDINATOR, Role.ADMIN)
@require_http_methods(["GET", "POST"])
def application(request: BankRequest, pk: int) -> HttpResponse:
    """Read somebody's wish to join, and answer it."""
    applicant = application_to_decide(request.member, pk)
    if applicant.state in {Member.State.APPROVED, Member.State.LEFT}:
        return redirect("exchanges:member", bank=request.bank.slug, number=applicant.number)
    form = DeclineForm(request.POST if "decline" in request.POST else None, words=_kind_words(applicant))
    if request.method == "GET":
        return _application_page(request, applicant, form)
    try:
        return _answer(request, applicant, form)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("members:application", bank=request.bank.slug, pk=pk)


@for_roles(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def settings(request: BankRequest) -> HttpResponse:
    """Change the bank's public face and its rules."""
    bank = copy.copy(request.bank)  # what is being typed must not show at the head of the page
    form = SettingsForm(request.POST if request.method == "POST" else None, bank=bank)
    if request.method == "GET":
        return render(request, "members/settings.html", {"form": form})
    if not form.is_valid():
        return render(request, "members/settings.html", {"form": form}, status=400)
    form.save_changed()
    messages.success(request, _("Saved. The new rules hold from now on."))
    return redirect("members:settings", bank=request.bank.slug)


def _standing(request: PublicRequest) -> str:
    """Say whether who is signed in belongs here already ('member') or waits for an answer ('waiting')."""
    if request.member:
        return "member"
    if not request.user.is_authenticated:
        return ""
    waiting = Member.objects.of(request.bank).applicants().filter(person=request.user)
    return "waiting" if waiting.exists() else ""


def _join_form(request: PublicRequest) -> ApplicantForm:
    data = request.POST if request.method == "POST" else None
    return JoinAsMyselfForm(data, person=request.user) if request.user.is_authenticated else JoinForm(data)


def _asks_too_often(request: HttpRequest) -> bool:
    """Count what came from one address within the hour. The address itself is not kept."""
    address = salted_hmac("members.join", get_adapter(request).get_client_ip(request)).hexdigest()
    key = f"members:join:{address}"
    cache.add(key, 0, HOUR_SECONDS)
    try:
        return cache.incr(key) > MOST_JOINING_AN_HOUR
    except ValueError:  # the hour ended between the two
        return False


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


def _welcomed(member: Member) -> str:
    return _("%(name)s is member number %(number)d.") % {"name": _named(member), "number": member.number}


def _named(member: Member) -> str:
    return f"{NAME_BEGINS}{member.name}{NAME_ENDS}"


def _kind_words(applicant: Member) -> str:
    return _(
        "Dear %(name)s, thank you for asking to join %(bank)s. We are sorry that we cannot take you as a member now. "
        "Please ring us if you would like to talk about it."
    ) % {"name": applicant.first_name, "bank": applicant.bank.name}


def _application_page(request: BankRequest, applicant: Member, form: DeclineForm, *, status: int = 200) -> HttpResponse:
    waits = applicant.state == Member.State.APPLICANT
    if waits:
        actions.see_contact(applicant, by=request.member, at=timezone.now())
    context = {
        "applicant": applicant,
        "waits": waits,
        "email": applicant.contact_email or (applicant.person.email if applicant.person else "") or "",
        "days": (request.bank.day(timezone.now()) - request.bank.day(applicant.applied_at)).days,
        "answer": applicant.events.filter(kind=MemberEvent.Kind.DECLINED).select_related("by").last(),
        "form": form,
    }
    return render(request, "members/application.html", context, status=status)


def _answer(request: BankRequest, applicant: Member, form: DeclineForm) -> HttpResponse:
    if "approve" in request.POST:
        member = actions.approve_application(applicant, by=request.member, at=timezone.now())
        messages.success(request, _welcomed(member))
        return redirect("exchanges:member", bank=request.bank.slug, number=member.number)
    if not form.is_valid():
        return _application_page(request, applicant, form, status=400)
    actions.decline_application(applicant, by=request.member, words=form.cleaned_data["words"], at=timezone.now())
    messages.success(request, _("We have written to %(name)s.") % {"name": _named(applicant)})
    return redirect(reverse("exchanges:desk", args=[request.bank.slug]))


def _status(refusal: RuleBroken) -> int:
    return STATUS.get(refusal.code, OUT_OF_TURN)
