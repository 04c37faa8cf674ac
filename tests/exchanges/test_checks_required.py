"""Help that needs checks: planned only with who has shown them; what happened without waits for a coordinator."""

import datetime

import pytest
from django.utils import timezone

from exchanges.access import needs_approval, what_is_missing
from exchanges.actions import approval, life
from exchanges.actions.approval import ReasonMissing
from exchanges.actions.categories import CategoryRefused, Naming, add_category, change_category
from exchanges.actions.listings import ListingRefused, Wording, put_up, reword
from exchanges.actions.requirements import ChecksMissing
from exchanges.models import Exchange, Listing
from exchanges.reads.requirements import help_of, needed_for, obstacles_of
from ledger import reads as ledger
from members.actions.checks import end_check
from members.models import CheckKind
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
State = Exchange.State
A_DAY = datetime.timedelta(days=1)
ASKED_OF_GIVER = "This help needs: DBS, enhanced. Please show it to a coordinator first."
ASKED_OF_OTHER = "This needs a check that we have not seen of Gwen Driver. Please talk with a coordinator."


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def dbs(bank):
    return make.make_check_kind(bank)


@pytest.fixture
def lifts(bank, dbs):
    category = make.make_category(bank, name="Lifts")
    category.checks.add(dbs)
    return category


@pytest.fixture
def gwen(bank):
    return make.make_member(bank, name="Gwen Driver")


@pytest.fixture
def ray(bank):
    return make.make_member(bank, name="Ray Asks")


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


def on(bank, days):
    return bank.day(timezone.now()) + days * A_DAY


def plan(gwen, ray, *, by=None, days=7, **about):
    return life.propose(make.draft(gwen, ray, day=on(gwen.bank, days), **about), make.act(by or ray))


def hours_of(member):
    return ledger.balance_of(member.account_id)


@pytest.mark.parametrize(("who", "sentence"), [("giver", ASKED_OF_GIVER), ("receiver", ASKED_OF_OTHER)])
def test_nobody_plans_help_whose_giver_lacks_a_check(gwen, ray, lifts, who, sentence):
    with pytest.raises(ChecksMissing) as refusal:
        plan(gwen, ray, by={"giver": gwen, "receiver": ray}[who], category=lifts)

    assert str(refusal.value) == sentence
    assert refusal.value.code == "checks_missing"
    assert not Exchange.objects.exists()


def test_a_coordinator_who_plans_on_behalf_reads_what_is_lacking(bank, gwen, ray, priya, lifts):
    act = make.act(priya, on_behalf_of=ray, channel="PHONE")

    with pytest.raises(ChecksMissing) as refusal:
        life.propose(make.draft(gwen, ray, day=on(bank, 7), category=lifts), act)

    assert str(refusal.value) == "We have not seen of Gwen Driver what this needs: DBS, enhanced."


def test_who_receives_needs_no_check(gwen, ray, lifts, dbs):
    make.make_check(gwen, dbs)

    assert plan(gwen, ray, category=lifts).state == State.PROPOSED


def test_every_kind_is_needed_not_only_one(bank, gwen, ray, lifts, dbs):
    lifts.checks.add(make.make_check_kind(bank, name="Car insurance"))
    make.make_check(gwen, dbs)

    with pytest.raises(ChecksMissing, match=r"This help needs: Car insurance\."):
        plan(gwen, ray, by=gwen, category=lifts)


@pytest.mark.parametrize(("expires_in_days", "is_planned"), [(6, False), (7, True)])
def test_the_check_must_count_on_the_day_of_the_plan(gwen, ray, lifts, dbs, expires_in_days, is_planned):
    make.make_check(gwen, dbs, expires_in_days=expires_in_days)

    if is_planned:
        plan(gwen, ray, category=lifts)
    else:
        with pytest.raises(ChecksMissing):
            plan(gwen, ray, category=lifts)
    assert Exchange.objects.exists() == is_planned


def test_a_kind_that_was_closed_is_asked_of_nobody(gwen, ray, lifts, dbs):
    CheckKind.objects.filter(pk=dbs.pk).update(is_open=False)

    assert plan(gwen, ray, category=lifts).state == State.PROPOSED


def test_what_a_listing_needs_besides_is_asked_too(gwen, ray, priya, dbs):
    listing = make.make_listing(ray, kind=Listing.Kind.REQUEST)
    listing.checks.add(dbs)

    with pytest.raises(ChecksMissing):
        plan(gwen, ray, by=gwen, listing=listing)
    make.make_check(gwen, dbs)
    assert plan(gwen, ray, by=gwen, listing=listing).state == State.PROPOSED


def test_a_check_that_ended_meanwhile_stops_the_answer(gwen, ray, priya, lifts, dbs):
    check = make.make_check(gwen, dbs)
    planned = plan(gwen, ray, category=lifts)
    end_check(check, words="", by=priya, at=timezone.now())

    with pytest.raises(ChecksMissing):
        life.accept(planned, make.act(gwen))

    planned.refresh_from_db()
    assert planned.state == State.PROPOSED


@pytest.mark.parametrize("how", ["logged", "planned"])
def test_what_happened_without_a_check_never_posts_by_itself(gwen, ray, priya, lifts, dbs, how):
    if how == "planned":
        check = make.make_check(gwen, dbs)
        agreed = life.accept(plan(gwen, ray, days=0, category=lifts), make.act(gwen))
        end_check(check, words="", by=priya, at=timezone.now())
        today = agreed.bank.day(timezone.now())
        logged = life.log_planned(agreed, make.act(gwen), minutes=60, happened_on=today)
    else:
        logged = make.logged_exchange(gwen, ray, category=lifts)

    confirmed = life.confirm(logged, make.act(ray), minutes=60)

    assert (confirmed.state, hours_of(gwen)) == (State.CONFIRMED, 0)
    assert needs_approval(confirmed)


def test_what_happened_with_the_check_posts_as_ever(gwen, ray, lifts, dbs):
    make.make_check(gwen, dbs)

    assert make.confirmed_exchange(gwen, ray, category=lifts).state == State.POSTED


def test_the_check_must_have_counted_on_the_day_it_happened(bank, gwen, ray, lifts, dbs):
    make.make_check(gwen, dbs, days_ago=3)

    before = make.confirmed_exchange(gwen, ray, category=lifts, day=on(bank, -4))
    after = make.confirmed_exchange(gwen, ray, category=lifts, day=on(bank, -3))

    assert (before.state, after.state) == (State.CONFIRMED, State.POSTED)


def test_approving_refuses_and_says_what_is_lacking(gwen, ray, priya, lifts):
    confirmed = make.confirmed_exchange(gwen, ray, category=lifts)

    with pytest.raises(ChecksMissing, match=r"We have not seen of Gwen Driver what this needs: DBS, enhanced\."):
        approval.approve(confirmed, make.act(priya))

    assert hours_of(gwen) == 0


def test_a_check_seen_afterwards_lets_it_be_approved_as_usual(gwen, ray, priya, lifts, dbs):
    confirmed = make.confirmed_exchange(gwen, ray, category=lifts)
    make.make_check(gwen, dbs, days_ago=20)

    assert approval.approve(confirmed, make.act(priya)).state == State.POSTED


def test_a_coordinator_approves_it_all_the_same_with_a_reason_that_stays(gwen, ray, priya, lifts):
    confirmed = make.confirmed_exchange(gwen, ray, category=lifts)

    for _twice in range(2):
        approval.approve_all_the_same(confirmed, make.act(priya), reason="Her daughter was with them.")

    confirmed.refresh_from_db()
    assert (confirmed.state, hours_of(gwen)) == (State.POSTED, 60)
    step = confirmed.steps.get(to_state=State.POSTED)
    assert (step.by, step.reason) == (priya, "Her daughter was with them.")


def test_without_a_reason_it_is_not_approved_all_the_same(gwen, ray, priya, lifts):
    confirmed = make.confirmed_exchange(gwen, ray, category=lifts)

    with pytest.raises(ReasonMissing):
        approval.approve_all_the_same(confirmed, make.act(priya), reason="  ")

    assert hours_of(gwen) == 0


@pytest.mark.parametrize("who", ["giver", "receiver", "stranger", "auditor", "wrote it down"])
def test_four_eyes_hold_when_it_is_approved_all_the_same(bank, gwen, ray, priya, lifts, who):
    confirmed = make.confirmed_exchange(gwen, ray, category=lifts)
    if who == "wrote it down":
        act = make.act(priya, on_behalf_of=gwen, channel="PHONE")
        confirmed = life.log_for_both(make.draft(gwen, ray, category=lifts), act)
    by = {
        "giver": lambda: gwen,
        "receiver": lambda: ray,
        "stranger": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "wrote it down": lambda: priya,
    }[who]()

    with pytest.raises(NotAllowed):
        approval.approve_all_the_same(confirmed, make.act(by), reason="It was fine.")

    assert hours_of(gwen) == 0


def test_what_many_exchanges_lack_takes_three_queries(bank, gwen, ray, lifts, dbs, django_assert_num_queries):
    listing = make.make_listing(ray, kind=Listing.Kind.REQUEST)
    listing.checks.add(make.make_check_kind(bank, name="Car insurance"))
    plain = make.logged_exchange(gwen, ray)
    both = make.logged_exchange(gwen, ray, category=lifts, listing=listing)
    make.make_check(gwen, dbs)
    helps = [help_of(each, today=on(bank, 0)) for each in (plain, both, both)]

    with django_assert_num_queries(3):
        found = obstacles_of(helps)

    lacked = [[kind.name for each in one for kind in each.kinds] for one in found]
    assert lacked == [[], ["Car insurance"], ["Car insurance"]]


def test_where_nothing_is_needed_nothing_is_asked(gwen, ray, django_assert_num_queries):
    logged = make.logged_exchange(gwen, ray)

    with django_assert_num_queries(0):
        assert what_is_missing(logged) == []


def test_an_offer_that_lacks_a_check_stands_and_says_that_it_waits(bank, gwen, ray, lifts, dbs):
    offer = make.make_listing(gwen, category=lifts)
    request = make.make_listing(ray, kind=Listing.Kind.REQUEST, category=lifts)
    plain = make.make_listing(gwen, title="Bread")

    def waits():
        listings = Listing.objects.of(bank).with_what_waits(on(bank, 0))
        return {listing.pk for listing in listings if listing.waits_for_check}

    assert waits() == {offer.pk}
    make.make_check(gwen, dbs, days_ago=1, expires_in_days=1)
    assert waits() == set()
    plain.checks.add(make.make_check_kind(bank, name="Car insurance"))
    assert waits() == {plain.pk}
    assert {request.pk, offer.pk} & waits() == set()


def test_a_listing_needs_what_its_category_and_it_itself_ask(bank, gwen, lifts, dbs):
    offer = make.make_listing(gwen, category=lifts)
    offer.checks.add(insurance := make.make_check_kind(bank, name="Car insurance"))
    offer.checks.add(make.make_check_kind(bank, name="Old", is_open=False))

    assert needed_for(offer) == [insurance, dbs]


def test_a_coordinator_says_what_a_listing_needs_and_rewording_leaves_it(bank, gwen, priya, dbs):
    wording = Wording(kind="OFFER", title="Lifts", checks=(dbs,))
    listing = put_up(wording, member=gwen, by=priya, at=timezone.now())

    reword(listing, Wording(kind="OFFER", title="Lifts to town"), by=gwen, at=timezone.now())
    assert list(listing.checks.all()) == [dbs]
    reword(listing, Wording(kind="OFFER", title="Lifts to town", checks=()), by=priya, at=timezone.now())
    assert list(listing.checks.all()) == []


def test_a_member_does_not_say_what_their_listing_needs(bank, gwen, dbs):
    listing = make.make_listing(gwen)

    with pytest.raises(NotAllowed):
        reword(listing, Wording(kind="OFFER", title="Lifts", checks=(dbs,)), by=gwen, at=timezone.now())
    with pytest.raises(NotAllowed):
        make.make_listing(gwen, checks=())


def test_checks_of_another_bank_are_refused(bank, gwen, priya):
    other = make.make_check_kind(make.make_bank())

    with pytest.raises(ListingRefused):
        put_up(Wording(kind="OFFER", title="Lifts", checks=(other,)), member=gwen, by=priya, at=timezone.now())
    with pytest.raises(CategoryRefused):
        add_category(bank, Naming("Lifts", checks=(other,)), by=make.admin_of(bank), at=timezone.now())


def test_an_admin_says_what_a_category_needs(bank, lifts, dbs):
    insurance = make.make_check_kind(bank, name="Car insurance")

    naming = Naming("Lifts", checks=(dbs, insurance), why="For the insurer.")
    change_category(lifts, naming, by=make.admin_of(bank), at=timezone.now())

    assert set(lifts.checks.all()) == {dbs, insurance}
