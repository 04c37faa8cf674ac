"""Answers about wellbeing: given by oneself alone, kept apart by a random key, deleted when consent is taken back."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from members.actions.consents import Agreement, end_consent, record_consent
from members.models import Consent, Member
from services.models import (
    LoadedScale,
    Service,
    WellbeingAnswer,
    WellbeingKey,
    WellbeingWithdrawal,
)
from services.reads.scales import Scale, scale_from, scales_of, shipped_scales
from services.reads.wellbeing import Asking, Occasion, asking_of
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState
from timebank.lib.months import month_of


class NotAskedNow(WrongState):
    """Answers are given when somebody begins, and three months later."""


class DoesNotAnswer(RuleBroken):
    """Each question of a scale has one answer, out of those it offers."""


def consent_words() -> str:
    """Give the exact text of the consent, as the page shows it and as it is kept."""
    return _(
        "My answers about how I am are kept under a random key, apart from my name. They are added up only with those "
        "of nine others or more. I can read them, and take this back at any time: then they are deleted."
    )


@transaction.atomic
def answer(
    member: Member, asking: Asking, scores: Mapping[str, Sequence[int]], *, by: Member, at: datetime.datetime
) -> None:
    """Keep what somebody says of how they are, by scale. Nobody answers for anybody. Raises NotAskedNow, DoesNotAnswer.

    The first time, this is their consent, in words of ours.
    """
    if by.pk != member.pk:
        raise NotAllowed(_("Only the person themselves can answer this."))
    member = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").get(pk=member.pk)
    today = member.bank.day(at)
    if asking not in asking_of(member, today):
        raise NotAskedNow(_("You have answered already, or we do not ask just now."))
    scales = [scale for scale in scales_of(asking.service) if scale.code in scores]
    if not scales:
        raise DoesNotAnswer(_("Answer the questions first."))
    key = _key_of(member, at)
    WellbeingAnswer.objects.bulk_create(_kept(key, asking, scale, scores[scale.code], today) for scale in scales)


@transaction.atomic
def decline(member: Member, *, by: Member, at: datetime.datetime) -> None:
    """Remember that somebody does not wish to be asked. Who has answered takes their consent back instead."""
    if by.pk != member.pk:
        raise NotAllowed(_("Only the person themselves can answer this."))
    today = member.bank.day(at)
    WellbeingKey.objects.get_or_create(member=member, defaults={"declined_on": today})


def delete_when_consent_ends(consent: Consent, at: datetime.datetime) -> None:
    """Delete the answers given under a consent that was taken back, in the caller's transaction."""
    key = WellbeingKey.objects.filter(consent=consent).first()
    if key is not None:
        _delete(key, consent.member.bank.day(at))


def leave_wellbeing(member: Member, act: Act) -> None:
    """End the consent of a locked member who leaves or dies, and with it their answers. A no to being asked stays."""
    key = _key_with_consent(member)
    if key is not None and key.consent is not None:
        end_consent(key.consent, by=act.by, at=act.at)


def forget_wellbeing(member: Member, *, at: datetime.datetime) -> None:
    """Delete all of somebody's answers, in the caller's transaction: they are erased."""
    key = WellbeingKey.objects.filter(member=member).first()
    if key is not None:
        _delete(key, member.bank.day(at))


def move_wellbeing(kept: Member, given_up: Member, act: Act) -> None:
    """Let the answers of two entries that become one stand under one key; where both have one, the kept one's stay.

    The consent of what is deleted ends with it.
    """
    key = _key_with_consent(given_up)
    if key is None:
        return
    if not WellbeingKey.objects.filter(member=kept).exists():
        WellbeingKey.objects.filter(pk=key.pk).update(member=kept)
        if key.consent is not None:
            Consent.objects.filter(pk=key.consent.pk).update(member=kept)
    elif key.consent is not None:
        end_consent(key.consent, by=act.by, at=act.at)
    else:
        _delete(key, kept.bank.day(act.at))


@transaction.atomic
def load_scale(service: Service, definition: object, *, licence_holder: str, at: datetime.datetime) -> LoadedScale:
    """Let a service ask a licensed scale that its licence covers. Loaded again, the new words count."""
    scale = scale_from(definition)
    if scale.code in {each.code for each in shipped_scales()}:
        raise DoesNotAnswer(_("This scale comes with the time bank already."))
    loaded, _is_new = LoadedScale.objects.update_or_create(
        service=service,
        code=scale.code,
        defaults={
            "definition": definition,
            "licence_holder": licence_holder,
            "loaded_on": service.bank.day(at),
        },
    )
    return loaded


def _key_with_consent(member: Member) -> WellbeingKey | None:
    found: WellbeingKey | None = (
        WellbeingKey.objects.filter(member=member).select_related("consent__member__bank").first()
    )
    return found


def _key_of(member: Member, at: datetime.datetime) -> WellbeingKey:
    key: WellbeingKey | None = WellbeingKey.objects.filter(member=member).first()
    if key is not None:
        return key
    told = Agreement(Consent.Purpose.WELLBEING, Consent.How.ONLINE, text=consent_words())
    consent = record_consent(member, told, by=member, at=at)
    try:
        with transaction.atomic():
            made: WellbeingKey = WellbeingKey.objects.create(member=member, consent=consent)
            return made
    except IntegrityError as fault:
        raise NotAskedNow(_("You have answered already, or we do not ask just now.")) from fault


def _kept(
    key: WellbeingKey, asking: Asking, scale: Scale, scores: Sequence[int], today: datetime.date
) -> WellbeingAnswer:
    fits = len(scores) == len(scale.items)
    if not fits or any(score not in item.scores for item, score in zip(scale.items, scores, strict=True)):
        raise DoesNotAnswer(_("Choose one of the answers to each question."))
    return WellbeingAnswer(
        key=key.key,
        service=asking.service,
        scale=scale.code,
        occasion=asking.occasion,
        month=month_of(today),
        scores=list(scores),
    )


def _delete(key: WellbeingKey, today: datetime.date) -> None:
    """Delete a key and its answers; that a pair is gone keeps figures back until ten more have come."""
    answers = WellbeingAnswer.objects.filter(key=key.key)
    twice = answers.filter(occasion=Occasion.AFTER).values_list("service", "scale")
    WellbeingWithdrawal.objects.bulk_create(
        (WellbeingWithdrawal(service_id=service, scale=scale, month=month_of(today)) for service, scale in twice),
        ignore_conflicts=True,
    )
    answers.delete()
    key.delete()
