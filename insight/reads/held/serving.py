"""What is held on somebody's part in public services."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, named, streamed
from services.models import Asset, Participation, PartWish, Programme, RoleIdea, Session, StaffPost, StaffTime

BANK = {"bank": _("Time bank")}


def _posts(whose: Whose) -> Iterator[Row]:
    found = StaffPost.objects.filter(member__in=whose.ids).select_related("service__organisation")
    for post in streamed(found.order_by("pk")):
        yield {
            "bank": whose.bank_of(post.member_id),
            "service": post.service.organisation.name,
            "job": post.job,
            "duties": [str(StaffPost.Duty(duty).label) for duty in post.duties],
        }


def _assets(whose: Whose) -> Iterator[Row]:
    theirs = Q(owner__in=whose.ids) | Q(added_by__in=whose.ids)
    found = Asset.objects.filter(theirs).select_related("area", "owner", "added_by")
    for asset in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(asset.owner_id, asset.added_by_id),
            "kind": Asset.Kind(asset.kind),
            "title": asset.title,
            "words": asset.words,
            "where": asset.where,
            "area": asset.area.name if asset.area else "",
            "access": [*asset.access_labels, asset.access_words],
            "state": Asset.State(asset.state),
            "whose": named(asset.owner),
            "added_at": asset.added_at,
            "by": named(asset.added_by),
        }


def _ideas(whose: Whose) -> Iterator[Row]:
    found = RoleIdea.objects.filter(by__in=whose.ids).select_related("service__organisation", "role")
    for idea in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(idea.by_id),
            "service": idea.service.organisation.name,
            "what": idea.what,
            "who": idea.who,
            "weekly_minutes": idea.weekly_minutes,
            "sent_at": idea.sent_at,
            "state": RoleIdea.State(idea.state),
            "role": idea.role.title if idea.role else "",
            "reason": idea.reason,
        }


def _programme(programme: Programme, whose: Whose) -> Row:
    """Name a programme: what is confidential only to themselves, not in the file that somebody makes for them."""
    if _hides(programme, whose):
        return {"programme": str(_("Group activity")), "service": ""}
    return {"programme": programme.title, "service": programme.service.organisation.name}


def _hides(programme: Programme, whose: Whose) -> bool:
    """Whether nothing of a programme is said in a file: it is confidential, and not they themselves take the file."""
    return programme.is_confidential and whose.person is None


def _programmes(whose: Whose) -> Iterator[Row]:
    found = Participation.objects.filter(member__in=whose.ids).prefetch_related("roles__role")
    for part in streamed(found.select_related("programme__service__organisation").order_by("pk")):
        yield {
            "bank": whose.bank_of(part.member_id),
            **_programme(part.programme, whose),
            "is_served": part.is_served,
            "served_from": part.served_from,
            "joined_on": part.joined_on,
            "left_on": part.left_on,
            "roles": [] if _hides(part.programme, whose) else _roles(part),
        }


def _roles(part: Participation) -> list[str]:
    return [
        f"{each.role.title}: {each.began_on:%Y-%m-%d} – {each.ended_on:%Y-%m-%d}"
        if each.ended_on
        else f"{each.role.title}: {each.began_on:%Y-%m-%d} –"
        for each in part.roles.all()
    ]


def _wishes(whose: Whose) -> Iterator[Row]:
    found = PartWish.objects.filter(member__in=whose.ids).select_related("role", "programme__service__organisation")
    for wish in streamed(found.order_by("pk")):
        hides = _hides(wish.programme, whose)
        yield {
            "bank": whose.bank_of(wish.member_id),
            **_programme(wish.programme, whose),
            "role": "" if hides or wish.role is None else wish.role.title,
            "for_me": None if hides else wish.role is None,
            "wished_at": wish.wished_at,
            "answered_at": wish.answered_at,
            "is_yes": wish.is_yes,
        }


def _led(whose: Whose) -> Iterator[Row]:
    found = Session.objects.filter(led_by__in=whose.ids).select_related("event", "programme__service__organisation")
    for session in streamed(found.order_by("pk")):
        hides = _hides(session.programme, whose)
        yield {
            "bank": whose.bank_of(session.led_by_id),
            **_programme(session.programme, whose),
            "session": session.event.title if hides else session.title,
            "day": session.event.on,
        }


def _on_duty(whose: Whose) -> Iterator[Row]:
    found = StaffTime.objects.filter(staff__in=whose.ids)
    found = found.select_related("service__organisation", "programme__service__organisation")
    for time in streamed(found.order_by("pk")):
        yield {
            "bank": whose.bank_of(time.staff_id),
            "service": time.service.organisation.name,
            "programme": _programme(time.programme, whose)["programme"] if time.programme else "",
            "day": time.on,
            "minutes": time.minutes,
            "at_session": time.session_id is not None,
            "is_side_by_side": time.is_side_by_side,
        }


PROGRAMME = {**BANK, "programme": _("Programme"), "service": _("Service")}

GROUPS = (
    Group(
        "posts",
        _("What you do at public services"),
        _("Your job there, and what you do with the time bank, as a manager or a coordinator wrote it down."),
        {**BANK, "service": _("Service"), "job": _("Job"), "duties": _("Duties")},
        _posts,
        ("services.StaffPost.member",),
    ),
    Group(
        "assets",
        _("What you put on the map"),
        _("Places, things to lend and stories. A story stands as long as you agree."),
        {
            **BANK,
            "kind": _("Kind"),
            "title": _("What it is called"),
            "words": _("Your words"),
            "where": _("Public address"),
            "area": _("Area"),
            "access": _("Getting in and round"),
            "state": _("State"),
            "whose": _("Whose it is"),
            "added_at": _("Added"),
            "by": _("Written down by"),
        },
        _assets,
        ("services.Asset.owner", "services.Asset.added_by"),
    ),
    Group(
        "role_ideas",
        _("What you would do if you had time"),
        _("The ideas you sent as staff of a public service, and what became of them."),
        {
            **BANK,
            "service": _("Service"),
            "what": _("What you would do"),
            "who": _("Who could do it"),
            "weekly_minutes": _("Minutes a week"),
            "sent_at": _("When"),
            "state": _("How it stands"),
            "role": _("The role it became"),
            "reason": _("Why not"),
        },
        _ideas,
        ("services.RoleIdea.by",),
    ),
    Group(
        "programmes",
        _("Programmes you take part in"),
        _("From when to when, whether they are for you, and the roles you fill."),
        {
            **PROGRAMME,
            "is_served": _("It is for you"),
            "served_from": _("For you since, where you helped before"),
            "joined_on": _("Since"),
            "left_on": _("Until"),
            "roles": _("Roles"),
        },
        _programmes,
        ("services.Participation.member",),
    ),
    Group(
        "role_wishes",
        _("Programmes and roles you asked for"),
        _("What you asked a service for, and what it said."),
        {
            **PROGRAMME,
            "role": _("Role"),
            "for_me": _("It is for you"),
            "wished_at": _("Asked"),
            "answered_at": _("Answered"),
            "is_yes": _("Yes"),
        },
        _wishes,
        ("services.PartWish.member",),
    ),
    Group(
        "led_sessions",
        _("Sessions you lead"),
        _("Sessions of programmes that you lead or led."),
        {**PROGRAMME, "session": _("Session"), "day": _("Day")},
        _led,
        ("services.Session.led_by",),
    ),
    Group(
        "on_duty",
        _("Your time on duty"),
        _("Working hours at a service that were counted. Nobody is credited for them."),
        {
            **BANK,
            "service": _("Service"),
            "programme": _("Programme"),
            "day": _("Day"),
            "minutes": _("Minutes"),
            "at_session": _("At a session"),
            "is_side_by_side": _("Side by side with citizens"),
        },
        _on_duty,
        ("services.StaffTime.staff",),
    ),
)
