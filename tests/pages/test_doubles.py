"""The page of who may be in the books twice."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.models import Member
from members.reads import doubles as reads
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


def url(bank):
    return reverse("members:doubles", args=[bank.slug])


def make_one(bank, name, *, area="", telephone=""):
    member = make.make_member(bank, name=name)
    Member.objects.filter(pk=member.pk).update(area=area, telephone=telephone)
    return member


def numbers(groups):
    return [[each.number for each in group.members] for group in groups]


@pytest.fixture
def quiet(bank, priya):
    """Give the coordinator a number of their own."""
    Member.objects.filter(pk=priya.pk).update(telephone="01632 960777")
    return bank


def test_who_shares_name_and_area_or_telephone_is_listed_and_nobody_else(sign_in, quiet, priya):
    rosa, again = make_one(quiet, "Rosa Diaz", area="Mill Lane"), make_one(quiet, "ROSA diaz", area="mill lane")
    ann, bob = (make_one(quiet, name, telephone="01632 960555") for name in ("Ann", "Bob"))
    make_one(quiet, "Rosa Diaz", area="Bell Street")
    make_one(make.make_bank(), "Rosa Diaz", area="Mill Lane", telephone="01632 960555")
    gone = make_one(quiet, "Ann Gone", telephone="01632 960555")
    Member.objects.filter(pk=gone.pk).update(state=Member.State.LEFT)

    page = sign_in(priya).get(url(quiet))

    assert numbers(page.context["of_one_name"]) == [[rosa.number, again.number]]
    assert numbers(page.context["of_one_telephone"]) == [[ann.number, bob.number]]
    assert reverse("exchanges:member_same", args=[quiet.slug, again.number]) in page.text
    assert "01632 960555" not in page.text
    assert url(quiet) in sign_in(priya).get(reverse("members:members", args=[quiet.slug])).text


def test_nobody_is_led_to_compare_their_own_entry(sign_in, quiet, priya):
    other = make_one(quiet, "Zoe", telephone="01632 960777")
    Member.objects.filter(pk=priya.pk).update(number=other.number + 1)

    page = sign_in(priya).get(url(quiet))

    same = reverse("exchanges:member_same", args=[quiet.slug, other.number])
    assert f'href="{same}"' in page.text
    assert sign_in(priya).get(same).status_code == 200


def test_two_entries_that_became_one_are_no_longer_listed(sign_in, quiet, priya):
    kept, given_up = (make_one(quiet, "Rosa Diaz", area="Mill Lane") for _entry in range(2))
    Member.objects.filter(pk=given_up.pk).update(state=Member.State.LEFT, merged_into=kept)

    page = sign_in(priya).get(url(quiet))

    assert "Nobody, as far as we can tell." in words(page)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries(sign_in, quiet, priya, django_assert_num_queries, rows):
    for row in range(rows):
        for _entry in range(2):
            make_one(quiet, f"Rosa {row}", telephone=f"01632 96066{row}")
    client = sign_in(priya)

    # session, person, bank, membership, those of one name, those of one telephone
    with django_assert_num_queries(6):
        page = client.get(url(quiet))

    assert [len(page.context[name]) for name in ("of_one_name", "of_one_telephone")] == [rows, rows]


def test_a_list_that_is_cut_shows_no_entry_alone(sign_in, quiet, priya, monkeypatch):
    monkeypatch.setattr(reads, "MOST_OF_A_KIND", 3)
    for row in range(2):
        for _entry in range(2):
            make_one(quiet, f"Rosa {row}")

    assert len(sign_in(priya).get(url(quiet)).context["of_one_name"]) == 1


@pytest.mark.parametrize("who", ["member", "auditor", "applicant"])
def test_only_those_who_run_the_bank_see_it(sign_in, bank, margaret, who):
    if who == "applicant":
        asker = actions.apply_to_join(
            bank, actions.Application(name="Rosa", email="rosa@example.org"), at=timezone.now()
        )
    else:
        asker = margaret if who == "member" else make.make_auditor(bank)

    assert sign_in(asker).get(url(bank)).status_code == (404 if who == "applicant" else 403)
