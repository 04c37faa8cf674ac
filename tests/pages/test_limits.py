"""The pages of a member's limits, the shared pot's limits and the history of the bank's rules."""

import pytest
from django.urls import reverse

from ledger import reads as ledger
from members.models import Bank, Member, Role
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
ASKED = {"may_owe": "20", "may_have": "", "warn": "10", "words": "She drives people every week."}


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


def url(member: Member) -> str:
    return reverse("members:limits", args=[member.bank.slug, member.number])


def pot_url(bank: Bank) -> str:
    return reverse("members:pot", args=[bank.slug])


def settings_url(bank: Bank) -> str:
    return reverse("members:settings", args=[bank.slug])


def state(member: Member) -> ledger.AccountState:
    return ledger.account_states([member.account_id])[member.account_id]


def shown(page) -> dict[str, str]:
    form = page.context["form"]
    return {name: form[name].value() or "" for name in ("may_owe", "may_have", "warn")}


def test_an_admin_changes_them_and_everybody_concerned_reads_why(sign_in, admin, margaret):
    answer = sign_in(admin).post(url(margaret), ASKED, follow=True)

    now = state(margaret)
    assert (now.floor_minutes, now.ceiling_minutes, now.warning_minutes) == (-1200, None, -600)
    assert "Saved. We tell Margaret Pole." in words(answer)
    page = words(sign_in(margaret).get(url(margaret)))
    assert "How far your account may go" in page
    assert "May owe up to 20 hours, told when owing more than 10 hours. She drives people every week." in page
    assert f"{admin.name}," in page
    assert "Save the limits" not in page


def test_the_form_shows_what_holds_now(sign_in, admin, margaret):
    assert shown(sign_in(admin).get(url(margaret))) == {"may_owe": "12", "may_have": "", "warn": "8"}


def test_a_coordinators_proposal_is_filled_in_for_the_admin(sign_in, bank, admin, priya, margaret):
    answer = sign_in(priya).post(url(margaret), ASKED, follow=True)
    assert "Thank you. An admin looks at it for Margaret Pole." in words(answer)
    assert state(margaret).floor_minutes == -720

    notice = sign_in(admin).get("/me/notices/").context
    page = sign_in(admin).get(f"{url(margaret)}?may_owe=1200&warn=600")

    assert notice is not None
    assert shown(page) == {"may_owe": "20", "may_have": "", "warn": "10"}
    assert "Priya Desk asks for this: may owe up to 20 hours" in words(page)


@pytest.mark.parametrize("query", ["may_owe=x", "may_owe=-1", "may_owe=99999999999", "may_owe=%00", "warn=60"])
def test_a_link_that_cannot_be_read_proposes_nothing(sign_in, admin, margaret, query):
    assert shown(sign_in(admin).get(f"{url(margaret)}?{query}"))["may_owe"] == "12"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("may_owe", ""),
        ("may_owe", "-1"),
        ("may_owe", "a lot"),
        ("may_owe", "1001"),
        ("may_have", "x"),
        ("warn", "21"),
        ("warn", "-1"),
        ("words", ""),
        ("words", "x" * 301),
        ("words", "a\x00b"),
    ],
)
def test_what_cannot_be_read_is_refused_and_kept(sign_in, admin, margaret, field, value):
    page = sign_in(admin).post(url(margaret), {**ASKED, field: value})

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert state(margaret).floor_minutes == -720


@pytest.mark.parametrize(
    ("who", "gets", "posts"), [("own", 200, 403), ("auditor", 200, 403), ("other", 404, 404), ("stranger", 404, 404)]
)
def test_who_may_read_them_and_who_may_not(sign_in, bank, margaret, fatima, who, gets, posts):
    asker = {
        "own": lambda: margaret,
        "auditor": lambda: make.make_auditor(bank),
        "other": lambda: fatima,
        "stranger": lambda: make.admin_of(make.make_bank()),
    }[who]()
    client = sign_in(asker)

    assert client.get(url(margaret)).status_code == gets
    assert client.post(url(margaret), ASKED).status_code == posts
    assert state(margaret).floor_minutes == -720


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR])
def test_nobody_is_offered_to_change_their_own(sign_in, bank, role):
    member = make.make_member(bank, roles=(role,))
    client = sign_in(member)

    assert client.get(url(member)).context["form"] is None
    assert client.post(url(member), ASKED).status_code == 403


@pytest.mark.parametrize("changes", [1, 3])
def test_the_page_takes_ten_queries_however_often_they_changed(
    sign_in, django_assert_num_queries, admin, margaret, changes
):
    client = sign_in(admin)
    for _each in range(changes):
        client.post(url(margaret), ASKED)

    with django_assert_num_queries(10):
        client.get(url(margaret))


def test_an_admin_says_how_far_the_pot_may_go(sign_in, bank, admin):
    client = sign_in(admin)

    answer = client.post(pot_url(bank), {"may_owe": "10", "may_have": "", "words": "Agreed in May."}, follow=True)

    pot_id = ledger.account_of_kind(bank.book_id, "POT")
    assert ledger.account_states([pot_id])[pot_id].floor_minutes == -600
    assert answer.redirect_chain == [(settings_url(bank), 302)]
    assert "The shared pot may owe up to Before: no limit. Now: 10 hours. “Agreed in May.”" in words(answer)
    assert client.get(pot_url(bank)).context["form"]["may_owe"].value() == "10"


def test_the_pot_is_not_changed_without_a_reason(sign_in, bank, admin):
    page = sign_in(admin).post(pot_url(bank), {"may_owe": "10"})

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["words"])


@pytest.mark.parametrize("changes", [1, 3])
def test_the_settings_take_six_queries_however_much_was_changed(
    sign_in, django_assert_num_queries, bank, admin, changes
):
    client = sign_in(admin)
    for hours in range(changes):
        client.post(pot_url(bank), {"may_owe": str(hours + 1), "words": "Agreed in May."})

    with django_assert_num_queries(6):  # session, person, bank, membership, what changed, whether terms are lacking
        client.get(settings_url(bank))
