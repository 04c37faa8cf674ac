"""The pages of a referral's link: whoever is handed it writes or puts it right, and gets one of their own."""

import datetime
import ipaddress
import re
import uuid

import pytest
from django.utils import timezone

from members.actions.gifts import GiftWords
from services.actions.referrals import CallMade, end_referral, record_call, secret_of, take_back
from services.models import Referral, ReferralLink, StaffPost
from tests import factories as make
from tests.pages.reading import words
from tests.pages.referring import SINGING, answers, bare, link_on, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return make.make_staff(surgery, duties=[StaffPost.Duty.REFER])


@pytest.fixture(autouse=True)
def _an_address_nobody_has_asked_from(client):
    client.defaults["REMOTE_ADDR"] = str(ipaddress.IPv6Address(uuid.uuid4().int))


def test_who_opens_a_link_writes_it_themselves_and_gets_a_link_of_their_own(
    bank, surgery, nurse, client, sign_in, monkeypatch
):
    slip = sign_in(nurse).post(url("refer", bank, surgery.slug), {"key": str(uuid.uuid4())}, follow=True)
    link = ReferralLink.objects.get()
    handed = link_on(slip)
    assert link.code in slip.text
    client.logout()
    assert "Riverside Surgery" in words(client.get(handed))
    told = answers(how=None)

    sent = [client.post(handed, told) for _tap in range(2)]

    referral = Referral.objects.select_related("consent", "member").get()
    assert sent[0].url == sent[1].url != handed
    assert (referral.consent.how, referral.consent.recorded_by, referral.referred_by) == (
        "ONLINE",
        referral.member,
        nurse,
    )
    assert "This is your own link" in client.get(sent[0].url).text
    assert client.get(handed).url == sent[0].url  # on the same telephone
    later = timezone.now() + datetime.timedelta(minutes=61)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: later)
        assert client.get(handed).status_code == 404
    done = client.post(sent[0].url, {"done": "1"}, follow=True)
    assert done.redirect_chain[-1][0] == url("referral_done", bank)
    assert ("Close this window, or give the device back." in words(done), client.get(handed).status_code) == (True, 404)
    assert client.get(sent[0].url).status_code == 200
    client.cookies.clear()
    assert client.get(handed).status_code == 404  # to who handed it over


def test_the_handed_link_leads_nowhere_once_staff_sign_in_on_that_device(bank, surgery, nurse, client, sign_in):
    referral = make.make_referral(surgery, by=nurse)
    handed = url("by_link", bank, secret_of(referral.link))
    client.post(handed, {"key": str(uuid.uuid4()), "seen": "1"})

    sign_in(nurse)

    assert client.get(handed).status_code == 404


@pytest.mark.parametrize("writes", ["what they were told", "themselves"])
def test_on_a_lent_screen_their_own_link_is_shown_once_and_led_to_by_nothing(
    bank, surgery, nurse, client, sign_in, writes
):
    """Else it stood in the list of visited pages of who lent it, with all that the person says of themselves."""
    is_written = writes == "what they were told"
    link = make.make_referral(surgery, by=nurse).link if is_written else make.make_handed_link(surgery, nurse)
    handed = url("by_link", bank, secret_of(link))
    told = {"key": str(uuid.uuid4()), "seen": "1"} if is_written else answers(how=None)
    sign_in(nurse)

    shown = [client.post(handed, told) for _tap in range(2)]

    assert [page.status_code for page in shown] == [200, 200]
    found = {re.search(r"http://testserver(/\S+/referrals/\w{32}/)", words(page))[1] for page in shown}
    [own] = found
    assert own != handed
    assert f'href="http://testserver{own}"' not in shown[0].text
    assert f'action="{own}"' not in shown[0].text
    assert client.get(handed).status_code == 404
    done = client.post(handed, {"done": "1"}, follow=True)
    assert (done.redirect_chain[-1][0], done.status_code) == (url("referral_done", bank), 200)
    assert client.post(handed, told).status_code == 404  # with the button back, and the form sent once more
    client.logout()
    assert client.get(own).status_code == 200


def test_one_key_makes_a_link_or_introduces_somebody_and_not_both(bank, surgery, nurse, sign_in):
    client, key = sign_in(nurse), str(uuid.uuid4())
    client.post(url("refer", bank, surgery.slug), {"key": key})

    answer = client.post(url("referral_new", bank, surgery.slug), answers(key=key))

    assert (answer.status_code, "sent before with other answers" in words(answer)) == (409, True)
    assert (Referral.objects.count(), ReferralLink.objects.count()) == (0, 1)


def test_the_person_sees_and_changes_every_word_by_the_link(bank, surgery, nurse, client):
    referral = make.make_referral(surgery, by=nurse)
    handed = url("by_link", bank, secret_of(referral.link))
    page = client.get(handed)
    assert "written by" in words(page)
    assert "Nurse Adaeze" in words(page)
    said = {"key": str(uuid.uuid4()), "name": "Edith Marlow", "hopes": "To sing", "own": "I used to teach singing"}

    changed = client.post(handed, {**said, "ticked": [SINGING], "correct": "1"})

    assert [gift.words for gift in referral.gifts.all()] == [SINGING, "I used to teach singing"]
    assert "written by you" in words(client.get(changed.url))
    client.post(changed.url, {"take_back": "1"})
    assert not Referral.objects.consented().exists()
    client.cookies.clear()
    assert client.get(handed).status_code == 404


def test_a_handed_link_shows_who_handed_it_over_no_more_than_the_service_sees(bank, surgery, nurse, priya, client):
    referral = make.make_referral(surgery, by=nurse, shares="NOTHING")
    handed = url("by_link", bank, secret_of(referral.link))
    before = bare(client.get(handed))
    record_call(referral, CallMade("She comes.", [GiftWords("HAND", "Baking")]), by=priya, at=timezone.now())
    end_referral(referral, state="CLOSED", reason="Come back in spring.", by=priya, at=timezone.now())
    make.call_and_let_in(make.make_referral(surgery, by=nurse, member=referral.member), priya)

    assert bare(client.get(handed)) == before
    kept = {"key": str(uuid.uuid4()), "hopes": "Company", "ticked": [SINGING], "correct": "1"}
    own = client.post(handed, kept).url
    client.post(own, {"share": "1", "shares": "STEPS"})

    assert {gift.words for gift in referral.gifts.all()} == {SINGING, "Baking"}
    assert not [said for said in ("spring", "Baking", "She comes.") if said in words(client.get(own))]
    assert Referral.objects.get(pk=referral.pk).shares == "NOTHING"


@pytest.mark.parametrize("what", ["wrong", "old", "signs in", "taken back"])
def test_a_link_that_leads_nowhere_is_not_found(bank, surgery, nurse, client, what):
    referral = make.make_referral(surgery, by=nurse)
    secret = "x" * 32 if what == "wrong" else secret_of(referral.link)
    if what == "old":
        ReferralLink.objects.update(expires_at=timezone.now())
    if what == "taken back":
        take_back(referral, by=None, at=timezone.now())
    if what == "signs in":
        referral.member.person.email = "edith@example.org"
        referral.member.person.save()

    assert client.get(url("by_link", bank, secret)).status_code == 404


def test_who_guesses_links_is_slowed_down(bank, client):
    answered = [client.get(url("by_link", bank, f"{number:032x}")).status_code for number in range(61)]

    assert answered[-1] == 429
    assert set(answered[:-1]) == {404}


def test_a_member_who_opens_a_link_is_introduced_as_themselves(bank, surgery, nurse, margaret, sign_in):
    link = make.make_handed_link(surgery, nurse)
    told = answers(how=None, name=None, telephone=None, age_band=None)

    sent = sign_in(margaret).post(url("by_link", bank, secret_of(link)), told)

    referral = Referral.objects.get()
    assert (referral.member, sent.url) == (margaret, url("my_referral", bank, referral.pk))


def test_a_member_who_works_there_and_lends_a_screen_introduces_somebody_else(bank, surgery, nurse, margaret, sign_in):
    make.delegate(surgery.organisation, margaret)
    link = make.make_handed_link(surgery, nurse)

    sent = sign_in(margaret).post(url("by_link", bank, secret_of(link)), answers(how=None))

    assert sent.status_code == 200
    assert Referral.objects.get().member != margaret
