"""The page on which a membership ends, one's own or another's."""

import pytest
from django.urls import reverse

from exchanges.models import Exchange
from ledger import actions as ledger_actions
from ledger import reads as ledger
from members.models import Bank, Member
from tests import factories as make
from tests.pages.exchanging import a_plan, balance
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(member: Member) -> str:
    return reverse("exchanges:member_leave", args=[member.bank.slug, member.number])


def member_url(member: Member) -> str:
    return reverse("exchanges:member", args=[member.bank.slug, member.number])


def test_ones_own_page_leads_to_it_and_nobody_elses_does(sign_in, margaret, fatima):
    client = sign_in(margaret)

    assert url(margaret) in client.get(member_url(margaret)).text
    assert url(fatima) not in client.get(member_url(fatima)).text
    assert client.get(url(fatima)).status_code == 403
    assert client.post(url(fatima)).status_code == 403


def test_who_is_suspended_is_not_asked_who_gets_the_hours(sign_in, bank, margaret, fatima, priya):
    make.posted_exchange(margaret, fatima, minutes=90)
    make.suspend(margaret, by=priya)
    client = sign_in(margaret)

    page = words(client.get(url(margaret)))
    chosen = {"goes_to": "member", "number": fatima.number, "seen": fatima.number}
    refused = client.post(url(margaret), chosen)

    assert "While you are suspended, what you have goes to the shared pot." in page
    assert "Who gets the hours" not in page
    assert "You are suspended now" in words(refused)
    assert balance(margaret) == 90
    client.post(url(margaret), {})
    assert (balance(margaret), Member.objects.get(pk=margaret.pk).state) == (0, "LEFT")


def test_who_owes_hours_reads_that_nobody_asks_for_them(sign_in, margaret, fatima):
    make.posted_exchange(fatima, margaret, minutes=120)

    page = words(sign_in(margaret).get(url(margaret)))

    assert "You owe 2 hours. The shared pot pays that; nobody will ask you for it." in page
    assert "Who gets the hours" not in page


def test_who_owes_more_than_the_pot_may_pay_reads_that_it_is_written_off(sign_in, bank, margaret, fatima):
    make.posted_exchange(fatima, margaret, minutes=120)
    pot_id = ledger.account_of_kind(bank.book_id, "POT")
    ledger_actions.set_limits(pot_id, ledger_actions.Limits(-60), by="system", reason="TEST")

    assert "You owe 2 hours. That is written off; nobody will ask you for it." in words(
        sign_in(margaret).get(url(margaret))
    )


def test_a_member_leaves_and_reads_so_on_the_banks_public_page(sign_in, bank, margaret, fatima):
    make.posted_exchange(margaret, fatima, minutes=90)
    plan = a_plan(margaret, fatima)
    client = sign_in(margaret)

    answer = client.post(url(margaret), {"goes_to": "pot"}, follow=True)

    margaret.refresh_from_db()
    assert "You have left the time bank. Thank you for the time you gave." in words(answer)
    assert answer.redirect_chain == [(reverse("exchanges:home", args=[bank.slug]), 302)]
    assert (margaret.state, balance(margaret)) == (Member.State.LEFT, 0)
    assert Exchange.objects.get(pk=plan.pk).state == Exchange.State.CANCELLED
    assert client.get(member_url(fatima)).status_code == 404


def test_the_name_behind_a_number_is_shown_before_anything_happens(sign_in, margaret, fatima):
    make.posted_exchange(margaret, fatima, minutes=90)
    client = sign_in(margaret)

    check = client.post(url(margaret), {"goes_to": "member", "number": fatima.number})

    assert "You chose Fatima Zahra, member number" in words(check)
    assert Member.objects.get(pk=margaret.pk).is_approved

    client.post(url(margaret), {"goes_to": "member", "number": fatima.number, "seen": fatima.number})

    assert Member.objects.get(pk=margaret.pk).state == Member.State.LEFT
    assert (balance(margaret), balance(fatima)) == (0, 0)


def test_a_coordinator_chooses_for_somebody(sign_in, priya, margaret, fatima):
    make.posted_exchange(margaret, fatima, minutes=90)

    answer = sign_in(priya).post(
        url(margaret), {"goes_to": "member", "number": fatima.number, "seen": fatima.number}, follow=True
    )

    assert "Margaret Pole has left the time bank." in words(answer)
    assert balance(fatima) == 0


def test_who_has_hours_says_who_gets_them(sign_in, margaret, fatima):
    make.posted_exchange(margaret, fatima)

    answer = sign_in(margaret).post(url(margaret))

    assert answer.status_code == 400
    assert "Choose who gets the hours that are left" in words(answer)
    assert Member.objects.get(pk=margaret.pk).is_approved


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        ("", "Write the member's number, or choose the shared pot"),
        ("x", "Write the number with figures, such as 12"),
        ("0", "Write the number with figures, such as 12"),
        ("987654", "Nobody here has that number"),
        ("99999999999", "Nobody here has that number"),
        ("own", "This is the number of who leaves"),
    ],
)
def test_a_number_that_means_nobody_is_asked_again(sign_in, margaret, fatima, number, refusal):
    make.posted_exchange(margaret, fatima)
    typed = str(margaret.number) if number == "own" else number

    answer = sign_in(margaret).post(url(margaret), {"goes_to": "member", "number": typed})

    assert answer.status_code == 400
    assert refusal in words(answer)
    assert Member.objects.get(pk=margaret.pk).is_approved


def test_who_cannot_hold_them_is_a_sentence_that_does_not_say_what_they_have(sign_in, margaret, fatima):
    make.posted_exchange(margaret, fatima, minutes=60)
    ledger_actions.set_limits(fatima.account_id, ledger_actions.Limits(-720, 0), by="system", reason="TEST")
    make.posted_exchange(margaret, make.make_member(margaret.bank), minutes=60)

    answer = sign_in(margaret).post(
        url(margaret), {"goes_to": "member", "number": fatima.number, "seen": fatima.number}
    )

    assert answer.status_code == 409
    assert "Fatima Zahra has no room for so many hours. Choose another member, or the shared pot." in words(answer)


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_takes_the_same_queries_however_much_they_planned(
    sign_in, django_assert_num_queries, bank: Bank, margaret, others
):
    for _each in range(others):
        a_plan(margaret, make.make_member(bank))
        make.make_listing(margaret)
    client = sign_in(margaret)

    with django_assert_num_queries(11):
        client.get(url(margaret))
