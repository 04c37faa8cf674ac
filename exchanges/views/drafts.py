"""An exchange half written down, kept in the asker's session until it is sent or thrown away.

It holds what was typed, as it was typed: a step that is left or refused loses nothing. Each member of each bank whom
somebody logs for has their own.
"""

import uuid
from dataclasses import asdict, dataclass, field
from typing import Any

from members.access import BankRequest, PublicRequest

SESSION_KEY = "exchanges_being_logged"
LONGEST_TYPED = 600


def _new_key() -> str:
    return str(uuid.uuid4())


@dataclass
class Unfinished:
    """The answers so far: with whom (a member number), from which listing, and the boxes of each step.

    `key` is made once, so that however often the form is sent, it is one exchange.
    """

    key: str = field(default_factory=_new_key)
    who: int | None = None
    listing: int | None = None
    what: dict[str, str] = field(default_factory=dict)
    when: dict[str, str] = field(default_factory=dict)

    @property
    def next_step(self) -> str:
        """Name the first page with an empty box, once the other side is known; else the check."""
        if not _is_told(self.what):
            return "log_what"
        return "log_check" if _is_told(self.when) else "log_when"


def unfinished(request: BankRequest | PublicRequest) -> Unfinished:
    """Give what the asker has begun to log at this bank, or a new beginning."""
    kept = request.session.get(SESSION_KEY, {}).get(_whose(request))
    return Unfinished(**kept) if kept else Unfinished()


def keep(request: BankRequest | PublicRequest, draft: Unfinished) -> None:
    """Remember the answers so far."""
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), _whose(request): asdict(draft)}


def throw_away(request: BankRequest | PublicRequest) -> None:
    """Forget what was begun at this bank."""
    kept = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {whose: draft for whose, draft in kept.items() if whose != _whose(request)}


def typed(posted: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Take the boxes of one step out of what was sent, each cut to a length no honest answer reaches."""
    return {name: str(posted[name])[:LONGEST_TYPED] for name in names if name in posted}


def _whose(request: BankRequest | PublicRequest) -> str:
    """Name whose log it is: one's own at this bank, or that of the member one acts for."""
    if request.mandate is None:
        return request.bank.slug
    return f"{request.bank.slug}/{request.mandate.member_id}"


def _is_told(boxes: dict[str, str]) -> bool:
    """Whether every box of a step that was sent is filled; the kind of help may stay empty."""
    return bool(boxes) and all(text.strip() for name, text in boxes.items() if name != "category")
