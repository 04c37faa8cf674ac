"""Two admins who lay their role down in the same moment: one of them stays."""

import pytest
from django.utils import timezone

from members.actions import roles
from members.models import Member, Role
from tests import factories as make
from tests.ledger.making import at_once
from timebank.lib.errors import WrongState

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_admins_who_go_in_the_same_moment_leave_one():
    for _round in range(3):
        bank = make.make_bank()
        admins = [make.admin_of(bank), make.make_member(bank, roles=(Role.ADMIN,))]

        answers = at_once(
            *(lambda one=one: roles.end_role(one, Role.ADMIN, by=one, at=timezone.now()) for one in admins)
        )

        assert [type(answer) for answer in answers if isinstance(answer, Exception)] == [WrongState]
        assert Member.objects.of(bank).with_role(Role.ADMIN).count() == 1
