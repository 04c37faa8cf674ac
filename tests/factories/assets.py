"""Dull and valid areas, and things on the map."""

from decimal import Decimal

from django.utils import timezone

from members.models import Area, Bank, Member
from services.actions.assets import AssetWords, Owner, add_asset
from services.models import Asset

AGREED_TO = "Members may read my story on the map, with my name."


def make_area(bank: Bank, name: str = "Northgate", *, latitude: str = "53.48", longitude: str = "-2.24") -> Area:
    """Name a part of town, with its middle."""
    return Area.objects.create(bank=bank, name=name, latitude=Decimal(latitude), longitude=Decimal(longitude))


def make_asset(by: Member, *, title: str = "Mill Lane hall", kind: str = Asset.Kind.PLACE, **fields) -> Asset:
    """Put something that is open to all on the map: a coordinator's is open at once, a member's waits."""
    return add_asset(by.bank, AssetWords(kind=kind, title=title, **fields), by=by, at=timezone.now())


def make_thing(by: Member, *, title: str = "A long ladder", owner: Member | None = None, **fields) -> Asset:
    """Put something to lend on the map, of who adds it or of somebody else."""
    said = AssetWords(kind=Asset.Kind.EXCHANGE, title=title, **fields)
    return add_asset(by.bank, said, by=by, at=timezone.now(), owner=Owner(owner or by))


def make_story(by: Member, *, title: str = "When the mill closed", **fields) -> Asset:
    """Let a member tell a story, with their consent, that a coordinator has agreed to."""
    said = AssetWords(kind=Asset.Kind.STORY, title=title, **fields)
    story = add_asset(by.bank, said, by=by, at=timezone.now(), owner=Owner(by, AGREED_TO))
    Asset.objects.filter(pk=story.pk).update(state=Asset.State.OPEN)
    story.refresh_from_db()
    return story
