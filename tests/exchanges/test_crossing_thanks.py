"""Thanks for help from another bank: who says them, when, and who reads them."""

import pytest

from exchanges.access.crossing import cross_choices
from exchanges.actions.crossing import words
from exchanges.actions.life import NothingSaid
from exchanges.models import CrossExchange
from members.models import Bank, Member
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa() -> Member:
    return make.make_member(make.make_bank(slug="riverside", approval=Bank.Approval.NOBODY), name="Rosa Lind")


@pytest.fixture
def omar(rosa) -> Member:
    bank = make.make_bank(slug="hillside", approval=Bank.Approval.ALL)
    make.trade(rosa.bank, bank)
    return make.make_member(bank, name="Omar Hadid")


def may_thank(cross: CrossExchange, member: Member) -> bool:
    return cross_choices(cross, member, at=make.act(member).at).thank


def thanks() -> list[tuple[str, str, str]]:
    found = Notice.objects.filter(kind="THANKED").select_related("recipient")
    return [(each.recipient.name, each.subject, each.body) for each in found]


def test_who_received_says_thank_you_once(rosa, omar):
    cross = make.agreed_across(rosa, omar)
    assert (may_thank(cross, omar), may_thank(cross, rosa)) == (True, False)

    for said in ("Thank you, Rosa!", "Thank you, Rosa!", "And once more."):
        cross = words.thank(cross, make.act(omar), words=said)

    assert thanks() == [("Rosa Lind", "Omar Hadid says thank you: Mending a bicycle", "Thank you, Rosa!")]
    assert not may_thank(cross, omar)
    assert cross.state == CrossExchange.State.CONFIRMED


def test_who_acts_for_the_receiver_says_it_for_them(rosa, omar):
    helper = make.make_member(omar.bank)
    make.supporter(omar, helper)

    words.thank(make.agreed_across(rosa, omar), make.acting(helper, omar), words="Thank you.")

    assert [name for name, _subject, _body in thanks()] == ["Rosa Lind"]


def test_thanks_need_help_that_was_agreed_and_words(rosa, omar):
    asked, agreed = make.crossed(rosa, omar), make.agreed_across(rosa, omar)
    disputed = make.disputed_across(rosa, omar)
    for cross, by, said, refusal in (
        (asked, omar, "Thank you.", WrongState),
        (disputed, omar, "Thank you.", WrongState),
        (agreed, rosa, "Thank you.", NotAllowed),
        (agreed, make.make_member(omar.bank), "Thank you.", NotAllowed),
        (agreed, omar, "  ", NothingSaid),
    ):
        with pytest.raises(refusal):
            words.thank(cross, make.act(by), words=said)
    assert thanks() == []
