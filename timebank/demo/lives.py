"""What the people of the demo bank are to one another: what they can do, who acts for whom, who has a rest."""

import datetime
from dataclasses import dataclass

from exchanges.actions import resting
from members.actions import Rest, accept_claim, accept_terms, change_bank, grant_role, see_contact, tell_gifts
from members.actions.checks import SeenCheck, record_check
from members.actions.conversations import begin, write
from members.actions.gifts import GiftWords, add_gift
from members.actions.invitations import invite
from members.actions.joining import StepChange, mark_step, say_not_yet
from members.actions.mandates import Helper, name_delegate, name_supporter
from members.actions.profiles import Part, change_profile
from members.models import CheckKind, Consent, Gift, JoiningStep, Mandate, Member, Role
from members.reads.terms import current_terms
from timebank.demo.town import SECOND_COORDINATOR, Town, address

HEAD, HAND, HEART = Gift.Kind.HEAD.value, Gift.Kind.HAND.value, Gift.Kind.HEART.value
DO, TEACH, TOGETHER = Gift.Would.DO.value, Gift.Would.TEACH.value, Gift.Would.TOGETHER.value
WEEKDAY_AFTERNOONS = [f"{day}_PM" for day in ("MON", "TUE", "WED", "THU", "FRI")]
WEEKEND = [f"{day}_{part}" for day in ("SAT", "SUN") for part in ("AM", "PM")]


@dataclass(frozen=True, kw_only=True)
class Life:
    """What one person's profile says beyond how they joined."""

    key: str
    thanked_for: str = ""
    languages: tuple[str, ...] = ("en",)
    availability: tuple[str, ...] = ()
    access_needs: str = ""
    gifts: tuple[GiftWords, ...] = ()


LIVES = (
    Life(
        key="margaret",
        thanked_for="Patience, and never correcting a child twice",
        availability=("MON_AM", "WED_AM", "FRI_AM"),
        access_needs="Please write in large letters, and ring twice: I'm slow to the door.",
        gifts=(
            GiftWords(HEART, "Listening to children read", [DO, TOGETHER]),
            GiftWords(HEAD, "The history of the old mill", [TEACH]),
            GiftWords(HAND, "Taking up hems", [DO, TEACH]),
        ),
    ),
    Life(
        key="fatima",
        thanked_for="Turning up",
        languages=("en", "fa", "ar"),
        availability=tuple(WEEKDAY_AFTERNOONS),
        gifts=(
            GiftWords(HAND, "Pruning roses", [DO, TEACH]),
            GiftWords(HEART, "Calm driving for nervous people", [DO]),
        ),
    ),
    Life(
        key="priya",
        languages=("en", "ta"),
        availability=("TUE_AM", "WED_AM", "THU_AM", "FRI_AM"),
        gifts=(GiftWords(HEAD, "Forms that nobody understands", [DO, TEACH]),),
    ),
    Life(
        key="qais",
        languages=("ar", "en"),
        availability=tuple(WEEKEND),
        gifts=(GiftWords(HEAD, "Arabic for beginners", [TEACH]), GiftWords(HAND, "Cooking for forty", [TOGETHER])),
    ),
    Life(
        key="zofia",
        languages=("pl", "en"),
        availability=("SAT_PM", "SUN_PM"),
        gifts=(
            GiftWords(HAND, "Poppy seed cake", [DO, TEACH]),
            GiftWords(HEART, "Sitting with somebody at night", [DO]),
        ),
    ),
    Life(
        key="lucy",
        availability=(*WEEKDAY_AFTERNOONS, *WEEKEND),
        access_needs="I use a wheelchair. Level paths, and a doorway of 80 cm.",
        gifts=(GiftWords(HEART, "A calm hand with frightened dogs", [DO, TEACH]),),
    ),
    Life(
        key="eluned",
        thanked_for="My stories",
        languages=("cy", "en"),
        availability=("MON_PM", "THU_PM"),
        gifts=(GiftWords(HEAD, "Welsh, spoken slowly", [TEACH]), GiftWords(HEART, "Stories by the fire", [TOGETHER])),
    ),
)
# Who acts for which organisation, and as what.
DELEGATES = (
    ("choir", "siobhan", Mandate.Kind.MANAGER),
    ("choir", "meilin", Mandate.Kind.RECORDER),
    ("repair-cafe", "tom", Mandate.Kind.MANAGER),
)
# A check somebody was shown, and how many days ago it was issued; the first runs out within two weeks.
CHECKS = (
    ("fatima", "INSURANCE", 355),
    ("abdi", "INSURANCE", 90),
    ("bartholomew", "DBS_BASIC", 200),
    ("hannah", "DBS_ENHANCED", 400),
    ("siobhan", "DBS_ENHANCED", 1060),
)
RESTING, BACK_IN_DAYS = "keith", 24


def lead_lives(town: Town) -> None:
    """Tell the members' lives of the last weeks; a bank of a few members lacks some of them."""
    for life in LIVES:
        if life.key in town.people:
            _fill_in(town.people[life.key].member, life, town.moment(40, 18))
    _name_those_who_act(town, town.moment(30, 11))
    _see_checks(town, town.moment(28, 10))
    for key in ("priya", SECOND_COORDINATOR):
        grant_role(town.people[key].member, Role.SAFEGUARDING, by=town.admin, at=town.moment(27, 9))
    if RESTING in town.people:
        rest = Rest(town.bank.day(town.now) + datetime.timedelta(days=BACK_IN_DAYS), Consent.How.PHONE)
        resting.pause(town.people[RESTING].member, rest, by=_priya(town), at=town.moment(6, 12))
    _talk(town)
    _move_applicants_on(town)


def _priya(town: Town) -> Member:
    return town.people["priya"].member


def _fill_in(member: Member, life: Life, at: datetime.datetime) -> None:
    """Write a profile as its member would, or as the coordinator was told by telephone."""
    parts: list[tuple[Part, dict[str, object]]] = [
        (Part.ABOUT, {"thanked_for": life.thanked_for}),
        (Part.LANGUAGES, {"languages": list(life.languages)}),
        (Part.TIMES, {"availability": list(life.availability)}),
        (Part.ACCESS, {"access_needs": life.access_needs}),
    ]
    for part, answers in parts:
        change_profile(member, part, answers, by=member, at=at)
    for gift in life.gifts:
        add_gift(member, gift, by=member, at=at)


def _name_those_who_act(town: Town, at: datetime.datetime) -> None:
    """Eluned's daughter acts for her; some members are delegates of organisations."""
    if "eluned" in town.people:
        helper = Helper(
            name="Mair Gwynfryn",
            telephone="01632 960234",
            email=address("mair.gwynfryn@demo.example", town.bank.slug),
            words="daughter",
        )
        eluned = town.people["eluned"].member
        mandate = name_supporter(eluned, helper, how=Consent.How.PHONE, by=_priya(town), at=at)
        for claim in mandate.holder.address_claims.filter(accepted_at=None, withdrawn_at=None):
            accept_claim(claim, person=None, at=at)
    for organisation, key, kind in DELEGATES:
        if organisation in town.people and key in town.people:
            delegate = Helper(member=town.people[key].member)
            name_delegate(town.people[organisation].member, delegate, kind=kind, by=_priya(town), at=at)


def _see_checks(town: Town, at: datetime.datetime) -> None:
    kinds = {kind.family: kind for kind in CheckKind.objects.filter(bank=town.bank)}
    for key, family, days_ago in CHECKS:
        if key in town.people:
            issued_on = town.bank.day(at) - datetime.timedelta(days=days_ago)
            record_check(town.people[key].member, SeenCheck(kinds[family], issued_on), by=_priya(town), at=at)


def _talk(town: Town) -> None:
    """The resident and her neighbour write to each other, and she invites a friend."""
    margaret, fatima = town.people["margaret"].member, town.people["fatima"].member
    conversation = begin(
        fatima,
        margaret,
        "Good evening Margaret. The eye clinic says parking is behind the library now. Shall I ring the bell at two?",
        by=fatima,
        at=town.moment(2, 19),
    )
    write(conversation, margaret, "Two is perfect. I'll have my coat on.", by=margaret, at=town.moment(2, 20))
    write(conversation, fatima, "And I'll bring the rose cuttings.", by=fatima, at=town.moment(1, 8))
    invite(margaret, words="Dot, from the chess club", vouches=True, by=margaret, at=town.moment(4, 15))


def _move_applicants_on(town: Town) -> None:
    """Let one of those who wait stand in each column of the desk: new, getting to know, checks, ready, not yet."""
    rules = {"references_asked": 1, "asks_induction": True}
    why = "We would like to know who joins, and to show them round."
    change_bank(town.bank, rules, by=town.admin, at=town.moment(9, 9), words=why)
    waiting = list(Member.objects.of(town.bank).applicants().order_by("-applied_at", "-pk"))
    if len(waiting) < 5:
        return
    at, priya = town.now, _priya(town)
    _new, knowing, checked, ready, not_yet = waiting[:5]
    see_contact(knowing, by=priya, at=at)
    _mark(town, checked, JoiningStep.Kind.REFERENCE, JoiningStep.State.ASKED)
    tell_gifts(ready, [GiftWords(HAND, "Tuning pianos", [DO])], thanked_for="A good ear", at=at)
    accept_terms(ready, list(current_terms(town.bank)), how=Consent.How.IN_PERSON, by=priya, at=at)
    for kind in (JoiningStep.Kind.REFERENCE, JoiningStep.Kind.INDUCTION):
        _mark(town, ready, kind, JoiningStep.State.DONE)
    words = "Thank you for asking! We need somebody who knows you. May we ring your daughter?"
    say_not_yet(not_yet, by=priya, words=words, at=at)


def _mark(town: Town, applicant: Member, kind: str, state: str) -> None:
    mark_step(applicant, StepChange(kind, state, town.bank.day(town.now)), by=_priya(town), at=town.now)
