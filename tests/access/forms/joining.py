"""Forms of joining: asking to, inviting, letting in, and the words that are agreed to."""

from members.reads.terms import current_terms
from tests.access.forms.common import day_of
from tests.access.scene import Scene

BOXES = {
    "members:join": ("visitor", "key name telephone email postal_address channel area age_band known_by website"),
    "members:join_gifts": ("visitor", "head head_own hand hand_own heart heart_own thanked_for"),
    "members:join_would": ("visitor", "would_0"),
    "members:join_terms": ("visitor", "seen agrees"),
    "members:terms_accept": ("party", "seen"),
    "members:terms_told": ("coordinator", "seen how"),
    "members:terms_settings": ("admin", "kind text"),
    "members:invitations": ("party", "words vouches"),
    "members:invitation_withdraw": ("party", ""),
    "members:vouch": ("party", "answer words"),
    "members:applicant_gift": ("coordinator", "words kind would"),
    "members:joining_step": ("coordinator", "state number on on_0 on_1 on_2 words"),
    "members:enrol": (
        "coordinator",
        "name is_organisation telephone email postal_address channel area age_band"
        " head head_would hand hand_would heart heart_would thanked_for how",
    ),
    "members:join_organisation": ("visitor", "name organisation_kind telephone email area about offers website"),
    "members:applicant_checks": ("coordinator", "kind issued_on expires_on end words"),
    "members:applicant_way": ("coordinator", "telephone email postal_address channel"),
    "members:application": ("coordinator", "approve decline words not_yet not_yet_words look"),
    "members:applicant_guardian": ("coordinator", "age_band number name telephone email words how"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    today = day_of(scene)
    seen = "-".join(str(version.pk) for version in current_terms(scene.bank))
    return {
        "members:join": {"name": "Rosa Day", "telephone": "01632 960111", "age_band": "ADULT"},
        "members:join_gifts": {"head_own": "Chess"},
        "members:join_would": {"would_0": "DO"},
        "members:join_terms": {"seen": seen, "agrees": "on"},
        "members:terms_accept": {"seen": seen},
        "members:terms_told": {"seen": seen, "how": "PHONE"},
        "members:terms_settings": {"kind": "TERMS", "text": "We are kind to one another."},
        "members:vouch": {"answer": "yes"},
        "members:applicant_gift": {"words": "Chess", "kind": "HEAD"},
        "members:joining_step": {"state": "DONE", "on": today},
        "members:applicant_checks": {"kind": scene.check_kind.pk, "issued_on": today},
        "members:applicant_guardian": {"age_band": "ADULT"},
        "members:enrol": {"name": "Rosa Day", "telephone": "01632 960111", "hand": "Sewing", "how": "PHONE"},
        "members:join_organisation": {
            "name": "Riverside Surgery",
            "organisation_kind": "INSTITUTION",
            "telephone": "01632 960186",
            "offers": "A room on Tuesdays",
        },
        "members:applicant_way": {"channel": "PHONE", "telephone": "01632 960112"},
        "members:application": {"approve": "1"},
    }
