"""Whom somebody is asked about, and what pairs said: had they met before their first exchange?"""

import datetime
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from exchanges.models import Exchange, ExchangeQuerySet, MetBefore
from members.models import Member, are_apart

ASKED_FOR = datetime.timedelta(days=60)
MOST_LOOKED_AT = 50

Pair = tuple[int, int]


def first_to_ask(member: Member, today: datetime.date) -> Exchange | None:
    """Give the newest first exchange of a pair after which a member is still to be asked; mostly with one query.

    A second one looks at both people, where something is not answered yet: it begins with these few exchanges.
    """
    lately = _unanswered(member, today).order_by("-happened_on", "-pk").values_list("pk", flat=True)
    exchanges = list(lately[:MOST_LOOKED_AT])
    return _first_of_two_people(exchanges, today).first() if exchanges else None


def is_to_be_asked(member: Member, exchange: Exchange, today: datetime.date) -> bool:
    """Whether a member is to be asked about the other side of this exchange. Asks the database only where it may be."""
    happened_on = exchange.happened_on
    if exchange.state != Exchange.State.POSTED or happened_on is None or happened_on < today - ASKED_FOR:
        return False
    both = (exchange.giver, exchange.receiver)
    if not exchange.has_party(member) or any(each.is_minor or each.kind != Member.Kind.PERSON for each in both):
        return False
    unanswered = _unanswered(member, today).filter(pk=exchange.pk).values("pk")
    return bool(_first_of_two_people([exchange.pk], today).filter(pk__in=unanswered).exists())


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


def _unanswered(member: Member, today: datetime.date) -> ExchangeQuerySet:
    """Ask for a member's exchanges of late with whom they have not said whether they had met before."""
    own: ExchangeQuerySet = Exchange.objects.with_member(member)
    about = Q(other=OuterRef("giver")) | Q(other=OuterRef("receiver"))
    answered = MetBefore.objects.filter(about, member=member)
    return own.filter(~Exists(answered), state=Exchange.State.POSTED, happened_on__gte=today - ASKED_FOR)


def _first_of_two_people(exchanges: Collection[int], today: datetime.date) -> ExchangeQuerySet:
    """Ask which of some exchanges are of two grown-up people who are not apart, and of whom none is older."""
    found: ExchangeQuerySet = Exchange.objects.filter(pk__in=exchanges).select_related("giver", "receiver")
    for side in ("giver", "receiver"):
        people = {"kind": Member.Kind.PERSON, "age_band": Member.AgeBand.ADULT, "state": Member.State.APPROVED}
        found = found.filter(**{f"{side}__{name}": value for name, value in people.items()})
    sides = Q(giver=OuterRef("giver"), receiver=OuterRef("receiver"))
    sides |= Q(giver=OuterRef("receiver"), receiver=OuterRef("giver"))
    before = Exchange.objects.settled().filter(sides, happened_on__lt=today - ASKED_FOR)
    return found.exclude(are_apart("giver", "receiver")).filter(~Exists(before)).order_by("-happened_on", "-pk")
