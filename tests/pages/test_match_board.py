"""The coordinators' board: requests with who could help, people who are overlooked, bringing together, whom to ring."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.introducing import introduce
from exchanges.models import Introduction, Listing
from members.models import Gift, Member, MemberEvent
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys", email="")


def asked(receiver: Member, title: str = "A torn coat", *, days: int = 8) -> Listing:
    request = make.make_listing(receiver, kind=Listing.Kind.REQUEST, title=title)
    Listing.objects.filter(pk=request.pk).update(created_at=timezone.now() - days * DAY)
    return request


def fitting(giver: Member, receiver: Member, title: str = "A torn coat", *, days: int = 8, **fields) -> Listing:
    request = asked(receiver, title, days=days)
    make.make_match(request, make.make_listing(giver, title="Mending"), **fields)
    return request


def address(bank, name: str = "match_board", *args) -> str:
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])


def test_what_nobody_answers_stands_with_its_best_three_oldest_first(client, bank, priya, rosa, gwilym):
    fitting(gwilym, rosa, "The later", days=8)
    first = fitting(gwilym, rosa, "The first", days=30)
    for likeness in (0.95, 0.85, 0.8, 0.75):
        make.make_match(first, make.make_listing(make.make_member(bank), title="Sewing"), likeness=likeness)
    fitting(gwilym, rosa, "Too new", days=3)
    client.force_login(priya.person)

    response = client.get(address(bank))

    assert [each.listing.title for each in response.context["asked"].rows] == ["The first", "The later"]
    assert [len(each.fits) for each in response.context["asked"].rows] == [3, 1]
    assert "Why this match Gwilym Prys offers “Mending” They have not met" in words(response)


def test_the_board_shows_who_is_easily_overlooked(client, bank, priya, rosa, gwilym):
    make.posted_exchange(rosa, gwilym)
    Gift.objects.exclude(member__in=[rosa, gwilym]).delete()
    make.make_gift(gwilym, words="Mending")
    Member.objects.filter(pk=rosa.pk).update(joined_at=timezone.now() - 200 * DAY)
    client.force_login(priya.person)

    found = client.get(address(bank)).context

    assert [each.name for each in found["idle"].rows] == ["Gwilym Prys"]
    assert [each.name for each in found["takers"].rows] == ["Gwilym Prys"]
    assert [each.name for each in found["givers"].rows] == ["Rosa Day"]
    assert "Rosa Day" in [each.name for each in found["alone"].rows]


def test_an_empty_board_says_so(client, bank, priya):
    Gift.objects.all().delete()
    client.force_login(priya.person)

    page = words(client.get(address(bank)))

    for sentence in (
        "Every request of a week or longer has an answer.",
        "All who told us of a gift have given some time.",
        "All who were helped in the last year gave some time, too.",
        "All who gave time in the last year were helped, too.",
        "All have met at least two people.",
        "Nobody yet this week.",
    ):
        assert sentence in page


def test_a_long_part_goes_on_where_it_ended(client, bank, priya):
    for number in range(10):
        make.make_member(bank, name=f"Neighbour {number}")
    client.force_login(priya.person)
    first = client.get(address(bank)).context["idle"]

    rest = client.get(address(bank) + first.more_query.partition("#")[0]).context["idle"]

    assert len(first.rows) == 8
    assert not {each.pk for each in first.rows} & {each.pk for each in rest.rows}
    assert {each.name for each in [*first.rows, *rest.rows]} >= {f"Neighbour {number}" for number in range(10)}


@pytest.mark.parametrize("query", ["idle=nonsense", "asked=2026-01-01_1", "alone=9999-99-99T00:00:00Z_9", "takers=%00"])
def test_an_odd_address_begins_from_the_start(client, bank, priya, query):
    client.force_login(priya.person)

    assert client.get(f"{address(bank)}?{query}").status_code == 200


def test_one_click_brings_two_together_and_says_how_each_hears_of_it(client, bank, priya, rosa, gwilym):
    request = fitting(gwilym, rosa)
    client.force_login(priya.person)

    response = client.post(address(bank, "introduce", request.pk, gwilym.number), follow=True)

    page = words(response)
    assert response.redirect_chain == [(address(bank), 302)]
    assert "We tell Gwilym Prys and Rosa Day of each other." in page
    assert "Gwilym Prys Please ring Number to ring" in page
    assert "Rosa Day By e-mail" in page
    assert "Bring together" not in page.replace("Press “Bring together”", "")
    assert Notice.objects.filter(kind="INTRODUCED").count() == 2


def test_no_number_is_on_the_board_before_somebody_looks(client, bank, priya, rosa, gwilym):
    Member.objects.filter(pk=gwilym.pk).update(telephone="01632 960123")
    introduce(fitting(gwilym, rosa), gwilym, by=priya, at=timezone.now())
    client.force_login(priya.person)
    board = client.get(address(bank)).content.decode()

    looked = client.post(address(bank, "member", gwilym.number), {"look": "1"}).content.decode()

    assert "01632" not in board
    assert "01632" in looked
    assert MemberEvent.objects.filter(member=gwilym, kind=MemberEvent.Kind.CONTACT_SEEN, by=priya).count() == 1


def test_what_no_longer_fits_is_refused_with_a_sentence(client, bank, priya, rosa, gwilym):
    request = fitting(gwilym, rosa)
    make.make_block(rosa, gwilym)
    client.force_login(priya.person)

    response = client.post(address(bank, "introduce", request.pk, gwilym.number))

    assert response.status_code == 409
    assert "These two do not fit any more" in words(response)
    assert not Introduction.objects.exists()


def test_who_is_one_of_the_two_is_told_to_write_themselves(client, bank, priya, rosa):
    request = fitting(priya, rosa)
    client.force_login(priya.person)

    response = client.post(address(bank, "introduce", request.pk, priya.number))

    assert response.status_code == 403
    assert "You are one of the two" in words(response)


def test_a_coordinator_brings_together_beside_a_listing_too(client, bank, priya, rosa, gwilym):
    request = fitting(gwilym, rosa)
    client.force_login(priya.person)
    before = words(client.get(address(bank, "listing", request.pk)))

    introduce(request, gwilym, by=priya, at=timezone.now())

    assert "Bring together" in before
    assert "Brought together" in words(client.get(address(bank, "listing", request.pk)))


def test_the_call_list_has_who_is_rung_with_number_and_what_to_say(client, bank, priya, rosa, gwilym):
    ana = make.make_member(bank, name="Ana Paz", email="")
    Member.objects.filter(pk=gwilym.pk).update(telephone="01632 960123")
    Member.objects.filter(pk=rosa.pk).update(channel=Member.Channel.EMAIL)
    fitting(gwilym, rosa, days=2)
    brought = fitting(ana, rosa, "A lift")
    introduce(brought, ana, by=priya, at=timezone.now())
    client.force_login(priya.person)

    response = client.post(address(bank, "match_calls"))

    page = words(response)
    assert [each.member.name for each in response.context["calls"]] == ["Ana Paz", "Gwilym Prys"]
    assert "01632 960123" in page
    assert "Ask if they would help Rosa Day: “A torn coat”." in page
    assert "Say that you told Rosa Day of them: “A lift”. Would they like to help?" in page


def test_who_wishes_a_call_for_messages_only_is_rung_about_an_introduction(client, bank, priya, rosa):
    ana = make.make_member(bank, name="Ana Paz")
    introduce(fitting(ana, rosa), ana, by=priya, at=timezone.now())
    Notice.objects.filter(kind="INTRODUCED", recipient__key=ana.actor_key).update(
        delivery="BY_HAND", next_attempt_at=None
    )
    client.force_login(priya.person)

    board, response = client.get(address(bank)), client.post(address(bank, "match_calls"))

    assert "Ana Paz Please ring" in words(board)
    assert [each.member.name for each in response.context["calls"]] == ["Ana Paz"]


def test_every_number_on_the_call_list_is_a_look_that_its_member_reads(client, bank, priya, rosa, gwilym):
    fitting(gwilym, rosa)
    client.force_login(priya.person)

    client.post(address(bank, "match_calls"))

    looks = MemberEvent.objects.filter(kind=MemberEvent.Kind.CONTACT_SEEN)
    assert [(look.member_id, look.by_id) for look in looks] == [(gwilym.pk, priya.pk)]


def test_nobody_under_18_and_nobody_on_the_site_only_is_rung(client, bank, priya, rosa, gwilym):
    Member.objects.filter(pk=gwilym.pk).update(channel=Member.Channel.SITE)
    fitting(gwilym, rosa)
    client.force_login(priya.person)

    assert "Nobody to ring today" in words(client.post(address(bank, "match_calls")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_the_same_number_of_times_however_long(
    client, bank, priya, gwilym, django_assert_num_queries, rows
):
    for number in range(rows):
        other, third = make.make_member(bank), make.make_member(bank)
        request = fitting(other, third, f"Coat {number}")
        request.category = make.make_category(bank, name=f"Kind {number}")
        request.save(update_fields=["category"])
        introduce(request, other, by=priya, at=timezone.now())
        make.posted_exchange(make.make_member(bank), make.make_member(bank))
    Member.objects.update(joined_at=timezone.now() - 200 * DAY)
    client.force_login(priya.person)

    with django_assert_num_queries(21):
        found = client.get(address(bank)).context

    assert len(found["asked"].rows) == len(found["introduced"]) == rows
    assert len(found["takers"].rows) == len(found["givers"].rows) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_call_list_asks_the_same_number_of_times_however_long(
    client, bank, priya, rosa, django_assert_num_queries, rows
):
    for number in range(rows):
        fitting(make.make_member(bank, email=""), rosa, f"Coat {number}")
    client.force_login(priya.person)

    with django_assert_num_queries(15):
        response = client.post(address(bank, "match_calls"))

    assert len(response.context["calls"]) == rows
