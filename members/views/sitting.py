"""What somebody has told us so far while they ask to join. Kept in the session, so that every visitor meets the same.

Who is known to us already, or fills in a trap, goes through the same pages as everybody; for them nothing is written.
"""

import dataclasses
import time
from typing import Any

from django.http import HttpRequest

from members.access import applicant_to_continue
from members.actions.gifts import GiftWords
from members.models import Bank, Member
from members.reads.standing import standing_path

KEY, INVITED = "joining", "invited"
LASTS_SECONDS = 2 * 3600  # others may sit down at the same computer afterwards


@dataclasses.dataclass
class Sitting:
    """Whose application it is, if anybody's, and the answers after the first page."""

    bank: Bank
    pk: int | None = None
    gifts: list[GiftWords] = dataclasses.field(default_factory=list)
    thanked_for: str = ""
    path: str = ""  # where they stand, for who has no address to which we could send it
    in_two_steps: bool = False  # an organisation says all about itself on one page

    def applicant(self) -> Member | None:
        """Give who is asking to join, while they wait."""
        return applicant_to_continue(self.bank, self.pk)


def begin(
    request: HttpRequest, bank: Bank, applicant: Member | None, *, shows_link: bool, in_two_steps: bool = False
) -> None:
    """Remember who has just sent the first page."""
    path = standing_path(applicant) if applicant and shows_link else ""
    keep(request, Sitting(bank, applicant.pk if applicant else None, path=path, in_two_steps=in_two_steps))


def go_on(request: HttpRequest, applicant: Member) -> None:
    """Take up an application where it was left, with what was told by the applicant themselves."""
    told = [GiftWords(gift.kind, gift.words, gift.would) for gift in applicant.gifts.filter(added_by=None)]
    path = standing_path(applicant)
    keep(request, Sitting(applicant.bank, applicant.pk, told, applicant.thanked_for, path, applicant.is_organisation))


def keep(request: HttpRequest, sitting: Sitting) -> None:
    """Write the answers so far into the session."""
    request.session[KEY] = {
        "bank": sitting.bank.slug,
        "pk": sitting.pk,
        "gifts": [[gift.kind, gift.words, list(gift.would)] for gift in sitting.gifts],
        "thanked_for": sitting.thanked_for,
        "path": sitting.path,
        "in_two_steps": sitting.in_two_steps,
        "since": int(time.time()),
    }


def found(request: HttpRequest, bank: Bank) -> Sitting | None:
    """Give the answers so far, if somebody is asking to join this bank here and now."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    if kept.get("bank") != bank.slug or time.time() - kept.get("since", 0) > LASTS_SECONDS:
        return None
    gifts = [GiftWords(kind, words, would) for kind, words, would in kept["gifts"]]
    return Sitting(bank, kept["pk"], gifts, kept["thanked_for"], kept["path"], kept.get("in_two_steps", False))


def end(request: HttpRequest) -> None:
    """Forget it: the next person at this computer begins with nothing."""
    if KEY in request.session:
        del request.session[KEY]
