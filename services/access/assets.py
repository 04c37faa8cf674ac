"""Which assets somebody may read, change, or decide about."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404

from members.models import Bank, Member
from services.models import Asset, Service


def asset_to_see(bank: Bank, asker: Member | None, pk: int) -> Asset:
    """Give an asset to who finds it on the map, to who added it, and to who runs or audits the bank.

    A story whose teller took their consent back is nobody's to read.
    """
    assets = Asset.objects.of(bank)
    seen = assets.on_map(asker)
    if asker is not None:
        seen |= assets.filter(Q(added_by=asker) | Q(owner=asker), consent__ended_at=None)
        if asker.runs_or_audits:
            seen |= assets.filter(consent__ended_at=None)
    asset: Asset = get_object_or_404(assets.filter(pk__in=seen.values("pk")), pk=pk)
    asset.bank = bank
    return asset


def may_add(asker: Member) -> bool:
    """Whether somebody puts things on the map: members, staff of services, and who coordinates; 18 or older."""
    if asker.is_minor or not asker.is_approved:
        return False
    belongs = asker.can_trade or asker.is_coordinator or asker.is_admin
    return belongs or Service.objects.filter(bank=asker.bank_id).working().served_by(asker).exists()


def may_change(asset: Asset, asker: Member | None) -> bool:
    """Whether somebody says anew what it is: who added it, and who coordinates; a story only who tells it."""
    if asker is None:
        return False
    if asset.kind == Asset.Kind.STORY:
        return asset.owner_id == asker.pk
    return asker.pk in (asset.added_by_id, asset.owner_id) or asker.is_coordinator or asker.is_admin


def may_take_off(asset: Asset, asker: Member | None) -> bool:
    """Whether somebody takes it off the map: who added it, whose it is, and who coordinates."""
    if asker is None:
        return False
    return asker.pk in (asset.added_by_id, asset.owner_id) or asker.is_coordinator or asker.is_admin


def asset_to_change(asker: Member, pk: int) -> Asset:
    """Give an asset to who may say anew what it is; others who see it may not."""
    asset = asset_to_see(asker.bank, asker, pk)
    if not may_change(asset, asker):
        raise PermissionDenied
    return asset


def asset_to_take_off(asker: Member, pk: int) -> Asset:
    """Give an asset to who may take it off; others who see it may not."""
    asset = asset_to_see(asker.bank, asker, pk)
    if not may_take_off(asset, asker):
        raise PermissionDenied
    return asset
