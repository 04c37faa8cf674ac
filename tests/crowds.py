"""Many people at once, for tests of what happens to hundreds."""

from django.db.models import Max
from django.utils import timezone

from ledger import actions as ledger
from members.actions.telling import reached
from members.models import Bank, Member, Person
from notices import actions as notices
from tests import factories as make


def make_crowd(bank: Bank, count: int) -> list[Member]:
    """Make many members at once who never sign in: what their hours and their letters need, and no papers."""
    admin = make.admin_of(bank)
    first = (Member.objects.of(bank).aggregate(highest=Max("number"))["highest"] or 0) + 1
    numbers = range(first, first + count)
    limits = ledger.Limits(bank.floor_minutes, bank.ceiling_minutes, bank.warning_minutes)
    accounts = [(f"member-{number:04d}", "MEMBER") for number in numbers]
    opened = ledger.open_accounts(bank.book_id, accounts, limits=limits, by=admin.actor_key)
    people = Person.objects.bulk_create(Person(name=f"Person {number}", password=make.NOBODYS) for number in numbers)
    by_phone = {"channel": Member.Channel.PHONE, "telephone": make.TELEPHONE}
    common = {"bank": bank, "state": Member.State.APPROVED, "joined_at": timezone.now(), **by_phone}
    members = Member.objects.bulk_create(
        Member(person=person, name=person.name, number=number, account_id=account, **common)
        for person, number, account in zip(people, numbers, opened, strict=True)
    )
    notices.keep_recipients([reached(member) for member in members])
    return members
