"""A surgery that puts a confidential group on, who comes to it, and who does not."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from exchanges.actions.events import planning, registers, signing
from exchanges.models import Event
from members.models import Bank, Member
from tests import factories as make

TITLE = "Group activity"


@dataclass(frozen=True)
class Group:
    """Its event, and everybody around it."""

    bank: Bank
    surgery: Member
    nina: Member  # acts for the surgery
    rosa: Member  # comes
    waits: Member
    left: Member  # had signed up
    other: Member
    priya: Member  # coordinator
    event: Event


def make_group() -> Group:
    """Put it on in three days' time; who puts it on signs its people up."""
    bank = make.make_bank()
    surgery = make.make_organisation(bank, name="Riverside Surgery")
    nina, priya = make.make_member(bank, name="Nina Nurse"), make.make_coordinator(bank, name="Priya Desk")
    make.delegate(surgery, nina)
    rosa, waits, left, other = (make.make_member(bank, name=each) for each in ("Rosa Day", "Wes", "Lee", "Otto"))
    said = make.plan(bank, host=surgery, title=TITLE, is_confidential=True, is_public=False, places=1)
    event = planning.put_on(bank, said, make.acting(nina, surgery))
    group = Group(bank, surgery, nina, rosa, waits, left, other, priya, planning.agree(event, make.act(priya)))
    for member in (rosa, waits, left):
        signing.sign_up(event, "GUEST", told(nina, member))
    signing.withdraw(event, told(nina, left))
    return group


def told(by: Member, member: Member):
    """Let somebody write down what a member told them."""
    return make.act(by, on_behalf_of=member, channel="IN_PERSON")


def registered(group: Group, *, given: int = 0, received: int = 60) -> Event:
    """Let it be yesterday, and its register say for how long Rosa came, and that there was a guest."""
    day = group.bank.day(timezone.now()) - timedelta(days=1)
    Event.objects.filter(pk=group.event.pk).update(on=day)
    line = group.event.attendees.get(member=group.rosa)
    said = {line.pk: registers.Line(came=True, given_minutes=given, received_minutes=received)}
    written = registers.Register(said, 0, guests=[registers.NewGuest("Tom Field")])
    return registers.save_register(group.event, written, make.acting(group.nina, group.surgery))
