"""Where somebody who wants to join stands: each step with its state, its day and who did it; and the desk's columns."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Bank, Check, CheckKind, Consent, Gift, JoiningStep, Mandate, Member, MemberEvent
from members.reads.terms import current_terms
from notices.models import Notice

GIFTS, TERMS, REFERENCE, INDUCTION, CHECK = "GIFTS", "TERMS", "REFERENCE", "INDUCTION", "CHECK"
GUARDIAN = "GUARDIAN"
MISSING = "MISSING"
State = JoiningStep.State
SETTLED = frozenset({State.DONE, State.WAIVED})
Kept = TypeVar("Kept", JoiningStep, Consent, Check)


@dataclass(frozen=True)
class Step:
    """One step of joining: what it is, how it stands, since which day, by whom."""

    kind: str
    title: str
    state: str = MISSING
    place: int = 1
    is_asked_for: bool = True  # by the bank's rule; what goes beyond it never stands in the way
    on: datetime.date | None = None
    by: Member | None = None
    asked_of: Member | None = None
    words: str = ""
    missing_words: str = ""  # what we write to somebody who cannot join yet

    @property
    def is_missing(self) -> bool:
        """Whether it stands in the way of letting them in."""
        return self.is_asked_for and self.state not in SETTLED

    @property
    def is_begun(self) -> bool:
        """Whether somebody has begun with it or is done."""
        return self.state != MISSING

    @property
    def key(self) -> str:
        """How its address names it: 'reference-2', 'induction'; '' for what has a page of its own."""
        if self.kind == REFERENCE:
            return f"reference-{self.place}"
        return "induction" if self.kind == INDUCTION else ""


def steps_of(applicants: Sequence[Member], bank: Bank, today: datetime.date) -> dict[int, list[Step]]:
    """Give the steps of each applicant of one bank, in their order, with six queries however many they are."""
    ids = [applicant.pk for applicant in applicants]
    gifts = _first_gifts(ids)
    terms = list(current_terms(bank).values_list("pk", flat=True))
    consents = _consents(ids, terms)
    rows = _grouped(JoiningStep.objects.filter(member__in=ids).select_related("by", "asked_of"))
    kinds = list(CheckKind.objects.open().filter(bank=bank, is_for_joining=True))
    checks = _grouped(_checks(ids, kinds, today)) if kinds else {}
    minors = {applicant.pk for applicant in applicants if applicant.is_minor}
    guarded = _guardians(minors)
    return {
        pk: [
            _gifts_step(gifts.get(pk), bank),
            *([_terms_step(consents.get(pk, []), len(terms), bank)] if terms else []),
            *_reference_steps(rows.get(pk, []), bank.references_asked),
            *_induction_steps(rows.get(pk, []), asked_for=bank.asks_induction),
            *(_check_step(kind, checks.get(pk, [])) for kind in kinds),
            *([_guardian_step(guarded.get(pk))] if pk in minors else []),
        ]
        for pk in ids
    }


def steps_for(applicant: Member, today: datetime.date) -> list[Step]:
    """Give the steps of one applicant, in their order."""
    return steps_of([applicant], applicant.bank, today)[applicant.pk]


def missing_of(steps: Iterable[Step]) -> list[Step]:
    """Give those that stand in the way of letting somebody in."""
    return [step for step in steps if step.is_missing]


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits, with their steps, for the desk's columns."""

    applicant: Member
    steps: list[Step]
    days: int

    @property
    def missing(self) -> list[Step]:
        """What stands in the way."""
        return missing_of(self.steps)


@dataclass(frozen=True)
class Column:
    """One column of the desk's page of joining: who has waited longest comes first."""

    key: str
    title: str
    hint: str
    rows: list[Waiting]


NEW, KNOWING, CHECKS, READY, NOT_YET = "new", "knowing", "checks", "ready", "not-yet"


def columns(applicants: Sequence[Member], bank: Bank, at: datetime.datetime) -> list[Column]:
    """Put those who wait into the desk's columns, in the order they came, with seven queries however many they are."""
    today = bank.day(at)
    steps, said = steps_of(applicants, bank, today), _last_events(applicants)
    rows: dict[str, list[Waiting]] = defaultdict(list)
    for each in applicants:
        days = max(0, (today - bank.day(each.applied_at)).days)
        waiting = Waiting(each, steps[each.pk], days)
        rows[_column_of(waiting, said.get(each.pk, {}))].append(waiting)
    return [Column(key, title, hint, rows[key]) for key, title, hint in _headings()]


def _headings() -> list[tuple[str, str, str]]:
    return [
        (NEW, _("New"), _("Nobody has read these yet.")),
        (KNOWING, _("Getting to know"), _("Talk about gifts and terms.")),
        (CHECKS, _("Checks under way"), _("References, showing round, checks.")),
        (READY, _("Ready to decide"), _("Nothing is missing.")),
        (NOT_YET, _("Not yet"), _("They were told what is missing.")),
    ]


def _column_of(waiting: Waiting, said: dict[str, int]) -> str:
    """Name the column: what was said last counts, then what is missing, then what has been begun."""
    kind = MemberEvent.Kind
    moved_on = max(said.get(each, 0) for each in (kind.APPLIED, kind.STEP_CHANGED, kind.CONSENT_GIVEN, kind.VOUCHED))
    missing = waiting.missing
    if not missing:
        return READY
    if said.get(kind.NOT_YET, 0) > moved_on:
        return NOT_YET
    if any(step.is_begun for step in waiting.steps if step.kind in (REFERENCE, INDUCTION, CHECK)):
        return CHECKS
    return KNOWING if said.get(kind.CONTACT_SEEN, 0) > said.get(kind.APPLIED, 0) else NEW


def _last_events(applicants: Sequence[Member]) -> dict[int, dict[str, int]]:
    kind = MemberEvent.Kind
    told = (kind.APPLIED, kind.NOT_YET, kind.STEP_CHANGED, kind.CONSENT_GIVEN, kind.VOUCHED, kind.CONTACT_SEEN)
    events = MemberEvent.objects.filter(member__in=[each.pk for each in applicants], kind__in=told)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for member, each, last in events.order_by().values_list("member", "kind").annotate(last=Max("pk")):
        found[member][each] = last
    return found


def _first_gifts(ids: list[int]) -> dict[int, Gift]:
    first = Gift.objects.filter(member__in=ids).order_by("member", "pk").distinct("member")
    return {gift.member_id: gift for gift in first.select_related("added_by")}


def _consents(ids: list[int], terms: list[int]) -> dict[int, list[Consent]]:
    given = Consent.objects.filter(member__in=ids, terms__in=terms, ended_at=None).select_related("recorded_by")
    return _grouped(given)


def _checks(ids: list[int], kinds: list[CheckKind], today: datetime.date) -> Iterable[Check]:
    counting = Check.objects.counting(today).filter(member__in=ids, kind__in=kinds)
    return counting.select_related("seen_by")


def _grouped(rows: Iterable[Kept]) -> dict[int, list[Kept]]:
    found: dict[int, list[Kept]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def _gifts_step(first: Gift | None, bank: Bank) -> Step:
    title, missing = _("Gifts"), _("Tell us at least one thing you can do or enjoy.")
    if first is None:
        return Step(GIFTS, title, missing_words=missing)
    return Step(GIFTS, title, State.DONE, on=bank.day(first.added_at), by=first.added_by)


def _terms_step(consents: list[Consent], number: int, bank: Bank) -> Step:
    title, missing = _("Terms and code of conduct"), _("Say yes to our terms and code of conduct.")
    if len(consents) < number:
        return Step(TERMS, title, missing_words=missing)
    last = max(consents, key=lambda consent: consent.pk)
    words = _("Said yes %(how)s.") % {"how": last.get_how_display()}
    return Step(TERMS, title, State.DONE, on=bank.day(last.given_at), by=last.recorded_by, words=words)


def _reference_steps(rows: list[JoiningStep], asked: int) -> list[Step]:
    """Give one step for each reference the rule asks, and those that are there beyond it."""
    by_place = {row.place: row for row in rows if row.kind == REFERENCE}
    settled = sum(row.state in SETTLED for row in by_place.values())
    places = sorted({*range(1, asked + 1), *by_place})
    # As many count as the rule asks, whichever place they stand at: a member's word given beyond it helps, too.
    steps = [_reference(place, len(places), asked_for=settled < asked) for place in places]
    return [_with_row(step, by_place.get(step.place)) for step in steps]


def _reference(place: int, number: int, *, asked_for: bool) -> Step:
    title = _("Reference") if number == 1 else _("Reference %(place)d") % {"place": place}
    missing = _("Somebody who knows you puts in a word for you.")
    return Step(REFERENCE, title, place=place, is_asked_for=asked_for, missing_words=missing)


def _induction_steps(rows: list[JoiningStep], *, asked_for: bool) -> list[Step]:
    row = next((row for row in rows if row.kind == INDUCTION), None)
    if row is None and not asked_for:
        return []
    missing = _("Come by, so that we can show you round.")
    return [_with_row(Step(INDUCTION, _("Showing round"), is_asked_for=asked_for, missing_words=missing), row)]


def _with_row(step: Step, row: JoiningStep | None) -> Step:
    if row is None:
        return step
    return replace(step, state=row.state, on=row.on, by=row.by, asked_of=row.asked_of, words=row.words)


def _guardians(minors: set[int]) -> dict[int, Mandate]:
    """Give the guardian of each of those under 18, asking only where there are any."""
    if not minors:
        return {}
    live = Mandate.objects.live().filter(member__in=minors, kind=Mandate.Kind.GUARDIAN)
    return {mandate.member_id: mandate for mandate in live.select_related("named_by", "member__bank")}


def _guardian_step(mandate: Mandate | None) -> Step:
    title, missing = _("A guardian's yes"), _("Let a parent or guardian talk with us: you are under 18.")
    if mandate is None:
        return Step(GUARDIAN, title, missing_words=missing)
    on = mandate.member.bank.day(mandate.began_at)
    return Step(GUARDIAN, title, state=State.DONE, on=on, by=mandate.named_by, missing_words=missing)


def _check_step(kind: CheckKind, checks: list[Check]) -> Step:
    seen = next((check for check in checks if check.kind_id == kind.pk), None)
    if seen is None:
        return Step(CHECK, kind.name, missing_words=_("Show us: %(check)s.") % {"check": kind.name})
    return Step(CHECK, kind.name, State.DONE, on=seen.issued_on, by=seen.seen_by)


def untold(applicants: Iterable[Member], bank: Bank) -> set[int]:
    """Say to which of these somebody still has to pass something on by hand, with one query."""
    keys = {applicant.actor_key: applicant.pk for applicant in applicants}
    waiting = Notice.objects.to_pass_on(bank.slug).filter(recipient__key__in=list(keys))
    return {keys[key] for key in waiting.order_by().values_list("recipient__key", flat=True)}


def missing_in_words(steps: Iterable[Step]) -> str:
    """Write what is missing as short sentences, each once."""
    return "\n".join(dict.fromkeys(step.missing_words for step in missing_of(steps)))


def days_in_words(days: int) -> str:
    """Write how long somebody has waited."""
    if days < 1:
        return _("Since today")
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
