"""Two questions to one address, both answered with yes in the same moment."""

import pytest
from django.utils import timezone

from members.actions import accept_claim, claim_address
from members.actions.addresses import BelongsAlready
from members.models import Member
from tests import factories as make
from tests.ledger.making import at_once

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "rosa@example.org"


def test_one_person_becomes_one_member_of_a_bank_however_fast_they_answer():
    bank = make.make_bank()
    priya = make.make_coordinator(bank)
    rosa = make.make_member(make.make_bank(), name="Rosa", email=EMAIL).person
    entries = [make.make_member(bank, name="Rosa Day", email="") for _each in range(2)]
    claims = [claim_address(each, EMAIL, by=priya, at=timezone.now()) for each in entries]

    answers = at_once(*(lambda claim=claim: accept_claim(claim, person=rosa, at=timezone.now()) for claim in claims))

    assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [BelongsAlready]
    assert Member.objects.of(bank).filter(person=rosa).count() == 1
