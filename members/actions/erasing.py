"""Erasing a membership: what is known of somebody becomes a number. With their last one goes the person who signs in.

exchanges and insight erase what is theirs; insight.actions.erasing puts all of it together in one transaction.
"""

import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext as _

from members.actions.acts import note
from members.actions.arrivals import OF_NUMBER
from members.actions.letters import forget_claim_letters, forget_letters
from members.actions.mandates import forget_mandates
from members.actions.photos import forget_photo
from members.actions.signing_out import forget_in_sessions, sign_out_everywhere
from members.models import (
    AddressClaim,
    Bank,
    BankEvent,
    Block,
    Check,
    Concern,
    ConcernEntry,
    Consent,
    Conversation,
    EmailChange,
    Erasure,
    Gift,
    Invitation,
    JoiningStep,
    Letter,
    Mandate,
    Member,
    MemberEvent,
    MemberFile,
    Note,
    Person,
    TalkReport,
    TermsVersion,
    WaitingAddress,
)
from notices import actions as notices
from timebank.lib.traces import INSTEAD, Traces, replace_traces, traces_of

# Where people write freely: how each table leads to the bank, and its columns. A test finds a column that is missing.
TEXTS = (
    (Bank, "pk", ("contact_name", "telephone", "contact_hours", "about", "in_danger")),
    (Member, "bank", ("about", "thanked_for", "access_needs", "known_by")),
    (MemberEvent, "member__bank", ("words",)),
    (Gift, "member__bank", ("words",)),
    (Invitation, "bank", ("words",)),
    (TermsVersion, "bank", ("text",)),
    (JoiningStep, "member__bank", ("words",)),
    (Consent, "member__bank", ("text",)),
    (Mandate, "member__bank", ("words",)),
    (Concern, "bank", ("about_words", "words", "raised_by_words")),
    (ConcernEntry, "concern__bank", ("words",)),
    (Note, "member__bank", ("words",)),
    (Letter, "conversation__bank", ("words",)),
    (TalkReport, "bank", ("words", "done", "told_other")),
    (AddressClaim, "member__bank", ("how_identified",)),
    (BankEvent, "bank", ("words",)),
)


def traces_to_erase(member: Member) -> Traces:
    """Give what somebody would still be found by, before it is erased, with the entries that became one with theirs.

    What others are called too is not theirs.
    """
    theirs = [member, *member.merged.filter(erasure=None).select_related("person").order_by("pk")]
    names, emails = _names_of(theirs), _emails_of(theirs)
    others = Member.objects.of(member.bank).exclude(pk__in=[each.pk for each in theirs]).filter(erasure=None)
    return traces_of(
        names=[name for name in sorted(names) if not others.filter(name__iexact=name).exists()],
        emails=sorted(emails),
        telephones=[each.telephone for each in theirs],
        addresses=[each.postal_address for each in theirs],
    )


def pseudonymise(member: Member, traces: Traces, *, by: Member | None, at: datetime.datetime, words: str) -> Erasure:
    """Make a number of somebody, in the caller's transaction. `words` say how they were known to be who they are.

    Their words are cleared, and what others wrote of them under their full name or address gets dots. A person who
    belongs to another time bank lives on there; this membership is nobody's then.
    """
    forget_claim_letters(member)
    _clear_rows(member, by=by, at=at)
    _clear_profile(member)
    notices.forget_recipient(member.actor_key)
    for model, path, fields in TEXTS:
        replace_traces(model.objects.filter(**{path: member.bank_id}), fields, traces)
    forget_in_sessions(member.bank, member.person, traces)
    erasure = Erasure.objects.create(
        member=member, person_key=member.person.key if member.person else None, at=at, by=by
    )
    note(member, MemberEvent.Kind.ERASED, by=by, at=at, words=words)
    if member.person:
        _part_from_person(member, member.person, at=at)
    return erasure


def _names_of(theirs: list[Member]) -> set[str]:
    names = {name for each in theirs for name in (each.name, *each.former_names)}
    return names | {each.person.name for each in theirs if each.person}


def _emails_of(theirs: list[Member]) -> set[str]:
    emails = {each.contact_email for each in theirs} | {each.person.email or "" for each in theirs if each.person}
    people = [each.person_id for each in theirs if each.person_id]
    emails |= set(EmailChange.objects.filter(person__in=people).values_list("new_email", flat=True))
    for asked in (AddressClaim, WaitingAddress):
        emails |= set(asked.objects.filter(member__in=theirs).values_list("email", flat=True))
    return emails


def name_of_erased(member: Member) -> str:
    """Give what somebody is called once they are erased."""
    if member.number is None:
        return str(_("Somebody who was erased"))
    return str(_("Former member %(number)d")) % {"number": member.number}


def _stays_elsewhere(member: Member) -> bool:
    """Whether the person belongs, or belonged, to another time bank that has not erased them."""
    return Member.objects.filter(person=member.person_id, erasure=None).exclude(pk=member.pk).exists()


def _clear_profile(member: Member) -> None:
    forget_photo(member)
    member.name = name_of_erased(member)
    member.about = member.thanked_for = member.area = member.telephone = member.postal_address = ""
    member.contact_email = member.access_needs = member.photo = member.search_text = member.organisation_kind = ""
    member.known_by = ""
    member.former_names, member.languages, member.availability, member.shows = [], [], [], []
    member.has_public_page = member.needs_approval = False
    member.channel, member.age_band = Member.Channel.SITE, Member.AgeBand.ADULT
    member.back_on = member.review_on = None
    if not member.source_hash.startswith(OF_NUMBER):
        member.source_hash = ""
    member.save()


def _clear_rows(member: Member, *, by: Member | None, at: datetime.datetime) -> None:
    """What is about them alone is deleted; of what is also somebody else's the words are cleared."""
    for theirs in (Gift, Note, Check, AddressClaim, WaitingAddress):
        theirs.objects.filter(member=member).delete()
    MemberFile.objects.filter(bank=member.bank).delete()  # it may name them; an admin can send it in again
    MemberEvent.objects.filter(member=member).update(words="")
    Consent.objects.filter(member=member).exclude(text="").update(text=INSTEAD)
    Invitation.objects.filter(Q(by=member) | Q(used_by=member)).update(words="")
    Invitation.objects.filter(by=member, used_by=None, withdrawn_at=None).update(withdrawn_at=at)
    JoiningStep.objects.filter(Q(member=member) | Q(asked_of=member)).update(words="")
    Concern.objects.filter(raised_by=member).update(raised_by_words="")
    Letter.objects.filter(Q(speaker=member) | Q(by=member)).update(words="")
    Conversation.objects.filter(first=member).update(first_shares_at=None)
    Conversation.objects.filter(second=member).update(second_shares_at=None)
    Block.objects.filter(Q(blocker=member) | Q(blocked=member)).delete()
    TalkReport.objects.filter(by=member).update(words="")
    _end_mandates(member, by=by, at=at)


def _end_mandates(member: Member, *, by: Member | None, at: datetime.datetime) -> None:
    theirs = Mandate.objects.filter(Q(member=member) | Q(holder=member))
    forget_mandates(member, by=by, at=at)
    Consent.objects.filter(pk__in=theirs.values("consent")).exclude(text="").update(text=INSTEAD)


def _part_from_person(member: Member, person: Person, *, at: datetime.datetime) -> None:
    """Erase who signs in, or put nobody in their place where they live on elsewhere: what they change is not told here.

    Two banks that erase one person at once wait for each other, so that the second erases the person too.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not _stays_elsewhere(member):
        _erase_person(person, name=member.name, at=at)
        return
    member.person = Person.objects.create_user(None, name=member.name, is_active=False, erased_at=at)
    member.save(update_fields=["person"])


def _erase_person(person: Person, *, name: str, at: datetime.datetime) -> None:
    """Let nobody sign in as them any more, from this moment, and forget the letters about it."""
    forget_letters(person)
    for theirs in (Authenticator, UserSession, EmailAddress):
        theirs.objects.filter(user=person).delete()
    EmailChange.objects.filter(person=person).delete()
    sign_out_everywhere(person)
    person.email, person.name, person.is_active, person.erased_at, person.last_login = None, name, False, at, None
    person.set_unusable_password()
    person.save()
