"""The page on which a death is written down, what it shows to whom, and the way back from a mistake."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger import reads as ledger
from members.models import Member
from notices.models import Notice
from tests import factories as make
from tests.pages.exchanging import a_plan
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(name: str, member: Member) -> str:
    return reverse(f"exchanges:{name}", args=[member.bank.slug, member.number])


def test_a_coordinator_reads_what_will_happen_and_writes_it_down(sign_in, bank, priya, margaret, fatima):
    make.posted_exchange(margaret, fatima, minutes=90)
    a_plan(margaret, fatima)
    make.make_listing(margaret)
    client = sign_in(priya)
    assert url("member_death", margaret) in client.get(url("member", margaret)).text

    page = words(client.get(url("member_death", margaret)))
    assert "We are sorry." in page
    assert "They had 1½ hours, which go to the shared pot, or to a member the family names." in page
    assert "1 plan is cancelled. We tell the other person that it cannot be kept, not why" in page
    first = client.post(url("member_death", margaret), {"goes_to": "member", "number": fatima.number})
    assert "You chose Fatima Zahra" in words(first)
    chosen = {"goes_to": "member", "number": fatima.number, "seen": fatima.number}
    answer = client.post(url("member_death", margaret), chosen, follow=True)

    assert "No letter goes to Margaret Pole any more." in words(answer)
    assert "Has died" in words(answer)
    assert "the e-mail of Margaret" not in words(answer)
    margaret.refresh_from_db()
    assert (margaret.state, margaret.has_died, ledger.balance_of(fatima.account_id)) == ("LEFT", True, 0)


def test_what_is_not_settled_is_shown_first_with_its_page(sign_in, priya, margaret, fatima):
    exchange = make.logged_exchange(fatima, margaret)

    page = sign_in(priya).get(url("member_death", margaret))

    assert "Please settle these first" in words(page)
    assert reverse("exchanges:exchange", args=[margaret.bank.slug, exchange.pk]) in page.text
    assert "Write it down" not in words(page)
    assert sign_in(priya).post(url("member_death", margaret)).status_code == 409


def test_letters_stop_at_once_also_while_something_is_unsettled(sign_in, priya, margaret, fatima):
    make.logged_exchange(fatima, margaret)
    client = sign_in(priya)
    assert waits_for(margaret)

    page = client.post(url("member_death", margaret), {"letters": "stop"}, follow=True)
    assert "No letter, call or e-mail goes to them now." in words(page)
    assert not waits_for(margaret)
    assert margaret.events.filter(words="Letters stopped.").count() == 1

    page = client.post(url("member_death", margaret), {"letters": "send"}, follow=True)
    assert "Stop letters to them now" in words(page)
    make.logged_exchange(fatima, margaret)
    assert waits_for(margaret)
    assert not Member.objects.get(pk=margaret.pk).has_died


def test_an_organisation_has_no_such_page_to_be_sent_to_and_does_not_die(sign_in, bank, priya):
    choir = make.make_organisation(bank)
    client = sign_in(priya)

    assert url("member_death", choir) not in client.get(url("member", choir)).text
    answer = client.post(url("member_death", choir), {"goes_to": "pot"})

    choir.refresh_from_db()
    assert (answer.status_code, choir.has_died, choir.state) == (409, False, "APPROVED")
    assert "Record that it has left." in words(answer)


def waits_for(member: Member) -> bool:
    """Whether a letter will go to them: at night it waits for the morning."""
    morning = timezone.now() + datetime.timedelta(days=1)
    return Notice.objects.due(morning).filter(recipient__key=member.actor_key).exists()


def test_only_those_who_run_the_bank_read_that_somebody_has_died(sign_in, bank, priya, margaret, fatima):
    make.posted_exchange(margaret, fatima)
    sign_in(priya).post(url("member_death", margaret), {"goes_to": "pot"})

    assert sign_in(fatima).get(url("member", margaret)).status_code == 404
    auditor = words(sign_in(make.make_auditor(bank)).get(url("member", margaret)))
    assert "died" not in auditor
    assert "Has left" in auditor
    assert "Has died" in words(sign_in(make.admin_of(bank)).get(url("member", margaret)))
    statement = reverse("insight:statement", args=[bank.slug])
    assert "died" not in words(sign_in(fatima).get(statement)).lower()
    assert "died" not in words(sign_in(fatima).get(reverse("exchanges:exchanges", args=[bank.slug]))).lower()


def test_an_admin_takes_a_mistake_back(sign_in, bank, priya, margaret):
    client = sign_in(priya)
    client.post(url("member_death", margaret))
    assert "It was a mistake" not in words(client.get(url("member", margaret)))
    assert client.post(url("member_death_taken_back", margaret)).status_code == 403

    client = sign_in(make.admin_of(bank))
    assert "their number, account and hours come back" in words(client.get(url("member", margaret)))
    answer = client.post(url("member_death_taken_back", margaret), follow=True)

    assert "Taken back. We tell Margaret Pole that we are sorry." in words(answer)
    margaret.refresh_from_db()
    assert margaret.is_approved


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(sign_in, priya, margaret, fatima, count, django_assert_num_queries):
    for number in range(count):
        make.logged_exchange(fatima, margaret, description=f"Weeding {number}")
    client = sign_in(priya)

    with django_assert_num_queries(13):
        client.get(url("member_death", margaret))
