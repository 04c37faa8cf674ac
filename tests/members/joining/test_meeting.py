"""Whom a new member is shown to meet."""

import pytest
from django.utils import timezone

from members import actions
from members.actions.gifts import GiftWords
from members.models import Gift, Member
from members.reads.meeting import guide_of, in_a_letter, people_to_meet
from notices.models import Notice
from tests import factories as make
from tests.members.joining.steps import let_in

pytestmark = pytest.mark.django_db


def gifted(member, *gifts, **fields):
    Gift.objects.filter(member=member).delete()
    for words in gifts:
        actions.add_gift(member, GiftWords("HAND", words), by=member, at=timezone.now())
    Member.objects.filter(pk=member.pk).update(**fields)
    member.refresh_from_db()
    return member


def test_a_new_member_meets_who_shares_a_gift_or_the_area_and_shows_it(bank, priya, margaret):
    rosa = gifted(let_in(bank, "Rosa"), "Sewing curtains", area="Bell Street")
    gifted(margaret, "Mending and sewing")
    gifted(let_in(bank, "Hidden"), "Sewing", shows=["ABOUT"])
    gifted(let_in(bank, "Near"), "Chess", area="bell street")
    gifted(let_in(bank, "Near and hidden"), "Chess", area="Bell Street", shows=[])
    gifted(let_in(bank, "Young"), "Sewing", age_band="TEEN")
    gifted(let_in(bank, "Resting"), "Sewing", state="PAUSED")
    gifted(let_in(bank, "Else"), "Chess")

    met = people_to_meet(rosa)

    assert [(each.member.name, each.why) for each in met] == [
        ("Margaret Pole", "You share a gift: Mending and sewing."),
        ("Near", "Lives near you: bell street."),
    ]


def test_nobody_is_shown_to_somebody_under_18(bank, margaret):
    rosa = gifted(let_in(bank, "Rosa"), "Sewing", age_band="TEEN")
    gifted(margaret, "Sewing")

    assert people_to_meet(rosa) == []


def test_the_letter_of_welcome_ends_with_somebody_to_meet_and_somebody_to_ring(bank, margaret):
    gifted(margaret, "Help in the garden")
    type(bank).objects.filter(pk=bank.pk).update(contact_name="Priya", telephone="01632 960184")

    rosa = let_in(bank, "Rosa")

    body = Notice.objects.get(recipient__key=rosa.actor_key, kind="WELCOME").body
    assert "Margaret Pole. You share a gift: Help in the garden." in body
    assert body.endswith("Priya helps you start: 01632 960184.")
    assert in_a_letter([], guide_of(make.make_bank())) == ""
