"""Who has no number and asks what we hold on them, or to be erased: applicants, and who only acts for others."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import merging
from members.actions import Application, apply_to_join, decline_application
from members.actions.mandates import Helper, end_mandate, name_guardian, name_supporter
from members.models import Bank, Consent, Member, MemberEvent
from members.reads.standing import standing_path
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words
from tests.pages.test_privacy import saved

pytestmark = pytest.mark.django_db
MEANT = {"identified": "CALLED_BACK", "sure": "on"}


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


@pytest.fixture
def rosa(bank) -> Member:
    """Who asked to join by telephone."""
    wish = Application(name="Rosa Diaz", telephone="01632 960111", about="Sewing")
    applicant = apply_to_join(bank, wish, at=timezone.now())
    return Member.objects.select_related("bank", "person").get(pk=applicant.pk)


def of(name: str, member: Member) -> str:
    return reverse(f"insight:unnumbered_{name}", args=[member.bank.slug, member.pk])


def application(member: Member) -> str:
    return reverse("members:application", args=[member.bank.slug, member.pk])


def mandates(member: Member) -> str:
    return reverse("members:mandates", args=[member.bank.slug, member.number])


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def supporter_of(member: Member, name: str = "Sian Pole") -> Member:
    helper = Helper(name=name, telephone="01632 960222", words="daughter")
    mandate = name_supporter(member, helper, how=Consent.How.ONLINE, by=member, at=timezone.now())
    return Member.objects.select_related("bank", "person").get(pk=mandate.holder_id)


def end_all(member: Member) -> None:
    for mandate in member.mandates.filter(ended_at=None):
        end_mandate(mandate, by=member, at=timezone.now())


def test_a_coordinator_makes_the_file_for_who_asked_to_join(sign_in, priya, rosa):
    client = sign_in(priya)
    page = client.get(application(rosa)).text
    assert of("data", rosa) in page
    assert of("erase", rosa) not in page

    data = json.loads(saved(client.post(of("data", rosa))).read("data.json"))["groups"]

    assert data["who"][0]["name"] == "Rosa Diaz"
    assert rosa.events.get(kind=MemberEvent.Kind.DATA_TAKEN).by_id == priya.pk
    assert Notice.objects.filter(recipient__key=rosa.actor_key, kind="DATA_TAKEN").exists()


def test_nobody_makes_it_for_an_applicant_who_signs_in(sign_in, bank, priya):
    owen = make.make_applicant(bank, name="Owen Rees")

    assert sign_in(priya).post(of("data", owen)).status_code == 403
    assert not owen.events.filter(kind=MemberEvent.Kind.DATA_TAKEN).exists()


@pytest.mark.parametrize("is_declined", [False, True])
def test_an_admin_erases_who_asked_to_join(client, sign_in, admin, rosa, is_declined):
    if is_declined:
        decline_application(rosa, by=admin, words="Not this time.", at=timezone.now())
    link = standing_path(rosa)
    assert client.get(link).status_code == 200
    sign = sign_in(admin)
    assert of("erase", rosa) in sign.get(application(rosa)).text
    assert "Their wish to join ends" in words(sign.get(of("erase", rosa)))

    answer = sign.post(of("erase", rosa), MEANT, follow=True)

    left = again(rosa)
    assert (left.name, left.telephone, left.about, left.state) == ("Somebody who was erased", "", "", "DECLINED")
    assert "Rosa Diaz is erased." in words(answer)
    assert of("erase", rosa) not in answer.text
    assert "They are erased already." in words(sign.get(of("erase", rosa)))
    assert client.get(link).status_code == 404


def test_an_admin_says_how_they_knew_them(sign_in, admin, rosa):
    assert sign_in(admin).post(of("erase", rosa), {"sure": "on"}).status_code == 400

    assert again(rosa).name == "Rosa Diaz"


@pytest.mark.parametrize("name", ["data", "erase"])
def test_neither_is_for_members_with_a_number_nor_another_bank(sign_in, admin, margaret, name):
    elsewhere = make.make_applicant(make.make_bank(), name="Owen Rees")
    client = sign_in(admin)

    for pk in (margaret.pk, elsewhere.pk):
        url = reverse(f"insight:unnumbered_{name}", args=[admin.bank.slug, pk])
        assert client.get(url).status_code == 404
        assert client.post(url, MEANT).status_code == 404

    assert [again(each).name for each in (margaret, elsewhere)] == ["Margaret Pole", "Owen Rees"]


@pytest.mark.parametrize("has_ended", [False, True])
def test_an_admin_erases_a_supporter_from_the_page_of_whom_they_act_for(sign_in, admin, margaret, has_ended):
    sian = supporter_of(margaret)
    if has_ended:
        end_all(margaret)
    client = sign_in(admin)
    page = client.get(mandates(margaret))
    assert of("data", sian) in page.text
    assert ("Acted before" in words(page)) is has_ended
    assert "They act for nobody here any more" in words(client.get(of("erase", sian)))

    answer = client.post(of("erase", sian), MEANT, follow=True)

    assert (again(sian).name, again(sian).state) == ("Somebody who was erased", "LEFT")
    assert answer.request["PATH_INFO"] == mandates(margaret)
    assert of("erase", sian) not in answer.text
    assert again(margaret).name == "Margaret Pole"


def test_members_find_no_such_way_on_their_own_page(sign_in, margaret):
    sian = supporter_of(margaret)

    assert of("data", sian) not in sign_in(margaret).get(mandates(margaret)).text


def test_a_guardian_of_an_applicant_is_found_before_and_after_the_answer(sign_in, bank, priya, rosa):
    Bank.objects.filter(pk=bank.pk).update(lets_in_minors=True)
    Member.objects.filter(pk=rosa.pk).update(age_band="TEEN")
    helper = Helper(name="Mary Diaz", telephone="01632 960333", words="mother")
    mary = name_guardian(again(rosa), helper, how=Consent.How.PHONE, by=priya, at=timezone.now()).holder
    page = reverse("members:applicant_guardian", args=[bank.slug, rosa.pk])
    client = sign_in(priya)

    assert page in client.get(application(rosa)).text
    assert of("data", mary) in client.get(page).text
    assert client.get(of("data", mary)).context["back_url"] == page
    decline_application(again(rosa), by=priya, words="Not this time.", at=timezone.now())

    assert "Acted before" in words(client.get(page))
    assert again(mary).state == Member.State.LEFT


def test_a_number_that_was_given_up_leads_to_the_one_that_was_kept(sign_in, bank, admin, margaret):
    old = make.make_member(bank, name="Maggie Pole", email="")
    merging.merge(margaret, old, by=admin, at=timezone.now())

    sign_in(admin).post(reverse("insight:erase_for", args=[bank.slug, old.number]), MEANT)

    assert {again(each).name for each in (old, margaret)} == {
        f"Former member {old.number}",
        f"Former member {margaret.number}",
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_who_acted_before_takes_one_query_however_many(sign_in, priya, margaret, rows, django_assert_num_queries):
    for number in range(rows):
        supporter_of(margaret, name=f"Sian {number}")
    end_all(margaret)
    client = sign_in(priya)

    with django_assert_num_queries(7):
        client.get(mandates(margaret))
