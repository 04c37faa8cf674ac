"""Assets are added, looked at by a coordinator, said anew and taken off; a story stands on its teller's consent."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.acts import Act
from members.actions import tell_member
from members.actions.acts import locked as locked_member
from members.actions.acts import must_run_bank
from members.actions.consents import Agreement, end_consent, record_consent
from members.models import Area, Bank, Consent, Member
from notices import actions as notices
from services.access.assets import may_add, may_change, may_take_off
from services.models import Asset, Service
from timebank.lib.errors import NotAllowed, RuleBroken, WrongState

Kind, State = Asset.Kind, Asset.State
MOST_WAITING = 20  # of one member: a coordinator looks at each


class AssetRefused(RuleBroken):
    """This cannot stand on the map like this."""


class TooMany(RuleBroken):
    """So many of one member wait already."""


@dataclass(frozen=True)
class AssetWords:
    """What is said of an asset. Only what is open to the public has an address."""

    kind: str
    title: str
    words: str = ""
    where: str = ""
    area: Area | None = None
    access: tuple[str, ...] = ()
    access_words: str = ""


@dataclass(frozen=True)
class Owner:
    """Whose a thing or a story is; of a story the words they agreed to, and how they said so."""

    member: Member
    agreed_to: str = ""
    how: Consent.How = Consent.How.ONLINE


@transaction.atomic
def add_asset(bank: Bank, said: AssetWords, *, by: Member, at: datetime.datetime, owner: Owner | None = None) -> Asset:
    """Put something on the map: a member's waits for a coordinator, what staff and coordinators add is open at once.

    Raises AssetRefused and TooMany. For somebody else only who runs the bank adds something, as they were told.
    """
    by = locked_member(by)
    if by.bank_id != bank.pk or not may_add(by):
        raise NotAllowed(_("Only members of this time bank who are 18 or older can do this."))
    _check(said, bank, has_owner=owner is not None)
    if Asset.objects.filter(added_by=by, state=State.WAITING).count() >= MOST_WAITING:
        raise TooMany(_("%(count)d of yours wait for a coordinator. Add more after that.") % {"count": MOST_WAITING})
    if owner is not None:
        _must_speak_for(bank, owner.member, by)
    asset = Asset(bank=bank, kind=said.kind, added_by=by, added_at=at, state=_state_of(bank, said.kind, by))
    if owner is not None:
        asset.owner, asset.consent = owner.member, _consent(said.kind, owner, by=by, at=at)
    _write(asset, said)
    asset.save()
    return asset


@transaction.atomic
def change_asset(asset: Asset, said: AssetWords, *, by: Member) -> Asset:
    """Say anew what something is; its kind stays. What a member says anew a coordinator looks at again.

    The words of a story are its teller's alone: who coordinates takes it off, and never rewrites it.
    """
    asset = _locked(asset)
    if by.bank_id != asset.bank_id or not by.is_approved or not may_change(asset, by):
        raise NotAllowed(_("Only who added it or a coordinator can do this."))
    if said.kind != asset.kind:
        raise WrongState(_("Take it off, and add it anew as something else."))
    _check(said, asset.bank, has_owner=asset.owner_id is not None)
    _write(asset, said)
    asset.state = _state_of(asset.bank, said.kind, by)
    asset.save()
    return asset


@transaction.atomic
def agree_to_asset(asset: Asset, *, by: Member, at: datetime.datetime) -> Asset:
    """Let others find what a member added: a coordinator does. Again does no harm."""
    asset = _locked(asset)
    must_run_bank(asset.bank, by)
    if asset.state == State.OPEN:
        return asset
    asset.state = State.OPEN
    asset.save(update_fields=["state"])
    _tell(asset, by, at, kind="ASSET_ON_MAP", subject=_("On the map now: %(what)s"), body=_("Thank you for adding it."))
    return asset


@transaction.atomic
def take_off(asset: Asset, *, by: Member, at: datetime.datetime, reason: str = "") -> Asset:
    """Take something off the map: its words go, and who added it. With a story its teller's consent ends.

    Who coordinates says why, and whoever it was of is told.
    """
    asset = _locked(asset)
    if by.bank_id != asset.bank_id or not may_take_off(asset, by):
        raise NotAllowed(_("Only who added it or a coordinator can do this."))
    is_own = by.pk in (asset.added_by_id, asset.owner_id)
    if not is_own and not reason.strip():
        raise AssetRefused(_("Write why. Who added it reads it."))
    if not is_own:
        _tell(asset, by, at, kind="ASSET_TAKEN_OFF", subject=_("Not on the map: %(what)s"), body=reason)
    consent = asset.consent
    close(Asset.objects.filter(pk=asset.pk), at=at)
    if consent is not None:
        end_consent(consent, by=by, at=at)
    asset.refresh_from_db()
    return asset


def close(assets: QuerySet[Asset], *, at: datetime.datetime) -> None:
    """Let some say nothing any more, of nobody: only that something of a kind stood in an area, and until when."""
    assets.update(
        state=State.CLOSED,
        closed_at=at,
        title="",
        words="",
        where="",
        access=[],
        access_words="",
        owner=None,
        added_by=None,
        consent=None,
    )


def close_without_consent(consent: Consent, at: datetime.datetime) -> None:
    """A teller took their consent back: the story's words go at once, whoever wrote them down."""
    close(Asset.objects.filter(consent=consent), at=at)


def leave_map(member: Member, act: Act) -> None:
    """Who leaves or dies takes along what was theirs, and what nobody has looked at; places they named stay."""
    erase_from_map(member, at=act.at)


def erase_from_map(member: Member, *, at: datetime.datetime) -> None:
    """Clear what was somebody's on the map, in the caller's transaction. Again does no harm."""
    theirs = Q(owner=member) | Q(added_by=member, state=State.WAITING)
    close(Asset.objects.filter(theirs).exclude(state=State.CLOSED), at=at)


def move_assets(kept: Member, given_up: Member, act: Act) -> None:
    """Let the kept number have what the other had and added."""
    Asset.objects.filter(owner=given_up).update(owner=kept)
    Asset.objects.filter(added_by=given_up).update(added_by=kept)


def _check(said: AssetWords, bank: Bank, *, has_owner: bool) -> None:
    if said.kind not in Kind.values or said.kind == Kind.GIFT:
        raise AssetRefused(_("What somebody can do stands on their own page."))
    if not said.title.strip():
        raise AssetRefused(_("Write what it is called."))
    if said.kind == Kind.STORY and not has_owner:
        raise AssetRefused(_("A story is somebody's: say who tells it."))
    if has_owner and said.kind not in Asset.OF_SOMEBODY:
        raise AssetRefused(_("A place or a group is nobody's own. Leave out whose it is."))
    if said.where.strip() and said.kind not in Asset.FOR_EVERYBODY:
        raise AssetRefused(_("Leave out the address: only what is open to everybody has one here."))
    if said.area is not None and said.area.bank_id != bank.pk:
        raise AssetRefused(_("Choose an area of this time bank."))


def _must_speak_for(bank: Bank, owner: Member, by: Member) -> None:
    """Refuse what is not one's own but for who runs the bank; nothing of people under 18, or who does not belong."""
    if owner.pk != by.pk:
        must_run_bank(bank, by)
        owner = locked_member(owner)
    if owner.bank_id != bank.pk or not owner.can_trade or owner.is_minor:
        raise AssetRefused(_("Only members who are 18 or older have something on the map."))


def _consent(kind: str, owner: Owner, *, by: Member, at: datetime.datetime) -> Consent | None:
    if kind != Kind.STORY:
        return None
    agreement = Agreement(Consent.Purpose.STORY, owner.how, owner.agreed_to)
    return record_consent(owner.member, agreement, by=by, at=at)


def _state_of(bank: Bank, kind: str, by: Member) -> str:
    """What staff say of their places and of services, and what coordinators say, is open at once."""
    if by.is_coordinator or by.is_admin:
        return State.OPEN
    is_of_services = kind in (Kind.PLACE, Kind.INSTITUTION)
    if is_of_services and Service.objects.of(bank).working().served_by(by).exists():
        return State.OPEN
    return State.WAITING


def _write(asset: Asset, said: AssetWords) -> None:
    asset.title, asset.words, asset.where, asset.area = said.title, said.words, said.where, said.area
    asset.access, asset.access_words = sorted(set(said.access)), said.access_words


def _locked(asset: Asset) -> Asset:
    found = Asset.objects.select_for_update(no_key=True, of=("self",))
    asset = found.select_related("bank", "owner", "added_by", "consent").get(pk=asset.pk)
    if asset.state == State.CLOSED:
        raise WrongState(_("It is off the map already."))
    return asset


def _tell(asset: Asset, by: Member, at: datetime.datetime, *, kind: str, subject: str, body: str) -> None:
    """Tell whose it is, else who added it; nobody is told what they did themselves."""
    member = asset.owner or asset.added_by
    if member is None or member.pk == by.pk:
        return
    message = notices.Message(
        recipient_key=member.actor_key,
        bank=asset.bank.slug,
        kind=kind,
        subject=subject % {"what": asset.title},
        body=body,
        path=reverse("services:map", args=[asset.bank.slug]),
    )
    tell_member(member, message, at=at, but=by)
