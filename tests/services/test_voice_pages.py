"""The pages of voice and wellbeing: one tap, nothing about anybody else, and no staff in between."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from services.actions import voice
from services.models import LadderStep, VoiceAnswer, VoiceRound, VoiceTaken, WellbeingAnswer, WellbeingKey
from tests import factories
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


@pytest.fixture
def programme(surgery):
    return factories.make_programme(surgery)


@pytest.fixture
def manager(surgery):
    """A member of the bank who manages the surgery and came in as herself."""
    member = factories.make_member(surgery.bank, name="Maud Manager", email="maud@example.org")
    factories.delegate(surgery.organisation, member, "MANAGER")
    return member


@pytest.fixture
def anna(bank, programme):
    member = factories.make_member(bank, name="Anna Served", email="anna@example.org")
    factories.take_part(programme, member, since=bank.day(timezone.now()))
    return member


def address(name, service, **more):
    return reverse(f"services:{name}", args=[service.bank.slug, service.slug], **more)


def home(bank):
    return reverse("exchanges:home", args=[bank.slug])


def test_one_tap_answers_and_the_page_says_so(client, surgery, manager, anna):
    voice.open_round(surgery, by=manager, at=timezone.now())
    client.force_login(anna.person)
    asked = client.get(address("voice", surgery)).content.decode()

    response = client.post(address("voice", surgery), {"step": "6"}, follow=True)

    assert asked.count('name="step"') == 7
    assert "You have answered" in response.content.decode()
    assert 'name="step"' not in response.content.decode()
    assert VoiceAnswer.objects.get(people=1).step == LadderStep.PLAN_TOGETHER
    assert client.post(address("voice", surgery), {"step": "6"}).status_code == 409


@pytest.mark.parametrize("step", ["", "0", "8", "six", "\x00", "9" * 400])
def test_what_is_no_step_is_refused(client, surgery, manager, anna, step):
    voice.open_round(surgery, by=manager, at=timezone.now())
    client.force_login(anna.person)

    response = client.post(address("voice", surgery), {"step": step})

    assert (response.status_code, VoiceTaken.objects.count()) == (400, 0)


def test_others_read_what_was_said_and_are_asked_nothing(client, bank, surgery, manager):
    voice.open_round(surgery, by=manager, at=timezone.now())
    client.force_login(factories.make_member(bank, email="stefan@example.org").person)

    page = client.get(address("voice", surgery)).content.decode()

    assert 'name="step"' not in page
    assert "The question is open until" in page
    assert client.post(address("voice", surgery), {"step": "6"}).status_code == 403


def test_a_manager_opens_it_once_and_others_do_not(client, bank, surgery, manager, anna):
    client.force_login(anna.person)
    refused = client.post(address("voice_open", surgery)).status_code
    client.force_login(manager.person)
    offered = "Ask the question now" in client.get(address("voice", surgery)).content.decode()
    client.post(address("voice_open", surgery))
    again = client.post(address("voice_open", surgery), follow=True).content.decode()

    assert (refused, offered, VoiceRound.objects.count()) == (403, True, 1)
    assert "has asked in this half of the year already" in again
    assert "Ask the question now" not in again


def test_both_sides_and_the_gap_are_shown_when_a_round_is_over(client, surgery, manager, anna):
    old = timezone.now() - datetime.timedelta(days=120)
    round_ = voice.open_round(surgery, by=manager, at=old)
    VoiceAnswer.objects.filter(round=round_, side="STAFF", step=6).update(people=12)
    VoiceAnswer.objects.filter(round=round_, side="SERVED", step=4).update(people=10)
    VoiceAnswer.objects.filter(round=round_, side="SERVED", step=5).update(people=10)
    client.force_login(anna.person)

    page = client.get(address("voice", surgery)).content.decode()

    assert "Staff see it 1½ steps nearer to doing with than the people they serve do." in page
    assert "step 6 of 7 (12 people)" in page
    assert "step 4½ of 7 (20 people)" in page


def test_nine_answers_are_not_on_the_page_in_any_form(client, surgery, manager, anna):
    round_ = voice.open_round(surgery, by=manager, at=timezone.now() - datetime.timedelta(days=120))
    VoiceAnswer.objects.filter(round=round_, side="STAFF", step=6).update(people=9)
    client.force_login(manager.person)

    page = client.get(address("voice", surgery)).content.decode()

    assert "fewer than 10 answers" in page
    assert "<rect" not in page.split('id="said"')[1]


def test_a_coordinator_counts_what_somebody_said_on_the_telephone(client, bank, surgery, manager, anna):
    voice.open_round(surgery, by=manager, at=timezone.now())
    client.force_login(factories.make_coordinator(bank, email="priya@example.org").person)

    wrong = client.post(address("voice_for", surgery), {"whose": "Nobody", "step": "3"})
    stranger = client.post(address("voice_for", surgery), {"whose": "Maud Manager", "step": ""})
    done = client.post(address("voice_for", surgery), {"whose": "Anna Served", "step": "3"})

    assert (wrong.status_code, stranger.status_code, done.status_code) == (400, 400, 302)
    assert VoiceAnswer.objects.get(people=1).step == LadderStep.TOLD


def test_home_leads_to_what_is_asked_until_it_is_answered(client, bank, surgery, manager, anna):
    voice.open_round(surgery, by=manager, at=timezone.now())
    client.force_login(anna.person)
    before = client.get(home(bank)).content.decode()
    client.post(address("voice", surgery), {"step": "6"})
    client.post(address("wellbeing_stop", surgery))
    after = client.get(home(bank)).content.decode()

    assert ("asks you one question" in before, "How are you?" in before) == (True, True)
    assert ("asks you one question" in after, "How are you?" in after) == (False, False)


def test_how_somebody_is_asked_kept_shown_to_them_and_deleted(client, surgery, anna):
    client.force_login(anna.person)
    url = address("wellbeing", surgery)
    said = {"ucla3_1": "1", "ucla3_2": "2", "ucla3_3": "3"}

    without_consent = client.post(url, said)
    in_part = client.post(url, {"ucla3_1": "1", "agrees": "on"})
    nothing = client.post(url, {"agrees": "on"})
    page = client.post(url, {**said, "agrees": "on"}, follow=True).content.decode()

    assert {each.status_code for each in (without_consent, in_part, nothing)} == {400}
    assert WellbeingAnswer.objects.get().scores == [1, 2, 3]
    assert "Three questions on company: 1, 2, 3" in page
    client.post(address("wellbeing_stop", surgery))
    assert (WellbeingAnswer.objects.count(), WellbeingKey.objects.count()) == (0, 0)


@pytest.mark.parametrize("score", ["0", "4", "x", "1\x00", "²"])
def test_a_score_that_is_not_offered_is_refused(client, surgery, anna, score):
    client.force_login(anna.person)
    said = {"ucla3_1": score, "ucla3_2": "2", "ucla3_3": "3", "agrees": "on"}

    assert client.post(address("wellbeing", surgery), said).status_code == 400
    assert not WellbeingAnswer.objects.exists()


def test_staff_and_coordinators_find_nobody_s_answers(client, bank, surgery, manager, anna):
    client.force_login(anna.person)
    said = {"ucla3_1": "1", "ucla3_2": "2", "ucla3_3": "3", "agrees": "on"}
    client.post(address("wellbeing", surgery), said)

    for who in (manager, factories.make_coordinator(bank, email="priya@example.org")):
        client.force_login(who.person)
        page = client.get(address("wellbeing", surgery)).content.decode()
        assert "We do not ask you anything just now." in page
        assert "1, 2, 3" not in page


def test_who_acts_for_somebody_is_asked_nothing_for_them(client, bank, surgery, anna):
    helper = factories.make_member(bank, name="Helper", email="helper@example.org")
    mandate = factories.supporter(anna, helper)
    client.force_login(helper.person)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))

    page = client.get(home(bank)).content.decode()

    assert "You are acting for" in page
    assert "How are you?" not in page
    assert client.get(address("wellbeing", surgery)).status_code == 403


def test_who_acts_for_somebody_answers_for_no_confidential_programme(client, bank, surgery, programme, manager, anna):
    school = factories.make_service(bank, name="Riverside Primary", kind="SCHOOL")
    ben = factories.make_member(bank, name="Ben Daughter")
    mandate = factories.supporter(anna, ben)
    round_ = voice.open_round(surgery, by=manager, at=timezone.now())
    client.force_login(ben.person)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))
    asked, of_school = client.get(address("voice", surgery)), client.get(address("voice", school))
    refused = client.post(address("voice", surgery), {"step": "6"})

    assert not asked.context["asks"]
    assert (asked.context["has_answered"], of_school.context["has_answered"]) == (False, False)
    assert "This question is for its staff" in refused.content.decode()
    assert not VoiceTaken.objects.filter(round=round_).exists()
    programme.is_confidential = False
    programme.save()
    assert "Riverside Surgery asks you one question" in words(client.get(home(bank)))
    assert client.post(address("voice", surgery), {"step": "6"}).status_code == 302
