"""Finding what fits: on each change, of gifts, and of everything every night; again does no harm."""

import datetime

import numpy as np
import pytest
from django.utils import timezone

from exchanges import tasks
from exchanges.actions import matching
from exchanges.actions.erasing import erase_words, replace_in_exchanges
from exchanges.actions.listings import Wording, reword, take_down
from exchanges.actions.standing import open_again
from exchanges.matching.embedder import embedder
from exchanges.models import Listing, Match, MatchSweep, Meaning
from exchanges.reads import meanings
from members.actions.gifts import GiftWords, add_gift, change_gift, remove_gift
from members.models import Bank
from tests import factories as make
from timebank.lib.traces import traces_of

pytestmark = pytest.mark.django_db

NOW = timezone.now
REQUEST, OFFER = Listing.Kind.REQUEST, Listing.Kind.OFFER


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def ada(bank):
    return make.make_member(bank, name="Ada Asks")


@pytest.fixture
def bea(bank):
    return make.make_member(bank, name="Bea Bakes")


@pytest.fixture(params=["pgvector", "itself"])
def way(request, monkeypatch):
    """Both ways of finding the nearest; this server has pgvector."""
    if request.param == "itself":
        monkeypatch.setattr(meanings, "has_pgvector", lambda: False)
    return request.param


def asked(member, title="A torn coat", body="The lining hangs out."):
    return make.make_listing(member, kind=REQUEST, title=title, body=body)


def offered(member, title="Sewing and mending", body="Zips, hems, linings."):
    return make.make_listing(member, kind=OFFER, title=title, body=body)


def match_all():
    tasks.match_changed()


def match_gifts(bank):
    assert meanings.banks_with_unlearned_gifts(embedder().name) == [bank.pk]
    tasks.match_gifts(bank_id=bank.pk)
    assert meanings.banks_with_unlearned_gifts(embedder().name) == []


def pairs():
    return set(Match.objects.values_list("request__title", "offer__title"))


def test_what_is_put_up_finds_what_fits(ada, bea, way):
    asked(ada)
    offered(bea)
    offered(bea, "Guitar lessons", "For beginners of any age.")

    match_all()

    best = Match.objects.order_by("-likeness").first()
    assert (best.request.title, best.offer.title) == ("A torn coat", "Sewing and mending")
    assert (best.receiver, best.giver) == (ada, bea)
    assert not Listing.objects.filter(match_due_at__isnull=False).exists()


def test_an_offer_put_up_later_finds_the_request(ada, bea, way):
    asked(ada)
    match_all()
    offered(bea)

    match_all()

    assert pairs() == {("A torn coat", "Sewing and mending")}


def test_both_ways_find_the_same(ada, bea, monkeypatch):
    for title in ("A torn coat", "Tap drips", "My dog needs a walk"):
        asked(ada, title, "")
    for title in ("Sewing", "Plumbing", "Dog walking", "Maths lessons"):
        offered(bea, title, "")
    match_all()
    by_pgvector = {(m.request_id, m.offer_id): round(m.likeness, 3) for m in Match.objects.all()}
    monkeypatch.setattr(meanings, "has_pgvector", lambda: False)
    Listing.objects.update(match_due_at=NOW())

    match_all()

    here = {(m.request_id, m.offer_id): m.likeness for m in Match.objects.all()}
    for pair in by_pgvector.keys() & here.keys():
        assert here[pair] == pytest.approx(by_pgvector[pair], abs=0.05)
    assert max(here, key=here.get) == max(by_pgvector, key=by_pgvector.get)


def test_again_adds_nothing(ada, bea):
    request = asked(ada)
    offered(bea)
    match_all()
    before = list(Match.objects.values("request", "offer", "likeness"))
    Listing.objects.update(match_due_at=NOW())

    match_all()

    assert matching.match_listing(request.pk, at=NOW()) == 0  # not due
    assert list(Match.objects.values("request", "offer", "likeness")) == before


def test_nobody_is_matched_with_themselves_nor_with_another_bank(ada):
    asked(ada)
    offered(ada)
    offered(make.make_member(make.make_bank(), name="Far Away"))

    match_all()

    assert not Match.objects.exists()


def test_other_words_find_other_matches(ada, bea):
    request = asked(ada)
    offered(bea)
    match_all()

    reword(request, Wording(kind=REQUEST, title="Tap drips", body="Night and day, into the bath."), by=ada, at=NOW())
    match_all()

    assert pairs() == set()
    assert Meaning.objects.get(listing=request).text.startswith("Tap drips")


def test_what_is_opened_again_is_matched_again(ada, bea):
    request = asked(ada)
    take_down(request, by=ada, at=NOW())
    match_all()
    offered(bea)
    match_all()
    assert pairs() == set()

    open_again(request, by=ada, at=NOW())
    match_all()

    assert pairs() == {("A torn coat", "Sewing and mending")}


def test_one_that_fails_holds_up_no_other(ada, bea, monkeypatch, caplog):
    broken, request = offered(bea), asked(ada)
    whole = matching.match_listing

    def fails(listing_id, *, at):
        if listing_id == broken.pk:
            raise ValueError("secret words")
        return whole(listing_id, at=at)

    monkeypatch.setattr(matching, "match_listing", fails)

    match_all()

    request.refresh_from_db()
    broken.refresh_from_db()
    assert request.match_due_at is None
    assert broken.match_due_at > NOW()  # in a while
    assert broken.title not in caplog.text


def test_banks_take_turns(bank, ada):
    for number in range(30):
        asked(ada, f"Thing {number}")
    other = asked(make.make_member(make.make_bank(), name="Small Bank"))

    match_all()

    other.refresh_from_db()
    assert other.match_due_at is None
    assert Listing.objects.filter(match_due_at__isnull=False).count() == 31 - tasks.MATCHED_PER_SWEEP


def test_a_gift_answers_a_request(bank, ada, bea):
    request = asked(ada)
    gift = add_gift(bea, GiftWords("HAND", "Mending clothes"), by=bea, at=NOW())
    match_all()

    match_gifts(bea.bank)

    match = Match.objects.get()
    assert (match.request, match.gift, match.offer, match.giver) == (request, gift, None, bea)


def test_a_gift_in_other_words_is_compared_anew_and_one_taken_out_is_gone(ada, bea):
    asked(ada)
    gift = add_gift(bea, GiftWords("HAND", "Mending clothes"), by=bea, at=NOW())
    pk = gift.pk
    match_all()
    match_gifts(bea.bank)
    assert Match.objects.count() == 1

    change_gift(gift, GiftWords("HEAD", "Chess openings"), by=bea, at=NOW())
    match_gifts(bea.bank)
    assert not Match.objects.exists()

    remove_gift(gift, by=bea, at=NOW())
    assert not Meaning.objects.filter(gift=pk).exists()


def sweep(bank, at):
    steps = 0
    while matching.sweep_a_step(bank, at=at):
        steps += 1
        assert steps < 20
    return steps


def test_a_night_finds_what_days_would_and_is_done_once(bank, ada, bea):
    asked(ada)
    asked(ada, "Tap drips", "")
    offered(bea)
    offered(bea, "Plumbing", "")
    add_gift(bea, GiftWords("HAND", "Mending clothes"), by=bea, at=NOW())
    match_all()
    match_gifts(bea.bank)
    by_day = set(Match.objects.values_list("request", "offer", "gift"))
    Match.objects.all().delete()
    Meaning.objects.all().delete()

    sweep(bank, NOW() + datetime.timedelta(days=1))

    assert set(Match.objects.values_list("request", "offer", "gift")) == by_day
    assert sweep(bank, NOW() + datetime.timedelta(days=1)) == 0
    assert MatchSweep.objects.get(bank=bank).ended_at is not None


def test_a_night_that_breaks_off_goes_on_where_it_was(bank, ada, bea, monkeypatch):
    monkeypatch.setattr(matching, "COMPARED_AT_ONCE", 1)
    for title in ("A torn coat", "Tap drips", "My dog needs a walk"):
        asked(ada, title, "")
    offered(bea)
    tomorrow = NOW() + datetime.timedelta(days=1)
    matching.sweep_a_step(bank, at=tomorrow)  # learns
    matching.sweep_a_step(bank, at=tomorrow)  # feels the crowd
    matching.sweep_a_step(bank, at=tomorrow)  # compares one
    done = Meaning.objects.of_requests().filter(compared_at=tomorrow).count()

    sweep(bank, tomorrow + datetime.timedelta(minutes=10))

    assert done == 1
    assert Meaning.objects.of_requests().filter(compared_at=tomorrow).count() == 1  # not done twice
    assert not Meaning.objects.of_requests().swept_before(matching.night_of(bank, tomorrow)).exists()


def test_a_night_forgets_what_is_over(bank, ada, bea):
    request = asked(ada)
    offered(bea)
    match_all()
    take_down(request, by=ada, at=NOW())

    sweep(bank, NOW() + datetime.timedelta(days=1))

    assert not Meaning.objects.filter(listing=request).exists()
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("at", "night"),
    [
        ("2026-03-29T03:30+01:00", "2026-03-29T01:00+00:00"),  # the hour of two o'clock is left out that night
        ("2026-10-25T02:30+00:00", "2026-10-25T02:00+00:00"),
        ("2026-06-01T01:59+01:00", "2026-05-31T01:00+00:00"),
        ("2026-06-01T02:00+01:00", "2026-06-01T01:00+00:00"),
    ],
)
def test_a_night_begins_at_two(bank, at, night):
    began = matching.night_of(bank, datetime.datetime.fromisoformat(at))

    assert began == datetime.datetime.fromisoformat(night)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Berlin", "2027-03-28T09:00+00:00"),  # there is no two o'clock that night
        ("Europe/Berlin", "2027-10-31T09:00+00:00"),  # there are two of them
        ("America/New_York", "2027-03-14T15:00+00:00"),
        ("Europe/London", "2027-03-28T09:00+00:00"),
    ],
)
def test_a_night_ends_where_the_clocks_change_at_two(ada, bea, zone, at):
    asked(ada)
    offered(bea)
    match_all()
    Bank.objects.filter(pk=ada.bank_id).update(zone=zone)
    moment = datetime.datetime.fromisoformat(at)

    assert sweep(Bank.objects.get(pk=ada.bank_id), moment) > 0

    assert sweep(Bank.objects.get(pk=ada.bank_id), moment + datetime.timedelta(minutes=30)) == 0


def test_each_offer_keeps_its_likeliest_requests_however_many_are_alike(bank, ada, bea, monkeypatch):
    monkeypatch.setattr(matching, "KEPT_EACH", 3)
    asked(ada)
    for number in range(6):
        offered(make.make_member(bank, name=f"Sews {number}"))
    match_all()

    sweep(bank, NOW() + datetime.timedelta(days=1))

    assert Match.objects.filter(offer__isnull=False).values("offer").distinct().count() == 6


def test_without_a_model_words_decide(ada, bea, monkeypatch):
    monkeypatch.setattr(matching, "embedder", lambda: type(embedder())("", ()))
    asked(ada, "Mending", "My coat")
    offered(bea, "Mending", "Coats")
    offered(bea, "Guitar lessons", "")

    match_all()

    assert pairs() == {("Mending", "Mending")}
    assert Meaning.objects.first().vector == []


def test_what_an_older_model_learned_is_learned_anew_at_night(bank, ada, bea):
    asked(ada)
    offered(bea)
    add_gift(bea, GiftWords("HAND", "Mending clothes"), by=bea, at=NOW())
    match_all()
    match_gifts(bank)
    Meaning.objects.update(model="older", vector=[1.0, 0.0])

    sweep(bank, NOW() + datetime.timedelta(days=1))

    assert set(Meaning.objects.values_list("model", flat=True)) == {embedder().name}
    assert Match.objects.filter(gift__isnull=False).exists()
    assert Match.objects.filter(offer__isnull=False).exists()


def test_numbers_come_back_as_they_were_kept(ada):
    request = asked(ada)
    match_all()

    known = meanings.read(Meaning.objects.filter(listing=request))

    assert np.allclose(known.side.vectors[0], embedder().embed(["A torn coat. The lining hangs out."])[0], atol=1e-4)
    assert np.linalg.norm(known.side.vectors[0]) == pytest.approx(1, abs=1e-3)


def test_nothing_learned_is_left_of_who_is_erased_nor_of_their_name(bank, ada, bea):
    asked(ada, "Bea Bakes taught me, now I need a sewing machine", "")
    offered(bea)
    match_all()
    match_gifts(bank)

    erase_words(bea)
    replace_in_exchanges(bank, traces_of(names=["Bea Bakes"], addresses=[]))
    Listing.objects.filter(member=bea).update(match_due_at=None)

    assert not Match.objects.exists()
    assert not Meaning.objects.filter(text__icontains="bea bakes").exists()
    assert not Meaning.objects.filter(listing__member=bea).exists()
    match_all()
    assert "bake" not in Meaning.objects.get(listing__member=ada).stems
