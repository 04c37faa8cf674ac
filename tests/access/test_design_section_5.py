"""Who may do what: DESIGN.md section 5, line by line and role by role, at the pages.

The columns are those of the design: a visitor, a member, somebody of a service's staff, a coordinator, an admin and an
auditor. 'ok' is a page, 'on' a redirect after something was done, 'sign-in' the way to the page of signing in, a figure
a refusal. The line of referrals comes with the services, matching with the matches, an auditor's count of applications
with the reports that count them.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger import reads as ledger
from members.models import Bank, Member, MemberEvent, Person, Role
from tests import factories as make
from tests.access.addresses import filled_in
from tests.access.asking import ask, everything, in_a_word, signed_in
from tests.access.forms import BOXES, meant
from tests.access.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROLES = ("visitor", "member", "service staff", "coordinator", "admin", "auditor")
TELEPHONE = "01632 960555"


def person_of(role: str, scene: Scene) -> Person | None:
    """Give who asks: the member is one who has no part in what is asked about."""
    if role == "service staff":
        person = Person.objects.create_user("surgery@example.org", "not-a-secret", name="Receptionist")
        Member.objects.create(
            bank=scene.bank,
            person=person,
            name=person.name,
            kind=Member.Kind.STAFF,
            state=Member.State.APPROVED,
            joined_at=timezone.now(),
        )
        return person
    return scene.everybody()["stranger" if role == "member" else role]


def answers(scene: Scene, role: str, asked: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Ask as a role: open a page (GET), or send its form as somebody would who means it (SEND)."""
    client, forms = signed_in(person_of(role, scene)), meant(scene)
    return {
        (name, how): in_a_word(ask(client, how, filled_in(name, scene), forms.get(name, {}) if how == "SEND" else None))
        for name, how in asked
    }


def each_role(*expected: str):
    """Give a test one case for each role of the design, in its order."""
    return pytest.mark.parametrize(("role", "expected"), list(zip(ROLES, expected, strict=True)))


@each_role("ok", "ok", "ok", "ok", "ok", "ok")
def test_line_1_the_public_page_and_totals(scene, role, expected):
    assert answers(scene, role, [("exchanges:home", "GET")]) == {("exchanges:home", "GET"): expected}


@pytest.mark.parametrize("is_open", [True, False])
@each_role("if the bank opens them", "ok", "ok", "ok", "ok", "ok")
def test_line_2_listings_title_and_text(scene, role, expected, is_open):
    Bank.objects.filter(pk=scene.bank.pk).update(listings_are_public=is_open)
    asked = [("exchanges:listings", "GET"), ("exchanges:listing", "GET")]

    if expected == "if the bank opens them":
        expected = "ok" if is_open else "sign-in"
    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)


@each_role("sign-in", "403", "403", "ok", "ok", "403")
def test_line_3_a_members_contact_details(scene, role, expected):
    Member.objects.filter(pk=scene.other.pk).update(telephone=TELEPHONE)
    looks = MemberEvent.objects.filter(member=scene.other, kind=MemberEvent.Kind.CONTACT_SEEN)
    client = signed_in(person_of(role, scene))

    page = client.get(filled_in("exchanges:member", scene))
    opened = client.post(filled_in("exchanges:member", scene))

    shown = page.status_code == 200 and TELEPHONE in page.content.decode()
    assert (in_a_word(opened), shown) == (expected, False)
    assert (TELEPHONE in opened.content.decode(), looks.count()) == (expected == "ok", int(expected == "ok"))


def test_line_3_the_other_side_of_an_agreed_exchange_sees_them(scene):
    Member.objects.filter(pk=scene.other.pk).update(telephone=TELEPHONE)

    opened = signed_in(scene.party.person).post(filled_in("exchanges:member", scene))

    assert TELEPHONE in opened.content.decode()


def test_line_3_who_chose_to_show_them_is_seen_by_members_and_not_by_visitors(scene):
    Member.objects.filter(pk=scene.other.pk).update(telephone=TELEPHONE, shows=["TELEPHONE"])

    seen = {
        role: TELEPHONE in ask(signed_in(person_of(role, scene)), "GET", filled_in("exchanges:member", scene)).text
        for role in ("visitor", "member")
    }

    assert seen == {"visitor": False, "member": True}


@each_role("sign-in", "ok", "403", "ok", "ok", "ok")
def test_line_4_own_statement_and_own_data(scene, role, expected):
    """Somebody of a service's staff holds no account; what we hold on them is theirs to read like anybody's."""
    asked = {("insight:statement", "GET"): expected, ("privacy", "GET"): "ok" if role != "visitor" else "sign-in"}

    assert answers(scene, role, list(asked)) == asked


@each_role("sign-in", "ok", "403", "ok", "403", "403")
def test_line_4_own_closing(scene, role, expected):
    """Who holds no account closes none, and is asked at another's here; a role is laid down first."""
    own = {"member": scene.stranger, "coordinator": scene.second_coordinator}.get(role)
    path = reverse("exchanges:member_leave", args=[scene.bank.slug, (own or scene.other).number])
    client = signed_in(own.person if own else person_of(role, scene))

    page, refused = ask(client, "GET", path), ask(client, "POST", path, before=everything())
    Member.objects.filter(pk=scene.second_coordinator.pk).update(roles=[])
    left = ask(client, "POST", path, before=everything())

    assert in_a_word(page) == expected
    assert ("members_member" in refused.changed) == (role == "member")
    assert ("members_member" in left.changed) == (expected == "ok")


@each_role("sign-in", "404", "403", "ok", "ok", "ok")
def test_line_5_anothers_balance(scene, role, expected):
    client = signed_in(person_of(role, scene))

    statement = ask(client, "GET", filled_in("insight:statement", scene), {"account": scene.other.number})
    limits = ask(client, "GET", filled_in("members:limits", scene))

    assert in_a_word(statement) == expected
    assert in_a_word(limits) == ("404" if role == "service staff" else expected)


@each_role("sign-in", "404", "403", "ok on behalf", "403", "403")
def test_line_6_log_confirm_and_dispute_an_exchange_of_others(scene, role, expected):
    asked = [("exchanges:confirm", "SEND"), ("exchanges:dispute", "SEND")]
    on_behalf = {"on_behalf": scene.party.number, "channel": "PHONE", "minutes": "60"}
    client = signed_in(person_of(role, scene))
    confirmed = in_a_word(ask(client, "POST", filled_in("exchanges:confirm", scene), on_behalf))

    plainly = set(answers_as(client, scene, asked).values())

    if role == "coordinator":  # for any, on behalf; not in their own name
        assert (confirmed, plainly) == ("on", {"403"})
    else:
        assert {confirmed} | plainly <= {expected, "400"}
        assert expected in {confirmed} | plainly


def answers_as(client, scene: Scene, asked: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    forms = meant(scene)
    return {(name, how): in_a_word(ask(client, "POST", filled_in(name, scene), forms[name])) for name, how in asked}


def test_line_6_a_party_confirms_and_disputes_in_their_own_name(scene):
    asked = [("exchanges:confirm", "SEND"), ("exchanges:dispute", "SEND")]

    assert answers_as(signed_in(scene.party.person), scene, asked) == dict.fromkeys(asked, "on")


@each_role("sign-in", "403", "403", "on", "403", "403")
def test_line_6_log_for_any_on_behalf(scene, role, expected):
    asked = [("exchanges:log_for", "SEND")]

    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)


@each_role("sign-in", "404", "403", "on", "403", "403")
def test_line_7_approve(scene, role, expected):
    assert answers(scene, role, [("exchanges:approve", "SEND")]) == {("exchanges:approve", "SEND"): expected}


def test_line_7_nobody_approves_what_they_took_part_in(scene):
    own = make.confirmed_exchange(scene.coordinator, scene.party)
    path = filled_in("exchanges:approve", scene).replace(f"/{scene.exchanges['CONFIRMED'].pk}/", f"/{own.pk}/")

    assert in_a_word(ask(signed_in(scene.coordinator.person), "POST", path)) == "403"
    assert in_a_word(ask(signed_in(scene.second_coordinator.person), "POST", path)) == "on"


def test_line_7_the_admin_approves_only_where_no_coordinator_may(scene):
    client, path = signed_in(scene.admin.person), filled_in("exchanges:approve", scene)
    before = in_a_word(ask(client, "POST", path))
    Member.objects.of(scene.bank).with_role(Role.COORDINATOR).update(roles=[])

    assert (before, in_a_word(ask(client, "POST", path))) == ("403", "on")


@each_role("sign-in", "403", "403", "ok", "ok", "403")
def test_line_8_applications(scene, role, expected):
    asked = [("members:application", "GET"), ("members:pipeline", "GET"), ("members:enrol", "GET")]

    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)


@each_role("sign-in", "on", "403", "on", "403", "403")
def test_line_8_inviting_a_newcomer(scene, role, expected):
    """Whoever holds an account invites; who comes by it still waits on the desk, whoever invited them."""
    asked = [("members:invitations", "SEND")]

    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)


@each_role("sign-in", "404", "404", "ok", "ok", "404")
def test_line_10_safeguarding_checks_of_another(scene, role, expected):
    assert answers(scene, role, [("members:checks", "GET")]) == {("members:checks", "GET"): expected}


@each_role("sign-in", "403", "403", "403", "ok", "ok")
def test_line_10_counts_of_safeguarding_checks(scene, role, expected):
    make.make_check(scene.other, kind=scene.check_kind)

    page = ask(signed_in(person_of(role, scene)), "GET", filled_in("members:check_kinds", scene))

    assert in_a_word(page) == expected
    shown = ["1 member has it now" in page.text, scene.other.name in page.text]
    assert shown == [expected == "ok", False]


@pytest.mark.parametrize(("role", "expected"), [("party", "ok"), ("stranger", "ok")])
def test_line_10_own_checks(scene, role, expected):
    member = getattr(scene, role)
    path = filled_in("members:checks", scene).replace(f"/{scene.other.number}/", f"/{member.number}/")

    assert in_a_word(ask(signed_in(member.person), "GET", path)) == expected


@each_role("on", "on", "on", "on", "on", "on")
def test_line_11_everybody_raises_a_concern(scene, role, expected):
    assert answers(scene, role, [("members:concern_new", "SEND")]) == {("members:concern_new", "SEND"): expected}


@each_role("sign-in", "404", "404", "404", "404", "404")
def test_line_11_no_role_but_the_leads_reads_concerns(scene, role, expected):
    """Whatever else somebody is: here nobody but the second coordinator is a lead."""
    _make_leads(scene, scene.second_coordinator)
    asked = [("members:concerns", "GET"), ("members:concern", "GET")]

    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)
    assert reads_concern(scene, scene.second_coordinator)


def test_line_11_a_lead_reads_nothing_about_themselves_and_the_other_lead_does(scene):
    _make_leads(scene, scene.coordinator, scene.second_coordinator)
    scene.concern.about.add(scene.coordinator)

    readers = [scene.coordinator, scene.second_coordinator, scene.admin]
    assert [reads_concern(scene, each) for each in readers] == [False, True, False]


def test_line_11_the_admin_reads_it_where_both_leads_are_concerned(scene):
    _make_leads(scene, scene.coordinator, scene.second_coordinator)
    scene.concern.about.add(scene.coordinator, scene.second_coordinator)

    readers = [scene.coordinator, scene.second_coordinator, scene.admin, scene.auditor]
    assert [reads_concern(scene, each) for each in readers] == [False, False, True, False]


def _make_leads(scene: Scene, *leads: Member) -> None:
    members = Member.objects.of(scene.bank)
    for member in members.with_role(Role.SAFEGUARDING):
        members.filter(pk=member.pk).update(roles=[role for role in member.roles if role != Role.SAFEGUARDING])
    for lead in leads:
        members.filter(pk=lead.pk).update(roles=[Role.COORDINATOR, Role.SAFEGUARDING])


def reads_concern(scene: Scene, member: Member) -> bool:
    return in_a_word(ask(signed_in(member.person), "GET", filled_in("members:concern", scene))) == "ok"


@each_role("sign-in", "ok", "ok", "ok", "ok", "ok")
def test_line_12_rules_are_read_by_everybody_who_belongs(scene, role, expected):
    assert answers(scene, role, [("exchanges:rules", "GET")]) == {("exchanges:rules", "GET"): expected}


@each_role("sign-in", "403", "403", "403", "ok", "403")
def test_line_12_rules_are_changed_by_admins_alone(scene, role, expected):
    asked = [("members:settings", "GET"), ("exchanges:categories", "GET"), ("members:bring_over", "GET")]

    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)


@each_role("sign-in", "403", "403", "ok", "ok", "ok")
def test_line_12_reports_and_proof_are_read(scene, role, expected):
    asked = [("insight:reports", "GET"), ("insight:proof", "GET")]

    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)


@each_role("sign-in", "403", "403", "403", "ok", "ok")
def test_line_12_reports_are_exported(scene, role, expected):
    asked = [("insight:exchanges_csv", "GET"), ("insight:transfers_csv", "GET"), ("insight:report_csv", "GET")]

    assert answers(scene, role, asked) == dict.fromkeys(asked, expected)


@each_role("sign-in", "404", "404", "on", "on", "403")
def test_line_13_limits_are_proposed_by_coordinators_and_set_by_admins(scene, role, expected):
    client, path = signed_in(person_of(role, scene)), filled_in("members:limits", scene)
    before, floor = everything(), ledger.account_states([scene.other.account_id])[scene.other.account_id].floor_minutes

    response = ask(client, "POST", path, meant(scene)["members:limits"], before=before)

    assert floor == scene.bank.floor_minutes
    assert (in_a_word(response), "ledger_limit" in response.changed) == (expected, role == "admin")


def test_line_13_a_member_reads_their_own_limits(scene):
    path = filled_in("members:limits", scene).replace(f"/{scene.other.number}/", f"/{scene.party.number}/")

    assert in_a_word(ask(signed_in(scene.party.person), "GET", path)) == "ok"


@each_role("sign-in", "403", "403", "403", "on", "403")
def test_roles_are_granted_by_admins_alone(scene, role, expected):
    assert answers(scene, role, [("members:roles", "SEND")]) == {("members:roles", "SEND"): expected}


@each_role("sign-in", "403", "403", "403", "on", "403")
def test_safeguarding_leads_are_named_by_admins_alone(scene, role, expected):
    client, path = signed_in(person_of(role, scene)), filled_in("members:role_give", scene)
    named = ask(client, "POST", path, {"number": scene.other.number, "role": "SAFEGUARDING"}, before=everything())

    assert (in_a_word(named), "members_member" in named.changed) == (expected, expected == "on")


@each_role("sign-in", "403", "403", "on", "on", "403")
def test_delegates_are_named_by_who_runs_the_bank(scene, role, expected):
    client, path = (
        signed_in(person_of(role, scene)),
        reverse("members:mandates", args=[scene.bank.slug, scene.organisation.number]),
    )
    helper = {"number": scene.stranger.number, "kind": "RECORDER"}
    named = ask(client, "POST", path, helper, before=everything())

    assert (in_a_word(named), "members_mandate" in named.changed) == (expected, expected == "on")


def test_nobody_grants_themselves_anything(scene):
    Member.objects.filter(pk=scene.other.pk).update(roles=[Role.ADMIN])
    own, give = filled_in("members:roles", scene), {"role": "COORDINATOR", "change": "give"}

    response = ask(signed_in(scene.other.person), "POST", own, give, before=everything())

    assert response.changed == set()


def test_nobody_sets_a_balance(scene):
    """No page posts to an account's balance: of all tables that is the database's own, and no form names it.

    That members may see balances is a rule of the bank, and a form names that.
    """
    boxes = {box for _who, names in BOXES.values() for box in names.split()}

    assert {box for box in boxes if "balance" in box} == {"balances_are_open"}
