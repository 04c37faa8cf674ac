"""The demo bank's story: whole, the same for the same seed, and nothing of it is sent."""

import datetime
import re
import statistics
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from exchanges.models import (
    Announcement,
    Dispute,
    Event,
    Exchange,
    HoursGift,
    Listing,
    MetBefore,
    PotRequest,
    Round,
    RoundProposal,
)
from ledger import reads as ledger
from members.models import Bank, Check, Gift, Letter, Mandate, Member, Role
from members.reads.joining import columns
from notices.models import Notice
from services.models import Asset, Referral, RoleIdea, Service, VoiceRound
from services.reads import measures
from services.reads.wellbeing import wellbeing_of
from timebank.demo.sign_ins import DEMO_SIGN_INS, PASSWORD
from timebank.demo.story import make_demo_bank
from timebank.demo.town import Wishes
from timebank.demo.waiting import leave_waiting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
State = Exchange.State


def hours_by_name(slug):
    members = Member.objects.filter(bank__slug=slug).exclude(account=None)
    minutes = ledger.balances(members.values_list("account_id", flat=True))
    return sorted((member.name, minutes[member.account_id]) for member in members)


def shares_of(members):
    """Which share of members has never met anybody, which took part in 20 or more, and how much of all that is."""
    met = Counter()
    for both in Exchange.objects.filter(giver__in=members).values_list("giver", "receiver"):
        met.update(both)
    count, most = members.count(), [times for times in met.values() if times >= 20]
    return (1 - len(met) / count, len(most) / count, sum(most) / sum(met.values()))


def test_the_demo_bank_is_whole_and_has_something_for_every_role(client):
    call_command("demo", verbosity=0)
    bank = Bank.objects.get(slug="riverside")
    states = set(Exchange.objects.of(bank).values_list("state", flat=True))
    members = Member.objects.of(bank)
    posted = Exchange.objects.of(bank).filter(state=State.POSTED, giver__referrals=None)  # of the others' year

    assert ledger.prove(bank="riverside").ok
    assert members.belonging().exclude(account=None).count() >= 128
    assert members.filter(kind=Member.Kind.ORGANISATION).count() >= 5
    assert members.trading().filter(person__email=None, kind=Member.Kind.PERSON).count() >= 10
    assert members.filter(state=Member.State.LEFT).count() == 1
    assert members.applicants().count() == 6  # with whom a service has just introduced
    assert 12 * 40 <= posted.count() <= 12 * 48
    assert 165 <= statistics.median(posted.values_list("minutes", flat=True)) <= 180
    assert not posted.exclude(minutes__range=(30, 360)).exists()
    assert posted.exclude(thanks="").count() >= 200
    assert states == {
        State.POSTED, State.CONFIRMED, State.LOGGED, State.AGREED, State.PROPOSED, State.DISPUTED,
    }  # fmt: skip
    assert Exchange.objects.of(bank).silent(timezone.now()).exists()
    events = Event.objects.of(bank).filter(session=None).values_list("state", flat=True)
    assert Counter(events) == {Event.State.POSTED: 4, Event.State.REGISTERED: 1, Event.State.OPEN: 3}
    assert HoursGift.objects.filter(bank=bank).count() == 3
    assert PotRequest.objects.filter(bank=bank).open().count() == 1
    assert Announcement.objects.filter(bank=bank).count() == 2
    _must_have_held_rounds(bank)
    assert [dispute.state for dispute in Dispute.objects.filter(exchange__bank=bank)] == [Dispute.State.HEARD]
    listings = Listing.objects.of(bank).open(bank.day(timezone.now()))
    assert listings.filter(kind="OFFER").count() == pytest.approx(0.5 * 128, abs=3)
    assert listings.filter(kind="REQUEST").count() == pytest.approx(0.4 * 128, abs=3)
    assert shares_of(members.trading()) == pytest.approx((1 / 3, 1 / 10, 0.4), abs=0.07)
    assert (bank.approval, bank.approval_over_minutes, bank.floor_minutes) == ("OVER", 60, -720)
    assert not Notice.objects.due(timezone.now() + datetime.timedelta(days=365)).exists()
    assert [len(column.rows) for column in columns(list(members.applicants()), bank, timezone.now())] == [2, 1, 1, 1, 1]
    acting = Mandate.objects.filter(member__bank=bank).acting()
    assert acting.filter(member__service=None).count() == 4
    _must_tell_two_ways(bank)
    _must_say_so_to_visitors(client, bank)
    assert members.filter(state=Member.State.PAUSED).count() == 1
    assert Check.objects.expiring(bank.day(timezone.now()), within_days=14).count() == 1
    assert members.with_role(Role.SAFEGUARDING).count() == 2
    assert set(Gift.objects.filter(member__bank=bank).values_list("kind", flat=True)) == {"HEAD", "HAND", "HEART"}
    assert Letter.objects.filter(conversation__bank=bank).count() == 3
    for sign_in in DEMO_SIGN_INS:
        assert client.post("/accounts/login/", {"login": sign_in.email, "password": PASSWORD}).status_code == 302
        client.post("/accounts/logout/")


def _must_tell_two_ways(bank):
    """Of three services one has become two-way, one is on its way, and one means well and stays one-way."""
    last_on = bank.day(timezone.now()).replace(day=1) - datetime.timedelta(days=1)
    first_on = (last_on - datetime.timedelta(days=330)).replace(day=1)
    whole = {
        service.slug: measures.of_service(service, first_on, last_on).whole
        for service in Service.objects.of(bank).select_related("bank")
    }
    gave = {slug: figures.also_gave.part / figures.also_gave.of for slug, figures in whole.items()}
    index = {slug: figures.index.part / figures.index.of for slug, figures in whole.items()}
    assert gave["riverside-surgery"] > gave["riverside-primary"] > 0.4 > 0.2 > gave["weir-house"]
    assert index["riverside-surgery"] > 0.4 > 0.2 > index["weir-house"]
    assert whole["riverside-surgery"].staff_like.part == 1
    assert whole["weir-house"].hours.side_by_side == 0 < whole["weir-house"].hours.staff_to_citizen
    surgery = Service.objects.of(bank).get(slug="riverside-surgery")
    assert len(wellbeing_of(surgery, bank.day(timezone.now())).shown) == 5
    assert MetBefore.objects.filter(member__bank=bank).count() >= 20
    assert Asset.objects.of(bank).count() == 10
    assert Asset.objects.of(bank).waiting().count() == 1
    assert surgery.staff_times.filter(session=None).count() == 12
    assert VoiceRound.objects.filter(service__bank=bank).count() == 2
    assert Referral.objects.filter(bank=bank).waiting().count() == 1
    assert RoleIdea.objects.filter(service__bank=bank, state=RoleIdea.State.WAITING).count() == 1


def _must_say_so_to_visitors(client, bank):
    """The public pages say the same: of a hundred hours at the surgery more than half were given by those it serves."""
    gave = {}
    for slug in ("riverside-surgery", "weir-house"):
        page = client.get(f"/{bank.slug}/services/{slug}/").content.decode()
        gave[slug] = int(re.search(r"of 100 hours they gave (\d+)", page)[1])
    assert gave["riverside-surgery"] > 50 > 20 > gave["weir-house"]


def _must_have_held_rounds(bank):
    rounds = list(Round.objects.of(bank).values_list("state", flat=True))
    proposals = RoundProposal.objects.filter(round__bank=bank)
    resident = Member.objects.of(bank).get(person__email="resident@demo.example")
    assert rounds == [Round.State.OPEN, Round.State.SOLVED]
    assert {"AGREED", "WAITING", "DECLINED"} <= set(proposals.values_list("state", flat=True))
    assert proposals.waiting().with_member(resident).exists()


def test_another_seed_tells_another_story_and_a_second_time_changes_nothing(capsys):
    wishes = {"members": 30, "exchanges": 25, "verbosity": 0}
    call_command("demo", bank="riverside", seed=7, **wishes)
    call_command("demo", bank="downstream", seed=8, **wishes)
    before = hours_by_name("riverside")
    call_command("demo", bank="riverside", seed=9, **wishes)

    assert hours_by_name("riverside") == before
    assert hours_by_name("downstream") != before
    assert len(before) == 30
    assert ledger.prove().ok


def test_the_same_seed_tells_the_same_story_at_any_time_of_day_and_whenever_it_is_told():
    yesterday = timezone.now() - datetime.timedelta(days=1)
    told = {
        "long-ago": yesterday.replace(hour=0, minute=2) - datetime.timedelta(days=100),
        "late": yesterday.replace(hour=23, minute=58),
    }
    for bank, now in told.items():
        leave_waiting(make_demo_bank(Wishes(bank=bank, members=57, exchanges=40, seed=3), now=now))

    waiting = sorted([State.LOGGED] * 3 + [State.CONFIRMED] * 4 + [State.DISPUTED, State.AGREED, State.PROPOSED])
    states = Exchange.objects.exclude(state=State.POSTED)
    assert {bank: sorted(states.filter(bank__slug=bank).values_list("state", flat=True)) for bank in told} == (
        dict.fromkeys(told, waiting)
    )
    assert hours_by_name("long-ago") == hours_by_name("late")


@pytest.mark.parametrize(("bank", "members"), [("accounts", 10), ("no/slash", 10), ("small", 1)])
def test_what_cannot_be_a_bank_is_refused_with_a_sentence(bank, members):
    with pytest.raises(CommandError):
        call_command("demo", bank=bank, members=members)

    assert not Bank.objects.exists()
