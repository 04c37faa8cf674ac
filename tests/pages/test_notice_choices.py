"""What a member hears, and how often, written by a coordinator whom they rang, or by who acts for them."""

import pytest
from django.urls import reverse

from members.models import MemberEvent
from notices.models import Notice, Recipient
from tests import factories as make
from tests.access.forms.profiles import TELLING
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ethel(bank):
    return make.make_member(bank, name="Ethel Moss", email="")


def url(member):
    return reverse("members:profile_notices", args=[member.bank.slug, member.number])


def profile_url(member):
    return reverse("members:profile", args=[member.bank.slug, member.number])


def answers(**changed):
    """Fill the page in: all of it at once and as usual, apart from what is named."""
    asked = {box: "NOW" if box.startswith("pace") else "USUAL" for box in TELLING.split()}
    return asked | {"pace_SUGGESTIONS": "DAILY", "quiet_from": "21:00", "quiet_until": "08:00"} | changed


def kept(member):
    return Recipient.objects.get(key=member.actor_key)


def lines(member):
    found = member.events.filter(kind=MemberEvent.Kind.PROFILE_CHANGED)
    return list(found.values_list("by", "is_on_behalf", "words"))


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind="PROFILE_CHANGED"))


def test_a_coordinator_writes_down_what_somebody_said_who_rang_and_they_are_told(sign_in, priya, ethel):
    client = sign_in(priya)
    assert "You write this for Ethel Moss, who told you." in words(client.get(url(ethel)))

    page = client.post(url(ethel), answers(pace_REMINDERS="NEVER", quiet_from="19:00"), follow=True)

    assert "Saved. We tell Ethel Moss." in words(page)
    assert "What we tell you, and how often Reminders: never" in words(page)
    assert (kept(ethel).choices["REMINDERS"], f"{kept(ethel).quiet_from:%H:%M}") == (["NEVER", ""], "19:00")
    assert lines(ethel) == [(priya.pk, True, "what we tell you, and how often")]
    assert not ethel.events.filter(kind=MemberEvent.Kind.CONTACT_SEEN).exists()  # the page named no way to them
    [notice] = told(ethel)
    assert (notice.subject, notice.delivery) == (
        "Priya Desk wrote this for you: what we tell you, and how often",
        "BY_HAND",
    )


def test_the_same_again_is_no_change_and_each_change_is_told(sign_in, priya, ethel):
    for pace in ("NOW", "NEVER", "NEVER", "WEEKLY"):
        sign_in(priya).post(url(ethel), answers(pace_EVENTS=pace))

    assert (len(lines(ethel)), len(told(ethel))) == (2, 2)


@pytest.mark.parametrize("changed", [{"channel_EVENTS": "EMAIL"}, {"pace_EVENTS": "HOURLY"}, {"quiet_from": "late"}])
def test_what_cannot_be_is_refused_beside_its_question_and_changes_nothing(sign_in, priya, ethel, changed):
    page = sign_in(priya).post(url(ethel), answers(pace_MESSAGES="NEVER") | changed)

    assert (page.status_code, list(page.context["form"].errors)) == (400, list(changed))
    assert (kept(ethel).choices, told(ethel)) == ({}, [])


def test_ones_own_choices_are_made_on_ones_own_page(sign_in, margaret):
    client = sign_in(margaret)

    assert url(margaret) in client.get(profile_url(margaret)).content.decode()
    for answer in (client.get(url(margaret)), client.post(url(margaret), answers(pace_EVENTS="NEVER"))):
        assert (answer.status_code, answer["Location"]) == (302, reverse("notices_choices"))
    assert kept(margaret).choices == {}


def test_who_acts_for_a_member_chooses_for_them_and_they_are_told(sign_in, bank, margaret, fatima):
    mandate, client = make.supporter(margaret, fatima), sign_in(fatima)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))

    client.post(url(margaret), answers(pace_EVENTS="NEVER"))

    assert (kept(margaret).choices["EVENTS"], kept(fatima).choices) == (["NEVER", ""], {})
    assert len(told(margaret)) == 1


@pytest.mark.parametrize("is_gone", ["left", "another bank", "a neighbour's"])
def test_of_whom_nobody_chooses(sign_in, bank, priya, ethel, fatima, is_gone):
    if is_gone == "left":
        type(ethel).objects.filter(pk=ethel.pk).update(state="LEFT")
    who = {"another bank": make.make_coordinator(make.make_bank()), "a neighbour's": fatima}.get(is_gone, priya)

    assert sign_in(who).post(url(ethel), answers(pace_EVENTS="NEVER")).status_code in (403, 404)
    assert kept(ethel).choices == {}


def test_what_waits_of_what_they_want_no_more_is_not_sent(sign_in, priya, margaret):
    make.make_conversation(priya, margaret)

    sign_in(priya).post(url(margaret), answers(pace_MESSAGES="NEVER"))

    assert Notice.objects.get(recipient__key=margaret.actor_key, kind="LETTER").next_attempt_at is None


@pytest.mark.parametrize(
    ("refused", "box", "said"),
    [
        ({"refused_address": "ethel@example.org"}, "mail_works", "Letters to ethel@example.org came back"),
        ({"refused_number": "07700900123"}, "number_works", "Texts to 07700 900123 do not arrive"),
    ],
)
def test_what_takes_nothing_any_more_is_seen_there_and_works_again_on_their_word(
    sign_in, priya, ethel, refused, box, said
):
    client = sign_in(priya)
    reached = {"address": "ethel@example.org", "telephone": "07700 900123"}
    Recipient.objects.filter(key=ethel.actor_key).update(**reached, **refused)
    assert said in words(client.get(url(ethel)))
    assert list(ethel.events.filter(kind=MemberEvent.Kind.CONTACT_SEEN).values_list("by", flat=True)) == [priya.pk]

    client.post(url(ethel), answers())
    assert kept(ethel).is_mail_refused or kept(ethel).is_number_refused
    client.post(url(ethel), answers(**{box: "on"}))

    assert (kept(ethel).is_mail_refused, kept(ethel).is_number_refused) == (False, False)
    assert said not in words(client.get(url(ethel)))
    assert lines(ethel) == [(priya.pk, True, "what we tell you, and how often")]
    assert ethel.events.filter(kind=MemberEvent.Kind.CONTACT_SEEN).count() == 1
