"""Time banks, the people who sign in, and their memberships."""

from members.models.banks import Bank
from members.models.dues import Collection, CollectionLine, DuesRule
from members.models.keys import member_pk_of, recipient_key
from members.models.members import Member, MemberEvent, Role
from members.models.partners import Partnership, PartnershipEvent
from members.models.people import Person
from members.models.rules import BankEvent

__all__ = [
    "Bank",
    "BankEvent",
    "Collection",
    "CollectionLine",
    "DuesRule",
    "Member",
    "MemberEvent",
    "Partnership",
    "PartnershipEvent",
    "Person",
    "Role",
    "member_pk_of",
    "recipient_key",
]
