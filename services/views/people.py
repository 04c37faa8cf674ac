"""The pages of who takes part in a programme: whom it serves, who helps, in which roles, and who would like to."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from exchanges.views.errands import Errand
from exchanges.views.refusals import BAD_REQUEST, status_of
from exchanges.views.sentences import named
from members.access import BankRequest, also_delegates, for_members
from members.models import Member
from services.access import Standing
from services.access.sessions import (
    part_to_see,
    people_at,
    programme_at,
    reads_minors,
    reads_people,
    runs,
    wish_to_answer,
)
from services.actions import taking_part
from services.forms.people import AddForm, AnswerForm, EndRoleForm, GiveRoleForm, IntroducedForm, WishForm
from services.models import Participation, PartWish, Programme, Service
from services.reads.people import counts_of_people, introduced_for, people_of, taker_of, ways_to_take_part, wishes_of
from timebank.lib.errors import RuleBroken


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def people(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """List who takes part, to staff; of a confidential programme who coordinates the bank reads how many."""
    found, where = people_at(request, slug, programme)
    if request.method == "GET":
        return _people_page(request, found, where, _add_form(request, found))
    if not runs(found, where):
        raise PermissionDenied
    if "introduced" in request.POST:
        return _let_in(request, found)
    form = _add_form(request, found)
    if not form.is_valid():
        return _people_page(request, found, where, form, status=BAD_REQUEST)
    member, is_served = form.member(), form.cleaned_data["how"] == AddForm.SERVED
    at, role = timezone.now(), form.cleaned_data["role"]
    try:
        taking_part.add_member(found, member, is_served=is_served, role=role, by=request.actor, at=at)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _people_page(request, found, where, form, status=status_of(refusal))
    messages.success(request, _("%(name)s takes part. We tell them.") % {"name": named(member)})
    return _to_people(found)


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def person(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Show one who takes part: their roles, whether checks are met, another role, and the end of one or of all."""
    found, where = people_at(request, slug, programme)
    part = part_to_see(found, where, pk)
    if request.method == "GET":
        return _person_page(request, part, where, GiveRoleForm(None, programme=found))
    if not runs(found, where):
        raise PermissionDenied
    if "end" in request.POST or "end_role" in request.POST:
        return _end_what(request, part)
    form = GiveRoleForm(request.POST, programme=found)
    if not form.is_valid():
        return _person_page(request, part, where, form, status=BAD_REQUEST)
    try:
        taking_part.give_role(part, form.chosen(), by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _person_page(request, part, where, form, status=status_of(refusal))
    messages.success(request, _("%(name)s has the role. We tell them.") % {"name": named(part.member)})
    return _to_person(part)


@for_members
@also_delegates
@require_POST
def wish(request: BankRequest, slug: str, programme: str, pk: int) -> HttpResponse:
    """Answer somebody's wish to take part: yes, or kindly no."""
    found, where = people_at(request, slug, programme)
    wished = wish_to_answer(found, where, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say yes or no."))
        return _to_people(found)
    words = {"name": named(wished.member)}
    try:
        if form.cleaned_data["answer"] == "yes":
            taking_part.say_yes(wished, by=request.actor, at=timezone.now())
            done = _("%(name)s has the role. We tell them.") if wished.role else _("%(name)s takes part. We tell them.")
            messages.success(request, done % words)
        else:
            taking_part.say_no(wished, by=request.actor, at=timezone.now())
            messages.success(request, _("We tell %(name)s kindly.") % words)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return _to_people(found)


@for_members
@also_delegates
@require_http_methods(["GET", "POST"])
def take_part(request: BankRequest, slug: str, programme: str) -> HttpResponse:
    """Show how one may take part, to say 'This is for me', or 'I would like to do this', or not after all."""
    found, _where = programme_at(request, slug, programme)
    if request.method == "GET":
        return render(request, "services/take_part.html", _ways(request, found))
    form = WishForm(request.POST, programme=found)
    if not request.member.can_trade:
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, _("Choose a role, or say that it is for you."))
        return _to_ways(found)
    role = form.cleaned_data["role"]
    try:
        if form.cleaned_data["wish"] == "yes":
            taking_part.wish_to_take_part(found, request.member, role=role, at=timezone.now())
            messages.success(request, _("Thank you. The service tells you whether it fits."))
        else:
            taking_part.take_back_wish(found, request.member, role=role, at=timezone.now())
            messages.success(request, _("You are off the list. Thank you for telling us."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return _to_ways(found)


def _ways(request: BankRequest, programme: Programme) -> dict[str, object]:
    """Read how one may take part in a programme, and how who asks stands to it."""
    is_open = programme.state == Programme.State.OPEN
    may_wish = is_open and request.member.can_trade and not request.member.is_organisation
    may_write, today = is_open and request.member.is_coordinator, request.bank.day(timezone.now())
    ways = ways_to_take_part(programme, request.member if may_wish else None, today)
    return {"programme": programme, "ways": ways, "may_wish": may_wish, "is_open": is_open, "may_write": may_write}


def wishes_on_desk(asker: Member, _at: datetime.datetime) -> list[Errand]:
    """Say on the desk who would like to take part in a programme that is no secret."""
    waiting = PartWish.objects.waiting().filter(programme__service__bank=asker.bank_id)
    return _errands(asker.bank.slug, waiting.filter(programme__is_confidential=False))


def wishes_at_home(member: Member, by: Member, _at: datetime.datetime) -> list[Errand]:
    """Say to who runs a service's programmes how many would like to take part; they answer, and nobody else."""
    services = Service.objects.filter(bank=member.bank_id).run_by(by)
    if member.is_organisation:
        services = services.filter(organisation=member)
    elif not getattr(member, "may_act", False):
        return []
    return _errands(member.bank.slug, PartWish.objects.waiting().filter(programme__service__in=services))


def _errands(bank: str, waiting: QuerySet[PartWish]) -> list[Errand]:
    """Lead to each programme in which somebody waits for an answer, with one query."""
    where = ("programme__service__slug", "programme__slug", "programme__title")
    counted = waiting.order_by().values_list(*where).annotate(Count("pk")).order_by(*where)
    return [
        Errand(
            words=ngettext(
                "%(count)d person would like to take part: %(what)s",
                "%(count)d people would like to take part: %(what)s",
                count,
            )
            % {"count": count, "what": title},
            url=reverse("services:people", args=[bank, service, programme]),
            link=_("Answer them"),
            count=count,
        )
        for service, programme, title, count in counted
    ]


def _let_in(request: BankRequest, programme: Programme) -> HttpResponse:
    """Let somebody who was introduced for a programme take part in it."""
    form = IntroducedForm(request.POST, waiting=introduced_for(programme))
    if not form.is_valid():
        messages.error(request, _("Nobody waits here by that name any more."))
        return _to_people(programme)
    try:
        taking_part.add_member(programme, form.member(), is_served=True, by=request.actor, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s takes part. We tell them.") % {"name": named(form.member())})
    return _to_people(programme)


def _end_what(request: BankRequest, part: Participation) -> HttpResponse:
    """End one role of somebody, or their whole part."""
    at, form = timezone.now(), EndRoleForm(request.POST, part=part)
    try:
        if "end" in request.POST:
            taking_part.end_part(part, by=request.actor, at=at)
            messages.success(request, _("%(name)s takes part no longer. We tell them.") % {"name": named(part.member)})
        elif form.is_valid():
            taking_part.end_role(form.holding(), by=request.actor, at=at)
            messages.success(request, _("The role has ended. We tell them."))
        else:
            messages.error(request, _("This role has ended already."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return _to_people(part.programme)


def _add_form(request: BankRequest, programme: Programme) -> AddForm:
    data, today = request.POST if request.method == "POST" else None, request.bank.day(timezone.now())
    return AddForm(data, programme=programme, sees_minors=reads_minors(request, today))


def _people_page(
    request: BankRequest, programme: Programme, where: Standing, form: AddForm, *, status: int = 200
) -> HttpResponse:
    today = request.bank.day(timezone.now())
    reads = reads_people(programme, where)
    may_run = runs(programme, where) and programme.state == Programme.State.OPEN
    context = {
        "programme": programme,
        "counts": counts_of_people(programme, today),
        "takers": people_of(programme, today) if reads else [],
        "wishes": wishes_of(programme) if reads else [],
        "introduced": introduced_for(programme) if may_run else [],
        "reads": reads,
        "runs": may_run,
        "sees_minors": reads and reads_minors(request, today),
        "form": form,
    }
    return render(request, "services/people.html", context, status=status)


def _person_page(
    request: BankRequest, part: Participation, where: Standing, form: GiveRoleForm, *, status: int = 200
) -> HttpResponse:
    today = request.bank.day(timezone.now())
    if part.member.is_minor and not reads_minors(request, today):
        raise PermissionDenied
    context = {
        "programme": part.programme,
        "taker": taker_of(part, today),
        "runs": runs(part.programme, where) and part.left_on is None,
        "form": form,
    }
    return render(request, "services/person.html", context, status=status)


def _to_people(programme: Programme) -> HttpResponse:
    return redirect("services:people", programme.service.bank.slug, programme.service.slug, programme.slug)


def _to_person(part: Participation) -> HttpResponse:
    service = part.programme.service
    return redirect("services:person", service.bank.slug, service.slug, part.programme.slug, part.pk)


def _to_ways(programme: Programme) -> HttpResponse:
    return redirect("services:take_part", programme.service.bank.slug, programme.service.slug, programme.slug)
