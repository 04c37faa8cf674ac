"""What members are told about their membership, and where they are reached."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import replace

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Bank, Mandate, Member, Person, recipient_key
from members.reads.meeting import guide_of, in_a_letter, people_to_meet
from notices import actions as notices

OF_MANDATES = ("MANDATE_BEGAN", "MANDATE_ENDED")  # both sides hear of it themselves


def tell(member: Member, *, kind: str, subject: str, body: str, path: str, at: datetime.datetime) -> None:
    """Put a notice into a member's outbox."""
    message = notices.Message(
        recipient_key=member.actor_key, bank=member.bank.slug, kind=kind, subject=subject, body=body, path=path
    )
    tell_member(member, message, at=at)


def tell_member(
    member: Member,
    message: notices.Message,
    *,
    at: datetime.datetime,
    but: Member | None = None,
    parts: Collection[str] = Mandate.OF_ORGANISATIONS,
) -> None:
    """Put a message into a member's outbox. What an organisation is told its delegates hear too, but who acts just now.

    Each hears it once, the way they are reached themselves, with the organisation's name. `parts` are the delegates who
    may read what it is about.
    """
    notice = notices.tell(message, at=at)
    if not member.is_organisation or message.kind in OF_MANDATES:
        return
    held = Mandate.objects.live().filter(member=member, kind__in=parts).select_related("holder")
    for mandate in held.order_by("pk"):
        if but is None or mandate.holder_id != but.pk:
            notices.tell(_for_delegate(message, mandate.holder, member, str(notice.pk)), at=at)


def tell_many_members(told: Sequence[tuple[Member, notices.Message]], *, at: datetime.datetime) -> None:
    """Put many messages, each with its dedupe_key, into many outboxes; organisations' delegates hear theirs too.

    With five queries for a thousand, however many organisations there are among them.
    """
    notices.tell_many([message for _member, message in told], at=at)
    of_organisations: dict[int, list[tuple[Member, notices.Message]]] = {}
    for member, message in told:
        if member.is_organisation:
            of_organisations.setdefault(member.pk, []).append((member, message))
    if not of_organisations:
        return
    held = Mandate.objects.live().filter(member__in=of_organisations, kind__in=Mandate.OF_ORGANISATIONS)
    passed_on = [
        _for_delegate(message, mandate.holder, member, message.dedupe_key)
        for mandate in held.select_related("holder").order_by("pk")
        for member, message in of_organisations[mandate.member_id]
    ]
    notices.tell_many(passed_on, at=at)


def _for_delegate(message: notices.Message, delegate: Member, organisation: Member, told: str) -> notices.Message:
    """Say it to a delegate: they choose for whom they act on the page that lists their time banks."""
    return replace(
        message,
        recipient_key=delegate.actor_key,
        kind="DELEGATE_TOLD",
        subject=_("%(name)s: %(what)s") % {"name": organisation.name, "what": message.subject},
        path=reverse("me"),
        of_key=message.recipient_key,
        of_kind=message.kind,
        of_path=message.path,
        dedupe_key=f"delegate:{told}",
    )


def tell_welcome(member: Member, *, at: datetime.datetime) -> None:
    """Greet a new member with somebody to meet; who has no password yet gets the link to choose one."""
    home = reverse("exchanges:home", args=[member.bank.slug])
    if member.person and member.person.email and not member.person.has_usable_password():
        body = _("Choose your password with the link below. It works once, and for three days.")
        path = password_link(member.person)
    else:
        body = _("You can give an hour and receive an hour from today.")
        path = home
    to_meet = in_a_letter(people_to_meet(member), guide_of(member.bank)) if member.can_trade else ""
    tell(
        member,
        kind="WELCOME",
        subject=_("Welcome to %(bank)s") % {"bank": member.bank.name},
        body=f"{body}\n\n{to_meet}".strip(),
        path=path,
        at=at,
    )


def keep_told(member: Member) -> None:
    """Keep what notices knows of a member in step: where and how to reach them, what they are called, and by whom.

    Who prefers a call or a letter is told by hand, through the desk, also where we know an e-mail address. Whatever
    changes name, address, number or channel calls this.
    """
    notices.keep_recipients([reached(member)])


def reached(member: Member) -> notices.Reached:
    """Say how a member is reached, and in which bank's name."""
    return notices.Reached(
        key=member.actor_key,
        address=member.contact_email if member.person is None else member.person.email or "",
        telephone=member.telephone,
        has_postal_address=bool(member.postal_address),
        name=member.name,
        language="en-gb",
        channel=member.channel,
        sender=member.bank.name,
        zone=member.bank.zone,
    )


def keep_sender(bank: Bank) -> None:
    """Keep by what name a bank writes to its people, and by whose clocks it does not wake them, in step."""
    keys = [recipient_key(pk) for pk in Member.objects.of(bank).values_list("pk", flat=True)]
    notices.keep_sender(keys, sender=bank.name, zone=bank.zone)


def password_link(person: Person) -> str:
    """Make the one-time path where a person chooses a password."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uid, token = key.split("-", 1)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
