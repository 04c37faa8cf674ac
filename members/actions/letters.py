"""Letters that stand in nobody's list of notices, for what is in them opens a door: links and codes.

They go through the outbox like all others, each to a reader who is no member: an address, or a person as such.
"""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.models import EmailChange, Member, Person
from notices import actions as notices


@dataclass(frozen=True)
class Reader:
    """Who reads the mail at an address, and the key under which the outbox knows them."""

    key: str
    address: str
    name: str


@dataclass(frozen=True)
class Words:
    """What a letter says, and the page of ours it leads to."""

    kind: str
    subject: str
    body: str
    path: str = ""


def write_letter(to: Reader, words: Words, *, at: datetime.datetime) -> None:
    """Put a letter into the outbox. On no desk is it read out: an address that does not work is not told otherwise."""
    notices.keep_recipient(key=to.key, address=to.address, name=to.name, language="en-gb")
    notices.tell(
        notices.Message(
            recipient_key=to.key, bank="", kind=words.kind, subject=words.subject, body=words.body, path=words.path
        ),
        at=at,
    )


def sign_in_reader(person: Person) -> Reader:
    """Give a person as somebody who signs in, of whichever bank."""
    return Reader(f"sign-in:{person.pk}", person.email or "", person.name)


def write_about_signing_in(person: Person, words: Words, *, at: datetime.datetime) -> None:
    """Write to a person at the address they sign in with."""
    write_letter(sign_in_reader(person), words, at=at)


def tell_old_address(to: Reader, *, at: datetime.datetime) -> None:
    """Tell an address that it is no longer the one somebody signs in with."""
    words = Words(
        kind="SIGN_IN",
        subject=_("You no longer sign in with this address"),
        body=_("Another e-mail address has taken its place. Is that not right? Ring your time bank at once."),
    )
    write_letter(to, words, at=at)


def forget_claim_letters(member: Member) -> None:
    """Erase the letters that asked at an address whether it is this member's, before the claims themselves go."""
    for claim in member.address_claims.all():
        for key in (claim.recipient_key, f"{claim.recipient_key}:old"):
            notices.forget_recipient(key)


def forget_letters(person: Person) -> None:
    """Erase what was written to a person about signing in, and the addresses it went to."""
    key = sign_in_reader(person).key
    keys = [key, f"{key}:old"]
    for change in EmailChange.objects.filter(person=person):
        keys += [change.old_key, change.new_key, f"{change.old_key}:told"]
    for each in keys:
        notices.forget_recipient(each)
