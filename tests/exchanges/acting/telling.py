"""What of acting for others is read back, for tests."""

from django.utils import timezone

from exchanges.views.sentences import history
from members.actions import end_mandate
from members.models import Bank, Mandate
from notices.models import Notice


def end(member, holder):
    mandate = Mandate.objects.get(member=member, holder=holder, ended_at=None)
    return end_mandate(mandate, by=holder, at=timezone.now())


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key).order_by("pk").values_list("kind", flat=True))


def lines(exchange, reader):
    return [line.on_behalf for line in history(exchange, reader)]


def ask_approval(bank):
    bank.approval = Bank.Approval.ALL
    bank.save()
