"""What is tried first, where much is due at once."""

import pytest

from notices.models import Notice
from tests.notices.conftest import NOW

pytestmark = pytest.mark.django_db


def in_order() -> list[str]:
    return [f"{notice.bank} {notice.subject}" for notice in Notice.objects.to_try(NOW)]


def test_what_somebody_has_just_asked_for_comes_before_all_news(margaret, tell):
    for number in range(3):
        tell(subject=f"News {number}")
    tell(kind="SIGN_IN", bank="", subject="Your code")
    tell(kind="EMAIL_CHANGE", bank="", subject="Your other code")

    assert in_order() == [
        " Your code",
        " Your other code",
        *(f"riverside News {number}" for number in range(3)),
    ]


def test_the_banks_take_turns(margaret, tell):
    for bank, count in (("riverside", 3), ("ashby", 2), ("quay", 1)):
        for number in range(count):
            tell(bank=bank, subject=str(number))

    assert in_order() == ["riverside 0", "ashby 0", "quay 0", "riverside 1", "ashby 1", "riverside 2"]


def test_what_is_not_due_waits(margaret, tell):
    notice = tell(kind="SIGN_IN")
    Notice.objects.filter(pk=notice.pk).update(next_attempt_at=NOW.replace(hour=10))

    assert in_order() == []
