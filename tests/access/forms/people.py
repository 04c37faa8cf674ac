"""Forms between people and about them: writing, acting for somebody, care, a rest and leaving."""

from tests.access.forms.common import day_of
from tests.access.scene import Scene

BOXES = {
    "members:write_to": ("coordinator", "words"),
    "exchanges:conversation": ("party", "words"),
    "members:block": ("party", ""),
    "members:unblock": ("party", ""),
    "members:report_talk": ("party", "words"),
    "members:talk_report": ("coordinator", "done to_other"),
    "members:share": ("party", "take_back"),
    "members:mandates": ("coordinator", "number name telephone email words how_told"),
    "members:act": ("party", ""),
    "members:helper_contact": ("coordinator", ""),
    "members:end_mandate": ("party", "back_to"),
    "members:change_delegate": ("coordinator", "kind"),
    "members:stop_acting": ("party", ""),
    "members:limits": ("coordinator", "may_owe may_have warn words"),
    "members:checks": ("coordinator", "kind issued_on expires_on end words"),
    "members:guardian": ("coordinator", "age_band number name telephone email words how"),
    "members:notes": ("coordinator", "words"),
    "members:concern_new": ("party", "words about_words raised_by_words website"),
    "members:concern": ("admin", "words deed number"),
    "exchanges:member": ("coordinator", ""),
    "exchanges:member_leave": ("coordinator", "goes_to number seen"),
    "exchanges:member_pause": ("coordinator", "back_on back_on_0 back_on_1 back_on_2 how"),
    "exchanges:member_suspend": ("coordinator", "reason review_on review_on_0 review_on_1 review_on_2"),
    "exchanges:member_return": ("coordinator", ""),
    "exchanges:answer_for": ("coordinator", "words how answer"),
    "exchanges:letter": ("coordinator", ""),
    "exchanges:letters": ("coordinator", ""),
    "exchanges:posted": ("coordinator", "notices"),
    "exchanges:member_same": ("coordinator", "number keep seen"),
    "exchanges:member_death": ("coordinator", "goes_to number seen letters"),
    "exchanges:member_death_taken_back": ("admin", ""),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    today = day_of(scene)
    next_month = day_of(scene, later=30)
    return {
        "members:report_talk": {"words": "This frightens me."},
        "members:talk_report": {"done": "We talked."},
        "members:write_to": {"words": "Shall we have tea?"},
        "exchanges:conversation": {"words": "On Friday?"},
        "exchanges:answer_for": {"words": "On Friday, gladly.", "how": "PHONE"},
        "exchanges:member_same": {"number": scene.stranger.number},
        "exchanges:member_pause": {"how": "PHONE"},
        "exchanges:member_suspend": {"reason": "Let us talk first.", "review_on": next_month},
        "members:limits": {"may_owe": "15", "words": "She drives people every week."},
        "members:checks": {"kind": scene.check_kind.pk, "issued_on": today},
        "members:concern_new": {"words": "She looks frightened."},
        "members:guardian": {"age_band": "ADULT"},
        "members:notes": {"words": "Likes to be rung in the morning."},
        "members:mandates": {"number": scene.stranger.number, "how_told": "PHONE"},
        "members:change_delegate": {"kind": "MANAGER"},
    }
