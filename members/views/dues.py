"""Levies and lapsing hours: the rules, what was taken by them, and who was left out."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from members.access import BankRequest, collection_to_see, for_roles
from members.actions import dues as actions
from members.forms.dues import PLAN_FORMS, KindForm, OffForm, PlaceForm, PlanForm
from members.models import Bank, Collection, DuesRule, Role
from members.reads import dues as reads
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import RuleBroken

COLLECTIONS_ON_PAGE = 24
LEFT_OUT_ON_PAGE = 50


@dataclass(frozen=True)
class Part:
    """One of the rules on the page: what holds now, what is to come, the form for another, and the one to end it."""

    form: PlanForm
    off: OffForm
    now: str
    to_come: str

    @property
    def is_levy(self) -> bool:
        """Whether it is the levy, and not lapsing hours."""
        return self.form.kind == DuesRule.Kind.LEVY


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def dues(request: BankRequest) -> HttpResponse:
    """Show both rules in words, and what they took month by month."""
    return _page(request)


@for_roles(Role.ADMIN)
@require_POST
def announce(request: BankRequest) -> HttpResponse:
    """Set a rule, which begins later; every member is told."""
    kind = KindForm(request.POST)
    if not kind.is_valid():
        return _page(request, status=400)
    form = PLAN_FORMS[kind.cleaned_data["kind"]](request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        rule = actions.announce(request.bank, form.plan(), by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        today = request.bank.day(timezone.now())
        words = {"rule": reads.sentence(rule, today)}
        messages.success(request, _("Saved. %(rule)s We tell every member within the hour.") % words)
    return redirect("members:dues", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_POST
def switch_off(request: BankRequest) -> HttpResponse:
    """Take nothing more by a rule; every member is told."""
    kind = KindForm(request.POST)
    if not kind.is_valid():
        return _page(request, status=400)
    form = OffForm(kind.cleaned_data["kind"], request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    words = form.cleaned_data["why"]
    try:
        actions.switch_off(request.bank, form.kind, words=words, by=request.member, at=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Switched off. Nothing more is taken. We tell every member within the hour."))
    return redirect("members:dues", bank=request.bank.slug)


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def collection(request: BankRequest, pk: int) -> HttpResponse:
    """Show what was taken in one month, and who was left out and why."""
    found = collection_to_see(request.member, pk)
    after = PlaceForm(request.GET).found()
    lines = found.lines.exclude(refusal="").filter(pk__gt=after or 0).select_related("member")
    rows = list(lines[: LEFT_OUT_ON_PAGE + 1])
    shown = rows[:LEFT_OUT_ON_PAGE]
    context = {
        "collection": found,
        "title": _title(found),
        "sentence": _taken(found),
        "left_out": shown,
        "first_url": request.path if after else "",
        "next_url": f"?place={shown[-1].pk}" if len(rows) > LEFT_OUT_ON_PAGE else "",
    }
    return render(request, "members/collection.html", context)


def _page(request: BankRequest, failed: PlanForm | OffForm | None = None, *, status: int = 200) -> HttpResponse:
    before = PlaceForm(request.GET).found()
    taken = Collection.objects.filter(bank=request.bank).order_by("-pk")
    rows = list((taken.filter(pk__lt=before) if before else taken)[: COLLECTIONS_ON_PAGE + 1])
    shown = rows[:COLLECTIONS_ON_PAGE]
    today = request.bank.day(timezone.now())
    context = {
        "parts": [_part(request.bank, kind, failed) for kind in PLAN_FORMS],
        "form": failed,
        "is_refused": status != 200 and failed is None,
        "begins_on": reads.first_day_for(today),
        "collections": [(_title(each), _taken(each), each) for each in shown],
        "newer_url": request.path if before else "",
        "older_url": f"?place={shown[-1].pk}" if len(rows) > COLLECTIONS_ON_PAGE else "",
    }
    return render(request, "members/dues.html", context, status=status)


def _part(bank: Bank, kind: str, failed: PlanForm | OffForm | None) -> Part:
    today = bank.day(timezone.now())
    is_failed = failed is not None and failed.kind == kind
    now, to_come = reads.rule_now(bank, kind, today), reads.rule_to_come(bank, kind, today)
    return Part(
        form=failed if is_failed and isinstance(failed, PlanForm) else PLAN_FORMS[kind](),
        off=failed if is_failed and isinstance(failed, OffForm) else OffForm(kind),
        now=reads.sentence(now, today) if now else "",
        to_come=reads.sentence(to_come, today) if to_come else "",
    )


def _title(collection: Collection) -> str:
    month = {"month": formats.date_format(collection.month, "F Y")}
    if collection.kind == DuesRule.Kind.LEVY:
        return _("%(month)s: hours for the pot") % month
    return _("%(month)s: hours that lapsed") % month


def _taken(collection: Collection) -> str:
    if not collection.members_count:
        return _("Nothing was taken.")
    words = {"count": collection.members_count, "hours": hours_in_words(collection.minutes)}
    if collection.kind == DuesRule.Kind.LEVY:
        sentence = ngettext(
            "%(count)d member gave %(hours)s to the pot.",
            "%(count)d members gave %(hours)s to the pot.",
            collection.members_count,
        )
        return sentence % words
    sentence = ngettext(
        "%(hours)s of %(count)d member lapsed.", "%(hours)s of %(count)d members lapsed.", collection.members_count
    )
    return sentence % words
