"""Time banks, the people who sign in, and their memberships."""

from members.models.banks import Bank
from members.models.keys import member_pk_of, recipient_key
from members.models.members import Member, MemberEvent, Role
from members.models.people import Person

__all__ = ["Bank", "Member", "MemberEvent", "Person", "Role", "member_pk_of", "recipient_key"]
