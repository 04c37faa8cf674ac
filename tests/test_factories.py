"""What the factories write is what the pages would have written."""

from typing import Any

import pytest

from ledger.models import Account, Limit
from members.models import Member
from notices.models import Notice, Recipient
from tests import factories as make

pytestmark = pytest.mark.django_db
OTHERWISE = {"id", "pk", "number", "number_text", "code", "key", "password", "path", "set_by"}  # of each row alone
MOMENTS = {
    "applied_at",
    "joined_at",
    "added_at",
    "given_at",
    "at",
    "created_at",
    "updated_at",
    "set_at",
    "next_attempt_at",
}


def rows_of(member: Member) -> list[tuple[str, dict[str, Any]]]:
    """Give everything that is written of a member, without what differs between any two."""
    found = [
        member,
        member.person,
        *member.gifts.order_by("pk"),
        *member.consents.order_by("pk"),
        *member.events.order_by("pk"),
        *member.person.emailaddress_set.all(),
        *Recipient.objects.filter(key=member.actor_key),
        *Notice.objects.filter(recipient__key=member.actor_key),
        Account.objects.get(pk=member.account_id),
        *Limit.objects.filter(account=member.account_id),
    ]
    return [(type(each).__name__, _values(each)) for each in found]


def _values(row: Any) -> dict[str, Any]:
    fields = {field.name for field in row._meta.concrete_fields if not field.is_relation}
    return {name: getattr(row, name) for name in fields - OTHERWISE - MOMENTS}


@pytest.mark.parametrize("has_email", [True, False])
def test_a_member_made_quickly_is_the_same_as_one_who_joined(has_email):
    joined, made = [
        let_in(make.make_bank(slug=slug), name="Rosa", email=f"rosa@{slug}.example" if has_email else "")
        for slug, let_in in (("alpha", make.join), ("omega", make.make_member))
    ]

    assert rows_of(made) == [
        (
            name,
            {key: value.replace("alpha", "omega") if isinstance(value, str) else value for key, value in row.items()},
        )
        for name, row in rows_of(joined)
    ]
