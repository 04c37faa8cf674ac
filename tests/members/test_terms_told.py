"""New terms: every member is told once, by the way they are reached, in pieces that may be done again."""

import pytest
from django.utils import timezone

from members import actions, tasks
from members.actions import terms
from members.models import Bank, Consent, Mandate, Member, MemberEvent, TermsVersion
from members.reads.terms import current_terms, terms_to_accept
from notices.models import Notice, Recipient
from tests import factories as make
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

NOW = timezone.now


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def margaret(bank) -> Member:
    return make.make_member(bank, name="Margaret Pole")


def publish(bank: Bank, kind: str, text: str = "We are kind.") -> TermsVersion:
    return actions.publish_terms(bank, kind, text, by=make.admin_of(bank), at=NOW())


def told(member: Member) -> list[str]:
    found = Notice.objects.filter(recipient__key=member.actor_key, kind="TERMS")
    return list(found.order_by("pk").values_list("subject", flat=True))


def test_a_sweep_tells_every_member_once(bank, margaret, monkeypatch):
    monkeypatch.setattr(tasks.tell_of_terms, "delay", tasks.tell_of_terms)
    elsewhere = make.make_member(make.make_bank())
    publish(bank, "TERMS")

    for _time in range(2):
        tasks.sweep_terms()

    assert told(margaret) == ["Our terms have a new wording"]
    assert told(elsewhere) == []
    assert not TermsVersion.objects.filter(told_at=None).exists()


def test_two_new_texts_are_one_notice_and_a_replaced_one_is_none(bank, margaret):
    publish(bank, "TERMS", "We are kimd.")
    publish(bank, "TERMS")
    publish(bank, "CONDUCT")

    terms.tell_of_terms(bank, at=NOW())

    assert told(margaret) == ["Our terms and our code of conduct have a new wording"]
    assert not TermsVersion.objects.filter(told_at=None).exists()  # the replaced one wakes no sweep for ever


def test_who_agreed_meanwhile_has_a_rest_or_left_is_not_told(bank, margaret):
    agreed, resting, left = (make.make_member(bank, name=name) for name in ("Agreed", "Resting", "Left"))
    publish(bank, "CONDUCT")
    actions.accept_terms(agreed, list(current_terms(bank)), how=Consent.How.ONLINE, by=agreed, at=NOW())
    Member.objects.filter(pk=resting.pk).update(state="PAUSED")
    Member.objects.filter(pk=left.pk).update(state="LEFT", left_at=NOW())

    terms.tell_of_terms(bank, at=NOW())

    assert [told(each) for each in (margaret, agreed, resting, left)] == [
        ["Our code of conduct has a new wording"],
        [],
        [],
        [],
    ]


def test_people_without_e_mail_are_told_by_the_desk(bank):
    dorothy = make.make_member(bank, name="Dorothy Hughes", email="")
    publish(bank, "TERMS")

    terms.tell_of_terms(bank, at=NOW())

    waiting = Notice.objects.to_pass_on(bank.slug).get(recipient__key=dorothy.actor_key, kind="TERMS")
    assert waiting.body == "Please read it, and tell us whether you agree. You can also ask us to read it to you."
    assert waiting.path == f"/{bank.slug}/terms/"


def test_what_stopped_halfway_goes_on_with_the_rest(bank, margaret, monkeypatch):
    last = make.make_member(bank, name="Zachary Last")
    publish(bank, "TERMS")
    monkeypatch.setattr(terms, "TOLD_AT_ONCE", 1)
    kept = Recipient.objects.filter(key=last.actor_key)
    kept.update(key="mislaid")
    with pytest.raises(KeyError):
        terms.tell_of_terms(bank, at=NOW())
    before = [told(margaret), TermsVersion.objects.filter(bank=bank, told_at=None).count()]
    Recipient.objects.filter(key="mislaid").update(key=last.actor_key)

    terms.tell_of_terms(bank, at=NOW())

    assert before == [["Our terms have a new wording"], 1]
    assert [told(margaret), told(last)] == [["Our terms have a new wording"]] * 2


def test_a_wording_published_while_another_is_told_is_told_too(bank, margaret, monkeypatch):
    publish(bank, "TERMS")
    news = terms._news

    def publish_meanwhile(*told):
        monkeypatch.setattr(terms, "_news", news)
        publish(bank, "CONDUCT")
        return news(*told)

    monkeypatch.setattr(terms, "_news", publish_meanwhile)
    for _time in range(2):
        terms.tell_of_terms(bank, at=NOW())

    assert told(margaret) == ["Our terms have a new wording", "Our code of conduct has a new wording"]


@pytest.mark.parametrize("members", [1, 3])
def test_telling_asks_the_same_for_one_and_for_three(bank, django_assert_num_queries, members):
    for number in range(members):
        make.make_member(bank, name=f"Member {number}")
    publish(bank, "TERMS")

    # what is new, how many hold, members, recipients, the notices, and that all are told
    with django_assert_num_queries(6):
        terms.tell_of_terms(bank, at=NOW())


def test_an_organisation_and_its_managers_are_told_and_its_recorders_are_not(bank, margaret):
    surgery, other = make.make_organisation(bank, name="Surgery"), make.make_member(bank)
    make.delegate(surgery, margaret, Mandate.Kind.MANAGER)
    make.delegate(surgery, other, Mandate.Kind.RECORDER)
    publish(bank, "TERMS")

    for _time in range(2):
        terms.tell_of_terms(bank, at=NOW())
        TermsVersion.objects.filter(bank=bank, number=2).update(told_at=None)

    heard = Notice.objects.filter(kind="DELEGATE_TOLD").values_list("recipient__key", "subject")
    assert told(surgery) == ["Our terms have a new wording"]
    assert [key for key, subject in heard if "terms" in subject] == [margaret.actor_key]


def test_a_manager_says_yes_for_an_organisation_and_a_recorder_does_not(bank, margaret):
    surgery, other = make.make_organisation(bank, name="Surgery"), make.make_member(bank)
    make.delegate(surgery, margaret, Mandate.Kind.MANAGER)
    make.delegate(surgery, other, Mandate.Kind.RECORDER)
    new = publish(bank, "TERMS")
    now = list(current_terms(bank))

    with pytest.raises(NotAllowed):
        actions.accept_terms(surgery, now, how=Consent.How.ONLINE, by=other, at=NOW())
    assert new in terms_to_accept(surgery)
    actions.accept_terms(surgery, now, how=Consent.How.ONLINE, by=margaret, at=NOW())

    assert terms_to_accept(surgery) == []
    written = surgery.events.filter(kind=MemberEvent.Kind.CONSENT_GIVEN, by=margaret)
    assert set(written.values_list("is_on_behalf", flat=True)) == {True}
    assert surgery.consents.get(terms=new).recorded_by == margaret
