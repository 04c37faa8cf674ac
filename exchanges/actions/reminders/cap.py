"""How much people are told that they did not ask for: one suggestion a day, three in seven days, by all rules."""

import datetime
from collections.abc import Collection

from exchanges.actions.reminders.rule import Said
from members.models import Bank, Block, Member, Person, member_pk_of
from notices.models import Notice

MOST_A_DAY = 1
MOST_A_WEEK = 3
A_WEEK = datetime.timedelta(days=7)


def within_cap(bank: Bank, said: list[Said], kinds: Collection[str], *, at: datetime.datetime) -> list[Said]:
    """Keep what people may still be told, with their rows locked: two rules, or banks, at once count each other.

    Counted are the suggestions of these kinds to one person in all their time banks. Whom somebody has blocked just
    now, or is blocked by, is not suggested to them: a block waits for these locks, too.
    """
    pks = {each.member.pk for each in said}
    persons = dict(Member.objects.filter(pk__in=pks).values_list("pk", "person"))
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=set(persons.values())).order_by("pk")
    list(locked.values_list("pk", flat=True))
    heard = _heard(set(persons.values()), kinds, at)
    kept = []
    for each in said:
        theirs = heard.setdefault(persons[each.member.pk], [])
        today = [moment for moment in theirs if bank.day(moment) == bank.day(at)]
        if len(today) < MOST_A_DAY and len(theirs) < MOST_A_WEEK and not _are_apart(each):
            theirs.append(at)
            kept.append(each)
    return kept


def _are_apart(said: Said) -> bool:
    return said.about is not None and Block.objects.between(said.member, said.about).exists()


def _heard(
    persons: Collection[int | None], kinds: Collection[str], at: datetime.datetime
) -> dict[int | None, list[datetime.datetime]]:
    """Give when each of these people was told something of these kinds within a week."""
    memberships = dict(Member.objects.filter(person__in=persons).values_list("pk", "person"))
    keys = [Member(pk=pk).actor_key for pk in memberships]
    notices = Notice.objects.for_recipients(keys).filter(kind__in=kinds, created_at__gt=at - A_WEEK)
    heard: dict[int | None, list[datetime.datetime]] = {}
    for key, created_at in notices.values_list("recipient__key", "created_at"):
        heard.setdefault(memberships.get(member_pk_of(key) or 0), []).append(created_at)
    return heard
