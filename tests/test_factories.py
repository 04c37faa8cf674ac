"""What the factories write is what the pages would have written."""

from typing import Any

import pytest

from ledger.models import Account, Limit
from members.models import Bank, Member
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
    "published_at",
    "told_at",
}


def rows_of(member: Member) -> list[tuple[str, dict[str, Any]]]:
    """Give everything that is written of a member, without what differs between any two."""
    found = [
        member,
        *([member.person, *member.person.emailaddress_set.all()] if member.person else []),
        *member.gifts.order_by("pk"),
        *member.consents.order_by("pk"),
        *member.events.order_by("pk"),
        *Recipient.objects.filter(key=member.actor_key),
        *Notice.objects.filter(recipient__key=member.actor_key),
        *Account.objects.filter(pk=member.account_id),
        *Limit.objects.filter(account=member.account_id),
    ]
    return [(type(each).__name__, _values(each)) for each in found]


def _values(row: Any) -> dict[str, Any]:
    fields = {field.name for field in row._meta.concrete_fields if not field.is_relation}
    return {name: getattr(row, name) for name in fields - OTHERWISE - MOMENTS}


def rows_of_bank(bank: Bank) -> list[tuple[str, dict[str, Any]]]:
    """Give everything that is written of a bank, and of its first admin."""
    accounts = Account.objects.filter(book=bank.book_id).order_by("pk")
    kept = [bank, *bank.terms.order_by("pk"), *bank.retentions.order_by("pk"), *accounts]
    limits = Limit.objects.filter(account__in=accounts).order_by("pk")
    return [(type(each).__name__, _values(each)) for each in (*kept, *limits)] + rows_of(make.admin_of(bank))


def in_omega(rows: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Say of what was written at one bank how it stands at the other."""
    said = [(name, row.items()) for name, row in rows]
    return [(name, {k: v.replace("alpha", "omega") if isinstance(v, str) else v for k, v in row}) for name, row in said]


@pytest.mark.parametrize("has_email", [True, False])
def test_a_member_made_quickly_is_the_same_as_one_who_joined(has_email):
    joined, made = [
        let_in(make.make_bank(slug=slug), name="Rosa", email=f"rosa@{slug}.example" if has_email else "")
        for slug, let_in in (("alpha", make.join), ("omega", make.make_member))
    ]

    assert rows_of(made) == in_omega(rows_of(joined))


def test_an_organisation_made_quickly_is_the_same_as_one_that_joined():
    joined = make.join_as_organisation(make.make_bank(slug="alpha"), "River Choir")
    made = make.make_organisation(make.make_bank(slug="omega"), name="River Choir")

    assert rows_of(made) == in_omega(rows_of(joined))


def test_a_bank_made_quickly_is_the_same_as_one_that_was_founded():
    founded = make.founded("alpha")
    made = make.make_bank(slug="omega", welcome_minutes=founded.welcome_minutes, approval=founded.approval)

    assert rows_of_bank(made) == in_omega(rows_of_bank(founded))
