"""Forms of what people say of a service. The stranger is its staff, and one of its programmes is for them, too."""

from django.utils import timezone

from tests.access.forms.common import day_of
from tests.access.scene import Scene

ONS = " ".join(f"ons4_{number}" for number in range(1, 5))
BOXES = {
    "services:voice": ("stranger", "step"),
    "services:voice_open": ("stranger", ""),
    "services:voice_for": ("coordinator", "whose step"),
    "services:targets": ("stranger", "measure goal year"),
    "services:target_remove": ("stranger", ""),
    "services:costs": (
        "stranger",
        "first_on first_on_0 first_on_1 first_on_2 last_on last_on_0 last_on_1 last_on_2 amount currency words",
    ),
    "services:cost_remove": ("stranger", ""),
    "services:duty": ("stranger", "staff day day_0 day_1 day_2 minutes programme"),
    "services:duty_remove": ("stranger", ""),
    "services:wellbeing": ("stranger", f"{ONS} ucla3_1 ucla3_2 ucla3_3 agrees"),
    "services:wellbeing_stop": ("stranger", ""),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    return {
        "services:voice": {"step": "6"},
        "services:voice_open": {},
        "services:voice_for": {"whose": scene.other.number, "step": "3"},
        "services:targets": {"measure": "INDEX", "goal": "50", "year": str(scene.bank.day(timezone.now()).year)},
        "services:costs": {
            "first_on": day_of(scene),
            "last_on": day_of(scene),
            "amount": "12.50",
            "currency": "pounds",
        },
        "services:wellbeing": {"ucla3_1": "1", "ucla3_2": "2", "ucla3_3": "3", "agrees": "on"},
        "services:wellbeing_stop": {},
        "services:cost_remove": {},
        "services:duty": {"staff": scene.stranger.pk, "day": day_of(scene), "minutes": "1"},
        "services:duty_remove": {},
        "services:target_remove": {},
    }
