"""A bank's first page: its public face for visitors, the dashboard for members, short ways for its staff."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchanges.access.announcements import announcements_to_read
from exchanges.models import CrossExchange, Duty, Exchange, Listing, NotForMe
from exchanges.reads.events import next_events
from exchanges.reads.met_before import first_to_ask
from exchanges.reads.noes import noes_of
from exchanges.reads.rounds import news_for
from exchanges.reads.totals import done_together, moved_by
from exchanges.views import crossing_words, drafts, errands, sentences
from exchanges.views.errands import Way
from exchanges.views.facts import set_aside_in_words
from exchanges.views.matches import AT_HOME, may_say_no, suggestions_for
from exchanges.views.settling_words import turns_of
from ledger import reads as ledger
from members.access import PublicRequest, also_acting, for_everybody, may_agree, rest_of
from members.models import Bank, Member, MemberEvent
from members.reads import dues, meeting
from members.reads.rules import rule_news
from members.reads.terms import terms_to_accept

FEWEST_SHOWN = 10  # a smaller group would show single people
ROWS_SHOWN = 10
MOST_WAITING = 50  # of who has a rest, whose home leads to no longer list
LISTINGS_SHOWN = 5
ANNOUNCED_SHOWN = 3
EVENTS_SHOWN = 3
AT_DESK_SHOWN = 3
THIS_WEEK = datetime.timedelta(days=7)
MORNING_BEGINS, AFTERNOON_BEGINS, EVENING_BEGINS = 5, 12, 18


@dataclass(frozen=True)
class Totals:
    """What a bank's members have done together. None is too few people, or too little, to be shown."""

    members: int | None
    exchanges: int | None
    minutes: int


@dataclass(frozen=True)
class Account:
    """A member's hours, ready for the dashboard's sheet."""

    minutes: int
    floor_minutes: int | None
    may_owe_minutes: int
    given_minutes: int
    received_minutes: int
    held_minutes: int
    left_minutes: int | None
    is_low: bool

    @property
    def is_debt(self) -> bool:
        """Whether the member has received more than they have given."""
        return self.minutes < 0

    @property
    def size_minutes(self) -> int:
        """How many minutes they have, or owe."""
        return abs(self.minutes)


@dataclass(frozen=True)
class SetAside:
    """An agreed exchange for which hours of the member's are set aside: how many, and until when."""

    exchange: Exchange
    words: str


@dataclass(frozen=True)
class Waiting:
    """An exchange that waits for this member's answer, with the question in words."""

    exchange: Exchange
    question: str

    @property
    def is_plan(self) -> bool:
        """Whether it is still to come."""
        return self.exchange.state == Exchange.State.PROPOSED


@dataclass(frozen=True)
class Plan:
    """An agreed exchange that is to come, or has come and is to be logged."""

    exchange: Exchange
    sentence: str


@dataclass(frozen=True)
class AtDesk:
    """Until when somebody is at the desk; their first name where visitors may read it."""

    name: str
    until: datetime.time


@for_everybody
@also_acting
@require_safe
def home(request: PublicRequest) -> HttpResponse:
    """Show a bank to whoever asks, each their own first page."""
    at = timezone.now()
    rest = rest_of(request, request.bank) if request.member is None else None
    if rest is not None:
        request.member = rest
        return render(request, "exchanges/home_resting.html", _resting(rest, at))
    if request.member is None:
        return render(request, "exchanges/home_public.html", _public(request, at))
    context = {
        "greeting": _greeting(request.bank, request.member, at),
        "errands": errands.at_home(request.member, request.actor or request.member, at),
        "at_work": errands.ways_at_home(request),
    }
    if not request.member.can_trade:
        return render(request, "exchanges/home_staff.html", {**context, "ways": _ways(request.bank, request.member)})
    return render(request, "exchanges/dashboard.html", {**context, **_dashboard(request, request.member, at)})


def _public(request: PublicRequest, at: datetime.datetime) -> dict[str, Any]:
    bank = request.bank
    context: dict[str, Any] = {"totals": _totals(bank), "waits_for_answer": _waits_for_answer(request)}
    context["events"] = next_events(bank, None, today=bank.day(at), most=EVENTS_SHOWN)
    if bank.duty_shown != Bank.DutyShown.NOBODY:
        context["on_duty"] = _at_the_desk(bank, at)
    if bank.listings_are_public:
        asked = _newest(bank, Listing.Kind.REQUEST, at)
        offered = _newest(bank, Listing.Kind.OFFER, at)
        context |= {"asked": asked, "asked_this_week": _all_this_week(asked, at)}
        context |= {"offered": offered, "offered_this_week": _all_this_week(offered, at)}
    return context


def _at_the_desk(bank: Bank, at: datetime.datetime) -> list[AtDesk]:
    """Say until when somebody is at the desk; a name, and no more than the first, only where the bank lets them."""
    found = list(Duty.objects.now(bank, at)[:AT_DESK_SHOWN])
    zone = bank.zone_info()
    if bank.duty_shown == Bank.DutyShown.HOURS:
        return [AtDesk("", duty.until_at.astimezone(zone).time()) for duty in found[:1]]
    return [AtDesk(duty.member.first_name, duty.until_at.astimezone(zone).time()) for duty in found]


def _resting(member: Member, at: datetime.datetime) -> dict[str, Any]:
    """Say how somebody stands who has a rest or is suspended, and what of the past still waits for their word."""
    waiting = list(Exchange.objects.of(member.bank).awaiting(member)[:MOST_WAITING])
    suspended = member.events.filter(kind=MemberEvent.Kind.SUSPENDED).order_by("-pk")
    settling = turns_of(member)[:ROWS_SHOWN]
    is_paused = member.state == Member.State.PAUSED
    balance_minutes = ledger.balance_of(member.account_id) if member.account_id else 0
    return {
        "greeting": _greeting(member.bank, member, at),
        "is_paused": is_paused,
        "reason": "" if is_paused else suspended.values_list("words", flat=True).first(),
        "waiting": [Waiting(each, sentences.question(each, member)) for each in waiting],
        "settling": settling,
        "waiting_count": len(waiting) + len(settling),
        "balance_minutes": balance_minutes,
        "owes_minutes": max(0, -balance_minutes),
    }


def _totals(bank: Bank) -> Totals:
    members = Member.objects.of(bank).trading().count()
    done = done_together(bank)
    return Totals(
        members=members if members >= FEWEST_SHOWN else None,
        exchanges=done.exchanges if min(members, done.exchanges) >= FEWEST_SHOWN else None,
        minutes=done.minutes,
    )


def _waits_for_answer(request: PublicRequest) -> bool:
    """Whether who asks has applied and nobody has answered yet."""
    if not request.user.is_authenticated:
        return False
    return Member.objects.of(request.bank).applicants().filter(person=request.user).exists()


def _newest(bank: Bank, kind: Listing.Kind, at: datetime.datetime, *, reader: Member | None = None) -> list[Listing]:
    """Give what was asked or offered last, but nothing of the reader's own."""
    listings = Listing.objects.of(bank).open(bank.day(at)).readable_by(reader, bank.day(at)).filter(kind=kind)
    if reader is not None:
        noes = noes_of(reader, at).exclude(listing=None)
        listings = listings.exclude(member=reader).exclude(pk__in=noes.values("listing"))
    return list(listings.newest_first()[:LISTINGS_SHOWN])


def _all_this_week(listings: list[Listing], at: datetime.datetime) -> bool:
    return all(listing.created_at > at - THIS_WEEK for listing in listings)


def _dashboard(request: PublicRequest, member: Member, at: datetime.datetime) -> dict[str, Any]:
    waiting = list(Exchange.objects.of(request.bank).awaiting(member)[: ROWS_SHOWN + 1])
    planned = list(Exchange.objects.of(request.bank).planned(member)[: ROWS_SHOWN + 1])
    draft = drafts.unfinished(request)
    account = _account(member)
    settling = turns_of(member)[:ROWS_SHOWN]
    elsewhere = CrossExchange.objects.awaiting(member)[:ROWS_SHOWN]
    met = first_to_ask(member, request.bank.day(at))
    new_letters: int = getattr(member, "unread_conversations", 0)  # the query of the member counted them
    return {
        "account": account,
        "set_aside": _set_aside(member, account),
        "round_news": news_for(member, request.bank.day(at)),
        "terms_are_new": may_agree(request) and bool(terms_to_accept(member)),
        **_first_days(member, at),
        "dues": dues.said_to(member, request.bank.day(at)),
        "rule_news": rule_news(request.bank, at),
        "new_letters": new_letters,
        "settling": settling,
        "elsewhere": [crossing_words.row(each, member) for each in elsewhere],
        "met": met,
        "met_other": met.other_side(member) if met else None,
        "waiting_count": len(waiting) + len(settling) + len(elsewhere) + bool(new_letters) + bool(met),
        "waiting": [Waiting(each, sentences.question(each, member)) for each in waiting[:ROWS_SHOWN]],
        "more_waiting": len(waiting) > ROWS_SHOWN,
        "plans": [Plan(each, sentences.sentence(each, member)) for each in planned[:ROWS_SHOWN]],
        "today": request.bank.day(at),
        "more_planned": len(planned) > ROWS_SHOWN,
        "announced": list(announcements_to_read(member, request.bank.day(at)).meant_for(member)[:ANNOUNCED_SHOWN]),
        "events": next_events(request.bank, member, today=request.bank.day(at), most=EVENTS_SHOWN),
        "begun_with": _begun_with(request, draft),
        "go_on_url": reverse(f"exchanges:{draft.next_step}", kwargs={"bank": request.bank.slug}),
        **_to_help(request, member, at),
    }


def _to_help(request: PublicRequest, member: Member, at: datetime.datetime) -> dict[str, Any]:
    """Give what suits the member best, and what was asked last where that is little; nothing stands there twice."""
    suggested = suggestions_for(member, at)
    known = {each.suggestion.request.pk for each in suggested}
    newest = _newest(request.bank, Listing.Kind.REQUEST, at, reader=member)
    asked = [each for each in newest if each.pk not in known][: LISTINGS_SHOWN - len(suggested)]
    return {
        "suggested": suggested,
        "reasons": NotForMe.Why.choices,
        "may_say_no": may_say_no(request.mandate),
        "asked": asked if len(suggested) < AT_HOME else [],
        "asked_this_week": _all_this_week(asked, at),
    }


def _first_days(member: Member, at: datetime.datetime) -> dict[str, Any]:
    """Give a new member somebody to meet and somebody to ring; asks nothing for others."""
    if not meeting.is_new(member, at):
        return {}
    return {"meetings": meeting.people_to_meet(member), "guide": meeting.guide_of(member.bank)}


def _account(member: Member) -> Account:
    account_id = member.account_id or 0
    state = ledger.account_states([account_id])[account_id]
    moved = moved_by(member)
    return Account(
        minutes=state.balance_minutes,
        floor_minutes=state.floor_minutes,
        may_owe_minutes=-(state.floor_minutes or 0),
        given_minutes=moved.given_minutes,
        received_minutes=moved.received_minutes,
        held_minutes=state.held_minutes,
        left_minutes=state.available_minutes,
        is_low=state.is_low,
    )


def _set_aside(member: Member, account: Account) -> list[SetAside]:
    """List what a member's hours are set aside for, soonest to lapse first; asks only where any are."""
    if not account.held_minutes:
        return []
    held = Exchange.objects.of(member.bank).holding().filter(receiver=member)[:ROWS_SHOWN]
    return [SetAside(each, set_aside_in_words(each)) for each in held]


def _begun_with(request: PublicRequest, draft: drafts.Unfinished) -> Member | None:
    """Find whom an unfinished log is about, if one was begun."""
    if draft.who is None:
        return None
    found: Member | None = Member.objects.of(request.bank).trading().filter(number=draft.who).first()
    return found


def _greeting(bank: Bank, member: Member, at: datetime.datetime) -> str:
    name = f"{sentences.NAME_BEGINS}{member.first_name}{sentences.NAME_ENDS}"
    hour = at.astimezone(bank.zone_info()).hour
    if MORNING_BEGINS <= hour < AFTERNOON_BEGINS:
        return _("Good morning, %(name)s") % {"name": name}
    if AFTERNOON_BEGINS <= hour < EVENING_BEGINS:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _ways(bank: Bank, member: Member) -> list[Way]:
    def way(words: str, address: str, hint: str) -> Way:
        return Way(words, reverse(address, kwargs={"bank": bank.slug}), hint)

    ways = []
    if member.is_coordinator or member.is_admin:
        ways.append(way(_("The desk"), "exchanges:desk", _("What waits for a coordinator.")))
        ways.append(way(_("Who could help whom"), "exchanges:match_board", _("Bring two people together.")))
    if member.is_coordinator:
        ways.append(way(_("Log for someone"), "exchanges:log_for", _("For members who rang or came by.")))
    if member.is_admin or member.is_auditor:
        ways.append(way(_("Reports"), "insight:reports", _("Exchanges, hours and the proof of the ledger.")))
    if member.is_auditor:
        ways.append(way(_("Kinds of checks"), "members:check_kinds", _("How many members have shown which.")))
    if member.is_admin:
        ways.append(way(_("Settings"), "members:settings", _("The rules and the public face of the time bank.")))
    ways.append(way(_("Our rules"), "exchanges:rules", _("What holds for everybody, and what was changed.")))
    ways.append(way(_("Exchanges"), "exchanges:exchanges", _("Everything that was given and received.")))
    ways.append(way(_("Members"), "members:members", _("Who belongs.")))
    ways.append(way(_("Listings"), "exchanges:listings", _("What is offered and asked for.")))
    return ways
