"""What is held on a membership: who somebody is, how to reach them, what they told us and what they agreed to."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, named, streamed
from members.models import (
    PARTS_OF_WEEK,
    AddressClaim,
    Check,
    Consent,
    Gift,
    Invitation,
    JoiningStep,
    Mandate,
    Member,
    Note,
    Role,
    WaitingAddress,
    recipient_key,
)
from notices.models import Channel, Recipient

BANK = {"bank": _("Time bank")}


def _who(whose: Whose) -> Iterator[Row]:
    for member in whose.members:
        yield {
            "bank": member.bank.name,
            "name": member.name,
            "number": member.number,
            "kind": Member.Kind(member.kind),
            "state": Member.State(member.state),
            "age_band": Member.AgeBand(member.age_band),
            "roles": [str(Role(role).label) for role in member.roles],
            "applied_at": member.applied_at,
            "joined_at": member.joined_at,
            "left_at": member.left_at,
            "back_on": member.back_on,
            "review_on": member.review_on,
            "needs_approval": member.needs_approval,
            "has_died": member.has_died or None,
        }


def _reach(whose: Whose) -> Iterator[Row]:
    kept = Recipient.objects.in_bulk([recipient_key(pk) for pk in whose.ids], field_name="key")
    for member in whose.members:
        recipient = kept.get(recipient_key(member.pk))
        yield {
            "bank": member.bank.name,
            "email": member.person.email if member.person else member.contact_email,
            "telephone": member.telephone,
            "postal_address": member.postal_address,
            "channel": Member.Channel(member.channel),
            "letters_go_to": recipient.address if recipient and recipient.channel == Channel.EMAIL else "",
            "letters_name": recipient.name if recipient else "",
        }


def _asked_addresses(whose: Whose) -> Iterator[Row]:
    for claim in streamed(AddressClaim.objects.filter(member__in=whose.ids).select_related("by").order_by("pk")):
        yield {
            "bank": whose.bank_of(claim.member_id),
            "email": claim.email,
            "at": claim.at,
            "by": named(claim.by),
            "how_identified": claim.how_identified,
            "accepted_at": claim.accepted_at,
            "withdrawn_at": claim.withdrawn_at,
        }


def _waiting_addresses(whose: Whose) -> Iterator[Row]:
    found = WaitingAddress.objects.filter(member__in=whose.ids).select_related("invited_by")
    for waiting in streamed(found.order_by("pk")):
        yield {
            "bank": whose.bank_of(waiting.member_id),
            "email": waiting.email,
            "invite_at": waiting.invite_at,
            "by": named(waiting.invited_by),
        }


def _profile(whose: Whose) -> Iterator[Row]:
    parts = dict(PARTS_OF_WEEK)
    for member in whose.members:
        yield {
            "bank": member.bank.name,
            "former_names": list(member.former_names),
            "about": member.about,
            "thanked_for": member.thanked_for,
            "area": member.area,
            "known_by": member.known_by,
            "languages": list(member.languages),
            "access_needs": member.access_needs,
            "availability": [str(parts.get(part, part)) for part in member.availability],
            "photo": bool(member.photo),
            "shows": [str(Member.Item(item).label) for item in member.shows],
            "found_by": member.search_text,
        }


def _gifts(whose: Whose) -> Iterator[Row]:
    for gift in streamed(Gift.objects.filter(member__in=whose.ids).select_related("added_by").order_by("pk")):
        yield {
            "bank": whose.bank_of(gift.member_id),
            "words": gift.words,
            "kind": Gift.Kind(gift.kind),
            "would": [str(Gift.Would(each).label) for each in gift.would],
            "added_at": gift.added_at,
            "by": named(gift.added_by),
        }


def _consents(whose: Whose) -> Iterator[Row]:
    found = Consent.objects.filter(member__in=whose.ids).select_related("terms", "recorded_by", "ended_by")
    for consent in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(consent.member_id),
            "purpose": Consent.Purpose(consent.purpose),
            "text": consent.terms.text if consent.terms else consent.text,
            "version": consent.terms.number if consent.terms else None,
            "given_at": consent.given_at,
            "how": Consent.How(consent.how),
            "by": named(consent.recorded_by),
            "ended_at": consent.ended_at,
            "ended_by": named(consent.ended_by),
        }


def _joining(whose: Whose) -> Iterator[Row]:
    """Say how each step stands. Who was asked for their word, and what they said, was told us in confidence."""
    found = JoiningStep.objects.filter(member__in=whose.ids).select_related("by")
    for step in streamed(found.order_by("pk")):
        is_word = step.asked_of_id is not None or step.state == JoiningStep.State.NO
        state = JoiningStep.State.ASKED if step.state == JoiningStep.State.NO else step.state
        yield {
            "bank": whose.bank_of(step.member_id),
            "kind": JoiningStep.Kind(step.kind),
            "state": JoiningStep.State(state),
            "on": None if is_word else step.on,
            "by": "" if is_word else named(step.by),
            "words": "" if is_word else step.words,
        }


def _invitations(whose: Whose) -> Iterator[Row]:
    theirs = Q(by__in=whose.ids) | Q(used_by__in=whose.ids)
    for invitation in streamed(Invitation.objects.filter(theirs).select_related("by").order_by("pk")):
        is_own = invitation.by_id in whose.banks
        yield {
            "bank": whose.bank_of(invitation.by_id, invitation.used_by_id),
            "by": invitation.by.name,
            "made_at": invitation.made_at,
            "words": invitation.words if is_own else "",  # the inviter's own reminder
            "vouches": invitation.vouches,
            "is_used": invitation.used_by_id is not None,
            "withdrawn_at": invitation.withdrawn_at,
        }


def _checks(whose: Whose) -> Iterator[Row]:
    found = Check.objects.filter(member__in=whose.ids).select_related("kind", "seen_by", "ended_by")
    for check in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(check.member_id),
            "kind": check.kind.name,
            "issued_on": check.issued_on,
            "expires_on": check.expires_on,
            "seen_at": check.seen_at,
            "by": named(check.seen_by),
            "ended_at": check.ended_at,
            "ended_by": named(check.ended_by),
        }


def _notes(whose: Whose) -> Iterator[Row]:
    for note in streamed(Note.objects.filter(member__in=whose.ids).select_related("by").order_by("-pk")):
        yield {"bank": whose.bank_of(note.member_id), "words": note.words, "by": named(note.by), "at": note.at}


def _mandates(whose: Whose) -> Iterator[Row]:
    theirs = Q(member__in=whose.ids) | Q(holder__in=whose.ids)
    found = Mandate.objects.filter(theirs).select_related("member", "holder", "named_by", "ended_by")
    for mandate in streamed(found.order_by("-pk")):
        yield {
            "bank": whose.bank_of(mandate.member_id, mandate.holder_id),
            "kind": Mandate.Kind(mandate.kind),
            "member": mandate.member.name,
            "holder": mandate.holder.name,
            "words": mandate.words,
            "began_at": mandate.began_at,
            "by": named(mandate.named_by),
            "ended_at": mandate.ended_at,
            "ended_by": named(mandate.ended_by),
        }


AT, BY, WORDS = {"at": _("When")}, {"by": _("By")}, {"words": _("Words")}
ENDED = {"ended_at": _("Ended"), "ended_by": _("Ended by")}

GROUPS = (
    Group(
        "who",
        _("Who you are"),
        _("Your name and how you belong to each time bank."),
        {
            **BANK,
            "name": _("Name"),
            "number": _("Member number"),
            "kind": _("Kind"),
            "state": _("How you stand"),
            "age_band": _("Age"),
            "roles": _("Roles"),
            "applied_at": _("Asked to join"),
            "joined_at": _("Joined"),
            "left_at": _("Left"),
            "back_on": _("Back from a rest on"),
            "review_on": _("Suspension is looked at again on"),
            "needs_approval": _("Every exchange is approved"),
            "has_died": _("Has died"),
        },
        _who,
        ("members.Member.person",),
    ),
    Group(
        "reach",
        _("How to reach you"),
        _("Your addresses and your telephone number, and where notices are sent."),
        {
            **BANK,
            "email": _("E-mail address"),
            "telephone": _("Telephone"),
            "postal_address": _("Postal address"),
            "channel": _("How we reach you"),
            "letters_go_to": _("E-mails go to"),
            "letters_name": _("Name on e-mails"),
        },
        _reach,
    ),
    Group(
        "asked_addresses",
        _("Addresses you were asked to confirm"),
        _("E-mail addresses that somebody wrote down for you."),
        {
            **BANK,
            "email": _("E-mail address"),
            **AT,
            **BY,
            "how_identified": _("How they knew it was you"),
            "accepted_at": _("Confirmed"),
            "withdrawn_at": _("Taken back"),
        },
        _asked_addresses,
        ("members.AddressClaim.member",),
    ),
    Group(
        "waiting_addresses",
        _("Addresses brought over from elsewhere"),
        _("E-mail addresses from another program's files, to which nobody has written yet."),
        {**BANK, "email": _("E-mail address"), "invite_at": _("Letter goes out"), **BY},
        _waiting_addresses,
        ("members.WaitingAddress.member", "members.WaitingAddress.invited_by"),
    ),
    Group(
        "profile",
        _("Your profile"),
        _("What you told us about yourself, and what of it others may see."),
        {
            **BANK,
            "former_names": _("Names you had before"),
            "about": _("About you"),
            "thanked_for": _("What people thank you for"),
            "area": _("Area"),
            "known_by": _("A member who knows you"),
            "languages": _("Languages"),
            "access_needs": _("What helps you take part"),
            "availability": _("When you have time"),
            "photo": _("Photo"),
            "shows": _("What others may see"),
            "found_by": _("What others find you by"),
        },
        _profile,
    ),
    Group(
        "gifts",
        _("Your gifts"),
        _("What you can do, teach or enjoy."),
        {
            **BANK,
            "words": _("What"),
            "kind": _("Kind"),
            "would": _("What you would do with it"),
            "added_at": _("Added"),
            "by": _("Added by"),
        },
        _gifts,
        ("members.Gift.member",),
    ),
    Group(
        "consents",
        _("What you agreed to"),
        _("Each text you said yes to, when and how, and who wrote it down."),
        {
            **BANK,
            "purpose": _("About"),
            "text": _("The words"),
            "version": _("Version"),
            "given_at": _("When"),
            "how": _("How"),
            "by": _("Written down by"),
            "ended_at": _("Taken back"),
            "ended_by": _("Taken back by"),
        },
        _consents,
        ("members.Consent.member",),
    ),
    Group(
        "joining",
        _("Steps of joining"),
        _("References and the showing round, as you joined. What others said of you they told us in confidence."),
        {
            **BANK,
            "kind": _("Step"),
            "state": _("How far"),
            "on": _("Day"),
            **BY,
            **WORDS,
        },
        _joining,
        ("members.JoiningStep.member",),
    ),
    Group(
        "invitations",
        _("Invitations"),
        _("Those you made, and the one you came with."),
        {
            **BANK,
            "by": _("Made by"),
            "made_at": _("When"),
            "words": _("For whom"),
            "vouches": _("Vouched for"),
            "is_used": _("Used"),
            "withdrawn_at": _("Taken back"),
        },
        _invitations,
        ("members.Invitation.by", "members.Invitation.used_by"),
    ),
    Group(
        "checks",
        _("Checks"),
        _("Papers of yours that somebody saw. We keep no copy and no number of them."),
        {
            **BANK,
            "kind": _("Check"),
            "issued_on": _("Of the day"),
            "expires_on": _("Counts until"),
            "seen_at": _("Seen"),
            "by": _("Seen by"),
            **ENDED,
        },
        _checks,
        ("members.Check.member",),
    ),
    Group(
        "notes",
        _("Notes by coordinators"),
        _("What coordinators wrote down about you, to help you better."),
        {**BANK, **WORDS, **BY, **AT},
        _notes,
        ("members.Note.member",),
    ),
    Group(
        "mandates",
        _("Who acts for whom"),
        _("Those who may act for you, and those you act for."),
        {
            **BANK,
            "kind": _("As"),
            "member": _("For"),
            "holder": _("Who acts"),
            "words": _("Who they are to them"),
            "began_at": _("Since"),
            "by": _("Named by"),
            **ENDED,
        },
        _mandates,
        ("members.Mandate.member", "members.Mandate.holder"),
    ),
)
