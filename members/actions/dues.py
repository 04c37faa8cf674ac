"""Levies and lapsing hours: announced before, taken once for each month, and everybody told.

A job asks which months are due and which notices are to be sent; each step here may run again and does no more.
"""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.acts import lock_bank, must_be_admin
from members.actions.limits import warn_many_if_low
from members.actions.rules import must_say_why
from members.actions.telling import tell_member
from members.models import Bank, BankEvent, Collection, CollectionLine, DuesRule, Member
from members.reads import dues
from notices import actions as notices
from timebank.lib.durations import hours_in_words
from timebank.lib.errors import WrongState
from timebank.lib.transactions import atomic_with_retry

Kind = DuesRule.Kind
SYSTEM = "system"
GOES_TO = {Kind.LEVY: "POT", Kind.EXPIRY: "EXPIRY"}
RULE_NAMES = {Kind.LEVY: BankEvent.Rule.LEVY, Kind.EXPIRY: BankEvent.Rule.EXPIRY}


@dataclass(frozen=True)
class Plan:
    """What an admin wants taken each month: of a levy its minutes, of lapsing hours how many months they last."""

    kind: str
    amount: int
    why: str  # a reason that members read


@dataclass(frozen=True)
class _Told:
    """What one member is told; `cause` sees to it that they are told once."""

    bank: Bank
    kind: str
    subject: str
    body: str
    cause: str


@transaction.atomic
def announce(bank: Bank, plan: Plan, *, by: Member, at: datetime.datetime) -> DuesRule:
    """Set a rule that begins with the first month at least fourteen days away; a job tells every member.

    What holds now holds until then. A plan that has not begun is replaced by this one.
    """
    must_be_admin(bank, by)
    must_say_why(plan.why)
    bank = lock_bank(bank)
    today = bank.day(at)
    live = DuesRule.objects.of(bank).live().filter(kind=plan.kind)
    before = live.last()
    if before is not None and before.amount == plan.amount:
        raise WrongState(_("That is the rule already."))
    live.filter(begins_on__gt=today).update(withdrawn_at=at, withdrawn_by=by, told_at=at)  # the new one says it all
    rule = DuesRule.objects.create(
        bank=bank,
        kind=plan.kind,
        amount=plan.amount,
        begins_on=dues.first_day_for(today),
        announced_by=by,
        announced_at=at,
    )
    _write_down(rule, before.amount if before else None, plan.amount, words=plan.why, by=by, at=at)
    return rule


@transaction.atomic
def switch_off(bank: Bank, kind: str, *, words: str, by: Member, at: datetime.datetime) -> None:
    """Take nothing more by a rule, from now on, and say why. What has not begun never begins; a job tells everybody."""
    must_be_admin(bank, by)
    must_say_why(words)
    bank = lock_bank(bank)
    live = DuesRule.objects.of(bank).live().filter(kind=kind)
    last = live.last()
    if last is None:
        raise WrongState(_("This is switched off already."))
    live.exclude(pk=last.pk).update(withdrawn_at=at, withdrawn_by=by, told_at=at)  # one notice is enough
    last.withdrawn_at, last.withdrawn_by, last.told_at = at, by, None
    last.save()
    _write_down(last, last.amount, None, words=words, by=by, at=at)


@atomic_with_retry
def collect(bank: Bank, kind: str, month: datetime.date, *, at: datetime.datetime) -> Collection | None:
    """Take what a rule asks for a month, once, in one transaction, and keep whom the ledger refused and why.

    None where it has been taken, or no rule holds any more: a switch and a job wait for each other here.
    """
    bank = lock_bank(bank)
    rule = dues.rule_for(bank, kind, month)
    if rule is None or month > bank.day(at) or Collection.objects.filter(bank=bank, kind=kind, month=month).exists():
        return None
    members = {member.account_id: member for member in dues.liable(bank, month)}
    postings = _postings(rule, members, month=month, today=bank.day(at))
    posted, refused = ledger.post_each_that_fits(list(postings))
    refusals = {each.posting.payer_id: str(each.refusal) for each in refused}
    collection = Collection.objects.create(
        bank=bank,
        rule=rule,
        kind=kind,
        month=month,
        taken_at=at,
        members_count=len(posted),
        minutes=sum(posting.minutes for posting in postings if posting.payer_id not in refusals),
        left_out_count=len(refused),
    )
    CollectionLine.objects.bulk_create(
        CollectionLine(
            collection=collection,
            member=members[posting.payer_id],
            minutes=posting.minutes,
            refusal=refusals.get(posting.payer_id, ""),
        )
        for posting in postings
    )
    spent = [(members[each.payer_id], each.minutes) for each in postings if each.payer_id not in refusals]
    for member, _minutes in spent:
        member.bank = bank  # spares asking for each
    warn_many_if_low(spent, cause=f"collection:{collection.pk}", at=at)
    return collection


def tell_of_rule(rule: DuesRule, *, at: datetime.datetime) -> None:
    """Tell every member it concerns what will be taken, or that it will not be after all. Again tells nobody twice."""
    bank, today = rule.bank, rule.bank.day(at)
    why = _reason_of(rule)
    estimates = {} if rule.withdrawn_at else dues.minutes_due(bank, rule, rule.begins_on, today)
    for member in dues.liable(bank, max(rule.begins_on, today)).iterator():
        subject, body = _words_about(rule, estimates.get(member.account_id or 0, 0))
        body = "\n\n".join(filter(None, [body, why]))
        _tell(member, _Told(bank, "DUES_RULE", subject, body, _cause_of(rule)), at=at)
    # Where it was switched off meanwhile it stays untold: those who have heard of it hear that too.
    DuesRule.objects.filter(pk=rule.pk, withdrawn_at=rule.withdrawn_at).update(told_at=at)


def tell_of_collection(collection: Collection, *, at: datetime.datetime) -> None:
    """Tell every member from whom something was taken. Again tells nobody twice."""
    bank = collection.bank
    for line in collection.lines.filter(refusal="").select_related("member").iterator():
        words = {"hours": hours_in_words(line.minutes), "month": formats.date_format(collection.month, "F Y")}
        if collection.kind == Kind.LEVY:
            subject = _("You gave %(hours)s to the community pot") % words
            body = _("Every member gives the same for %(month)s. You need do nothing.") % words
        else:
            subject = _("%(hours)s of yours lapsed") % words
            body = _("You had them for a long time and did not spend them. That is the rule for %(month)s.") % words
        _tell(line.member, _Told(bank, "DUES_TAKEN", subject, body, f"collection:{collection.pk}"), at=at)
    Collection.objects.filter(pk=collection.pk).update(told_at=at)


def _postings(
    rule: DuesRule, members: dict[int | None, Member], *, month: datetime.date, today: datetime.date
) -> list[ledger.Posting]:
    """Write down what is to be taken, each from its own cause, all in one batch."""
    cause = f"{rule.kind.lower()}:{month:%Y-%m}"
    payee_id = ledger_reads.account_of_kind(rule.bank.book_id, GOES_TO[Kind(rule.kind)])
    named = f"{cause}:{rule.bank.slug}"
    return [
        ledger.Posting(
            key=uuid.uuid5(uuid.NAMESPACE_URL, f"{named}:{members[account_id].pk}"),
            kind=rule.kind,
            payer_id=account_id,
            payee_id=payee_id,
            minutes=minutes,
            reference=f"{cause}/member:{members[account_id].pk}",
            happened_on=today,
            recorded_by=SYSTEM,
            batch=uuid.uuid5(uuid.NAMESPACE_URL, named),
        )
        for account_id, minutes in dues.minutes_due(rule.bank, rule, month, today).items()
    ]


def _words_about(rule: DuesRule, estimate: int) -> tuple[str, str]:
    """Say what a rule will take from one member, or that it was switched off."""
    is_levy = rule.kind == Kind.LEVY
    if rule.withdrawn_at:
        subject = _("No hours are taken for the pot each month") if is_levy else _("Your hours do not lapse")
        return subject, _("The rule was switched off. You need do nothing.")
    subject = dues.sentence(rule, rule.begins_on - dues.ONE_DAY)
    words = {"day": formats.date_format(rule.begins_on, "j F Y"), "hours": hours_in_words(estimate)}
    if is_levy:
        return subject, _("The pot helps members who need hours. We take them by ourselves. You need do nothing.")
    if not estimate:
        return subject, _("As it stands today, none of yours would lapse on %(day)s.") % words
    return subject, _(
        "As it stands today, %(hours)s of yours would lapse on %(day)s. Ask for help before then."
    ) % words


def _reason_of(rule: DuesRule) -> str:
    """Quote the reason that an admin gave for the rule, or for switching it off."""
    at = rule.withdrawn_at or rule.announced_at
    written = BankEvent.objects.filter(bank=rule.bank, rule=RULE_NAMES[Kind(rule.kind)], at=at).exclude(words="")
    said = written.values_list("words", flat=True).first()
    return _("Why: “%(words)s”") % {"words": said} if said else ""


def _cause_of(rule: DuesRule) -> str:
    return f"dues:{rule.pk}:{'off' if rule.withdrawn_at else 'on'}"


def _tell(member: Member, told: _Told, *, at: datetime.datetime) -> None:
    tell_member(
        member,
        notices.Message(
            recipient_key=member.actor_key,
            bank=told.bank.slug,
            kind=told.kind,
            subject=told.subject,
            body=told.body,
            path=reverse("exchanges:home", args=[told.bank.slug]),
            dedupe_key=told.cause,
        ),
        at=at,
    )


def _write_down(
    rule: DuesRule, before: int | None, after: int | None, *, words: str, by: Member, at: datetime.datetime
) -> None:
    name = RULE_NAMES[Kind(rule.kind)]
    BankEvent.objects.create(bank=rule.bank, rule=name, before=before, after=after, words=words, by=by, at=at)
