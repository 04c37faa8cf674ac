"""Who may enter a page: as themselves, or as the member for whom they act."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from members.models import (
    Bank,
    Mandate,
    Member,
    Person,
    Role,
    unread_conversations,
)
from members.models.members import MemberQuerySet
from members.reads.second_steps import awaits_second_step

Rest = ParamSpec("Rest")


class BankRequest(HttpRequest):
    """A request for a page of one bank: whose it is, as which member somebody asks, and who acts for that member.

    `actor` is the member themselves, or the supporter or delegate who acts for them by `mandate`. Who acts for somebody
    asks as that member, without any role that member holds.
    """

    bank: Bank
    member: Member
    actor: Member
    mandate: Mandate | None
    user: Person


class PublicRequest(HttpRequest):
    """A request for a page of one bank that anybody may read: the visitor may be nobody we know."""

    bank: Bank
    member: Member | None
    actor: Member | None
    mandate: Mandate | None
    user: Person


class StopActingFirst(PermissionDenied):
    """This page is not opened while somebody acts for a member."""

    def __init__(self) -> None:
        words = _("You are acting for somebody now. This page is not part of that: stop acting first.")
        super().__init__(words)


class NoLongerActing(PermissionDenied):
    """The right to act ended while it was used."""


Page = Callable[Concatenate[BankRequest, Rest], HttpResponseBase]
PublicPage = Callable[Concatenate[PublicRequest, Rest], HttpResponseBase]
Marked = TypeVar("Marked", bound=Callable[..., HttpResponseBase])
View = Callable[..., HttpResponseBase]  # Django calls it with the address's parts by name, the bank's short name first

# The asker's other banks, for the switch in the frame of every page: read in the same query as their membership.
OTHER_BANKS = ArraySubquery(
    Member.objects.filter(person=OuterRef("person"), state=Member.State.APPROVED)
    .exclude(bank=OuterRef("bank"))
    .exclude(kind=Member.Kind.SUPPORTER)
    .order_by("bank__name", "bank_id")
    .values(one=JSONObject(slug="bank__slug", name="bank__name"))[:12]
)
# Every request asks for the asker's row: putting together once what is the same each time halves what that takes.
OWN_ROWS: MemberQuerySet = (
    Member.objects.annotate(may_act=Exists(Mandate.objects.acting().filter(holder=OuterRef("pk"))))
    .annotate(other_banks=OTHER_BANKS, unread_conversations=unread_conversations())
    .select_related("person")
    .order_by("pk")
)
MEMBERS = "members"
TRADERS = "traders"
RESTING = "resting"
EVERYBODY = "everybody"
HOLDERS = "holders"

ACTING_KEY = "acting"  # in the session: for whom somebody acts, and at which bank
ALL_KINDS = frozenset(Mandate.Kind)


def for_members(view: Page[Rest]) -> View:
    """Let in everyone who belongs to the bank now, staff, admins and auditors too."""
    return _guarded(view, MEMBERS, lambda member: True)


def for_traders(view: Page[Rest]) -> View:
    """Let in members who hold an account: they give and receive hours."""
    return _guarded(view, TRADERS, lambda member: member.can_trade)


def for_roles(*roles: Role) -> Callable[[Page[Rest]], View]:
    """Let in those who hold one of these roles."""

    def guard(view: Page[Rest]) -> View:
        return _guarded(view, "+".join(roles), lambda member: any(member.has_role(role) for role in roles))

    return guard


def for_traders_or(*roles: Role) -> Callable[[Page[Rest]], View]:
    """Let in members with an account, and those who hold one of these roles."""

    def guard(view: Page[Rest]) -> View:
        return _guarded(
            view,
            "+".join([TRADERS, *roles]),
            lambda member: member.can_trade or any(member.has_role(role) for role in roles),
        )

    return guard


def for_members_and_resting(view: Page[Rest]) -> View:
    """Let in everyone who belongs, also those who have a rest or are suspended: for what stays theirs meanwhile."""
    return _guarded(view, f"{MEMBERS}+{RESTING}", lambda member: True, find=membership_or_rest_of)


def for_traders_and_resting_or(*roles: Role) -> Callable[[Page[Rest]], View]:
    """Let in members with an account, also while they have a rest or are suspended, and holders of these roles."""

    def guard(view: Page[Rest]) -> View:
        return _guarded(
            view,
            "+".join([TRADERS, RESTING, *roles]),
            lambda member: member.speaks_of_the_past or any(member.has_role(role) for role in roles),
            find=membership_or_rest_of,
        )

    return guard


def for_holders(view: Page[Rest]) -> View:
    """Let in, as themselves also while acting, whoever belongs to the bank, and who only acts for somebody there."""

    @functools.wraps(view)
    def entered(request: HttpRequest, bank: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        known = Bank.objects.filter(slug=bank).select_related("book").first()
        holder = _own_row(request, known, OWN_ROWS.approved()) if known else None
        if known is None or holder is None:
            raise Http404
        asked = cast(BankRequest, request)
        asked.bank, asked.member, asked.actor, asked.mandate = known, holder, holder, None
        return view(asked, *args, **kwargs)

    entered.open_to = HOLDERS  # type: ignore[attr-defined]  # read by the test that walks every address
    return entered


def also_acting(view: Marked) -> Marked:
    """Let in too who acts for a member. Stands beneath the guard; a page without it is closed to who acts."""
    view.admits = ALL_KINDS  # type: ignore[attr-defined]  # read by the guard
    return view


def also_managing(view: Marked) -> Marked:
    """Let in too who acts for an organisation as its manager. Stands beneath the guard."""
    view.admits = frozenset({Mandate.Kind.MANAGER})  # type: ignore[attr-defined]  # read by the guard
    return view


def also_delegates(view: Marked) -> Marked:
    """Let in too who acts for an organisation, as its manager or not: never who acts for a person."""
    view.admits = frozenset(Mandate.OF_ORGANISATIONS)  # type: ignore[attr-defined]  # read by the guard
    return view


def also_keeping(view: Marked) -> Marked:
    """Let in too who acts for a person, or keeps an organisation's page: not who only records its hours."""
    view.admits = ALL_KINDS - {Mandate.Kind.RECORDER}  # type: ignore[attr-defined]  # read by the guard
    return view


def for_everybody(view: PublicPage[Rest]) -> View:
    """Let in visitors too; the page itself says what they may see."""

    @functools.wraps(view)
    def entered(request: HttpRequest, bank: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        public = cast(PublicRequest, request)
        public.bank = get_object_or_404(Bank, slug=bank)
        _let_in(public, view, public.bank)
        return view(public, *args, **kwargs)

    entered.open_to = EVERYBODY  # type: ignore[attr-defined]  # read by the test that walks every address
    return login_not_required(entered)


def for_members_or_where_open(
    is_open: Callable[[Bank], bool],
) -> Callable[[PublicPage[Rest]], View]:
    """Let in members, and visitors too where the bank opens the page to everybody."""

    def guard(view: PublicPage[Rest]) -> View:
        @functools.wraps(view)
        def entered(request: HttpRequest, bank: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            known = Bank.objects.filter(slug=bank).first()
            public = cast(PublicRequest, request)
            member = _let_in(public, view, known) if known else None
            if known is None or (member is None and not is_open(known)):
                return turned_away(request)
            public.bank = known
            return view(public, *args, **kwargs)

        entered.open_to = MEMBERS  # type: ignore[attr-defined]  # what holds unless the bank says otherwise
        return login_not_required(entered)

    return guard


def membership_of(request: HttpRequest, bank: Bank) -> Member | None:
    """Find the asker's own membership of a bank, if they belong to it now."""
    return _own(request, bank, OWN_ROWS.approved())


def membership_or_rest_of(request: HttpRequest, bank: Bank) -> Member | None:
    """Find the asker's own membership of a bank, also while they have a rest or are suspended."""
    return _own(request, bank, OWN_ROWS.belonging())


def rest_of(request: HttpRequest, bank: Bank) -> Member | None:
    """Find the asker's own membership of a bank where they have a rest or are suspended."""
    return _own(request, bank, OWN_ROWS.resting())


def may_agree(request: BankRequest | PublicRequest) -> bool:
    """Whether who asks says yes to the terms: for themselves, or for an organisation as its manager."""
    return request.mandate is None or request.mandate.kind == Mandate.Kind.MANAGER


def mandates_held(request: HttpRequest, bank: Bank) -> list[Mandate]:
    """Give those by which who asks may act at a bank now, by the name of whom they act for."""
    if not request.user.is_authenticated:
        return []
    held = Mandate.objects.acting().filter(holder__person=request.user, holder__bank=bank)
    return list(held.select_related("member").order_by("member__name", "pk"))


def turned_away(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in, whether or not the page exists; to who is signed in it does not."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def _guarded(
    view: Page[Rest],
    open_to: str,
    may_enter: Callable[[Member], bool],
    find: Callable[[HttpRequest, Bank], Member | None] = membership_of,
) -> View:
    """Answer 404 to who does not belong to the bank, whether or not it exists, and 403 to who lacks the role."""

    @functools.wraps(view)
    def entered(request: HttpRequest, bank: str, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        known = Bank.objects.filter(slug=bank).select_related("book").first()
        asked = cast(BankRequest, request)
        member = _let_in(asked, view, known, find) if known else None
        if known is None or member is None:
            raise Http404
        if not may_enter(member):
            return _refused(member, may_enter)
        return view(asked, *args, **kwargs)

    entered.open_to = open_to  # type: ignore[attr-defined]  # read by the test that walks every address
    return entered


def _refused(member: Member, may_enter: Callable[[Member], bool]) -> HttpResponse:
    """Say no; where only the second step is missing, lead to the page that says what to do."""
    if member.awaits_second_step:
        member.awaits_second_step = False
        if may_enter(member):
            return redirect("members:second_step", bank=member.bank.slug)
    raise PermissionDenied


def _let_in(
    request: BankRequest | PublicRequest,
    view: Callable[..., object],
    bank: Bank,
    find: Callable[[HttpRequest, Bank], Member | None] = membership_of,
) -> Member | None:
    """Say as whom somebody asks: as themselves, or as the member for whom they act, where the page is open to that."""
    request.bank, request.mandate = bank, None
    mandate = _mandate_in_use(request, bank)
    if mandate is None:
        request.member = request.actor = find(request, bank)
        return request.member
    member, holder = mandate.member, mandate.holder
    member.bank = holder.bank = bank
    member.roles, holder.roles = [], []  # in memory only: who acts decides nothing, for whomever
    request.member, request.actor, request.mandate = member, holder, mandate
    if mandate.kind not in getattr(view, "admits", frozenset()):
        raise StopActingFirst
    return member


def _mandate_in_use(request: HttpRequest, bank: Bank) -> Mandate | None:
    """Read afresh by which mandate somebody acts at this bank. What has ended ends it at once, and nothing is done."""
    kept = request.session.get(ACTING_KEY) or {}
    if kept.get("bank") != bank.slug or not request.user.is_authenticated:
        return None
    live = Mandate.objects.acting().filter(holder__person=request.user, holder__bank=bank)
    found: Mandate | None = live.select_related("member__person", "holder__person").filter(pk=kept["mandate"]).first()
    if found is None:
        del request.session[ACTING_KEY]
        raise NoLongerActing(_("You can no longer act for them. Nothing was changed just now."))
    return found


def _own(request: HttpRequest, bank: Bank, members: MemberQuerySet) -> Member | None:
    row = _own_row(request, bank, members)
    return None if row is None or row.kind == Member.Kind.SUPPORTER else row


def _own_row(request: HttpRequest, bank: Bank, members: MemberQuerySet) -> Member | None:
    """Find the asker's own row at a bank: as a member, as staff, or as who acts for a member only."""
    if not request.user.is_authenticated:
        return None
    row: Member | None = members.of(bank).filter(person=request.user).first()
    if row:
        row.bank = bank
        row.awaits_second_step = awaits_second_step(request, row)
        request.may_act = getattr(row, "may_act", False)  # type: ignore[attr-defined]  # whether the frame asks for whom
    return row
