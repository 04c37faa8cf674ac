"""What people are told: who can be reached, and one row for each thing to tell (the outbox)."""

from notices.models.outbox import ON_PAPER, Notice
from notices.models.recipients import Recipient
from notices.models.topics import TOPICS, Topic, topic_of

__all__ = ["ON_PAPER", "TOPICS", "Notice", "Recipient", "Topic", "topic_of"]
