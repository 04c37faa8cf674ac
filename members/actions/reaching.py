"""By which way somebody is reached, and what that way needs."""

import datetime
from collections.abc import Collection

from django.utils.translation import gettext as _

from members.actions.letters import Words, write_about_signing_in
from members.actions.telling import keep_told
from members.models import Member
from timebank.lib.errors import RuleBroken

Channel = Member.Channel
NEEDS = {Channel.EMAIL: "contact_email", Channel.PHONE: "telephone", Channel.POST: "postal_address"}


class NoWayThere(RuleBroken):
    """A way to reach somebody that lacks the address or the number."""


def must_have_the_way(member: Member, changed: Collection[str]) -> None:
    """Refuse a change, written into the member and not yet saved, after which the chosen way would lead nowhere."""
    channel = Channel(member.channel)
    if not {"channel", NEEDS.get(channel)} & set(changed):
        return
    email = member.person.email if member.person else member.contact_email
    there = {
        Channel.EMAIL: email,
        Channel.PHONE: member.telephone,
        Channel.POST: member.postal_address,
        Channel.SITE: member.person and member.person.email,  # else they could not sign in to read it
    }
    if not there[channel]:
        raise NoWayThere(_("We need the address or the number for this way."))


def keep_way(member: Member, *, before: str, by: Member, at: datetime.datetime) -> None:
    """Keep the outbox in step. Whose mail somebody else turned away from an address is written to there once more.

    `before` is the channel until now. The caller has the member locked and saved.
    """
    keep_told(member)
    if by.pk == member.pk or before != Channel.EMAIL or member.channel == Channel.EMAIL:
        return
    if member.person and member.person.email:
        words = Words(
            kind="REACHED_OTHERWISE",
            subject=_("%(bank)s no longer writes to you here") % {"bank": member.bank.name},
            body=_(
                "%(name)s wrote down that you would rather be reached in another way: %(way)s. "
                "Is that not right? Sign in and change it in your profile, or ring us."
            )
            % {"name": by.name, "way": Channel(member.channel).label},
        )
        write_about_signing_in(member.person, words, at=at)
