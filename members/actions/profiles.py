"""What a member says about themselves, and what others may see of it; a coordinator writes for somebody who rang."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.actions.acts import locked, must_be_own_or_run_bank, note, note_on_behalf
from members.actions.reaching import keep_way, must_have_the_way
from members.actions.searching import refresh_search_text
from members.models import Member, MemberEvent
from notices import actions as notices
from timebank.lib.errors import RuleBroken, WrongState


class Part(models.TextChoices):
    """The parts of a profile, each with a page of its own."""

    NAME = "NAME", gettext_lazy("your name")
    ABOUT = "ABOUT", gettext_lazy("about you")
    PHOTO = "PHOTO", gettext_lazy("your photo")
    GIFTS = "GIFTS", gettext_lazy("what you can do")
    LANGUAGES = "LANGUAGES", gettext_lazy("your languages")
    TIMES = "TIMES", gettext_lazy("when you have time")
    ACCESS = "ACCESS", gettext_lazy("what helps you take part")
    AREA = "AREA", gettext_lazy("where you live, roughly")
    TELEPHONE = "TELEPHONE", gettext_lazy("your telephone number")
    REACH = "REACH", gettext_lazy("how we reach you")
    NOTICES = "NOTICES", gettext_lazy("what we tell you, and how often")
    SHOWS = "SHOWS", gettext_lazy("what others see")


FIELDS = {
    Part.NAME: {"name"},
    Part.ABOUT: {"about", "thanked_for"},
    Part.LANGUAGES: {"languages"},
    Part.TIMES: {"availability"},
    Part.ACCESS: {"access_needs"},
    Part.AREA: {"area"},
    Part.TELEPHONE: {"telephone"},
    Part.REACH: {"channel", "postal_address", "contact_email"},
    Part.SHOWS: {"shows"},
}
OF_TELLING = {Part.REACH, Part.NOTICES}
TOLD_BY = {"name", "channel", "contact_email", "telephone", "postal_address"}  # what the outbox keeps of a member
KEPT_UP = {Member.State.APPROVED, Member.State.PAUSED, Member.State.SUSPENDED}


class NotThatPart(RuleBroken):
    """This part of a profile does not hold that."""


@transaction.atomic
def change_profile(
    member: Member, part: Part, answers: Mapping[str, Any], *, by: Member, at: datetime.datetime
) -> Member:
    """Write one part of a profile. What stays the same is not a change: nothing is noted, nobody is told."""
    member = locked(member)
    must_be_own_or_run_bank(member, by)
    must_belong(member)
    if not set(answers) <= FIELDS.get(part, set()):
        raise NotThatPart(_("Choose one part of the profile."))
    changed = [name for name, value in answers.items() if getattr(member, name) != value]
    if not changed:
        return member
    if "name" in changed:
        _rename(member, answers["name"], by=by)
    channel_before = member.channel
    for name in changed:
        setattr(member, name, answers[name])
    must_have_the_way(member, changed)
    member.save(update_fields=changed)
    refresh_search_text(member)
    note_change(member, part, by=by, at=at)  # told in the way that held until now
    if set(changed) & TOLD_BY:
        keep_way(member, before=channel_before, by=by, at=at)
    return member


@transaction.atomic
def choose_notices(member: Member, choices: notices.Choices, *, by: Member, at: datetime.datetime) -> Member:
    """Write down how a member wishes to hear of what, as they said. What stays the same is not a change."""
    member = locked(member)
    must_be_own_or_run_bank(member, by)
    must_belong(member)
    if notices.choose(member.actor_key, choices):
        note_change(member, Part.NOTICES, by=by, at=at)
    return member


def _rename(member: Member, name: str, *, by: Member) -> None:
    """Call a member otherwise, and who signs in too; a coordinator does not decide that for who belongs elsewhere."""
    member.be_called(name)
    member.save(update_fields=["name", "former_names"])
    person = member.person
    if person and (by.pk == member.pk or not person.memberships.exclude(pk=member.pk).exists()):
        person.name = name
        person.save(update_fields=["name"])


def must_belong(member: Member) -> None:
    """Refuse to write in the profile of somebody who has left or never came."""
    if member.state not in KEPT_UP:
        raise WrongState(_("%(name)s is not a member now.") % {"name": member.name})


def note_change(member: Member, part: Part, *, by: Member, at: datetime.datetime) -> None:
    """Write down that a part of a profile changed; who did not do it themselves is told, once a day for each part.

    Each change of how they are told is told: a second one that day might turn their mail away.
    """
    is_own = by.pk == member.pk
    write = note if is_own else note_on_behalf
    write(member, MemberEvent.Kind.PROFILE_CHANGED, by=by, at=at, words=str(part.label))
    if is_own or member.state not in KEPT_UP:
        return
    notices.tell(
        notices.Message(
            recipient_key=member.actor_key,
            bank=member.bank.slug,
            kind="PROFILE_CHANGED",
            subject=_("%(name)s wrote this for you: %(part)s") % {"name": by.name, "part": part.label},
            body=_("Please look whether it is right. You can change it yourself, or tell us."),
            path=reverse("members:profile", args=[member.bank.slug, member.number]),
            dedupe_key="" if part in OF_TELLING else f"profile:{part}:{by.pk}:{member.bank.day(at)}",
        ),
        at=at,
    )
