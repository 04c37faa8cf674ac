"""Two banks agreeing to exchange hours: one proposes, the other answers, either may change its limits or end it.

Each side says how far it lets hours run up between the two; in the ledger each book keeps its own limits, so the
stricter of both holds by itself. Admins of both banks are told of every step; of the other bank they read its name.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.acts import must_be_admin
from members.actions.telling import tell
from members.models import Bank, Member, Partnership, PartnershipEvent, Role
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

State = Partnership.State
Kind = PartnershipEvent.Kind


class NotPartners(RuleBroken):
    """Two banks cannot agree like this."""


@dataclass(frozen=True)
class Terms:
    """How far one bank lets hours run up, in minutes.

    `receives` is how much more its members may have received from the other bank than they gave it, `gives` the
    opposite.
    """

    receives_minutes: int
    gives_minutes: int


@transaction.atomic
def propose(bank: Bank, partner: Bank, terms: Terms, *, by: Member, at: datetime.datetime) -> Partnership:
    """Ask another bank to exchange hours; its admins answer."""
    must_be_admin(bank, by)
    _must_leave_room(terms)
    if bank.pk == partner.pk:
        raise NotPartners(_("Choose another time bank."))
    _lock_both(bank, partner)  # two that ask each other at the same moment: the second finds the first's question
    if Partnership.objects.between(bank, partner).live().exists():
        raise WrongState(_("You and %(bank)s have an agreement, or one waits for an answer.") % {"bank": partner.name})
    partnership = Partnership.objects.create(
        bank=bank,
        partner=partner,
        bank_receives_minutes=terms.receives_minutes,
        bank_gives_minutes=terms.gives_minutes,
    )
    _write_down(partnership, Kind.PROPOSED, terms, by=by, at=at)
    return partnership


@transaction.atomic
def accept(partnership: Partnership, terms: Terms, *, by: Member, at: datetime.datetime) -> Partnership:
    """Agree to another bank's proposal with limits of one's own: from now on hours may cross."""
    partnership = _locked(partnership, by)
    _must_be_asked(partnership, by)
    _must_leave_room(terms)
    partnership.partner_receives_minutes, partnership.partner_gives_minutes = (
        terms.receives_minutes,
        terms.gives_minutes,
    )
    partnership.state = State.AGREED
    partnership.save()
    theirs = Terms(partnership.bank_receives_minutes, partnership.bank_gives_minutes)
    ledger.open_clearing(
        partnership.bank.book_id,
        partnership.partner.book_id,
        limits=_limits(theirs),
        other_limits=_limits(terms),
        by=by.actor_key,
    )
    _write_down(partnership, Kind.ACCEPTED, terms, by=by, at=at)
    return partnership


@transaction.atomic
def decline(partnership: Partnership, *, by: Member, at: datetime.datetime) -> Partnership:
    """Say no to another bank's proposal. They may ask again."""
    partnership = _locked(partnership, by)
    _must_be_asked(partnership, by)
    return _end_as(partnership, State.DECLINED, Kind.DECLINED, by=by, at=at)


@transaction.atomic
def withdraw(partnership: Partnership, *, by: Member, at: datetime.datetime) -> Partnership:
    """Take back a proposal that was not answered yet."""
    partnership = _locked(partnership, by)
    if partnership.state != State.PROPOSED or not partnership.is_proposed_by(by.bank):
        raise WrongState(_("This has been answered already, or it is not yours to take back."))
    return _end_as(partnership, State.WITHDRAWN, Kind.WITHDRAWN, by=by, at=at)


@transaction.atomic
def change_limits(partnership: Partnership, terms: Terms, *, by: Member, at: datetime.datetime) -> Partnership:
    """Set other limits for one's own side. What has run up stays, and beyond a limit moves only towards zero."""
    partnership = _locked(partnership, by)
    _must_be_agreed(partnership)
    _must_leave_room(terms)
    side = "bank" if partnership.is_proposed_by(by.bank) else "partner"
    setattr(partnership, f"{side}_receives_minutes", terms.receives_minutes)
    setattr(partnership, f"{side}_gives_minutes", terms.gives_minutes)
    partnership.save()
    other = partnership.other(by.bank)
    ours = {each.other_book_id: each.account_id for each in ledger_reads.positions(by.bank.book_id)}
    ledger.set_limits(ours[other.book_id], _limits(terms), by=by.actor_key, reason="LIMITS_SET")
    _write_down(partnership, Kind.LIMITS_SET, terms, by=by, at=at)
    return partnership


@transaction.atomic
def end(partnership: Partnership, *, by: Member, at: datetime.datetime) -> Partnership:
    """End an agreement: from now on hours between the two move only towards zero."""
    partnership = _locked(partnership, by)
    _must_be_agreed(partnership)
    ledger.end_clearing(partnership.bank.book_id, partnership.partner.book_id, by=by.actor_key)
    return _end_as(partnership, State.ENDED, Kind.ENDED, by=by, at=at)


def _lock_both(bank: Bank, partner: Bank) -> None:
    list(Bank.objects.filter(pk__in=[bank.pk, partner.pk]).order_by("pk").select_for_update(no_key=True))


def _locked(partnership: Partnership, by: Member) -> Partnership:
    """Read the agreement afresh under its lock, for an admin of one of its two banks."""
    found = Partnership.objects.select_for_update(no_key=True, of=("self",)).select_related("bank", "partner")
    partnership = found.get(pk=partnership.pk)
    if by.bank_id not in (partnership.bank_id, partnership.partner_id):
        raise NotAllowed(_("Only an admin of one of the two time banks may do this."))
    must_be_admin(by.bank, by)
    return partnership


def _must_leave_room(terms: Terms) -> None:
    if not (terms.receives_minutes or terms.gives_minutes):
        raise NotPartners(_("Let at least one of the two be more than 0, or no hours could cross."))


def _must_be_asked(partnership: Partnership, by: Member) -> None:
    if partnership.state != State.PROPOSED or partnership.is_proposed_by(by.bank):
        raise WrongState(_("This does not wait for your answer."))


def _must_be_agreed(partnership: Partnership) -> None:
    if partnership.state != State.AGREED:
        raise WrongState(_("There is no such agreement any more."))


def _limits(terms: Terms) -> ledger.Limits:
    return ledger.Limits(floor_minutes=-terms.gives_minutes, ceiling_minutes=terms.receives_minutes)


def _end_as(partnership: Partnership, state: State, kind: Kind, *, by: Member, at: datetime.datetime) -> Partnership:
    partnership.state = state
    partnership.save(update_fields=["state"])
    _write_down(partnership, kind, None, by=by, at=at)
    return partnership


def _write_down(
    partnership: Partnership, kind: Kind, terms: Terms | None, *, by: Member, at: datetime.datetime
) -> None:
    """Leave a line of history, and tell the admins of both banks."""
    PartnershipEvent.objects.create(
        partnership=partnership,
        kind=kind,
        by=by,
        at=at,
        receives_minutes=terms.receives_minutes if terms else None,
        gives_minutes=terms.gives_minutes if terms else None,
    )
    notices.note_acted(by.actor_key, [_page_of(by.bank, partnership.other(by.bank))], at=at)
    for bank in (partnership.bank, partnership.partner):
        other = partnership.other(bank)
        subject, body = _words(kind, is_ours=bank.pk == by.bank_id)
        names = {"other": other.name, "name": by.name}
        for admin in Member.objects.of(bank).with_role(Role.ADMIN).select_related("bank"):
            tell(
                admin,
                kind=f"PARTNERS_{kind}",
                subject=subject % names,
                body=body % names,
                path=_page_of(bank, other),
                at=at,
            )


def _page_of(bank: Bank, other: Bank) -> str:
    return reverse("members:partner", args=[bank.slug, other.slug])


def _words(kind: Kind, *, is_ours: bool) -> tuple[str, str]:
    """Say what was done to admins of the bank that did it, who read the name, or to those of the other."""
    ours = {
        Kind.PROPOSED: (_("We asked %(other)s to exchange hours"), _("%(name)s asked. Their admins answer.")),
        Kind.ACCEPTED: (_("We now exchange hours with %(other)s"), _("%(name)s agreed to what they proposed.")),
        Kind.DECLINED: (_("We do not exchange hours with %(other)s"), _("%(name)s declined what they proposed.")),
        Kind.WITHDRAWN: (_("We no longer ask %(other)s to exchange hours"), _("%(name)s took the question back.")),
        Kind.LIMITS_SET: (_("We set other limits for hours with %(other)s"), _("%(name)s set them. They hold now.")),
        Kind.ENDED: (_("We ended the agreement with %(other)s"), _("%(name)s ended it.") + " " + _only_back()),
    }
    theirs = {
        Kind.PROPOSED: (_("%(other)s would like to exchange hours with us"), _("Read it, and accept or decline.")),
        Kind.ACCEPTED: (_("We now exchange hours with %(other)s"), _("They agreed to what we proposed.")),
        Kind.DECLINED: (_("%(other)s declined to exchange hours"), _("You may ask them again another time.")),
        Kind.WITHDRAWN: (_("%(other)s no longer asks to exchange hours"), _("You need do nothing.")),
        Kind.LIMITS_SET: (_("%(other)s set other limits for hours with us"), _("The stricter of both sides holds.")),
        Kind.ENDED: (_("%(other)s ended the agreement with us"), _only_back()),
    }
    return (ours if is_ours else theirs)[kind]


def _only_back() -> str:
    return _("From now on hours move only to even out what is open.")
