"""Another e-mail address: changed by the person themselves at both addresses, or for them by who knows them."""

import datetime
import secrets

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_not_be_self, must_run_bank, note
from members.actions.addresses import (
    A_DAY,
    LETTERS_A_DAY,
    SECRET_BYTES,
    ask_address,
    end_email_change,
    end_email_changes,
    give_email,
    person_with,
    take_back_claims,
)
from members.actions.letters import (
    Reader,
    Words,
    sign_in_reader,
    tell_old_address,
    write_about_signing_in,
    write_letter,
)
from members.actions.sessions import sign_out_everywhere, start_afresh
from members.actions.telling import keep_told
from members.models import AddressClaim, EmailChange, Member, MemberEvent, Person, secret_hash
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

CHANGE_LASTS = datetime.timedelta(days=3)


class ChangeOver(RuleBroken):
    """The link was used, the change was stopped, or it is too old."""

    code = "wrong_state"


class HowMissing(RuleBroken):
    """Whoever changes somebody's address says how they knew them."""


@transaction.atomic
def ask_email_change(person: Person, new_email: str, *, at: datetime.datetime) -> EmailChange:
    """Begin to change the address a person signs in with. It holds once both addresses have said yes.

    The same happens whether or not the new address is known.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    new_email = new_email.strip().lower()
    if not person.email or new_email == person.email:
        raise WrongState(_("You sign in with this address already."))
    end_email_changes(person, at=at)
    is_enough = EmailChange.objects.filter(new_email=new_email, asked_at__gt=at - A_DAY).count() >= LETTERS_A_DAY
    old_secret, new_secret = secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    change = EmailChange.objects.create(
        person=person,
        new_email=new_email,
        old_secret_hash=secret_hash(old_secret),
        new_secret_hash=secret_hash(new_secret),
        asked_at=at,
        expires_at=at + CHANGE_LASTS,
    )
    _ask_old(change, person, old_secret, at=at)
    if not is_enough:
        _ask_new(change, new_secret, at=at)
    return change


@transaction.atomic
def confirm_email_change(
    change: EmailChange, secret: str, *, at: datetime.datetime, but: str | None = None
) -> EmailChange:
    """Say yes at one of the two addresses. After both the change holds, and all sessions but the one named end."""
    change = _locked(change, at)
    if secret_hash(secret) == change.new_secret_hash:
        owner = person_with(change.new_email)
        if owner is not None and owner.pk != change.person_id:
            raise WrongState(_("You sign in with this address already, as another person of this site."))
        change.new_confirmed_at = change.new_confirmed_at or at
    else:
        change.old_confirmed_at = change.old_confirmed_at or at
    change.save(update_fields=["old_confirmed_at", "new_confirmed_at"])
    if change.old_confirmed_at and change.new_confirmed_at:
        _let_hold(change, but=but, at=at)
    return change


@transaction.atomic
def stop_email_change(change: EmailChange, *, at: datetime.datetime) -> None:
    """Take a change back, at either address. Again does no harm."""
    change = EmailChange.objects.select_for_update(no_key=True).get(pk=change.pk)
    if change.ended_at is None:
        end_email_change(change, at=at)


@transaction.atomic
def write_down_address(
    member: Member, email: str, *, how_identified: str, by: Member, at: datetime.datetime
) -> AddressClaim:
    """Ask at an address a coordinator was told for a member, whether or not the member has another now.

    How the coordinator knew them is written down, and who wrote it down decides nothing about their exchanges later.
    Another takes the place of the one they have only where they hold no role anywhere and belong to no other bank:
    whoever reads a mailbox must not come by more than this bank's coordinator answers for. The old address is told at
    once and again when it holds.
    """
    member = locked(member)
    must_run_bank(member.bank, by)
    must_not_be_self(member, by)
    if member.person is None:
        raise WrongState(_("An organisation does not sign in. Its delegates do."))
    if member.roles and not by.is_admin:
        raise NotAllowed(_("Only an admin writes down the address of somebody with a role."))
    if not how_identified.strip():
        raise HowMissing(_("Write how you knew that it was them. They can read it."))
    if member.person.email:
        if not member.person.may_be_recovered():
            raise NotAllowed(_not_for_a_coordinator())
        _tell_old_of_recovery(member, at=at)
    return ask_address(member, email, by=by, at=at, how_identified=how_identified.strip())


@transaction.atomic
def recover_person(person: Person, new_email: str, *, at: datetime.datetime) -> Person:
    """Give a person another address, or the same again, as the operator: their sessions and second steps end.

    So does every other change of their address that waits: whoever asked for it may be the one they are saved from.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    new_email = new_email.strip().lower()
    owner = person_with(new_email)
    if owner is not None and owner.pk != person.pk:
        raise WrongState(f"{new_email} is the address of somebody else.")
    old = sign_in_reader(person)
    end_email_changes(person, at=at)
    give_email(person, new_email)
    start_afresh(person)
    if old.address and old.address != new_email:
        tell_old_address(Reader(f"{old.key}:old", old.address, person.name), at=at)
    for member in person.memberships.select_related("bank", "person"):
        take_back_claims(member, at=at)
        keep_told(member)
        note(member, MemberEvent.Kind.EMAIL_CHANGED, by=None, at=at)
    return person


def _locked(change: EmailChange, at: datetime.datetime) -> EmailChange:
    change = EmailChange.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=change.pk)
    if not change.waits(at):
        raise ChangeOver(_("This link no longer works. Begin again from the page of your time banks."))
    return change


def _let_hold(change: EmailChange, *, but: str | None, at: datetime.datetime) -> None:
    person = Person.objects.select_for_update(no_key=True).get(pk=change.person_id)
    old_address = person.email or ""
    give_email(person, change.new_email)
    sign_out_everywhere(person, but=but)
    end_email_change(change, at=at)
    tell_old_address(Reader(f"{change.old_key}:told", old_address, person.name), at=at)
    words = Words(
        kind="SIGN_IN",
        subject=_("Your new e-mail address holds"),
        body=_("You sign in with this address from now on. You were signed out everywhere else."),
    )
    write_about_signing_in(person, words, at=at)
    for member in person.memberships.select_related("bank", "person"):
        keep_told(member)
        note(member, MemberEvent.Kind.EMAIL_CHANGED, by=member, at=at)


def _ask_old(change: EmailChange, person: Person, secret: str, *, at: datetime.datetime) -> None:
    words = Words(
        kind="EMAIL_CHANGE",
        subject=_("Do you want to change your e-mail address?"),
        body=_(
            "Somebody who is signed in as you asks to use another address: %(new)s. Was it you? Then open the page "
            "and say yes. We ask at the other address, too.\n\n"
            "Was it not you? Stop it on the same page, and choose a new password."
        )
        % {"new": change.new_email},
        path=reverse("email_confirm", kwargs={"secret": secret}),
    )
    write_letter(Reader(change.old_key, person.email or "", person.name), words, at=at)


def _ask_new(change: EmailChange, secret: str, *, at: datetime.datetime) -> None:
    words = Words(
        kind="EMAIL_CHANGE",
        subject=_("Is this your new e-mail address?"),
        body=_(
            "Somebody wants to sign in to their time bank with this address. Is that you? Then open the page and say "
            "yes. The link works for three days.\n\nIs it not you? Stop it there, or do nothing."
        ),
        path=reverse("email_confirm", kwargs={"secret": secret}),
    )
    write_letter(Reader(change.new_key, change.new_email, ""), words, at=at)


def _not_for_a_coordinator() -> str:
    """Say no in the same words whatever the reason: another bank is not to be guessed from them."""
    return _(
        "This address is not changed here. They use one of their recovery codes, or ask the people who run the site."
    )


def _tell_old_of_recovery(member: Member, *, at: datetime.datetime) -> None:
    if member.person is None:
        return
    words = Words(
        kind="SIGN_IN",
        subject=_("%(bank)s was told that you have another e-mail address") % {"bank": member.bank.name},
        body=_(
            "A coordinator wrote down another address for you. We ask there whether it is yours, and then you sign in "
            "with it. Is that not right? Ring your time bank at once."
        ),
    )
    write_about_signing_in(member.person, words, at=at)
