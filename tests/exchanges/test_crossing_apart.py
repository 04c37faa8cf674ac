"""A member hears nothing more from somebody of another bank: who blocks whom, who learns of it, what still holds."""

import pytest
from django.utils import timezone

from exchanges.actions import life
from exchanges.actions.crossing import blocking, logging, words
from exchanges.actions.crossing.logging import BlockedByYou, NobodyThere
from exchanges.models import CrossExchange, CrossMiss
from members.actions.blocking import Apart, unblock
from members.actions.mandates import end_mandate
from members.models import Bank, Block, Member
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
State = CrossExchange.State
NOBODY = Bank.Approval.NOBODY


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(slug="riverside", approval=NOBODY)


@pytest.fixture
def other(bank) -> Bank:
    found = make.make_bank(slug="hillside", approval=NOBODY)
    make.trade(bank, found)
    return found


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Lind")


@pytest.fixture
def omar(other) -> Member:
    return make.with_hours(make.make_member(other, name="Omar Hadid"), 600)


def told(member: Member) -> list[str]:
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))


def block(cross, member, **fields):
    return blocking.block_other_side(cross, make.act(member, **fields))


def test_who_is_blocked_gets_the_one_general_refusal_whoever_writes_for_them(bank, rosa, omar):
    cross = make.agreed_across(rosa, omar)
    told_before = told(omar)
    block(cross, rosa)
    block(cross, rosa)

    with pytest.raises(NobodyThere) as blocked:
        make.crossed(omar, rosa)
    with pytest.raises(NobodyThere) as unknown:
        make.crossed(omar, rosa, number=rosa.number + 1)
    with pytest.raises(NobodyThere):
        make.crossed(omar, rosa, gives=False)
    coordinator = make.make_coordinator(omar.bank)
    with pytest.raises(NobodyThere):
        logging.log(make.cross_draft(omar, rosa), make.act(coordinator, on_behalf_of=omar, channel="PHONE"))

    assert str(blocked.value) == str(unknown.value)
    assert CrossMiss.objects.filter(by=omar).count() == 3
    assert Block.objects.count() == 1
    assert told(omar) == told_before
    unblock(Block.objects.get(), at=timezone.now())
    assert make.crossed(omar, rosa).state == State.LOGGED


def test_only_who_blocked_is_told_why_they_cannot_write(bank, rosa, omar):
    block(make.agreed_across(rosa, omar), rosa)

    with pytest.raises(BlockedByYou):
        make.crossed(rosa, omar)
    coordinator = make.make_coordinator(bank)
    with pytest.raises(NobodyThere):
        logging.log(make.cross_draft(rosa, omar), make.act(coordinator, on_behalf_of=rosa, channel="PHONE"))


def test_a_block_holds_for_the_person_whichever_number_they_use(bank, other, rosa, omar):
    block(make.agreed_across(rosa, omar), rosa)
    third = make.make_bank(slug="lakeside", approval=NOBODY)
    make.trade(bank, third)
    again = make.also_member_of(third, omar.person)

    with pytest.raises(NobodyThere):
        make.crossed(again, rosa)
    here = make.also_member_of(bank, omar.person)
    with pytest.raises(Apart):
        life.log(make.draft(here, rosa), make.act(here))


def test_what_was_written_before_stays_but_words_are_not_passed_on(rosa, omar):
    cross = make.agreed_across(rosa, omar)
    block(cross, rosa)

    cross = words.dispute(cross, make.act(omar), reason="You liar.")

    assert cross.state == State.DISPUTED
    newest = Notice.objects.filter(recipient__key=rosa.actor_key).latest("pk")
    assert (newest.kind, newest.body) == ("DISPUTED", cross.description)


def test_only_the_own_side_or_who_acts_for_it_blocks(bank, other, rosa, omar):
    cross = make.agreed_across(rosa, omar)
    coordinator, stranger = make.make_coordinator(bank), make.make_member(bank)
    helper = make.make_member(bank)
    mandate = make.supporter(rosa, helper)
    for act in (
        make.act(coordinator),
        make.act(stranger),
        make.act(coordinator, on_behalf_of=rosa, channel="PHONE"),
    ):
        with pytest.raises(NotAllowed):
            blocking.block_other_side(cross, act)
    assert not Block.objects.exists()

    blocking.block_other_side(cross, make.acting(helper, rosa))
    assert (Block.objects.get().blocker, Block.objects.get().blocked) == (rosa, omar)
    assert "BLOCKED_FOR_YOU" in told(rosa)
    unblock(Block.objects.get(), at=timezone.now())
    end_mandate(mandate, by=rosa, at=timezone.now())
    with pytest.raises(NotAllowed):
        blocking.block_other_side(cross, make.acting(helper, rosa))


def test_who_is_blocked_sends_no_thanks(rosa, omar):
    cross = make.agreed_across(rosa, omar)
    block(cross, rosa)

    with pytest.raises(Apart):
        words.thank(cross, make.act(omar), words="You know who I am.")
    assert "THANKED" not in told(rosa)
