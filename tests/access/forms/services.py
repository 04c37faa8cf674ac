"""Forms of public services, and of the map."""

from tests.access.forms.common import REASON
from tests.access.scene import Scene

SAID = "title words area where access access_words"
BOXES = {
    "services:asset_new": ("coordinator", f"kind {SAID} whose how agrees"),
    "services:asset_change": ("party", SAID),
    "services:asset_agree": ("coordinator", ""),
    "services:asset_take_off": ("coordinator", "reason"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "services:asset_new": {"kind": "PLACE", "title": "The old mill", "area": scene.area.pk},
        "services:asset_change": {"title": "The old mill", "access": "STEP_FREE"},
        "services:asset_take_off": REASON,
    }
