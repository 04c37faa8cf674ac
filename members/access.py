"""Who may enter a page, and which member or bank they may see."""

import datetime
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from members.models import (
    Bank,
    Collection,
    Concern,
    Conversation,
    Gift,
    Invitation,
    JoiningStep,
    Mandate,
    Member,
    MemberFile,
    Person,
    Role,
    TermsVersion,
    unread_conversations,
)
from members.models.members import MemberQuerySet
from members.models.safeguarding import ConcernQuerySet
from members.reads.second_steps import awaits_second_step
from members.reads.standing import KEPT_AFTER_JOINING, applicant_of

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
        holder = _own_row(request, known, Member.objects.approved()) if known else None
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
    return _own(request, bank, Member.objects.approved())


def membership_or_rest_of(request: HttpRequest, bank: Bank) -> Member | None:
    """Find the asker's own membership of a bank, also while they have a rest or are suspended."""
    return _own(request, bank, Member.objects.belonging())


def rest_of(request: HttpRequest, bank: Bank) -> Member | None:
    """Find the asker's own membership of a bank where they have a rest or are suspended."""
    return _own(request, bank, Member.objects.resting())


def mandates_held(request: HttpRequest, bank: Bank) -> list[Mandate]:
    """Give those by which who asks may act at a bank now, by the name of whom they act for."""
    if not request.user.is_authenticated:
        return []
    held = Mandate.objects.acting().filter(holder__person=request.user, holder__bank=bank)
    return list(held.select_related("member").order_by("member__name", "pk"))


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


def may_see_mandates(asker: Member, member: Member) -> bool:
    """Whether the asker may see who acts for a member: their own, or as coordinator or admin."""
    return asker.pk == member.pk or asker.is_coordinator or asker.is_admin


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
    is_oneself = asker.pk == other.pk or (asker.person_id is not None and asker.person_id == other.person_id)
    both = (asker, other)
    known = all(each.is_approved and not each.is_minor and each.kind != Member.Kind.SUPPORTER for each in both)
    return known and not is_oneself and asker.bank_id == other.bank_id


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


def application_to_decide(asker: Member, pk: int) -> Member:
    """Give somebody's wish to join the asker's own bank, while it waits for an answer or just after."""
    applicant: Member = get_object_or_404(
        Member.objects.of(asker.bank).select_related("person"),
        pk=pk,
        kind__in=[Member.Kind.PERSON, Member.Kind.ORGANISATION],
    )
    applicant.bank = asker.bank
    return applicant


def applicant_to_continue(bank: Bank, pk: int | None) -> Member | None:
    """Give who is still asking to join a bank, for the rest of their application; None where there is nobody."""
    if pk is None:
        return None
    found: Member | None = Member.objects.of(bank).applicants().select_related("person").filter(pk=pk).first()
    if found:
        found.bank = bank
    return found


def applicant_with_link(bank: Bank, key: str, at: datetime.datetime) -> Member:
    """Give who has this private link: while they wait, when they were declined, and for a while after they joined."""
    whose = applicant_of(key)
    if whose is None:
        raise Http404
    found: Member = get_object_or_404(Member.objects.of(bank).select_related("person"), pk=whose[0])
    is_answered = found.state in {Member.State.APPLICANT, Member.State.DECLINED}
    has_just_joined = found.is_approved and found.joined_at and at - found.joined_at < KEPT_AFTER_JOINING
    if int(found.applied_at.timestamp()) != whose[1] or not (is_answered or has_just_joined):
        raise Http404
    found.bank = bank
    return found


def own_application(request: PublicRequest) -> Member | None:
    """Give the asker's own wish to join this bank, while it waits or was declined."""
    if not request.user.is_authenticated:
        return None
    asked = Member.objects.of(request.bank).filter(state__in=[Member.State.APPLICANT, Member.State.DECLINED])
    found: Member | None = asked.select_related("person").filter(person=request.user).first()
    if found:
        found.bank = request.bank
    return found


def invitation_to_use(bank: Bank, key: str, at: datetime.datetime) -> Invitation | None:
    """Give an invitation whose link still leads somewhere."""
    still_good = Invitation.objects.filter(used_by=None, withdrawn_at=None, expires_at__gt=at, by__state="APPROVED")
    return still_good.select_related("by").filter(bank=bank, key=key).first()


def own_invitation(asker: Member, pk: int) -> Invitation:
    """Give an invitation the asker made."""
    return get_object_or_404(Invitation.objects.select_related("used_by"), by=asker, bank=asker.bank, pk=pk)


def word_asked_of(asker: Member, pk: int) -> JoiningStep:
    """Give a reference that the asker was asked for, while the applicant waits."""
    found: JoiningStep = get_object_or_404(
        JoiningStep.objects.select_related("member"),
        pk=pk,
        asked_of=asker,
        kind=JoiningStep.Kind.REFERENCE,
        member__bank=asker.bank,
        member__state=Member.State.APPLICANT,
    )
    found.member.bank = asker.bank
    return found


def wording_to_read(bank: Bank, pk: int) -> TermsVersion:
    """Give one wording of a bank's terms, also an earlier one."""
    return get_object_or_404(TermsVersion, bank=bank, pk=pk)


def concerns_to_see(asker: Member) -> ConcernQuerySet:
    """Give the concerns a member may read. To who may read none the page does not exist; leads see it empty too."""
    found: ConcernQuerySet = Concern.objects.readable_by(asker)
    if not asker.has_role(Role.SAFEGUARDING) and not found.exists():
        raise Http404
    return found


def concern_to_see(asker: Member, pk: int) -> Concern:
    """Give a concern to who may read it; to everybody else it does not exist."""
    found: Concern = get_object_or_404(Concern.objects.readable_by(asker).select_related("raised_by"), pk=pk)
    found.bank = asker.bank
    return found


def role_holder_to_change(asker: Member, pk: int) -> Member:
    """Give somebody of the asker's own bank who holds a role, or could."""
    kinds = [Member.Kind.PERSON, Member.Kind.STAFF]
    holder: Member = get_object_or_404(Member.objects.of(asker.bank).approved(), pk=pk, kind__in=kinds)
    holder.bank = asker.bank
    return holder


def bank_to_partner(asker: Member, slug: str) -> Bank:
    """Give another time bank of this site than the asker's own."""
    return get_object_or_404(Bank.objects.exclude(pk=asker.bank_id), slug=slug)


def collection_to_see(asker: Member, pk: int) -> Collection:
    """Give what a rule took in one month at the asker's own bank."""
    return get_object_or_404(Collection, bank=asker.bank, pk=pk)


def member_file_to_take(asker: Member, pk: int) -> MemberFile:
    """Give the file of members that waits for an admin of the asker's own bank."""
    return get_object_or_404(MemberFile.objects.select_related("bank"), bank=asker.bank, pk=pk)


def turned_away(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in, whether or not the page exists; to who is signed in it does not."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def organisation_to_see(bank: Bank, asker: Member | None, number: int) -> Member:
    """Give an organisation of the bank: to members each, to visitors who open their page."""
    organisations = Member.objects.of(bank).trading().filter(kind=Member.Kind.ORGANISATION)
    if asker is None:
        organisations = organisations.filter(has_public_page=True)
    organisation: Member = get_object_or_404(organisations, number=number)
    organisation.bank = bank
    return organisation


def name_to_show(member: Member, asker: Member | None) -> str:
    """Give a member's name as the asker may read it: visitors read first names, and organisations' names."""
    return member.name if asker or member.is_organisation else member.first_name


def may_see_who_left(asker: Member) -> bool:
    """Whether the asker runs or audits the bank: members see those who belong now."""
    return asker.is_coordinator or asker.is_admin or asker.is_auditor


def may_see_contact(asker: Member, member: Member) -> bool:
    """Whether staff of the bank, or the member themselves, ask for the contact details."""
    return asker.pk == member.pk or asker.is_coordinator or asker.is_admin


def may_see_balance(asker: Member, member: Member) -> bool:
    """Whether the asker may see a member's hours: their own, or as coordinator, admin or auditor."""
    return asker.pk == member.pk or may_see_who_left(asker)


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
    held = Mandate.objects.acting().filter(holder=OuterRef("pk"))
    rows = members.of(bank).filter(person=request.user).annotate(may_act=Exists(held), other_banks=OTHER_BANKS)
    row: Member | None = rows.annotate(unread_conversations=unread_conversations()).select_related("person").first()
    if row:
        row.bank = bank
        row.awaits_second_step = awaits_second_step(request, row)
        request.may_act = getattr(row, "may_act", False)  # type: ignore[attr-defined]  # whether the frame asks for whom
    return row
