"""Forms of rounds."""

from tests.access.forms.common import day_of
from tests.access.scene import Scene

WISH = "deed line what category hours people"
BOXES = {
    "exchanges:round_new": ("coordinator", "last_on last_on_0 last_on_1 last_on_2"),
    "exchanges:rounds_each_month": ("coordinator", "each_month"),
    "exchanges:round": ("party", WISH),
    "exchanges:round_for": ("coordinator", WISH),
    "exchanges:round_withdraw": ("coordinator", ""),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "exchanges:round_new": {"last_on": day_of(scene, later=14)},
        "exchanges:rounds_each_month": {"each_month": "yes"},
        "exchanges:round": {"deed": "take", "category": scene.category.pk, "hours": "1"},
        "exchanges:round_for": {"deed": "take", "category": scene.category.pk, "hours": "1"},
    }
