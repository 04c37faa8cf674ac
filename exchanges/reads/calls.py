"""Whom to ring today: people whom no e-mail reaches, about what fits them and whom they were brought together with."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from exchanges.models import Introduction, Listing
from exchanges.reads.asking import unanswered
from exchanges.reads.board import ways_told
from exchanges.reads.matches import Suggestion, best_at_home_of_each
from members.models import Bank, Member, member_pk_of
from notices.models import Channel

REQUESTS_LOOKED_AT = 60  # the longest waiting: their best three each are more than a day's calls
CALLS_SHOWN = 30
SAID_IN_A_CALL = 2
ANY_AGE = datetime.timedelta()
STILL_NEWS = datetime.timedelta(days=3)


@dataclass
class Call:
    """One member to ring, and what about."""

    member: Member
    introduced: list[Introduction] = field(default_factory=list)
    suggested: list[Suggestion] = field(default_factory=list)


def calls_for(asker: Member, *, at: datetime.datetime) -> list[Call]:
    """Give whom to ring, by name, each with one or two things to say: who was introduced first, then what fits."""
    bank = asker.bank
    made = list(_introductions(bank, at))
    requests = list(unanswered(bank, at, ANY_AGE).order_by("created_at", "pk")[:REQUESTS_LOOKED_AT])
    found = [each for few in best_at_home_of_each(requests, asker, at=at).values() for each in few]
    ids = {pk for each in made for pk in (each.giver_id, each.request.member_id)}
    ids |= {pk for each in found for pk in (each.giver.pk, each.receiver.pk)}
    told_by_hand = {key for (_told, key), way in ways_told(made).items() if way == Channel.PHONE}
    by_hand = {pk for pk in map(member_pk_of, told_by_hand) if pk is not None}
    calls = {member.pk: Call(member) for member in _rung(ids, by_hand)}
    for each in made:
        for pk in (each.giver_id, each.request.member_id):
            if pk in calls:
                calls[pk].introduced.append(each)
    _add_suggestions(calls, found, {(each.request_id, each.giver_id) for each in made})
    said = [each for each in calls.values() if each.introduced or each.suggested]
    return said[:CALLS_SHOWN]


def _introductions(bank: Bank, at: datetime.datetime) -> "list[Introduction]":
    lately = Introduction.objects.filter(bank=bank, at__gt=at - STILL_NEWS, at__lte=at)
    standing = lately.filter(request__state=Listing.State.OPEN)
    return list(standing.select_related("request__member", "giver").order_by("-at", "-pk")[:CALLS_SHOWN])


def _add_suggestions(calls: dict[int, Call], found: list[Suggestion], made: set[tuple[int, int]]) -> None:
    """Add the best to each call while there is room; of a pair that was introduced it is said already."""
    counted: dict[int, int] = defaultdict(int)
    for each in sorted(found, key=lambda one: -one.score):
        if (each.request.pk, each.giver.pk) in made:
            continue
        for pk in (each.giver.pk, each.receiver.pk):
            call = calls.get(pk)
            if call and len(call.introduced) + counted[pk] < SAID_IN_A_CALL:
                call.suggested.append(each)
                counted[pk] += 1


def _rung(ids: set[int], by_hand: set[int]) -> list[Member]:
    """Give those of these whom we ring: they wish it so, at least for this, or we have no e-mail address.

    Under 18 nobody is rung.
    """
    no_address = Q(person__email=None) | Q(person__email="") | Q(person=None, contact_email="")
    rung = Q(channel=Member.Channel.PHONE) | Q(no_address, channel=Member.Channel.EMAIL)
    rung |= Q(pk__in=by_hand)
    people = Member.objects.filter(rung, pk__in=ids, state=Member.State.APPROVED, age_band=Member.AgeBand.ADULT)
    return list(people.order_by("name", "pk"))
