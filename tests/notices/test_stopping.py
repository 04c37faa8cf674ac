"""The link in a letter: it works without signing in, asks first, and stops that topic for that person alone."""

import pytest
from django.urls import reverse

from notices.actions.stopping import stop_path
from notices.models import Notice, Recipient, Topic
from tests.notices.conftest import choose, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(margaret) -> str:
    keep("member:13", name="Fatima")
    return stop_path(Recipient.objects.get(key=margaret), [Topic.SUGGESTIONS, Topic.EVENTS])


def delivery_of(tell, kind: str, key: str = "member:12") -> str:
    return tell(kind=kind, recipient_key=key).delivery


def test_looking_stops_nothing(client, link, tell):
    page = client.get(link)

    assert page.status_code == 200
    assert "No more of these letters?" in page.content.decode()
    assert "Suggestions" in page.content.decode()
    assert delivery_of(tell, "SAVED_SEARCH") == Notice.Delivery.EMAIL


def test_one_click_of_a_mail_program_stops_these_topics_of_this_person(client, link, tell):
    client.handler.enforce_csrf_checks = True

    page = client.post(link, {"List-Unsubscribe": "One-Click"})

    assert page.status_code == 200
    assert "It is stopped" in page.content.decode()
    assert delivery_of(tell, "SAVED_SEARCH") == delivery_of(tell, "ANNOUNCEMENT") == Notice.Delivery.IN_APP_ONLY
    assert delivery_of(tell, "LETTER") == delivery_of(tell, "SAVED_SEARCH", "member:13") == Notice.Delivery.EMAIL


def test_twice_is_stopped_too_and_the_way_is_remembered(client, margaret, link):
    choose("SUGGESTIONS", "DAILY", "SMS")

    client.post(link)
    client.post(link)

    assert Recipient.objects.get(key=margaret).choices["SUGGESTIONS"] == ["NEVER", "SMS"]


def test_account_and_safety_cannot_be_stopped(client, margaret, tell):
    client.post(stop_path(Recipient.objects.get(key=margaret), [Topic.ACCOUNT]))

    assert delivery_of(tell, "SIGN_IN") == Notice.Delivery.EMAIL


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: "1" + t, lambda t: "x", lambda t: t.replace("SUGG", "ACC")]
)
def test_a_link_we_did_not_write_is_not_found(client, link, method, change):
    token = link.split("/")[-2]

    assert getattr(client, method)(reverse("notices_stop", args=[change(token)])).status_code == 404


def test_somebody_forgotten_has_nothing_to_stop(client, link, margaret):
    from notices import actions

    actions.forget_recipient(margaret)

    assert client.post(link).status_code == 200
    assert Recipient.objects.get(key=margaret).choices == {}


def test_what_waits_is_stopped_too(client, link, tell):
    waits, other, theirs = (
        tell(kind="ANNOUNCEMENT"),
        tell(kind="LETTER"),
        tell(kind="ANNOUNCEMENT", recipient_key="member:13"),
    )

    client.post(link)

    assert set(Notice.objects.filter(next_attempt_at__isnull=False)) == {other, theirs}
    assert Notice.objects.get(pk=waits.pk).delivery == Notice.Delivery.IN_APP_ONLY


def test_what_waits_for_somebodys_call_is_stopped_too(bartholomew, tell):
    tell(kind="LETTER", recipient_key=bartholomew)

    choose("MESSAGES", "NEVER", key=bartholomew)

    assert not Notice.objects.to_pass_on("riverside").exists()


def test_choosing_never_keeps_back_what_waits_of_that_topic_only(margaret, tell):
    tell(kind="SAVED_SEARCH")
    stays = [tell(kind="LETTER"), tell(kind="SIGN_IN")]

    choose("SUGGESTIONS", "NEVER")
    choose("ACCOUNT", "NEVER")
    choose("MESSAGES", "DAILY")

    assert list(Notice.objects.filter(next_attempt_at__isnull=False).order_by("pk")) == stays


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_link_about_what_we_tell_no_more_is_answered_kindly(client, margaret, method):
    link = stop_path(Recipient.objects.get(key=margaret), ["HOROSCOPES"])

    page = getattr(client, method)(link)

    assert page.status_code == 200
    assert "We do not send letters of this kind any more." in page.content.decode()


def test_an_old_link_stops_what_we_still_tell(client, margaret, tell):
    client.post(stop_path(Recipient.objects.get(key=margaret), ["HOROSCOPES", Topic.EVENTS]))

    assert delivery_of(tell, "ANNOUNCEMENT") == Notice.Delivery.IN_APP_ONLY
