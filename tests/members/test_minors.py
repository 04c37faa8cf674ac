"""People under 18: let in by the bank's rule with a guardian's yes, changed by hand when they turn 18, found by few."""

import pytest
from django.utils import timezone

from members.actions import Application, apply_to_join, approve_application, grant_role
from members.actions.ages import AgeRefused, change_age_band
from members.actions.applications import ForAdults, NotReady
from members.actions.mandates import Helper, end_mandate, name_guardian
from members.models import Bank, Consent, Mandate, Member, MemberEvent, Role
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
Age = Member.AgeBand


@pytest.fixture
def bank():
    return make.make_bank(lets_in_minors=True)


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya Desk")


def wish(bank, **told):
    application = Application(**{"name": "Tilly Young", "telephone": "01632 960001", "age_band": Age.TEEN, **told})
    return apply_to_join(bank, application, at=timezone.now())


def ready_wish(bank):
    return make.make_ready(wish(bank))


def say_yes(member, priya, **told):
    helper = Helper(**{"name": "Mary Young", "telephone": "01632 960002", "words": "her mother", **told})
    return name_guardian(member, helper, how=Consent.How.PHONE, by=priya, at=timezone.now())


def told(member, kind):
    return list(Notice.objects.for_recipients([member.actor_key]).filter(kind=kind).values_list("subject", flat=True))


@pytest.mark.parametrize("band", [Age.TEEN, Age.CHILD])
def test_a_bank_lets_in_nobody_under_18_by_default(band):
    bank = make.make_bank()

    with pytest.raises(ForAdults, match="Come back when you are 18"):
        wish(bank, age_band=band)

    assert not Member.objects.of(bank).applicants().exists()


def test_who_applied_before_the_rule_changed_is_not_let_in(bank, priya):
    applicant = ready_wish(bank)
    say_yes(applicant, priya)
    Bank.objects.filter(pk=bank.pk).update(lets_in_minors=False)

    with pytest.raises(ForAdults):
        approve_application(applicant, by=priya, at=timezone.now())


def test_nobody_under_18_is_let_in_before_a_guardian_has_said_yes(bank, priya):
    applicant = ready_wish(bank)

    with pytest.raises(NotReady, match=r"Still missing: A guardian's yes\."):
        approve_application(applicant, by=priya, at=timezone.now())
    say_yes(applicant, priya)

    assert approve_application(applicant, by=priya, at=timezone.now()).is_approved


def test_the_guardians_yes_is_kept_with_who_how_and_when(bank, priya):
    applicant = wish(bank)

    mandate = say_yes(applicant, priya)

    consent = mandate.consent
    assert (consent.purpose, consent.how, consent.recorded_by) == (Consent.Purpose.GUARDIAN, Consent.How.PHONE, priya)
    assert consent.given_at == mandate.began_at
    assert (mandate.kind, mandate.words) == (Mandate.Kind.GUARDIAN, "her mother")
    assert mandate.holder.kind == Member.Kind.SUPPORTER
    assert "Mary Young" in consent.text


def test_a_yes_that_was_taken_back_counts_no_longer(bank, priya):
    applicant = ready_wish(bank)
    mandate = say_yes(applicant, priya)
    end_mandate(mandate, by=mandate.holder, at=timezone.now())

    with pytest.raises(NotReady, match=r"Still missing: A guardian's yes\."):
        approve_application(applicant, by=priya, at=timezone.now())


def test_when_somebody_turns_18_guardians_end_and_they_are_told_kindly(bank, priya):
    tilly = make.make_guarded(bank)
    mandate = Mandate.objects.get(member=tilly)

    for _twice in range(2):
        change_age_band(tilly, Age.ADULT, by=priya, at=timezone.now())

    tilly.refresh_from_db()
    mandate.refresh_from_db()
    assert not tilly.is_minor
    assert mandate.ended_by == priya
    assert mandate.consent is not None
    mandate.consent.refresh_from_db()
    assert mandate.consent.ended_at is not None
    assert told(tilly, "NOW_ADULT") == ["You are 18 now"]
    assert told(mandate.holder, "MANDATE_ENDED") == ["You no longer act for Tilly Young"]
    assert tilly.events.filter(kind=MemberEvent.Kind.AGE_CHANGED).count() == 1


@pytest.mark.parametrize("why", ["the rule", "a role", "a photo", "an organisation"])
def test_who_cannot_be_under_18_here_is_not_made_so(bank, priya, why):
    member = make.make_organisation(bank) if why == "an organisation" else make.make_member(bank)
    changed = {
        "the rule": {},
        "a role": {"roles": [Role.AUDITOR]},
        "a photo": {"photo": "x.webp"},
        "an organisation": {},
    }[why]
    Member.objects.filter(pk=member.pk).update(**changed) if changed else None
    if why == "the rule":
        Bank.objects.filter(pk=bank.pk).update(lets_in_minors=False)

    with pytest.raises(AgeRefused):
        change_age_band(member, Age.TEEN, by=priya, at=timezone.now())

    member.refresh_from_db()
    assert member.age_band == Age.ADULT


@pytest.mark.parametrize("who", ["self", "member", "auditor", "other bank"])
def test_only_who_runs_the_bank_changes_an_age(bank, priya, who):
    tilly = make.make_guarded(bank)
    member = priya if who == "self" else tilly
    by = {
        "self": lambda: priya,
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "other bank": lambda: make.make_coordinator(make.make_bank()),
    }[who]()

    with pytest.raises(NotAllowed):
        change_age_band(member, Age.CHILD, by=by, at=timezone.now())

    member.refresh_from_db()
    assert member.age_band != Age.CHILD


def test_nobody_under_18_is_given_a_role(bank):
    tilly = make.make_guarded(bank)

    with pytest.raises(WrongState, match="under 18"):
        grant_role(tilly, Role.COORDINATOR, by=make.admin_of(bank), at=timezone.now())


def test_nobody_under_18_is_in_the_directory(bank, priya):
    make.make_guarded(bank)

    assert list(Member.objects.of(bank).in_directory()) == [priya]
