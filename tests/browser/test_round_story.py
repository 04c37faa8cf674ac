"""A round on a phone: somebody names things, sees what was found, and says yes; with and without JavaScript."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exchanges.actions.rounds import answering, entering, solving
from exchanges.models import Exchange, Round, RoundProposal
from members.models import Member
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.hands import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def margaret(transactional_db) -> Member:
    """A member of a bank with an open round in which somebody would drive her and likes her bread."""
    bank = make.make_bank()
    margaret, abdi = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Abdi Warsame")
    lifts, baking = make.make_category(bank, name="Lifts"), make.make_category(bank, name="Baking")
    opened = make.make_round(make.make_coordinator(bank))
    for side, category in (("GIVE", lifts), ("TAKE", baking)):
        entering.add_wish(opened, entering.Wishing(side, category, 60), make.act(abdi))
    return margaret


def solve_and_let_abdi_agree(margaret: Member) -> None:
    yesterday = margaret.bank.day(timezone.now()) - datetime.timedelta(days=1)
    Round.objects.update(last_on=yesterday)
    assert solving.solve(Round.objects.get().pk, at=timezone.now())
    drive = RoundProposal.objects.with_words().get(receiver=margaret)
    answering.say_yes(drive, make.act(drive.giver), day=yesterday + datetime.timedelta(days=5))


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_enters_on_a_phone_sees_what_was_found_and_says_yes(open_page, margaret, scripts):
    page = open_page(margaret.person, size=PHONE, scripts=scripts)
    page.goto(reverse("exchanges:home", args=[margaret.bank.slug]))
    follow(page.get_by_role("link", name="Say what you would take and give"))

    for part, kind in (("What would help you?", "Lifts"), ("What would you give?", "Baking")):
        here = page.get_by_role("region", name=part)
        here.get_by_label("Which kind of help is it?").select_option(kind)
        here.get_by_label("For how long at most").fill("1")
        follow(here.get_by_role("button", name="Add it to"))
    expect(page.get_by_role("region", name="What you named")).to_contain_text("Lifts, up to 1 hour")

    solve_and_let_abdi_agree(margaret)
    page.goto(reverse("exchanges:home", args=[margaret.bank.slug]))
    follow(page.get_by_role("link", name="See it, and answer"))
    found = page.get_by_role("region", name="What was found")
    expect(found).to_contain_text("Abdi Warsame would help you: Lifts (1 hour)")
    drive = found.get_by_role("listitem").filter(has_text="would help you")
    follow(drive.get_by_role("button", name="Yes, gladly"))

    follow(page.get_by_role("link", name="See the plan"))
    expect(page.get_by_role("main")).to_contain_text("Lifts")
    assert Exchange.objects.get().state == Exchange.State.AGREED
