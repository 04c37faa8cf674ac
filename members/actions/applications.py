"""Joining: somebody asks, a coordinator answers, a new member gets number, account and welcome grant."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from ledger import actions as ledger
from ledger import reads as ledger_reads
from members.actions.acts import lock_bank, locked, must_not_be_self, must_run_bank, note
from members.actions.addresses import claim_address, person_with, take_back_claims
from members.actions.gifts import GiftWords, add_gift
from members.actions.invitations import tell_inviter, use_invitation
from members.actions.joining import must_wait
from members.actions.mandates import end_mandates_of, tell_acts_no_longer
from members.actions.photos import forget_photo
from members.actions.searching import refresh_search_text
from members.actions.telling import keep_told, password_link, tell, tell_welcome
from members.actions.terms import accept_terms
from members.models import Bank, Consent, Invitation, Member, MemberEvent, Person
from members.reads.joining import missing_of, steps_for
from members.reads.standing import standing_path
from members.reads.terms import current_terms
from notices import actions as notices
from timebank.lib.errors import RuleBroken, WrongState
from timebank.lib.transactions import atomic_with_retry

SENT_TWICE_WITHIN = datetime.timedelta(days=1)
YOUNGEST_FIRST: list[str] = [Member.AgeBand.CHILD, Member.AgeBand.TEEN, Member.AgeBand.ADULT]
SAME_WISH_WITHIN = datetime.timedelta(hours=1)  # of who has no e-mail: later it is a new wish, with a link of its own


class AlreadyKnown(RuleBroken):
    """This person already belongs to the bank or waits for an answer."""

    code = "wrong_state"


class ForAdults(RuleBroken):
    """This bank's rule lets in people from 18 years on."""


class NotReady(WrongState):
    """Something that the bank's rule asks of who joins is still missing."""


@dataclass(frozen=True)
class Application:
    """What somebody who wants to join tells us. Without an e-mail address they never sign in.

    Without a `channel` they are reached by what they gave: e-mail, else telephone, else post.
    """

    name: str
    email: str = ""
    telephone: str = ""
    postal_address: str = ""
    channel: str = ""
    area: str = ""
    about: str = ""
    age_band: str = Member.AgeBand.ADULT
    known_by: str = ""
    is_organisation: bool = False


@dataclass(frozen=True)
class Enrolment:
    """What a coordinator writes for somebody: who they are, what they can do, and how they said yes to the terms."""

    application: Application
    gifts: Sequence[GiftWords]
    how: Consent.How
    thanked_for: str = ""


@transaction.atomic
def apply_to_join(
    bank: Bank,
    application: Application,
    *,
    at: datetime.datetime,
    person: Person | None = None,
    by: Member | None = None,
) -> Member | None:
    """Put somebody's wish to join before the coordinators.

    `person` is who is signed in, if anybody; `by` is the coordinator who writes it for them. A visitor who gives the
    address of somebody we know learns nothing: the answer is None and that somebody is told, for only they may ask in
    their own name. The same wish of somebody without an address, sent twice, is one wish.
    """
    _must_be_old_enough(bank, application)
    if application.is_organisation:
        person = None
    lock_bank(bank)  # a form that is sent twice waits here, and then finds what it sent first
    if person is None:
        waiting = _with_the_same_details(bank, application, Member.State.APPLICANT)
        if waiting and at - waiting.applied_at < SAME_WISH_WITHIN:
            return waiting
        person = None if application.is_organisation else _new_person(application)
        if person is None and not application.is_organisation:
            _tell_somebody_used_your_address(application.email, bank, at=at)
            return None
    member = _membership_to_reuse(bank, person) or Member(bank=bank, person=person)
    words = _older_than_we_know(member, application)
    _write_application(member, application, at=at)
    refresh_search_text(member)
    keep_told(member)
    note(member, MemberEvent.Kind.APPLIED, by=by, at=at, words=words, is_on_behalf=by is not None)
    return member


def send_application(
    bank: Bank,
    application: Application,
    *,
    at: datetime.datetime,
    person: Person | None = None,
    invited: Invitation | None = None,
) -> Member | None:
    """Put somebody's wish before the coordinators from the bank's page, and send them their private link.

    The link goes to the address they gave, for only its owner may learn what we know of it. An invitation that
    somebody gave them is used, and vouches for them where its maker does.
    """
    with transaction.atomic():
        member = apply_to_join(bank, application, at=at, person=person)
        if member is None:
            return None
        if invited:
            use_invitation(invited, member, at=at)
        if member.person and member.person.email and member.applied_at == at:
            _tell_we_have_it(member, at=at)
    return member


@atomic_with_retry
def approve_application(
    member: Member, *, by: Member, at: datetime.datetime, booked_on: datetime.date | None = None
) -> Member:
    """Let an applicant in: number, account, welcome grant by the bank's rule, and a word of welcome.

    `booked_on` is for the demo bank alone: it asks the ledger for a past day.
    """
    bank = lock_bank(member.bank)
    member = locked(member)
    must_run_bank(bank, by)
    must_not_be_self(member, by)
    must_wait(member)
    _must_be_old_enough(bank, member)
    _must_be_ready(member, bank, at=at)
    if member.number is None:
        highest = Member.objects.of(bank).aggregate(highest=Max("number"))["highest"]
        member.number = (highest or 0) + 1
    member.state, member.joined_at, member.left_at = Member.State.APPROVED, at, None
    account_id = member.account_id = _open_account(member, bank, by)
    member.save()
    refresh_search_text(member)
    note(member, MemberEvent.Kind.APPROVED, by=by, at=at)
    tell_welcome(member, at=at)
    tell_inviter(member, at=at)
    _grant_welcome(member, account_id, by=by, at=at, booked_on=booked_on)
    return member


@transaction.atomic
def decline_application(member: Member, *, by: Member, words: str, at: datetime.datetime) -> Member:
    """Turn an applicant down with kind words, which they are sent."""
    member = locked(member)
    must_run_bank(member.bank, by)
    must_not_be_self(member, by)
    must_wait(member)
    member.state = Member.State.DECLINED
    member.save(update_fields=["state"])
    note(member, MemberEvent.Kind.DECLINED, by=by, at=at, words=words)
    for mandate in end_mandates_of(member, by=by, at=at):  # who asks again says yes anew
        tell_acts_no_longer(mandate, at=at)
    tell(
        member,
        kind="NOT_ACCEPTED",
        subject=_("About your wish to join %(bank)s") % {"bank": member.bank.name},
        body=words,
        path=reverse("exchanges:home", args=[member.bank.slug]),
        at=at,
    )
    return member


@transaction.atomic
def withdraw_application(member: Member, *, by: Member, at: datetime.datetime) -> Member:
    """Let an applicant say that they do not wish to join now; again does no harm. They may ask again at any time.

    The caller sees to it that `by` is the applicant, or acts for them.
    """
    member = locked(member)
    if member.state == Member.State.DECLINED:
        return member
    must_wait(member)
    member.state = Member.State.DECLINED
    member.save(update_fields=["state"])
    note(member, MemberEvent.Kind.DECLINED, by=by, at=at, words=_("They do not wish to join now."))
    take_back_claims(member, at=at)
    end_mandates_of(member, by=by, at=at)
    return member


@transaction.atomic
def enrol(bank: Bank, enrolment: Enrolment, *, by: Member, at: datetime.datetime) -> Member:
    """Sign somebody up who rang or came by: a coordinator fills in the form for them.

    They are let in at once, unless the bank's rule asks for more; then they wait like everybody. Whoever reads the
    mail at the address they gave is asked, and until then the member is reached by hand: the same whether or not we
    know the address. An organisation's address is only written to, so nobody is asked. Raises AlreadyKnown where the
    form was sent twice.
    """
    must_run_bank(lock_bank(bank), by)
    email = "" if enrolment.application.is_organisation else enrolment.application.email
    application = enrolment.application
    if email:  # they are reached there once somebody has said yes
        application = replace(application, email="", channel=application.channel or Member.Channel.EMAIL)
    _must_not_be_there(bank, application)
    member = apply_to_join(bank, application, at=at, by=by)
    if member is None:
        raise AssertionError("a wish without an address is nobody else's")
    if enrolment.thanked_for:
        member.thanked_for = enrolment.thanked_for
        member.save(update_fields=["thanked_for"])
    for gift in enrolment.gifts:  # the words to be found by are gathered with these
        add_gift(member, gift, by=by, at=at)
    accept_terms(member, list(current_terms(bank)), how=enrolment.how, by=by, at=at)
    if not missing_of(steps_for(member, bank.day(at))):
        member = approve_application(member, by=by, at=at)
    if email:
        claim_address(member, email, by=by, at=at)
    return member


def _must_not_be_there(bank: Bank, application: Application) -> None:
    twin = _with_the_same_details(bank, application, Member.State.APPROVED)
    if twin:
        raise AlreadyKnown(
            _(
                "%(name)s is a member already, number %(number)d. "
                "If this is somebody else, add what tells them apart, such as the area."
            )
            % {"name": twin.name, "number": twin.number}
        )


def _must_be_old_enough(bank: Bank, application: Application | Member) -> None:
    if application.age_band != Member.AgeBand.ADULT and not bank.lets_in_minors:
        raise ForAdults(
            _("%(bank)s is for people from 18 years on. Come back when you are 18: we would love to have you then.")
            % {"bank": bank.name}
        )


def _must_be_ready(member: Member, bank: Bank, *, at: datetime.datetime) -> None:
    missing = missing_of(steps_for(member, bank.day(at)))
    if missing:
        titles = ", ".join(dict.fromkeys(step.title for step in missing))
        raise NotReady(_("Still missing: %(steps)s.") % {"steps": titles})


def _tell_we_have_it(member: Member, *, at: datetime.datetime) -> None:
    tell(
        member,
        kind="APPLIED",
        subject=_("You asked to join %(bank)s") % {"bank": member.bank.name},
        body=_("A coordinator gets in touch with you. The link below shows where you stand. Keep it to yourself."),
        path=standing_path(member),
        at=at,
    )


def _with_the_same_details(bank: Bank, application: Application, state: Member.State) -> Member | None:
    """Find somebody without e-mail who told us exactly the same: nothing else would tell the two apart."""
    if application.email:
        return None
    same = Member.objects.of(bank).filter(state=state, person__email=None, contact_email="")
    found: Member | None = (
        same.select_related("person")
        .filter(
            name=application.name,
            telephone=application.telephone,
            postal_address=application.postal_address,
            area=application.area,
            about=application.about,
        )
        .first()
    )
    return found


def _new_person(application: Application) -> Person | None:
    """Make a person, or nobody where the address is somebody's already: the database decides."""
    try:
        with transaction.atomic():
            return Person.objects.create_user(application.email or None, name=application.name)
    except IntegrityError:
        return None


def _older_than_we_know(member: Member, application: Application) -> str:
    """Say what somebody tells us who comes back older than we know them; '' where they do not. Only staff change it."""
    if YOUNGEST_FIRST.index(application.age_band) <= YOUNGEST_FIRST.index(member.age_band):
        return ""
    words = {"age": Member.AgeBand(application.age_band).label, "before": member.get_age_band_display()}
    return _("They say now that they are %(age)s. We knew them as %(before)s.") % words


def _write_application(member: Member, application: Application, *, at: datetime.datetime) -> None:
    member.kind = Member.Kind.ORGANISATION if application.is_organisation else Member.Kind.PERSON
    member.state = Member.State.APPLICANT
    member.be_called(application.name)
    member.telephone = application.telephone
    member.postal_address, member.channel = application.postal_address, application.channel or _channel(application)
    member.area, member.about, member.known_by = application.area, application.about, application.known_by
    member.age_band = min(member.age_band, application.age_band, key=YOUNGEST_FIRST.index)
    if member.is_minor and member.photo:
        forget_photo(member)
    member.contact_email = application.email if application.is_organisation else ""
    member.applied_at = at
    member.save()


def _channel(application: Application) -> Member.Channel:
    """Say how to reach somebody who did not choose: by what they gave."""
    if application.email or not (application.telephone or application.postal_address):
        return Member.Channel.EMAIL if application.email else Member.Channel.PHONE
    return Member.Channel.PHONE if application.telephone else Member.Channel.POST


def _membership_to_reuse(bank: Bank, person: Person | None) -> Member | None:
    if person is None or person.pk is None:
        return None
    member: Member | None = Member.objects.select_for_update(no_key=True).filter(bank=bank, person=person).first()
    if member and member.kind == Member.Kind.SUPPORTER and member.belongs:
        raise AlreadyKnown(_("You act for somebody here already. Ring us, and we sign you up as a member too."))
    if member and (member.belongs or member.state == Member.State.APPLICANT):
        raise AlreadyKnown(_("You have already asked to join, or are a member."))
    return member


def _open_account(member: Member, bank: Bank, by: Member) -> int:
    """Open a new member's account, or again that of one who returns, with the bank's limits of today."""
    limits = ledger.Limits(bank.floor_minutes, bank.ceiling_minutes, bank.warning_minutes)
    if member.account_id is not None:
        ledger.set_limits(member.account_id, limits, by=by.actor_key, reason="RETURNED")
        return member.account_id
    account = ledger.open_account(
        book_id=bank.book_id,
        code=f"member-{member.number:04d}",
        kind="ORGANISATION" if member.is_organisation else "MEMBER",
        limits=limits,
        by=by.actor_key,
    )
    return account.pk


def _grant_welcome(
    member: Member, account_id: int, *, by: Member, at: datetime.datetime, booked_on: datetime.date | None
) -> None:
    """Once in a membership, however often somebody leaves and returns: the ledger's reference sees to it."""
    bank = member.bank
    if not bank.welcome_minutes or member.events.filter(kind=MemberEvent.Kind.LEFT).exists():
        return
    ledger.post(
        ledger.Posting(
            key=uuid.uuid5(uuid.NAMESPACE_URL, f"welcome:member:{member.pk}"),
            kind="WELCOME",
            payer_id=ledger_reads.account_of_kind(bank.book_id, "WELCOME"),
            payee_id=account_id,
            minutes=bank.welcome_minutes,
            reference=f"welcome:member:{member.pk}",
            happened_on=bank.day(at),
            recorded_by=by.actor_key,
            booked_on=booked_on,
            words=_("Welcome to %(bank)s") % {"bank": bank.name},
        )
    )


def _tell_somebody_used_your_address(email: str, bank: Bank, *, at: datetime.datetime) -> None:
    """Tell the owner of an address, at most once a day, that it was used; nobody else learns that we know it.

    Where they are known at another bank only, the notice is no desk's: this bank's would read their name off it.
    """
    person = person_with(email)
    memberships = list(person.memberships.order_by("pk")) if person else []
    if person is None or not memberships:
        return
    here = [theirs for theirs in memberships if theirs.bank_id == bank.pk]
    waiting = [theirs for theirs in here if theirs.state == theirs.State.APPLICANT]
    if waiting and at - waiting[0].applied_at < SENT_TWICE_WITHIN:
        return
    subject, body, path = _words_for_used_address(person, bank, is_waiting=bool(waiting))
    notices.tell(
        notices.Message(
            recipient_key=(here or memberships)[0].actor_key,
            bank=bank.slug if here else "",
            kind="ADDRESS_USED",
            subject=subject,
            body=body,
            path=path,
            dedupe_key=f"address-used:{bank.slug}:{bank.day(at)}",
        ),
        at=at,
    )


def _words_for_used_address(person: Person, bank: Bank, *, is_waiting: bool) -> tuple[str, str, str]:
    words = {"bank": bank.name}
    if is_waiting:
        return _("You asked to join %(bank)s before") % words, _("We have it. A coordinator answers you soon."), ""
    subject = _("Somebody asked to join %(bank)s with your e-mail address") % words
    if person.has_usable_password():
        body = _("If it was you, sign in first and then ask to join. If it was not you, you need do nothing.")
        return subject, body, reverse("members:join", args=[bank.slug])
    body = _("If it was you, choose a password with the link, then ask to join. If it was not you, do nothing.")
    return subject, body, password_link(person)
