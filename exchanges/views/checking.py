"""The last look before an exchange is sent: all answers, and what will happen with it."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchanges.access import needs_approval
from exchanges.actions.life import Draft
from exchanges.models import Exchange
from exchanges.views.sentences import named
from ledger import reads as ledger
from members.models import Bank, Member
from timebank.lib.durations import hours_figure, hours_in_words

SETTLED_NOW = gettext_lazy("If you say yes, your balance goes from %(before)s to %(after)s.")
APPROVED_NOW = gettext_lazy(
    "If you say yes, a coordinator looks at it, and then your balance goes from %(before)s to %(after)s."
)
SETTLED_NEXT = gettext_lazy("Then your balance goes from %(before)s to %(after)s.")
APPROVED_NEXT = gettext_lazy("Then a coordinator looks at it, and your balance goes from %(before)s to %(after)s.")


@dataclass(frozen=True)
class Answer:
    """One question, what was answered, and where to change it."""

    question: str
    answer: str
    url: str


@dataclass(frozen=True)
class Next:
    """What happens with the exchange after it is sent, and what might stand in its way."""

    words: str
    in_the_way: str


def preview(draft: Draft, bank: Bank) -> Exchange:
    """Draw the exchange as it will be once both sides have agreed. It is never saved."""
    return Exchange(
        bank=bank,
        giver=draft.giver,
        receiver=draft.receiver,
        minutes=draft.minutes,
        category=draft.category,
        listing=draft.listing,
        happened_on=draft.day,
        state=Exchange.State.CONFIRMED,
        giver_agreed_by=draft.giver,
        receiver_agreed_by=draft.receiver,
    )


def answers(draft: Draft, member: Member) -> list[Answer]:
    """List what was answered, each with the way to change it."""
    urls = {step: reverse(f"exchanges:{step}", args=[member.bank.slug]) for step in ("log", "log_what", "log_when")}
    i_gave = draft.giver.pk == member.pk
    other = named(draft.receiver if i_gave else draft.giver)
    who_gave = _("I gave the time") if i_gave else _("%(name)s gave the time") % {"name": other}
    lines = [
        Answer(_("Who it was with"), other, urls["log"] + "?change=1"),
        Answer(_("Who gave the time"), who_gave, urls["log_what"]),
        Answer(_("What was done"), draft.description, urls["log_what"]),
        Answer(_("When"), formats.date_format(draft.day, "l j F Y"), urls["log_when"]),
        Answer(_("How long"), hours_in_words(draft.minutes), urls["log_when"]),
    ]
    if draft.category:
        lines.insert(3, Answer(_("Kind of help"), draft.category.name, urls["log_what"]))
    return lines


def what_happens_next(exchange: Exchange, member: Member) -> Next:
    """Say whom we ask, who else looks at it, and what becomes of the member's hours."""
    then = _becomes(exchange, member, APPROVED_NEXT if needs_approval(exchange) else SETTLED_NEXT)
    return replace(then, words=f"{_we_ask(exchange.other_side(member))} {then.words}")


def what_a_yes_does(exchange: Exchange, member: Member) -> Next:
    """Say to who is asked on the spot what becomes of their hours when they say yes."""
    return _becomes(exchange, member, APPROVED_NOW if needs_approval(exchange) else SETTLED_NOW)


def _becomes(exchange: Exchange, member: Member, pattern: Promise) -> Next:
    account = ledger.account_states([member.account_id or 0])[member.account_id or 0]
    gives = exchange.giver_id == member.pk
    after = account.balance_minutes + (exchange.minutes if gives else -exchange.minutes)
    balances = {"before": hours_figure(account.balance_minutes), "after": hours_in_words(after)}
    return Next(str(pattern) % balances, _too_much(account, after) if gives else _too_little(account, after))


def _we_ask(other: Member) -> str:
    if other.person is not None and other.person.email:
        return _("We ask %(name)s to agree.") % {"name": named(other)}
    return _("%(name)s has no e-mail with us, so a coordinator asks them.") % {"name": named(other)}


def _too_little(account: ledger.AccountState, after: int) -> str:
    if account.floor_minutes is None or after >= account.floor_minutes:
        return ""
    return _(
        "This would take you past the %(limit)s you may owe. You can still send it, and a coordinator will help."
    ) % {"limit": hours_in_words(-account.floor_minutes)}


def _too_much(account: ledger.AccountState, after: int) -> str:
    if account.ceiling_minutes is None or after <= account.ceiling_minutes:
        return ""
    return _(
        "This would take you past the %(limit)s you may have. You can still send it, and a coordinator will help."
    ) % {"limit": hours_in_words(account.ceiling_minutes)}
