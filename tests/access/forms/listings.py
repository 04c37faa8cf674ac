"""Forms of offers, requests, announcements and events."""

from tests.access.forms.common import REASON, day_of
from tests.access.scene import Scene

EVENT = "title kind day day_0 day_1 day_2 begins ends place access body places given received pays pot is_public"
BOXES = {
    "exchanges:listing_ask": ("party", "day part"),
    "exchanges:listing_new": (
        "coordinator",
        "whose kind title body category checks needed_on needed_on_0 needed_on_1 needed_on_2 needed_part often"
        " availability places area people language_1 language_2 access stands first-photo first-words",
    ),
    "exchanges:listing_change": (
        "party",
        "title body category needed_on needed_on_0 needed_on_1 needed_on_2 needed_part often"
        " availability places area people language_1 language_2 access stands",
    ),
    "exchanges:listing_photos": ("coordinator", "photo words remove first"),
    "exchanges:listing_close": ("party", ""),
    "exchanges:listing_pause": ("party", ""),
    "exchanges:listing_open": ("party", ""),
    "exchanges:listing_renew": ("party", ""),
    "exchanges:announcement_new": (
        "coordinator",
        "subject body group weeks area event until_on until_on_0 until_on_1 until_on_2",
    ),
    "exchanges:announcement_down": ("coordinator", ""),
    "exchanges:save_search": ("coordinator", "whose name tells"),
    "exchanges:saved_search": ("party", "deed"),
    "exchanges:not_for_me": ("party", "why"),
    "exchanges:gift_not_for_me": ("party", "why"),
    "exchanges:show_again": ("party", ""),
    "exchanges:enquire": ("coordinator", "whose words how"),
    "exchanges:plan": ("party", "key giver hours day day_0 day_1 day_2 at_time description"),
    "exchanges:listing_propose": ("coordinator", "whose key hours day day_0 day_1 day_2 at_time description channel"),
    "exchanges:event_new": ("coordinator", f"key whose {EVENT} is_supervised watched_by repeat until"),
    "exchanges:event_change": ("party", f"{EVENT} is_supervised watched_by"),
    "exchanges:event_cancel": ("party", "reason"),
    "exchanges:event_agree": ("coordinator", ""),
    "exchanges:event_decline": ("coordinator", "reason"),
    "exchanges:event_sign_up": ("party", "part"),
    "exchanges:event_withdraw": ("party", ""),
    "exchanges:event_sign_up_for": ("coordinator", "who part channel"),
    "exchanges:event_register": (
        "party",
        "seen given received others_came nobody came excused walk_in_0 walk_part_0 walk_hours_0 "
        "guest_name_0 guest_contact_0 guest_yes_0",
    ),
    "exchanges:event_approve": ("coordinator", ""),
    "exchanges:event_send_back": ("coordinator", "reason"),
    "exchanges:event_take_back": ("coordinator", "reason"),
    "exchanges:event_line": ("coordinator", "given received reason"),
    "exchanges:event_guest": ("party", "invite forget"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    today = day_of(scene)
    next_month = day_of(scene, later=30)
    return {
        "exchanges:listing_new": {"kind": "OFFER", "title": "Mending", "whose": scene.other.number},
        "exchanges:listing_photos": {"remove": scene.listing_photo.pk},
        "exchanges:listing_change": {"title": "Mending"},
        "exchanges:announcement_new": {"subject": "Tea", "body": "On Friday.", "group": "ALL", "until_on": next_month},
        "exchanges:saved_search": {"deed": "see"},
        "exchanges:not_for_me": {"why": "TIME"},
        "exchanges:gift_not_for_me": {"why": "OTHER"},
        "exchanges:enquire": {"words": "I can help on Friday."},
        "exchanges:plan": {"hours": "1", "day": today, "description": "A walk", "giver": "me"},
        "exchanges:listing_propose": {"hours": "1", "day": today, "description": "A lift on Friday"},
        "exchanges:event_new": _event_words(today),
        "exchanges:event_change": _event_words(next_month),
        "exchanges:event_cancel": REASON,
        "exchanges:event_register": {"seen": "1", "nobody": "on"},
        "exchanges:event_line": {**REASON, "given": "0", "received": "½"},
        "exchanges:event_sign_up_for": {"who": scene.other.number, "part": "GUEST", "channel": "PHONE"},
    }


def _event_words(day: str) -> dict[str, str]:
    said = {"title": "Singing", "kind": "MUSIC", "day": day, "begins": "14:00", "ends": "16:30"}
    return {**said, "place": "The library", "pays": "TAKERS"}
