"""What several of these pages say or answer in the same way."""

from django.utils.translation import gettext as _

from members.models import Bank, Member
from timebank.lib.errors import RuleBroken

NAME_BEGINS, NAME_ENDS = "\u2068", "\u2069"  # a name keeps its own direction inside a sentence
STATUS = {"invalid": 400, "forbidden": 403, "throttled": 429}
OUT_OF_TURN = 409


def welcomed(member: Member) -> str:
    """Say that somebody is a member now, and their number."""
    return _("%(name)s is member number %(number)d.") % {"name": named(member), "number": member.number}


def named(whom: Member | Bank) -> str:
    """Write the name of a member or a time bank for a sentence."""
    return f"{NAME_BEGINS}{whom.name}{NAME_ENDS}"


def status_of(refusal: RuleBroken) -> int:
    """Give the answer's status for a refusal that a form shows."""
    return STATUS.get(refusal.code, OUT_OF_TURN)
