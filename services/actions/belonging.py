"""What becomes of somebody's part in programmes when they leave or die, and when two entries become one."""

import datetime

from django.db.models import F
from django.db.models.functions import Greatest

from exchanges.actions.acts import Act
from members.models import Member
from services.actions.taking_part import serve_from
from services.models import Participation, PartWish, Programme, RoleHolding, Session, StaffTime

KEPT_BY = (  # what stays where it is, by the number that is kept
    (Participation, "added_by"),
    (PartWish, "answered_by"),
    (Session, "made_by"),
    (Session, "led_by"),
    (StaffTime, "recorded_by"),
    (Programme, "made_by"),
)


def leave_programmes(member: Member, act: Act) -> None:
    """End every part and role of a locked member who leaves; they lead nothing that is still to come."""
    today = member.bank.day(act.at)
    live = Participation.objects.filter(member=member, left_on=None)
    RoleHolding.objects.filter(participation__member=member, ended_on=None).update(ended_on=today)
    live.update(left_on=Greatest(F("joined_on"), today))
    PartWish.objects.waiting().filter(member=member).update(answered_at=act.at, answered_by=act.by)
    Session.objects.filter(led_by=member, event__on__gte=today).update(led_by=None)


def merge_programmes(kept: Member, given_up: Member, act: Act) -> None:
    """Let the number that is kept take part where the other did. Where both do, it has the roles of both."""
    today = kept.bank.day(act.at)
    for model, column in KEPT_BY:
        model._default_manager.filter(**{column: given_up}).update(**{column: kept})
    stands = {part.programme_id: part for part in Participation.objects.filter(member=kept, left_on=None)}
    for part in Participation.objects.filter(member=given_up, left_on=None, programme__in=stands):
        _join(part, stands[part.programme_id], today)
    Participation.objects.filter(member=given_up).update(member=kept)
    _move_wishes(kept, given_up)
    _move_times(kept, given_up)


def _join(part: Participation, stands: Participation, today: datetime.date) -> None:
    """End the second part of somebody in one programme; its roles go on in the first, which serves if either did."""
    filled = stands.roles.filter(ended_on=None).values("role")
    part.roles.filter(ended_on=None, role__in=filled).update(ended_on=Greatest(F("began_on"), today))
    part.roles.update(participation=stands)
    if part.is_served:
        serve_from(stands, today)
    part.left_on = max(part.joined_on, today)
    part.save(update_fields=["left_on"])


def _move_wishes(kept: Member, given_up: Member) -> None:
    """Let wishes stand under the number that is kept; what both wait for is asked once."""
    waiting = PartWish.objects.waiting()
    own = set(waiting.filter(member=kept).values_list("programme", "role"))
    theirs = waiting.filter(member=given_up).values_list("pk", "programme", "role")
    PartWish.objects.filter(pk__in=[pk for pk, *what in theirs if tuple(what) in own]).delete()
    PartWish.objects.filter(member=given_up).update(member=kept)


def _move_times(kept: Member, given_up: Member) -> None:
    """Let time on duty stand under the number that is kept; where both were written down, its own stays."""
    same = ("session", "service", "programme", "on")
    own = set(StaffTime.objects.filter(staff=kept).values_list(*same))
    theirs = StaffTime.objects.filter(staff=given_up)
    twice = [pk for pk, *where in theirs.values_list("pk", *same) if tuple(where) in own]
    theirs.filter(pk__in=twice).delete()
    theirs.update(staff=kept)
