"""What is held on somebody's part in public services."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, streamed
from services.models import StaffPost

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


GROUPS = (
    Group(
        "posts",
        _("What you do at public services"),
        _("Your job there, and what you do with the time bank, as a manager or a coordinator wrote it down."),
        {**BANK, "service": _("Service"), "job": _("Job"), "duties": _("Duties")},
        _posts,
        ("services.StaffPost.member",),
    ),
)
