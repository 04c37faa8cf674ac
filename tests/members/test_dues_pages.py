"""The pages of levies and lapsing hours, and what members see of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger import actions as ledger
from members.actions import dues
from members.models import Bank, Collection, DuesRule, Member
from members.reads.dues import first_day_for
from tests import factories as make
from tests.members.test_dues import announced, collected, member_since
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def here(client, bank):
    """The admin's browser."""
    client.force_login(make.admin_of(bank).person)
    return client


def page_of(bank: Bank) -> str:
    return reverse("members:dues", args=[bank.slug])


def send(client, bank: Bank, what: str, **typed):
    return client.post(reverse(f"members:dues_{what}", args=[bank.slug]), typed, follow=True)


def beginning(bank: Bank) -> str:
    day = first_day_for(bank.day(timezone.now()))
    return f"1 {day:%B %Y}"


@pytest.mark.parametrize(
    ("kind", "amount", "kept", "sentence"),
    [
        ("LEVY", "½", 30, "every member gives ½ hour to the community pot each month."),
        ("EXPIRY", "12", 12, "hours that you have had for more than 12 months and have not spent lapse."),
    ],
)
def test_an_admin_sets_a_rule_that_begins_later(here, bank, kind, amount, kept, sentence):
    before = words(here.get(page_of(bank)))
    page = words(send(here, bank, "announce", kind=kind, amount=amount, why="We need a pot."))

    assert "Switched off: nothing is taken." in before
    assert f"Take it from {beginning(bank)}" in before
    assert f"Saved. From {beginning(bank)} {sentence} We tell every member within the hour." in page
    (rule,) = DuesRule.objects.of(bank)
    assert (rule.kind, rule.amount, rule.begins_on) == (kind, kept, first_day_for(bank.day(timezone.now())))


def test_a_rule_is_switched_off(here, bank):
    announced(bank)

    page = words(send(here, bank, "switch_off", kind="LEVY", why="We need a pot."))
    again = words(send(here, bank, "switch_off", kind="LEVY", why="We need a pot."))

    assert "Switched off. Nothing more is taken." in page
    assert "This is switched off already." in again
    assert not DuesRule.objects.live().exists()


@pytest.mark.parametrize(("what", "typed"), [("announce", {"amount": "1"}), ("switch_off", {})])
def test_a_rule_is_changed_with_a_reason_alone(here, bank, what, typed):
    announced(bank)
    known = DuesRule.objects.values_list("pk", "withdrawn_at").get()

    page = send(here, bank, what, kind="LEVY", why=" ", **typed)

    assert page.status_code == 400
    assert "Write why, in a few words." in words(page)
    assert DuesRule.objects.values_list("pk", "withdrawn_at").get() == known


@pytest.mark.parametrize(
    ("kind", "amount", "sentence"),
    [
        ("LEVY", "", "Write the hours as a number, such as 1 or 1½"),
        ("LEVY", "0", "The time must be more than nothing"),
        ("LEVY", "11", "That is more than 10 hours"),
        ("EXPIRY", "", "Write a number of months, such as 12"),
        ("EXPIRY", "1.5", "Write a whole number of months, such as 12"),
        ("EXPIRY", "0", "Write 1 or more"),
        ("EXPIRY", "121", "Write at most 120"),
        ("TAX", "1", "Press one of the buttons on this page."),
    ],
)
def test_what_cannot_be_read_is_asked_again(here, bank, kind, amount, sentence):
    page = send(here, bank, "announce", kind=kind, amount=amount, why="We need a pot.")

    assert page.status_code == 400
    assert sentence in words(page)
    assert not DuesRule.objects.exists()


def test_the_page_says_what_was_taken_and_who_was_left_out(here, bank):
    poor = member_since(bank, name="Ana Poor")
    member_since(bank, name="Rich Rosa")
    ledger.set_limits(poor.account_id, ledger.Limits(floor_minutes=0), by="system", reason="TEST")
    announced(bank)
    collection = collected(bank)

    listed = words(here.get(page_of(bank)))
    page = words(here.get(reverse("members:collection", args=[bank.slug, collection.pk])))

    month = f"{collection.month:%B %Y}: hours for the pot"
    assert f"{month} 1 member gave ½ hour to the pot. 1 member was left out." in listed
    assert month in page
    assert "Ana Poor ½ hour could not be taken. That is more than the account they come from may spend." in page
    assert "Rich Rosa" not in page


def test_an_auditor_reads_and_changes_nothing(client, bank):
    announced(bank)
    client.force_login(make.make_auditor(bank).person)

    page = client.get(page_of(bank))

    assert "Each month every member gives ½ hour to the community pot." in words(page)
    for button in ("Change it", "Switch it on", "Take nothing for the pot any more"):
        assert button not in words(page)
    for what in ("announce", "switch_off"):
        assert send(client, bank, what, kind="LEVY", amount="1").status_code == 403


@pytest.mark.parametrize(("when", "start"), [("now", "From 1 "), ("before", "Each month every member gives ")])
def test_a_member_sees_the_rule_on_their_first_page(client, bank, when, start):
    member = member_since(bank)
    announced(bank, at=timezone.now() if when == "now" else None)
    client.force_login(member.person)

    page = words(client.get(reverse("exchanges:home", args=[bank.slug])))

    assert start in page
    assert "½ hour to the community pot" in page


def test_a_collection_of_another_bank_is_not_found(here, bank):
    other = make.make_bank()
    theirs = make.make_collection(other)

    assert here.get(reverse("members:collection", args=[bank.slug, theirs.pk])).status_code == 404


def test_long_lists_go_on_over_the_page(here, bank, monkeypatch):
    monkeypatch.setattr("members.views.dues.LEFT_OUT_ON_PAGE", 2)
    poor = [member_since(bank, name=f"Poor {number}") for number in range(3)]
    for member in poor:
        ledger.set_limits(member.account_id, ledger.Limits(floor_minutes=0), by="system", reason="TEST")
    announced(bank)
    address = reverse("members:collection", args=[bank.slug, collected(bank).pk])

    first = here.get(address)
    second = here.get(address + first.context["next_url"])

    assert [line.member for line in first.context["left_out"]] == poor[:2]
    assert [line.member for line in second.context["left_out"]] == poor[2:]


def test_older_months_are_a_page_further(here, bank, monkeypatch):
    monkeypatch.setattr("members.views.dues.COLLECTIONS_ON_PAGE", 1)
    announced(bank)
    announced(bank, "EXPIRY", 12)
    levy, expiry = collected(bank), collected(bank, "EXPIRY")

    first = here.get(page_of(bank))
    second = here.get(page_of(bank) + first.context["older_url"])

    assert [row[2] for row in first.context["collections"]] == [expiry]
    assert [row[2] for row in second.context["collections"]] == [levy]


def test_the_pages_ask_as_often_for_many_as_for_one(here, bank):
    announced(bank)
    collection = None
    counts = []
    for number in range(3):
        poor = member_since(bank, name=f"Poor {number}")
        ledger.set_limits(poor.account_id, ledger.Limits(floor_minutes=0), by="system", reason="TEST")
        if collection:
            copy_of(collection, poor)
        collection = collection or dues.collect(bank, "LEVY", first_of_month(bank), at=timezone.now())
        counts.append(queries_of(here, bank, collection))

    assert counts == [counts[0]] * 3


def first_of_month(bank: Bank):
    return bank.day(timezone.now()).replace(day=1)


def copy_of(collection: Collection, member: Member) -> None:
    """Write one more row into the list of who was left out."""
    collection.lines.create(member=member, minutes=30, refusal="There is no room.")


def queries_of(client, bank: Bank, collection: Collection) -> list[int]:
    counts = []
    for address in (page_of(bank), reverse("members:collection", args=[bank.slug, collection.pk])):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    return counts
