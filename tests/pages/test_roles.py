"""Who may do what: roles are given by admins, a new admin by two, and all of it is written down."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format as date

from members import actions
from members.actions import roles
from members.actions.addresses import accept_claim, person_with
from members.models import Mandate, Member, Role
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(bank):
    return make.admin_of(bank)


@pytest.fixture
def second_admin(bank):
    return make.make_member(bank, name="Second Admin", roles=(Role.ADMIN,))


def page_url(bank) -> str:
    return reverse("members:role_holders", args=[bank.slug])


def change_url(member) -> str:
    return reverse("members:role_change", args=[member.bank.slug, member.pk])


def kinds(member) -> list[str]:
    return list(member.events.filter(kind__startswith="ROLE").values_list("kind", flat=True))


# Giving


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.SAFEGUARDING])
def test_an_admin_gives_a_role_by_number(sign_in, bank, admin, margaret, role):
    client = sign_in(admin)

    client.post(reverse("members:role_give", args=[bank.slug]), {"number": margaret.number, "role": role})

    margaret.refresh_from_db()
    assert margaret.roles == [role]
    assert list(margaret.events.filter(kind="ROLE_GRANTED").values_list("by", "words")) == [(admin.pk, role)]
    assert Notice.objects.filter(recipient__key=margaret.actor_key, kind="ROLE_GRANTED").count() == 1


def test_a_safeguarding_lead_may_have_other_roles(admin, margaret):
    for role in (Role.COORDINATOR, Role.SAFEGUARDING):
        roles.grant_role(margaret, role, by=admin, at=timezone.now())

    margaret.refresh_from_db()
    assert margaret.roles == [Role.COORDINATOR, Role.SAFEGUARDING]


@pytest.mark.parametrize("asker", ["coordinator", "auditor", "lead", "member", "themselves", "elsewhere"])
@pytest.mark.parametrize("role", list(Role))
def test_nobody_but_the_banks_admins_gives_a_role(bank, admin, margaret, priya, asker, role):
    askers = {
        "coordinator": priya,
        "auditor": make.make_auditor(bank),
        "lead": make.make_member(bank, roles=(Role.SAFEGUARDING,)),
        "member": make.make_member(bank),
        "themselves": margaret,
        "elsewhere": make.admin_of(make.make_bank()),
    }

    with pytest.raises(NotAllowed):
        roles.grant_role(margaret, role, by=askers[asker], at=timezone.now())

    margaret.refresh_from_db()
    assert (margaret.roles, kinds(margaret)) == ([], [])


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_themselves_a_role(admin, role):
    with pytest.raises(NotAllowed):
        roles.grant_role(admin, role, by=admin, at=timezone.now())


@pytest.mark.parametrize("who", ["organisation", "supporter", "minor", "applicant", "left"])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN])
def test_some_cannot_hold_a_role(bank, admin, who, role):
    member = make.make_organisation(bank) if who == "organisation" else make.make_member(bank)
    changes = {
        "organisation": {},
        "supporter": {"kind": Member.Kind.SUPPORTER, "number": None, "account": None},
        "minor": {"age_band": Member.AgeBand.TEEN},
        "applicant": {"state": Member.State.APPLICANT},
        "left": {"state": Member.State.LEFT},
    }[who]
    Member.objects.filter(pk=member.pk).update(**changes)

    with pytest.raises(WrongState):
        roles.grant_role(member, role, by=admin, at=timezone.now())


# A new admin


def test_a_new_admin_waits_for_another_admins_word(sign_in, bank, admin, second_admin, margaret):
    client = sign_in(admin)
    client.post(reverse("members:role_give", args=[bank.slug]), {"number": margaret.number, "role": "ADMIN"})
    margaret.refresh_from_db()
    proposed = (margaret.roles, kinds(margaret))

    refused = client.post(change_url(margaret), {"change": "confirm", "role": "ADMIN"}, follow=True)
    margaret.refresh_from_db()
    still = margaret.roles
    client = sign_in(second_admin)
    client.post(change_url(margaret), {"change": "confirm", "role": "ADMIN"})

    margaret.refresh_from_db()
    assert proposed == ([], ["ROLE_ASKED"])
    assert "You proposed them, so another admin confirms it" in words(refused)
    assert (still, margaret.roles) == ([], ["ADMIN"])
    assert Notice.objects.filter(recipient__key=second_admin.actor_key, kind="ROLE_ASKED").count() == 1


def test_nobody_confirms_themselves(bank, admin, margaret):
    roles.grant_role(margaret, Role.ADMIN, by=admin, at=timezone.now())

    for by in (margaret, make.make_coordinator(bank), make.admin_of(make.make_bank())):
        with pytest.raises(NotAllowed):
            roles.confirm_admin(margaret, by=by, at=timezone.now())


def test_who_was_not_proposed_is_not_confirmed(bank, admin, second_admin, margaret):
    with pytest.raises(WrongState):
        roles.confirm_admin(margaret, by=second_admin, at=timezone.now())
    roles.grant_role(margaret, Role.ADMIN, by=admin, at=timezone.now())
    roles.end_role(margaret, Role.ADMIN, by=admin, at=timezone.now())
    with pytest.raises(WrongState):
        roles.confirm_admin(margaret, by=second_admin, at=timezone.now())


def test_the_operator_confirms_where_there_is_no_second_admin(bank, admin, margaret, capsys):
    roles.grant_role(margaret, Role.ADMIN, by=admin, at=timezone.now())

    call_command("confirm_admin", bank.slug, margaret.person.email.upper())

    margaret.refresh_from_db()
    assert margaret.roles == ["ADMIN"]
    assert "is now an admin" in capsys.readouterr().out
    for who in ("nobody@example.org", margaret.person.email):
        with pytest.raises(CommandError):
            call_command("confirm_admin", bank.slug, who)


def test_an_admin_lays_the_role_down_while_another_remains(sign_in, admin, second_admin):
    for by, target in ((admin, second_admin), (second_admin, admin)):
        with pytest.raises(NotAllowed):
            roles.end_role(target, Role.ADMIN, by=by, at=timezone.now())

    sign_in(second_admin).post(change_url(second_admin), {"change": "take_back", "role": "ADMIN"})

    second_admin.refresh_from_db()
    assert second_admin.roles == []
    with pytest.raises(WrongState):
        roles.end_role(admin, Role.ADMIN, by=admin, at=timezone.now())


# The page


def test_the_page_says_who_since_when_and_by_whom(sign_in, bank, admin, margaret):
    roles.grant_role(margaret, Role.AUDITOR, by=admin, at=timezone.now())

    shown = words(sign_in(make.make_auditor(bank)).get(page_url(bank)))

    assert "Margaret Pole Auditor Since" in shown
    assert f"given by {admin.name}." in shown
    assert "We recommend at least two safeguarding leads" in shown
    assert "Give a member a role" not in shown


def test_two_leads_are_enough(sign_in, bank, admin):
    for _lead in range(2):
        make.make_member(bank, roles=(Role.SAFEGUARDING,))

    assert "We recommend" not in words(sign_in(admin).get(page_url(bank)))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_much_however_many_hold_a_role(
    sign_in, bank, admin, second_admin, number, django_assert_num_queries
):
    for _each in range(number):
        roles.grant_role(make.make_member(bank), Role.AUDITOR, by=admin, at=timezone.now())
        roles.grant_role(make.make_member(bank), Role.ADMIN, by=admin, at=timezone.now())
    client = sign_in(admin)

    with django_assert_num_queries(8):
        client.get(page_url(bank))


def test_staff_are_appointed_on_the_page_and_asked_by_letter(sign_in, bank, admin):
    answers = {"name": "Ada Audit", "email": "ada@example.org", "role": "AUDITOR"}

    page = sign_in(admin).post(reverse("members:role_appoint", args=[bank.slug]), answers, follow=True)

    ada = Member.objects.get(name="Ada Audit")
    assert (ada.kind, ada.roles, ada.person.email) == (Member.Kind.STAFF, ["AUDITOR"], None)
    assert "We have asked Ada Audit by e-mail." in words(page)
    assert "Has not said yes by e-mail yet." in words(page)


@pytest.mark.parametrize(
    "forged",
    [{"role": "KING"}, {"role": ""}, {"number": "0"}, {"number": "x"}, {"number": "99999999999"}, {"number": "4711"}],
)
def test_mistakes_are_said_and_change_nothing(sign_in, bank, admin, margaret, forged):
    answers = {"number": margaret.number, "role": "AUDITOR", "bank": "other", "state": "LEFT", **forged}

    page = sign_in(admin).post(reverse("members:role_give", args=[bank.slug]), answers)

    assert page.status_code == 400
    assert not Member.objects.of(bank).with_role(Role.AUDITOR).exists()


def test_a_role_of_another_bank_is_not_found(sign_in, admin):
    stranger = make.make_coordinator(make.make_bank())
    url = reverse("members:role_change", args=[admin.bank.slug, stranger.pk])

    assert sign_in(admin).post(url, {"change": "take_back", "role": "COORDINATOR"}).status_code == 404
    stranger.refresh_from_db()
    assert stranger.roles == ["COORDINATOR"]


def test_a_role_ends_with_the_membership(bank, admin, priya):
    actions.record_leaving(priya, by=admin, at=timezone.now())

    priya.refresh_from_db()
    assert priya.roles == []
    assert not Mandate.objects.exists()


# Somebody who is no member


def appoint(bank, admin, *, email="ada@example.org"):
    name = "Ada Audit"
    ada = roles.appoint(bank, email=email, name=name, role=Role.AUDITOR, by=admin, at=timezone.now())
    return accept_claim(ada.address_claims.get(), person=person_with(email), at=timezone.now())


def test_who_was_appointed_is_inside_only_as_long_as_they_have_a_role(sign_in, bank, admin):
    ada = appoint(bank, admin)
    client = sign_in(admin)

    client.post(change_url(ada), {"change": "take_back", "role": "AUDITOR"})

    ada.refresh_from_db()
    assert (ada.state, ada.roles) == (Member.State.LEFT, [])
    assert sign_in(ada).get(reverse("members:members", args=[bank.slug])).status_code == 404


def test_who_was_dismissed_can_be_appointed_again(sign_in, bank, admin):
    before = appoint(bank, admin)
    roles.end_role(before, Role.AUDITOR, by=admin, at=timezone.now())

    again = appoint(bank, admin)

    assert (again.person, again.roles) == (before.person, ["AUDITOR"])
    assert sign_in(again).get(page_url(bank)).status_code == 200


def test_an_admin_who_is_no_member_lays_the_role_down_and_is_led_out(sign_in, bank, admin, second_admin):
    page = sign_in(admin).post(change_url(admin), {"change": "take_back", "role": "ADMIN"}, follow=True)

    assert page.redirect_chain[-1][0] == reverse("me")
    assert page.status_code == 200


# What was before


def test_what_was_given_and_ended_stays_to_be_read(sign_in, bank, admin, margaret):
    now = timezone.now()
    for role in (Role.COORDINATOR, Role.AUDITOR):
        roles.grant_role(margaret, role, by=admin, at=now)
    roles.end_role(margaret, Role.AUDITOR, by=admin, at=now)
    actions.record_leaving(margaret, by=admin, at=now)

    shown = words(sign_in(make.make_auditor(bank)).get(page_url(bank))).partition(" Before ")[2]

    day = date(now, "j F Y")
    for line in (
        f"Margaret Pole, coordinator: ended on {day} by {admin.name}.",
        f"Margaret Pole, auditor: ended on {day} by {admin.name}.",
        f"Margaret Pole, auditor: given on {day} by {admin.name}.",
        f"Margaret Pole, coordinator: given on {day} by {admin.name}.",
    ):
        _above, found, shown = shown.partition(line)
        assert found, line


def test_what_was_before_is_read_in_stretches_and_only_of_ones_own_bank(sign_in, bank, admin, margaret):
    far = make.make_member(make.make_bank(), name="Far Away")
    roles.grant_role(far, Role.AUDITOR, by=make.admin_of(far.bank), at=timezone.now())
    for _time in range(11):
        roles.grant_role(margaret, Role.AUDITOR, by=admin, at=timezone.now())
        roles.end_role(margaret, Role.AUDITOR, by=admin, at=timezone.now())
    client = sign_in(admin)

    first = client.get(page_url(bank))
    rest = client.get(first.context["older_url"].replace("?", f"{page_url(bank)}?"))

    both = [change.event.pk for page in (first, rest) for change in page.context["changes"]]
    assert (len(first.context["changes"]), rest.context["older_url"]) == (20, "")
    assert both == sorted(both, reverse=True)
    assert len(set(both)) >= 22
    assert "Far Away" not in words(first) + words(rest)


def test_an_auditor_finds_the_pages_of_roles_and_checks_from_the_report(sign_in, bank):
    client = sign_in(make.make_auditor(bank))

    report = client.get(reverse("insight:reports", args=[bank.slug])).text

    for name in ("members:role_holders", "members:check_kinds"):
        url = reverse(name, args=[bank.slug])
        assert f'href="{url}"' in report
        assert client.get(url).status_code == 200
