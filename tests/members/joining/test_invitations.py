"""Invitations: what they mark, when they are over, and whose they are."""

import pytest
from django.utils import timezone

from members import actions
from members.actions import Application
from members.actions.invitations import LASTS, MOST_OPEN
from members.models import Invitation, Member
from tests import factories as make
from tests.members.joining.steps import DONE, approve, asked, mark, told
from timebank.lib.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db


def test_an_application_by_invitation_is_marked_and_its_maker_hears_when_they_join(bank, priya, margaret):
    invitation = actions.invite(margaret, words="Rosa", vouches=True, by=margaret, at=timezone.now())
    told_of = Application(name="Rosa Diaz", telephone="01632 960111")

    rosa = actions.send_application(bank, told_of, at=timezone.now(), invited=invitation)

    invitation.refresh_from_db()
    assert invitation.used_by == rosa
    assert rosa.joining_steps.get().state == DONE
    assert rosa.joining_steps.get().asked_of == margaret
    make.make_ready(rosa)
    mark(rosa, priya, place=2)
    mark(rosa, priya, kind="INDUCTION")
    approve(rosa, priya)
    assert told(margaret)[-1] == "INVITED_JOINED"


@pytest.mark.parametrize("what", ["used", "taken back", "too old", "of another bank", "of who left"])
def test_an_invitation_that_is_over_leaves_no_mark(bank, margaret, what):
    at = timezone.now() - LASTS if what == "too old" else timezone.now()
    invitation = actions.invite(margaret, words="", vouches=True, by=margaret, at=at)
    if what == "used":
        Invitation.objects.filter(pk=invitation.pk).update(used_by=asked(bank, name="Somebody else"))
    if what == "taken back":
        actions.withdraw_invitation(invitation, by=margaret, at=at)
    if what == "of who left":
        Member.objects.filter(pk=margaret.pk).update(state="LEFT")
    there = make.make_bank() if what == "of another bank" else bank

    rosa = actions.send_application(there, Application(name="Rosa"), at=timezone.now(), invited=invitation)

    assert not Invitation.objects.filter(used_by=rosa).exists()
    assert not rosa.joining_steps.exists()


def test_only_so_many_invitations_stand_open_and_only_their_maker_takes_them_back(margaret, priya):
    made = [
        actions.invite(margaret, words="", vouches=False, by=margaret, at=timezone.now()) for _one in range(MOST_OPEN)
    ]
    with pytest.raises(RuleBroken):
        actions.invite(margaret, words="", vouches=False, by=margaret, at=timezone.now())
    with pytest.raises(NotAllowed):
        actions.withdraw_invitation(made[0], by=priya, at=timezone.now())

    actions.withdraw_invitation(made[0], by=margaret, at=timezone.now())
    assert actions.invite(margaret, words="", vouches=False, by=margaret, at=timezone.now()).pk
