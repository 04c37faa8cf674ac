"""Forms of hours given, of the shared pot, and of exchanges with another bank."""

from tests.access.forms.common import REASON, day_of
from tests.access.scene import Scene

BOXES = {
    "exchanges:cross_log": (
        "coordinator",
        "key whose partner number name gave description hours day day_0 day_1 day_2 category channel",
    ),
    "exchanges:cross_confirm": ("party", "minutes hours channel told"),
    "exchanges:cross_cancel": ("party", ""),
    "exchanges:cross_dispute": ("party", "reason"),
    "exchanges:cross_block": ("party", ""),
    "exchanges:cross_thank": ("party", "words"),
    "exchanges:cross_approve": ("coordinator", "reason"),
    "exchanges:cross_send_back": ("coordinator", "reason"),
    "exchanges:cross_settle": ("coordinator", "outcome minutes reason"),
    "exchanges:cross_reverse": ("coordinator", "reason"),
    "exchanges:hours_give": ("coordinator", "key whose to receiver hours words channel sure change"),
    "exchanges:hours_ask": ("coordinator", "key whose hours words channel"),
    "exchanges:hours_return": ("party", ""),
    "exchanges:hours_take_back": ("coordinator", "reason"),
    "exchanges:pot_decide": ("coordinator", "answer hours reason"),
    "exchanges:pot_withdraw": ("party", ""),
    "exchanges:pot_take_back": ("coordinator", "reason"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "exchanges:cross_log": _elsewhere(scene),
        "exchanges:cross_confirm": {"minutes": "60"},
        "exchanges:cross_dispute": REASON,
        "exchanges:cross_thank": {"words": "Thank you, it looks lovely."},
        "exchanges:cross_send_back": REASON,
        "exchanges:cross_settle": {**REASON, "outcome": "agreed", "minutes": "1"},
        "exchanges:cross_reverse": REASON,
        "exchanges:hours_give": {"to": "pot", "hours": "0:15", "whose": scene.other.number, "channel": "PHONE"},
        "exchanges:hours_ask": {"hours": "0:15", "words": "Help after my operation"},
        "exchanges:hours_take_back": REASON,
        "exchanges:pot_decide": {"answer": "grant", "hours": "0:15"},
        "exchanges:pot_take_back": REASON,
    }


def _elsewhere(scene: Scene) -> dict[str, object]:
    """Say what somebody exchanged with a member of the bank that this one trades with."""
    said = {"gave": "me", "description": "Mending a bicycle", "hours": "1", "day": day_of(scene)}
    near = {"partner": scene.near.bank_id, "number": scene.near.number, "name": "Nils"}
    return {**said, **near, "whose": scene.other.number, "channel": "PHONE"}
