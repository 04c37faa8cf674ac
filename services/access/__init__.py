"""Who is staff of a service, and what of it somebody may see or change."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from members.access import BankRequest, PublicRequest
from members.models import Bank, Mandate, Member
from services.models import Programme, Service, StaffPost


@dataclass(frozen=True)
class Standing:
    """What somebody may do at a service: as its staff, or because they run the bank."""

    is_staff: bool = False
    manages: bool = False  # keeps its page, names what its staff do, runs everything of it
    duties: frozenset[str] = frozenset()
    coordinates: bool = False  # of the bank: names staff, triages, moderates

    @property
    def may_change(self) -> bool:
        """Whether they may change what the service says of itself and its programmes."""
        return self.manages or self.coordinates

    @property
    def may_refer(self) -> bool:
        """Whether they may introduce people in the service's name."""
        return self.manages or StaffPost.Duty.REFER in self.duties

    @property
    def may_run_sessions(self) -> bool:
        """Whether they run sessions of its programmes, and read who comes to them."""
        return self.manages or StaffPost.Duty.SESSIONS in self.duties


NOBODY = Standing()


def service_to_see(bank: Bank, asker: Member | None, slug: str) -> Service:
    """Give a service of this bank to who may read it; to others it is not there."""
    services = Service.objects.of(bank).readable_by(asker).select_related("organisation")
    service: Service = get_object_or_404(services, slug=slug)
    service.bank = service.organisation.bank = bank
    return service


def standing(request: BankRequest | PublicRequest, service: Service) -> Standing:
    """Say what who asks may do at a service, with one query at most.

    Staff are who may act for its organisation now, whether they do so just now or came in as themselves. Who acts for
    somebody else just now is neither staff nor coordinator.
    """
    if request.actor is None:
        return NOBODY
    if request.mandate is not None and request.mandate.member_id != service.organisation_id:
        return NOBODY
    return standing_of(request.actor, service)


def standing_of(actor: Member, service: Service) -> Standing:
    """Say what somebody may do at a service by themselves, whatever page they came by: for actions."""
    mandates = Mandate.objects.acting().filter(holder=actor, member=service.organisation_id)
    kinds = set(mandates.values_list("kind", flat=True))
    posts = StaffPost.objects.filter(service=service, member=actor) if kinds else StaffPost.objects.none()
    return Standing(
        is_staff=bool(kinds),
        manages=Mandate.Kind.MANAGER in kinds,
        duties=frozenset(duty for post in posts for duty in post.duties),
        coordinates=actor.bank_id == service.bank_id and (actor.is_coordinator or actor.is_admin),
    )


def workplaces(request: BankRequest | PublicRequest) -> list[tuple[Service, Standing]]:
    """Give the services for which who asks may act now, and what they may do there: with three queries, or none.

    Who acts for an organisation just now is at work there alone; who acts for a person, nowhere.
    """
    actor, member = request.actor, request.member
    is_oneself = request.mandate is None and getattr(member, "may_act", False)
    if actor is None or member is None or not (is_oneself or member.is_organisation):
        return []
    services = Service.objects.of(request.bank).working().served_by(actor)
    found = list(services if is_oneself else services.filter(organisation=member))
    mandates = Mandate.objects.acting().filter(holder=actor, kind=Mandate.Kind.MANAGER)
    managed = set(mandates.values_list("member", flat=True))
    posts = {post.service_id: frozenset(post.duties) for post in StaffPost.objects.filter(member=actor)}
    at_work = []
    for service in found:
        service.bank = request.bank
        duties, manages = posts.get(service.pk, frozenset()), service.organisation_id in managed
        at_work.append((service, Standing(is_staff=True, manages=manages, duties=duties)))
    return at_work


def service_to_change(request: BankRequest, slug: str) -> Service:
    """Give a service to who manages it, or to who coordinates the bank; it is not others' to change."""
    service = service_to_see(request.bank, request.member, slug)
    if not standing(request, service).may_change:
        raise PermissionDenied
    return service


def programme_to_see(service: Service, where: Standing, slug: str) -> Programme:
    """Give a programme of a service: a draft only to its staff and to who coordinates the bank."""
    programmes = service.programmes.all()
    if not (where.is_staff or where.coordinates):
        programmes = programmes.shown()
    programme: Programme = get_object_or_404(programmes, slug=slug)
    programme.service = service
    return programme
