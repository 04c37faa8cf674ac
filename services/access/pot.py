"""Which hours that a service asked of the shared pot a coordinator answers."""

from django.shortcuts import get_object_or_404

from services.models import PotGift, Service


def pot_gift_to_decide(service: Service, pk: int) -> PotGift:
    """Give what a service asked of the shared pot."""
    asked = PotGift.objects.filter(service=service, source=PotGift.Source.SHARED).select_related("asked_by")
    gift: PotGift = get_object_or_404(asked, pk=pk)
    gift.service = service
    return gift
