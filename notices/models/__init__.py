"""What people are told: who can be reached, and one row for each thing to tell (the outbox)."""

from notices.models.deeds import ANSWERED_BY, Deed, answered_by
from notices.models.names import NAMES
from notices.models.outbox import ON_PAPER, Notice
from notices.models.recipients import BY_DESK, NOT_BY_DESK, QUIET_FROM, QUIET_UNTIL, Channel, Choice, Pace, Recipient
from notices.models.servers import SilentServer
from notices.models.topics import ALL_BUT_ACCOUNT, TOPICS, URGENT, Topic, topic_of

__all__ = [
    "ALL_BUT_ACCOUNT",
    "ANSWERED_BY",
    "BY_DESK",
    "NAMES",
    "NOT_BY_DESK",
    "ON_PAPER",
    "QUIET_FROM",
    "QUIET_UNTIL",
    "TOPICS",
    "URGENT",
    "Channel",
    "Choice",
    "Deed",
    "Notice",
    "Pace",
    "Recipient",
    "SilentServer",
    "Topic",
    "answered_by",
    "topic_of",
]
