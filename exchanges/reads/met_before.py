"""Whom somebody is asked about, and what pairs said: had they met before their first exchange?"""

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from exchanges.models import Exchange, ExchangeQuerySet, MetBefore
from members.models import Member, are_apart

ASKED_FOR = datetime.timedelta(days=60)

Pair = tuple[int, int]


def first_to_ask(member: Member, today: datetime.date) -> Exchange | None:
    """Give the newest first exchange of a pair after which a member is still to be asked; with one query."""
    found: Exchange | None = _to_ask(member, today).select_related("giver", "receiver").order_by("-pk").first()
    return found


def is_to_be_asked(member: Member, exchange: Exchange, today: datetime.date) -> bool:
    """Whether a member is to be asked about the other side of this exchange. Asks the database only where it may be."""
    happened_on = exchange.happened_on
    if exchange.state != Exchange.State.POSTED or happened_on is None or happened_on < today - ASKED_FOR:
        return False
    both = (exchange.giver, exchange.receiver)
    if not exchange.has_party(member) or any(each.is_minor or each.kind != Member.Kind.PERSON for each in both):
        return False
    return bool(_to_ask(member, today).filter(pk=exchange.pk).exists())


def answers_of(pairs: Collection[Pair]) -> dict[frozenset[int], bool]:
    """Say of some pairs of members whether they had met before, with two queries: one who remembers is enough.

    Pairs of whom neither has said are left out. A number that became another is read as that one.
    """
    members = {pk for pair in pairs for pk in pair}
    became = Member.objects.filter(pk__in=members).exclude(merged_into=None).values_list("pk", "merged_into")
    now = dict(became)
    ids = {now.get(pk, pk) for pk in members}
    said = MetBefore.objects.filter(member__in=ids, other__in=ids).exclude(answer=MetBefore.Answer.UNSAID)
    had_met: dict[frozenset[int], bool] = {}
    for member, other, answer in said.values_list("member", "other", "answer"):
        pair = frozenset((member, other))
        had_met[pair] = had_met.get(pair, False) or answer == MetBefore.Answer.YES
    as_asked = {frozenset(pair): frozenset(now.get(pk, pk) for pk in pair) for pair in pairs}
    return {pair: had_met[known] for pair, known in as_asked.items() if known in had_met}


def _to_ask(member: Member, today: datetime.date) -> ExchangeQuerySet:
    """Ask for exchanges of two grown-up people who may read each other, the first of their pair, not answered yet."""
    since = today - ASKED_FOR
    posted: ExchangeQuerySet = Exchange.objects.with_member(member)
    posted = posted.filter(state=Exchange.State.POSTED, happened_on__gte=since)
    for side in ("giver", "receiver"):
        people = {"kind": Member.Kind.PERSON, "age_band": Member.AgeBand.ADULT, "state": Member.State.APPROVED}
        posted = posted.filter(**{f"{side}__{name}": value for name, value in people.items()})
    sides = Q(giver=OuterRef("giver"), receiver=OuterRef("receiver"))
    sides |= Q(giver=OuterRef("receiver"), receiver=OuterRef("giver"))
    before = Exchange.objects.settled().filter(sides, happened_on__lt=since)
    about = Q(other=OuterRef("giver")) | Q(other=OuterRef("receiver"))
    answered = MetBefore.objects.filter(about, member=member)
    return posted.exclude(are_apart("giver", "receiver")).filter(~Exists(before), ~Exists(answered))
