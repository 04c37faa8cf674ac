"""Every form of the site: who sends it, its boxes, and how somebody fills it in who means it."""

from tests.access.forms import (
    desk,
    exchanges,
    hours,
    joining,
    listings,
    people,
    profiles,
    programmes,
    records,
    referrals,
    rounds,
    running,
    services,
    sessions,
    site,
    voice,
)
from tests.access.scene import Scene

PARTS = (
    site,
    joining,
    profiles,
    people,
    running,
    listings,
    exchanges,
    rounds,
    hours,
    desk,
    records,
    services,
    sessions,
    programmes,
    voice,
    referrals,
)
# Who sends each form, and the names of all its boxes. What has none is a button.
BOXES = {name: boxes for part in PARTS for name, boxes in part.BOXES.items()}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill in each form as somebody would who means it."""
    return {name: typed for part in PARTS for name, typed in part.meant(scene).items()}
