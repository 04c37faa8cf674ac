"""A round begins, by a coordinator or each month by itself, and everybody is told; until it is solved it can end."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from exchanges.models import Round, RoundProposal, RoundsEachMonth
from members.actions import tell_many_members
from members.actions.acts import lock_bank, must_run_bank
from members.models import Bank, Member
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

SHORTEST, LONGEST = datetime.timedelta(days=1), datetime.timedelta(days=60)
EACH_MONTH_FOR = datetime.timedelta(days=10)
TOLD_AT_ONCE = 500

State = Round.State


class RoundRefused(RuleBroken):
    """This is no round, or no wish in one."""


class RoundOver(WrongState):
    """Nobody enters this round any more."""


@transaction.atomic
def open_round(bank: Bank, *, last_on: datetime.date, by: Member, at: datetime.datetime) -> Round:
    """Open a round until a last day; a job tells everybody. While one is open it stands, and is given again."""
    must_coordinate(bank, by)
    bank = lock_bank(bank)
    standing: Round | None = Round.objects.of(bank).open().first()
    if standing is not None:
        return standing
    today = bank.day(at)
    if not today + SHORTEST <= last_on <= today + LONGEST:
        raise RoundRefused(_("Choose a last day from tomorrow on, within two months."))
    made: Round = Round.objects.create(bank=bank, last_on=last_on, opened_at=at, opened_by=by)
    return made


@transaction.atomic
def open_each_month(bank: Bank, *, by: Member, at: datetime.datetime) -> None:
    """Let a round begin with each month by itself. Again does no harm."""
    must_run_bank(bank, by)
    RoundsEachMonth.objects.get_or_create(bank=bank, defaults={"by": by, "since": at})


@transaction.atomic
def open_by_hand(bank: Bank, *, by: Member) -> None:
    """Let rounds begin by a coordinator's hand alone."""
    must_run_bank(bank, by)
    RoundsEachMonth.objects.filter(bank=bank).delete()


@transaction.atomic
def open_if_due(bank_id: int, *, at: datetime.datetime) -> Round | None:
    """Open this month's round where the bank wishes one each month, and none was opened in it or is open still."""
    found = RoundsEachMonth.objects.filter(bank=bank_id).first()
    if found is None:
        return None
    bank = lock_bank(found.bank)
    today = bank.day(at)
    latest = Round.objects.of(bank).first()
    if latest is not None and (latest.state == State.OPEN or bank.day(latest.opened_at) >= today.replace(day=1)):
        return None
    made: Round = Round.objects.create(bank=bank, last_on=today + EACH_MONTH_FOR, opened_at=at)
    return made


@transaction.atomic
def withdraw(round_: Round, *, by: Member, at: datetime.datetime) -> Round:
    """Call a round off before it is solved; who entered is told. Again does no harm."""
    must_coordinate(round_.bank, by)
    round_ = locked_round(round_)
    if round_.state == State.WITHDRAWN:
        return round_
    if round_.state != State.OPEN:
        raise WrongState(_("This round is solved. Its proposals stand until everybody has answered."))
    round_.state, round_.ended_at = State.WITHDRAWN, at
    round_.save(update_fields=["state", "ended_at"])
    notices.erase_words_about(round_.bank.slug, [path_of(round_)], instead=_("A round that was called off"))
    subject = _("This round of giving and taking is called off")
    body = _("Nothing comes of what you entered this time. You can always ask and offer in the lists.")
    entered = Member.objects.filter(round_entries__round=round_).select_related("bank").order_by("pk")
    told = [(each, message(round_, each, "ROUND_WITHDRAWN", subject, body)) for each in entered]
    tell_many_members(told, at=at)
    return round_


def tell_of_opening(round_id: int, *, at: datetime.datetime) -> None:
    """Tell everybody that a round is open, in pieces. What is stopped halfway goes on; nobody is told twice."""
    while _tell_piece(round_id, at=at):
        pass


@transaction.atomic
def _tell_piece(round_id: int, *, at: datetime.datetime) -> bool:
    untold = Round.objects.untold().select_for_update(no_key=True, skip_locked=True, of=("self",))
    round_ = untold.select_related("bank").filter(pk=round_id).first()
    if round_ is None:
        return False
    some = Member.objects.of(round_.bank).trading().filter(pk__gt=round_.told_up_to).order_by("pk")[:TOLD_AT_ONCE]
    members = list(some)
    day = formats.date_format(round_.last_on, "l j F")
    subject = _("A round of giving and taking is open until %(day)s") % {"day": day}
    body = _(
        "Say what you would like to receive and what you would give. We find who fits, and everybody says yes or no."
    )
    told = [(each, message(round_, each, "ROUND_OPEN", subject, body, important=False)) for each in members]
    tell_many_members(told, at=at)
    is_last = len(members) < TOLD_AT_ONCE
    round_.told_up_to, round_.told_at = members[-1].pk if members else round_.told_up_to, at if is_last else None
    round_.save(update_fields=["told_up_to", "told_at"])
    return not is_last


def locked_round(round_: Round) -> Round:
    """Read a round afresh under its row lock: nobody enters while it is solved."""
    found: Round = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").get(pk=round_.pk)
    return found


def message(
    round_: Round, member: Member, kind: str, subject: str, body: str, *, important: bool = True
) -> notices.Message:
    """Write what one member is told about a round, once for each kind."""
    return notices.Message(
        recipient_key=member.actor_key,
        bank=round_.bank.slug,
        kind=kind,
        subject=subject,
        body=body,
        path=path_of(round_),
        important=important,
        dedupe_key=f"round:{round_.pk}:{kind}",
    )


def path_of(round_: Round) -> str:
    """Give the address of a round's page."""
    return reverse("exchanges:round", args=[round_.bank.slug, round_.pk])


def path_of_proposal(proposal: RoundProposal) -> str:
    """Give the place of one proposal on its round's page: what was told of it is found by this."""
    return f"{path_of(proposal.round)}#proposal-{proposal.pk}"


def must_coordinate(bank: Bank, by: Member) -> None:
    """Refuse whoever does not run this bank day to day."""
    if by.bank_id != bank.pk or not by.is_coordinator:
        raise NotAllowed(_("Only a coordinator of this time bank can do this."))
