"""What writes about services have in common: a service's row lock, and who may change what it says or coordinate."""

from django.utils.translation import gettext as _

from members.models import Bank, Member
from services.access import standing_of
from services.models import Service
from timebank.lib.errors import NotAllowed, WrongState


def locked_service(service: Service) -> Service:
    """Lock a service's row, then read it afresh with bank and organisation: as they are once nobody else holds it."""
    Service.objects.select_for_update(no_key=True).values_list("pk").get(pk=service.pk)
    read: Service = Service.objects.select_related("bank", "organisation").get(pk=service.pk)
    return read


def locked_while_member(service: Service) -> Service:
    """Read a service as `locked_service` does. Raises WrongState where its organisation is no member any more."""
    service = locked_service(service)
    if not service.organisation.belongs:
        raise WrongState(_("%(name)s is not a member now.") % {"name": service.organisation.name})
    return service


def must_change(service: Service, by: Member) -> None:
    """Refuse whoever neither manages the service nor runs its bank."""
    if not standing_of(by, service).may_change:
        raise NotAllowed(_("Only a manager of this service or a coordinator can do this."))


def must_coordinate(bank: Bank, by: Member) -> None:
    """Refuse whoever does not coordinate this bank: admins and auditors see how many there are, and no more."""
    if by.bank_id != bank.pk or not by.is_coordinator:
        raise NotAllowed(_("Only a coordinator of this time bank can do this."))
