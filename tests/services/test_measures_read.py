"""What the measures of a service, a programme and a bank are read from: real rows, with the same few queries."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from exchanges.actions import approval
from exchanges.models import Exchange
from exchanges.models.met_before import MetBefore
from insight.actions.erasing import erase_on_own_wish
from members.actions.consents import end_consent
from members.models import Consent, Member
from services.actions.referrals.person import change_shares
from services.actions.taking_part import add_member
from services.models import Participation, Referral, RoleHolding, Service
from services.reads.measures import Hours, Share, TooFew, giving_back_of, of_bank, of_programme, of_service
from tests import factories
from tests.crowds import make_crowd
from timebank.lib.months import month_of

pytestmark = pytest.mark.django_db
LONG_AGO, FEBRUARY, MARCH = (datetime.date(2026, month, 1) for month in (1, 2, 3))


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


@pytest.fixture
def programme(surgery):
    return factories.make_programme(surgery)


@pytest.fixture
def month(bank):
    return month_of(bank.day(timezone.now()))


def serve(programme, members, since=LONG_AGO):
    """Let a programme serve many members, with one query."""
    return Participation.objects.bulk_create(
        Participation(programme=programme, member=member, is_served=True, joined_on=since) for member in members
    )


def test_a_service_is_measured_by_exchanges_sessions_and_its_staff(bank, surgery, programme, month):
    served = make_crowd(bank, 11)
    serve(programme, served)
    neighbour, nurse = factories.make_member(bank), factories.make_staff(surgery)
    serve(factories.make_programme(factories.make_service(bank, name="School")), [neighbour])
    coordinator = factories.make_coordinator(bank)
    factories.posted_exchange(served[0], neighbour, minutes=30)
    factories.posted_and_disputed(neighbour, served[1], minutes=90)
    factories.logged_exchange(served[2], neighbour, minutes=600)
    taken_back = factories.posted_exchange(served[3], neighbour, minutes=600)
    approval.reverse(taken_back, factories.act(coordinator), reason="It never was.")
    factories.held_session(programme, gave=(served[4], neighbour), received=(served[5], served[6]))
    factories.held_session(programme, both=(served[4],), staff=(nurse,))
    factories.write_staff_time(programme, nurse, minutes=45, is_side_by_side=False)
    role = programme.roles.create(title="Leads with a nurse", is_shared=True)
    part = Participation.objects.get(member=served[6])
    RoleHolding.objects.create(participation=part, role=role, began_on=month)

    found = of_service(surgery, month, month).whole

    assert (found.people, found.also_gave) == (11, Share(2, 11))
    assert found.index == Share(30 + 60 + 60, 30 + 60 + 60 + 90 + 120 + 60)
    assert found.hours == Hours(30 + 90 + 120, 45, 0, 120, paid=45 + 60)
    assert (found.new_ties, found.staff_like) == (2, Share(1, 11))


@pytest.fixture
def introduced(bank, surgery):
    """Eleven people who joined and were introduced in January, and let the service learn how it goes."""
    served = make_crowd(bank, 11)
    Member.objects.filter(pk__in=[each.pk for each in served]).update(joined_at=moment(LONG_AGO))
    nurse, then = factories.make_staff(surgery), moment(LONG_AGO)
    consents = Consent.objects.bulk_create(
        Consent(member=each, purpose=Consent.Purpose.REFERRAL, text="Yes", given_at=then, recorded_by=nurse)
        for each in served
    )
    return served, Referral.objects.bulk_create(
        Referral(
            bank=bank, service=surgery, member=consent.member, referred_by=nurse, consent=consent, shares="STEPS",
            sent_at=then, sent_on=LONG_AGO,
        )
        for consent in consents
    )  # fmt: skip


def moment(day):
    return datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)


def exchanged(giver, receiver, on, minutes=60):
    exchange = factories.posted_exchange(giver, receiver, minutes=minutes)
    Exchange.objects.filter(pk=exchange.pk).update(happened_on=on)


def test_a_consent_taken_back_changes_no_month_before_and_counts_nothing_from_then_on(bank, surgery, introduced):
    (anna, *others), (referral, other, *_rest) = introduced
    programme = factories.make_programme(surgery)
    serve(programme, [anna, *others])
    for month in (FEBRUARY, MARCH):
        exchanged(anna, others[0], month)
        exchanged(anna, surgery.organisation, month)
        factories.held_session(programme, gave=(anna,), received=(others[1],), on=month)
    before = [read(FEBRUARY, FEBRUARY) for read in readers(surgery, programme)]
    end_consent(referral.consent, by=anna, at=moment(MARCH.replace(day=20)))

    after = [read(FEBRUARY, FEBRUARY) for read in readers(surgery, programme)]
    march = [read(MARCH, MARCH).whole for read in readers(surgery, programme)]
    end_consent(other.consent, by=others[0], at=moment(MARCH.replace(day=21)))

    assert after == before
    assert (before[0].whole.people, before[0].whole.also_gave) == (11, Share(1, 11))
    assert [(each.people, each.also_gave) for each in march] == [(10, Share(0, 10))] * 3
    assert march[0].hours == Hours(60, 0, 0, 0, paid=0)  # what another received, as of any member
    assert isinstance(of_service(surgery, MARCH, MARCH).whole.people, TooFew)
    assert of_service(surgery, FEBRUARY, FEBRUARY) == before[0]


def readers(surgery, programme):
    """Give what measures the service, its programme and its bank."""
    return (partial(of_service, surgery), partial(of_programme, programme), partial(of_bank, surgery.bank))


def test_what_somebody_comes_to_later_changes_no_month_that_is_over(bank, surgery, programme):
    served, (visitor, former) = make_crowd(bank, 10), make_crowd(bank, 2)
    serve(programme, served)
    serve(programme, [former])
    Participation.objects.filter(member=former).update(left_on=LONG_AGO)
    factories.held_session(programme, gave=(served[0],), received=(visitor,), on=LONG_AGO)
    Participation.objects.filter(member=visitor).delete()  # came before registers took people in
    exchanged(visitor, former, FEBRUARY)
    before = [read(LONG_AGO, FEBRUARY) for read in readers(surgery, programme)]

    serve(programme, [former], since=MARCH)
    factories.held_session(programme, both=(visitor,), on=MARCH)
    after = [read(LONG_AGO, MARCH) for read in readers(surgery, programme)]

    assert [[month.people for month in found.months] for found in after] == [[12, 10, 12]] * 3
    assert [found.months[:2] for found in after] == [found.months for found in before]


def test_who_only_helped_is_served_from_the_day_the_programme_is_for_them(bank, surgery, programme, month):
    helper, neighbour, *served = make_crowd(bank, 12)
    serve(programme, served)
    part = Participation.objects.create(programme=programme, member=helper, is_served=False, joined_on=LONG_AGO)
    exchanged(helper, neighbour, FEBRUARY)
    before = of_service(surgery, LONG_AGO, FEBRUARY)

    add_member(programme, helper, is_served=True, by=factories.make_staff(surgery), at=timezone.now())

    part.refresh_from_db()
    assert (part.is_served, part.served_from) == (True, bank.day(timezone.now()))
    assert of_service(surgery, LONG_AGO, FEBRUARY) == before
    assert (before.whole.people, before.whole.also_gave) == (10, Share(0, 10))
    assert of_service(surgery, month, month).whole.people == 11


def test_who_leaves_or_is_erased_stays_in_the_months_before(bank, surgery, introduced):
    (anna, *others), _referrals = introduced
    exchanged(anna, others[0], FEBRUARY)
    before = of_service(surgery, FEBRUARY, FEBRUARY)

    erase_on_own_wish(anna, at=timezone.now())

    assert Member.objects.get(pk=anna.pk).state == Member.State.LEFT
    assert of_service(surgery, FEBRUARY, FEBRUARY) == before


def test_who_says_yes_again_counts_from_that_month_on(surgery, introduced):
    (anna, *_others), (referral, *_rest) = introduced
    end_consent(referral.consent, by=anna, at=moment(FEBRUARY))
    again = factories.make_referral(surgery, member=anna)
    Referral.objects.filter(pk=again.pk).update(sent_on=MARCH.replace(day=9))

    found = of_service(surgery, LONG_AGO, MARCH)

    assert [month.people for month in found.months] == [11, 10, 11]


@pytest.fixture
def gave_in_february(surgery, introduced):
    """Let all who were introduced give for the first time in February."""
    everybody, referrals = introduced
    factories.held_session(factories.make_programme(surgery), both=tuple(everybody), on=FEBRUARY)
    return everybody[0], referrals[0]


def first_gifts(read):
    """Give how many gave for the first time, of those who let it be told, from January to March."""
    found = [month.first_gifts for month in read(LONG_AGO, MARCH).months]
    return [None if isinstance(each, TooFew) else each.gave for each in found]


def test_who_lets_less_be_told_takes_no_first_gift_out_of_a_month_that_is_over(surgery, gave_in_february):
    anna, referral = gave_in_february
    read = partial(of_service, surgery)
    before = read(LONG_AGO, FEBRUARY), first_gifts(read)

    change_shares(referral, Referral.Shares.NOTHING, by=anna, at=moment(MARCH))

    assert (read(LONG_AGO, FEBRUARY), first_gifts(read)) == before
    assert before[1] == [None, 11, None]


@pytest.mark.parametrize("shares", ["NOTHING", "JOINED"])
def test_only_who_lets_it_be_told_how_it_goes_is_in_first_gifts_and_for_no_month_before(
    surgery, gave_in_february, shares
):
    anna, referral = gave_in_february
    referral.shares = shares
    referral.save()
    untold = first_gifts(partial(of_service, surgery))

    change_shares(referral, Referral.Shares.STEPS, by=anna, at=moment(MARCH.replace(day=9)))

    assert untold == first_gifts(partial(of_service, surgery)) == [None, 10, None]


@pytest.mark.parametrize(("last", "gave"), [("JOINED", 10), ("STEPS", 11)])
def test_what_somebody_lets_be_told_at_the_end_of_a_month_holds_for_it_whatever_comes_later(
    surgery, gave_in_february, last, gave
):
    anna, referral = gave_in_february
    for day, shares in enumerate(("JOINED", "STEPS", "NOTHING", last), start=3):
        change_shares(referral, shares, by=anna, at=moment(FEBRUARY.replace(day=day)))
        referral.refresh_from_db()

    for shares in ("STEPS", "NOTHING"):
        change_shares(referral, shares, by=anna, at=moment(MARCH.replace(day=9)))
        referral.refresh_from_db()

        assert first_gifts(partial(of_service, surgery)) == [None, gave, None]


def test_a_bank_too_counts_no_first_gift_of_who_had_taken_consent_back(bank, surgery, introduced):
    (anna, *others), (referral, *_rest) = introduced
    programme = factories.make_programme(surgery)
    serve(programme, [anna])
    end_consent(referral.consent, by=anna, at=moment(LONG_AGO.replace(day=20)))
    serve(factories.make_programme(factories.make_service(bank, name="School")), [anna], since=MARCH)
    factories.held_session(programme, both=tuple(others), on=FEBRUARY)
    exchanged(anna, others[0], FEBRUARY)

    assert first_gifts(partial(of_service, surgery)) == [None, 10, None]
    assert first_gifts(partial(of_bank, bank)) == [None, 10, None]


def test_a_service_measures_nothing_of_another(bank, surgery, month):
    school = factories.make_service(bank, name="Riverside Primary", kind=Service.Kind.SCHOOL)
    pupils = make_crowd(bank, 10)
    serve(factories.make_programme(school), pupils)
    factories.posted_exchange(pupils[0], pupils[1])

    assert of_service(school, month, month).whole.people == 10
    assert not of_service(surgery, month, month).whole.is_shown


def test_a_programme_is_not_shown_where_its_service_has_few_others(bank, surgery, programme, month):
    served = make_crowd(bank, 11)
    serve(programme, served)
    alone = of_programme(programme, month, month)
    serve(factories.make_programme(surgery), make_crowd(bank, 1))

    beside = of_programme(programme, month, month)

    assert (alone.whole.people, alone.months[0].people) == (11, 11)
    assert not beside.whole.is_shown
    assert not beside.months[0].is_shown
    assert of_service(surgery, month, month).whole.people == 12


def test_a_bank_counts_everybody_once_and_no_small_service(bank, surgery, programme, month):
    served = make_crowd(bank, 10)
    school, library = factories.make_service(bank, name="School"), factories.make_service(bank, name="Library")
    serve(programme, served)
    serve(factories.make_programme(school), served)
    serve(factories.make_programme(library), make_crowd(bank, 1))

    found = of_bank(bank, month, month)

    assert (found.whole.people, found.months[0].people) == (10, 10)


def test_a_bank_shows_nothing_together_where_two_services_share_one_person(bank, surgery, programme, month):
    served = make_crowd(bank, 23)
    serve(programme, served[:12])
    serve(factories.make_programme(factories.make_service(bank, name="School")), served[11:])

    assert not of_bank(bank, month, month).whole.is_shown


@pytest.mark.parametrize("programmes", [1, 3])
def test_measures_ask_the_same_however_much_there_is(bank, surgery, month, programmes, django_assert_num_queries):
    served = make_crowd(bank, 10)
    for _number in range(programmes):
        programme = factories.make_programme(surgery)
        serve(programme, served, since=month)
        factories.make_service(bank, name=f"School {programme.pk}")
    for _number in range(programmes):
        factories.posted_exchange(served[0], served[1])

    with django_assert_num_queries(11):
        assert of_service(surgery, month, month).whole.is_shown
    with django_assert_num_queries(11):
        assert of_programme(programme, month, month).whole.is_shown
    with django_assert_num_queries(12):
        assert of_bank(bank, month, month).whole.is_shown


def test_a_page_that_reads_less_says_the_same(bank, surgery, programme, django_assert_num_queries):
    served, (visitor, neighbour) = make_crowd(bank, 11), make_crowd(bank, 2)
    serve(programme, served)
    factories.held_session(programme, received=(visitor,), on=LONG_AGO)
    factories.held_session(programme, gave=(visitor,), received=(served[0],), on=FEBRUARY)
    factories.held_session(programme, both=(served[1],), staff=(factories.make_staff(surgery),), on=MARCH)
    Participation.objects.filter(member=visitor).delete()
    for giver, receiver, on in ((served[0], neighbour, LONG_AGO), (neighbour, served[1], FEBRUARY)):
        exchanged(giver, receiver, on)
    exchanged(served[2], surgery.organisation, MARCH)
    exchanged(surgery.organisation, neighbour, MARCH)

    whole = of_service(surgery, FEBRUARY, MARCH)
    with django_assert_num_queries(8):
        less = giving_back_of(surgery, FEBRUARY, MARCH)

    for all_of_it, some in zip((*whole.months, whole.whole), (*less.months, less.whole), strict=True):
        assert vars(some) == {name: value for name, value in vars(all_of_it).items() if name in vars(some)}
    assert [each.index for each in less.months] == [Share(60, 180), Share(120, 180)]


def test_of_those_asked_whether_they_had_met_those_who_said_count(bank, surgery, programme, month):
    served, neighbour = make_crowd(bank, 12), factories.make_member(bank)
    serve(programme, served)
    for member, answer in zip(served, [*["NO"] * 6, *["YES"] * 4, "UNSAID", "UNSAID"], strict=True):
        factories.posted_exchange(member, neighbour)
        MetBefore.objects.create(member=member, other=neighbour, answer=answer, answered_at=timezone.now())

    assert of_service(surgery, month, month).whole.were_strangers == Share(6, 10)


def test_a_month_long_ago_has_what_happened_then(bank, surgery, programme, month):
    served = make_crowd(bank, 10)
    serve(programme, served)
    exchange = factories.posted_exchange(served[0], served[1])
    Exchange.objects.filter(pk=exchange.pk).update(happened_on=datetime.date(2026, 2, 3))

    found = of_service(surgery, datetime.date(2026, 1, 1), datetime.date(2026, 3, 1))

    assert [each.new_ties for each in found.months] == [0, 1, 0]
    assert of_service(surgery, month, month).whole.new_ties == 0
