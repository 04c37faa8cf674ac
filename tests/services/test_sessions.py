"""Sessions of programmes: what others learn of them, and that no hour of paid staff is ever credited."""

import pytest
from django.db import IntegrityError, transaction

from ledger.reads import account_states
from services.models import StaffTime
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def programme(surgery):
    return make.make_programme(surgery)


def test_hours_of_a_session_go_to_citizens_and_none_to_staff(bank, surgery, programme):
    rosa, ben, nurse = make.make_member(bank), make.make_member(bank), make.make_staff(surgery)
    accounts = [rosa.account_id, ben.account_id, surgery.organisation.account_id, surgery.pot_id]

    session = make.held_session(programme, gave=(rosa,), received=(ben,), staff=(nurse,))

    states = account_states(accounts)
    assert session.event.is_posted
    assert [states[pk].balance_minutes for pk in accounts] == [60, -60, 0, 0]
    assert nurse.account_id is None
    assert [each.minutes for each in StaffTime.objects.all()] == [60]


def test_time_of_staff_is_written_once_a_session_and_once_a_day(surgery, programme):
    nurse = make.make_staff(surgery)
    session = make.make_session(programme)
    for of_day in ({"session": session}, {"session": None}):
        make.write_staff_time(programme, nurse, **of_day)
        with pytest.raises(IntegrityError), transaction.atomic():
            make.write_staff_time(programme, nurse, **of_day)
