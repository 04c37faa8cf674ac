"""A member's death, and taking back a record of it that was a mistake.

Callers outside this app use exchanges.actions.deaths, which first closes what was still open.
"""

import datetime
import uuid

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.acts import give_up_roles, lock_bank, locked, must_be_admin, must_not_be_self, must_run_bank, note
from members.actions.concerns import pass_on_concerns
from members.actions.leaving import close_account
from members.actions.mandates import end_mandates_of
from members.actions.signing_out import sign_out_everywhere
from members.actions.telling import tell
from members.models import Member, MemberEvent
from notices import actions as notices
from timebank.lib.errors import WrongState
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def record_death(member: Member, *, by: Member, at: datetime.datetime, heir: Member | None = None) -> Member:
    """Write down that a member has died: nothing is sent to them any more, the account is settled, nobody acts.

    Who signs in with it is signed out for good where this was their last time bank. Of who had left before only the
    letters and the sign-in end. Raises the ledger's OverLimit where the heir, or the pot, cannot hold what is left.
    """
    member = locked(member)
    if member.is_organisation:
        raise WrongState(_("%(name)s is an organisation. Record that it has left.") % {"name": member.name})
    if member.has_died or not (member.belongs or member.state == Member.State.LEFT):
        raise WrongState(_("This has been written down already, or %(name)s is no member.") % {"name": member.name})
    notices.silence_recipient(member.actor_key)  # before anything else could tell them
    if member.belongs:
        end_mandates_of(member, by=by, at=at)  # a coordinator speaks with who acted for them
        has_hours = close_account(member, heir, by=by, at=at, reason="DIED")
        member.state, member.left_at = Member.State.LEFT, at
        if heir is not None and has_hours:
            _tell_heir(heir, member, at=at)
    give_up_roles(member, by=by, at=at)
    member.has_died, member.back_on, member.review_on = True, None, None
    member.save(update_fields=["state", "left_at", "has_died", "roles", "back_on", "review_on"])
    pass_on_concerns(member.bank, at=at)
    note(member, MemberEvent.Kind.DIED, by=by, at=at)
    _end_sign_in(member)
    return member


@transaction.atomic
def stop_letters(member: Member, *, by: Member, at: datetime.datetime) -> None:
    """Send a member nothing more at once, while what is open of theirs is still being settled."""
    must_run_bank(member.bank, by)
    must_not_be_self(member, by)
    notices.silence_recipient(member.actor_key)
    note(member, MemberEvent.Kind.PROFILE_CHANGED, by=by, at=at, words=_("Letters stopped."))


@transaction.atomic
def send_letters_again(member: Member, *, by: Member, at: datetime.datetime) -> None:
    """Send a member letters again that were stopped by mistake; of who has died only taking that back does."""
    must_run_bank(member.bank, by)
    member = locked(member)
    if member.has_died or not member.belongs:
        raise WrongState(_("Letters to %(name)s stay stopped.") % {"name": member.name})
    notices.end_silence(member.actor_key)
    note(member, MemberEvent.Kind.PROFILE_CHANGED, by=by, at=at, words=_("Letters are sent again."))


@atomic_with_retry
def take_back_death(member: Member, *, by: Member, at: datetime.datetime) -> Member:
    """Take back a record of a death that was a mistake: number, account and hours are as before. Only an admin may.

    Listings, plans, roles and who acted for them are not brought back. Again does no harm.
    """
    lock_bank(member.bank)
    member = locked(member)
    must_be_admin(member.bank, by)
    must_not_be_self(member, by)
    if not member.has_died:
        return member
    died_at = member.events.filter(kind=MemberEvent.Kind.DIED).order_by("-pk").values_list("at", flat=True).first()
    member.has_died = False
    if member.left_at == died_at:  # they had not left before
        _open_again(member, by=by, at=at)
        member.state, member.left_at = Member.State.APPROVED, None
    member.save(update_fields=["state", "left_at", "has_died"])
    note(member, MemberEvent.Kind.RETURNED, by=by, at=at, words=_("A death was written down by mistake."))
    if member.person is not None:
        member.person.is_active = True
        member.person.save(update_fields=["is_active"])
    notices.end_silence(member.actor_key)
    _tell_mistake(member, at=at)
    return member


def _end_sign_in(member: Member) -> None:
    person = member.person
    if person is None:
        return
    elsewhere = person.memberships.exclude(pk=member.pk).exclude(state__in=[Member.State.LEFT, Member.State.DECLINED])
    if elsewhere.exists():
        return
    person.is_active = False
    person.save(update_fields=["is_active"])
    sign_out_everywhere(person)


def _open_again(member: Member, *, by: Member, at: datetime.datetime) -> None:
    """Open the account with the bank's limits of today, and take back what settled it: the very same hours return."""
    bank = member.bank
    if member.account_id is None:
        return
    settlement_id = ledger_reads.settlement_of(member.account_id)
    limits = ledger.Limits(bank.floor_minutes, bank.ceiling_minutes, bank.warning_minutes)
    ledger.set_limits(member.account_id, limits, by=by.actor_key, reason="RETURNED")
    if settlement_id is not None:
        undoing = ledger.Undoing(
            key=uuid.uuid5(uuid.NAMESPACE_URL, f"settled by mistake:{settlement_id}"),
            by=by.actor_key,
            reason="MISTAKE",
            happened_on=bank.day(at),
        )
        ledger.reverse(settlement_id, undoing)


def _tell_heir(heir: Member, member: Member, *, at: datetime.datetime) -> None:
    tell(
        heir,
        kind="HEIR",
        subject=_("The hours of %(name)s are yours now") % {"name": member.name},
        body=_("The family asked us to pass them on to you. You see them on your statement."),
        path=reverse("insight:statement", args=[member.bank.slug]),
        at=at,
    )


def _tell_mistake(member: Member, *, at: datetime.datetime) -> None:
    tell(
        member,
        kind="WELCOME_BACK",
        subject=_("Your membership of %(bank)s goes on") % {"bank": member.bank.name},
        body=_("We closed it by mistake, and are sorry. Your hours are back. Please put up again what you offer."),
        path=reverse("exchanges:home", args=[member.bank.slug]),
        at=at,
    )
