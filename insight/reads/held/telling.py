"""What is held of what somebody wrote, was written and was told."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from insight.reads.held.shapes import Group, Row, Whose, streamed
from members.models import Block, Letter, TalkReport, member_pk_of, recipient_key
from notices.models import Channel, Notice, Recipient, Topic

BANK = {"bank": _("Time bank")}
CONCERN = "CONCERN"  # the kind of notice that tells a lead of one


def _letters(whose: Whose) -> Iterator[Row]:
    theirs = Q(conversation__first__in=whose.ids) | Q(conversation__second__in=whose.ids)
    related = ("conversation__first", "conversation__second", "speaker", "by")
    for letter in streamed(Letter.objects.filter(theirs).select_related(*related).order_by("-pk")):
        talk = letter.conversation
        is_own = letter.speaker_id in whose.banks
        other = talk.second if talk.first_id in whose.banks else talk.first
        yield {
            "bank": whose.bank_of(talk.first_id, talk.second_id),
            "at": letter.at,
            "from": letter.speaker.name,
            "to": other.name if is_own else whose_name(whose, talk.first_id, talk.second_id),
            "typed_by": letter.by.name if letter.by_id != letter.speaker_id else "",
            "told_how": str(letter.get_how_display()) if letter.how else "",
            "words": letter.words,
        }


def whose_name(whose: Whose, *member_ids: int) -> str:
    """Give the name of whichever of these memberships is theirs."""
    return next((member.name for member in whose.members if member.pk in member_ids), "")


def _notices(whose: Whose) -> Iterator[Row]:
    keys = [recipient_key(pk) for pk in whose.ids]
    told = Notice.objects.for_recipients(keys).select_related("recipient").newest_first()
    if whose.person is None:  # somebody else makes the file for them, and no concern is theirs to know of
        told = told.exclude(kind=CONCERN)
    for notice in streamed(told):
        yield {
            "bank": whose.bank_of(member_pk_of(notice.recipient.key)),
            "at": notice.created_at,
            "subject": notice.subject,
            "body": notice.body,
            "delivery": str(DELIVERIES[notice.delivery]),
            "sent_at": notice.sent_at,
            "read_at": notice.read_at,
            "told_at": notice.told_at,
        }


def _chosen(whose: Whose) -> Iterator[Row]:
    for recipient in Recipient.objects.of_person(recipient_key(pk) for pk in whose.ids):
        bank = whose.bank_of(member_pk_of(recipient.key))
        for topic in Topic:
            chosen = recipient.choice_of(topic)
            way = chosen.channel or Channel(recipient.channel)
            yield {
                "bank": bank,
                "topic": str(topic.label),
                "pace": str(chosen.pace.label),
                "way": str(way.label),
                "quiet_from": f"{recipient.quiet_from:%H:%M}",
                "quiet_until": f"{recipient.quiet_until:%H:%M}",
                "letters_come_back": recipient.is_mail_refused or None,
                "texts_do_not_arrive": recipient.is_number_refused or None,
            }


def _reports(whose: Whose) -> Iterator[Row]:
    for report in streamed(TalkReport.objects.filter(by__in=whose.ids).order_by("-pk")):
        yield {
            "bank": whose.bank_of(report.by_id),
            "at": report.at,
            "words": report.words,
            "closed_at": report.closed_at,
            "done": report.done,
        }


def _blocks(whose: Whose) -> Iterator[Row]:
    found = Block.objects.filter(blocker__in=whose.ids).select_related("blocked")
    for block in streamed(found.order_by("-pk")):
        yield {"bank": whose.bank_of(block.blocker_id), "name": block.blocked.name, "at": block.at}


DELIVERIES = {
    "EMAIL": _("by e-mail"),
    "SMS": _("by text message"),
    "BY_HAND": _("by phone or in person"),
    "IN_APP_ONLY": _("on this site"),
}

GROUPS = (
    Group(
        "reports",
        _("What you reported"),
        _("Conversations you asked coordinators to look into, and what you were told."),
        {**BANK, "at": _("When"), "words": _("Words"), "closed_at": _("Closed"), "done": _("What was done")},
        _reports,
    ),
    Group(
        "blocks",
        _("Whom you blocked"),
        _("Members who can neither write to you nor ask you here. They are not told."),
        {**BANK, "name": _("Name"), "at": _("Since")},
        _blocks,
        ("members.Block.blocker",),
    ),
    Group(
        "messages",
        _("Your messages"),
        _("What you wrote to other members here, and what they wrote to you."),
        {
            **BANK,
            "at": _("When"),
            "from": _("From"),
            "to": _("To"),
            "typed_by": _("Written for them by"),
            "told_how": _("How they told it"),
            "words": _("Words"),
        },
        _letters,
        (
            "members.Conversation.first",
            "members.Conversation.second",
            "members.Letter.speaker",
        ),
    ),
    Group(
        "notices",
        _("What we told you"),
        _("Every notice, and how it reached you."),
        {
            **BANK,
            "at": _("When"),
            "subject": _("Subject"),
            "body": _("Words"),
            "delivery": _("How"),
            "sent_at": _("Sent"),
            "read_at": _("Read"),
            "told_at": _("Passed on"),
        },
        _notices,
        ("notices.Notice.recipient",),
    ),
    Group(
        "notice_choices",
        _("How we tell you"),
        _("What you chose to be told about, how, how often, and when you do not want to be disturbed."),
        {
            **BANK,
            "topic": _("About"),
            "pace": _("How often"),
            "way": _("How"),
            "quiet_from": _("Nothing after"),
            "quiet_until": _("Nothing before"),
            "letters_come_back": _("E-mails come back"),
            "texts_do_not_arrive": _("Texts do not arrive"),
        },
        _chosen,
    ),
)
