"""The pages of invitations, and whom a new member is shown to meet."""

import datetime
import ipaddress
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import Application
from members.models import Invitation, Member
from tests import factories as make
from tests.pages.joining import answers, url
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_address_nobody_has_asked_from(client):
    client.defaults["REMOTE_ADDR"] = str(ipaddress.IPv6Address(uuid.uuid4().int))


# Invitations


def test_who_opens_an_invitation_applies_with_it(client, bank, margaret, sign_in):
    made = sign_in(margaret).post(url("invitations", bank), {"words": "Rosa", "vouches": "on", "by": "1"})
    invitation = Invitation.objects.get(by=margaret)
    slip = client.get(made.url)
    client.logout()
    link = url("invited", bank, invitation.key)

    assert link in slip.text
    assert "<svg" in slip.text
    assert "Margaret invited you" in words(client.get(link, follow=True))
    client.post(url("join", bank), answers())

    invitation.refresh_from_db()
    assert invitation.used_by.name == "Rosa Diaz"
    assert invitation.used_by.joining_steps.get().asked_of == margaret
    assert client.get(link).status_code == 404


def test_an_invitation_that_was_taken_back_is_over(client, bank, margaret, sign_in):
    invitation = actions.invite(margaret, words="", vouches=False, by=margaret, at=timezone.now())

    sign_in(margaret).post(url("invitation_withdraw", bank, invitation.pk))
    client.logout()

    assert "This invitation is over" in client.get(url("invited", bank, invitation.key)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_my_invitations_take_five_queries(bank, margaret, sign_in, django_assert_num_queries, rows):
    for number in range(rows):
        made = actions.invite(margaret, words="", vouches=False, by=margaret, at=timezone.now())
        application = Application(name=f"Rosa {number}")
        actions.send_application(bank, application, at=timezone.now(), invited=made)
    client = sign_in(margaret)

    with django_assert_num_queries(5):  # session, person, bank, membership, invitations
        assert client.get(url("invitations", bank)).status_code == 200


# Somebody to meet


def test_the_first_page_of_a_new_member_shows_whom_to_meet_for_a_month(client, bank, margaret, sign_in):
    rosa = make.make_member(bank, name="Rosa")
    home = reverse("exchanges:home", args=[bank.slug])
    assert "You might like to meet Margaret Pole You share a gift" in words(sign_in(rosa).get(home))

    Member.objects.filter(pk=rosa.pk).update(joined_at=timezone.now() - datetime.timedelta(days=31))

    assert "You might like to meet" not in client.get(home).text
