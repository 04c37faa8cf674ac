"""What members are told about their membership, and where they are reached."""

import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Member, Person
from members.reads.meeting import guide_of, in_a_letter, people_to_meet
from notices import actions as notices


def tell(member: Member, *, kind: str, subject: str, body: str, path: str, at: datetime.datetime) -> None:
    """Put a notice into a member's outbox."""
    notices.tell(
        notices.Message(
            recipient_key=member.actor_key, bank=member.bank.slug, kind=kind, subject=subject, body=body, path=path
        ),
        at=at,
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
    """Keep what notices knows of a member in step: where to reach them, and what they are called.

    Who prefers a call or a letter is told by hand, through the desk, also where we know an e-mail address. Whatever
    changes name, address or channel calls this.
    """
    address = member.contact_email if member.person is None else member.person.email or ""
    notices.keep_recipient(
        key=member.actor_key,
        address=address if member.channel == Member.Channel.EMAIL else "",
        name=member.name,
        language="en-gb",
        is_on_site_only=member.channel == Member.Channel.SITE,
    )


def password_link(person: Person) -> str:
    """Make the one-time path where a person chooses a password."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uid, token = key.split("-", 1)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
