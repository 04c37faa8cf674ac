"""The steps of joining: references, being shown round, a member's word, how they are reached, and 'not yet'."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_not_be_self, must_run_bank, note, note_on_behalf
from members.actions.addresses import claim_address
from members.actions.gifts import GiftWords, add_gift
from members.actions.reaching import must_have_the_way
from members.actions.searching import refresh_search_text
from members.actions.telling import keep_told, tell
from members.models import JoiningStep, Member, MemberEvent
from members.reads.standing import standing_path
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

MOST_REFERENCES = 5
State = JoiningStep.State


class StepRefused(RuleBroken):
    """A step of joining cannot be marked like this."""


@dataclass(frozen=True)
class StepChange:
    """How a step stands now: since which day, or for which day, and who was asked."""

    kind: str
    state: str
    on: datetime.date
    place: int = 1
    words: str = ""
    asked_of: Member | None = None


@dataclass(frozen=True)
class Way:
    """How somebody says they are reached: by which channel, at which numbers and addresses."""

    channel: str
    telephone: str
    postal_address: str
    email: str = ""


@transaction.atomic
def mark_step(applicant: Member, change: StepChange, *, by: Member, at: datetime.datetime) -> JoiningStep:
    """Write down how a reference or the showing round stands; a member who is asked for their word is told.

    What a member said yes to themselves stays as it is.
    """
    applicant = locked(applicant)
    must_run_bank(applicant.bank, by)
    must_not_be_self(applicant, by)
    must_wait(applicant)
    _must_make_sense(applicant, change)
    row, _made = JoiningStep.objects.update_or_create(
        member=applicant,
        kind=change.kind,
        place=change.place,
        defaults={
            "state": change.state,
            "on": change.on,
            "words": change.words,
            "asked_of": change.asked_of,
            "by": by,
            "at": at,
        },
    )
    note(applicant, MemberEvent.Kind.STEP_CHANGED, by=by, at=at, words=_in_words(row))
    if change.asked_of and change.state == State.ASKED:
        _ask_for_a_word(row, change.asked_of, at=at)
    return row


@transaction.atomic
def answer_for(step: JoiningStep, *, says_yes: bool, words: str, by: Member, at: datetime.datetime) -> JoiningStep:
    """Keep what a member who was asked says of an applicant. A yes counts as a reference; again does no harm."""
    applicant = locked(step.member)
    step = JoiningStep.objects.select_related("asked_of").get(pk=step.pk)
    if step.asked_of_id != by.pk:
        raise NotAllowed(_("Somebody else was asked."))
    if step.state != State.ASKED:
        return step
    must_wait(applicant)
    step.state = State.DONE if says_yes else State.NO
    step.on, step.at, step.by, step.words = applicant.bank.day(at), at, by, words
    step.save(update_fields=["state", "on", "at", "by", "words"])
    notices.note_acted(by.actor_key, [_page_of(step)], at=at)
    kind = MemberEvent.Kind.VOUCHED if says_yes else MemberEvent.Kind.STEP_CHANGED
    note(applicant, kind, by=by, at=at, words=_in_words(step))
    return step


@transaction.atomic
def say_not_yet(applicant: Member, *, by: Member, words: str, at: datetime.datetime) -> Member:
    """Tell an applicant kindly what is still missing. They go on waiting, and can read it where they stand."""
    applicant = locked(applicant)
    must_run_bank(applicant.bank, by)
    must_not_be_self(applicant, by)
    must_wait(applicant)
    note(applicant, MemberEvent.Kind.NOT_YET, by=by, at=at, words=words)
    tell(
        applicant,
        kind="NOT_YET",
        subject=_("What is still missing before you can join %(bank)s") % {"bank": applicant.bank.name},
        body=words,
        path=standing_path(applicant),
        at=at,
    )
    return applicant


@transaction.atomic
def tell_gifts(
    applicant: Member, gifts: Sequence[GiftWords], *, thanked_for: str | None, at: datetime.datetime
) -> None:
    """Keep what an applicant says they can do: what they told before and leave out now goes.

    What a coordinator added stays. `thanked_for` is None where it was not asked.
    """
    applicant = locked(applicant)
    must_wait(applicant)
    if thanked_for is not None:
        applicant.thanked_for = thanked_for
        applicant.save(update_fields=["thanked_for"])
    told = {" ".join(gift.words.split()).casefold() for gift in gifts}
    for gift in applicant.gifts.filter(added_by=None):
        if gift.words.casefold() not in told:
            gift.delete()
    for words in gifts:
        add_gift(applicant, words, by=None, at=at)
    refresh_search_text(applicant)


@transaction.atomic
def correct_way(applicant: Member, told: Way, *, by: Member, at: datetime.datetime) -> Member:
    """Put right how an applicant is reached, as they told a coordinator.

    Whoever reads the mail at a new address is asked, as when somebody is signed up; an organisation is written to.
    """
    applicant = locked(applicant)
    must_run_bank(applicant.bank, by)
    must_not_be_self(applicant, by)
    must_wait(applicant)
    email = "" if applicant.is_organisation else told.email
    answers = {"channel": told.channel, "telephone": told.telephone, "postal_address": told.postal_address}
    if applicant.is_organisation:
        answers["contact_email"] = told.email
    changed = [name for name, value in answers.items() if getattr(applicant, name) != value]
    for name in changed:
        setattr(applicant, name, answers[name])
    if not (email and applicant.channel == Member.Channel.EMAIL):  # reached by hand until somebody has said yes
        must_have_the_way(applicant, changed)
    if changed:
        applicant.save(update_fields=changed)
        keep_told(applicant)
        note_on_behalf(applicant, MemberEvent.Kind.PROFILE_CHANGED, by=by, at=at, words=_("how we reach you"))
    if email:
        claim_address(applicant, email, by=by, at=at)
    return applicant


@transaction.atomic
def tell_anew(applicant: Member, *, name: str, telephone: str, by: Member | None, at: datetime.datetime) -> Member:
    """Put right what an applicant is called and where to ring them, as they say themselves; None by a link of theirs.

    The caller sees to it that `by` may.
    """
    applicant = locked(applicant)
    must_wait(applicant)
    if name != applicant.name:
        applicant.be_called(name)
    applicant.telephone = telephone
    applicant.save(update_fields=["name", "former_names", "telephone"])
    refresh_search_text(applicant)
    keep_told(applicant)
    note(applicant, MemberEvent.Kind.PROFILE_CHANGED, by=by, at=at, words=_("how we reach you"))
    return applicant


def must_wait(applicant: Member) -> None:
    """Refuse to answer somebody who has their answer."""
    if applicant.state != Member.State.APPLICANT:
        raise WrongState(_("%(name)s no longer waits for an answer.") % {"name": applicant.name})


def _must_make_sense(applicant: Member, change: StepChange) -> None:
    if change.state not in {State.ASKED, State.DONE, State.WAIVED}:
        raise StepRefused(_("Choose how it stands."))
    if change.kind not in JoiningStep.Kind.values or not 1 <= change.place <= MOST_REFERENCES:
        raise StepRefused(_("There is no such step."))
    asked = change.asked_of
    if asked is None:
        return
    if change.kind != JoiningStep.Kind.REFERENCE or asked.bank_id != applicant.bank_id or not asked.can_trade:
        raise StepRefused(_("Only a member can be asked for their word."))
    if asked.pk == applicant.pk or asked.is_minor:
        raise StepRefused(_("Ask somebody else for their word."))
    same = JoiningStep.objects.filter(member=applicant, kind=change.kind, asked_of=asked)
    if same.exclude(place=change.place).exists():
        raise StepRefused(_("This member has been asked already. Ask somebody else."))


def _ask_for_a_word(step: JoiningStep, asked: Member, *, at: datetime.datetime) -> None:
    words = {"name": step.member.name, "bank": step.member.bank.name}
    tell(
        asked,
        kind="VOUCH_ASKED",
        subject=_("Do you know %(name)s?") % words,
        body=_("They would like to join %(bank)s. Say whether you know them and would put in a word for them.") % words,
        path=_page_of(step),
        at=at,
    )


def _page_of(step: JoiningStep) -> str:
    return reverse("members:vouch", args=[step.member.bank.slug, step.pk])


def _in_words(step: JoiningStep) -> str:
    """Say which step, how it stands and who was asked, for the history."""
    said = f"{step.get_kind_display()} {step.place}" if step.kind == step.Kind.REFERENCE else step.get_kind_display()
    asked = f" ({step.asked_of.name})" if step.asked_of else ""
    return f"{said}: {step.get_state_display()}{asked}"
