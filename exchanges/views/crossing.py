"""One exchange with another bank."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from exchanges.access.crossing import cross_to_see
from exchanges.views.exchanges import for_its_readers_and_resting
from members.access import BankRequest, also_acting


@for_its_readers_and_resting
@also_acting
@require_safe
def cross(request: BankRequest, pk: int) -> HttpResponse:
    """Show it."""
    return HttpResponse(str(cross_to_see(request.member, pk)))
