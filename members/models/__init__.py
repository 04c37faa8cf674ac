"""Time banks, the people who sign in, their memberships, and what is kept of them."""

from members.models.addresses import AddressClaim, EmailChange, secret_hash
from members.models.areas import Area
from members.models.banks import Bank
from members.models.blocks import Block, are_apart, is_not_apart
from members.models.consents import Consent
from members.models.conversations import Conversation, Letter, unread_conversations
from members.models.dues import Collection, CollectionLine, DuesRule
from members.models.finding import WHOLE_WORDS, alike, is_number, plainly
from members.models.gifts import Gift
from members.models.imports import MemberFile, WaitingAddress
from members.models.joining import Invitation, JoiningStep, TermsVersion
from members.models.keys import member_pk_of, recipient_key
from members.models.mandates import Mandate
from members.models.members import DAYS, PARTS_OF_DAY, PARTS_OF_WEEK, Member, MemberEvent, MemberQuerySet, Role
from members.models.partners import Partnership, PartnershipEvent
from members.models.people import Person
from members.models.privacy import MONTHS_AT_FIRST, Erasure, Retention, RetentionRun
from members.models.reported import TalkReport
from members.models.rules import BankEvent
from members.models.safeguarding import Check, CheckKind, Concern, ConcernEntry, Note

__all__ = [
    "DAYS",
    "MONTHS_AT_FIRST",
    "PARTS_OF_DAY",
    "PARTS_OF_WEEK",
    "WHOLE_WORDS",
    "AddressClaim",
    "Area",
    "Bank",
    "BankEvent",
    "Block",
    "Check",
    "CheckKind",
    "Collection",
    "CollectionLine",
    "Concern",
    "ConcernEntry",
    "Consent",
    "Conversation",
    "DuesRule",
    "EmailChange",
    "Erasure",
    "Gift",
    "Invitation",
    "JoiningStep",
    "Letter",
    "Mandate",
    "Member",
    "MemberEvent",
    "MemberFile",
    "MemberQuerySet",
    "Note",
    "Partnership",
    "PartnershipEvent",
    "Person",
    "Retention",
    "RetentionRun",
    "Role",
    "TalkReport",
    "TermsVersion",
    "WaitingAddress",
    "alike",
    "are_apart",
    "is_not_apart",
    "is_number",
    "member_pk_of",
    "plainly",
    "recipient_key",
    "secret_hash",
    "unread_conversations",
]
