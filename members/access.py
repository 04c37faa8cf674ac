"""Who may enter a page, and which member or bank they may see."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from members.models import Bank, Member, Person, Role

Rest = ParamSpec("Rest")


class BankRequest(HttpRequest):
    """A request for a page of one bank: whose it is, and who asks."""

    bank: Bank
    member: Member
    user: Person


class PublicRequest(HttpRequest):
    """A request for a page of one bank that anybody may read: the visitor may be nobody we know."""

    bank: Bank
    member: Member | None
    user: Person


Page = Callable[Concatenate[BankRequest, Rest], HttpResponse]
PublicPage = Callable[Concatenate[PublicRequest, Rest], HttpResponse]
View = Callable[Concatenate[HttpRequest, str, Rest], HttpResponse]

MEMBERS = "members"
TRADERS = "traders"
EVERYBODY = "everybody"


def for_members(view: Page[Rest]) -> View[Rest]:
    """Let in everyone who belongs to the bank now, staff, admins and auditors too."""
    return _guarded(view, MEMBERS, lambda member: True)


def for_traders(view: Page[Rest]) -> View[Rest]:
    """Let in members who hold an account: they give and receive hours."""
    return _guarded(view, TRADERS, lambda member: member.can_trade)


def for_roles(*roles: Role) -> Callable[[Page[Rest]], View[Rest]]:
    """Let in those who hold one of these roles."""

    def guard(view: Page[Rest]) -> View[Rest]:
        return _guarded(view, "+".join(roles), lambda member: any(member.has_role(role) for role in roles))

    return guard


def for_traders_or(*roles: Role) -> Callable[[Page[Rest]], View[Rest]]:
    """Let in members with an account, and those who hold one of these roles."""

    def guard(view: Page[Rest]) -> View[Rest]:
        return _guarded(
            view,
            "+".join([TRADERS, *roles]),
            lambda member: member.can_trade or any(member.has_role(role) for role in roles),
        )

    return guard


def for_everybody(view: PublicPage[Rest]) -> View[Rest]:
    """Let in visitors too; the page itself says what they may see."""

    @functools.wraps(view)
    def entered(request: HttpRequest, bank: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        public = cast(PublicRequest, request)
        public.bank = get_object_or_404(Bank, slug=bank)
        public.member = membership_of(request, public.bank)
        return view(public, *args, **kwargs)

    entered.open_to = EVERYBODY  # type: ignore[attr-defined]  # read by the test that walks every address
    return login_not_required(entered)


def membership_of(request: HttpRequest, bank: Bank) -> Member | None:
    """Find the asker's own membership of a bank, if they belong to it now."""
    if not request.user.is_authenticated:
        return None
    member = Member.objects.of(bank).approved().filter(person=request.user).select_related("person").first()
    if member:
        member.bank = bank
    return cast("Member | None", member)


def member_to_see(asker: Member, number: int) -> Member:
    """Give a member of the asker's own bank by number; who left is seen by those who run the bank only."""
    members = Member.objects.of(asker.bank).select_related("person").exclude(number=None)
    if not (asker.is_coordinator or asker.is_admin or asker.is_auditor):
        members = members.trading()
    member: Member = get_object_or_404(members, number=number)
    member.bank = asker.bank
    return member


def application_to_decide(asker: Member, pk: int) -> Member:
    """Give somebody's wish to join the asker's own bank, while it waits for an answer or just after."""
    applicant: Member = get_object_or_404(
        Member.objects.of(asker.bank).select_related("person"),
        pk=pk,
        kind__in=[Member.Kind.PERSON, Member.Kind.ORGANISATION],
    )
    applicant.bank = asker.bank
    return applicant


def may_see_contact(asker: Member, member: Member) -> bool:
    """Whether staff of the bank, or the member themselves, ask for the contact details."""
    return asker.pk == member.pk or asker.is_coordinator or asker.is_admin


def may_see_balance(asker: Member, member: Member) -> bool:
    """Whether the asker may see a member's hours: their own, or as coordinator, admin or auditor."""
    return asker.pk == member.pk or asker.is_coordinator or asker.is_admin or asker.is_auditor


def _guarded(view: Page[Rest], open_to: str, may_enter: Callable[[Member], bool]) -> View[Rest]:
    """Answer 404 to who does not belong to the bank, whether or not it exists, and 403 to who lacks the role."""

    @functools.wraps(view)
    def entered(request: HttpRequest, bank: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        known = Bank.objects.filter(slug=bank).select_related("book").first()
        member = membership_of(request, known) if known else None
        if known is None or member is None:
            raise Http404
        asked = cast(BankRequest, request)
        asked.bank, asked.member = known, member
        if not may_enter(member):
            raise PermissionDenied
        return view(asked, *args, **kwargs)

    entered.open_to = open_to  # type: ignore[attr-defined]  # read by the test that walks every address
    return entered
