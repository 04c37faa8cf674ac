"""The one next step of two members who write to each other: propose a time, then what becomes of it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.models import Enquiry, Exchange
from exchanges.reads.talking import newest_plan
from exchanges.views import sentences
from exchanges.views.sentences import Badge, named
from members.models import Conversation, Member

State = Exchange.State


@dataclass(frozen=True)
class NextStep:
    """How it stands in a sentence, and the one button that leads on."""

    words: str
    button: str
    url: str
    badge: Badge | None = None
    is_quiet: bool = False
    is_new: bool = False  # whether it begins something
    also_url: str = ""  # where a time is proposed for what they began to talk about since


def next_step(talk: Conversation, reader: Member, about: Sequence[Enquiry], *, today: datetime.date) -> NextStep:
    """Say what two who talk could do next, as one of them reads it."""
    plan = newest_plan(reader, talk.other_of(reader))
    if plan is None or _is_settled_before(plan, about):
        return _to_propose(talk, reader)
    if plan.state == State.POSTED:
        happened = Badge(_("It happened"), "ok")
        return NextStep(_said(plan, reader), _("Propose another time"), _propose_url(talk), happened, is_new=True)
    button, is_turn = _button(plan, reader, today)
    url = reverse("exchanges:exchange", args=[talk.first.bank.slug, plan.pk])
    is_about_more = bool(about) and about[0].listing_id != plan.listing_id
    also_url = _propose_url(talk) if is_about_more else ""
    badge = sentences.badge(plan, reader)
    return NextStep(_said(plan, reader), button, url, badge, is_quiet=not is_turn, also_url=also_url)


def _is_settled_before(plan: Exchange, about: Sequence[Enquiry]) -> bool:
    """Whether they began to talk about something new after the last time."""
    return plan.state == State.POSTED and bool(about) and about[0].at > plan.state_since


def _to_propose(talk: Conversation, reader: Member) -> NextStep:
    words = _("When you know which day suits you both, propose it. %(name)s says yes or no.")
    words = words % {"name": named(talk.other_of(reader))}
    return NextStep(words, _("Propose a time"), _propose_url(talk), is_new=True)


def _propose_url(talk: Conversation) -> str:
    return reverse("exchanges:plan", args=[talk.first.bank.slug, talk.pk])


def _said(plan: Exchange, reader: Member) -> str:
    """Say who helps whom, and when: 'Fatima gives you about 2 hours, Thursday 3 December'."""
    if plan.day is None:
        return sentences.sentence(plan, reader)
    when = formats.date_format(plan.day, "l j F")
    if plan.planned_at_time and not plan.happened_on:
        when = f"{when}, {formats.time_format(plan.planned_at_time)}"
    return _("%(sentence)s, %(when)s") % {"sentence": sentences.sentence(plan, reader), "when": when}


def _button(plan: Exchange, reader: Member, today: datetime.date) -> tuple[str, bool]:
    """Give the button's words, and whether it is the reader's turn to press it."""
    if plan.state == State.PROPOSED:
        if plan.proposed_by_id == reader.pk:
            return _("See what you proposed"), False
        return _("Answer: yes or no"), True
    if plan.state == State.AGREED:
        has_come = plan.planned_on is not None and plan.planned_on <= today
        return (_("It happened"), True) if has_come else (_("See what is planned"), False)
    if plan.state == State.LOGGED and not plan.has_agreed(reader):
        return _("Look, and say if it is right"), True
    return _("See the exchange"), False
