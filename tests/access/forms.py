"""Every form of the site, filled in as somebody would who means it."""

import datetime
import uuid

from django.utils import timezone

from tests.access.scene import PASSWORD, Scene


def meant(scene: Scene) -> dict[str, dict]:
    """Fill in each form as somebody would who means it."""
    today = scene.bank.day(timezone.now()).isoformat()
    next_month = (scene.bank.day(timezone.now()) + datetime.timedelta(days=30)).isoformat()
    last_month = scene.bank.day(timezone.now()).replace(day=1) - datetime.timedelta(days=1)
    words = {"reason": "It rained all day."}
    return {
        "demo_sign_in": {"email": "resident@demo.example"},
        "account_login": {"login": scene.party.person.email, "password": PASSWORD},
        "account_reset_password_from_key": {"password1": "new-teapot-43", "password2": "new-teapot-43"},
        "notices_read_all": {"newest": scene.notice.pk if scene.notice else 1},
        "members:settings": {
            "name": "Riverside",
            "may_owe_minutes": "12",
            "welcome_minutes": "0",
            "approval": "ALL",
            "approval_over_minutes": "2",
            "approval_first_exchanges": "3",
        },
        "exchanges:log_what": {"giver": "me", "description": "Weeding"},
        "exchanges:log_when": {"hours": "1", "day": today},
        "exchanges:log_check": {"key": str(uuid.uuid4())},
        "exchanges:decline": words,
        "exchanges:cancel": words,
        "account_change_password": {
            "oldpassword": PASSWORD,
            "password1": "new-teapot-43",
            "password2": "new-teapot-43",
        },
        "account_reset_password": {"email": f"{uuid.uuid4()}@example.org"},
        "members:join": {"name": "Rosa Day", "telephone": "01632 960111"},
        "members:roles": {"role": "COORDINATOR", "change": "give"},
        "exchanges:member_pause": {"how": "PHONE"},
        "exchanges:member_suspend": {"reason": "Let us talk first.", "review_on": next_month},
        "members:limits": {"may_owe": "15", "words": "She drives people every week."},
        "members:checks": {"kind": scene.check_kind.pk, "issued_on": today},
        "members:applicant_checks": {"kind": scene.check_kind.pk, "issued_on": today},
        "members:check_kinds": {"name": "First aid course", "family": "TRAINING"},
        "members:pot": {"may_owe": "10", "words": "We agreed on it in May."},
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
        "members:partner": {"deed": "propose", "receives_minutes": "10", "gives_minutes": "10"},
        "members:dues_announce": {"kind": "EXPIRY", "amount": "12"},
        "members:dues_switch_off": {"kind": "LEVY"},
        "insight:keep_report": {"key": str(uuid.uuid4()), "file_format": "CSV"},
        "insight:close_month": {"month": f"{last_month:%Y-%m}"},
    }


# Who sends each form, and the names of all its boxes. What has none is a button.
BOXES = {
    "demo_sign_in": ("visitor", "email"),
    "account_login": ("visitor", "login password remember next"),
    "account_logout": ("party", "next"),
    "account_change_password": ("party", "oldpassword password1 password2"),
    "account_set_password": ("party", ""),
    "account_reset_password": ("visitor", "email"),
    "account_reset_password_from_key": ("visitor", "password1 password2"),
    "notices_read_all": ("party", "newest"),
    "members:join": ("visitor", "name email telephone area about website"),
    "members:enrol": ("coordinator", "name is_organisation telephone email area about"),
    "members:roles": ("admin", "role change"),
    "members:limits": ("coordinator", "may_owe may_have warn words"),
    "members:checks": ("coordinator", "kind issued_on expires_on end words"),
    "members:applicant_checks": ("coordinator", "kind issued_on expires_on end words"),
    "members:check_kinds": ("admin", "name family lasts_months is_for_joining is_for_minors kind close reopen"),
    "members:pot": ("admin", "may_owe may_have words"),
    "members:application": ("coordinator", "approve decline words"),
    "members:settings": (
        "admin",
        "name area about contact_name telephone contact_hours may_owe_minutes ceiling_minutes warn_over_minutes"
        " welcome_minutes sets_hours_aside approval approval_over_minutes approval_first_exchanges listings_are_public",
    ),
    "exchanges:member": ("coordinator", ""),
    "exchanges:member_leave": ("coordinator", "goes_to number seen"),
    "exchanges:member_pause": ("coordinator", "back_on back_on_0 back_on_1 back_on_2 how"),
    "exchanges:member_suspend": ("coordinator", "reason review_on review_on_0 review_on_1 review_on_2"),
    "exchanges:member_return": ("coordinator", ""),
    "exchanges:member_death": ("coordinator", "goes_to number seen"),
    "exchanges:member_death_taken_back": ("admin", ""),
    "exchanges:listing_new": ("coordinator", "whose kind title body category"),
    "exchanges:listing_change": ("party", "title body category"),
    "exchanges:listing_close": ("party", ""),
    "exchanges:listing_propose": ("party", "key hours day day_0 day_1 day_2 description"),
    "exchanges:log": ("party", "who listing"),
    "exchanges:log_what": ("party", "giver description category"),
    "exchanges:log_when": ("party", "hours day day_0 day_1 day_2"),
    "exchanges:log_check": ("party", "key"),
    "exchanges:accept": ("party", "back_to"),
    "exchanges:decline": ("party", "reason"),
    "exchanges:cancel": ("party", "reason"),
    "exchanges:log_planned": ("party", "hours day day_0 day_1 day_2"),
    "exchanges:confirm": ("coordinator", "minutes hours on_behalf channel"),
    "exchanges:dispute": ("party", "reason"),
    "exchanges:thank": ("party", "words"),
    "exchanges:approve": ("coordinator", ""),
    "exchanges:send_back": ("coordinator", "reason"),
    "exchanges:resolve": ("coordinator", "outcome minutes reason"),
    "exchanges:reverse": ("coordinator", "reason"),
    "exchanges:approve_many": ("coordinator", "exchange"),
    "exchanges:log_for": ("coordinator", "key giver receiver description minutes day category told_by channel"),
    "exchanges:told": ("coordinator", ""),
    "exchanges:categories": ("admin", "name needs_approval category close reopen"),
    "insight:prove": ("admin", ""),
    "insight:seal_now": ("admin", ""),
    "insight:compare_seal": ("admin", "file"),
    "insight:close_month": ("admin", "month"),
    "insight:keep_report": ("auditor", "key file_format from to month kind member"),
    "members:partner": ("admin", "deed receives_minutes gives_minutes"),
    "members:dues_announce": ("admin", "kind amount"),
    "members:dues_switch_off": ("admin", "kind"),
}
