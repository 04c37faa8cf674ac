"""The pages of checks: their kinds, and what was seen of one member's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Check, CheckKind, MemberEvent
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


@pytest.fixture
def dbs(bank):
    return make.make_check_kind(bank, lasts_months=36)


def url(member):
    return reverse("members:checks", args=[member.bank.slug, member.number])


def kinds_url(bank):
    return reverse("members:check_kinds", args=[bank.slug])


def a_check(kind, bank):
    return {"kind": kind.pk, "issued_on": bank.day(timezone.now()).isoformat()}


def test_a_coordinator_writes_down_what_they_saw_and_the_member_reads_it(sign_in, bank, priya, margaret, dbs):
    page = sign_in(priya).get(url(margaret))
    assert "Never its number, never a copy." in words(page)
    assert "Give the paper back: keep no copy, and write its number nowhere." in words(page)

    answer = sign_in(priya).post(url(margaret), a_check(dbs, bank), follow=True)

    assert "Written down: you saw it. Margaret Pole can read that." in words(answer)
    check = margaret.checks.get()
    assert (check.kind, check.seen_by, check.expires_on.year - check.issued_on.year) == (dbs, priya, 3)
    page = words(sign_in(margaret).get(url(margaret)))
    assert "Checks we saw of yours" in page
    assert "DBS, enhanced Counts Issued on" in page
    assert "Priya Desk saw it on" in page
    assert "I saw this" not in page
    assert "It turned out not to count" not in page


def test_the_way_there_is_on_the_members_page(sign_in, bank, priya, margaret, fatima, admin):
    member_url = reverse("exchanges:member", args=[bank.slug, margaret.number])

    shown = {who: url(margaret) in sign_in(who).get(member_url).text for who in (priya, admin, margaret, fatima)}

    assert shown == {priya: True, admin: True, margaret: True, fatima: False}


@pytest.mark.parametrize(
    ("who", "gets", "posts"),
    [
        ("own", 200, 403),
        ("coordinator", 200, 302),
        ("admin", 200, 302),
        ("auditor", 404, 404),
        ("member", 404, 404),
        ("other bank", 404, 404),
    ],
)
def test_who_may_read_and_write_the_checks_of_a_member(
    sign_in, bank, priya, admin, margaret, fatima, dbs, who, gets, posts
):
    asker = {
        "own": lambda: margaret,
        "coordinator": lambda: priya,
        "admin": lambda: admin,
        "auditor": lambda: make.make_auditor(bank),
        "member": lambda: fatima,
        "other bank": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    client = sign_in(asker)

    assert client.get(url(margaret)).status_code == gets
    assert client.post(url(margaret), a_check(dbs, bank)).status_code == posts
    assert margaret.checks.exists() == (posts == 302)


def test_nobody_writes_down_their_own(sign_in, bank, priya, dbs):
    client = sign_in(priya)

    assert "I saw this" not in words(client.get(url(priya)))
    assert client.post(url(priya), a_check(dbs, bank)).status_code == 403


@pytest.mark.parametrize("field", ["kind", "issued_on"])
def test_what_is_missing_is_said_and_the_rest_kept(sign_in, bank, priya, margaret, dbs, field):
    page = sign_in(priya).post(url(margaret), {**a_check(dbs, bank), field: ""})

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not Check.objects.exists()


def test_a_check_of_a_kind_of_another_bank_is_refused(sign_in, bank, priya, margaret):
    page = sign_in(priya).post(url(margaret), a_check(make.make_check_kind(make.make_bank()), bank))

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["kind"])


def test_forged_fields_change_nothing(sign_in, bank, priya, margaret, fatima, dbs):
    forged = {"member": fatima.pk, "seen_by": fatima.pk, "bank": 1, "number": "001234567890", "ended_at": "2026-01-01"}

    sign_in(priya).post(url(margaret), {**a_check(dbs, bank), **forged})

    check = Check.objects.get()
    assert (check.member, check.seen_by, check.ended_at) == (margaret, priya, None)


def test_a_coordinator_says_that_one_does_not_count(sign_in, priya, margaret, dbs):
    check = make.make_check(margaret, dbs)

    answer = sign_in(priya).post(url(margaret), {"end": check.pk, "words": "It was for another post."}, follow=True)

    assert "DBS, enhanced no longer counts. We tell Margaret Pole." in words(answer)
    assert "Does not count" in words(answer)
    check.refresh_from_db()
    assert check.ended_by == priya


def test_the_number_of_a_certificate_is_refused_and_nothing_is_lost(sign_in, priya, margaret, dbs):
    check = make.make_check(margaret, dbs)

    page = sign_in(priya).post(url(margaret), {"end": check.pk, "words": "No. 001234567890 is another's"})

    assert page.status_code == 400
    assert "We keep none: please leave it out." in words(page)
    assert "No. 001234567890 is another&#x27;s" in page.text
    check.refresh_from_db()
    assert check.ended_at is None
    assert not margaret.events.filter(kind=MemberEvent.Kind.CHECK_ENDED).exists()


def test_a_check_of_somebody_else_is_not_ended_by_the_way(sign_in, priya, margaret, fatima, dbs):
    check = make.make_check(fatima, dbs)

    assert sign_in(priya).post(url(margaret), {"end": check.pk}).status_code == 404
    assert sign_in(priya).post(url(margaret), {"end": "x"}).status_code == 404
    check.refresh_from_db()
    assert check.ended_at is None


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_page_takes_seven_queries_however_many_checks_there_are(
    sign_in, django_assert_num_queries, priya, margaret, dbs, how_many
):
    for number in range(how_many):
        make.make_check(margaret, dbs, days_ago=number)
    client = sign_in(priya)

    with django_assert_num_queries(7):
        client.get(url(margaret))


def test_the_checks_of_somebody_who_wishes_to_join_are_on_a_page_of_their_own(sign_in, bank, priya, dbs):
    from members.actions import Application, apply_to_join

    applicant = apply_to_join(bank, Application(name="Owen Lloyd", telephone="01632 960001"), at=timezone.now())
    page = reverse("members:applicant_checks", args=[bank.slug, applicant.pk])

    assert page in sign_in(priya).get(reverse("members:application", args=[bank.slug, applicant.pk])).text
    answer = sign_in(priya).post(page, a_check(dbs, bank))

    assert (answer.status_code, answer.url) == (302, page)
    assert applicant.checks.count() == 1


def test_an_admin_adds_a_kind_changes_and_closes_it(sign_in, bank, admin):
    client = sign_in(admin)

    added = client.post(kinds_url(bank), {"name": "First aid", "family": "TRAINING", "lasts_months": "12"}, follow=True)
    kind = CheckKind.objects.get(bank=bank)
    client.post(kinds_url(bank), {"kind": kind.pk, "name": "First aid", "family": "OWN", "is_for_joining": "on"})
    closed = client.post(kinds_url(bank), {"kind": kind.pk, "close": "1"}, follow=True)

    assert "Saved: First aid." in words(added)
    assert "Training · counts for 12 months · 0 members have it now" in words(added)
    assert "First aid is asked of nobody now. You can open it again." in words(closed)
    assert "Asked of nobody now Everybody who joins" in words(closed)
    kind.refresh_from_db()
    assert (kind.family, kind.lasts_months, kind.is_for_joining, kind.is_open) == ("OWN", None, True, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "001234567890 is mine"), ("family", "X"), ("lasts_months", "0"), ("lasts_months", "x")],
)
def test_a_kind_that_cannot_be_read_is_refused(sign_in, bank, admin, field, value):
    typed = {"name": "First aid", "family": "OWN", "lasts_months": "12", field: value}

    page = sign_in(admin).post(kinds_url(bank), typed)

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not CheckKind.objects.exists()


def test_a_kind_of_another_bank_is_not_changed(sign_in, bank, admin):
    other = make.make_check_kind(make.make_bank())

    for typed in ({"close": "1"}, {"name": "Taken over", "family": "OWN"}):
        sign_in(admin).post(kinds_url(bank), {"kind": other.pk, **typed})

    assert list(CheckKind.objects.values_list("name", "is_open")) == [("DBS, enhanced", True)]


def test_an_auditor_reads_how_many_and_no_more(sign_in, bank, margaret, dbs):
    make.make_check(margaret, dbs)
    client = sign_in(make.make_auditor(bank))

    page = words(client.get(kinds_url(bank)))

    assert "1 member has it now" in page
    assert "Margaret" not in page
    assert "Add a kind of check" not in page
    assert "Close" not in page
    assert client.post(kinds_url(bank), {"name": "First aid", "family": "OWN"}).status_code == 403


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_kinds_take_five_queries_however_many_there_are(
    sign_in, django_assert_num_queries, bank, admin, margaret, how_many
):
    for number in range(how_many):
        make.make_check(margaret, make.make_check_kind(bank, name=f"Check {number}"))
    client = sign_in(admin)

    with django_assert_num_queries(5):
        client.get(kinds_url(bank))


def test_the_desk_lists_what_runs_out_soonest_first(sign_in, bank, priya, margaret, fatima, dbs):
    make.make_check(margaret, dbs, expires_in_days=50)
    make.make_check(fatima, dbs, expires_in_days=5)
    make.make_check(priya, dbs, expires_in_days=61)
    desk = reverse("exchanges:desk", args=[bank.slug])

    page = sign_in(priya).get(desk)

    said = words(page)
    assert "Checks that run out" in said
    assert said.index("Fatima Zahra DBS, enhanced: its last day is") < said.index(
        "Margaret Pole DBS, enhanced: its last"
    )
    assert url(fatima) in page.text
    assert [check.member for check in page.context["running_out"]] == [fatima, margaret]
