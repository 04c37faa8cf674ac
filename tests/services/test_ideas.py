"""'What would you do if you had time?': who sends ideas, what a coordinator makes of them, and who hears of it."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Listing
from exchanges.reads.requirements import needed_for
from notices.models import Notice
from services.actions import ideas as actions
from services.actions import programmes
from services.actions.ideas import IdeaWords, NoIdea, ReasonMissing
from services.actions.programmes import RoleWords
from services.models import RoleIdea
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
BREATHING = IdeaWords("Sing with people who are short of breath", "Somebody who sang in a choir", 60)
ROLE = RoleWords(title="Choir leader", words="Leads a song or two.", is_for_served=True, pledged_minutes=240)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return make.make_staff(surgery)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def idea(surgery, nurse):
    return sent(surgery, nurse)[0]


def sent(service, by, *ideas):
    return actions.send_ideas(service, ideas or [BREATHING], by=by, at=timezone.now())


def accepted(idea, programme, by, role=ROLE):
    return actions.accept_idea(idea, programme, role, by=by, at=timezone.now())


def told(member):
    return list(Notice.objects.for_recipients([member.actor_key]).order_by("-pk").values_list("kind", "body"))


def test_only_who_works_there_or_coordinates_sends_ideas(bank, surgery, nurse, priya):
    school = make.make_service(bank, name="Riverside Primary", kind="SCHOOL")

    for outsider in (
        make.make_member(bank),
        make.make_staff(school, name="Head"),
        make.make_coordinator(make.make_bank()),
    ):
        with pytest.raises(NotAllowed):
            sent(surgery, outsider)
    assert [each.by for each in sent(surgery, nurse) + sent(surgery, priya)] == [nurse, priya]


def test_the_same_form_twice_is_one_idea(surgery, nurse, idea):
    assert sent(surgery, nurse) == [idea]


@pytest.mark.parametrize("ideas", [[IdeaWords("Sing", " ")], [IdeaWords("", "Somebody")], [BREATHING] * 4])
def test_an_idea_says_what_and_who_and_three_are_enough(surgery, nurse, ideas):
    with pytest.raises(NoIdea):
        sent(surgery, nurse, *ideas)


def test_an_idea_becomes_a_role_and_a_request_and_who_had_it_hears(surgery, nurse, priya, idea):
    programme = make.make_programme(surgery)

    done = accepted(idea, programme, priya)

    assert (done.state, done.role.title, done.role.is_for_served) == ("ACCEPTED", "Choir leader", True)
    asked = Listing.objects.get(title="Choir leader")
    assert (asked.kind, asked.member_id, done.role.listing_id) == ("REQUEST", surgery.organisation_id, asked.pk)
    assert told(nurse)[0] == ("IDEA_ACCEPTED", "It is part of “Living well with diabetes” now. Thank you.")


def test_in_a_draft_it_becomes_a_role_that_is_asked_for_with_its_checks_when_that_opens(surgery, nurse, priya, idea):
    kind = make.make_check_kind(surgery.bank, name="DBS")
    draft = make.make_programme(surgery, state="DRAFT", opened_on=None)
    plain = draft.roles.get()

    done = accepted(idea, draft, priya, replace(ROLE, checks=[kind]))
    assert not Listing.objects.exists()
    opened = programmes.open_programme(draft, by=make.make_staff(surgery, manages=True), at=timezone.now())

    asked = opened.roles.get(pk=done.role_id).listing
    assert (asked.title, needed_for(asked)) == ("Choir leader", [kind])
    plain.refresh_from_db()
    assert plain.listing is None


def test_an_admin_says_yes_and_it_is_asked_for_and_ends_it_again(surgery, idea):
    programme, admin = make.make_programme(surgery), make.admin_of(surgery.bank)

    asked = accepted(idea, programme, admin).role.listing
    assert (asked.is_open, asked.member_id, asked.put_up_by) == (True, surgery.organisation_id, None)
    programmes.close_programme(programme, by=admin, at=timezone.now())

    asked.refresh_from_db()
    assert not asked.is_open


def test_it_is_declined_kindly_with_a_reason_that_is_read(client, surgery, nurse, priya, idea):
    with pytest.raises(ReasonMissing):
        actions.decline_idea(idea, reason=" ", by=priya, at=timezone.now())

    actions.decline_idea(idea, reason="The room has steps. In May we move.", by=priya, at=timezone.now())

    assert told(nurse)[0] == ("IDEA_DECLINED", "The room has steps. In May we move.")
    client.force_login(nurse.person)
    page = client.get(reverse("services:if_i_had_time", args=[surgery.bank.slug, surgery.slug]))
    assert "Not this time The room has steps. In May we move." in words(page)


def test_an_idea_is_decided_once_by_who_coordinates(surgery, priya, idea):
    programme = make.make_programme(surgery)
    manager = make.make_staff(surgery, name="Mair", manages=True)
    with pytest.raises(NotAllowed):
        accepted(idea, programme, manager)

    accepted(idea, programme, priya)

    with pytest.raises(WrongState):
        actions.decline_idea(idea, reason="No", by=priya, at=timezone.now())


def test_a_role_that_nobody_served_could_fill_or_share_is_none(surgery, priya, idea):
    with pytest.raises(NoIdea):
        accepted(idea, make.make_programme(surgery), priya, RoleWords(title="Driver"))


def test_it_becomes_a_role_of_its_own_service_only(bank, surgery, priya, idea):
    school = make.make_service(bank, name="Riverside Primary", kind="SCHOOL")

    with pytest.raises(WrongState):
        accepted(idea, make.make_programme(school), priya)


def test_from_the_form_to_the_desk_to_a_role_by_the_pages_alone(client, bank, surgery, nurse, priya):
    programme = make.make_programme(surgery)
    client.force_login(nurse.person)
    form = {"what1": "Sing", "who1": "A choir", "hours1": "1", "what3": "Cook", "who3": "Grandparents"}
    client.post(reverse("services:if_i_had_time", args=[bank.slug, surgery.slug]), form)
    client.force_login(priya.person)

    assert "2 ideas for roles wait" in words(client.get(reverse("exchanges:desk", args=[bank.slug])))
    listed = words(client.get(reverse("services:ideas", args=[bank.slug])))
    assert listed.index("Sing") < listed.index("Cook")
    singing = RoleIdea.objects.get(what="Sing")
    kind = make.make_check_kind(bank, name="DBS")
    said = {"answer": "accept", "programme": programme.pk, "title": "Choir leader", "is_shared": "on"}
    said["checks"] = [kind.pk]
    client.post(reverse("services:idea", args=[bank.slug, singing.pk]), said)

    role = programme.roles.get(title="Choir leader")
    assert (role.idea, needed_for(role.listing)) == (singing, [kind])
    assert "1 idea for a role waits" in words(client.get(reverse("exchanges:desk", args=[bank.slug])))


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_asks_the_same_for_one_as_for_three(client, surgery, nurse, priya, times, django_assert_num_queries):
    for number in range(times):
        sent(surgery, nurse, IdeaWords(f"Sing {number}", "A choir"))
    client.force_login(priya.person)

    with django_assert_num_queries(QUERIES):
        client.get(reverse("services:ideas", args=[surgery.bank.slug]))


QUERIES = 5
