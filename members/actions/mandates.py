"""Who may act for a member: named by the member or by those who run the bank, ended by either side."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.acts import locked, must_not_be_self, must_run_bank, note, note_on_behalf
from members.actions.addresses import claim_address
from members.actions.consents import Agreement, end_consent, record_consent
from members.actions.telling import keep_told, tell
from members.models import Consent, Mandate, Member, MemberEvent, Person
from notices import actions as notices
from timebank.lib.errors import RuleBroken, WrongState

Kind = Mandate.Kind

ONLY_WORKING = (Member.Kind.SUPPORTER, Member.Kind.STAFF)  # no members: here for what they do for others
KEEPS_MANDATES = (Member.State.APPLICANT, Member.State.APPROVED, Member.State.PAUSED)


class CannotAct(RuleBroken):
    """This person cannot act for this member."""


@dataclass(frozen=True)
class Helper:
    """Who is to act for a member: somebody of the bank, or somebody new to it with a name and a telephone number.

    `words` say who they are to the member, such as "daughter".
    """

    member: Member | None = None
    name: str = ""
    telephone: str = ""
    email: str = ""
    words: str = ""


@transaction.atomic
def name_supporter(member: Member, helper: Helper, *, how: Consent.How, by: Member, at: datetime.datetime) -> Mandate:
    """Let family or a carer act for a member, who said yes: themselves on the site, or to who runs the bank.

    Naming the same supporter again changes nothing. For who is under 18 only who runs the bank names one.
    """
    member = locked(member)
    if member.is_minor:
        must_run_bank(member.bank, by)
    text = _("%(name)s may act for me: read what is mine, offer, ask, agree and log in my name.")
    return _name_by_consent(member, helper, Agreement(Consent.Purpose.SUPPORTER, how, text), by=by, at=at)


@transaction.atomic
def name_guardian(member: Member, helper: Helper, *, how: Consent.How, by: Member, at: datetime.datetime) -> Mandate:
    """Write down the guardian of a member under 18, whose yes somebody who runs the bank was told."""
    member = locked(member)
    must_run_bank(member.bank, by)
    if not member.is_minor:
        raise CannotAct(_("%(name)s is not under 18. A supporter can act for them.") % {"name": member.name})
    text = _("%(name)s, the guardian, agrees that this member takes part, and may act for them.")
    return _name_by_consent(member, helper, Agreement(Consent.Purpose.GUARDIAN, how, text), by=by, at=at)


@transaction.atomic
def name_delegate(
    organisation: Member, helper: Helper, *, kind: Mandate.Kind, by: Member, at: datetime.datetime
) -> Mandate:
    """Let somebody act for an organisation, as who runs the bank says. Named again, their part is the new one."""
    organisation = locked(organisation)
    must_run_bank(organisation.bank, by)
    if not organisation.is_organisation or kind not in Mandate.OF_ORGANISATIONS:
        raise CannotAct(_("Only an organisation has delegates."))
    return _name(organisation, helper, kind, by=by, at=at)


@transaction.atomic
def change_delegate(mandate: Mandate, kind: Mandate.Kind, *, by: Member, at: datetime.datetime) -> Mandate:
    """Give an organisation's delegate another part: the old mandate ends and a new one begins."""
    organisation = locked(mandate.member)
    must_run_bank(organisation.bank, by)
    helper = Helper(member=mandate.holder, words=mandate.words)
    if mandate.ended_at is not None:
        raise WrongState(_("%(name)s no longer acts for them.") % {"name": mandate.holder.name})
    return name_delegate(organisation, helper, kind=kind, by=by, at=at)


@transaction.atomic
def end_mandate(mandate: Mandate, *, by: Member, at: datetime.datetime) -> Mandate:
    """Let somebody no longer act for a member, from now on. Either side may end it; again does no harm.

    Who is under 18 does not end their guardian's.
    """
    member = locked(mandate.member)
    mandate = _locked_mandate(mandate)
    _must_be_able_to_end(mandate, by)
    if mandate.ended_at is not None:
        return mandate
    _end_for_good(mandate, by=by, at=at)
    for who, other in ((member, mandate.holder), (mandate.holder, member)):
        if who.pk != by.pk:
            _tell_ended(who, other, mandate, at=at)
    rest_if_done(mandate.holder, at=at)
    return mandate


def end_mandates_of(member: Member, *, by: Member, at: datetime.datetime) -> list[Mandate]:
    """Let nobody act for a member, nor them for anybody, in the caller's transaction. Whom they acted for hears of it.

    Answers with the mandates of who acted for them: whether that is told by a notice, the caller knows.
    """
    of_others = []
    live = Mandate.objects.filter(Q(member=member) | Q(holder=member), ended_at=None)
    for found in live.order_by("pk"):
        mandate = _locked_mandate(found)
        _end_for_good(mandate, by=by, at=at)
        if mandate.holder_id == member.pk:
            _tell_ended(mandate.member, mandate.holder, mandate, at=at)
        else:
            rest_if_done(mandate.holder, at=at)
            of_others.append(mandate)
    return of_others


def tell_acts_no_longer(mandate: Mandate, *, at: datetime.datetime) -> None:
    """Tell who acted for somebody that it is over."""
    _tell_ended(mandate.holder, mandate.member, mandate, at=at)


def forget_mandates(member: Member, *, by: Member | None, at: datetime.datetime) -> None:
    """End all that somebody who is erased holds, and all by which others act for them; nobody is told."""
    theirs = Mandate.objects.filter(Q(member=member) | Q(holder=member))
    live = list(theirs.filter(ended_at=None).select_related("member", "holder"))
    theirs.filter(ended_at=None).update(ended_at=at, ended_by=by)
    theirs.update(words="")
    for mandate in live:
        note(mandate.member, MemberEvent.Kind.MANDATE_ENDED, by=by, at=at, words=mandate.kind)
        _keep_back_what_waits(mandate)
        if mandate.holder_id != member.pk:
            rest_if_done(mandate.holder, at=at)


def rest_if_done(holder: Member, *, at: datetime.datetime) -> Member:
    """Let who came only to act or to work, and now acts for nobody and has no role, belong no longer."""
    if holder.kind not in ONLY_WORKING:
        return holder
    holder = locked(holder)  # a role given in this moment counts
    has_work = bool(holder.roles) or holder.held_mandates.filter(ended_at=None).exists()
    if holder.is_approved and not has_work:
        holder.state, holder.left_at = Member.State.LEFT, at
        holder.save(update_fields=["state", "left_at"])
    return holder


def _name_by_consent(
    member: Member, helper: Helper, agreement: Agreement, *, by: Member, at: datetime.datetime
) -> Mandate:
    if member.kind != Member.Kind.PERSON:
        raise CannotAct(_("An organisation has delegates, no supporters."))
    if by.pk != member.pk:
        must_run_bank(member.bank, by)
    kind = Kind.GUARDIAN if agreement.purpose == Consent.Purpose.GUARDIAN else Kind.SUPPORTER
    return _name(member, helper, kind, by=by, at=at, agreement=agreement)


def _name(
    member: Member,
    helper: Helper,
    kind: Mandate.Kind,
    *,
    by: Member,
    at: datetime.datetime,
    agreement: Agreement | None = None,
) -> Mandate:
    if member.state not in KEEPS_MANDATES:
        raise WrongState(_("%(name)s is not a member now.") % {"name": member.name})
    holder = _holder(member, helper, by=by, at=at)
    standing = _standing(member, holder)
    if standing is not None and standing.kind == kind:
        return standing
    if standing is not None:
        _end(standing, by=by, at=at)
    mandate = Mandate.objects.create(
        member=member,
        holder=holder,
        kind=kind,
        consent=_consent(member, holder, agreement, by=by, at=at) if agreement else None,
        words=helper.words,
        began_at=at,
        named_by=by,
    )
    _note(member, MemberEvent.Kind.MANDATE_BEGAN, mandate, by=by, at=at)
    _tell_began(mandate, by=by, at=at)
    return mandate


def _holder(member: Member, helper: Helper, *, by: Member, at: datetime.datetime) -> Member:
    """Give who is to act, made new where nobody of the bank is meant. Nobody names themselves, or a child."""
    holder = helper.member or _known(member, helper)
    if holder is None:
        return _new_holder(member, helper, by=by, at=at)
    holder = locked(holder)
    if holder.bank_id != member.bank_id or holder.person_id is None or holder.is_minor:
        raise CannotAct(_("Choose a grown-up of this time bank."))
    if holder.pk == member.pk:
        raise CannotAct(_("Choose somebody else: nobody acts for themselves like this."))
    if holder.pk == by.pk:
        must_not_be_self(holder, by)
    if holder.kind in ONLY_WORKING and holder.state == Member.State.LEFT:
        holder.state, holder.left_at = Member.State.APPROVED, None
        holder.save(update_fields=["state", "left_at"])
    if not holder.is_approved:
        raise CannotAct(_("%(name)s is not a member now.") % {"name": holder.name})
    return holder


def _known(member: Member, helper: Helper) -> Member | None:
    """Find who acts for others here and has no other part: name and telephone tell, else name and e-mail address."""
    email = helper.email.strip().lower()
    by_address = Q(person__email=email) | Q(address_claims__email=email)
    rows = Member.objects.of(member.bank).filter(
        Q(telephone=helper.telephone) if helper.telephone else by_address,
        kind__in=ONLY_WORKING,
        roles=[],
        name=helper.name,
        held_mandates__isnull=False,
    )
    found: Member | None = rows.order_by("pk").first() if helper.telephone or email else None
    return found


def _new_holder(member: Member, helper: Helper, *, by: Member, at: datetime.datetime) -> Member:
    """Make somebody who acts for others. Whoever reads the mail at their address is asked before they sign in."""
    if not helper.name.strip():
        raise CannotAct(_("Write the name of who is to act for %(name)s.") % {"name": member.name})
    holder: Member = Member.objects.create(
        bank=member.bank,
        person=Person.objects.create_user(None, name=helper.name),
        kind=Member.Kind.STAFF if member.is_organisation else Member.Kind.SUPPORTER,
        name=helper.name,
        telephone=helper.telephone,
        state=Member.State.APPROVED,
        applied_at=at,
        joined_at=at,
    )
    keep_told(holder)
    if helper.email:
        claim_address(holder, helper.email, by=by, at=at)
    return holder


def _standing(member: Member, holder: Member) -> Mandate | None:
    found: Mandate | None = Mandate.objects.filter(member=member, holder=holder, ended_at=None).first()
    return found


def _consent(member: Member, holder: Member, agreement: Agreement, *, by: Member, at: datetime.datetime) -> Consent:
    how = Consent.How.ONLINE if by.pk == member.pk else agreement.how
    text = agreement.text % {"name": holder.name}
    return record_consent(member, Agreement(agreement.purpose, how, text), by=by, at=at)


def _locked_mandate(mandate: Mandate) -> Mandate:
    """Read a mandate afresh under its row lock: whoever is acting with it just now finishes first."""
    mandates = Mandate.objects.select_for_update(no_key=True, of=("self",))
    found: Mandate = mandates.select_related("member__bank", "holder__bank", "consent").get(pk=mandate.pk)
    return found


def _must_be_able_to_end(mandate: Mandate, by: Member) -> None:
    if by.pk == mandate.holder_id:
        return
    if by.pk == mandate.member_id and mandate.kind != Kind.GUARDIAN:
        return
    must_run_bank(mandate.member.bank, by)


def _end_for_good(mandate: Mandate, *, by: Member, at: datetime.datetime) -> None:
    """End it where no other part follows: what an organisation was told is not sent any more to who acted for it."""
    _end(mandate, by=by, at=at)
    _keep_back_what_waits(mandate)


def _keep_back_what_waits(mandate: Mandate) -> None:
    notices.keep_back_copies(mandate.holder.actor_key, of_key=mandate.member.actor_key)


def _end(mandate: Mandate, *, by: Member, at: datetime.datetime) -> None:
    mandate.ended_at, mandate.ended_by = at, by
    mandate.save(update_fields=["ended_at", "ended_by"])
    if mandate.consent is not None:
        end_consent(mandate.consent, by=by, at=at)
    _note(mandate.member, MemberEvent.Kind.MANDATE_ENDED, mandate, by=by, at=at)


def _note(member: Member, kind: MemberEvent.Kind, mandate: Mandate, *, by: Member, at: datetime.datetime) -> None:
    """Leave a line without names: the mandate itself has them, and forgets them with its people."""
    write = note if by.pk == member.pk else note_on_behalf
    write(member, kind, by=by, at=at, words=mandate.kind)


def _tell_began(mandate: Mandate, *, by: Member, at: datetime.datetime) -> None:
    member, holder = mandate.member, mandate.holder
    if member.pk != by.pk:
        tell(
            member,
            kind="MANDATE_BEGAN",
            subject=_("%(name)s may act for you now") % {"name": holder.name},
            body=_("You can end that at any time, on the site or by asking us."),
            path=reverse("exchanges:home", args=[member.bank.slug]),
            at=at,
        )
    tell(
        holder,
        kind="MANDATE_BEGAN",
        subject=_("You may act for %(name)s now") % {"name": member.name},
        body=_("You find it under “My time banks”. You can end it at any time."),
        path=reverse("me"),
        at=at,
    )


def _tell_ended(who: Member, other: Member, mandate: Mandate, *, at: datetime.datetime) -> None:
    if who.pk == mandate.member_id:
        subject = _("%(name)s no longer acts for you") % {"name": other.name}
    else:
        subject = _("You no longer act for %(name)s") % {"name": other.name}
    path = reverse("exchanges:home", args=[mandate.member.bank.slug])
    tell(who, kind="MANDATE_ENDED", subject=subject, body=_("From now on."), path=path, at=at)
