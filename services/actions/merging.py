"""Two entries that are one person, as services see it."""

from exchanges.actions.acts import Act
from members.models import Member
from services.models import PotGift, RoleIdea, StaffPost


def move_posts(kept: Member, given_up: Member, _act: Act) -> None:
    """Let the number that is kept have the posts of the other, in the caller's transaction; where both, its own."""
    posts = StaffPost.objects.filter(member=given_up)
    posts.filter(service__in=StaffPost.objects.filter(member=kept).values("service")).delete()
    posts.update(member=kept)


def move_ideas(kept: Member, given_up: Member, _act: Act) -> None:
    """Let the number that is kept have had the ideas of the other, in the caller's transaction."""
    RoleIdea.objects.filter(by=given_up).update(by=kept)


def move_pot_gifts(kept: Member, given_up: Member, _act: Act) -> None:
    """Let the number that is kept have asked what the other asked of the shared pot: it hears the answer."""
    PotGift.objects.waiting().filter(asked_by=given_up).update(asked_by=kept)
