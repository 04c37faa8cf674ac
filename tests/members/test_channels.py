"""How a member wishes to be reached, and what that means for their notices."""

import pytest
from django.utils import timezone

from members.actions import keep_told
from members.actions.telling import tell
from members.models import Member
from notices.models import Notice
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("channel", "email", "delivery"),
    [
        ("EMAIL", "rosa@example.org", "EMAIL"),
        ("EMAIL", "", "BY_HAND"),
        ("POST", "rosa@example.org", "BY_HAND"),
        ("PHONE", "rosa@example.org", "BY_HAND"),
        ("PHONE", "", "BY_HAND"),
        ("SITE", "rosa@example.org", "IN_APP_ONLY"),
    ],
)
def test_a_notice_goes_the_way_a_member_prefers(channel, email, delivery):
    member: Member = make.make_member(make.make_bank(), email=email)
    member.channel = channel
    member.save(update_fields=["channel"])
    keep_told(member)

    tell(member, kind="HELLO", subject="Hello", body="", path="", at=timezone.now())

    assert Notice.objects.get(kind="HELLO").delivery == delivery
