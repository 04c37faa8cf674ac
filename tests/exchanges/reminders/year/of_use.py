"""Whether what a notice says was still so at a moment, as the life itself tells it and not what the rules ask for."""

import datetime

from django.urls import resolve

from exchanges.actions.reminders.plans import EARLY
from tests.exchanges.reminders.year.life import Life
from tests.exchanges.reminders.year.post import Told
from tests.reminding import A_DAY, local

WEEK = 7 * A_DAY
OF_PLANS = ("TOMORROW", "SOON", "DID_IT_HAPPEN")
LAST_MOMENT = datetime.time(23, 59)


def is_of_use(life: Life, told: Told, at: datetime.datetime) -> bool:
    """Whether it was still of use to say it at a moment."""
    if told.kind in OF_PLANS:
        return _of_plan(life, told, at)
    if told.kind in ("REQUEST_UNANSWERED", "REQUEST_FITS"):
        return _of_request(life, told, at)
    asked = {
        "REMINDER": _of_answer,
        "LISTING_ENDS": _of_listing,
        "EVENT_TOMORROW": _of_event,
        "CHECK_EXPIRES": _of_check,
        "APPROVAL_WAITS": _of_day,
        "NEAR_FLOOR": _of_hours,
        "UNSPENT": _of_hours,
        "NEW_MEMBER": _of_newcomer,
    }.get(told.kind)
    return asked is None or asked(life, told, at)


def was_said_in_time(life: Life, told: Told) -> bool:
    """Whether a reminder of a plan was written when it was meant to be: not days before, nor a day too late."""
    if told.kind not in OF_PLANS:
        return True
    was, today = life.exchanges[told.about].at(told.at), life.bank.day(told.at)
    if told.kind == "TOMORROW":
        return was["on"] == today + A_DAY
    if told.kind == "DID_IT_HAPPEN":
        return _begins(life, was) <= told.at
    early = was["time"] < EARLY and was["on"] == today + A_DAY
    evening = told.at.astimezone(life.bank.zone_info()).hour == 20
    return _begins(life, was) - told.at <= datetime.timedelta(hours=2) or early or evening


def _of_plan(life: Life, told: Told, at: datetime.datetime) -> bool:
    was = life.exchanges[told.about].at(at)
    if was["state"] != "AGREED":
        return False
    if told.kind == "DID_IT_HAPPEN":
        return True
    last = _begins(life, was)
    if was["time"] is None:
        last = local(life.bank, was["on"], LAST_MOMENT.hour, LAST_MOMENT.minute)
    elif told.kind == "TOMORROW":
        last = local(life.bank, was["on"], 0)  # on the day itself another one speaks
    return at < last


def _begins(life: Life, was: dict) -> datetime.datetime:
    time = was["time"] or datetime.time.min
    return local(life.bank, was["on"], time.hour, time.minute)


def _of_answer(life: Life, told: Told, at: datetime.datetime) -> bool:
    if resolve(told.path).view_name != "exchanges:exchange":  # with another bank
        return True
    was = life.exchanges[told.about].at(at)
    return was["state"] == "LOGGED" and told.member not in was["agreed"]


def _of_listing(life: Life, told: Told, at: datetime.datetime) -> bool:
    was, said = life.listings[told.about].at(at), life.listings[told.about].at(told.at)
    today = life.bank.day(at)
    return was["state"] == "OPEN" and was["ends"] == said["ends"] and today <= was["ends"] <= today + WEEK


def _of_request(life: Life, told: Told, at: datetime.datetime) -> bool:
    page = resolve(told.path)
    if page.view_name == "exchanges:desk":  # several at once
        return True
    was = life.listings[page.kwargs["pk"]].at(at)
    if told.kind == "REQUEST_FITS":
        put_up = life.listings[page.kwargs["pk"]].lines[0][0]
        if life.were_apart(told.member, was["member"], at) or at >= put_up + WEEK:
            return False
    return was["state"] == "OPEN" and not was["answered"] and (was["ends"] is None or was["ends"] >= life.bank.day(at))


def _of_event(life: Life, told: Told, at: datetime.datetime) -> bool:
    was, said = life.events[told.about].at(at), life.events[told.about].at(told.at)
    return was["state"] == "OPEN" and was["on"] == said["on"] and at < local(life.bank, was["on"], 14)


def _of_check(life: Life, told: Told, at: datetime.datetime) -> bool:
    was, today = life.checks[told.about].at(at), life.bank.day(at)
    return not was["ended"] and today <= was["ends"] <= today + 60 * A_DAY


def _of_day(life: Life, told: Told, at: datetime.datetime) -> bool:
    return life.bank.day(at) == life.bank.day(told.at)


def _of_hours(life: Life, told: Told, at: datetime.datetime) -> bool:
    """Who is told to give, or to ask, has not agreed to do so since."""
    side = 0 if told.kind == "NEAR_FLOOR" else 1
    return not any(told.at < moment <= at for moment in life.began[told.member, side])


def _of_newcomer(life: Life, told: Told, at: datetime.datetime) -> bool:
    page = resolve(told.path)
    if page.view_name != "exchanges:member":  # several at once
        return True
    newcomer = next(member.pk for member in life.members if member.number == page.kwargs["number"])
    return not any(told.at < moment <= at for side in (0, 1) for moment in life.began[newcomer, side])
