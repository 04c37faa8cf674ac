"""The pages on which two time banks agree to exchange hours."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger import reads
from members.actions import partners
from members.models import Bank, Partnership
from tests import factories as make
from tests.members.test_partners import agreed, cross, proposed
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

State = Partnership.State
TERMS = {"receives_minutes": "10", "gives_minutes": "4½"}


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(slug="riverside", area="By the river")


@pytest.fixture
def other() -> Bank:
    return make.make_bank(slug="hillside", area="Up the hill")


@pytest.fixture
def here(client, bank):
    """Our admin's browser."""
    client.force_login(make.admin_of(bank).person)
    return client


def list_of(bank: Bank) -> str:
    return reverse("members:partners", args=[bank.slug])


def page_of(bank: Bank, other: Bank) -> str:
    return reverse("members:partner", args=[bank.slug, other.slug])


def send(client, bank: Bank, other: Bank, deed: str, **typed):
    return client.post(page_of(bank, other), {"deed": deed, **typed}, follow=True)


def latest() -> Partnership:
    return Partnership.objects.latest("pk")


def test_another_bank_is_found_by_name_or_area(here, bank, other):
    for typed in ("hill", "Up the"):
        page = here.get(list_of(bank), {"q": typed})
        assert [found.slug for found in page.context["found"]] == ["hillside"]
    assert here.get(list_of(bank), {"q": "riverside"}).context["found"] == []
    assert "We know no other time bank like that here." in words(here.get(list_of(bank), {"q": "nowhere"}))


def test_nothing_is_listed_until_it_is_looked_for(here, bank, other):
    page = words(here.get(list_of(bank)))

    assert "hillside" not in page
    assert "Nothing yet. Find a time bank below and ask it." in page


def test_one_asks_and_the_other_agrees_with_limits_of_its_own(here, bank, other):
    asked = send(here, bank, other, "propose", **TERMS)
    assert f"We have asked {other.name}. You are told when they answer." in words(asked)
    assert "Waiting for them" in words(here.get(list_of(bank)))

    here.force_login(make.admin_of(other).person)
    assert "They wait for your answer" in words(here.get(list_of(other)))
    assert "They would like to exchange hours with you" in words(here.get(page_of(other, bank)))
    answered = send(here, other, bank, "accept", receives_minutes="3", gives_minutes="2")

    assert f"You and {bank.name} now exchange hours." in words(answered)
    assert latest().state == State.AGREED
    (position,) = reads.positions(bank.book_id)
    assert (position.floor_minutes, position.ceiling_minutes) == (-270, 600)


@pytest.mark.parametrize(
    ("deed", "who", "state", "said"),
    [
        ("decline", "other", State.DECLINED, "you do not wish to exchange hours"),
        ("withdraw", "bank", State.WITHDRAWN, "We no longer ask"),
    ],
)
def test_a_question_is_declined_or_taken_back(here, bank, other, deed, who, state, said):
    proposed(bank, other)
    one, two = (other, bank) if who == "other" else (bank, other)
    here.force_login(make.admin_of(one).person)

    page = send(here, one, two, deed)

    assert latest().state == state
    assert said in words(page)
    assert "Ask to exchange hours" in words(page)


def test_limits_are_changed_and_the_agreement_ended(here, bank, other):
    agreed(bank, other)

    changed = send(here, bank, other, "change", **TERMS)
    ended = send(here, bank, other, "end")

    assert "Saved. The new limits hold from now on." in words(changed)
    assert (latest().bank_receives_minutes, latest().bank_gives_minutes) == (600, 270)
    assert "has ended. Hours move only to even out what is open." in words(ended)
    assert latest().state == State.ENDED


def test_the_page_says_how_the_two_stand_and_nothing_more_of_the_other(here, bank, other):
    for each, name in ((bank, "Ada Rule"), (other, "Ben Rule")):
        admin = make.admin_of(each)
        admin.name = name
        admin.save()
    agreed(bank, other, receives=7 * 60, gives=8 * 60)
    cross(make.make_member(other, name="Far Person"), make.make_member(bank, name="Near Person"), 90)

    page = words(here.get(page_of(bank, other)))

    assert f"Our members have given {other.name} 1½ hours more than they received." in page
    assert "Ada Rule proposed it. We may receive up to 10 hours and give up to 20 hours." in page
    assert f"{other.name} accepted it." in page
    for secret in ("Ben Rule", "Far Person", "7 hours", "8 hours"):
        assert secret not in page
    here.force_login(make.admin_of(other).person)
    assert f"Our members have received 1½ hours more from {bank.name} than they gave." in words(
        here.get(page_of(other, bank))
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"receives_minutes": "0", "gives_minutes": "0"}, "Write more than 0 in at least one of the two"),
        ({"receives_minutes": "", "gives_minutes": "1"}, "Write the hours as a number, such as 1 or 1½"),
        ({"receives_minutes": "-1", "gives_minutes": "1"}, "The time must be more than nothing"),
        ({"receives_minutes": "2000", "gives_minutes": "1"}, "That is more than 1000 hours"),
    ],
)
def test_what_cannot_be_read_is_asked_again(here, bank, other, typed, sentence):
    page = here.post(page_of(bank, other), {"deed": "propose", **typed})

    assert page.status_code == 400
    assert sentence in words(page)
    assert not Partnership.objects.exists()


@pytest.mark.parametrize("deed", ["", "marry"])
def test_another_button_is_refused(here, bank, other, deed):
    page = here.post(page_of(bank, other), {"deed": deed, **TERMS})

    assert page.status_code == 400
    assert "Press one of the buttons on this page." in words(page)


@pytest.mark.parametrize("deed", ["accept", "decline", "withdraw", "change", "end"])
def test_a_button_out_of_turn_says_so(here, bank, other, deed):
    assert "There is no such agreement any more." in words(send(here, bank, other, deed, **TERMS))

    partners.decline(proposed(bank, other), by=make.admin_of(other), at=timezone.now())

    page = words(send(here, bank, other, deed, **TERMS))
    assert "any more" in page or "does not wait" in page or "answered already" in page
    assert latest().state == State.DECLINED


def test_the_own_bank_and_one_that_is_not_there_are_not_found(here, bank):
    assert here.get(page_of(bank, bank)).status_code == 404
    assert here.get(reverse("members:partner", args=[bank.slug, "nowhere"])).status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(here, bank):
    counts = []
    for _number in range(3):
        agreed(bank, make.make_bank(), receives=60)
        with CaptureQueriesContext(connection) as queries:
            here.get(list_of(bank))
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
