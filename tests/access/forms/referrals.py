"""Forms of referrals: introducing somebody, putting it right, and what the desk writes down."""

from tests.access.scene import Scene

TOLD = "name telephone email age_band guardian hopes ticked own gives_later shares agreed key"
BOXES = {
    "services:referral_new": ("stranger", f"{TOLD} through_service programme how"),
    "services:refer": ("stranger", "key"),
    "services:by_link": ("visitor", f"{TOLD} through_service"),
    "services:my_referral": ("party", "hopes ticked own gives_later shares key correct share take_back decline seen"),
    "services:desk_referrals": ("coordinator", "code"),
    "services:desk_caller": ("coordinator", f"{TOLD} how"),
    "services:desk_referral": ("coordinator", "take_on look known call words ticked own end state reason"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    told = {
        "name": "Edith Day",
        "telephone": "01632 960115",
        "age_band": "ADULT",
        "hopes": "Company",
        "own": "Singing",
        "shares": "STEPS",
        "agreed": "on",
    }
    return {
        "services:referral_new": {**told, "how": "IN_PERSON"},
        "services:by_link": told,
        "services:my_referral": {"correct": "1", "hopes": "Company", "own": "Singing"},
        "services:desk_referrals": {"code": scene.referral_link.code},
        "services:desk_caller": {**told, "how": "PHONE"},
        "services:desk_referral": {"end": "1", "state": "CLOSED", "reason": "Come back in spring."},
    }
