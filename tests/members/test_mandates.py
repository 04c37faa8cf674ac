"""Who may act for whom: naming supporters, guardians and delegates, and ending it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import CannotAct, Helper, roles
from members.actions.addresses import accept_claim
from members.models import Consent, Mandate, Member, MemberEvent, Person, Role
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
Kind = Mandate.Kind
How = Consent.How
ANA = Helper(name="Ana Silva", telephone="01632 960111", email="ana@example.org", words="daughter")


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def dorothy(bank):
    return make.make_member(bank, name="Dorothy Hughes", email="")


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


@pytest.fixture
def surgery(bank):
    return make.make_organisation(bank, name="Riverside Surgery")


def supporter(member, helper=ANA, *, by, how=How.PHONE):
    return actions.name_supporter(member, helper, how=how, by=by, at=timezone.now())


def delegate(organisation, helper=ANA, *, by, kind=Kind.RECORDER):
    return actions.name_delegate(organisation, helper, kind=kind, by=by, at=timezone.now())


def end(mandate, *, by):
    return actions.end_mandate(mandate, by=by, at=timezone.now())


def events(member):
    kinds = [MemberEvent.Kind.MANDATE_BEGAN, MemberEvent.Kind.MANDATE_ENDED]
    found = MemberEvent.objects.filter(member=member, kind__in=kinds).order_by("pk")
    return list(found.values_list("kind", "words", "is_on_behalf"))


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))


def test_a_coordinator_writes_down_a_member_s_consent_to_somebody_new(dorothy, priya):
    mandate = supporter(dorothy, by=priya)

    holder = mandate.holder
    assert (holder.kind, holder.state, holder.roles, holder.number, holder.account_id) == (
        Member.Kind.SUPPORTER,
        Member.State.APPROVED,
        [],
        None,
        None,
    )
    assert (holder.name, holder.telephone, holder.person.email) == ("Ana Silva", "01632 960111", None)
    assert (holder.address_claims.get().email, holder.address_claims.get().by) == ("ana@example.org", priya)
    assert (mandate.consent.how, mandate.consent.purpose, mandate.consent.recorded_by) == ("PHONE", "SUPPORTER", priya)
    assert mandate.consent.text.startswith("Ana Silva may act for me")
    assert events(dorothy) == [("MANDATE_BEGAN", "SUPPORTER", True)]
    assert told(dorothy)[-1] == "MANDATE_BEGAN"
    assert told(holder) == ["MANDATE_BEGAN"]


def test_a_member_names_a_supporter_by_themselves(bank):
    dorothy, ana = make.make_member(bank), make.make_member(bank)

    mandate = supporter(dorothy, Helper(member=ana), by=dorothy, how=How.PAPER)

    assert (mandate.holder, mandate.consent.how, mandate.named_by) == (ana, How.ONLINE, dorothy)
    assert events(dorothy) == [("MANDATE_BEGAN", "SUPPORTER", False)]
    assert told(ana)[-1] == "MANDATE_BEGAN"


@pytest.mark.parametrize("who", ["stranger", "neighbour", "auditor", "holder"])
def test_nobody_else_names_a_supporter(bank, dorothy, who):
    ana = make.make_member(bank)
    by = {
        "stranger": lambda: make.make_coordinator(make.make_bank()),
        "neighbour": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "holder": lambda: ana,
    }[who]()

    with pytest.raises(NotAllowed):
        supporter(dorothy, Helper(member=ana), by=by)

    assert not Mandate.objects.exists()


def test_nobody_names_themselves(bank, dorothy, priya, surgery):
    with pytest.raises(NotAllowed):
        supporter(dorothy, Helper(member=priya), by=priya)
    with pytest.raises(NotAllowed):
        delegate(surgery, Helper(member=priya), by=priya)
    with pytest.raises(CannotAct):
        supporter(priya, Helper(member=priya), by=make.make_coordinator(bank))
    with transaction.atomic(), pytest.raises(IntegrityError):
        Mandate.objects.create(
            member=surgery, holder=surgery, kind=Kind.MANAGER, began_at=timezone.now(), named_by=priya
        )


def test_a_consent_told_to_a_coordinator_says_how(dorothy, priya):
    with pytest.raises(NotAllowed):
        supporter(dorothy, by=priya, how=How.ONLINE)

    assert not Mandate.objects.exists()
    assert not Person.objects.filter(name="Ana Silva").exists()


def test_an_address_we_know_is_asked_like_any_other(bank, dorothy, priya):
    known = make.make_member(bank, email="ana@example.org")
    before = Notice.objects.filter(recipient__key=known.actor_key).count()

    holder = supporter(dorothy, by=priya).holder

    assert (holder.person.email, holder.address_claims.count()) == (None, 1)
    assert Notice.objects.filter(recipient__key=known.actor_key).count() == before


def test_who_says_yes_to_their_address_acts_with_their_own_sign_in(bank, dorothy, priya):
    elsewhere = make.make_member(make.make_bank(), email="ana@example.org")
    mandate = supporter(dorothy, by=priya)

    accept_claim(mandate.holder.address_claims.get(), person=elsewhere.person, at=timezone.now())

    assert Mandate.objects.acting().filter(holder__person=elsewhere.person).get() == mandate


@pytest.mark.parametrize("holder", ["organisation", "child", "elsewhere", "left", "nobody"])
def test_who_cannot_act_for_anybody(bank, dorothy, priya, surgery, holder):
    child, left = make.make_member(bank), make.make_member(bank)
    Member.objects.filter(pk=child.pk).update(age_band="TEEN")
    actions.record_leaving(left, by=left, at=timezone.now())
    helper = {
        "organisation": Helper(member=surgery),
        "child": Helper(member=child),
        "elsewhere": Helper(member=make.make_member(make.make_bank())),
        "left": Helper(member=left),
        "nobody": Helper(),
    }[holder]

    with pytest.raises(CannotAct):
        supporter(dorothy, helper, by=priya)


def test_a_supporters_right_ends_when_either_leaves_and_does_not_come_back(bank, dorothy, priya):
    ana, gwilym = supporter(dorothy, by=priya), make.make_member(bank, name="Gwilym Prys")
    of_gwilym = supporter(dorothy, Helper(member=gwilym), by=priya)

    actions.record_leaving(gwilym, by=gwilym, at=timezone.now())
    actions.record_leaving(dorothy, by=priya, at=timezone.now())
    Member.objects.filter(pk__in=[dorothy.pk, gwilym.pk]).update(state="APPROVED")  # as if they had come back

    assert not Mandate.objects.acting().exists()
    for mandate in (ana, of_gwilym):
        mandate.refresh_from_db()
        assert mandate.ended_at is not None
        assert mandate.consent.ended_at is not None
    assert Member.objects.get(pk=ana.holder_id).state == Member.State.LEFT
    assert told(ana.holder)[-1] == "MANDATE_ENDED"
    assert told(dorothy).count("MANDATE_ENDED") == 1


def test_the_same_form_sent_twice_names_once(dorothy, priya):
    assert supporter(dorothy, by=priya) == supporter(dorothy, by=priya)
    assert Mandate.objects.count() == 1
    assert len(events(dorothy)) == 1


def test_one_daughter_acts_for_both_her_parents_as_one_person(bank, dorothy, priya):
    father = make.make_member(bank, email="")

    assert supporter(dorothy, by=priya).holder == supporter(father, by=priya).holder


def test_a_coordinator_or_an_admin_names_delegates(bank, surgery, priya):
    first = delegate(surgery, by=priya)
    second = delegate(surgery, Helper(name="Ben Okoro"), by=make.make_coordinator(bank), kind=Kind.MANAGER)
    third = delegate(surgery, Helper(name="Cyn Rhys"), by=make.admin_of(bank))

    assert [(each.kind, each.holder.kind, each.consent) for each in (first, second, third)] == [
        ("RECORDER", "STAFF", None),
        ("MANAGER", "STAFF", None),
        ("RECORDER", "STAFF", None),
    ]
    assert second.holder.person.email is None
    with pytest.raises(NotAllowed):
        delegate(surgery, Helper(name="Di Evans"), by=make.make_member(bank))


def test_people_have_supporters_and_organisations_delegates(dorothy, surgery, priya):
    with pytest.raises(CannotAct):
        supporter(surgery, by=priya)
    with pytest.raises(CannotAct):
        delegate(dorothy, by=priya)
    with pytest.raises(CannotAct):
        delegate(surgery, by=priya, kind=Kind.SUPPORTER)


def test_a_delegate_s_part_changes_and_the_old_one_stays_in_the_history(surgery, priya):
    old = delegate(surgery, by=priya)

    new = actions.change_delegate(old, Kind.MANAGER, by=priya, at=timezone.now())

    old.refresh_from_db()
    assert (old.ended_by, new.kind, new.holder) == (priya, Kind.MANAGER, old.holder)
    assert [words for _kind, words, _behalf in events(surgery)] == ["RECORDER", "RECORDER", "MANAGER"]
    with pytest.raises(WrongState):
        actions.change_delegate(old, Kind.RECORDER, by=priya, at=timezone.now())


@pytest.mark.parametrize("who", ["member", "holder", "coordinator"])
def test_either_side_ends_it_and_consent_ends_with_it(bank, dorothy, priya, who):
    mandate = supporter(dorothy, by=priya)
    by = {"member": dorothy, "holder": mandate.holder, "coordinator": priya}[who]

    end(mandate, by=by)
    end(mandate, by=by)

    mandate.refresh_from_db()
    assert mandate.ended_by == mandate.consent.ended_by == by
    assert [kind for kind, _words, _behalf in events(dorothy)] == ["MANDATE_BEGAN", "MANDATE_ENDED"]
    for side in (dorothy, mandate.holder):
        assert ("MANDATE_ENDED" in told(side)) == (side != by)


@pytest.mark.parametrize("who", ["stranger", "neighbour", "auditor"])
def test_nobody_else_ends_it(bank, dorothy, priya, who):
    mandate = supporter(dorothy, by=priya)
    by = {
        "stranger": lambda: make.make_coordinator(make.make_bank()),
        "neighbour": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
    }[who]()

    with pytest.raises(NotAllowed):
        end(mandate, by=by)

    assert Mandate.objects.acting().count() == 1


def test_who_came_only_to_act_belongs_no_longer_when_nobody_is_left_and_may_come_back(bank, dorothy, priya):
    father = make.make_member(bank, email="")
    first, second = supporter(dorothy, by=priya), supporter(father, by=priya)
    ana = first.holder

    end(first, by=priya)
    ana.refresh_from_db()
    assert ana.state == Member.State.APPROVED
    end(second, by=priya)
    ana.refresh_from_db()
    assert ana.state == Member.State.LEFT

    assert supporter(dorothy, by=priya).holder == ana
    assert Mandate.objects.acting().count() == 1


@pytest.mark.parametrize("who", ["member", "holder"])
@pytest.mark.parametrize("state", ["SUSPENDED", "LEFT"])
def test_nobody_acts_while_either_does_not_belong(bank, dorothy, priya, who, state):
    mandate = supporter(dorothy, Helper(member=make.make_member(bank)), by=priya)
    assert Mandate.objects.acting().count() == 1

    away = {"member": dorothy, "holder": mandate.holder}[who]
    review_on = timezone.localdate() if state == "SUSPENDED" else None
    Member.objects.filter(pk=away.pk).update(state=state, review_on=review_on)

    assert Mandate.objects.acting().count() == 0


def test_a_guardian_is_of_somebody_under_18_who_does_not_end_it(dorothy, priya):
    now = timezone.now()
    with pytest.raises(CannotAct):
        actions.name_guardian(dorothy, ANA, how=How.IN_PERSON, by=priya, at=now)
    Member.objects.filter(pk=dorothy.pk).update(age_band="TEEN")
    with pytest.raises(NotAllowed):
        actions.name_guardian(dorothy, ANA, how=How.IN_PERSON, by=dorothy, at=now)

    mandate = actions.name_guardian(dorothy, ANA, how=How.IN_PERSON, by=priya, at=now)

    assert (mandate.kind, mandate.consent.purpose) == (Kind.GUARDIAN, "GUARDIAN")
    with pytest.raises(NotAllowed):
        end(mandate, by=dorothy)
    end(mandate, by=mandate.holder)


def test_who_is_under_18_names_nobody_themselves(dorothy, priya):
    Member.objects.filter(pk=dorothy.pk).update(age_band="TEEN")

    with pytest.raises(NotAllowed):
        supporter(dorothy, by=dorothy)

    assert supporter(dorothy, by=priya).kind == Kind.SUPPORTER


def test_a_dismissed_delegate_is_inside_no_longer_and_may_come_back(client, surgery, priya):
    mandate = delegate(surgery, by=priya)
    accept_claim(mandate.holder.address_claims.get(), person=None, at=timezone.now())
    holder = Member.objects.get(pk=mandate.holder_id)
    client.force_login(holder.person)
    people = reverse("members:members", args=[holder.bank.slug])
    assert client.get(people).status_code == 200

    end(mandate, by=priya)

    holder.refresh_from_db()
    assert (holder.state, holder.left_at is None) == (Member.State.LEFT, False)
    assert client.get(people).status_code == 404
    assert client.get(reverse("me")).status_code == 200
    assert delegate(surgery, by=priya).holder == holder
    assert client.get(people).status_code == 200


def test_a_delegate_who_also_has_a_role_or_acts_elsewhere_stays(bank, surgery, priya):
    choir = make.make_organisation(bank)
    first, second = delegate(surgery, by=priya), delegate(choir, by=priya)
    holder, admin = first.holder, make.admin_of(bank)

    end(first, by=priya)
    roles.grant_role(holder, Role.AUDITOR, by=admin, at=timezone.now())
    end(second, by=priya)

    holder.refresh_from_db()
    assert (holder.state, holder.roles) == (Member.State.APPROVED, ["AUDITOR"])
    roles.end_role(holder, Role.AUDITOR, by=admin, at=timezone.now())
    holder.refresh_from_db()
    assert holder.state == Member.State.LEFT


def test_a_delegate_whose_part_changes_stays_inside(surgery, priya):
    changed = actions.change_delegate(delegate(surgery, by=priya), Kind.MANAGER, by=priya, at=timezone.now())

    assert changed.holder.is_approved
