"""What staff of a service find on their own first page: introducing somebody with one tap, and their service."""

from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.views.errands import Way
from exchanges.views.sentences import named
from members.access import BankRequest, PublicRequest
from services.access import Standing, workplaces
from services.models import Service


def ways_at_work(request: BankRequest | PublicRequest) -> list[Way]:
    """Lead to each service for which who asks may act now. Asks nothing for who acts for nobody."""
    return [way for service, where in workplaces(request) for way in _ways(service, where)]


def _ways(service: Service, where: Standing) -> list[Way]:
    words, address = {"service": named(service.organisation)}, [service.bank.slug, service.slug]
    found = []
    if where.may_refer:
        hint = _("For %(service)s: somebody you have just talked with, who says yes.") % words
        found.append(Way(_("Introduce somebody"), reverse("services:referral_new", args=address), hint))
    hint = _("Where you work: its programmes, sessions and measures.")
    found.append(Way(words["service"], reverse("services:service", args=address), hint))
    return found
