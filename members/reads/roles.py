"""Who may do what at a bank, since when, and given by whom."""

from dataclasses import dataclass

from members.models import Bank, Member, MemberEvent, Role

Kind = MemberEvent.Kind
OF_ROLES = (Kind.ROLE_ASKED, Kind.ROLE_GRANTED, Kind.ROLE_ENDED)


@dataclass(frozen=True)
class Holding:
    """A member with one of their roles, and the line of their history that says since when; None where none does."""

    member: Member
    role: Role
    event: MemberEvent | None


def holders(bank: Bank) -> list[Holding]:
    """List who holds which role now, role by role, in name order. Two queries, however many they are."""
    with_roles = Member.objects.of(bank).approved().exclude(roles=[])
    members = list(with_roles.select_related("person").in_name_order())
    events: dict[tuple[int, str], MemberEvent] = {}
    granted = MemberEvent.objects.filter(member__in=[member.pk for member in members], kind=Kind.ROLE_GRANTED)
    for event in granted.select_related("by").order_by("pk"):
        events[event.member_id, event.words] = event
    return [
        Holding(member, role, events.get((member.pk, role.value)))
        for role in Role
        for member in members
        if role in member.roles
    ]


@dataclass(frozen=True)
class Change:
    """A line of somebody's history: a role that was given to them, or that ended."""

    event: MemberEvent
    role: str

    @property
    def is_given(self) -> bool:
        """Whether the role began with it."""
        return bool(self.event.kind == Kind.ROLE_GRANTED)


def changes(bank: Bank, *, before: int | None, most: int) -> list[Change]:
    """List what roles were given and ended at a bank, also of who has left, newest first. One query."""
    events = MemberEvent.objects.filter(member__bank=bank, kind__in=[Kind.ROLE_GRANTED, Kind.ROLE_ENDED])
    found = events.filter(pk__lt=before) if before else events
    labels = {role.value: str(role.label) for role in Role}
    rows = found.select_related("member", "by").order_by("-pk")[:most]
    return [Change(event, labels.get(event.words, "")) for event in rows]


def asked_for_admin(member: Member) -> MemberEvent | None:
    """Give the line that proposes a member as an admin, while it waits for another admin's word."""
    last = member.events.filter(kind__in=OF_ROLES, words=Role.ADMIN).select_related("by").order_by("pk").last()
    return last if last is not None and last.kind == Kind.ROLE_ASKED else None


def proposed_admins(bank: Bank) -> list[MemberEvent]:
    """List the proposals that wait, longest first. One query: the last line of each member counts."""
    last = (
        MemberEvent.objects.filter(member__bank=bank, kind__in=OF_ROLES, words=Role.ADMIN)
        .order_by("member", "-pk")
        .distinct("member")
    )
    waiting = MemberEvent.objects.filter(pk__in=last.values("pk"), kind=Kind.ROLE_ASKED)
    return list(waiting.filter(member__state=Member.State.APPROVED).select_related("member", "by").order_by("pk"))
