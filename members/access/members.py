"""Which member, profile, photo, conversation or mandate somebody may see or change."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from members.access.looking import may_see_balance, may_see_who_left
from members.models import (
    Bank,
    Conversation,
    Gift,
    Mandate,
    Member,
)


def oneself_or_member_to_see(asker: Member, number: int) -> Member:
    """Give the asker themselves, or another whom they may see; to who has a rest or is suspended no other exists."""
    if asker.number == number:
        return asker
    if asker.is_resting:
        raise Http404
    return member_to_see(asker, number)


def member_to_see(asker: Member, number: int) -> Member:
    """Give a member of the asker's own bank by number; who is not in the directory is seen by those who run it only."""
    members = Member.objects.of(asker.bank).select_related("person").exclude(number=None)
    if not may_see_who_left(asker):
        members = members.in_directory() | members.filter(pk=asker.pk)
    member: Member = get_object_or_404(members, number=number)
    member.bank = asker.bank
    return member


def member_or_kept(asker: Member, number: int) -> Member:
    """Give a member as `member_to_see` does; a number that was given up leads to the one that was kept."""
    members = Member.objects.of(asker.bank).select_related("person").exclude(number=None)
    given_up = members.filter(number=number).exclude(merged_into=None)
    if not may_see_who_left(asker):
        members = members.in_directory() | members.filter(pk=asker.pk)
    meant = Q(number=number, merged_into=None) | Q(pk__in=given_up.values("merged_into"))
    member: Member = get_object_or_404(members, meant)
    member.bank = asker.bank
    return member


def unnumbered_to_see(asker: Member, pk: int) -> Member:
    """Give somebody of the asker's bank who has no number: who asks to join, was declined, or only acts for others.

    Who entered by a role may ask this; to everybody else none of them is a page.
    """
    unnumbered = Member.objects.of(asker.bank).select_related("person", "erasure").filter(number=None)
    member: Member = get_object_or_404(unnumbered, pk=pk)
    member.bank = asker.bank
    return member


def profile_to_change(asker: Member, number: int) -> Member:
    """Give the asker's own profile, or that of a member for whom somebody who runs the bank writes."""
    member = member_to_see(asker, number)
    if member.state in {Member.State.APPLICANT, Member.State.DECLINED, Member.State.LEFT}:
        raise Http404
    if member.pk != asker.pk and not (asker.is_coordinator or asker.is_admin):
        raise PermissionDenied
    return member


def gift_to_change(member: Member, pk: int) -> Gift:
    """Give one gift of a member whose profile the asker may change."""
    gift: Gift = get_object_or_404(member.gifts, pk=pk)
    gift.member = member
    return gift


def photo_to_see(asker: Member, number: int) -> str:
    """Give the name of a member's photo: one's own, or one that its member shows now; else there is none."""
    found = get_object_or_404(Member.objects.of(asker.bank), number=number)
    name: str = found.photo if found.pk == asker.pk else found.shown_photo
    if not name:
        raise Http404
    return name


def conversation_to_see(asker: Member, pk: int) -> Conversation:
    """Give a conversation to the two who have it; nobody else reads it, those who run the bank neither."""
    theirs = Conversation.objects.of(asker).select_related("first__person", "second__person")
    conversation: Conversation = get_object_or_404(theirs, pk=pk, bank=asker.bank)
    conversation.first.bank = conversation.second.bank = asker.bank
    return conversation


def may_write_to(asker: Member, other: Member) -> bool:
    """Whether two may write to each other on the site: both belong now, both are adults, and they are two."""
    both = (asker, other)
    known = all(each.is_approved and not each.is_minor and each.kind != Member.Kind.SUPPORTER for each in both)
    return known and not asker.is_same_person_as(other) and asker.bank_id == other.bank_id


def member_whose_limits_to_see(asker: Member, number: int) -> Member:
    """Give a member with an account whose hours the asker may see; to others the page does not exist."""
    member = member_to_see(asker, number)
    if member.account_id is None or not may_see_balance(asker, member):
        raise Http404
    return member


def member_whose_checks_to_see(asker: Member, number: int) -> Member:
    """Give a member to themselves, and to those who run the bank; to others the page does not exist."""
    member = member_to_see(asker, number)
    if not (asker.pk == member.pk or asker.is_coordinator or asker.is_admin):
        raise Http404
    return member


def organisation_to_see(bank: Bank, asker: Member | None, number: int) -> Member:
    """Give an organisation of the bank: to members each, to visitors who open their page."""
    organisations = Member.objects.of(bank).trading().filter(kind=Member.Kind.ORGANISATION)
    if asker is None:
        organisations = organisations.filter(has_public_page=True)
    organisation: Member = get_object_or_404(organisations, number=number)
    organisation.bank = bank
    return organisation


def mandate_to_use(holder: Member, pk: int) -> Mandate:
    """Give a mandate to its own holder, while both belong to the bank."""
    mandate: Mandate = get_object_or_404(Mandate.objects.acting().select_related("member"), pk=pk, holder=holder)
    return mandate


def mandate_to_end(asker: Member, pk: int) -> Mandate:
    """Give a mandate of the asker's bank to its two sides, and to those who run the bank."""
    mandates = Mandate.objects.select_related("member", "holder").filter(member__bank=asker.bank)
    mandate: Mandate = get_object_or_404(mandates, pk=pk)
    if not may_see_mandates(asker, mandate.member) and mandate.holder_id != asker.pk:
        raise Http404
    return mandate


def helper_to_reach(asker: Member, pk: int) -> Member:
    """Give somebody of the asker's bank who is here for others only: they have no number, and no page of their own."""
    here = Member.objects.of(asker.bank).belonging().filter(number=None).select_related("person")
    helper: Member = get_object_or_404(here, pk=pk, kind__in=[Member.Kind.SUPPORTER, Member.Kind.STAFF])
    helper.bank = asker.bank
    return helper


def may_see_mandates(asker: Member, member: Member) -> bool:
    """Whether the asker may see who acts for a member: their own, or as coordinator or admin."""
    return asker.pk == member.pk or asker.is_coordinator or asker.is_admin
