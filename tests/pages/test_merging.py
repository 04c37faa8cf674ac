"""The page on which two entries of one person become one, and where their numbers lead afterwards."""

import pytest
from django.urls import reverse

from members.models import Member
from tests import factories as make
from tests.pages.exchanging import balance
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(bank, margaret) -> Member:
    found = make.make_member(bank, name="Margaret Pole", email="")
    Member.objects.filter(name="Margaret Pole").update(telephone="01632 960555")
    return found


def url(name: str, member: Member) -> str:
    return reverse(f"exchanges:{name}", args=[member.bank.slug, member.number])


def test_a_coordinator_compares_two_and_makes_one_of_them(sign_in, bank, priya, margaret, fatima, twin):
    make.posted_exchange(twin, fatima, minutes=90)
    client = sign_in(priya)
    assert f"Margaret Pole, number {twin.number}, may be the same person." in words(client.get(url("member", margaret)))

    assert "The same telephone number, or the same name and area" in words(client.get(url("member_same", margaret)))
    page = client.post(url("member_same", margaret), {"number": twin.number})
    assert "Which number stays?" in words(page)
    assert "Has 1½ hours. Never signs in." in words(page)
    unsaid = client.post(url("member_same", margaret), {"number": twin.number, "seen": twin.number})
    assert (unsaid.status_code, "Choose which number stays" in words(unsaid)) == (400, True)

    chosen = {"number": twin.number, "seen": twin.number, "keep": margaret.number}
    answer = client.post(url("member_same", margaret), chosen, follow=True)

    assert f"Margaret Pole is number {margaret.number}. Number {twin.number} leads here too." in words(answer)
    assert f"Was number {twin.number} too" in words(answer)
    assert balance(margaret) == 90


def test_both_numbers_lead_to_one_page_for_everybody(sign_in, bank, priya, margaret, fatima, twin):
    make.posted_exchange(twin, fatima, minutes=90)
    chosen = {"number": twin.number, "seen": twin.number, "keep": margaret.number}
    sign_in(priya).post(url("member_same", margaret), chosen)

    for reader in (priya, fatima, make.make_auditor(bank)):
        answer = sign_in(reader).get(url("member", twin))
        assert (answer.status_code, answer.url) == (302, url("member", margaret))
    statement = reverse("insight:statement", args=[bank.slug]) + f"?account={twin.number}"
    assert sign_in(priya).get(statement).status_code == 200
    assert sign_in(fatima).get(statement).status_code == 404


def test_an_own_number_and_one_nobody_has_are_asked_again(sign_in, priya, margaret):
    client = sign_in(priya)

    for number in (margaret.number, 999999, "x", ""):
        assert client.post(url("member_same", margaret), {"number": number}).status_code == 400


def test_a_refusal_keeps_the_page_and_changes_nothing(sign_in, priya, margaret, fatima, twin):
    make.logged_exchange(fatima, twin)
    chosen = {"number": twin.number, "seen": twin.number, "keep": margaret.number}

    answer = sign_in(priya).post(url("member_same", margaret), chosen)

    assert answer.status_code == 409
    assert f"Number {twin.number} has exchanges that are not settled yet." in words(answer)
    twin.refresh_from_db()
    assert twin.is_approved


@pytest.mark.parametrize("count", [1, 3])
def test_the_members_page_asks_the_same_number_of_questions(
    sign_in, bank, priya, margaret, count, django_assert_num_queries
):
    for _number in range(count):
        make.make_member(bank, name="Margaret Pole", email="")
    client = sign_in(priya)
    client.get(url("member", margaret))

    with django_assert_num_queries(11):
        client.get(url("member", margaret))
