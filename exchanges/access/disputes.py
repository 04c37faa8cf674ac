"""Who may see a dispute, and who may mediate."""

from django.db.models import Q
from django.http import Http404

from exchanges.models import Dispute, Exchange, Step
from members.models import AddressClaim, Mandate, Member, Role


def dispute_to_see(asker: Member, pk: int) -> Dispute:
    """Give an exchange's latest dispute to its two members, to those who run or audit the bank, and to its mediator.

    Who mediates sees it, and nothing else of the two, until it ends.
    """
    disputes = Dispute.objects.of(asker.bank).select_related("exchange__giver", "exchange__receiver", "mediator")
    disputes = disputes.select_related("exchange__category", "exchange__listing").filter(exchange=pk)
    if not asker.runs_or_audits:
        theirs = Q(exchange__giver=asker) | Q(exchange__receiver=asker)
        mediated = Q(mediator=asker, ended_at=None) if asker.is_mediator else Q(pk=None)
        disputes = disputes.filter(theirs | mediated)
    found: Dispute | None = disputes.order_by("pk").last()
    if found is None:
        raise Http404
    found.exchange.bank = asker.bank
    return found


def those_who_may_mediate(exchange: Exchange) -> list[Member]:
    """Give the mediators who stand with neither side; where there is none, coordinators who do not.

    Where one of the two is under 18 it is a coordinator: they alone see such exchanges.
    """
    sides = [exchange.giver_id, exchange.receiver_id]
    acted = exchange.steps.filter(channel__in=Step.BY_MANDATE).values("by")
    holders = Mandate.objects.live().filter(member__in=sides).values("holder")
    addressed = AddressClaim.objects.written_down().filter(member__in=sides).values("by")
    near = Q(pk__in=sides) | Q(pk__in=acted) | Q(pk__in=holders) | Q(pk__in=addressed)
    of_bank = Member.objects.of(exchange.bank).exclude(near).select_related("bank").in_name_order()
    mediators = of_bank.with_role(Role.MEDIATOR)
    if exchange.giver.is_minor or exchange.receiver.is_minor:
        mediators = mediators.with_role(Role.COORDINATOR)
    return list(mediators) or list(of_bank.with_role(Role.COORDINATOR))
