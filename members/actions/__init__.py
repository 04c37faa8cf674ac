"""Every write about banks and members: founding, joining, roles, leaving."""

from members.actions.acts import must_be_admin, see_contact, see_contacts
from members.actions.addresses import BelongsAlready, accept_claim, claim_address, refuse_claim, take_back_claims
from members.actions.applications import (
    AlreadyKnown,
    Application,
    Enrolment,
    ForAdults,
    NotReady,
    apply_to_join,
    approve_application,
    decline_application,
    enrol,
    send_application,
)
from members.actions.banks import RESERVED_SLUGS, BankRefused, Founding, found_bank
from members.actions.deaths import record_death, send_letters_again, stop_letters, take_back_death
from members.actions.gifts import add_gift
from members.actions.invitations import invite, invite_guest, withdraw_invitation
from members.actions.joining import StepChange, answer_for, mark_step, say_not_yet, tell_gifts
from members.actions.leaving import record_leaving
from members.actions.limits import (
    WhyMissing,
    limits_in_words,
    propose_limits,
    set_limits,
    warn_if_low,
    warn_many_if_low,
)
from members.actions.mandates import (
    CannotAct,
    Helper,
    change_delegate,
    end_mandate,
    name_delegate,
    name_guardian,
    name_supporter,
)
from members.actions.merging import NotTheSame, likely_same, merge
from members.actions.roles import GRANTABLE_ROLES, appoint, end_role, grant_role
from members.actions.rules import change_bank, must_say_why, set_pot_limits
from members.actions.states import (
    LONGEST_REASON,
    LONGEST_REST,
    NotSaid,
    OnlyAdmin,
    Rest,
    Suspension,
    come_back,
    end_rest_in_time,
    record_rest,
    record_suspension,
)
from members.actions.telling import keep_told, password_link, tell_many_members, tell_member
from members.actions.terms import accept_terms, publish_terms

__all__ = [
    "GRANTABLE_ROLES",
    "LONGEST_REASON",
    "LONGEST_REST",
    "RESERVED_SLUGS",
    "AlreadyKnown",
    "Application",
    "BankRefused",
    "BelongsAlready",
    "CannotAct",
    "Enrolment",
    "ForAdults",
    "Founding",
    "Helper",
    "NotReady",
    "NotSaid",
    "NotTheSame",
    "OnlyAdmin",
    "Rest",
    "StepChange",
    "Suspension",
    "WhyMissing",
    "accept_claim",
    "accept_terms",
    "add_gift",
    "answer_for",
    "apply_to_join",
    "appoint",
    "approve_application",
    "change_bank",
    "change_delegate",
    "claim_address",
    "come_back",
    "decline_application",
    "end_mandate",
    "end_rest_in_time",
    "end_role",
    "enrol",
    "found_bank",
    "grant_role",
    "invite",
    "invite_guest",
    "keep_told",
    "likely_same",
    "limits_in_words",
    "mark_step",
    "merge",
    "must_be_admin",
    "must_say_why",
    "name_delegate",
    "name_guardian",
    "name_supporter",
    "password_link",
    "propose_limits",
    "publish_terms",
    "record_death",
    "record_leaving",
    "record_rest",
    "record_suspension",
    "refuse_claim",
    "say_not_yet",
    "see_contact",
    "see_contacts",
    "send_application",
    "send_letters_again",
    "set_limits",
    "set_pot_limits",
    "stop_letters",
    "take_back_claims",
    "take_back_death",
    "tell_gifts",
    "tell_many_members",
    "tell_member",
    "warn_if_low",
    "warn_many_if_low",
    "withdraw_invitation",
]
