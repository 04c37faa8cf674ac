"""Forms of who takes part in programmes, and of their sessions."""

from tests.access.forms.common import REASON, day_of
from tests.access.scene import Scene

SESSION = (
    "title day day_0 day_1 day_2 begins ends place access body led_by places given received pays pot"
    " is_supervised watched_by"
)
REGISTER = (
    "seen given received others_came walk_in_0 walk_did_0 walk_given_0 walk_received_0"
    " guest_name_0 guest_contact_0 guest_yes_0"
)
BOXES = {
    "services:leave": ("party", ""),
    "services:take_part": ("party", "role for_me wish"),
    "services:take_part_for": ("coordinator", "whose what channel"),
    "services:people": ("stranger", "who how role introduced"),
    "services:person": ("stranger", "role end_role"),
    "services:wish": ("stranger", "answer"),
    "services:session": ("party", "part"),
    "services:session_new": ("stranger", f"key {SESSION} repeat until until_0 until_1 until_2"),
    "services:session_change": ("stranger", SESSION),
    "services:session_cancel": ("stranger", "reason"),
    "services:session_rang": ("stranger", "who part channel"),
    "services:session_register": ("stranger", REGISTER),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    role, today = scene.programme.roles.get(title="Peer supporter").pk, day_of(scene)
    return {
        "services:take_part": {"role": role, "wish": "yes"},
        "services:take_part_for": {"whose": scene.other.number, "what": str(role), "channel": "PHONE"},
        "services:people": {"who": scene.stranger.number, "how": "SERVED", "role": role},
        "services:person": {"role": role},
        "services:wish": {"answer": "yes"},
        "services:session": {"part": "GUEST"},
        "services:session_new": _words(day_of(scene, later=7)),
        "services:session_change": _words(today),
        "services:session_cancel": REASON,
        "services:session_rang": {"who": scene.other.number, "part": "GUEST", "channel": "PHONE"},
        "services:session_register": {"seen": "0", f"did_{scene.other.pk}": "WAS_HELPED", "received": "1"},
    }


def _words(day: str) -> dict[str, str]:
    return {
        "title": "Walk by the river",
        "day": day,
        "begins": "12:00",
        "ends": "14:30",
        "place": "Mill bridge",
        "given": "1",
        "received": "1",
        "pays": "BOTH",
        "pot": "1",
    }
