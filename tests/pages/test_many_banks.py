"""One person, many banks: one sign-in, a switch in the frame, each bank apart.

That nobody else reads of my other banks is seen in tests/access/test_between_banks.py.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from members.actions.addresses import claim_address
from members.actions.letters import forget_claim_letters, forget_letters, sign_in_reader
from members.models import Bank, Member, MemberEvent
from notices.models import Notice, Recipient
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

ELSEWHERE = "Zebra Crossing Timebank"


def joins(member: Member, name: str) -> Member:
    """Let the person of a member belong to one more bank."""
    other = make.make_member(make.make_bank())
    Bank.objects.filter(pk=other.bank_id).update(name=name)
    Member.objects.filter(pk=other.pk).update(person=member.person)
    return Member.objects.select_related("bank").get(pk=other.pk)


def home(bank) -> str:
    return reverse("exchanges:home", args=[bank.slug])


def test_the_frame_leads_to_my_other_banks(sign_in, bank, margaret):
    other = joins(margaret, ELSEWHERE)
    client = sign_in(margaret)

    here, there = client.get(home(bank)), client.get(home(other.bank))

    assert f"Go to {ELSEWHERE}" in words(here)
    assert home(other.bank) in here.text
    assert f"Go to {bank.name}" in words(there)


def test_a_bank_i_have_left_or_only_help_in_is_not_in_the_switch(sign_in, bank, margaret):
    left, helps = joins(margaret, "Left Timebank"), joins(margaret, "Helps Timebank")
    Member.objects.filter(pk=left.pk).update(state=Member.State.LEFT)
    Member.objects.filter(pk=helps.pk).update(kind=Member.Kind.SUPPORTER, number=None, account=None)

    page = sign_in(margaret).get(home(bank)).text

    assert "Left Timebank" not in page
    assert "Helps Timebank" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_switch_costs_no_query(sign_in, bank, margaret, number, django_assert_num_queries):
    for each in range(number):
        joins(margaret, f"Number {each}")
    client = sign_in(margaret)
    url = reverse("members:preferences", args=[bank.slug])

    with django_assert_num_queries(5):
        client.get(url)


# How each bank reaches me


def preferences_url(bank) -> str:
    return reverse("members:preferences", args=[bank.slug])


def test_each_bank_is_told_apart_how_to_reach_me(sign_in, bank, margaret):
    other = joins(margaret, ELSEWHERE)
    answers = {"channel": "POST", "postal_address": "1 Bell Street\nAshby", "telephone": "01632 960111"}

    sign_in(margaret).post(preferences_url(bank), answers)

    margaret.refresh_from_db()
    other.refresh_from_db()
    assert (margaret.channel, margaret.postal_address) == ("POST", "1 Bell Street\nAshby")
    assert (other.channel, other.postal_address) == ("EMAIL", "")
    assert Recipient.objects.get(key=margaret.actor_key).channel == "POST"
    assert margaret.events.filter(kind=MemberEvent.Kind.PROFILE_CHANGED, by=margaret).count() == 1


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"channel": "POST"}, "postal_address"),
        ({"channel": "PHONE", "telephone": ""}, "telephone"),
        ({"channel": "PIGEON"}, "channel"),
        ({}, "channel"),
    ],
)
def test_a_way_that_lacks_its_address_is_refused(sign_in, bank, margaret, answers, field):
    page = sign_in(margaret).post(preferences_url(bank), answers)

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]


def test_forged_answers_change_nothing_else(sign_in, bank, margaret, fatima):
    forged = {"member": fatima.pk, "roles": "ADMIN", "state": "LEFT", "bank": "other", "by": fatima.pk, "number": "1"}

    sign_in(margaret).post(preferences_url(bank), {"channel": "SITE", **forged})

    margaret.refresh_from_db()
    fatima.refresh_from_db()
    assert (margaret.channel, margaret.roles, margaret.state) == ("SITE", [], "APPROVED")
    assert fatima.channel == "EMAIL"


def test_who_has_no_e_mail_cannot_choose_it(sign_in, bank):
    ethel = make.make_member(bank, email="")
    ethel.channel = "PHONE"
    ethel.save()

    page = sign_in(ethel).post(preferences_url(bank), {"channel": "EMAIL", "telephone": "01632 960111"})

    assert page.status_code == 400
    ethel.refresh_from_db()
    assert ethel.channel == "PHONE"


# What erasing forgets


def test_letters_outside_the_lists_can_be_forgotten(client, bank, margaret, priya):
    ethel = make.make_member(bank, name="Ethel", email="")
    claim_address(ethel, "ethel@example.org", by=priya, at=timezone.now())
    client.post(reverse("account_request_login_code"), {"email": margaret.person.email})
    assert Recipient.objects.filter(
        address__in=["ethel@example.org", margaret.person.email], key__contains="-"
    ).exists()

    forget_claim_letters(ethel)
    forget_letters(margaret.person)

    assert Recipient.objects.get(key=sign_in_reader(margaret.person).key).address == ""
    assert not Recipient.objects.filter(address="ethel@example.org").exists()
    assert not Notice.objects.filter(kind__in=["SIGN_IN", "ADDRESS_CLAIM"]).exclude(body="").exists()
