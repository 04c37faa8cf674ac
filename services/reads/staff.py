"""Who works for a service with the time bank."""

from dataclasses import dataclass

from members.models import Mandate, Member
from services.models import Service, StaffPost


@dataclass(frozen=True)
class Colleague:
    """Somebody who may act for a service now: as what, and what they do there."""

    holder: Member
    part: str
    job: str
    duties: tuple[str, ...]


def staff_of(service: Service) -> list[Colleague]:
    """List who may act for a service, by name, with two queries."""
    mandates = Mandate.objects.acting().filter(member=service.organisation_id).select_related("holder")
    posts = {post.member_id: post for post in service.posts.all()}
    return [_colleague(mandate, posts.get(mandate.holder_id)) for mandate in mandates.order_by("holder__name", "pk")]


def _colleague(mandate: Mandate, post: StaffPost | None) -> Colleague:
    return Colleague(
        holder=mandate.holder,
        part=str(Mandate.Kind(mandate.kind).label),
        job=post.job if post else "",
        duties=tuple(str(StaffPost.Duty(duty).label) for duty in post.duties) if post else (),
    )
