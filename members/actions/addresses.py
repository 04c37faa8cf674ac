"""E-mail addresses that somebody else writes down for a member: whoever reads the mail there is asked, known or not."""

import datetime
import secrets

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, note
from members.actions.letters import Reader, Words, tell_old_address, write_letter
from members.actions.sessions import start_afresh
from members.actions.telling import keep_told
from members.models import AddressClaim, EmailChange, Member, MemberEvent, Person, secret_hash
from notices import actions as notices
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

CLAIM_LASTS = datetime.timedelta(days=14)
A_DAY = datetime.timedelta(days=1)
LETTERS_A_DAY = 3  # to one address, whoever asks: nobody's mail is flooded through us
SECRET_BYTES = 24


class ClaimOver(RuleBroken):
    """The link was used, taken back, or is too old."""

    code = "wrong_state"


class BelongsAlready(RuleBroken):
    """Whoever reads this mail is a member of the bank already. Said to nobody but them."""

    code = "wrong_state"


@transaction.atomic
def claim_address(member: Member, email: str, *, by: Member | None, at: datetime.datetime) -> AddressClaim:
    """Ask whoever reads the mail at an address whether they are this member; what was asked before no longer counts.

    The same happens whether or not the address is known. Until somebody says yes the member is reached by hand. The
    caller sees to it that `by` may write down the member's address.
    """
    member = locked(member)
    if member.person is None:
        raise WrongState(_("An organisation does not sign in. Its delegates do."))
    if member.person.email:
        raise NotAllowed(_("%(name)s has an e-mail address, and changes it themselves.") % {"name": member.name})
    return ask_address(member, email, by=by, at=at)


def ask_address(
    member: Member, email: str, *, by: Member | None, at: datetime.datetime, how_identified: str = ""
) -> AddressClaim:
    """Write down the question and send its letter, in the caller's transaction and under the member's lock."""
    take_back_claims(member, at=at)
    email = email.strip().lower()
    is_enough = AddressClaim.objects.filter(email=email, at__gt=at - A_DAY).count() >= LETTERS_A_DAY
    secret = secrets.token_urlsafe(SECRET_BYTES)
    claim = AddressClaim.objects.create(
        member=member,
        email=email,
        secret_hash=secret_hash(secret),
        by=by,
        how_identified=how_identified,
        at=at,
        expires_at=at + CLAIM_LASTS,
    )
    if not is_enough:
        _write_to(claim, secret, at=at)
    return claim


@transaction.atomic
def accept_claim(claim: AddressClaim, *, person: Person | None, at: datetime.datetime) -> Member:
    """Say yes to a claim: the address is the member's from now on. `person` is who is signed in, if anybody.

    Who was reached by hand so far is told by hand, where the reader of the address cannot put it out of sight. An
    address of nobody's becomes that of the member's own person. Where it is somebody's they must be the one who is
    signed in, and the membership moves to them; a person without an address and another membership is then removed.
    """
    member = locked(claim.member)
    claim = AddressClaim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if not claim.waits(at) or not member.may_come_in:
        raise _no_longer_works()
    _must_not_lead_to_a_later_role(member, claim)
    owner = person_with(claim.email)
    _tell_by_hand(member, claim, at=at)
    _put_aside_the_old(member, claim, at=at)
    if owner is None or owner.pk == member.person_id:
        _give_address(member, claim.email)
    elif person is None or person.pk != owner.pk:
        raise NotAllowed(_("Sign in with this address first."))
    else:
        _move(member, owner, at=at)
    claim.accepted_at = at
    claim.save(update_fields=["accepted_at"])
    member.channel = Member.Channel.EMAIL  # they said yes to it; a call or a letter can be chosen again
    member.save(update_fields=["channel"])
    keep_told(member)
    notices.forget_recipient(claim.recipient_key)
    note(member, MemberEvent.Kind.EMAIL_CHANGED, by=claim.by, at=at, words=claim.how_identified)
    return member


@transaction.atomic
def refuse_claim(claim: AddressClaim, *, at: datetime.datetime) -> None:
    """Say no to a claim: whoever reads the mail there is not this member. Again does no harm."""
    take_back_claims(locked(claim.member), at=at)


def take_back_claims(member: Member, *, at: datetime.datetime) -> None:
    """Let what waits for an answer no longer count, and forget its letter."""
    for claim in member.address_claims.select_for_update(no_key=True).filter(accepted_at=None, withdrawn_at=None):
        claim.withdrawn_at = at
        claim.save(update_fields=["withdrawn_at"])
        notices.forget_recipient(claim.recipient_key)


def end_email_changes(person: Person, *, at: datetime.datetime) -> None:
    """Let what a person asked at other addresses no longer count, in the caller's transaction."""
    for change in person.email_changes.select_for_update(no_key=True).filter(ended_at=None):
        end_email_change(change, at=at)


def end_email_change(change: EmailChange, *, at: datetime.datetime) -> None:
    """Let one wish to use another address be over, and forget its letters; the caller has it locked."""
    change.ended_at = at
    change.save(update_fields=["ended_at"])
    for key in (change.old_key, change.new_key):
        notices.forget_recipient(key)


def person_with(email: str) -> Person | None:
    """Find who signs in with an address."""
    return Person.objects.filter(email=email.strip().lower()).first() if email else None


def give_email(person: Person, email: str) -> None:
    """Let a person sign in with this address from now on, and with no other.

    Raises WrongState where the address became somebody else's in this very moment.
    """
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(email=email)
    except IntegrityError:
        raise WrongState(_("This address was taken just now. Open the link again.")) from None
    person.email = email
    EmailAddress.objects.filter(user_id=person.pk).exclude(email=email).delete()  # it would open the door, too


def _write_to(claim: AddressClaim, secret: str, *, at: datetime.datetime) -> None:
    names = {"bank": claim.member.bank.name, "name": claim.member.name}
    words = Words(
        kind="ADDRESS_CLAIM",
        subject=_("%(bank)s asks: is this your address?") % names,
        body=_(
            "%(bank)s has written down this e-mail address for %(name)s. Is that you? Then open the page and say "
            "yes: your time bank can write to you, and you can sign in. The link works for 14 days.\n\n"
            "Is it not you? Then say so there, or do nothing. Nobody learns anything about you."
        )
        % names,
        path=reverse("address_claim", kwargs={"secret": secret}),
    )
    write_letter(Reader(claim.recipient_key, claim.email, claim.member.name), words, at=at)


def _must_not_lead_to_a_later_role(member: Member, claim: AddressClaim) -> None:
    """Who is no admin chose this address before the member came by a role, and chooses nobody who holds one."""
    granted_later = member.events.filter(kind=MemberEvent.Kind.ROLE_GRANTED, at__gt=claim.at)
    if member.roles and claim.by is not None and not claim.by.is_admin and granted_later.exists():
        raise _no_longer_works()


def _no_longer_works() -> ClaimOver:
    return ClaimOver(_("This link no longer works. Ask your time bank for a new one."))


def _put_aside_the_old(member: Member, claim: AddressClaim, *, at: datetime.datetime) -> None:
    """Where the address takes another's place: what opened the door so far opens it no more, and the old one is told.

    Who came by a role, another bank or this address since they were asked is not recovered any more. What the old
    address was asked meanwhile counts no longer: its reader must not take the place back.
    """
    person = member.person
    if person is None or not person.email or person.email == claim.email:
        return
    if not person.may_be_recovered() or not claim.how_identified:
        raise _no_longer_works()
    end_email_changes(person, at=at)
    tell_old_address(Reader(f"{claim.recipient_key}:old", person.email, person.name), at=at)
    start_afresh(person)


def _tell_by_hand(member: Member, claim: AddressClaim, *, at: datetime.datetime) -> None:
    """Let somebody ring who was reached by hand until now: whoever reads the mail there may be somebody else."""
    is_mailed = member.person is not None and member.person.email and member.channel == Member.Channel.EMAIL
    if is_mailed or claim.by is None or not claim.how_identified:
        return
    key = f"{claim.recipient_key}:old"
    notices.keep_recipient(key=key, address="", name=member.name, language="en-gb")
    notices.tell(
        notices.Message(
            recipient_key=key,
            bank=member.bank.slug,
            kind="EMAIL_CHANGED",
            subject=_("You are reached by e-mail from now on"),
            body=_(
                "%(who)s wrote down an e-mail address for you, and somebody said yes to it there. Is that not right? "
                "Tell us at once, and speak with somebody else than %(who)s."
            )
            % {"who": claim.by.name},
            path="",
        ),
        at=at,
    )


def _give_address(member: Member, email: str) -> None:
    if member.person is None:
        raise WrongState(_("An organisation does not sign in. Its delegates do."))
    give_email(member.person, email)


def _move(member: Member, owner: Person, *, at: datetime.datetime) -> None:
    """Make a membership that of a person we know. Who came by it before, and is nobody otherwise, is removed."""
    # Of two claims of one person, answered in the same moment, the second sees what the first did.
    Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
    here: Member | None = owner.memberships.filter(bank_id=member.bank_id).first()
    if here is not None and here.kind == Member.Kind.SUPPORTER:
        _take_over_mandates(here, member, at=at)
    elif here is not None and here.kind == Member.Kind.STAFF and here.state == Member.State.LEFT:
        _stand_alone(here)
    elif here is not None:
        raise BelongsAlready(
            _("You are a member of %(bank)s already. Ask a coordinator: two entries can be made one.")
            % {"bank": member.bank.name}
        )
    before = member.person
    member.person = owner
    member.save(update_fields=["person"])
    if before is not None and not before.email and not before.memberships.exists():
        before.delete()


def _take_over_mandates(supporter: Member, member: Member, *, at: datetime.datetime) -> None:
    """Let who only acted for others here, and was let in as a member, act on as that member. The old row rests.

    Where they act for somebody as that member already, the older right ends.
    """
    if not member.is_approved:
        raise BelongsAlready(
            _("You act for somebody at %(bank)s. Open this link again once you are let in as a member.")
            % {"bank": member.bank.name}
        )
    supporter = locked(supporter)
    theirs = supporter.held_mandates.filter(ended_at=None).exclude(member=member)
    theirs.filter(member__in=member.held_mandates.filter(ended_at=None).values("member")).update(ended_at=at)
    theirs.update(holder=member)
    supporter.state = Member.State.LEFT
    supporter.save(update_fields=["state"])
    _stand_alone(supporter)


def _stand_alone(row: Member) -> None:
    """Keep an entry that is over for its history, with nobody who signs in behind it: a bank has each person once."""
    row.person = Person.objects.create_user(None, name=row.name)
    row.save(update_fields=["person"])
