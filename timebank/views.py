"""The pages of the whole site: the start, my time banks, finding one, and whether we are well."""

import logging
import sys
from dataclasses import dataclass
from typing import cast

import redis
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseFault
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from members.models import Bank, Mandate, Member, Person, Role
from notices.models import Notice
from timebank.demo.sign_ins import DEMO_BANK, DEMO_SIGN_INS, SignIn
from timebank.forms import FindBanksForm

logger = logging.getLogger(__name__)

BANKS_ON_START = 6
BANKS_ON_PAGE = 30
BROKER_TIMEOUT_SECONDS = 2


@dataclass(frozen=True)
class Standing:
    """How a person stands with one time bank, ready for includes/state.html."""

    member: Member
    words: str
    kind: str

    @property
    def roles(self) -> list[str]:
        """Name the roles they hold there."""
        return [str(Role(role).label) for role in self.member.roles]


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Tell visitors what this is; take who is signed in to their time bank."""
    if request.user.is_authenticated:
        return redirect(_first_page(request.user))
    found = list(Bank.objects.order_by("name", "pk")[: BANKS_ON_START + 1])
    context = {"banks": found[:BANKS_ON_START], "has_more_banks": len(found) > BANKS_ON_START}
    return render(request, "start.html", context)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Show my time banks, and how I stand with each."""
    person = cast(Person, request.user)
    mine = list(person.memberships.select_related("bank").order_by("bank__name", "pk"))
    unread = Notice.objects.for_recipients([member.actor_key for member in mine]).unread().count()
    held = Mandate.objects.acting().filter(holder__person=person).select_related("member__bank")
    context = {
        "standings": [_standing(member) for member in mine if member.kind != Member.Kind.SUPPORTER],
        "may_act": list(held.order_by("member__name", "pk")),
        "unread": unread,
    }
    return render(request, "me.html", context)


@login_not_required
@require_safe
def banks(request: HttpRequest) -> HttpResponse:
    """Find a time bank by its name or its area."""
    form = FindBanksForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data  # what cannot be read is not there, and is not looked for
    found = Bank.objects.order_by("name", "pk")
    for word in asked.get("q", "").split()[:8]:
        found = found.filter(Q(name__unaccent__icontains=word) | Q(area__unaccent__icontains=word))
    last = Bank.objects.filter(slug=asked["after"]).first() if asked.get("after") else None
    if last:
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    rows = list(found[: BANKS_ON_PAGE + 1])
    shown = rows[:BANKS_ON_PAGE]
    context = {
        "form": form,
        "banks": shown,
        "q": asked.get("q", ""),
        "first_url": _banks_url(asked.get("q", "")) if last else "",
        "next_url": _banks_url(asked.get("q", ""), after=shown[-1].slug) if len(rows) > BANKS_ON_PAGE else "",
    }
    return render(request, "banks.html", context)


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo bank's people; where there is no demo bank, there is no such page.

    A second step that somebody set up for them is asked for here, too.
    """
    wanted = request.POST.get("email", "")
    chosen = next((sign_in for sign_in in DEMO_SIGN_INS if sign_in.email == wanted), None)
    if not settings.DEMO or chosen is None:
        raise Http404
    person = Person.objects.filter(email=chosen.email, is_active=True).first()
    if person is None:
        messages.error(request, _("The demo bank is not there yet. Try again in a minute."))
        return redirect("account_login")
    return perform_login(request, Login(user=person, redirect_url=_first_demo_page(chosen)))


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Say that the web server answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether database and broker answer, so that pages and jobs work."""
    if not _database_answers():
        return HttpResponse(_("The database does not answer."), content_type="text/plain", status=503)
    if not _broker_answers():
        return HttpResponse(_("The queue of jobs does not answer."), content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def _first_page(person: Person) -> str:
    """Their one time bank, or the page that lists them; who only acts for somebody chooses there for whom."""
    mine = list(person.memberships.filter(state__in=Member.BELONGING).select_related("bank")[:2])
    is_one = len(mine) == 1 and mine[0].kind != Member.Kind.SUPPORTER
    return reverse("exchanges:home", args=[mine[0].bank.slug]) if is_one else reverse("me")


def _standing(member: Member) -> Standing:
    words, kind = {
        Member.State.APPROVED: (_("Member"), "ok"),
        Member.State.PAUSED: (_("You are having a rest"), "wait"),
        Member.State.SUSPENDED: (_("Suspended"), "stop"),
        Member.State.APPLICANT: (_("Waiting for an answer"), "wait"),
        Member.State.DECLINED: (_("Not this time"), ""),
        Member.State.LEFT: (_("You have left"), ""),
    }[Member.State(member.state)]
    return Standing(member=member, words=words, kind=kind)


def _banks_url(q: str, *, after: str = "") -> str:
    wanted = {name: value for name, value in (("q", q), ("after", after)) if value}
    return reverse("banks", query=wanted)


def _first_demo_page(chosen: SignIn) -> str:
    page = {None: "exchanges:home", Role.COORDINATOR: "exchanges:desk"}.get(chosen.role, "insight:reports")
    return reverse(page, args=[DEMO_BANK])


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseFault as fault:
        logger.warning("Not ready, the database: %s", type(fault).__name__)
        return False
    return True


def _broker_answers() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=BROKER_TIMEOUT_SECONDS,
            socket_connect_timeout=BROKER_TIMEOUT_SECONDS,
        ) as broker:
            broker.ping()
    except redis.RedisError as fault:
        logger.warning("Not ready, the broker: %s", type(fault).__name__)
        return False
    return True


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke, or, where the database was away for a moment, that pressing again will do."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("500.html"), status=500)
