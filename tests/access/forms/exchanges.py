"""Forms of an exchange, from logging it to settling a dispute."""

import uuid

from tests import factories as make
from tests.access.forms.common import REASON, day_of
from tests.access.scene import Scene

BOXES = {
    "exchanges:log": ("party", "who listing"),
    "exchanges:log_what": ("party", "giver description category"),
    "exchanges:log_when": ("party", "hours day day_0 day_1 day_2"),
    "exchanges:log_check": ("party", "key"),
    "exchanges:code": ("party", "hours description category"),
    "exchanges:code_typed": ("party", "code"),
    "exchanges:code_shown": ("party", ""),
    "exchanges:accept": ("party", "back_to"),
    "exchanges:decline": ("party", "reason"),
    "exchanges:cancel": ("party", "reason"),
    "exchanges:log_planned": ("party", "hours day day_0 day_1 day_2 minutes back_to"),
    "exchanges:again": ("party", "hours"),
    "exchanges:costs": ("party", "costs"),
    "exchanges:met_before": ("party", "answer"),
    "exchanges:not_today": ("party", ""),
    "exchanges:confirm": ("coordinator", "minutes hours on_behalf channel desk"),
    "exchanges:dispute": ("party", "reason"),
    "exchanges:thank": ("party", "words shown"),
    "exchanges:speak_for": ("coordinator", "answer hours day day_0 day_1 day_2 words channel"),
    "exchanges:approve": ("coordinator", ""),
    "exchanges:decide": ("coordinator", "reason"),
    "exchanges:send_back": ("coordinator", "reason"),
    "exchanges:resolve": ("coordinator", "outcome minutes reason"),
    "exchanges:reverse": ("coordinator", "reason"),
    "exchanges:settling_name": ("coordinator", "mediator"),
    "exchanges:settling_say": ("party", "words"),
    "exchanges:settling_propose": ("coordinator", "outcome minutes reason"),
    "exchanges:settling_agree": ("party", "proposal"),
    "exchanges:settling_no": ("party", "proposal words"),
    "exchanges:settling_for": ("coordinator", "answer words channel proposal"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    today = day_of(scene)
    return {
        "exchanges:log_what": {"giver": "me", "description": "Weeding"},
        "exchanges:log_when": {"hours": "1", "day": today},
        "exchanges:log_check": {"key": str(uuid.uuid4())},
        "exchanges:code": {"hours": "1", "description": "Weeding"},
        "exchanges:code_typed": {"code": str(make.shown_code(scene.second_coordinator))},
        "exchanges:decline": REASON,
        "exchanges:cancel": REASON,
        "exchanges:log": {"who": scene.organisation.number},
        "exchanges:log_planned": {"hours": "1", "day": today},
        "exchanges:confirm": {"minutes": "60"},
        "exchanges:dispute": REASON,
        "exchanges:speak_for": {"answer": "cancel", "words": "It rained all day.", "channel": "PHONE"},
        "exchanges:costs": {"costs": "Two bus tickets"},
        "exchanges:met_before": {"answer": "NO"},
        "exchanges:thank": {"words": "Thank you, it looks lovely."},
        "exchanges:decide": REASON,
        "exchanges:send_back": REASON,
        "exchanges:resolve": {**REASON, "outcome": "agreed", "minutes": "1"},
        "exchanges:reverse": REASON,
        "exchanges:settling_name": {"mediator": scene.second_coordinator.pk},
        "exchanges:settling_say": {"words": "It was an hour and a half."},
        "exchanges:settling_propose": {**REASON, "outcome": "agreed", "minutes": "1"},
        "exchanges:settling_agree": {"proposal": 1},
        "exchanges:settling_no": {"proposal": 1, "words": "It was shorter."},
        "exchanges:settling_for": {"answer": "said", "words": "It was shorter.", "channel": "PHONE"},
    }
