"""Forms of the desk."""

from tests.access.forms.common import day_of
from tests.access.scene import Scene

BOXES = {
    "exchanges:approve_many": ("coordinator", "exchange"),
    "exchanges:slips": ("coordinator", "count member"),
    "exchanges:slip_grid": (
        "coordinator",
        "key seen r1-slip r1-giver r1-receiver r1-minutes r1-day r1-what r1-one",
    ),
    "exchanges:undo": ("coordinator", "exchange only"),
    "exchanges:duty": ("coordinator", "hours"),
    "exchanges:log_for": ("coordinator", "key giver receiver description minutes day category told_by channel"),
    "exchanges:told": ("coordinator", ""),
    "exchanges:introduce": ("coordinator", ""),
    "exchanges:match_calls": ("coordinator", ""),
    "exchanges:categories": ("admin", "name parent needs_approval checks why category close reopen base"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    today = day_of(scene)
    return {
        "exchanges:approve_many": {"exchange": scene.exchanges["CONFIRMED"].pk},
        "exchanges:duty": {"hours": "1"},
        "exchanges:slips": {"count": "6", "member": scene.other.number},
        "exchanges:slip_grid": {
            "r1-slip": "1",
            "r1-receiver": scene.stranger.number,
            "r1-minutes": "1",
            "r1-day": today,
            "r1-what": "Shopping",
        },
        "exchanges:log_for": {
            "giver": scene.other.number,
            "receiver": scene.stranger.number,
            "description": "Shopping",
            "minutes": "1",
            "day": today,
            "told_by": "giver",
            "channel": "PHONE",
        },
        "exchanges:categories": {"name": "Music"},
    }
