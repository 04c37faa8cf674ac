"""A plan is finished on a small telephone, with the keyboard alone: it happened, thank you, the same again."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from exchanges.actions import life
from exchanges.models import Exchange
from members.models import Bank
from tests import factories as make
from tests.browser.conftest import PHONE
from tests.browser.test_hands import press, tab_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def plan(transactional_db) -> Exchange:
    bank = make.make_bank(approval=Bank.Approval.ALL, step_minutes=15)
    margaret, fatima = make.make_member(bank, name="Margaret Pole"), make.make_member(bank, name="Fatima Khan")
    proposed = life.propose(make.draft(margaret, fatima, minutes=90), make.act(margaret))
    return life.accept(proposed, make.act(fatima))


def test_a_plan_is_finished_and_comes_again_by_the_keyboard(open_page, plan):
    page = open_page(plan.receiver.person, size=PHONE)
    page.goto(reverse("exchanges:home", args=[plan.bank.slug]))

    press(page, "It happened: 1½ hours")
    expect(page.get_by_text("Sent. We ask Margaret Pole to agree.")).to_be_visible()
    tab_to(page, "thank_words")
    page.keyboard.type("The garden looks lovely.")
    press(page, "Send to Margaret Pole")
    expect(page.get_by_text("“The garden looks lovely.”").first).to_be_visible()
    press(page, "Same again next week")
    expect(page.get_by_text("We ask Margaret Pole for the same again.")).to_be_visible()

    plan.refresh_from_db()
    again = Exchange.objects.get(follows=plan)
    assert (plan.state, plan.thanks) == (Exchange.State.LOGGED, "The garden looks lovely.")
    assert again.planned_on == plan.planned_on + datetime.timedelta(days=7)
