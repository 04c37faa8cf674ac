"""Silence that counts as a yes, where the bank's rule says so: nobody's word, and the history says that."""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from exchanges.access import needs_approval
from exchanges.actions.acts import locked, parties, path_of, tell_one, withdraw_reminders
from exchanges.actions.guardians import tell_guardians
from exchanges.actions.posting import spend, warn_who_paid
from exchanges.models import REMINDER_DAYS, Exchange, Reminder, Step
from ledger.actions import LedgerRefused
from members.models import AddressClaim, BankEvent, Mandate, Member
from notices.models import Notice
from timebank.lib.durations import hours_in_words
from timebank.lib.transactions import atomic_with_retry

SYSTEM = "system"  # who asks the ledger
TO_ANSWER = datetime.timedelta(days=3)  # after the last reminder, however late that was
_RULES = (BankEvent.Rule.SILENCE_POSTS, BankEvent.Rule.SILENT_AFTER)

State = Exchange.State


def whose_silence_counts(exchange: Exchange) -> Member | None:
    """Give the side that will be taken to agree if it says nothing more; nobody where silence does not count."""
    return silent_sides([exchange]).get(exchange.pk)


def silent_sides(exchanges: Sequence[Exchange]) -> dict[int, Member]:
    """Give the same of many exchanges, by id, with four queries.

    Silence never counts for who is under 18, for who is reached by hand alone (we cannot know that they heard), where
    the two are apart, where who gave the other word stands with the silent side (then one person alone would move
    hours), or where the exchange was there before the rule: its reminders did not say so.
    """
    asked = [(exchange, silent) for exchange in exchanges if (silent := _who_is_silent(exchange))]
    if not asked:
        return {}
    apart = Exchange.objects.apart_among([exchange for exchange, _silent in asked])
    rules = BankEvent.objects.filter(bank__in={exchange.bank_id for exchange, _silent in asked}, rule__in=_RULES)
    changed = dict(rules.order_by().values_list("bank").annotate(Max("at")))
    stand_with = _who_stands_with([silent for _exchange, silent in asked])
    return {
        exchange.pk: silent
        for exchange, silent in asked
        if exchange.pk not in apart
        and not (exchange.bank_id in changed and changed[exchange.bank_id] > exchange.state_since)
        and stand_with[silent.pk].isdisjoint(_who_spoke(exchange, silent))
    }


def _who_is_silent(exchange: Exchange) -> Member | None:
    """Give the one side whose word is missing, where it could be taken to agree."""
    if not exchange.bank.silence_posts or exchange.state != State.LOGGED:
        return None
    missing = [member for member in parties(exchange) if not exchange.has_agreed(member)]
    if len(missing) != 1 or not all(member.can_trade for member in parties(exchange)):
        return None
    silent = missing[0]
    is_reached = silent.person is not None and bool(silent.person.email)
    return silent if is_reached and not silent.is_minor else None


def day_it_counts(exchange: Exchange, at: datetime.datetime) -> datetime.date:
    """Give the day on which silence becomes a yes, seen from now: never sooner than they are told."""
    days = max(exchange.bank.silent_after_days, REMINDER_DAYS[-1] + TO_ANSWER.days)
    return exchange.bank.day(max(exchange.state_since + datetime.timedelta(days=days), at + TO_ANSWER))


def reminded_in_full(exchanges: Sequence[Exchange]) -> set[int]:
    """Give for which exchanges, by id, the last reminder before silence counts was written, or a late one for both."""
    if not exchanges:
        return set()
    said = Reminder.objects.by("ANSWER").filter(about__in=[exchange.pk for exchange in exchanges])
    last = dict(said.order_by().values_list("about").annotate(Max("said_at")))
    in_full = datetime.timedelta(days=REMINDER_DAYS[-1])
    return {each.pk for each in exchanges if each.pk in last and last[each.pk] >= each.state_since + in_full}


@atomic_with_retry
def take_silence_as_yes(exchange_id: int, *, at: datetime.datetime) -> bool:
    """Take the silent side to agree, if that is due and the reminders reached them. Answers whether it was.

    From there it goes as after a word: it posts by the bank's rule, or waits on the desk.
    """
    exchange = locked(Exchange(pk=exchange_id))
    is_due = Exchange.objects.silent(at).filter(pk=exchange_id).exists() and bool(reminded_in_full([exchange]))
    silent = whose_silence_counts(exchange) if is_due else None
    if silent is None or not _had_time_to_answer(exchange, silent, at):
        return False
    if silent.pk == exchange.giver_id:
        exchange.giver_agreed_at = at
    else:
        exchange.receiver_agreed_at = at
    _move(exchange, State.CONFIRMED, at)
    if not needs_approval(exchange):
        _post_if_it_fits(exchange, at)
    _tell_both(exchange, silent, at)
    return True


def _who_spoke(exchange: Exchange, silent: Member) -> set[int | None]:
    """Give the other side, and who gave its word."""
    return {exchange.other_side(silent).pk, exchange.giver_agreed_by_id, exchange.receiver_agreed_by_id}


def _who_stands_with(members: Collection[Member]) -> dict[int, set[int | None]]:
    """Give who acts for each of some members, or wrote down where they read mail."""
    found: dict[int, set[int | None]] = {member.pk: set() for member in members}
    mandates = Mandate.objects.live().filter(member__in=found).values_list("member", "holder")
    claims = AddressClaim.objects.written_down().filter(member__in=found).values_list("member", "by")
    for member, other in [*mandates, *claims]:
        found[member].add(other)
    return found


def _had_time_to_answer(exchange: Exchange, silent: Member, at: datetime.datetime) -> bool:
    """Whether the last reminder was sent or read long enough ago: one that went nowhere says nothing."""
    reminders = Notice.objects.for_recipients([silent.actor_key]).filter(kind="REMINDER", path=path_of(exchange))
    last = reminders.filter(created_at__gte=exchange.state_since).newest_first()[:1]
    heard = Q(sent_at__lte=at - TO_ANSWER) | Q(read_at__lte=at - TO_ANSWER)
    return Notice.objects.filter(heard, pk__in=last.values("pk")).exists()


def _post_if_it_fits(exchange: Exchange, at: datetime.datetime) -> None:
    """Post it; what the ledger refuses waits on the desk like everything both agreed that does not fit."""
    try:
        with transaction.atomic():
            spend(exchange, recorded_by=SYSTEM)
            exchange.posted_at = at
            _move(exchange, State.POSTED, at)
            warn_who_paid(exchange, at)
    except LedgerRefused:
        exchange.refresh_from_db(fields=["state", "state_since", "posted_at", "transfer"])


def _move(exchange: Exchange, to: Exchange.State, at: datetime.datetime) -> None:
    """Change the state, with a line of the history that nobody wrote."""
    came_from = exchange.state
    exchange.state, exchange.state_since = to, at
    exchange.save()
    withdraw_reminders(exchange, came_from)
    Step.objects.create(exchange=exchange, at=at, by=None, from_state=came_from, to_state=to, minutes=exchange.minutes)
    tell_guardians(exchange, by=None, at=at)


def _tell_both(exchange: Exchange, silent: Member, at: datetime.datetime) -> None:
    """Tell each once what their silence, or the other's, has come to, and what they can still do."""
    words = {"hours": hours_in_words(exchange.minutes), "what": exchange.description, "name": silent.name}
    is_posted = exchange.state == State.POSTED
    waiting = _("Silence counts as a yes here: %(what)s")
    earned, spent = _("You earned %(hours)s: %(what)s"), _("You spent %(hours)s: %(what)s")
    own = _(
        "We heard nothing from you, so by our rules it counts as your yes. If it is not right, you can still say so."
    )
    other = _("%(name)s did not answer. By our rules that counts as a yes.")
    next_words = "" if is_posted else " " + _("A coordinator looks at it next.")
    for member, moved in ((exchange.giver, earned), (exchange.receiver, spent)):
        subject = (moved if is_posted else waiting) % words
        body = (own if member.pk == silent.pk else other) % words + next_words
        tell_one(exchange, member, at=at, kind="SILENCE", subject=subject, body=body)
