"""Forms with which an admin runs the bank."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.scene import Scene

BOXES = {
    "members:role_give": ("admin", "number role"),
    "members:role_appoint": ("admin", "name email role"),
    "members:role_change": ("admin", "change role"),
    "members:roles": ("admin", "role change"),
    "members:check_kinds": ("admin", "name family lasts_months is_for_joining is_for_minors kind close reopen"),
    "members:pot": ("admin", "may_owe may_have words"),
    "members:settings": (
        "admin",
        "name area about contact_name telephone contact_hours duty_shown in_danger lets_in_minors"
        " may_owe_minutes ceiling_minutes warn_over_minutes"
        " welcome_minutes sets_hours_aside approval approval_over_minutes approval_first_exchanges references_asked"
        " asks_induction listings_are_public asks_second_factor"
        " step_minutes silent_after_days silence_posts balances_are_open why",
    ),
    "members:areas": ("admin", "name latitude longitude area remove"),
    "members:partner": ("admin", "deed receives_minutes gives_minutes"),
    "members:bring_over": ("admin", "file program days columns"),
    "members:bring_over_take": ("admin", "file"),
    "members:bring_over_discard": ("admin", ""),
    "members:bring_over_invite": ("admin", ""),
    "members:dues_announce": ("admin", "kind amount why"),
    "members:dues_switch_off": ("admin", "kind why"),
    "members:outbox_retry": ("admin", ""),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "members:settings": {
            "name": "Riverside",
            "may_owe_minutes": "12",
            "welcome_minutes": "0",
            "approval": "ALL",
            "duty_shown": "HOURS",
            "approval_over_minutes": "2",
            "approval_first_exchanges": "3",
            "references_asked": "0",
            "step_minutes": "1",
            "silent_after_days": "14",
            "why": "We agreed on it in May.",
        },
        "members:role_give": {"number": scene.other.number, "role": "AUDITOR"},
        "members:role_appoint": {"name": "Ada", "email": f"{uuid.uuid4()}@example.org", "role": "AUDITOR"},
        "members:role_change": {"change": "take_back", "role": "COORDINATOR"},
        "members:roles": {"role": "COORDINATOR", "change": "give"},
        "members:check_kinds": {"name": "First aid course", "family": "TRAINING"},
        "members:pot": {"may_owe": "10", "words": "We agreed on it in May."},
        "members:areas": {"name": "Mill Lane"},
        "members:partner": {"deed": "propose", "receives_minutes": "10", "gives_minutes": "10"},
        "members:bring_over": {"file": SimpleUploadedFile("m.csv", b"name\nRosa Day\n"), "days": "YMD"},
        "members:dues_announce": {"kind": "EXPIRY", "amount": "12", "why": "We agreed on it."},
        "members:dues_switch_off": {"kind": "LEVY", "why": "We agreed on it."},
    }
