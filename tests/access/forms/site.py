"""The site's own forms: signing in, and what is one's own."""

import uuid

from notices.models import Recipient, Topic
from tests.access.scene import PASSWORD, Scene

BOXES = {
    "demo_sign_in": ("visitor", "email"),
    "account_login": ("visitor", "login password remember next"),
    "account_logout": ("party", "next"),
    "account_change_password": ("party", "oldpassword password1 password2"),
    "account_set_password": ("party", ""),
    "account_reset_password": ("visitor", "email"),
    "account_reset_password_from_key": ("visitor", "password1 password2"),
    "account_request_login_code": ("visitor", "email next"),
    "account_confirm_login_code": ("visitor", "code action next"),
    "account_reauthenticate": ("party", "password next"),
    "mfa_authenticate": ("visitor", "code credential"),
    "mfa_reauthenticate": ("party", "code next"),
    "mfa_activate_totp": ("party", "code"),
    "mfa_generate_recovery_codes": ("party", ""),
    "mfa_add_webauthn": ("party", "name credential"),
    "mfa_reauthenticate_webauthn": ("party", "credential next"),
    "mfa_remove_webauthn": ("party", ""),
    "mfa_edit_webauthn": ("party", "name"),
    "email_change": ("party", "email"),
    "sessions": ("party", "session everywhere"),
    "notices_read_all": ("party", "newest"),
    "notices_choices": (
        "party",
        "recipient pace_EXCHANGES channel_EXCHANGES pace_REMINDERS channel_REMINDERS pace_SUGGESTIONS "
        "channel_SUGGESTIONS pace_MESSAGES channel_MESSAGES pace_EVENTS channel_EVENTS quiet_from quiet_until",
    ),
    "notices_resume_mail": ("party", "recipient"),
    "notices_stop": ("visitor", ""),
    "privacy_download": ("party", ""),
    "privacy_take_back": ("party", ""),
    "privacy_erase": ("party", "sure"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "demo_sign_in": {"email": "resident@demo.example"},
        "account_login": {"login": scene.party.person.email, "password": PASSWORD},
        "account_reset_password_from_key": {"password1": "new-teapot-43", "password2": "new-teapot-43"},
        "notices_read_all": {"newest": scene.notice.pk if scene.notice else 1},
        "notices_choices": {
            "recipient": _recipient_of_party(scene).pk,
            **{f"pace_{topic}": "WEEKLY" for topic in Topic},
            **{f"channel_{topic}": "USUAL" for topic in Topic},
            "quiet_from": "20:00",
            "quiet_until": "9:00",
        },
        "notices_resume_mail": {"recipient": _recipient_of_party(scene).pk},
        "account_change_password": {
            "oldpassword": PASSWORD,
            "password1": "new-teapot-43",
            "password2": "new-teapot-43",
        },
        "account_request_login_code": {"email": f"{uuid.uuid4()}@example.org"},
        "account_reauthenticate": {"password": PASSWORD},
        "account_reset_password": {"email": f"{uuid.uuid4()}@example.org"},
        "privacy_erase": {"sure": "on"},
    }


def _recipient_of_party(scene: Scene) -> Recipient:
    return Recipient.objects.get(key=scene.party.actor_key)
