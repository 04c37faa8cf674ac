"""Two rounds of the demo bank: one that is solved and half answered, and one that everybody can still enter."""

import datetime

from exchanges.actions.acts import Act
from exchanges.actions.rounds import answering, entering, opening, solving
from exchanges.models import Round, RoundProposal
from members.models import Member
from timebank.demo.town import LEAVER, Neighbour, Town

TAKE_PART = 18
ENTERED_LATER = 7
OPENED, LAST, SOLVED = 15, 4, 3  # days ago, of the first round
LAST_OF_NEXT = 12  # days ahead
RESIDENT = "margaret"
TAKEN, GIVEN, HELPED = 90, 120, 2


def hold_rounds(town: Town) -> None:
    """Hold the first round, and open the next; what waits for the resident is left to whoever signs in as her."""
    people = _who_take_part(town)
    first = _open(town, town.moment(OPENED, 9), town.moment(LAST, 9))
    for place, one in enumerate(people):
        _enter(town, first, one, town.moment(OPENED - 1 - place % 8, 17))
    at = town.moment(SOLVED, 1)
    solving.solve(first.pk, at=at)
    _answer(town, first, town.moment(1, 18))
    second = _open(town, town.moment(1, 19), town.now + datetime.timedelta(days=LAST_OF_NEXT))
    for one in people[:ENTERED_LATER]:
        if one.key != RESIDENT:
            _enter(town, second, one, town.moment(0, 0, 1))


def _who_take_part(town: Town) -> list[Neighbour]:
    """Choose people who give and receive now, in the order they joined."""
    here = set(Member.objects.of(town.bank).trading().values_list("pk", flat=True))
    able = [one for one in town.people.values() if one.member.pk in here and one.key != LEAVER]
    return [one for one in able if one.gives and one.needs and not one.member.is_organisation][:TAKE_PART]


def _open(town: Town, at: datetime.datetime, last: datetime.datetime) -> Round:
    return opening.open_round(town.bank, last_on=town.bank.day(last), by=town.coordinators()[0], at=at)


def _enter(town: Town, round_: Round, one: Neighbour, at: datetime.datetime) -> None:
    act = _act(town, one.member, at, signs_in=one.signs_in)
    take, give = town.categories[one.needs[0]], town.categories[one.gives[0]]
    entering.add_wish(round_, entering.Wishing("TAKE", take, TAKEN), act)
    entering.add_wish(round_, entering.Wishing("GIVE", give, GIVEN, HELPED), act)


def _act(town: Town, member: Member, at: datetime.datetime, *, signs_in: bool) -> Act:
    """Let somebody speak for themselves, or a coordinator who is not meant write down what they said by phone."""
    if signs_in:
        return Act(member, at)
    writer = next(one for one in reversed(town.coordinators()) if one.pk != member.pk)
    return Act(writer, at, on_behalf_of=member, channel="PHONE")


def _answer(town: Town, round_: Round, at: datetime.datetime) -> None:
    """Of those who sign in most say yes, every fifth no; the resident has answered nothing yet."""
    known = {one.member.pk: one for one in town.people.values() if one.signs_in and one.key != RESIDENT}
    for place, proposal in enumerate(RoundProposal.objects.with_words().filter(round=round_)):
        day = town.bank.day(at) + datetime.timedelta(days=5 + place % 4)
        for member in (proposal.giver, proposal.receiver):
            if member.pk not in known:
                continue
            act = Act(known[member.pk].member, at)
            if place % 5 == 1:
                answering.say_no(proposal, act, reason="I am away that week. Another time, gladly.")
                break
            answering.say_yes(proposal, act, day=day)
