"""Matches between banks that trade: who is shown what, how they are found, and that a bank's own come first."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import matching
from exchanges.actions.introducing import NoLongerFits, introduce
from exchanges.actions.listings import take_down
from exchanges.actions.not_for_me import say_not_for_me
from exchanges.matching.scoring import Why
from exchanges.models import Exchange, Listing, Match, Meaning, NotForMe
from exchanges.reads import matches, meanings
from exchanges.reads.calls import calls_for
from members.actions import partners
from members.actions.gifts import GiftWords, add_gift
from members.models import Area, Bank, Block, Member, Partnership
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

NOW = timezone.now
TOMORROW = datetime.timedelta(days=1)
COAT = {"kind": Listing.Kind.REQUEST, "title": "A torn coat", "body": "The lining hangs out."}
SEWING = {"title": "Sewing and mending", "body": "Zips, hems, linings."}


@pytest.fixture
def bank():
    return make.make_bank(slug="riverside", listings_are_public=True)


@pytest.fixture
def other(bank):
    found = make.make_bank(slug="hillside", listings_are_public=True)
    make.trade(bank, found)
    return found


@pytest.fixture
def ada(bank):
    return make.make_member(bank, name="Ada Asks")


@pytest.fixture
def omar(other):
    return make.make_member(other, name="Omar Sews")


@pytest.fixture
def coat(ada):
    return make.make_listing(ada, **COAT)


@pytest.fixture
def sewing(omar):
    return make.make_listing(omar, **SEWING)


def match(*listings):
    for each in listings:
        Listing.objects.filter(pk=each.pk).update(match_due_at=NOW())
        matching.match_listing(each.pk, at=NOW())


def sweep(bank, at=None):
    steps = 0
    while matching.sweep_a_step(bank, at=at or NOW() + TOMORROW):
        steps += 1
        assert steps < 20


def pairs():
    return list(Match.objects.values_list("request__title", "offer__title").order_by("pk"))


def who_could_help(request, reader=None):
    return [each.giver.name for each in matches.of_listing(request, reader or request.member, at=NOW())]


def whom_to_help(member):
    return [each.request for each in matches.to_help(member, at=NOW())]


# ----------------------------------------------------------------------------------------------------------- finding


@pytest.mark.parametrize("way", ["pgvector", "itself"])
def test_what_is_put_up_finds_what_fits_at_a_bank_that_trades(monkeypatch, coat, sewing, way):
    if way == "itself":
        monkeypatch.setattr(meanings, "has_pgvector", lambda: False)

    match(coat, sewing)
    match(coat, sewing)

    found = Match.objects.get()
    assert (found.request, found.offer, found.bank) == (coat, sewing, coat.bank)
    assert not Listing.objects.filter(match_due_at__isnull=False).exists()


def test_each_bank_finds_what_the_other_asks(ada, omar):
    mine = make.make_listing(ada, **SEWING)
    theirs = make.make_listing(omar, **COAT)

    match(theirs, mine)

    assert Match.objects.get().bank == theirs.bank
    assert whom_to_help(ada) == [theirs]


def test_a_night_finds_the_same_and_forgets_what_no_longer_trades(bank, other, coat, sewing):
    match(coat, sewing)
    by_day = pairs()
    Match.objects.all().delete()

    sweep(bank)
    sweep(other)

    assert pairs() == by_day == [("A torn coat", "Sewing and mending")]

    partners.end(Partnership.objects.get(), by=make.admin_of(bank), at=NOW())
    sweep(bank, NOW() + 2 * TOMORROW)
    assert not Match.objects.exists()


def test_only_banks_that_trade_now_and_of_which_one_lets_anybody_read_are_compared(bank, other, coat, sewing):
    Bank.objects.update(listings_are_public=False)
    make.make_listing(make.make_member(make.make_bank(slug="far", listings_are_public=True)), **SEWING)

    match(coat, sewing)

    assert pairs() == []


def test_gifts_and_what_people_under_18_put_up_stay_at_home(ada, omar, coat):
    add_gift(omar, GiftWords("HAND", "Mending clothes"), by=omar, at=NOW())
    matching.match_gifts(omar.bank, at=NOW())
    tilly = make.make_minor(omar.bank)
    sews = make.make_listing(omar, **SEWING)
    Listing.objects.filter(pk=sews.pk).update(member=tilly)

    match(coat, sews)
    sweep(ada.bank)

    assert pairs() == []


def test_one_kind_of_help_is_the_same_at_both_banks_by_the_code_of_the_shared_base(bank, other, coat, sewing):
    theirs = [make.make_category(other, name=name, code=code) for name, code in (("Sewing", "sewing"), ("Own", ""))]
    for listing, category in ((coat, make.make_category(bank, name="Mending", code="sewing")), (sewing, theirs[0])):
        Listing.objects.filter(pk=listing.pk).update(category=category)
    match(coat, sewing)
    same = Match.objects.get().likeness

    Listing.objects.filter(pk=sewing.pk).update(category=theirs[1])
    match(sewing)

    assert Match.objects.get().likeness < same
    [each] = matches.of_listing(coat, coat.member, at=NOW())
    assert Why.SAME_KIND not in each.why


def test_what_breaks_off_between_two_banks_is_due_still(monkeypatch, coat, sewing):
    match(sewing)
    monkeypatch.setattr(matching, "to_compare_elsewhere", lambda *_args: 1 / 0)
    Listing.objects.filter(pk=coat.pk).update(match_due_at=NOW())

    with pytest.raises(ZeroDivisionError):
        matching.match_listing(coat.pk, at=NOW())
    monkeypatch.undo()

    assert Meaning.objects.filter(listing=coat).exists()
    assert matching.match_listing(coat.pk, at=NOW() + matching.TRIED_AGAIN_AFTER) == 1


def test_what_waits_for_another_banks_turn_is_begun_by_no_other_worker(monkeypatch, coat, sewing):
    """The clock looks each second: else every worker would soon wait beside the first, with the same listing."""
    match(sewing)
    meanwhile, go_on = [], matching.to_compare_elsewhere

    def wait(*args):
        meanwhile.append((list(Listing.objects.to_match(NOW())), matching.match_listing(coat.pk, at=NOW())))
        return go_on(*args)

    monkeypatch.setattr(matching, "to_compare_elsewhere", wait)
    matching.match_listing(coat.pk, at=NOW())

    assert meanwhile == [([], 0)]
    assert pairs() == [("A torn coat", "Sewing and mending")]
    assert not Listing.objects.filter(match_due_at__isnull=False).exists()


def test_what_changes_while_it_is_compared_elsewhere_is_due_still(monkeypatch, coat, sewing):
    match(sewing)
    changed = NOW()
    monkeypatch.setattr(
        matching, "_match_elsewhere", lambda *_args: Listing.objects.filter(pk=coat.pk).update(match_due_at=changed)
    )

    matching.match_listing(coat.pk, at=NOW())

    assert list(Listing.objects.to_match(NOW())) == [coat]


def test_what_is_taken_down_is_gone_from_both(coat, sewing, omar):
    match(coat, sewing)

    take_down(sewing, by=omar, at=NOW())
    match(sewing)

    assert pairs() == []


# ------------------------------------------------------------------------------------------------- who is shown what


def fitting(request, offer, **fields):
    make.make_match(request, offer, **fields)
    return request


def test_both_are_shown_what_anybody_may_read(coat, sewing, ada, omar):
    fitting(coat, sewing)

    assert who_could_help(coat) == ["Omar Sews"]
    assert whom_to_help(omar) == [coat]
    assert who_could_help(coat, make.make_coordinator(ada.bank)) == ["Omar Sews"]
    assert [each.giver for each in matches.to_be_helped(ada, at=NOW())] == [omar]


def test_what_a_bank_keeps_to_its_members_is_shown_to_nobody_elsewhere(bank, coat, sewing, omar):
    fitting(coat, sewing)

    Bank.objects.filter(pk=bank.pk).update(listings_are_public=False)

    assert whom_to_help(omar) == []
    assert who_could_help(coat) == ["Omar Sews"]  # the other bank is open
    Bank.objects.update(listings_are_public=False)
    assert who_could_help(coat) == who_could_help(coat, make.make_coordinator(bank)) == []


@pytest.mark.parametrize("state", [state for state in Partnership.State if state != Partnership.State.AGREED])
def test_only_while_the_agreement_stands(coat, sewing, omar, state):
    fitting(coat, sewing)

    Partnership.objects.update(state=state)

    assert who_could_help(coat) == whom_to_help(omar) == []


def test_who_is_of_neither_bank_reads_nothing_of_it(coat, sewing, bank):
    fitting(coat, sewing)
    third = make.make_bank(listings_are_public=True)
    make.trade(bank, third)

    assert who_could_help(coat, make.make_coordinator(third)) == []


def block(ada, omar):
    make.make_block(ada, make.also_member_of(ada.bank, omar.person))


def block_from_elsewhere(ada, omar):
    """Each of the two has a number at a third bank, and there one has blocked the other."""
    third = make.make_bank()
    one, two = (make.also_member_of(third, each.person) for each in (omar, ada))
    Block.objects.create(blocker=one, blocked=two, at=NOW())


def lacks_check(ada, omar):
    category = make.make_category(ada.bank)
    category.checks.set([make.make_check_kind(ada.bank)])
    Listing.objects.filter(member=ada).update(category=category)


def is_full(ada, omar):
    Listing.objects.filter(member=omar).update(people=1)
    offer, cara = Listing.objects.get(member=omar), make.make_member(omar.bank, name="Cara")
    planned = make.logged_exchange(omar, cara)
    day = NOW().date() + 3 * TOMORROW
    Exchange.objects.filter(pk=planned.pk).update(state="AGREED", planned_on=day, listing=offer)


def same_person(ada, omar):
    Member.objects.filter(pk=omar.pk).update(person=ada.person)


HINDRANCES = {
    "blocked": block,
    "blocked at a third bank": block_from_elsewhere,
    "a check that only members of that bank can show": lacks_check,
    "full": is_full,
    "one person": same_person,
    "resting": lambda ada, omar: Member.objects.filter(pk=omar.pk).update(state=Member.State.PAUSED),
    "suspended": lambda ada, omar: make.suspend(ada, by=make.admin_of(ada.bank)),
    "under 18 there": lambda ada, omar: Member.objects.filter(pk=omar.pk).update(age_band=Member.AgeBand.TEEN),
    "under 18 here": lambda ada, omar: Member.objects.filter(pk=ada.pk).update(age_band=Member.AgeBand.TEEN),
    "another language": lambda ada, omar: (
        Listing.objects.filter(member=ada).update(languages=["pl"]),
        Member.objects.filter(pk=omar.pk).update(languages=["en"]),
    ),
    "paused": lambda ada, omar: Listing.objects.filter(member=omar).update(state=Listing.State.PAUSED),
}


@pytest.mark.parametrize("what", HINDRANCES)
def test_no_rule_gives_way_between_banks(coat, sewing, ada, omar, what):
    fitting(coat, sewing)
    desk = make.make_coordinator(ada.bank)

    HINDRANCES[what](ada, omar)

    assert who_could_help(coat) == who_could_help(coat, desk) == whom_to_help(omar) == []


def test_gifts_and_people_under_18_never_cross_whatever_is_kept(coat, sewing, ada, omar):
    """Nothing else asks this of a gift; of who is under 18 the checks that lack would, too."""
    kept = make.make_match(coat, make.make_gift(omar))
    assert who_could_help(coat) == whom_to_help(omar) == []
    kept.delete()
    fitting(coat, sewing)
    assert Match.objects.standing(NOW().date()).exists()

    Member.objects.filter(pk=ada.pk).update(age_band=Member.AgeBand.TEEN)

    assert not Match.objects.standing(NOW().date()).exists()


def test_no_check_lacks_where_the_giver_has_shown_it_at_their_own_bank(coat, sewing, omar):
    kind = make.make_check_kind(omar.bank)
    sewing.checks.set([kind])
    fitting(coat, sewing)
    assert who_could_help(coat) == []

    make.make_check(omar, kind=kind)

    assert who_could_help(coat) == ["Omar Sews"]


def test_nothing_of_a_profile_or_of_what_somebody_did_crosses(coat, sewing, ada, omar):
    """All shown at home, and a coordinator asks: still only what a visitor of that bank reads."""
    for bank in (ada.bank, omar.bank):
        Area.objects.create(bank=bank, name="Mill", latitude="51.50", longitude="-2.00")
    told = {"area": "Mill", "languages": ["pl", "en"], "availability": ["MON_AM"], "shows": list(Member.Item.values)}
    Member.objects.filter(pk__in=[ada.pk, omar.pk]).update(**told)
    Listing.objects.filter(pk=coat.pk).update(availability=["MON_AM"])
    fitting(coat, sewing)
    ada.refresh_from_db()

    for reader in (ada, make.make_coordinator(ada.bank)):
        [each] = matches.of_listing(coat, reader, at=NOW())
        assert set(each.why) - {Why.FIRST_RECEIVING} == {Why.SAME_THING, Why.ELSEWHERE, Why.NOT_MET}
        assert each.minutes_away is None
    before = each.score
    make.posted_exchange(omar, make.make_member(omar.bank), minutes=30)
    [after] = matches.of_listing(coat, reader, at=NOW())
    assert after.score == before  # whether they gave there is not even counted


def test_what_a_listing_says_itself_may_speak(coat, sewing, ada, omar):
    for bank, name, north in ((ada.bank, "Mill", "51.50"), (omar.bank, "Mill", "51.51")):
        Area.objects.create(bank=bank, name=name, latitude=north, longitude="-2.00")
    Listing.objects.filter(pk__in=[coat.pk, sewing.pk]).update(area="Mill", availability=["MON_AM"])
    fitting(coat, sewing)

    [each] = matches.of_listing(coat, ada, at=NOW())

    assert each.minutes_away == 15
    assert {Why.NEAR, Why.SAME_TIMES} <= set(each.why)
    assert Why.SAME_AREA not in each.why  # two towns may use one name


def test_who_met_across_banks_has_met(coat, sewing, ada, omar):
    fitting(coat, sewing)
    make.crossed(omar, ada)

    [each] = matches.of_listing(coat, ada, at=NOW())

    assert Why.NOT_MET not in each.why
    assert Why.FIRST_RECEIVING not in each.why


def test_ones_own_bank_comes_first_among_equals(coat, sewing, ada):
    bea = make.make_member(ada.bank, name="Bea Near")
    make.posted_exchange(bea, make.make_member(ada.bank), minutes=30)  # a first chance to give would speak for her
    fitting(coat, sewing)
    fitting(coat, make.make_listing(bea, **SEWING))

    assert who_could_help(coat) == ["Bea Near", "Omar Sews"]
    assert [each.at_home for each in matches.of_listing(coat, ada, at=NOW())] == [True, False]


# ------------------------------------------------------------------------------------------------- what is done with it


def test_a_no_to_what_is_elsewhere_is_heard(coat, sewing, ada, omar):
    fitting(coat, sewing)

    say_not_for_me(ada, sewing, NotForMe.Why.FAR, by=ada, at=NOW())

    assert who_could_help(coat) == whom_to_help(omar) == []


def test_nobody_says_no_to_what_they_cannot_read(bank, other, sewing, ada):
    Bank.objects.filter(pk=other.pk).update(listings_are_public=False)

    with pytest.raises(NotAllowed):
        say_not_for_me(ada, sewing, NotForMe.Why.FAR, by=ada, at=NOW())


def test_who_is_elsewhere_is_neither_introduced_nor_rung_nor_written_to(coat, sewing, ada, omar):
    fitting(coat, sewing)
    Member.objects.filter(pk__in=[ada.pk, omar.pk]).update(channel=Member.Channel.PHONE, telephone="0123")
    desk = make.make_coordinator(ada.bank)

    with pytest.raises(NoLongerFits):
        introduce(coat, omar, by=desk, at=NOW())

    assert calls_for(desk, at=NOW()) == []
    assert matches.best_offers_for(coat, at=NOW()) == []


def test_two_of_one_bank_are_introduced_however_many_fit_better_elsewhere(coat, omar, ada):
    """As the board shows them, where nobody of another bank takes a place."""
    bea = make.make_member(ada.bank, name="Bea Near")
    fitting(coat, make.make_listing(bea, **SEWING), likeness=0.5)
    for number in range(matches.LOOKED_AT):
        fitting(coat, make.make_listing(omar, title=f"Sewing {number}"))

    introduce(coat, bea, by=make.make_coordinator(ada.bank), at=NOW())

    assert coat.introductions.get().giver == bea


def test_who_fits_at_home_is_looked_at_however_many_are_likelier_elsewhere(coat, omar, ada):
    """Much the same at home comes before it elsewhere: so it may not be lost among many of those."""
    bea = make.make_member(ada.bank, name="Bea Near")
    fitting(coat, make.make_listing(bea, **SEWING), likeness=0.89)
    for number in range(matches.LOOKED_AT):
        fitting(coat, make.make_listing(omar, title=f"Sewing {number}"), likeness=0.9)

    shown = [
        matches.of_listing(coat, ada, at=NOW()),
        matches.to_be_helped(ada, at=NOW()),
        matches.best_of_each([coat], ada, at=NOW())[coat.pk],
    ]

    assert [found[0].giver for found in shown] == [bea, bea, bea]
