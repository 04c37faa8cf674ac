"""An organisation becomes a service; what it says of itself, its places, and what its staff do there."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ledger import actions as ledger
from members.models import Area, Member
from services.access import standing_of
from services.actions.changing import locked_while_member, must_change
from services.models import Service, ServicePlace, StaffPost
from timebank.lib.errors import NotAllowed, RuleBroken

LONGEST_SLUG = 50  # of a name; a number may follow
PAGES = frozenset({"measures", "mine", "new", "session"})  # pages beside those of services: none is called so


class NoService(RuleBroken):
    """Only an institution of the time bank can become a service."""


class NotStaff(RuleBroken):
    """Only who acts for a service has a post there."""


class PlaceKnown(RuleBroken):
    """A service has one place of each name."""


@dataclass(frozen=True)
class PlaceWords:
    """What is said of one place of a service, open to the public."""

    name: str
    address: str = ""
    access: str = ""
    is_step_free: bool = False
    area: Area | None = None
    opening_times: str = ""


@transaction.atomic
def make_service(
    organisation: Member, *, kind: str, opening_times: str = "", by: Member, at: datetime.datetime
) -> Service:
    """Let an institution be a service, with a sponsor's pot: a coordinator or admin does. Again does no harm.

    Raises NoService where it is no approved institution.
    """
    organisation = (
        Member.objects.select_for_update(no_key=True, of=("self",)).select_related("bank").get(pk=organisation.pk)
    )
    if by.bank_id != organisation.bank_id or not (by.is_coordinator or by.is_admin):
        raise NotAllowed(_("Only a coordinator or an admin of this time bank may do this."))
    standing = Service.objects.filter(organisation=organisation).select_related("bank", "organisation").first()
    if standing is not None:
        return standing
    is_institution = organisation.organisation_kind == Member.OrganisationKind.INSTITUTION
    if not organisation.is_organisation or not is_institution or not organisation.can_trade:
        raise NoService(_("Only an institution that is a member now can become a public service."))
    pot = ledger.open_account(
        book_id=organisation.bank.book_id,
        code=f"sponsor-{organisation.number}",
        kind="ORGANISATION",
        limits=ledger.Limits(floor_minutes=0),
        by=by.actor_key,
    )
    return Service.objects.create(
        bank=organisation.bank,
        organisation=organisation,
        slug=_free_slug(organisation),
        kind=kind,
        opening_times=opening_times,
        pot_id=pot.pk,
        made_at=at,
        made_by=by,
    )


@transaction.atomic
def change_service(service: Service, *, kind: str, opening_times: str, by: Member) -> Service:
    """Say anew what kind of service it is and when it is open: its managers do, and those who run the bank."""
    service = locked_while_member(service)
    must_change(service, by)
    service.kind, service.opening_times = kind, opening_times
    service.save(update_fields=["kind", "opening_times"])
    return service


@transaction.atomic
def write_place(service: Service, words: PlaceWords, *, by: Member, place: ServicePlace | None = None) -> ServicePlace:
    """Add a place of a service, or say anew what one is like. Raises PlaceKnown where the name is taken."""
    service = locked_while_member(service)
    must_change(service, by)
    if words.area is not None and words.area.bank_id != service.bank_id:
        raise NotAllowed(_("Choose an area of this time bank."))
    place = place or ServicePlace(service=service)
    place.name, place.address, place.access = words.name, words.address, words.access
    place.area, place.opening_times, place.is_step_free = words.area, words.opening_times, words.is_step_free
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as fault:
        raise PlaceKnown(_("There is a place of this name already. Change that one.")) from fault
    return place


@transaction.atomic
def remove_place(place: ServicePlace, *, by: Member) -> None:
    """Take a place of a service away: nothing else stands on it. Again does no harm."""
    must_change(locked_while_member(place.service), by)
    ServicePlace.objects.filter(pk=place.pk).delete()


@transaction.atomic
def write_post(service: Service, holder: Member, *, job: str, duties: Sequence[str], by: Member) -> StaffPost:
    """Say what one of a service's delegates does there: its managers do, and those who run the bank.

    Nobody does so for themselves but a manager. Raises NotStaff where somebody does not act for the service now.
    """
    service = locked_while_member(service)
    must_change(service, by)
    if holder.pk == by.pk and not standing_of(by, service).manages:
        raise NotAllowed(_("Somebody else does this for you: nobody decides about themselves."))
    if not service.holders().filter(pk=holder.pk).exists():
        raise NotStaff(_("%(name)s does not act for this service now.") % {"name": holder.name})
    post, _is_new = StaffPost.objects.update_or_create(
        service=service, member=holder, defaults={"job": job, "duties": sorted(set(duties))}
    )
    return post


def _free_slug(organisation: Member) -> str:
    """Make the short name from the organisation's, with its number behind it where another has it."""
    plain = slugify(organisation.name)[:LONGEST_SLUG].strip("-") or f"service-{organisation.number}"
    taken = plain in PAGES or Service.objects.filter(bank=organisation.bank_id, slug=plain).exists()
    return f"{plain}-{organisation.number}" if taken else plain
