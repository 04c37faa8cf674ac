"""Every form of the site, filled in as somebody would who means it."""

import uuid

from django.utils import timezone

from tests.access.scene import PASSWORD, Scene


def meant(scene: Scene) -> dict[str, dict]:
    """Fill in each form as somebody would who means it."""
    today = scene.bank.day(timezone.now()).isoformat()
    words = {"reason": "It rained all day."}
    return {
        "account_change_password": {
            "oldpassword": PASSWORD,
            "password1": "new-teapot-43",
            "password2": "new-teapot-43",
        },
        "account_reset_password": {"email": f"{uuid.uuid4()}@example.org"},
        "members:join": {"name": "Rosa Day", "telephone": "01632 960111"},
        "members:roles": {"role": "COORDINATOR", "change": "give"},
        "members:enrol": {"name": "Rosa Day", "telephone": "01632 960111"},
        "members:application": {"approve": "1"},
        "exchanges:listing_new": {"kind": "OFFER", "title": "Mending", "whose": scene.other.number},
        "exchanges:listing_change": {"title": "Mending"},
        "exchanges:listing_propose": {"hours": "1", "day": today, "description": "A lift on Friday"},
        "exchanges:log": {"who": scene.organisation.number},
        "exchanges:log_planned": {"hours": "1", "day": today},
        "exchanges:confirm": {"minutes": "60"},
        "exchanges:dispute": words,
        "exchanges:thank": {"words": "Thank you, it looks lovely."},
        "exchanges:send_back": words,
        "exchanges:resolve": {**words, "outcome": "agreed", "minutes": "1"},
        "exchanges:reverse": words,
        "exchanges:approve_many": {"exchange": scene.exchanges["CONFIRMED"].pk},
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
