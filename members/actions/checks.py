"""Checks: the kinds a bank knows, and that somebody saw one of a member's. Never a number, never a scan."""

import calendar
import datetime
import re
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from members.actions.acts import locked, must_be_admin, must_not_be_self, must_run_bank, note
from members.actions.telling import tell
from members.models import Bank, Check, CheckKind, Member, MemberEvent
from notices import actions as notices
from timebank.lib.errors import RuleBroken

MONTHS_IN_YEAR = 12
Family = CheckKind.Family
# (name, family, how many months it counts, whether who meets somebody under 18 needs it)
FIRST_KINDS = (
    (gettext_noop("Two references"), Family.REFERENCE, None, False),
    (gettext_noop("DBS, basic"), Family.DBS_BASIC, 36, False),
    (gettext_noop("DBS, standard"), Family.DBS_STANDARD, 36, False),
    (gettext_noop("DBS, enhanced"), Family.DBS_ENHANCED, 36, True),
    (gettext_noop("Car insurance and licence"), Family.INSURANCE, 12, False),
    (gettext_noop("Safeguarding training"), Family.TRAINING, 24, False),
)
# A DBS certificate has twelve digits; other papers mix letters with six figures or more.
LONG_NUMBER = re.compile(r"(?:\d[ \t./-]?){11}\d")
MIXED_NUMBER = re.compile(r"\b(?=\w*[^\W\d_])(?=(?:[^\W\d]*\d){6})\w+\b")


class CheckRefused(RuleBroken):
    """This cannot be written down as a check, or as a kind of check."""


class NumberWritten(RuleBroken):
    """The number of a certificate is kept nowhere."""


@dataclass(frozen=True)
class KindOfCheck:
    """What an admin says about a kind of check."""

    name: str
    family: str
    lasts_months: int | None = None
    is_for_joining: bool = False
    is_for_minors: bool = False


@dataclass(frozen=True)
class SeenCheck:
    """A check that somebody was shown. Without a last day it counts as long as its kind says."""

    kind: CheckKind
    issued_on: datetime.date
    expires_on: datetime.date | None = None


@transaction.atomic
def start_check_kinds(bank: Bank) -> list[CheckKind]:
    """Give a new bank its first kinds of checks; its admins change them. Nobody is asked for any yet."""
    return CheckKind.objects.bulk_create(
        CheckKind(bank=bank, name=_(name), family=family, lasts_months=months, is_for_minors=for_minors)
        for name, family, months, for_minors in FIRST_KINDS
    )


@transaction.atomic
def add_check_kind(bank: Bank, told: KindOfCheck, *, by: Member) -> CheckKind:
    """Give the bank one more kind of check to ask for."""
    must_be_admin(bank, by)
    return _written(CheckKind(bank=bank), told)


@transaction.atomic
def change_check_kind(kind: CheckKind, told: KindOfCheck, *, by: Member) -> CheckKind:
    """Change what a kind is called, and who needs it. Checks that were seen keep their last day."""
    must_be_admin(kind.bank, by)
    return _written(kind, told)


@transaction.atomic
def close_check_kind(kind: CheckKind, *, by: Member) -> None:
    """Ask nobody for a kind any more; what was seen of it stays."""
    must_be_admin(kind.bank, by)
    CheckKind.objects.filter(pk=kind.pk).update(is_open=False)


@transaction.atomic
def reopen_check_kind(kind: CheckKind, *, by: Member) -> None:
    """Ask for a closed kind again wherever it was asked for."""
    must_be_admin(kind.bank, by)
    CheckKind.objects.filter(pk=kind.pk).update(is_open=True)


@transaction.atomic
def record_check(member: Member, seen: SeenCheck, *, by: Member, at: datetime.datetime) -> Check:
    """Write down that `by` saw a check of a member's, or of somebody's who wishes to join. The same one counts once."""
    member = locked(member)
    must_run_bank(member.bank, by)
    must_not_be_self(member, by)
    today = member.bank.day(at)
    expires_on = seen.expires_on or last_day(seen.kind, seen.issued_on)
    _must_count(member, seen, expires_on, today)
    again: Check | None = member.checks.filter(
        kind=seen.kind, issued_on=seen.issued_on, expires_on=expires_on, ended_at=None
    ).first()
    if again:
        return again
    check = Check.objects.create(
        member=member, kind=seen.kind, issued_on=seen.issued_on, expires_on=expires_on, seen_by=by, seen_at=at
    )
    note(member, MemberEvent.Kind.CHECK_SEEN, by=by, at=at, words=seen.kind.name)
    _end_warnings(check, by)
    return check


@transaction.atomic
def end_check(check: Check, *, words: str, by: Member, at: datetime.datetime) -> Check:
    """Write down that a check turned out not to count, and tell the member. Again does no harm."""
    member = locked(check.member)
    must_run_bank(member.bank, by)
    must_not_be_self(member, by)
    must_hold_no_number(words)
    if Check.objects.filter(pk=check.pk, ended_at=None).update(ended_at=at, ended_by=by):
        said = f"{check.kind.name}: {words}" if words else check.kind.name
        note(member, MemberEvent.Kind.CHECK_ENDED, by=by, at=at, words=said)
        notices.withdraw(member.bank.slug, page_of_check(check), kinds=["CHECK_EXPIRES"])
        tell(
            member,
            kind="CHECK_ENDED",
            subject=_("%(check)s no longer counts here") % {"check": check.kind.name},
            body=words or _("Please talk with a coordinator, who can say why and what to do."),
            path=page_of_checks(member),
            at=at,
        )
    check.refresh_from_db()
    return check


def last_day(kind: CheckKind, issued_on: datetime.date) -> datetime.date | None:
    """Say until when a check of this kind counts, as long as its kind says; None for ever."""
    if kind.lasts_months is None:
        return None
    year, month = divmod(issued_on.year * MONTHS_IN_YEAR + issued_on.month - 1 + kind.lasts_months, MONTHS_IN_YEAR)
    return datetime.date(year, month + 1, min(issued_on.day, calendar.monthrange(year, month + 1)[1]))


def must_hold_no_number(words: str) -> None:
    """Refuse words with what looks like the number of a certificate: a long number, or letters mixed with figures."""
    if LONG_NUMBER.search(words) or MIXED_NUMBER.search(words):
        raise NumberWritten(_("That looks like the number of a certificate. We keep none: please leave it out."))


def page_of_checks(member: Member) -> str:
    """Give the page of a member's checks; of somebody who wishes to join, their application's."""
    slug = member.bank.slug
    if member.number is None:
        return reverse("members:applicant_checks", args=[slug, member.pk])
    return reverse("members:checks", args=[slug, member.number])


def page_of_check(check: Check) -> str:
    """Give the place of one check on the page of its member's."""
    return f"{page_of_checks(check.member)}#check-{check.pk}"


def _end_warnings(renewed: Check, by: Member) -> None:
    """Warn nobody any more of the end of those that this one takes the place of, as far as that was not sent yet."""
    older = renewed.member.checks.filter(kind=renewed.kind, ended_at=None).exclude(pk=renewed.pk)
    if renewed.expires_on is not None:
        older = older.filter(expires_on__lt=renewed.expires_on)
    paths = [page_of_check(check) for check in older.select_related("member__bank")]
    for key in (renewed.member.actor_key, by.actor_key):
        notices.note_acted(key, [*paths, page_of_checks(renewed.member)], at=renewed.seen_at)
    for path in paths:
        notices.withdraw(renewed.member.bank.slug, path, kinds=["CHECK_EXPIRES"])


def _written(kind: CheckKind, told: KindOfCheck) -> CheckKind:
    must_hold_no_number(told.name)
    kind.name, kind.family, kind.lasts_months = told.name, told.family, told.lasts_months
    kind.is_for_joining, kind.is_for_minors = told.is_for_joining, told.is_for_minors
    try:
        with transaction.atomic():
            kind.save()
    except IntegrityError as error:  # the database decides, so two at once cannot take one name
        raise CheckRefused(_("There is already a kind of check called “%(name)s”.") % {"name": told.name}) from error
    return kind


def _must_count(member: Member, seen: SeenCheck, expires_on: datetime.date | None, today: datetime.date) -> None:
    if member.kind == Member.Kind.SUPPORTER or member.state in (Member.State.DECLINED, Member.State.LEFT):
        raise CheckRefused(_("%(name)s is not a member now.") % {"name": member.name})
    if seen.kind.bank_id != member.bank_id or not seen.kind.is_open:
        raise CheckRefused(_("Choose one of the kinds of checks in the list."))
    if seen.issued_on > today:
        raise CheckRefused(_("It cannot have been issued on a day that is still to come."))
    if expires_on is not None and expires_on <= seen.issued_on:
        raise CheckRefused(_("Its last day must be after the day it was issued."))
    if expires_on is not None and expires_on < today:
        raise CheckRefused(_("That one has run out. It no longer counts."))
