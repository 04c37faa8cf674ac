"""A role of a confidential programme that is asked for: by no way does an exchange name it; its page takes wishes."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life, standing
from exchanges.actions.above import HasOwnPage
from exchanges.actions.acts import Act
from exchanges.actions.introducing import introduce
from exchanges.actions.rounds.entering import Wishing, add_wish
from exchanges.models import Enquiry, Exchange, Introduction, Listing
from exchanges.reads.asking import unanswered
from members.models import Conversation
from services.actions.programmes import offer_role
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make.make_programme(make.make_service(make.make_bank()))


@pytest.fixture
def bank(programme):
    return programme.service.bank


@pytest.fixture
def surgery(programme):
    return programme.service.organisation


@pytest.fixture
def manager(programme):
    return make.make_staff(programme.service, name="Mair Rees", manages=True)


@pytest.fixture
def asked(programme, manager):
    return offer_role(programme.roles.get(), by=manager, at=timezone.now())


@pytest.fixture
def anna(bank):
    return make.make_member(bank, name="Anna Smith")


def draft_of(asked, giver, **fields):
    today = asked.bank.day(timezone.now())
    said = {"giver": giver, "receiver": asked.member, "minutes": 60, "description": asked.title, "listing": asked}
    return life.Draft(**{**said, "day": today, **fields})


def page_of(asked, page):
    return reverse(page, args=[asked.bank.slug, asked.pk])


def take_part(programme):
    return reverse("services:take_part", args=[programme.service.bank.slug, programme.service.slug, programme.slug])


# By no way


def test_nobody_plans_or_writes_down_an_exchange_about_it(bank, asked, anna, surgery, manager):
    at, coordinator = timezone.now(), make.make_coordinator(bank)
    by_staff = Act(manager, at, on_behalf_of=surgery, channel="DELEGATE")
    rang = Act(coordinator, at, on_behalf_of=anna, channel="PHONE")

    for act in (Act(anna, at), by_staff, rang):
        for begin in (life.propose, life.log):
            with pytest.raises(HasOwnPage):
                begin(draft_of(asked, anna), act)
    with pytest.raises(HasOwnPage):
        life.plan_together(draft_of(asked, anna), Act(anna, at), by_staff)

    assert not Exchange.objects.exists()


def test_what_was_proposed_before_it_was_confidential_is_not_agreed_to(programme, asked, anna, surgery, manager):
    at = timezone.now()
    type(programme).objects.update(is_confidential=False)
    plan = life.propose(draft_of(asked, anna), Act(anna, at))
    type(programme).objects.update(is_confidential=True)

    with pytest.raises(HasOwnPage):
        life.accept(plan, Act(manager, at, on_behalf_of=surgery, channel="DELEGATE"))


def test_nobody_writes_about_it(asked, anna):
    with pytest.raises(HasOwnPage):
        make.make_enquiry(asked, anna)

    assert (Enquiry.objects.exists(), Conversation.objects.exists()) == (False, False)


def test_no_coordinator_brings_two_together_about_it(client, bank, asked, anna, programme):
    coordinator = make.make_coordinator(bank)
    make.make_match(asked, make.make_listing(anna, title="Listening"))
    client.force_login(coordinator.person)

    with pytest.raises(HasOwnPage):
        introduce(asked, anna, by=coordinator, at=timezone.now())
    page = client.get(page_of(asked, "exchanges:listing"))

    assert not Introduction.objects.exists()
    assert ("Anna Smith" in words(page), "Bring together" in words(page)) == (True, False)
    assert take_part(programme) in page.content.decode()


def test_no_round_is_entered_with_it(bank, asked, surgery, manager):
    round_ = make.make_round(make.make_coordinator(bank))
    wishing = Wishing("TAKE", make.make_category(bank, name="Company"), 60, listing=asked)

    with pytest.raises(HasOwnPage):
        add_wish(round_, wishing, Act(surgery, timezone.now()))


def test_a_role_that_is_no_secret_is_answered_as_any_request(programme, asked, anna):
    type(programme).objects.update(is_confidential=False)

    assert life.propose(draft_of(asked, anna), Act(anna, timezone.now())).listing == asked
    assert make.make_enquiry(asked, anna)


def test_nobody_is_told_that_it_has_no_answer(bank, asked, surgery):
    plain = make.make_listing(surgery, kind="REQUEST", title="Chairs")
    later = timezone.now() + datetime.timedelta(days=9)

    assert list(unanswered(bank, later)) == [plain]


# Where it leads


def test_its_request_leads_to_the_page_that_takes_wishes(client, programme, asked, anna):
    client.force_login(anna.person)

    page = client.get(page_of(asked, "exchanges:listing"))

    assert ("Peer supporter" in words(page), "I would like to do this" in words(page)) == (True, True)
    assert ("Propose a time" in words(page), "I can help" in words(page)) == (False, False)
    for one_tap in ("exchanges:enquire", "exchanges:listing_propose"):
        answer = client.get(page_of(asked, one_tap))
        assert (answer.status_code, answer.get("Location")) == (302, take_part(programme))


def test_a_form_that_was_open_already_is_refused(client, asked, anna):
    client.force_login(anna.person)
    day = (asked.bank.day(timezone.now()) + datetime.timedelta(days=3)).isoformat()
    plan = {"description": "Peer supporter", "day": day, "hours": "1"}

    for page, typed in (("exchanges:enquire", {"words": "I can"}), ("exchanges:listing_propose", plan)):
        answer = client.post(page_of(asked, page), typed)
        assert answer.status_code == 409
    assert (Exchange.objects.exists(), Enquiry.objects.exists()) == (False, False)


def test_two_who_wrote_about_it_before_plan_something_else(client, programme, asked, anna, manager):
    type(programme).objects.update(is_confidential=False)
    talk = make.make_enquiry(asked, anna)
    type(programme).objects.update(is_confidential=True)
    client.force_login(anna.person)

    page = client.get(reverse("exchanges:plan", args=[asked.bank.slug, talk.pk]))

    assert page.context["listing"] is None


def test_a_request_that_rests_ends_when_its_role_is_asked_for_again(programme, manager, asked):
    standing.pause(asked, by=manager, at=timezone.now())

    again = offer_role(programme.roles.get(), by=manager, at=timezone.now())

    asked.refresh_from_db()
    assert again.pk != asked.pk
    assert asked.state == Listing.State.CLOSED
