"""A death is written down with care, and can be taken back where it was a mistake."""

import pytest
from django.test import Client
from django.utils import timezone

from exchanges.actions import deaths, leaving, life
from exchanges.actions.acts import Act
from ledger import reads as ledger
from members import actions
from members.models import Bank, Consent, Mandate, Member, Role
from notices import actions as notices
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def gwilym(bank) -> Member:
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Diaz")


@pytest.fixture
def coordinator(bank) -> Member:
    return make.make_coordinator(bank)


def died(member: Member, by: Member, heir: Member | None = None) -> Member:
    return deaths.record_death(member, by=by, at=NOW(), heir=heir)


def waiting(member: Member) -> list[str]:
    """Give how each notice to somebody would still reach them."""
    theirs = Notice.objects.filter(recipient__key=member.actor_key, sent_at=None, told_at=None)
    return sorted(set(theirs.values_list("delivery", flat=True)))


def told(member: Member) -> list[tuple[str, str, str]]:
    return list(Notice.objects.filter(recipient__key=member.actor_key).values_list("kind", "subject", "body"))


def test_nothing_is_sent_to_them_any_more_also_what_waited(bank, gwilym, rosa, coordinator):
    by_telephone = make.make_member(bank, name="Ethel", email="")
    make.make_listing(gwilym)
    assert (waiting(gwilym), waiting(by_telephone)) == (["EMAIL"], ["BY_HAND"])

    gwilym, by_telephone = died(gwilym, coordinator), died(by_telephone, coordinator)
    for member in (gwilym, by_telephone):
        notices.tell(notices.Message(**about(member)), at=NOW())

    assert (waiting(gwilym), waiting(by_telephone)) == (["IN_APP_ONLY"], ["IN_APP_ONLY"])
    assert not Notice.objects.due(NOW()).filter(recipient__key=gwilym.actor_key).exists()
    assert not Notice.objects.to_pass_on(bank.slug).filter(recipient__key=by_telephone.actor_key).exists()
    assert (gwilym.state, gwilym.has_died, gwilym.listings.get().state) == ("LEFT", True, "CLOSED")
    assert gwilym.events.get(kind="DIED").by == coordinator


def about(member: Member) -> dict[str, str]:
    return {
        "recipient_key": member.actor_key,
        "bank": member.bank.slug,
        "kind": "X",
        "subject": "x",
        "body": "",
        "path": "",
    }


def test_the_other_side_of_a_plan_hears_kind_words_without_the_reason(gwilym, rosa, coordinator):
    life.accept(life.propose(make.draft(gwilym, rosa), make.act(rosa)), make.act(gwilym))

    died(gwilym, coordinator)

    assert ("CANCELLED", "Cancelled: Weeding the front garden") in [line[:2] for line in told(rosa)]
    assert "died" not in str(told(rosa))


@pytest.mark.parametrize("to_heir", [True, False])
def test_the_hours_go_to_who_the_family_names_or_to_the_pot(bank, gwilym, rosa, coordinator, to_heir):
    make.posted_exchange(gwilym, coordinator, minutes=90)

    died(gwilym, coordinator, heir=rosa if to_heir else None)

    pot = ledger.balance_of(ledger.account_of_kind(bank.book_id, "POT"))
    assert (ledger.balance_of(rosa.account_id), pot) == ((90, 0) if to_heir else (0, 90))
    assert ("The hours of Gwilym Prys are yours now" in str(told(rosa))) == to_heir
    assert ledger.prove().faults == []


def test_what_is_not_settled_is_settled_first_by_a_coordinator(gwilym, rosa, coordinator):
    exchange = make.logged_exchange(gwilym, rosa)

    with pytest.raises(leaving.StillOpen):
        died(rosa, coordinator)
    life.confirm(exchange, Act(coordinator, NOW(), on_behalf_of=rosa, channel="PHONE"), minutes=60)

    assert died(rosa, coordinator).has_died


def test_who_acted_for_them_no_longer_does_and_gets_no_letter_about_it(gwilym, rosa, coordinator):
    helper = actions.Helper(member=rosa, words="neighbour")
    actions.name_supporter(gwilym, helper, how=Consent.How.PHONE, by=coordinator, at=NOW())
    other = make.make_member(gwilym.bank)
    helper = actions.Helper(member=gwilym)
    actions.name_supporter(other, helper, how=Consent.How.PHONE, by=coordinator, at=NOW())

    died(gwilym, coordinator)

    assert not Mandate.objects.filter(ended_at=None).exists()
    assert "MANDATE_ENDED" not in str(told(rosa))
    assert "Gwilym Prys no longer acts for you" in str(told(other))


@pytest.mark.parametrize("elsewhere", [True, False])
def test_signing_in_ends_where_it_was_their_last_bank(gwilym, coordinator, elsewhere):
    if elsewhere:
        other = make.make_bank()
        actions.apply_to_join(other, actions.Application(name="Gwilym"), at=NOW(), person=gwilym.person)
    client = Client()
    client.force_login(gwilym.person)

    died(gwilym, coordinator)

    gwilym.person.refresh_from_db()
    assert gwilym.person.is_active == elsewhere
    assert client.get("/me/").status_code == (200 if elsewhere else 302)


@pytest.mark.parametrize("who", ["themselves", "a member", "an admin", "another bank's"])
def test_only_a_coordinator_writes_it_down(bank, gwilym, rosa, who):
    by = {
        "themselves": gwilym,
        "a member": rosa,
        "an admin": make.admin_of(bank),
        "another bank's": make.make_coordinator(make.make_bank()),
    }[who]

    with pytest.raises(NotAllowed):
        died(gwilym, by)


def test_who_had_a_role_needs_an_admin(bank, coordinator):
    other = make.make_coordinator(bank)
    both = make.make_member(bank, roles=(Role.COORDINATOR, Role.ADMIN))

    with pytest.raises(leaving.HoldsRole):
        died(other, coordinator)
    assert died(other, both).roles == []


def test_a_mistake_is_taken_back_with_number_account_and_hours(bank, gwilym, rosa, coordinator):
    make.posted_exchange(gwilym, rosa, minutes=90)
    number = gwilym.number
    died(gwilym, coordinator, heir=rosa)

    with pytest.raises(NotAllowed):
        actions.take_back_death(gwilym, by=coordinator, at=NOW())
    back = actions.take_back_death(gwilym, by=make.admin_of(bank), at=NOW())
    actions.take_back_death(gwilym, by=make.admin_of(bank), at=NOW())

    assert (back.state, back.number, back.has_died, back.left_at) == ("APPROVED", number, False, None)
    assert (ledger.balance_of(gwilym.account_id), ledger.balance_of(rosa.account_id)) == (90, -90)
    assert back.person.is_active
    assert "Your membership of" in str(told(gwilym))
    assert waiting(gwilym) == ["EMAIL", "IN_APP_ONLY"]
    assert make.posted_exchange(gwilym, rosa).state == "POSTED"
    assert ledger.prove().faults == []


def test_a_debt_that_was_met_comes_back_too(bank, gwilym, rosa, coordinator):
    make.posted_exchange(rosa, gwilym, minutes=90)
    died(gwilym, coordinator)

    actions.take_back_death(gwilym, by=make.admin_of(bank), at=NOW())

    assert ledger.balance_of(gwilym.account_id) == -90
    assert ledger.balance_of(ledger.account_of_kind(bank.book_id, "POT")) == 0
    assert ledger.prove().faults == []


def test_who_had_left_before_stays_so_when_it_is_taken_back(bank, gwilym, coordinator):
    leaving.leave(gwilym, by=gwilym, at=NOW())
    assert died(gwilym, coordinator).state == "LEFT"

    back = actions.take_back_death(gwilym, by=make.admin_of(bank), at=NOW())

    assert (back.state, back.has_died) == ("LEFT", False)


def test_it_is_written_down_once(gwilym, coordinator):
    died(gwilym, coordinator)

    with pytest.raises(WrongState):
        died(gwilym, coordinator)
