"""Forms of what a member says of themselves."""

import uuid

from tests.access.scene import Scene

TELLING = "quiet_from quiet_until " + " ".join(
    f"pace_{topic} channel_{topic}" for topic in ("EXCHANGES", "REMINDERS", "SUGGESTIONS", "MESSAGES", "EVENTS")
)
BOXES = {
    "members:preferences": ("party", "channel telephone postal_address shows_banks"),
    "members:address": ("coordinator", "email how_identified"),
    "members:profile_name": ("coordinator", "name"),
    "members:profile_about": ("coordinator", "about thanked_for"),
    "members:profile_languages": ("coordinator", "language_1 language_2 language_3 language_4 language_5"),
    "members:profile_times": ("coordinator", "availability"),
    "members:profile_access": ("coordinator", "access_needs"),
    "members:profile_area": ("coordinator", "area"),
    "members:profile_telephone": ("coordinator", "telephone"),
    "members:profile_reach": ("coordinator", "channel postal_address"),
    "members:profile_shows": ("coordinator", "shows"),
    "members:profile_notices": ("coordinator", TELLING),
    "members:profile_gifts": ("coordinator", "words kind would"),
    "members:profile_gift": ("coordinator", "words kind would remove"),
    "members:profile_photo": ("coordinator", "photo remove"),
    "members:organisation_change": ("coordinator", "organisation_kind about offers has_public_page"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "members:preferences": {"channel": "SITE"},
        "members:address": {"email": f"{uuid.uuid4()}@example.org", "how_identified": "Came to the office."},
        "members:profile_name": {"name": "Rosa Maria Day"},
        "members:profile_about": {"about": "I like to walk.", "thanked_for": "Soup"},
        "members:profile_languages": {"language_1": "cy", "language_2": "bfi"},
        "members:profile_times": {"availability": ["MON_AM", "TUE_EVE"]},
        "members:profile_access": {"access_needs": "No stairs, please."},
        "members:profile_area": {"area": "By the mill"},
        "members:profile_telephone": {"telephone": "01632 960112"},
        "members:profile_reach": {"channel": "POST", "postal_address": "1 Mill Lane"},
        "members:profile_shows": {"shows": ["ABOUT", "AREA"]},
        "members:profile_notices": {
            **{box: "NOW" if box.startswith("pace") else "USUAL" for box in TELLING.split()},
            "quiet_from": "22:00",
            "quiet_until": "09:00",
        },
        "members:profile_gifts": {"words": "Mending clocks", "kind": "HAND", "would": ["TEACH"]},
        "members:profile_gift": {"words": "Baking bread and cake", "kind": "HAND"},
        "members:profile_photo": {"remove": "1"},
        "members:organisation_change": {"organisation_kind": "ASSOCIATION", "offers": "Singing"},
    }
