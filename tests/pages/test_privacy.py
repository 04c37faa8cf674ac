"""The pages of one's own privacy, and what those who run a bank do for a member who asks."""

import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import merging
from insight.reads.held import GROUPS
from members.access import ACTING_KEY
from members.actions import see_contact
from members.actions.consents import Agreement, record_consent
from members.actions.mandates import Helper, name_supporter
from members.models import Consent, Member, MemberEvent, Note, Person
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


@pytest.fixture
def ann(bank) -> Member:
    return make.make_member(bank, name="Ann Ash", email="")


def saved(answer) -> zipfile.ZipFile:
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def erase_url(member: Member) -> str:
    return reverse("privacy_erase", args=[member.bank.slug])


def of(name: str, member: Member) -> str:
    return reverse(f"insight:{name}", args=[member.bank.slug, member.number])


def test_the_page_says_what_we_hold_and_who_looked(sign_in, margaret, priya):
    Note.objects.create(member=margaret, by=priya, at=timezone.now(), words="Prefers mornings.")
    see_contact(margaret, by=priya, at=timezone.now())

    page = words(sign_in(margaret).get(reverse("privacy")))

    assert all(str(group.title) in page for group in GROUPS)
    assert "Prefers mornings." in page
    assert "Contact details were looked at" in page or "contact details were looked at" in page
    assert "Worries that somebody raised" in page


def test_one_file_holds_all_of_it_for_people_and_for_programs(sign_in, margaret, fatima):
    make.posted_exchange(margaret, fatima, description="Weeding <b>& hoeing</b>")
    margaret.photo = default_storage.save("photos/m.jpg", ContentFile(b"a face"))
    margaret.save()

    archive = saved(sign_in(margaret).post(reverse("privacy_download")))

    assert archive.namelist() == ["data.json", "data.html", f"photo-{margaret.bank.slug}.jpg"]
    data = json.loads(archive.read("data.json"))
    assert list(data["groups"]) == [group.key for group in GROUPS]
    assert [row["description"] for row in data["groups"]["exchanges"]] == ["Weeding <b>& hoeing</b>"]
    assert data["groups"]["who"][0]["name"] == "Margaret Pole"
    page = archive.read("data.html").decode()
    assert "Weeding &lt;b&gt;&amp; hoeing&lt;/b&gt;" in page
    assert "<script" not in page
    assert archive.read(f"photo-{margaret.bank.slug}.jpg") == b"a face"
    assert margaret.events.get(kind=MemberEvent.Kind.DATA_TAKEN).by_id == margaret.pk


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_as_often_for_three_rows_as_for_one(
    sign_in, margaret, fatima, priya, times, django_assert_num_queries
):
    for _each in range(times):
        make.posted_exchange(margaret, fatima)
        Note.objects.create(member=margaret, by=priya, at=timezone.now(), words="Rang.")
    client = sign_in(margaret)

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("privacy"))


PAGE_QUERIES = 64


def test_a_supporters_consent_is_taken_back_and_they_act_no_longer(sign_in, margaret, fatima):
    mandate = name_supporter(margaret, Helper(member=fatima), how=Consent.How.ONLINE, by=margaret, at=timezone.now())

    page = sign_in(margaret).get(reverse("privacy_consents"))
    assert "they can no longer act for you" in words(page)
    answer = sign_in(margaret).post(reverse("privacy_take_back", args=[mandate.consent_id]), follow=True)

    mandate.refresh_from_db()
    assert mandate.ended_at is not None
    assert mandate.consent.ended_at is not None
    assert "You have taken it back." in words(answer)


def test_what_belonging_rests_on_is_not_taken_back_by_itself(sign_in, margaret):
    told = Agreement(Consent.Purpose.PRIVACY, Consent.How.ONLINE, text="Keep what I told you.")
    consent = record_consent(margaret, told, by=margaret, at=timezone.now())

    answer = sign_in(margaret).post(reverse("privacy_take_back", args=[consent.pk]), follow=True)

    consent.refresh_from_db()
    assert consent.ended_at is None
    assert "This cannot be taken back by itself." in words(answer)


def test_nobody_takes_back_what_another_agreed_to(sign_in, margaret, fatima):
    told = Agreement(Consent.Purpose.REFERRAL, Consent.How.ONLINE, text="The surgery may tell you.")
    consent = record_consent(margaret, told, by=margaret, at=timezone.now())

    assert sign_in(fatima).post(reverse("privacy_take_back", args=[consent.pk])).status_code == 404

    consent.refresh_from_db()
    assert consent.ended_at is None


def test_somebody_erases_themselves_and_is_signed_out(client, sign_in, margaret):
    page = words(sign_in(margaret).get(erase_url(margaret)))
    assert "What stays, and why" in page

    answer = client.post(erase_url(margaret), {"sure": "on", "member": "1", "bank": "1"}, follow=True)

    assert "we no longer know who you are" in words(answer)
    margaret.refresh_from_db()
    assert margaret.name == f"Former member {margaret.number}"
    assert client.get(reverse("me")).status_code == 302


def test_who_lives_on_elsewhere_stays_signed_in_and_that_bank_no_longer_finds_their_address(
    client, sign_in, margaret, priya
):
    there = make.also_member_of(make.make_bank(), margaret.person)

    answer = sign_in(margaret).post(erase_url(margaret), {"sure": "on"}, follow=True)

    assert "that time bank no longer knows who you are" in words(answer)
    assert [member.pk for member in answer.context["members"]] == [there.pk]
    page = sign_in(priya).post(reverse("exchanges:member", args=[margaret.bank.slug, margaret.number]))
    assert page.status_code == 200
    assert there.person.email not in page.text


def test_a_tick_that_is_missing_erases_nobody(sign_in, margaret):
    answer = sign_in(margaret).post(erase_url(margaret), {})

    assert answer.status_code == 400
    assert "Tick this if you want to be erased" in words(answer)
    assert Person.objects.get(pk=margaret.person_id).email


def test_what_stands_in_the_way_is_said(sign_in, margaret, fatima, priya):
    make.logged_exchange(margaret, fatima)

    page = words(sign_in(margaret).get(erase_url(margaret)))
    assert "1 exchange is not settled yet." in page
    assert "Erase me" not in page
    assert sign_in(margaret).post(erase_url(margaret), {"sure": "on"}).status_code == 409
    assert sign_in(priya).post(erase_url(priya), {"sure": "on"}).status_code == 403


def test_another_banks_page_of_mine_is_not_there(sign_in, margaret):
    elsewhere = make.make_member(make.make_bank())

    assert sign_in(margaret).get(erase_url(elsewhere)).status_code == 404
    assert sign_in(margaret).post(erase_url(elsewhere), {"sure": "on"}).status_code == 404


def test_a_coordinator_makes_the_file_for_who_does_not_sign_in(sign_in, priya, ann):
    Note.objects.create(member=ann, by=priya, at=timezone.now(), words="Prefers mornings.")

    archive = saved(sign_in(priya).post(of("data_request", ann)))

    data = json.loads(archive.read("data.json"))["groups"]
    assert data["notes"][0]["words"] == "Prefers mornings."
    assert ann.events.get(kind=MemberEvent.Kind.DATA_TAKEN).by_id == priya.pk
    told = Notice.objects.get(recipient__key=ann.actor_key, kind="DATA_TAKEN")
    assert told.subject == "Priya Desk made a file of all that we hold on you"


def test_nobody_makes_it_for_who_signs_in(sign_in, priya, margaret):
    assert "You cannot take it out for them." in words(sign_in(priya).get(of("data_request", margaret)))

    answer = sign_in(priya).post(of("data_request", margaret))

    assert answer.status_code == 403
    assert not margaret.events.filter(kind=MemberEvent.Kind.DATA_TAKEN).exists()


def test_an_admin_erases_who_rang(sign_in, admin, ann):
    sign = sign_in(admin)
    assert "Has Ann Ash asked to be erased?" in words(sign.get(of("erase_for", ann)))

    answer = sign.post(of("erase_for", ann), {"identified": "CALLED_BACK", "sure": "on"}, follow=True)

    ann.refresh_from_db()
    assert ann.name == f"Former member {ann.number}"
    assert "Only the number is left." in words(answer)
    assert "They are erased already." in words(sign.get(of("erase_for", ann)))


@pytest.mark.parametrize("sent", [{}, {"identified": "CALLED_BACK"}, {"identified": "GUESSED", "sure": "on"}])
def test_an_admin_says_how_they_knew_them(sign_in, admin, ann, sent):
    assert sign_in(admin).post(of("erase_for", ann), sent).status_code == 400

    ann.refresh_from_db()
    assert ann.name == "Ann Ash"


@pytest.mark.parametrize("name", ["data_request", "erase_for"])
def test_a_member_does_neither_for_another(sign_in, ann, margaret, name):
    assert sign_in(margaret).get(of(name, ann)).status_code == 403
    assert sign_in(margaret).post(of(name, ann), {"identified": "CALLED_BACK", "sure": "on"}).status_code == 403


@pytest.mark.parametrize("name", ["data_request", "erase_for"])
def test_who_acts_for_somebody_does_neither(sign_in, admin, margaret, ann, name):
    mandate = name_supporter(margaret, Helper(member=admin), how=Consent.How.ONLINE, by=margaret, at=timezone.now())
    client = sign_in(admin)
    session = client.session
    session[ACTING_KEY] = {"bank": admin.bank.slug, "mandate": mandate.pk}
    session.save()

    assert client.get(of(name, ann)).status_code == 403
    assert client.post(of(name, ann), {"identified": "CALLED_BACK", "sure": "on"}).status_code == 403


def test_who_acts_for_somebody_sees_their_own_privacy_and_erases_themselves_alone(sign_in, bank, margaret, fatima):
    mandate = name_supporter(margaret, Helper(member=fatima), how=Consent.How.ONLINE, by=margaret, at=timezone.now())
    client = sign_in(fatima)
    session = client.session
    session[ACTING_KEY] = {"bank": bank.slug, "mandate": mandate.pk}
    session.save()

    page = client.get(reverse("privacy"))
    assert [member.pk for member in page.context["members"]] == [fatima.pk]
    client.post(erase_url(margaret), {"sure": "on"})

    names = dict(Member.objects.filter(pk__in=[margaret.pk, fatima.pk]).values_list("pk", "name"))
    assert names == {margaret.pk: "Margaret Pole", fatima.pk: f"Former member {fatima.number}"}


def test_an_entry_that_became_one_with_theirs_is_in_the_file_and_erased_as_one(sign_in, bank, margaret, priya):
    old = make.make_member(bank, name="Maggie Pole", email="")
    for member in (old, margaret):
        make.hang_photo(member)
    merging.merge(margaret, old, by=priya, at=timezone.now())
    client = sign_in(margaret)

    page = client.get(reverse("privacy"))
    names = saved(client.post(reverse("privacy_download"))).namelist()

    assert page.text.count(f'href="{erase_url(margaret)}"') == 1
    assert sorted(names[2:]) == [f"photo-{bank.slug}-{old.number}.jpg", f"photo-{bank.slug}.jpg"]
