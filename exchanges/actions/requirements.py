"""Refusing help that needs a check nobody has seen yet, or care for somebody under 18 that is not in place."""

from exchanges.actions.acts import Act
from exchanges.reads.requirements import Help, in_words, obstacles
from members.models import Member
from timebank.lib.errors import RuleBroken


class ChecksMissing(RuleBroken):
    """Who would help, or be beside somebody under 18, has not shown what that needs."""

    code = "checks_missing"


def must_have_what_it_needs(helping: Help, act: Act) -> None:
    """Refuse help that lacks a check, with what is missing and what to do, as who acts may know it."""
    found = obstacles(helping)
    if found:
        raise ChecksMissing(in_words(found, _reader(act)))


def _reader(act: Act) -> Member:
    """Who runs the bank reads as such; anybody else as the member they speak for."""
    return act.by if act.by.is_coordinator or act.by.is_admin else act.speaker
