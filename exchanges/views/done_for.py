"""What others did in a member's name: at exchanges, here or across, with listings, and with the membership itself."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchanges.access.crossing import with_its_exchange
from exchanges.models import CrossStep, Listing, Step
from exchanges.views import crossing_words, sentences
from members.access import BankRequest, for_members, may_see_mandates, member_to_see
from members.models import Member, MemberEvent

ROWS_SHOWN = 30
OF_LISTINGS = (  # their words are a title
    MemberEvent.Kind.LISTING_CHANGED,
    MemberEvent.Kind.LISTING_CLOSED,
    MemberEvent.Kind.LISTING_PAUSED,
    MemberEvent.Kind.LISTING_RENEWED,
)


@dataclass(frozen=True)
class Deed:
    """One thing that was done: what it was about, who did what, when, and where it can be seen."""

    about: str
    words: str
    at: datetime.datetime
    url: str = ""


@for_members
@require_safe
def done_for(request: BankRequest, number: int) -> HttpResponse:
    """Show what others did for a member, newest first: to themselves, and to those who run the bank."""
    found = member_to_see(request.member, number)
    if not may_see_mandates(request.member, found):
        raise PermissionDenied
    before = _moment(request.GET.get("before", ""))
    moments = _moments(found, before)
    since = moments[ROWS_SHOWN - 1] if len(moments) > ROWS_SHOWN else None
    context = {
        "member": found,
        "is_own": found.pk == request.member.pk,
        "deeds": _deeds(found, request.member, since, before),
        "older_url": reverse(
            "exchanges:done_for", args=[request.bank.slug, number], query={"before": since.isoformat()}
        )
        if since
        else "",
        "newest_url": reverse("exchanges:done_for", args=[request.bank.slug, number]) if before else "",
    }
    return render(request, "exchanges/done_for.html", context)


def _moments(found: Member, before: datetime.datetime | None) -> list[datetime.datetime]:
    """Give when something was done, newest first, one more than a page holds. What was done at once stays together."""
    steps = Step.objects.filter(on_behalf_of=found, **_span("at", None, before)).values_list("at")
    events = _events(found, None, before).values_list("at")
    put_up = _listings(found, None, before).values_list("created_at")
    elsewhere = _elsewhere(found, None, before).values_list("at")
    others = [each.order_by() for each in (events, put_up, elsewhere)]
    every = steps.order_by().union(*others, all=True).order_by("-at")
    return [at for (at,) in every[: ROWS_SHOWN + 1]]


def _deeds(
    found: Member, reader: Member, since: datetime.datetime | None, before: datetime.datetime | None
) -> list[Deed]:
    steps = Step.objects.filter(on_behalf_of=found, **_span("at", since, before)).select_related(
        "by", "on_behalf_of", "exchange__giver", "exchange__receiver"
    )
    deeds = [_of_step(step, reader) for step in steps]
    across = _elsewhere(found, since, before).select_related("by__bank", "on_behalf_of")
    deeds += [_of_cross_step(step, reader) for step in across.prefetch_related(with_its_exchange())]
    deeds += [_of_event(event, reader) for event in _events(found, since, before).select_related("by")]
    deeds += [_of_listing(put_up, reader) for put_up in _listings(found, since, before).select_related("put_up_by")]
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)


def _elsewhere(found: Member, since: datetime.datetime | None, before: datetime.datetime | None) -> QuerySet[CrossStep]:
    return CrossStep.objects.filter(on_behalf_of=found, **_span("at", since, before))


def _events(found: Member, since: datetime.datetime | None, before: datetime.datetime | None) -> QuerySet[MemberEvent]:
    return found.events.filter(is_on_behalf=True, **_span("at", since, before))


def _listings(found: Member, since: datetime.datetime | None, before: datetime.datetime | None) -> QuerySet[Listing]:
    return found.listings.exclude(put_up_by=None).filter(**_span("created_at", since, before))


def _span(
    column: str, since: datetime.datetime | None, before: datetime.datetime | None
) -> dict[str, datetime.datetime]:
    limits = {f"{column}__gte": since, f"{column}__lt": before}
    return {name: at for name, at in limits.items() if at is not None}


def _of_step(step: Step, reader: Member) -> Deed:
    line = sentences.line(step.exchange, step, reader)
    url = reverse("exchanges:exchange", args=[reader.bank.slug, step.exchange_id])
    return Deed(step.exchange.description, f"{line.words}. {line.on_behalf}".strip(), step.at, url)


def _of_cross_step(step: CrossStep, reader: Member) -> Deed:
    line = crossing_words.line(step, step.exchange, reader)
    url = reverse("exchanges:cross", args=[reader.bank.slug, step.exchange_id])
    return Deed(step.exchange.description, f"{line.words}. {line.on_behalf}".strip(), step.at, url)


def _of_event(event: MemberEvent, reader: Member) -> Deed:
    about = capfirst(str(event.get_kind_display()))
    if event.kind in OF_LISTINGS and event.words:
        about = f"{about}: {event.words}"
    return Deed(about, _("%(who)s wrote this down.") % {"who": sentences.who(event.by, reader)}, event.at)


def _of_listing(listing: Listing, reader: Member) -> Deed:
    words = _("%(who)s put this up.") % {"who": sentences.who(listing.put_up_by, reader)}
    is_shown = listing.is_open or listing.member_id == reader.pk
    url = reverse("exchanges:listing", args=[reader.bank.slug, listing.pk]) if is_shown else ""
    return Deed(listing.title, words, listing.created_at, url)


def _moment(typed: str) -> datetime.datetime | None:
    """Read before which moment the page begins. What cannot be read is the newest page."""
    try:
        at = parse_datetime(typed)
        return at.astimezone(datetime.UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
