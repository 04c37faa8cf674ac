"""What everybody says yes to: its wordings, who must say yes again, and who may publish."""

import pytest
from django.utils import timezone

from members import actions
from members.models import Consent, TermsVersion
from members.reads.terms import current_terms, terms_to_accept, without_yes
from tests import factories as make
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

pytestmark = pytest.mark.django_db


def test_a_new_bank_is_given_a_first_wording_of_both():
    bank = make.make_bank()

    now = list(current_terms(bank))
    assert [(version.kind, version.number, version.published_by) for version in now] == [
        ("TERMS", 1, None),
        ("CONDUCT", 1, None),
    ]


def test_a_new_version_is_asked_of_every_member_again(bank, margaret):
    admin = make.admin_of(bank)
    assert terms_to_accept(margaret) == []

    made = actions.publish_terms(bank, "TERMS", "We are kind.", by=admin, at=timezone.now())

    assert terms_to_accept(margaret) == [made]
    assert margaret in without_yes(bank)
    actions.accept_terms(margaret, list(current_terms(bank)), how=Consent.How.ONLINE, by=margaret, at=timezone.now())
    assert terms_to_accept(margaret) == []
    assert margaret not in without_yes(bank)
    assert [consent.terms.number for consent in margaret.consents.filter(purpose="TERMS")] == [1, 2]


def test_a_yes_that_was_told_names_who_wrote_it_down_and_how(bank, priya, margaret):
    actions.publish_terms(bank, "CONDUCT", "We knock first.", by=make.admin_of(bank), at=timezone.now())

    actions.accept_terms(margaret, list(current_terms(bank)), how=Consent.How.PHONE, by=priya, at=timezone.now())

    consent = margaret.consents.get(terms__number=2)
    assert (consent.how, consent.recorded_by) == ("PHONE", priya)


def test_a_yes_to_a_wording_of_before_is_no_yes(bank, margaret):
    read = list(current_terms(bank))
    actions.publish_terms(bank, "TERMS", "We are kind.", by=make.admin_of(bank), at=timezone.now())

    with pytest.raises(WrongState):
        actions.accept_terms(margaret, read, how=Consent.How.ONLINE, by=margaret, at=timezone.now())


def test_only_an_admin_publishes_and_only_what_is_new(bank, priya):
    text = current_terms(bank)[0].text
    for by in (priya, make.admin_of(make.make_bank())):
        with pytest.raises(NotAllowed):
            actions.publish_terms(bank, "TERMS", "Mine", by=by, at=timezone.now())
    for words in (text, "  "):
        with pytest.raises(RuleBroken):
            actions.publish_terms(bank, "TERMS", words, by=make.admin_of(bank), at=timezone.now())

    assert TermsVersion.objects.filter(bank=bank).count() == 2
