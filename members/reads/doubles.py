"""Who may be in a bank's books twice, for those who run it to look at."""

import itertools
from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

from members.models import Bank, Member, MemberQuerySet

MOST_OF_A_KIND = 100  # in one list; the rest shows once some of these are one


@dataclass(frozen=True)
class Alike:
    """Entries that share something, in the order of their numbers."""

    members: list[Member]
    asker: Member  # nobody makes their own two entries one

    @property
    def to_open(self) -> Member:
        """The entry from which they are compared: the latest that is not the asker's own."""
        return next(each for each in reversed(self.members) if each.pk != self.asker.pk)


def of_one_name(asker: Member) -> list[Alike]:
    """Give those with the same name and area, whatever the case of the letters, with one query."""
    return _sharing(asker, _here(asker.bank), {"name_shared": Lower("name"), "area_shared": Lower("area")})


def of_one_telephone(asker: Member) -> list[Alike]:
    """Give those with the same telephone number, with one query. A couple may well share one."""
    return _sharing(asker, _here(asker.bank).exclude(telephone=""), {"telephone_shared": F("telephone")})


def _here(bank: Bank) -> MemberQuerySet:
    found: MemberQuerySet = Member.objects.of(bank).belonging().exclude(number=None)
    return found.filter(kind__in=[Member.Kind.PERSON, Member.Kind.ORGANISATION])


def _sharing(asker: Member, members: MemberQuerySet, shared: dict[str, Combinable]) -> list[Alike]:
    names = ["kind", *shared]
    alike = members.annotate(**shared).annotate(entries=Window(Count("pk"), partition_by=[F(name) for name in names]))
    rows = alike.filter(entries__gt=1).order_by(*names, "number")[:MOST_OF_A_KIND]
    groups = itertools.groupby(rows, key=lambda row: [getattr(row, name) for name in names])
    found = [Alike(list(group), asker) for _key, group in groups]
    return [each for each in found if len(each.members) > 1]  # the last may have been cut
