"""What to say on the telephone, in a sentence for each thing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchanges.models import Introduction
from exchanges.reads.calls import Call
from exchanges.reads.matches import Suggestion
from exchanges.views.sentences import NAME_BEGINS, NAME_ENDS, named
from members.models import Member


@dataclass(frozen=True)
class CallLine:
    """Whom to ring, under which number, and what to say."""

    member: Member
    sentences: list[str]


def called(call: Call) -> CallLine:
    """Put a call into words."""
    member = call.member
    said = [_introduced(each, member) for each in call.introduced]
    said += [_suggested(each, member) for each in call.suggested]
    return CallLine(member, said)


def _introduced(made: Introduction, member: Member) -> str:
    words = _words(made.giver, made.request.member, made.request.title)
    if member.pk == made.giver_id:
        return _("Say that you told %(receiver)s of them: “%(what)s”. Would they like to help?") % words
    return _("Say that %(giver)s knows of “%(what)s” now, and may be in touch.") % words


def _suggested(found: Suggestion, member: Member) -> str:
    words = _words(found.giver, found.receiver, found.request.title)
    if member.pk == found.giver.pk:
        return _("Ask if they would help %(receiver)s: “%(what)s”.") % words
    return _("Say that %(giver)s could help with “%(what)s”. Shall we bring them together?") % words


def _words(giver: Member, receiver: Member, title: str) -> dict[str, str]:
    return {"giver": named(giver), "receiver": named(receiver), "what": f"{NAME_BEGINS}{title}{NAME_ENDS}"}
