"""What waits on the desk, as lists ready to show: fifty rows of each, oldest first, and what stands in the way."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.access import (
    ANSWERABLE,
    Approvers,
    acts_for_a_party,
    acts_for_neither,
    approvable_by,
    approvers,
    involved_in,
    is_apart,
    may_approve,
    sides_to_write_down,
    stands_with_a_party,
    with_steps,
)
from exchanges.actions.acts import QUESTIONS
from exchanges.models import SILENT_AFTER, Exchange
from exchanges.reads.requirements import help_of, in_words, obstacles_of
from exchanges.views.sentences import named
from exchanges.views.sides import Side, sides_of
from ledger import reads as ledger
from members.models import Bank, Member
from members.reads.checks import running_out
from members.reads.telling import members_told
from notices.models import Notice
from timebank.lib.durations import hours_in_words

ROWS_SHOWN = 50
CHECKS_SHOWN = 20
NOTICES_SHOWN = 10  # each is a telephone call, and there may be hundreds
LONGEST_ID = 18

State = Exchange.State
Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Model)


@dataclass(frozen=True)
class Counts:
    """How much waits at the bank, how much of it for the asker, and the hours both sides have agreed."""

    disputed: int
    to_approve: int
    to_approve_minutes: int
    silent: int
    applications: int
    to_review: int
    to_pass_on: int
    for_asker: int

    @property
    def for_others(self) -> int:
        """What somebody else has to do."""
        exchanges = self.disputed + self.to_approve + self.silent
        return exchanges + self.applications + self.to_review + self.to_pass_on - self.for_asker


@dataclass(frozen=True)
class Part(Generic[Row]):
    """A stretch of a list, and the addresses of its next and its first stretch where there are any."""

    rows: list[Row]
    more_query: str = ""
    is_first: bool = True


@dataclass(frozen=True)
class Pending:
    """An exchange that waits, for how many days, what the asker may do with it, and what stands in the way."""

    exchange: Exchange
    days: int
    is_open: bool = False
    in_the_way: str = ""
    lacks_checks: bool = False
    missing: tuple[Member, ...] = ()
    said: tuple[Side, ...] = ()

    @property
    def waiting(self) -> str:
        """Say for how long it has waited."""
        return days_in_words(self.days)


@dataclass(frozen=True)
class ToPassOn:
    """A notice that nobody could be sent, and the member it is for."""

    notice: Notice
    member: Member | None
    days: int

    @property
    def is_by_post(self) -> bool:
        """Whether they wish for a letter."""
        return self.member is not None and self.member.channel == Member.Channel.POST

    @property
    def asked_to_join(self) -> bool:
        """Whether it is about their wish to join, and a page of it says how to reach them."""
        states = {Member.State.APPLICANT, Member.State.DECLINED}
        return self.member is not None and self.member.number is None and self.member.state in states

    @property
    def how(self) -> str:
        """Say how they wish to hear it."""
        if self.is_by_post:
            return _("By post")
        if self.member is not None and self.member.channel == Member.Channel.PHONE:
            return _("By telephone")
        return ""

    @property
    def answer_url(self) -> str:
        """Where a coordinator writes down what they answer, of what asks for an answer."""
        if self.notice.kind in ANSWERABLE and self.member is not None:
            return reverse("exchanges:answer_for", args=[self.notice.bank, self.notice.pk])
        return self.notice.path if self.notice.kind in QUESTIONS else ""

    @property
    def waiting(self) -> str:
        """Say for how long it has waited."""
        return days_in_words(self.days)


def days_in_words(days: int) -> str:
    """Write how many days something has waited."""
    if days < 1:
        return _("Since today")
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def counts(asker: Member, holders: Approvers, at: datetime.datetime) -> Counts:
    """Count every list of the desk, whole, with three queries."""
    disputed, confirmed = Q(state=State.DISPUTED), Q(state=State.CONFIRMED)
    silent = Q(state=State.LOGGED, state_since__lte=at - SILENT_AFTER)
    waiting = Exchange.objects.filter(disputed | confirmed | silent, bank=asker.bank)
    found = waiting.aggregate(
        disputed=Count("pk", filter=disputed),
        to_approve=Count("pk", filter=confirmed),
        to_approve_minutes=Sum("minutes", filter=confirmed, default=0),
        silent=Count("pk", filter=silent),
        approvable=Count("pk", filter=confirmed & approvable_by(asker, holders)),
        settles=Count("pk", filter=disputed & is_apart(asker.pk) | silent & acts_for_neither(asker.pk)),
    )
    people = _people(asker.bank, asker.bank.day(at))
    to_pass_on = Notice.objects.to_pass_on(asker.bank.slug).count()
    for_asker = sum(people.values()) + to_pass_on + found.pop("approvable")
    settles = found.pop("settles")
    if asker.is_coordinator:
        for_asker += settles
    return Counts(**found, **people, to_pass_on=to_pass_on, for_asker=for_asker)


def _people(bank: Bank, today: datetime.date) -> dict[str, int]:
    """Count who would like to join, and whose suspension is to be looked at again."""
    members = Member.objects.of(bank)
    states = members.filter(state__in=[Member.State.APPLICANT, Member.State.SUSPENDED])
    found: dict[str, int] = states.aggregate(
        applications=Count("pk", filter=Q(state=Member.State.APPLICANT)),
        to_review=Count("pk", filter=Q(review_on__lte=today)),
    )
    return found


def disputed(asker: Member, holders: Approvers, at: datetime.datetime, query: Mapping[str, str]) -> Part[Pending]:
    """List the exchanges whose two sides do not agree."""
    found = Exchange.objects.of(asker.bank).disputed().prefetch_related(with_steps())
    part = _part(found, "disputed", "state_since", query)
    rows = []
    for each in part.rows:
        mine = asker.is_coordinator and not stands_with_a_party(each, asker, holders)
        rows.append(Pending(each, _days(each.state_since, at), is_open=mine, said=tuple(sides_of(each))))
    return Part(rows, part.more_query, part.is_first)


def to_approve(asker: Member, holders: Approvers, at: datetime.datetime, query: Mapping[str, str]) -> Part[Pending]:
    """List what both sides agreed and a coordinator has not seen, each with what stands in the way."""
    found = Exchange.objects.of(asker.bank).to_approve().prefetch_related(with_steps())
    part = _part(found, "approve", "state_since", query)
    accounts, held = ledger.account_states(_accounts(part.rows)), _held(part.rows)
    lacking = obstacles_of([help_of(each, today=asker.bank.day(at)) for each in part.rows])
    rows = []
    for each, lacks in zip(part.rows, lacking, strict=True):
        mine = may_approve(each, asker, holders)
        in_the_way = _no_room(each, accounts, held.get(each.pk, 0)) if mine else _not_mine(each, asker, holders)
        in_the_way = in_words(lacks, asker, _names(each)) if mine and lacks else in_the_way
        days = _days(each.state_since, at)
        rows.append(Pending(each, days, is_open=mine, in_the_way=in_the_way, lacks_checks=mine and bool(lacks)))
    return Part(rows, part.more_query, part.is_first)


def _names(exchange: Exchange) -> dict[int, str]:
    return {member.pk: named(member) for member in (exchange.giver, exchange.receiver)}


def silent(asker: Member, holders: Approvers, at: datetime.datetime, query: Mapping[str, str]) -> Part[Pending]:
    """List what was logged two weeks ago or longer, with those whose word is missing."""
    found = Exchange.objects.of(asker.bank).silent(at).prefetch_related(with_steps())
    part = _part(found, "silent", "state_since", query)
    rows = []
    for each in part.rows:
        missing = tuple(side for side in (each.giver, each.receiver) if not each.has_agreed(side))
        mine = bool(sides_to_write_down(each, asker, holders))
        rows.append(Pending(each, _days(each.state_since, at), is_open=mine, missing=missing))
    return Part(rows, part.more_query, part.is_first)


def applications(asker: Member, query: Mapping[str, str]) -> Part[Member]:
    """List those who wish to join."""
    return _part(Member.objects.of(asker.bank).applicants(), "join", "applied_at", query)


def to_review(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> Part[Member]:
    """List whose suspension is to be looked at again."""
    found = Member.objects.of(asker.bank).to_review(asker.bank.day(at))
    return _part(found, "review", "applied_at", query)


def to_pass_on(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> Part[ToPassOn]:
    """List what people without e-mail have not been told."""
    part = _part(Notice.objects.to_pass_on(asker.bank.slug), "tell", "created_at", query, most=NOTICES_SHOWN)
    members = members_told(asker.bank, [notice.recipient.key for notice in part.rows])
    rows = [ToPassOn(notice, members.get(notice.recipient.key), _days(notice.created_at, at)) for notice in part.rows]
    return Part(rows, part.more_query, part.is_first)


def _part(
    found: "QuerySet[Kept]", name: str, since: str, query: Mapping[str, str], *, most: int | None = None
) -> Part[Kept]:
    """Cut the stretch that the address asks for out of a list ordered by a moment and the id."""
    after = _place(query.get(name, ""))
    if after:
        moment, pk = after
        found = found.filter(Q(**{f"{since}__gt": moment}) | Q(**{since: moment, "pk__gt": pk}))
    most = most or ROWS_SHOWN
    rows = list(found.order_by(since, "pk")[: most + 1])
    shown = rows[:most]
    more = ""
    if len(rows) > most:
        last = shown[-1]
        more = "?" + urlencode({name: f"{getattr(last, since).isoformat()}_{last.pk}"}) + f"#{name}"
    return Part(shown, more, is_first=after is None)


def _place(typed: str) -> tuple[datetime.datetime, int] | None:
    """Read a place in a list: the moment and the id of the last row seen. What cannot be read is the beginning."""
    moment, _separator, pk = typed.rpartition("_")
    try:
        at = parse_datetime(moment)
        if at is None or at.tzinfo is None or not (pk.isascii() and pk.isdecimal()) or len(pk) > LONGEST_ID:
            return None
        return at.astimezone(datetime.UTC), int(pk)  # PostgreSQL knows fewer zones than Python
    except (ValueError, OverflowError):
        return None


def _accounts(exchanges: Iterable[Exchange]) -> set[int]:
    sides = (side for each in exchanges for side in (each.giver, each.receiver))
    return {side.account_id for side in sides if side.account_id is not None}


def _held(exchanges: Iterable[Exchange]) -> dict[int, int]:
    """Give the minutes that are set aside for each of these exchanges; asks only where any were."""
    ids = [each.pk for each in exchanges if each.hold_id is not None]
    return dict(Exchange.objects.holding().filter(pk__in=ids).values_list("pk", "hold__minutes")) if ids else {}


def _no_room(exchange: Exchange, accounts: Mapping[int, ledger.AccountState], held_minutes: int) -> str:
    """Say why the ledger would refuse the hours, or nothing. What is set aside for the exchange itself may be spent."""
    for side in (exchange.receiver, exchange.giver):
        account = accounts.get(side.account_id or 0)
        if account is None or not account.is_open:
            return _("%(name)s's account is closed.") % {"name": named(side)}
    payer, payee = accounts[exchange.receiver.account_id or 0], accounts[exchange.giver.account_id or 0]
    for_others_minutes = payer.held_minutes - held_minutes
    if payer.floor_minutes is not None:
        room_minutes = payer.balance_minutes - for_others_minutes - payer.floor_minutes
        if room_minutes < exchange.minutes:
            return _past_floor(exchange.receiver, payer.floor_minutes, room_minutes, for_others_minutes)
    if payee.ceiling_minutes is not None and payee.balance_minutes + exchange.minutes > payee.ceiling_minutes:
        return _past_ceiling(exchange.giver, payee)
    return ""


def _past_floor(member: Member, floor_minutes: int, room_minutes: int, held_minutes: int) -> str:
    words = {
        "name": named(member),
        "limit": hours_in_words(-floor_minutes),
        "fits": hours_in_words(max(0, room_minutes)),
        "held": hours_in_words(held_minutes),
    }
    if held_minutes:
        sentence = _("%(name)s may owe up to %(limit)s. Set aside for plans: %(held)s. There is room for %(fits)s now.")
        return sentence % words
    if room_minutes <= 0:
        return _("%(name)s may owe up to %(limit)s and has reached that.") % words
    return _("%(name)s may owe up to %(limit)s. There is room for %(fits)s now.") % words


def _past_ceiling(member: Member, account: ledger.AccountState) -> str:
    ceiling = account.ceiling_minutes or 0
    fits = ceiling - account.balance_minutes
    words = {"name": named(member), "limit": hours_in_words(ceiling), "fits": hours_in_words(fits)}
    if fits <= 0:
        return _("%(name)s may have up to %(limit)s and has reached that.") % words
    return _("%(name)s may have up to %(limit)s. There is room for %(fits)s now.") % {
        **words,
        "fits": hours_in_words(fits),
    }


def _not_mine(exchange: Exchange, asker: Member, holders: Approvers) -> str:
    """Say why the asker's eyes do not count for this exchange, and whose do."""
    involved = involved_in(exchange, holders)
    if exchange.has_party(asker):
        why = _("You took part in this.")
    elif acts_for_a_party(exchange, asker, holders):
        why = _("You act for one of them.")
    elif stands_with_a_party(exchange, asker, holders):
        why = _("You wrote down the e-mail address of one of them.")
    elif asker.pk in involved:
        why = _("You wrote down what was agreed.")
    else:
        return _("A coordinator approves this.")
    if holders.coordinators - involved:
        return why + " " + _("Another coordinator approves it.")
    if holders.admins - involved:
        return why + " " + _("An admin approves it.")
    return why + " " + _("Nobody else can approve it yet. Ask an admin to name another coordinator.")


def _days(since: datetime.datetime, at: datetime.datetime) -> int:
    return max(0, (at - since).days)


def context(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> dict[str, Any]:
    """Give the desk's template all its lists."""
    holders = approvers(asker.bank)
    counted = counts(asker, holders, at)
    return {
        "counts": counted,
        "to_review": to_review(asker, at, query) if counted.to_review else Part([]),
        "disputed": disputed(asker, holders, at, query),
        "to_approve": to_approve(asker, holders, at, query),
        "silent": silent(asker, holders, at, query),
        "applications": applications(asker, query),
        "to_pass_on": to_pass_on(asker, at, query),
        "running_out": running_out(asker.bank, asker.bank.day(at), most=CHECKS_SHOWN),
    }
