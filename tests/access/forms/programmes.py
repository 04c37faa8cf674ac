"""Forms with which services and programmes are run: the coordinator sends them, as may who manages the service."""

from tests.access.scene import Scene

BOXES = {
    "services:service_new": ("coordinator", "organisation kind opening_times"),
    "services:service_change": ("coordinator", "kind opening_times"),
    "services:place_new": ("coordinator", "name address area opening_times is_step_free access"),
    "services:place": ("coordinator", "name address area opening_times is_step_free access remove"),
    "services:post": ("coordinator", "job duties"),
    "services:if_i_had_time": ("stranger", "what1 who1 hours1 what2 who2 hours2 what3 who3 hours3"),
    "services:idea": ("coordinator", "answer programme title words is_for_served is_shared checks pledged reason"),
    "services:pot": ("coordinator", "source hours words key"),
    "services:pot_decide": ("coordinator", "answer reason"),
    "services:programme_new": ("coordinator", "template"),
    "services:programme_own": ("coordinator", "title aim serves how_they_give is_confidential"),
    "services:programme_change": ("coordinator", "title aim serves how_they_give is_confidential"),
    "services:programme_open": ("coordinator", ""),
    "services:programme_close": ("coordinator", ""),
    "services:role_new": ("coordinator", "title words is_for_served is_shared checks pledged"),
    "services:role": ("coordinator", "title words is_for_served is_shared checks pledged"),
    "services:role_end": ("coordinator", ""),
    "services:role_offer": ("coordinator", ""),
}
PROGRAMME = {"title": "Walks", "aim": "An hour outside.", "serves": "Everybody", "is_confidential": "on"}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "services:service_new": {"organisation": scene.institution.pk, "kind": "LIBRARY"},
        "services:service_change": {"kind": "SURGERY", "opening_times": "Weekdays 8 to 6"},
        "services:place_new": {"name": "Annexe", "access": "Step-free"},
        "services:place": {"name": "Main building", "access": "Step-free"},
        "services:post": {"job": "Practice manager", "duties": ["REFER"]},
        "services:if_i_had_time": {"what1": "Walk with people", "who1": "Somebody who walks", "hours1": "1"},
        "services:idea": {
            "answer": "accept",
            "programme": scene.programme.pk,
            "title": "Walk leader",
            "is_shared": "on",
        },
        "services:pot": {"source": "SHARED", "hours": "1"},
        "services:pot_decide": {"answer": "decline", "reason": "The pot is low."},
        "services:programme_new": {"template": "WALK_GROUP"},
        "services:programme_own": PROGRAMME,
        "services:programme_change": PROGRAMME,
        "services:role_new": {"title": "Walk leader", "is_for_served": "on", "pledged": "4"},
        "services:role": {"title": "Walk leader", "is_for_served": "on", "checks": [scene.check_kind.pk]},
    }
