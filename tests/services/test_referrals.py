"""Introducing somebody: whose yes counts, what is asked, and what a form that comes twice does."""

import uuid

import pytest
from django.utils import timezone

from members.actions.consents import Agreement, record_consent
from members.actions.gifts import GiftWords
from members.models import Consent, Gift, Member
from services.actions.referrals import NothingSaid, introduce_oneself, refer
from services.actions.referrals.links import make_link
from services.models import Referral, StaffPost
from tests import factories
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return factories.make_staff(surgery, duties=[StaffPost.Duty.REFER])


def test_a_referral_makes_an_applicant_with_consent_on_record(surgery, nurse):
    referral = factories.make_referral(surgery, by=nurse, email="edith@example.org")

    assert (referral.member.state, referral.member.number) == (Member.State.APPLICANT, None)
    assert (referral.consent.purpose, referral.consent.how, referral.consent.recorded_by) == (
        "REFERRAL",
        "IN_PERSON",
        nurse,
    )
    assert "how it goes" in referral.consent.text
    assert [(gift.words, gift.by) for gift in referral.gifts.all()] == [("Making music or singing", nurse)]
    assert referral.member.person.email is None  # whoever reads the mail there is asked first
    assert referral.member.address_claims.get().email == "edith@example.org"


def test_the_same_form_makes_one(surgery, nurse):
    key, at = uuid.uuid4(), timezone.now()

    both = [refer(surgery, factories.introduction(), key=key, by=nurse, at=at) for _time in range(2)]

    assert len({each.pk for each in both}) == Referral.objects.count() == 1
    assert Member.objects.applicants().count() == 1


@pytest.mark.parametrize(
    "said",
    [{"gifts": []}, {"gives_later": True}, {"gifts": [GiftWords(Gift.Kind.HAND, f"Gift {n}") for n in range(6)]}],
)
def test_what_somebody_is_good_at_is_always_asked(surgery, nurse, said):
    with pytest.raises(NothingSaid):
        factories.make_referral(surgery, by=nurse, **said)


def test_only_who_introduces_people_does(bank, surgery, nurse):
    school = factories.make_service(bank, name="Riverside Primary")
    runs_sessions = factories.make_staff(surgery, duties=[StaffPost.Duty.SESSIONS])
    for somebody in (
        runs_sessions,
        factories.make_staff(school),
        factories.make_member(bank),
        factories.admin_of(bank),
    ):
        with pytest.raises(NotAllowed):
            factories.make_referral(surgery, by=somebody)


@pytest.mark.parametrize(
    ("purpose", "how", "of_own_service"),
    [("PRIVACY", "IN_PERSON", True), ("REFERRAL", "ONLINE", True), ("REFERRAL", "IN_PERSON", False)],
)
def test_staff_write_down_the_yes_to_being_introduced_by_their_service_alone(
    bank, surgery, nurse, purpose, how, of_own_service
):
    other = factories.make_service(bank, name="Riverside Primary")
    member, organisation = factories.make_member(bank), surgery.organisation if of_own_service else other.organisation
    agreement = Agreement(Consent.Purpose(purpose), Consent.How(how), text="Yes", introduced_by=organisation)

    with pytest.raises(NotAllowed):
        record_consent(member, agreement, by=nurse, at=timezone.now())
    assert not member.consents.filter(text="Yes").exists()


def test_staff_of_another_bank_write_down_nothing(nurse, surgery):
    member = factories.make_member(factories.make_bank())
    agreement = Agreement(Consent.Purpose.REFERRAL, Consent.How.PHONE, "Yes", introduced_by=surgery.organisation)

    with pytest.raises(NotAllowed):
        record_consent(member, agreement, by=nurse, at=timezone.now())


def test_who_is_under_18_does_not_introduce_themselves_alone(bank, surgery, nurse):
    young = factories.make_minor(bank)
    link = make_link(surgery, key=uuid.uuid4(), by=nurse, at=timezone.now())

    with pytest.raises(NothingSaid):
        introduce_oneself(link, factories.introduction(), form_key=uuid.uuid4(), at=timezone.now(), member=young)

    assert not Referral.objects.exists()
