"""What is held on somebody's part in public services."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, named, streamed
from services.models import Asset, RoleIdea, StaffPost

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
)
