"""What staff and people served said of the world's service, and what stands on its report."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from services.actions.goals import Spending, enter_cost, set_target
from services.actions.voice import open_round
from services.models import VoiceAnswer
from tests import crowds
from tests import factories as make


def fill_with_voice(world: Any, long_words: str) -> None:
    """Both sides stand on many steps; twelve people are served, so that the report has figures."""
    coordinator, admin, at = world.members["coordinator"], make.admin_of(world.bank), timezone.now()
    today, surgery = world.bank.day(at), world.service
    old = open_round(surgery, by=coordinator, at=at - datetime.timedelta(days=200))
    for step in range(2, 8):
        VoiceAnswer.objects.filter(round=old, side="STAFF", step=step).update(people=3 * step)
        VoiceAnswer.objects.filter(round=old, side="SERVED", step=step).update(people=20 - step)
    open_round(surgery, by=coordinator, at=at)
    for each in crowds.make_crowd(world.bank, 12):
        make.take_part(world.parts_of_services["open"], each)
    set_target(surgery, "ALSO_GAVE", goal=1234, year=today.year, by=coordinator, at=at)
    spending = Spending(today.replace(day=1), today, Decimal("123456.78"), "pounds", long_words[:100])
    enter_cost(surgery, spending, by=admin, at=at)
    make.take_part(world.parts_of_services["open"], coordinator, since=today)  # and is asked how they are
