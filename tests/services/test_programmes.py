"""Programmes: none opens in which those it serves only receive; what is confidential stays so; roles are asked for."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Listing
from exchanges.reads.requirements import needed_for
from members.models import CheckKind
from services.actions import programmes as actions
from services.actions.programmes import NoGivingRole, ProgrammeWords, RoleKnown, RoleWords, StaysConfidential
from services.models import PartWish, Programme, ProgrammeRole, Referral
from services.models.programme_pack import BY_CODE, PACK
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
WORDS = ProgrammeWords(title="Walks", aim="An hour outside.", serves="Everybody", is_confidential=True)


@pytest.fixture
def surgery():
    return make.make_service(make.make_bank())


@pytest.fixture
def manager(surgery):
    return make.make_staff(surgery, name="Mair Rees", manages=True)


@pytest.fixture
def draft(surgery, manager):
    return actions.begin_programme(surgery, WORDS, by=manager, at=timezone.now())


@pytest.fixture
def walks(surgery):
    return make.make_programme(surgery)


def page_of(programme, page="services:programme", *args):
    service = programme.service
    return reverse(page, args=[service.bank.slug, service.slug, programme.slug, *args])


def opened(programme, by):
    return actions.open_programme(programme, by=by, at=timezone.now())


def offered(role, by):
    return actions.offer_role(role, by=by, at=timezone.now())


# Opening


def test_one_in_which_those_it_serves_only_receive_is_not_opened(draft, manager):
    actions.write_role(draft, RoleWords(title="Driver"), by=manager)

    with pytest.raises(NoGivingRole):
        opened(draft, manager)

    actions.write_role(draft, RoleWords(title="Caller", is_for_served=True), by=manager)
    assert opened(draft, manager).state == Programme.State.OPEN


def test_a_giving_role_that_has_ended_does_not_count(draft, manager):
    caller = actions.write_role(draft, RoleWords(title="Caller", is_for_served=True), by=manager)
    actions.end_role(caller, by=manager, at=timezone.now())

    with pytest.raises(NoGivingRole):
        opened(draft, manager)


def test_the_last_giving_role_of_an_open_one_stays(walks, manager):
    role = walks.roles.get()

    with pytest.raises(NoGivingRole):
        actions.end_role(role, by=manager, at=timezone.now())
    with pytest.raises(NoGivingRole):
        actions.write_role(walks, RoleWords(title=role.title), by=manager, role=role)


def test_it_ends_and_opens_again_from_its_first_day(walks, manager):
    closed = actions.close_programme(walks, by=manager, at=timezone.now())
    again = opened(closed, manager)

    assert (closed.closed_on is None, again.state, again.closed_on) == (False, "OPEN", None)
    assert again.opened_on == walks.opened_on


def test_a_draft_cannot_end(draft, manager):
    with pytest.raises(WrongState):
        actions.close_programme(draft, by=manager, at=timezone.now())


def test_only_who_manages_the_service_or_runs_the_bank_changes_it(surgery, draft):
    nurse, member = make.make_staff(surgery), make.make_member(surgery.bank)
    school = make.make_service(surgery.bank, name="Riverside Primary", kind="SCHOOL")
    elsewhere = make.make_coordinator(make.make_bank())

    for who in (nurse, member, make.make_staff(school, name="Head", manages=True), elsewhere):
        with pytest.raises(NotAllowed):
            actions.change_programme(draft, WORDS, by=who)
    assert actions.change_programme(draft, WORDS, by=make.make_coordinator(surgery.bank)).pk == draft.pk


# Confidential


@pytest.mark.parametrize("who", ["takes part", "wishes to", "was introduced"])
def test_a_confidential_one_stays_so_once_somebody_trusted_it(walks, manager, who):
    open_to_all = ProgrammeWords(title="Walks", aim="x", serves="y", is_confidential=False)
    assert actions.change_programme(walks, open_to_all, by=manager).is_confidential is False
    actions.change_programme(walks, WORDS, by=manager)
    if who == "takes part":
        make.take_part(walks, make.make_member(walks.service.bank))
    elif who == "wishes to":
        PartWish.objects.create(programme=walks, member=make.make_member(walks.service.bank), wished_at=timezone.now())
    else:
        Referral.objects.filter(pk=make.make_referral(walks.service, by=manager).pk).update(programme=walks)

    with pytest.raises(StaysConfidential):
        actions.change_programme(walks, open_to_all, by=manager)


# The pack


def test_the_pack_has_twelve_and_each_lets_those_it_serves_give():
    assert len(BY_CODE) == len(PACK) == 12
    assert all(any(role.is_for_served for role in packed.roles) and packed.how_they_give for packed in PACK)
    assert all(any(role.is_shared for role in packed.roles) for packed in PACK)
    assert {packed.code for packed in PACK if packed.is_confidential} == {
        "PEER_SUPPORT",
        "HOME_FROM_HOSPITAL",
        "PRISON_COUNCIL",
    }


@pytest.mark.parametrize("packed", PACK, ids=lambda packed: packed.code)
def test_each_of_the_pack_begins_and_opens_in_any_service(surgery, manager, packed):
    kind = CheckKind.objects.create(bank=surgery.bank, name="DBS", family="DBS_ENHANCED")

    begun = actions.begin_from_pack(surgery, packed, by=manager, at=timezone.now())

    assert (begun.template, begun.state, begun.is_confidential) == (packed.code, "DRAFT", True)  # as a surgery's are
    assert begun.roles.count() == len(packed.roles)
    asked = {role.title for role in begun.roles.filter(checks=kind)}
    assert asked == {str(role.title) for role in packed.roles if "DBS_ENHANCED" in role.families}
    assert opened(begun, manager).state == "OPEN"


def test_the_same_of_the_pack_twice_has_two_addresses(surgery, manager):
    twice = [actions.begin_from_pack(surgery, PACK[0], by=manager, at=timezone.now()).slug for _ in range(2)]
    named_new = actions.begin_programme(surgery, ProgrammeWords("New", "a", "b"), by=manager, at=timezone.now())

    assert twice == ["living-well-together", "living-well-together-2"]
    assert named_new.slug == "new-2"


# Roles


def test_a_role_is_named_once(walks, manager):
    with pytest.raises(RoleKnown):
        actions.write_role(walks, RoleWords(title="peer SUPPORTER"), by=manager)


def test_who_runs_the_service_adds_a_check_and_only_a_coordinator_takes_one_away(walks, manager):
    bank, role = walks.service.bank, walks.roles.get()
    kind = make.make_check_kind(bank, name="DBS")
    plain = RoleWords(title=role.title, is_for_served=True)
    actions.write_role(walks, RoleWords(title=role.title, is_for_served=True, checks=[kind]), by=manager, role=role)

    with pytest.raises(NotAllowed):
        actions.write_role(walks, plain, by=manager, role=role)

    actions.write_role(walks, plain, by=make.make_coordinator(bank), role=role)
    assert not role.checks.exists()


def test_a_check_of_another_bank_is_none_of_this(walks, manager):
    elsewhere = make.make_check_kind(make.make_bank(), name="DBS")

    with pytest.raises(NotAllowed):
        actions.write_role(walks, RoleWords(title="Driver", checks=[elsewhere]), by=manager)


def test_a_role_becomes_a_request_with_its_checks_and_once(walks, manager):
    kind, role = make.make_check_kind(walks.service.bank, name="DBS"), walks.roles.get()
    role.checks.add(kind)

    asked, again = offered(role, manager), offered(role, manager)

    assert asked.pk == again.pk
    assert (asked.kind, asked.title, asked.member_id) == ("REQUEST", "Peer supporter", walks.service.organisation_id)
    assert needed_for(asked) == [kind]


@pytest.mark.parametrize("how", ["the role ends", "the programme ends"])
def test_what_has_ended_is_not_asked_for(walks, manager, how):
    role = actions.write_role(walks, RoleWords(title="Driver"), by=manager)
    asked = offered(role, manager)

    if how == "the role ends":
        actions.end_role(role, by=manager, at=timezone.now())
    else:
        actions.close_programme(walks, by=manager, at=timezone.now())

    assert Listing.objects.get(pk=asked.pk).state == Listing.State.CLOSED
    with pytest.raises(WrongState):
        offered(ProgrammeRole.objects.get(pk=role.pk), manager)


# Pages


def test_members_read_what_it_is_and_who_can_do_what(client, walks):
    ProgrammeRole.objects.update(is_shared=True, pledged_minutes=120)
    client.force_login(make.make_member(walks.service.bank).person)

    said = words(client.get(page_of(walks)))

    assert "Peer supporter The people it serves can do this Staff and citizens share this" in said
    assert "Planned for all together: 2 hours a month" in said
    assert "Whom it serves People of our list who have diabetes" in said
    assert "For those who run it" not in said


def test_the_page_says_why_it_cannot_be_opened_before_and_after_the_button(client, draft, manager):
    client.force_login(manager.person)
    why = "It cannot be opened: the people it serves could only receive."

    assert why in words(client.get(page_of(draft)))
    answer = client.post(page_of(draft, "services:programme_open"))
    assert (answer.status_code, why in words(answer)) == (400, True)


def test_a_draft_is_not_there_for_members(client, draft):
    client.force_login(make.make_member(draft.service.bank).person)

    assert client.get(page_of(draft)).status_code == 404
    assert client.get(page_of(draft, "services:programme_change")).status_code == 404


def test_from_the_pack_to_a_request_by_the_pages_alone(client, surgery, manager):
    client.force_login(manager.person)
    new = reverse("services:programme_new", args=[surgery.bank.slug, surgery.slug])

    page = client.post(new, {"template": "WALK_GROUP"}, follow=True)
    walks = Programme.objects.get()
    assert "Not open yet" in words(page)
    assert f"It began as “{BY_CODE['WALK_GROUP'].title}” of the pack." in words(page)
    assert "It is open." in words(client.post(page_of(walks, "services:programme_open"), follow=True))
    leader = walks.roles.get(title="Walk leader")
    client.post(page_of(walks, "services:role_offer", leader.pk))

    assert Listing.objects.get(kind="REQUEST").title == "Walk leader"


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_the_same_for_one_role_as_for_three(client, walks, times, django_assert_num_queries):
    kind = make.make_check_kind(walks.service.bank, name="DBS")
    for number in range(times):
        walks.roles.create(title=f"Role {number}").checks.add(kind)
    client.force_login(make.make_member(walks.service.bank).person)

    with django_assert_num_queries(QUERIES):
        client.get(page_of(walks))


QUERIES = 10  # one for whether who asks takes part in what is confidential
