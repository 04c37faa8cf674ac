"""Every address, asked by who acts for somebody: only what is marked for it opens, and nothing of anybody else."""

import pytest
from django.utils import timezone

from members.actions import end_mandate
from members.models import Mandate, Member, Person
from tests import factories as make
from tests.access.addresses import all_addresses, filled_in
from tests.access.asking import ask, everything, in_a_word, read, signed_in
from tests.access.forms import meant
from tests.access.scene import Scene
from tests.access.table import expected

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXPECTED = expected()
OF_BANKS = [address for address in all_addresses() if address.is_of_bank]
HOLDERS_OWN = {each.name for each in OF_BANKS if each.view.open_to == "holders"}
SUPPORTERS = {each.name for each in OF_BANKS if Mandate.Kind.SUPPORTER in getattr(each.view, "admits", ())}

# By hand, as the table: whatever else opens to who acts must be added here, with a reason.
OPEN_TO_WHO_ACTS = {
    "exchanges:home",
    "exchanges:event",
    "exchanges:event_calendar",
    "exchanges:event_cancel",
    "exchanges:event_change",
    "exchanges:event_guest",
    "exchanges:event_hours",
    "exchanges:event_new",
    "exchanges:event_register",
    "exchanges:event_register_printed",
    "exchanges:event_sign_up",
    "exchanges:event_withdraw",
    "exchanges:events",
    "exchanges:settling",
    "exchanges:settling_agree",
    "exchanges:settling_no",
    "exchanges:settling_say",
    "exchanges:cross_log",
    "exchanges:crosses",
    "exchanges:cross",
    "exchanges:cross_confirm",
    "exchanges:cross_cancel",
    "exchanges:cross_dispute",
    "exchanges:cross_thank",
    "exchanges:hours_give",
    "exchanges:hours_ask",
    "exchanges:hours_gift",
    "exchanges:hours_return",
    "exchanges:pot_request",
    "exchanges:pot_withdraw",
    "exchanges:listings",
    "exchanges:listing",
    "exchanges:listing_ask",
    "exchanges:listing_new",
    "exchanges:rounds",
    "exchanges:round",
    "exchanges:matches",
    "exchanges:not_for_me",
    "exchanges:gift_not_for_me",
    "exchanges:show_again",
    "exchanges:saved_searches",
    "exchanges:save_search",
    "exchanges:saved_search",
    "exchanges:listing_change",
    "exchanges:listing_photo",
    "exchanges:listing_photos",
    "exchanges:listing_small_photo",
    "exchanges:listing_close",
    "exchanges:listing_pause",
    "exchanges:listing_open",
    "exchanges:listing_renew",
    "exchanges:listing_propose",
    "exchanges:announcements",
    "exchanges:enquire",
    "exchanges:conversation",
    "exchanges:plan",
    "exchanges:exchanges",
    "exchanges:exchange",
    "exchanges:accept",
    "exchanges:decline",
    "exchanges:cancel",
    "exchanges:log_planned",
    "exchanges:confirm",
    "exchanges:dispute",
    "exchanges:thank",
    "exchanges:again",
    "exchanges:calendar",
    "exchanges:happened",
    "exchanges:costs",
    "exchanges:met_before",
    "exchanges:not_today",
    "exchanges:code",
    "exchanges:code_typed",
    "exchanges:code_shown",
    "exchanges:log",
    "exchanges:log_what",
    "exchanges:log_when",
    "exchanges:log_check",
    "exchanges:member",
    "exchanges:organisations",
    "exchanges:organisation",
    "exchanges:rules",
    "services:services",
    "services:service",
    "services:voice",
    "services:voice_open",
    "services:report",
    "services:targets",
    "services:target_remove",
    "services:costs",
    "services:cost_remove",
    "services:map",
    "services:map_missing",
    "services:asset",
    "services:programme",
    "services:referrals",
    "services:referral_new",
    "services:referral",
    "services:refer",
    "services:refer_link",
    "services:my_referrals",
    "services:my_referral",
    "services:service_measures",
    "services:service_measures_csv",
    "services:programme_measures",
    "services:programme_measures_csv",
    "insight:statement",
    "insight:statement_csv",
    "insight:statement_xlsx",
    "insight:statement_pdf",
    "members:members",
    "members:conversations",
    "members:my_profile",
    "members:profile",
    "members:profile_about",
    "members:profile_access",
    "members:profile_area",
    "members:profile_gift",
    "members:profile_gifts",
    "members:profile_languages",
    "members:profile_name",
    "members:profile_notices",
    "members:profile_photo",
    "members:profile_reach",
    "members:profile_shows",
    "members:profile_telephone",
    "members:profile_times",
    "members:write_to",
    "members:block",
    "exchanges:cross_block",
    "members:unblock",
    "members:report_talk",
    "members:photo",
    "members:small_photo",
    "members:terms",
}

PUBLIC_LISTS = {
    "exchanges:organisations",
    "services:services",
    "services:map",
}  # with what each opens, which is nothing here


def acting(scene: Scene, mandate: Mandate):
    client = signed_in(mandate.holder.person)
    answer = read(client, "POST", f"/riverside/acting/{mandate.pk}/")
    assert answer.status_code == 302
    return client


def ways(name: str) -> list[str]:
    return [how for asked, how in EXPECTED["party"] if asked == name]


def answers(scene: Scene, client, names, *, before=None) -> dict:
    forms = meant(scene)
    return {
        (name, how): ask(client, how, filled_in(name, scene), forms[name] if how == "SEND" else None, before=before)
        for name in names
        for how in ways(name)
    }


def test_what_opens_to_who_acts_is_written_here():
    assert SUPPORTERS == OPEN_TO_WHO_ACTS


def test_who_acts_is_answered_as_their_member_and_nowhere_else(scene):
    client = acting(scene, scene.mandate)

    open_pages = answers(scene, client, SUPPORTERS)

    as_member = {at: EXPECTED["party"][at] for at in open_pages}
    assert {at: in_a_word(answer) for at, answer in open_pages.items()} == as_member


def test_everything_else_is_closed_and_says_to_stop_first(scene):
    client = acting(scene, scene.mandate)
    closed = {each.name for each in OF_BANKS} - SUPPORTERS - HOLDERS_OWN

    answered = answers(scene, client, closed, before=everything())

    told = {at: answer for at, answer in answered.items() if "stop acting first" in answer.content.decode()}
    assert {in_a_word(answer) for answer in answered.values()} == {"403"}
    assert set(told) == set(answered)
    assert {table for answer in answered.values() for table in answer.changed} == set()


def test_who_acts_for_a_coordinator_has_none_of_their_roles(scene):
    helper = scene.stranger
    mandate = make.supporter(scene.coordinator, helper)
    client = acting(scene, mandate)

    assert in_a_word(read(client, "GET", filled_in("exchanges:desk", scene))) == "403"
    listed = read(client, "GET", filled_in("exchanges:exchanges", scene)).content.decode()
    assert "Weeding" not in listed  # the exchanges of others
    assert in_a_word(read(client, "GET", filled_in("exchanges:exchange", scene))) == "404"
    statement = filled_in("insight:statement", scene)
    assert in_a_word(read(client, "GET", statement, {"account": scene.party.number})) == "404"


@pytest.mark.parametrize("bank", ["riverside", "nowhere"])
def test_who_only_acts_sees_nothing_while_they_do_not(scene, bank):
    client = signed_in(scene.mandate.holder.person)
    public = {each.name for each in OF_BANKS if each.view.open_to == "everybody"} | PUBLIC_LISTS
    names = {each.name for each in OF_BANKS} - public - HOLDERS_OWN

    answered = {
        (name, how): in_a_word(ask(client, how, filled_in(name, scene, bank=bank)))
        for name in names
        for how in ("GET", "POST")
    }
    for name in ("exchanges:organisation", "services:service", "services:asset"):
        answered.pop((name, "POST"))  # 405, as to any visitor

    assert set(answered.values()) == {"404"}


def test_who_only_acts_reads_a_banks_public_face_as_a_visitor_does(scene):
    client = signed_in(scene.mandate.holder.person)

    page = read(client, "GET", filled_in("exchanges:home", scene)).content.decode()

    assert "Act for" in page
    assert "My statement" not in page
    assert f'href="{filled_in("members:members", scene)}"' not in page


def test_at_another_bank_who_acts_is_themselves(scene):
    hillside = make.make_bank(slug="hillside")
    client = acting(scene, scene.delegacy)

    assert in_a_word(read(client, "GET", "/hillside/members/")) == "404"
    assert "You are acting for" not in read(client, "GET", f"/{hillside.slug}/").content.decode()


@pytest.mark.parametrize("how", ["ended", "holder left", "member suspended"])
def test_what_ends_it_ends_it_at_once_and_does_nothing(scene, how):
    client = acting(scene, scene.delegacy)
    if how == "ended":
        end_mandate(scene.delegacy, by=scene.coordinator, at=timezone.now())
    elif how == "holder left":
        Member.objects.filter(pk=scene.party.pk).update(state="LEFT")
    else:
        Member.objects.filter(pk=scene.organisation.pk).update(state="SUSPENDED", review_on=timezone.localdate())
    before = everything()
    form = {"kind": "OFFER", "title": "In whose name?"}

    first = read(client, "POST", filled_in("exchanges:listing_new", scene), form)

    assert first.status_code == 403
    assert "You can no longer act for them" in first.content.decode()
    assert everything() == before
    second = read(client, "GET", filled_in("exchanges:home", scene))
    assert "You are acting for" not in second.content.decode()


def test_nobody_uses_a_mandate_of_somebody_else(scene):
    for person in [scene.stranger.person, scene.coordinator.person, scene.mandate.holder.person]:
        client = signed_in(Person.objects.get(pk=person.pk))
        assert read(client, "POST", f"/riverside/acting/{scene.delegacy.pk}/").status_code == 404
        assert "acting" not in client.session
