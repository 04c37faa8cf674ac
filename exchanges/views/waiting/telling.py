"""What people without e-mail have not been told."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.access import ANSWERABLE
from exchanges.actions.acts import QUESTIONS
from exchanges.views.waiting.stretches import Part, days_in_words, days_since, part_of
from members.models import Member
from members.reads.telling import members_told
from notices.models import Notice

NOTICES_SHOWN = 10  # each is a telephone call, and there may be hundreds


@dataclass(frozen=True)
class ToPassOn:
    """A notice that nobody could be sent, and the member it is for."""

    notice: Notice
    member: Member | None
    days: int

    @property
    def more(self) -> str:
        """What there is to say besides the subject, which often ends with what the exchange is about."""
        return "" if self.notice.body in self.notice.subject else self.notice.body

    @property
    def is_by_post(self) -> bool:
        """Whether they wish for a letter about this."""
        return self.member is not None and self.notice.is_by_post

    @property
    def asked_to_join(self) -> bool:
        """Whether it is about their wish to join, and a page of it says how to reach them."""
        states = {Member.State.APPLICANT, Member.State.DECLINED}
        return self.member is not None and self.member.number is None and self.member.state in states

    @property
    def how(self) -> str:
        """Say how they wish to hear it."""
        if self.is_by_post:
            return _("By post")
        if self.member is not None and self.member.channel == Member.Channel.PHONE:
            return _("By telephone")
        return ""

    @property
    def answer_url(self) -> str:
        """Where a coordinator writes down what they answer, of what asks for an answer."""
        if self.notice.kind in ANSWERABLE and self.member is not None:
            return reverse("exchanges:answer_for", args=[self.notice.bank, self.notice.pk])
        return self.notice.path if self.notice.kind in QUESTIONS else ""

    @property
    def waiting(self) -> str:
        """Say for how long it has waited."""
        return days_in_words(self.days)


def to_pass_on(asker: Member, at: datetime.datetime, query: Mapping[str, str]) -> Part[ToPassOn]:
    """List what people without e-mail have not been told."""
    waiting = Notice.objects.to_pass_on(asker.bank.slug).still_of_use(at)
    part = part_of(waiting, "tell", "created_at", query, most=NOTICES_SHOWN)
    members = members_told(asker.bank, [notice.recipient.key for notice in part.rows])
    rows = [
        ToPassOn(notice, members.get(notice.recipient.key), days_since(notice.created_at, at)) for notice in part.rows
    ]
    return Part(rows, part.more_query, part.is_first)
