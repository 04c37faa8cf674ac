"""Telling the guardians of somebody under 18 what they plan and what hours they give or ask for, by their channel."""

import datetime

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.models import Exchange
from members.models import Bank, Mandate, Member
from notices import actions as notices
from timebank.lib.durations import hours_in_words

State = Exchange.State
TOLD = {
    State.PROPOSED: gettext_lazy("%(name)s: something is suggested"),
    State.AGREED: gettext_lazy("%(name)s: something is planned"),
    State.DECLINED: gettext_lazy("%(name)s: it will not happen"),
    State.CANCELLED: gettext_lazy("%(name)s: it will not happen"),
    State.LOGGED: gettext_lazy("%(name)s: this happened, somebody says"),
}


def tell_guardians(exchange: Exchange, *, by: Member | None, at: datetime.datetime) -> None:
    """Tell every guardian of the two where an exchange stands now, in the caller's transaction, but not who acts."""
    subject = TOLD.get(State(exchange.state))
    minors = [member for member in (exchange.giver, exchange.receiver) if member.is_minor]
    if subject is None or not minors:
        return
    _tell(minors, exchange.bank, str(subject), _in_words(exchange), by=by, at=at)


def tell_guardians_of_hours(member: Member, subject: str, body: str, *, by: Member, at: datetime.datetime) -> None:
    """Tell every guardian of a member under 18 of hours without help in return, but not who acts.

    `subject` has a place for the member's name; of somebody older nobody is told.
    """
    if member.is_minor:
        _tell([member], member.bank, subject, body, by=by, at=at)


def _tell(
    minors: list[Member], bank: Bank, subject: str, body: str, *, by: Member | None, at: datetime.datetime
) -> None:
    mandates = Mandate.objects.live().filter(member__in=minors, kind=Mandate.Kind.GUARDIAN)
    if by is not None:
        mandates = mandates.exclude(holder=by)
    for mandate in mandates.select_related("holder", "member").order_by("pk"):
        message = notices.Message(
            recipient_key=mandate.holder.actor_key,
            bank=bank.slug,
            kind="GUARDIAN_TOLD",
            subject=subject.replace("%(name)s", mandate.member.name),
            body=body,
            path=reverse("me"),
        )
        notices.tell(message, at=at)


def _in_words(exchange: Exchange) -> str:
    words = {
        "giver": exchange.giver.name,
        "receiver": exchange.receiver.name,
        "what": exchange.description,
        "hours": hours_in_words(exchange.minutes),
        "day": formats.date_format(exchange.day, "l j F Y") if exchange.day else "",
    }
    if exchange.happened_on:
        return _("%(giver)s helped %(receiver)s on %(day)s, %(hours)s: %(what)s") % words
    return _("%(giver)s would help %(receiver)s on %(day)s, about %(hours)s: %(what)s") % words
