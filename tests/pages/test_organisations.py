"""Organisations: asking to join, the page each has, and who changes it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members.actions import end_mandate
from members.models import Mandate, Member, MemberEvent
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
SURGERY = {
    "name": "Riverside Surgery",
    "organisation_kind": "INSTITUTION",
    "telephone": "01632 960186, Mrs Rhys",
    "email": "desk@surgery.example",
    "area": "Mill Lane",
    "about": "We look after people.",
    "offers": "A room on Tuesdays\n\n  Help with   forms \na room on tuesdays",
}
PAGE = {"organisation_kind": "INSTITUTION", "about": "We look after people.", "offers": "A room\nForms"}


@pytest.fixture
def surgery(bank):
    return make.make_organisation(bank, name="Riverside Surgery")


@pytest.fixture
def ana(bank):
    return make.make_member(bank, name="Ana Silva")


def here(bank, name, *args):
    return reverse(name, args=[bank.slug, *args])


def open_page(organisation):
    Member.objects.filter(pk=organisation.pk).update(has_public_page=True, about="We look after people.")


def test_an_organisation_asks_to_join_and_waits_on_the_desk(client, bank):
    answer = client.post(here(bank, "members:join_organisation"), SURGERY)

    surgery = Member.objects.get(name="Riverside Surgery")
    assert answer.url == here(bank, "members:join_terms")
    assert (surgery.kind, surgery.state, surgery.person, surgery.organisation_kind) == (
        "ORGANISATION",
        "APPLICANT",
        None,
        "INSTITUTION",
    )
    assert [gift.words for gift in surgery.gifts.all()] == ["a room on tuesdays", "Help with forms"]
    assert (surgery.contact_email, surgery.has_public_page) == ("desk@surgery.example", False)


def test_the_desk_reads_what_an_organisation_is_and_no_age(client, sign_in, bank, priya):
    client.post(here(bank, "members:join_organisation"), SURGERY)
    surgery = Member.objects.get(name="Riverside Surgery")

    said = words(sign_in(priya).get(reverse("members:application", args=[bank.slug, surgery.pk])))

    assert "What it is Institution" in said
    assert "18 or older" not in said
    assert "Something they" not in said


def test_an_organisation_joins_in_two_steps_and_is_not_led_to_a_persons_gifts(client, bank):
    assert "Step 1 of 2" in words(client.get(here(bank, "members:join_organisation")))

    terms = client.post(here(bank, "members:join_organisation"), SURGERY, follow=True)

    assert "Step 2 of 2" in words(terms)
    assert here(bank, "members:join_gifts") not in terms.text


def test_the_same_wish_twice_is_one_wish(client, bank):
    wish = {**SURGERY, "email": ""}
    for _time in range(2):
        client.post(here(bank, "members:join_organisation"), wish)

    assert Member.objects.filter(name="Riverside Surgery").count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"organisation_kind": ""}, "organisation_kind"),
        ({"organisation_kind": "PRISON"}, "organisation_kind"),
        ({"telephone": "", "email": ""}, "telephone"),
        ({"offers": " "}, "offers"),
        ({"offers": "x" * 101}, "offers"),
        ({"offers": "\n".join(map(str, range(41)))}, "offers"),
    ],
)
def test_what_cannot_be_read_is_refused_and_kept(client, bank, typed, field):
    page = client.post(here(bank, "members:join_organisation"), {**SURGERY, **typed})

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not Member.objects.filter(name="Riverside Surgery").exists()


def test_forged_fields_change_nothing(client, bank):
    forged = {
        "state": "APPROVED",
        "roles": "ADMIN",
        "number": "1",
        "has_public_page": "on",
        "kind": "PERSON",
        "bank": "1",
    }

    client.post(here(bank, "members:join_organisation"), {**SURGERY, **forged})

    surgery = Member.objects.get(name="Riverside Surgery")
    assert (surgery.state, surgery.kind, surgery.number, surgery.has_public_page) == (
        "APPLICANT",
        "ORGANISATION",
        None,
        False,
    )


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client, bank):
    answer = client.post(here(bank, "members:join_organisation"), {**SURGERY, "website": "http://x.example"})

    assert answer.status_code == 302
    assert not Member.objects.filter(name="Riverside Surgery").exists()


def test_visitors_read_only_what_an_organisation_opens(client, bank, surgery):
    page = here(bank, "exchanges:organisation", surgery.number)
    closed = client.get(page)
    nobody = client.get(here(bank, "exchanges:organisation", 999))
    assert closed.url == f"/accounts/login/?next={page}"
    assert nobody.status_code == 302
    assert "Riverside Surgery" not in words(client.get(here(bank, "exchanges:organisations")))

    open_page(surgery)

    assert "We look after people." in words(client.get(page))
    assert "Riverside Surgery" in words(client.get(here(bank, "exchanges:organisations")))


def test_the_page_shows_nothing_of_the_people_behind_it(client, bank, surgery, ana):
    make.delegate(surgery, ana, Mandate.Kind.MANAGER)
    open_page(surgery)

    page = words(client.get(here(bank, "exchanges:organisation", surgery.number)))

    assert "Ana" not in page
    assert surgery.telephone not in page


@pytest.mark.parametrize(("is_open", "shown"), [(True, True), (False, False)])
def test_listings_show_to_visitors_where_the_bank_opens_them(client, bank, surgery, is_open, shown):
    bank.listings_are_public = is_open
    bank.save()
    open_page(surgery)
    make.make_listing(surgery, title="A quiet room")

    assert ("A quiet room" in words(client.get(here(bank, "exchanges:organisation", surgery.number)))) == shown


def test_a_person_has_no_such_page(sign_in, bank, margaret):
    assert sign_in(margaret).get(here(bank, "exchanges:organisation", margaret.number)).status_code == 404


def acting(client, mandate):
    client.force_login(mandate.holder.person)
    client.post(here(mandate.member.bank, "members:act", mandate.pk))
    return client


def test_a_manager_changes_the_page_while_acting(client, bank, surgery, ana):
    mandate = make.delegate(surgery, ana, Mandate.Kind.MANAGER)
    page = here(bank, "members:organisation_change", surgery.number)

    answer = acting(client, mandate).post(page, {**PAGE, "has_public_page": "on"}, follow=True)

    surgery.refresh_from_db()
    assert answer.redirect_chain == [(here(bank, "exchanges:organisation", surgery.number), 302)]
    assert (surgery.about, surgery.has_public_page) == ("We look after people.", True)
    assert [gift.words for gift in surgery.gifts.all()] == ["A room", "Forms"]
    event = MemberEvent.objects.get(member=surgery, kind="PROFILE_CHANGED")
    assert (event.by, event.is_on_behalf) == (ana, True)


@pytest.mark.parametrize("who", ["recorder", "manager of another", "not acting", "ended"])
def test_nobody_else_changes_it(client, bank, surgery, ana, who):
    page = here(bank, "members:organisation_change", surgery.number)
    if who == "not acting":
        make.delegate(surgery, ana, Mandate.Kind.MANAGER)
        client.force_login(ana.person)
    else:
        whose = make.make_organisation(bank, name="Choir") if who == "manager of another" else surgery
        kind = Mandate.Kind.RECORDER if who == "recorder" else Mandate.Kind.MANAGER
        mandate = make.delegate(whose, ana, kind)
        acting(client, mandate)
        if who == "ended":
            end_mandate(mandate, by=ana, at=timezone.now())

    answer = client.post(page, PAGE)

    surgery.refresh_from_db()
    assert (answer.status_code, surgery.about) == (403, "")


def test_a_coordinator_changes_it_too(sign_in, bank, surgery, priya):
    sign_in(priya).post(here(bank, "members:organisation_change", surgery.number), PAGE)

    surgery.refresh_from_db()
    assert surgery.about == "We look after people."


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_pages_ask_the_same_however_much_there_is(sign_in, django_assert_num_queries, bank, margaret, rows):
    for number in range(rows):
        surgery = make.make_organisation(bank, name=f"Surgery {number}")
    for number in range(rows):
        make.make_listing(surgery, title=f"Room {number}")
    client = sign_in(margaret)

    with django_assert_num_queries(5):
        client.get(here(bank, "exchanges:organisations"))
    with django_assert_num_queries(8):  # one asks whether it is a service, which has another page
        client.get(here(bank, "exchanges:organisation", surgery.number))


def test_a_long_list_goes_on(client, bank, monkeypatch):
    monkeypatch.setattr("exchanges.views.organisations.ORGANISATIONS_ON_PAGE", 2)
    for name in ("Álamo", "Choir", "Surgery"):
        open_page(make.make_organisation(bank, name=name))

    first = client.get(here(bank, "exchanges:organisations"))
    second = client.get(here(bank, "exchanges:organisations") + first.context["next_url"])

    assert [each.name for each in first.context["organisations"]] == ["Álamo", "Choir"]
    assert [each.name for each in second.context["organisations"]] == ["Surgery"]
    for bad in ("x", "-1", "9" * 30, "²"):
        assert client.get(here(bank, "exchanges:organisations"), {"after": bad}).context["is_first_page"]


def test_a_list_never_begins_after_a_person(client, bank, surgery, margaret):
    """Else a visitor who tries numbers learns where in the alphabet each member stands."""
    Member.objects.filter(pk=surgery.pk).update(has_public_page=True)
    Member.objects.filter(pk=margaret.pk).update(name="Zz")

    page = client.get(reverse("exchanges:organisations", args=[bank.slug]), {"after": margaret.number})

    assert [each.pk for each in page.context["organisations"]] == [surgery.pk]


def test_an_area_that_is_kept_back_does_not_stand_on_the_page(client, bank, surgery):
    Member.objects.filter(pk=surgery.pk).update(has_public_page=True, area="Elm Lane", shows=[])

    urls = [
        reverse("exchanges:organisations", args=[bank.slug]),
        reverse("exchanges:organisation", args=[bank.slug, surgery.number]),
    ]
    assert not any("Elm Lane" in client.get(url).text for url in urls)
