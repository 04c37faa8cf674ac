"""Hours exchanged with people under 18: only with who is checked for it, with a guardian who is told of each plan."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import approval, giving, life, pot
from exchanges.actions.requirements import ChecksMissing
from exchanges.models import Exchange, Listing
from members.actions import accept_claim
from members.actions.mandates import end_mandate
from members.models import CheckKind, Mandate
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db
State = Exchange.State


@pytest.fixture
def bank():
    return make.make_bank(lets_in_minors=True)


@pytest.fixture
def dbs(bank):
    return make.make_check_kind(bank, is_for_minors=True)


@pytest.fixture
def tilly(bank):
    return make.make_guarded(bank)


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Grown")


def plan(giver, receiver, by):
    return life.propose(make.draft(giver, receiver), make.act(by))


def guardian_of(member):
    return Mandate.objects.select_related("holder").get(member=member).holder


def told(member):
    found = Notice.objects.for_recipients([member.actor_key]).filter(kind="GUARDIAN_TOLD").order_by("pk")
    return [(notice.subject, notice.body) for notice in found]


@pytest.mark.parametrize("gives", ["the minor", "the other"])
def test_the_other_side_must_have_every_check_that_is_for_it(tilly, gwen, dbs, gives):
    sides = (tilly, gwen) if gives == "the minor" else (gwen, tilly)

    with pytest.raises(ChecksMissing) as refusal:
        plan(*sides, by=gwen)
    assert (
        str(refusal.value) == "With somebody under 18 you need: DBS, enhanced. Please show it to a coordinator first."
    )
    make.make_check(gwen, dbs)

    assert plan(*sides, by=gwen).state == State.PROPOSED


def test_a_check_that_has_run_out_does_not_do(bank, tilly, gwen, dbs):
    check = make.make_check(gwen, dbs, expires_in_days=0)
    planned = plan(gwen, tilly, by=gwen)
    check.expires_on = bank.day(timezone.now()) - datetime.timedelta(days=1)
    check.save()

    with pytest.raises(ChecksMissing):
        life.accept(planned, make.act(tilly))


@pytest.mark.parametrize("why", ["no kind is marked", "the kind is closed", "both are under 18"])
def test_else_people_under_18_take_part_only_in_supervised_events(bank, tilly, gwen, why):
    other = gwen
    if why == "the kind is closed":
        make.make_check(gwen, make.make_check_kind(bank, is_for_minors=True))
        CheckKind.objects.update(is_open=False)
    if why == "both are under 18":
        make.make_check_kind(bank, is_for_minors=True)
        other = make.make_guarded(bank, name="Tom Young", guardian="Max Young")

    with pytest.raises(ChecksMissing, match="only in events that the time bank watches over"):
        plan(other, tilly, by=other)


def test_without_a_guardians_yes_nothing_is_planned(tilly, gwen, dbs):
    make.make_check(gwen, dbs)
    mandate = Mandate.objects.get(member=tilly)
    end_mandate(mandate, by=mandate.holder, at=timezone.now())

    with pytest.raises(ChecksMissing, match="Tilly Young is under 18, and a guardian's yes is missing"):
        plan(gwen, tilly, by=gwen)


def test_what_happened_with_somebody_unchecked_waits_for_a_coordinator(bank, tilly, gwen, dbs):
    done = make.confirmed_exchange(tilly, gwen)

    assert done.state == State.CONFIRMED
    with pytest.raises(ChecksMissing):
        approval.approve(done, make.act(make.make_coordinator(bank)))


def test_the_guardian_is_told_of_each_plan_and_what_became_of_it(tilly, gwen, dbs):
    make.make_check(gwen, dbs)
    mary = guardian_of(tilly)

    planned = life.accept(plan(gwen, tilly, by=gwen), make.act(tilly))
    life.cancel(planned, make.act(gwen))
    life.decline(plan(tilly, gwen, by=tilly), make.act(gwen))
    make.logged_exchange(gwen, tilly)

    said = told(mary)
    assert [subject for subject, _body in said] == [
        "Tilly Young: something is suggested",
        "Tilly Young: something is planned",
        "Tilly Young: it will not happen",
        "Tilly Young: something is suggested",
        "Tilly Young: it will not happen",
        "Tilly Young: this happened, somebody says",
    ]
    assert said[0][1].startswith("Gwen Grown would help Tilly Young on ")
    assert said[0][1].endswith("about 1 hour: Weeding the front garden")


def test_another_time_written_down_is_told_to_the_guardian_too(tilly, gwen, dbs):
    logged = make.logged_exchange(gwen, tilly)
    life.confirm(logged, make.act(tilly), minutes=90)

    assert [body.split(", ")[-1] for _subject, body in told(guardian_of(tilly))] == [
        "1 hour: Weeding the front garden",
        "1½ hours: Weeding the front garden",
    ]


@pytest.mark.parametrize(("email", "delivery"), [("mary@example.org", "EMAIL"), ("", "BY_HAND")])
def test_the_guardian_is_told_by_the_channel_they_have(bank, gwen, dbs, email, delivery):
    make.make_check(gwen, dbs)
    tilly = make.make_guarded(bank, name="Tess Young", email=email)
    for claim in guardian_of(tilly).address_claims.all():  # whoever reads the mail there says that it is theirs
        accept_claim(claim, person=None, at=timezone.now())

    plan(gwen, tilly, by=gwen)

    notice = Notice.objects.for_recipients([guardian_of(tilly).actor_key]).get(kind="GUARDIAN_TOLD")
    assert notice.delivery == delivery


def test_nobody_else_hears_of_the_plans_of_grown_ups(bank, tilly, gwen):
    make.make_category(bank)
    plan(gwen, make.make_member(bank), by=gwen)

    assert told(guardian_of(tilly)) == []


@pytest.mark.parametrize(
    ("who", "reads"),
    [("visitor", False), ("member", False), ("checked", True), ("own", True), ("staff", True), ("auditor", True)],
)
def test_listings_of_people_under_18_are_read_by_staff_and_who_is_checked(bank, tilly, gwen, dbs, who, reads):
    listing = make.make_listing(tilly)
    grown = make.make_listing(gwen)
    if who == "checked":
        make.make_check(gwen, dbs)
    reader = {
        "visitor": lambda: None,
        "member": lambda: gwen,
        "checked": lambda: gwen,
        "own": lambda: tilly,
        "staff": lambda: make.make_coordinator(bank),
        "auditor": lambda: make.make_auditor(bank),
    }[who]()

    found = set(Listing.objects.of(bank).readable_by(reader, bank.day(timezone.now())))

    assert found == ({listing, grown} if reads else {grown})


def test_where_no_check_is_for_it_only_staff_reads_them(bank, tilly, gwen):
    make.make_listing(tilly)

    assert list(Listing.objects.of(bank).readable_by(gwen, bank.day(timezone.now()))) == []


def test_the_guardian_is_told_of_gifts_and_of_what_the_pot_answers(bank, tilly, gwen):
    priya, mary = make.make_coordinator(bank), guardian_of(tilly)
    make.posted_exchange(gwen, make.make_member(bank))
    giving.give(giving.Giving(gwen, None, 60), make.act(gwen))
    asked = pot.ask_pot(pot.Asking(tilly, 60, "A coach trip"), make.act(tilly))
    granted = pot.grant(asked, make.act(priya), minutes=60)
    gift = giving.give(giving.Giving(tilly, None, 30, "For the others"), make.act(tilly))
    giving.take_back_gift(gift, make.act(priya), reason="A mistake.")
    pot.take_back_grant(granted, make.act(priya), reason="No trip.")
    again = pot.ask_pot(pot.Asking(tilly, 60, "A coach trip"), make.acting(mary, tilly))
    pot.decline(again, make.act(priya), reason="Not this month.")

    assert told(mary) == [
        ("Tilly Young asks the shared pot for hours", "1 hour: A coach trip"),
        ("Tilly Young was given hours by the shared pot", "1 hour"),
        ("Tilly Young gave hours to the shared pot", "½ hour: For the others"),
        ("Tilly Young: a gift of hours was taken back", "½ hour: A mistake."),
        ("Tilly Young: hours went back to the shared pot", "1 hour: No trip."),
        ("Tilly Young: not this time, hours from the shared pot", "1 hour: Not this month."),
    ]
