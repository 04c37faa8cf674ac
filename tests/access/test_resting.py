"""What somebody who has a rest or is suspended can still reach: what is theirs, and nothing else."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import resting
from members import actions
from members.access.guards import EVERYBODY
from tests.access.addresses import all_addresses, filled_in
from tests.access.asking import ask, in_a_word, signed_in
from tests.access.forms import meant
from tests.access.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# What opens of what is not open to everybody; of the exchanges, the one whose turn it is for their word about the past.
THEIRS = {
    "members:preferences",
    "exchanges:cross",
    "exchanges:exchange",
    "exchanges:settling",
    "exchanges:rules",
    "insight:statement",
    "insight:statement_csv",
    "insight:statement_xlsx",
    "insight:statement_pdf",
    "services:my_referrals",
    "services:my_referral",
}
AS_A_VISITOR = {"exchanges:organisations", "services:services", "services:map"}  # what organisations open to everybody
# Of a dispute they see: what only who mediates, or a coordinator, does.
SAYS_NO = {"exchanges:settling_for", "exchanges:settling_name", "exchanges:settling_propose"}
BUTTONS = {
    "exchanges:cancel",
    "exchanges:confirm",
    "exchanges:cross_cancel",
    "exchanges:cross_confirm",
    "exchanges:cross_dispute",
    "exchanges:cross_thank",
    "exchanges:dispute",
    "exchanges:thank",
    "exchanges:settling_name",
    "exchanges:settling_say",
    "exchanges:settling_propose",
    "exchanges:settling_agree",
    "exchanges:settling_no",
    "exchanges:member_return",
    "members:unblock",
}


def rest(scene: Scene, how: str) -> None:
    at = timezone.now()
    scene.exchanges["POSTED"].refresh_from_db()
    if how == "paused":
        resting.pause(scene.party, actions.Rest(), by=scene.party, at=at)
        return
    review_on = scene.bank.day(at + datetime.timedelta(days=9))
    resting.suspend(scene.party, actions.Suspension("Let us talk.", review_on), by=scene.coordinator, at=at)


@pytest.mark.parametrize("how", ["paused", "suspended"])
def test_they_reach_what_is_theirs_and_nothing_else(scene, how):
    rest(scene, how)
    client, forms = signed_in(scene.party.person), meant(scene)
    names = [each.name for each in all_addresses() if each.is_of_bank and each.view.open_to != EVERYBODY]

    opened = {name: in_a_word(ask(client, "GET", filled_in(name, scene))) for name in names}
    sent = {name: in_a_word(ask(client, "POST", filled_in(name, scene), forms.get(name))) for name in names}

    assert {name for name, word in opened.items() if word == "ok"} == THEIRS | AS_A_VISITOR
    assert {name for name, word in opened.items() if word == "405"} == BUTTONS
    reached = {name for name, word in sent.items() if word not in {"404", "405"}}
    assert {name for name in reached if sent[name] == "403"} == SAYS_NO
    assert reached <= BUTTONS | SAYS_NO | {"members:preferences", "services:my_referral"}


@pytest.mark.parametrize("how", ["paused", "suspended"])
def test_their_own_rest_and_leaving_are_theirs(scene, how):
    rest(scene, how)
    client = signed_in(scene.party.person)
    own = f"/riverside/members/{scene.party.number}/"

    answered = {page: in_a_word(ask(client, "GET", own + page)) for page in ("", "leave/", "pause/", "suspend/")}

    assert answered == {"": "404", "leave/": "ok", "pause/": "ok" if how == "paused" else "on", "suspend/": "404"}


def test_a_coordinator_who_rests_has_no_desk(scene):
    resting.pause(scene.coordinator, actions.Rest(), by=scene.coordinator, at=timezone.now())
    client = signed_in(scene.coordinator.person)

    assert in_a_word(ask(client, "GET", "/riverside/desk/")) == "404"
    assert in_a_word(ask(client, "GET", f"/riverside/statement/?account={scene.party.number}")) == "404"
    assert in_a_word(ask(client, "GET", f"/riverside/exchanges/{scene.exchanges['POSTED'].pk}/")) == "404"
