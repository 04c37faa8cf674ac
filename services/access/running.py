"""Which place and whose post of a service somebody may change who runs it."""

from django.shortcuts import get_object_or_404

from members.models import Member
from services.models import Service, ServicePlace


def place_to_change(service: Service, pk: int) -> ServicePlace:
    """Give a place of a service."""
    place: ServicePlace = get_object_or_404(service.places.all(), pk=pk)
    place.service = service
    return place


def holder_at(service: Service, pk: int) -> Member:
    """Give somebody who may act for a service now."""
    holder: Member = get_object_or_404(service.holders().filter(bank=service.bank_id), pk=pk)
    return holder
