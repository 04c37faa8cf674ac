"""Forms of reports, of keeping and of erasing."""

import datetime
import uuid

from django.utils import timezone

from tests.access.scene import Scene

BOXES = {
    "insight:data_request": ("coordinator", ""),
    "insight:keeping": ("admin", "DECLINED WAITING LEFT NOTICES LETTERS NOTES CHECKS CONCERNS why"),
    "insight:keeping_stop": ("admin", ""),
    "insight:erase_for": ("admin", "identified sure"),
    "insight:unnumbered_erase": ("admin", "identified sure"),
    "insight:prove": ("admin", ""),
    "insight:seal_now": ("admin", ""),
    "insight:compare_seal": ("admin", "file"),
    "insight:close_month": ("admin", "month"),
    "insight:keep_report": ("auditor", "key file_format from to month kind member"),
}


def meant(scene: Scene) -> dict[str, dict]:
    """Fill each in as somebody would who means it."""
    last_month = scene.bank.day(timezone.now()).replace(day=1) - datetime.timedelta(days=1)
    return {
        "insight:keeping": {"LEFT": "36", "why": "We agreed on it."},
        "insight:erase_for": {"identified": "CALLED_BACK", "sure": "on"},
        "insight:unnumbered_erase": {"identified": "CALLED_BACK", "sure": "on"},
        "insight:keep_report": {"key": str(uuid.uuid4()), "file_format": "CSV"},
        "insight:close_month": {"month": f"{last_month:%Y-%m}"},
    }
