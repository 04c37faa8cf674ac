"""Forms of what people say of a service. The stranger is its staff, and one of its programmes is for them, too."""

from tests.access.scene import Scene

ONS = " ".join(f"ons4_{number}" for number in range(1, 5))
BOXES = {
    "services:voice": ("stranger", "step"),
    "services:voice_open": ("stranger", ""),
    "services:voice_for": ("coordinator", "whose step"),
    "services:wellbeing": ("stranger", f"{ONS} ucla3_1 ucla3_2 ucla3_3 agrees"),
    "services:wellbeing_stop": ("stranger", ""),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "services:voice": {"step": "6"},
        "services:voice_for": {"whose": scene.other.number, "step": "3"},
        "services:wellbeing": {"ucla3_1": "1", "ucla3_2": "2", "ucla3_3": "3", "agrees": "on"},
    }
