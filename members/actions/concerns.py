"""Worries about somebody's safety: raised by anybody, read by few, and every reading written down.

Nothing of a concern is ever written to a log, a member's history or a notice: a notice says that there is one.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import lock_bank
from members.models import Bank, Concern, ConcernEntry, Member, Role
from members.models.safeguarding import ConcernQuerySet
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken

FEWEST_LETTERS = 3  # of a part of a name that tells whom somebody means
READING = [Role.SAFEGUARDING, Role.ADMIN]  # the roles that may read concerns
Kind = ConcernEntry.Kind


class ConcernRefused(RuleBroken):
    """This cannot be written down about a concern."""


class OnlyLead(NotAllowed):
    """Open concerns are never left without somebody who may read them."""


@dataclass(frozen=True)
class Worry:
    """What somebody tells us: what worries them, about whom, and how to reach them if they say so."""

    words: str
    about_words: str = ""
    raised_by_words: str = ""
    about: Member | None = None


@transaction.atomic
def raise_concern(bank: Bank, worry: Worry, *, by: Member | None, at: datetime.datetime) -> Concern:
    """Put a worry before those who may read it. `by` None: a visitor.

    Leads and admins whom the words name as concerned do not read it, whether or not the raiser chose them. The same
    words sent twice within a day are one concern.
    """
    lock_bank(bank)  # a form that is sent twice waits here, and then finds what it sent first
    if not worry.words.strip():
        raise ConcernRefused(_("Write what happened, or what worries you."))
    a_day_ago = at - datetime.timedelta(days=1)
    again: Concern | None = Concern.objects.filter(
        bank=bank, raised_by=by, words=worry.words, about_words=worry.about_words, raised_at__gt=a_day_ago
    ).first()
    if again:
        return again
    concern: Concern = Concern.objects.create(
        bank=bank,
        about_words=worry.about_words,
        words=worry.words,
        raised_by=by,
        raised_by_words=worry.raised_by_words,
        raised_at=at,
    )
    chosen = [worry.about] if worry.about is not None and worry.about.bank_id == bank.pk else []
    concern.about.set([*chosen, *_named_readers(bank, worry, by)])
    _note(concern, Kind.RAISED, by=by, at=at)
    _give_to_admins(Concern.objects.filter(pk=concern.pk))
    for reader in readers_of(concern):
        if by is None or reader.pk != by.pk:
            _tell_reader(reader, concern, at=at)
    return concern


def readers_of(concern: Concern) -> list[Member]:
    """Give those who may read a concern: the leads it is not about, or where there is none such an admin."""
    concerned = set(concern.about.values_list("pk", flat=True))
    members = Member.objects.of(concern.bank).select_related("bank")
    for role in (Role.SAFEGUARDING, Role.ADMIN):
        readers = [each for each in members.with_role(role).order_by("pk") if each.pk not in concerned]
        if readers:
            return readers
    return []


@transaction.atomic
def read_concern(concern: Concern, *, by: Member, at: datetime.datetime) -> None:
    """Write down that somebody read it: each reading."""
    _must_read(concern, by)
    _note(concern, Kind.READ, by=by, at=at)


@transaction.atomic
def write_about_concern(concern: Concern, words: str, *, by: Member, at: datetime.datetime) -> None:
    """Write down what was done, heard or decided."""
    concern = _locked(concern, by)
    _must_have(words)
    _note(concern, Kind.WRITTEN, by=by, at=at, words=words)


@transaction.atomic
def name_concerned(concern: Concern, member: Member, *, by: Member, at: datetime.datetime) -> None:
    """Say that a concern is about a member, who does not read it from then on. Who still may is told, if that is new.

    Nobody names themselves: they would put it out of their own hands, and be told where it went.
    """
    concern = _locked(concern, by)
    if member.bank_id != concern.bank_id or member.pk == by.pk:
        raise ConcernRefused(_("Choose another member of this time bank."))
    before = {reader.pk for reader in readers_of(concern)}
    concern.about.add(member)
    _note(concern, Kind.NAMED, by=by, at=at, words=member.name)
    _give_to_admins(Concern.objects.filter(pk=concern.pk))
    for reader in readers_of(concern):
        if reader.pk not in before:
            _tell_reader(reader, concern, at=at)


def keep_from(member: Member) -> None:
    """Let who is given a role that reads concerns read none that names them, in the caller's transaction."""
    earlier = Concern.objects.filter(bank=member.bank_id).exclude(about=member)
    for concern in earlier:
        if concern.raised_by_id != member.pk and _is_named(member, concern.about_words, concern.words):
            concern.about.add(member)
    _give_to_admins(earlier.filter(about=member))


def must_leave_a_lead(member: Member) -> None:
    """Refuse to put out the last lead while concerns are open that nobody else may read; the caller locks the bank."""
    if Role.SAFEGUARDING not in member.roles or not member.is_approved:
        return
    theirs = Concern.objects.filter(bank=member.bank_id, state=Concern.State.OPEN, is_for_admins=False)
    if theirs.exclude(about=member).without_lead(but=member).exists():
        raise OnlyLead(_("%(name)s is the only safeguarding lead. Name another one first.") % {"name": member.name})


def pass_on_concerns(bank: Bank, *, at: datetime.datetime) -> None:
    """Let an admin read what is open where the last lead has died, in the caller's transaction."""
    orphaned = Concern.objects.filter(bank=bank, state=Concern.State.OPEN, is_for_admins=False).without_lead()
    for concern in list(orphaned.select_related("bank")):
        _give_to_admins(Concern.objects.filter(pk=concern.pk))
        for reader in readers_of(concern):
            _tell_reader(reader, concern, at=at)


@transaction.atomic
def close_concern(concern: Concern, words: str, *, by: Member, at: datetime.datetime) -> None:
    """Close a concern, with how it ended. Again does no harm."""
    _move(concern, Concern.State.CLOSED, Kind.CLOSED, words, by=by, at=at)


@transaction.atomic
def reopen_concern(concern: Concern, words: str, *, by: Member, at: datetime.datetime) -> None:
    """Open a closed concern again, and say why. Again does no harm."""
    _move(concern, Concern.State.OPEN, Kind.REOPENED, words, by=by, at=at)


def _give_to_admins(concerns: ConcernQuerySet) -> None:
    """Let admins read those of these concerns that no lead may read now."""
    Concern.objects.filter(pk__in=list(concerns.without_lead().values_list("pk", flat=True))).update(is_for_admins=True)


def _move(
    concern: Concern, to: Concern.State, kind: ConcernEntry.Kind, words: str, *, by: Member, at: datetime.datetime
) -> None:
    concern = _locked(concern, by)
    if concern.state == to:
        return
    _must_have(words)
    concern.state = to
    concern.save(update_fields=["state"])
    _note(concern, kind, by=by, at=at, words=words)


def _locked(concern: Concern, by: Member) -> Concern:
    found: Concern = (
        Concern.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").get(pk=concern.pk)
    )
    _must_read(found, by)
    return found


def _must_read(concern: Concern, by: Member) -> None:
    if not Concern.objects.readable_by(by).filter(pk=concern.pk).exists():
        raise NotAllowed(_("Only safeguarding leads do this."))


def _must_have(words: str) -> None:
    if not words.strip():
        raise ConcernRefused(_("Write a few words. Who reads this later will need them."))


def _note(
    concern: Concern, kind: ConcernEntry.Kind, *, by: Member | None, at: datetime.datetime, words: str = ""
) -> None:
    ConcernEntry.objects.create(concern=concern, kind=kind, by=by, at=at, words=words)


def _named_readers(bank: Bank, worry: Worry, by: Member | None) -> list[Member]:
    """Find those who could read it, now or after a rest, and whom the words name."""
    could_read = Member.objects.of(bank).belonging().filter(roles__overlap=READING)
    others = could_read if by is None else could_read.exclude(pk=by.pk)
    return [member for member in others if _is_named(member, worry.about_words, worry.words)]


def _is_named(member: Member, about_words: str, words: str) -> bool:
    """Whether words name a member: any part of the name where we ask who it is about, else the whole."""
    name = _letters(member.name)
    return _has_part(_letters(about_words), name.split()) or f" {name} " in f" {_letters(words)} "


def _has_part(text: str, parts: Iterable[str]) -> bool:
    said = set(text.split())
    return any(part in said for part in parts if len(part) >= FEWEST_LETTERS)


def _letters(text: str) -> str:
    """Write a text as its words alone, in small letters."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _tell_reader(reader: Member, concern: Concern, *, at: datetime.datetime) -> None:
    """Tell somebody who may read it, and name nobody. Of no bank, so that no desk ever passes it on."""
    notices.tell(
        notices.Message(
            recipient_key=reader.actor_key,
            bank="",
            kind="CONCERN",
            subject=_("Somebody is worried about a person's safety"),
            body=_("Please read it soon. Nobody but you and the other safeguarding leads can."),
            path=reverse("members:concern", args=[concern.bank.slug, concern.pk]),
        ),
        at=at,
    )
