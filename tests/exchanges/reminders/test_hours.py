"""Suggestions about hours: to whom, how often, and not to whom they would be of no use."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import giving, pot
from exchanges.actions.events import posting, registers
from exchanges.models import Exchange
from members.actions.telling import tell
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local, speak

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank():
    return make.make_bank(floor_minutes=-300, warning_minutes=None)


@pytest.fixture
def gwen(bank):
    return long_here(make.make_member(bank, name="Gwen Offers"))


@pytest.fixture
def ray(bank):
    return long_here(make.make_member(bank, name="Ray Asks"))


def long_here(member):
    Member.objects.filter(pk=member.pk).update(joined_at=ten(member.bank) - 200 * A_DAY)
    member.refresh_from_db()
    return member


def ten(bank, days=0):
    return local(bank, bank.day(NOW()) + days * A_DAY, 10)


def told(member):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind__in=["NEAR_FLOOR", "UNSPENT"])
    return list(found.order_by("pk").values_list("kind", flat=True))


def both(bank, days=0):
    return [speak(rule, bank, at=ten(bank, days)) for rule in ("NEAR_FLOOR", "UNSPENT")]


@pytest.mark.parametrize(("owes", "is_told"), [(230, 0), (240, 1), (300, 1)])
def test_who_can_owe_less_than_an_hour_more_is_told_once_a_quarter(bank, gwen, ray, owes, is_told):
    make.posted_exchange(gwen, ray, minutes=owes)

    days = [day for day in range(200) if both(bank, day)[0]]

    assert days == ([0, 91, 182] if is_told else [])
    assert told(ray).count("NEAR_FLOOR") == len(days)


def test_who_has_two_hours_and_had_no_help_for_ninety_days_is_told_once_a_quarter(bank, gwen, ray):
    make.posted_exchange(gwen, ray, minutes=60)
    Exchange.objects.update(happened_on=bank.day(NOW()) - 90 * A_DAY)
    for member in (gwen, ray):
        make.with_hours(member, 180)

    days = [day for day in range(100) if both(bank, day)[1]]

    assert days == [0, 91]
    assert (told(gwen), told(ray)) == (["UNSPENT"] * 2, ["UNSPENT"] * 2)
    assert Notice.objects.filter(subject="You have 4 hours. What would you like help with?").count() == 2


@pytest.mark.parametrize("why", ["helped", "planned", "new", "minor", "resting", "organisation", "few"])
def test_who_has_no_use_for_it_is_not_told(bank, gwen, ray, why):
    if why == "organisation":
        gwen = long_here(make.make_organisation(bank))
    make.with_hours(gwen, 100 if why == "few" else 200)
    if why == "helped":
        make.posted_exchange(ray, gwen, minutes=30)
    elif why == "planned":
        exchange = make.logged_exchange(ray, gwen, minutes=30)
        Exchange.objects.filter(pk=exchange.pk).update(happened_on=bank.day(NOW()) - 100 * A_DAY)
    elif why == "new":
        Member.objects.filter(pk=gwen.pk).update(joined_at=ten(bank) - 89 * A_DAY)
    elif why == "minor":
        Member.objects.filter(pk=gwen.pk).update(age_band="TEEN")
    elif why == "resting":
        Member.objects.filter(pk=gwen.pk).update(state="PAUSED")

    assert both(bank) == [0, 0]


def test_who_is_about_to_give_is_not_told_that_they_owe(bank, gwen, ray):
    make.posted_exchange(gwen, ray, minutes=300)
    make.logged_exchange(ray, gwen)

    assert both(bank) == [0, 0]


def test_nobody_is_rung_for_a_suggestion(bank):
    quiet = long_here(make.make_member(bank, email=""))
    make.with_hours(quiet, 200)

    both(bank)

    assert Notice.objects.get(kind="UNSPENT").delivery == "IN_APP_ONLY"


# What was not sent yet is taken back by who does what it suggests


def waits_for(*members):
    """Let the three suggestions wait for each of these: to the two themselves, and of them to a coordinator."""
    for member in members:
        home = reverse("exchanges:listings", args=[member.bank.slug])
        page = reverse("exchanges:member", args=[member.bank.slug, member.number])
        for kind, path in (("NEAR_FLOOR", home), ("UNSPENT", home), ("NEW_MEMBER", page)):
            tell(member, kind=kind, subject=member.name, body="", path=path, at=NOW())


def left():
    """Give what still waits, by name."""
    kinds = ("NEAR_FLOOR", "UNSPENT", "NEW_MEMBER")
    found: dict[str, set[str]] = {}
    for kind, name in Notice.objects.filter(kind__in=kinds).values_list("kind", "subject"):
        found.setdefault(name, set()).add(kind)
    return {name: sorted(kinds) for name, kinds in found.items()}


EARNS, SPENDS, BEGUN = "NEAR_FLOOR", "UNSPENT", "NEW_MEMBER"


def log(gwen, ray):
    make.logged_exchange(gwen, ray)


def log_across(gwen, ray):
    elsewhere = make.make_member(make.make_bank(), name="Omar")
    make.trade(gwen.bank, elsewhere.bank)
    make.crossed(gwen, elsewhere)
    make.crossed(ray, elsewhere, gives=False)


def come_to_an_event(gwen, ray):
    host, priya = make.make_member(gwen.bank), make.make_coordinator(gwen.bank)
    event = make.held_event(host, priya)
    came = [
        registers.WalkIn(gwen, "HELPER", registers.Line(came=True, given_minutes=60)),
        registers.WalkIn(ray, "GUEST", registers.Line(came=True, received_minutes=60)),
    ]
    event = registers.save_register(event, registers.Register({}, event.register_number, walk_ins=came), make.act(host))
    posting.approve_register(event, make.act(priya))


def give_hours(gwen, ray):
    make.with_hours(ray, 60)
    giving.give(giving.Giving(ray, gwen, 60), make.act(ray))


def get_hours_from_the_pot(gwen, ray):
    priya = make.with_hours(make.make_coordinator(gwen.bank), 120)
    giving.give(giving.Giving(priya, None, 120), make.act(priya))
    asked = pot.ask_pot(pot.Asking(gwen, 60, "Help after my operation"), make.act(gwen))
    pot.grant(asked, make.act(priya), minutes=60)


def ask(gwen, ray):
    make.make_listing(ray, kind="REQUEST")
    make.make_listing(gwen)


def answer(gwen, ray):
    make.make_enquiry(make.make_listing(make.make_member(gwen.bank)), ray)
    make.make_enquiry(make.make_listing(make.make_member(gwen.bank), kind="REQUEST"), gwen)


@pytest.mark.parametrize(
    ("act", "of_gwen", "of_ray"),
    [
        (log, [EARNS, BEGUN], [SPENDS, BEGUN]),
        (log_across, [EARNS, BEGUN], [SPENDS, BEGUN]),
        (come_to_an_event, [EARNS, BEGUN], [SPENDS, BEGUN]),
        (give_hours, [EARNS], [SPENDS]),
        (get_hours_from_the_pot, [EARNS], []),
        (ask, [], [SPENDS]),
        (answer, [EARNS], [SPENDS]),
    ],
)
def test_who_does_it_is_told_no_more_that_they_could(bank, gwen, ray, act, of_gwen, of_ray):
    bystander = make.make_member(bank, name="Bea")
    waits_for(gwen, ray, bystander)
    before = left()

    act(gwen, ray)

    taken = {name: set(before[name]) - set(left().get(name, [])) for name in before}
    assert taken == {"Gwen Offers": set(of_gwen), "Ray Asks": set(of_ray), "Bea": set()}
