"""The page of one member."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from exchanges.access import may_see_contact_of, member_to_look_at
from exchanges.access.giving import may_give_to
from exchanges.models import Listing
from exchanges.reads.afterwards import shown_thanks
from exchanges.views.states import for_staff
from ledger import reads as ledger
from members.access import (
    BankRequest,
    also_acting,
    for_members,
    may_see_balance,
    may_see_contact,
    may_see_hours,
    may_see_mandates,
    may_write_to,
)
from members.actions import GRANTABLE_ROLES, see_contact
from members.models import Gift, Member, MemberEvent, Role
from members.reads.profiles import language_names, other_banks, times_in_words

MOST_LISTINGS = 50
MOST_LOOKS = 20


@dataclass(frozen=True)
class Contact:
    """How to reach a member."""

    email: str
    telephone: str
    postal_address: str = ""


@dataclass(frozen=True)
class Profile:
    """What a member tells about themselves and lets other members see."""

    gifts: list[Gift]
    thanked_for: str
    languages: list[str]
    times: list[str]
    access_needs: str
    other_banks: list[str]


@dataclass(frozen=True)
class RoleToChange:
    """A role an admin may give or take back."""

    role: Role
    is_held: bool


@for_members
@also_acting
@require_http_methods(["GET", "POST"])
def member(request: BankRequest, number: int) -> HttpResponse:
    """Show a member. Sent as a form it shows the contact details too: a look is deliberate, and written down."""
    found, asker = member_to_look_at(request.member, number), request.member
    if found.number != number:
        return redirect("exchanges:member", bank=request.bank.slug, number=found.number)
    is_own = found.pk == asker.pk
    may_open_contact = not is_own and may_see_contact_of(asker, found)
    if request.method == "POST":
        if not may_open_contact:
            raise PermissionDenied
        see_contact(found, by=request.actor, at=timezone.now())
    context = {
        "member": found,
        "is_own": is_own,
        "roles": [str(Role(role).label) for role in found.roles],
        "profile": _profile(found),
        "contact": _contact_for(request, found) if is_own or request.method == "POST" else None,
        "shown_contact": None if is_own else _shown_contact(found),
        "may_open_contact": may_open_contact and request.method == "GET",
        "is_reached_by_staff": found.is_minor and not is_own and not may_open_contact,
        "may_write": request.mandate is None and may_write_to(request.member, found),
        "may_change_profile": not is_own and found.is_approved and (asker.is_coordinator or asker.is_admin),
        "may_log": not is_own and asker.can_trade and found.can_trade,
        "may_give": not is_own and may_give_to(asker, found),
        "thanks": shown_thanks(found, asker),
        "listings": _listings_of(found, asker, request.bank.day(timezone.now())),
        **_for_those_who_run_the_bank(asker, found),
        "sees_mandates": request.mandate is None and may_see_mandates(asker, found),
    }
    return render(request, "exchanges/member.html", context)


def _listings_of(found: Member, reader: Member, today: datetime.date) -> list[Listing]:
    readable = Listing.objects.of(found.bank).open(today).readable_by(reader, today)
    return list(readable.filter(member=found).newest_first()[:MOST_LISTINGS])


def _profile(found: Member) -> Profile:
    """Give what a member shows; so they see their own page as others do."""
    item = Member.Item
    shows_gifts = found.shows_item(item.GIFTS)
    return Profile(
        gifts=list(found.gifts.all()) if shows_gifts else [],
        thanked_for=found.thanked_for if shows_gifts else "",
        languages=language_names(found.languages) if found.shows_item(item.LANGUAGES) else [],
        times=times_in_words(found.availability) if found.shows_item(item.AVAILABILITY) else [],
        access_needs=found.access_needs if found.shows_item(item.ACCESS) else "",
        other_banks=other_banks(found),
    )


def _shown_contact(found: Member) -> Contact | None:
    """Give what a grown-up lets every member have of their addresses, where they do and there is any."""
    contact = _contact(found)
    email = contact.email if found.shows_item(Member.Item.EMAIL) else ""
    telephone = contact.telephone if found.shows_item(Member.Item.TELEPHONE) else ""
    may_show = found.is_approved and not found.is_minor
    return Contact(email=email, telephone=telephone) if may_show and (email or telephone) else None


def _contact(found: Member) -> Contact:
    email = found.person.email if found.person else found.contact_email
    return Contact(email=email or "", telephone=found.telephone)


def _contact_for(request: BankRequest, found: Member) -> Contact:
    """Give the addresses; that for letters only to the member themselves and to those who run the bank."""
    contact = _contact(found)
    if request.mandate is None and may_see_contact(request.member, found):
        return replace(contact, postal_address=found.postal_address)
    return contact


def _for_those_who_run_the_bank(asker: Member, found: Member) -> dict[str, Any]:
    """Give what only some may see or do: the balance, the looks at one's own details, roles, leaving."""
    is_own, runs_bank = found.pk == asker.pk, asker.is_coordinator or asker.is_admin
    sees_balance = found.account_id is not None and may_see_hours(asker, found)
    changes_roles = asker.is_admin and not is_own and found.is_approved and found.person_id is not None
    balance_minutes = ledger.balance_of(found.account_id) if sees_balance and found.account_id else None
    return {
        "balance_minutes": balance_minutes,
        "sees_limits": sees_balance and may_see_balance(asker, found),
        "owes_minutes": max(0, -(balance_minutes or 0)),
        "looks": _looks_at(found) if is_own else None,
        "roles_to_change": _roles_to_change(found) if changes_roles else [],
        **for_staff(asker, found),
        "may_write_down_address": runs_bank and not is_own and bool(found.person_id) and not found.has_died,
        "may_note": asker.is_coordinator and not is_own,
        "may_print_sheet": asker.is_coordinator and not is_own and found.can_trade,
        "may_see_guardian": not is_own and runs_bank and _may_be_minor(found),
        "may_see_checks": is_own or runs_bank,
        "may_leave": is_own and found.can_trade,
    }


def _may_be_minor(found: Member) -> bool:
    """Whether a page about age and guardian has something to say."""
    return found.kind == Member.Kind.PERSON and (found.is_minor or found.bank.lets_in_minors)


def _looks_at(found: Member) -> list[MemberEvent]:
    looks = (MemberEvent.Kind.CONTACT_SEEN, MemberEvent.Kind.LETTERS_SEEN)
    seen = found.events.filter(kind__in=looks).select_related("by")
    return list(seen.order_by("-pk")[:MOST_LOOKS])


def _roles_to_change(found: Member) -> list[RoleToChange]:
    return [RoleToChange(role=role, is_held=role in found.roles) for role in Role if role in GRANTABLE_ROLES]
