"""Events that only their own people read: others see that there is one, and what it came to in all."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exchanges.access.events import event_choices, names_on_register, runs_event
from exchanges.actions import merging
from exchanges.actions.announcing import CannotAnnounce, Telling, announce
from exchanges.actions.events import planning, posting, signing
from exchanges.actions.events.acts import EventRefused
from exchanges.actions.reminders.digest import _new_things
from exchanges.forms.announcements import AnnouncementForm
from exchanges.models import Attendee, Event
from exchanges.reads.events import next_events
from ledger import reads as ledger
from members.models import Mandate, MemberEvent
from notices.models import Notice
from tests import factories as make
from tests.groups import TITLE, make_group, registered, told
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

State, Part = Event.State, Attendee.Part


@pytest.fixture
def group():
    return make_group()


def test_what_is_confidential_is_never_public():
    rosa = make.make_member(make.make_bank())

    with pytest.raises(EventRefused):
        make.make_event(rosa, title=TITLE, is_confidential=True)
    event = make.make_event(rosa, title=TITLE, is_confidential=True, is_public=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(is_public=True)


def test_it_is_read_by_who_puts_it_on_and_who_is_on_its_list_and_staff_alone(group):
    """Staff find it in lists; at home and in digests it is for its own people. Of what is open nothing changes."""
    today = group.bank.day(timezone.now())
    people = (group.surgery, group.nina, group.rosa, group.waits, group.left, group.other, group.priya)
    staff = (make.admin_of(group.bank), make.make_auditor(group.bank))
    everybody = (None, *people, *staff)

    reads = {each for each in everybody if Event.objects.readable_by(each).exists()}
    at_home = {each for each in everybody if next_events(group.bank, each, today=today, most=5)}

    assert reads == {group.surgery, group.nina, group.rosa, group.waits, group.priya, *staff}
    assert at_home == {group.surgery, group.nina, group.rosa, group.waits}
    assert _new_things(group.bank, group.event.state_since - timezone.timedelta(days=1), timezone.now()) == []

    said = make.plan(group.bank, host=group.surgery, title="Open day")
    open_day = planning.put_on(group.bank, said, make.acting(group.nina, group.surgery))
    reads = {each for each in people if Event.objects.readable_by(each).filter(pk=open_day.pk).exists()}
    assert reads == {group.surgery, group.priya}  # until a coordinator agrees

    Mandate.objects.filter(holder=group.nina).update(ended_at=timezone.now())
    assert not Event.objects.readable_by(group.nina).exists()
    assert not runs_event(group.event, group.nina, group.nina)


def test_it_is_run_by_who_puts_it_on_and_by_no_coordinator(group):
    today = group.bank.day(timezone.now())
    event, nina, priya = group.event, group.nina, group.priya
    said = make.plan(group.bank, host=group.surgery, title=TITLE, is_confidential=True, is_public=False)

    runs = [runs_event(event, each, each) for each in (group.surgery, nina, group.rosa, priya)]
    assert runs == [True, True, False, False]
    may = event_choices(event, priya, by=priya, today=today, mine=None)
    assert not any((may.sign_up, may.sign_up_for, may.change, may.cancel, may.keep_guests, may.read_names))
    assert event_choices(event, nina, by=nina, today=today, mine=None).read_names
    with pytest.raises(NotAllowed):
        planning.change(event, said, make.act(priya))
    with pytest.raises(NotAllowed):
        planning.cancel(event, make.act(priya), reason="No.")
    with pytest.raises(EventRefused, match="Call it off"):  # what was said of it before stays in its history
        planning.change(event, replace(said, is_confidential=False), make.acting(nina, group.surgery))
    assert planning.cancel(event, make.act(nina), reason="Flooded.").state == State.CANCELLED


def test_who_puts_it_on_signs_its_people_up_and_staff_read_nowhere_that_they_did(group):
    for act in (told(group.priya, group.other), told(group.rosa, group.other)):
        with pytest.raises(NotAllowed):
            signing.sign_up(group.event, Part.GUEST, act)
    telling = Telling("Bring a cup", "Please.", group.event.on, group="EVENT", event=group.event)
    with pytest.raises(CannotAnnounce):
        announce(group.bank, telling, by=group.priya, at=timezone.now())

    assert not AnnouncementForm(bank=group.bank, today=group.event.on).fields["event"].queryset.exists()
    assert not MemberEvent.objects.filter(kind=MemberEvent.Kind.SIGNED_UP).exists()
    notices = Notice.objects.for_recipients([group.left.actor_key]).filter(kind="EVENT_SIGNED_UP").order_by("pk")
    assert [each.subject.partition(":")[0] for each in notices] == ["You wait for a place", "You no longer come"]
    assert not any("Nina" in each.subject + each.body for each in notices)  # coordinators pass on what is told
    assert [each.path.endswith("/events/") for each in notices] == [False, True]


def test_a_coordinator_approves_by_totals_and_the_books_lead_to_no_event(group):
    event, rosa, priya = registered(group), group.rosa, group.priya
    twin = make.make_member(group.bank)
    Attendee.objects.create(event=event, member=twin, part=Part.GUEST, state="COMING", since=event.state_since)

    read_by = {each: names_on_register(event, each, runs=runs_event(event, each, each)) for each in (priya, group.nina)}
    assert not event.attendees.filter(read_by[priya]).exists()
    assert event.attendees.filter(read_by[group.nina]).count() == 4
    found = posting.outlook(event, make.act(priya))
    assert (found.came, found.given_minutes, found.received_minutes, found.fits) == (1, 0, 60, True)
    with pytest.raises(merging.StillOpen) as refused:
        merging.merge(twin, rosa, by=make.admin_of(group.bank), at=timezone.now())
    assert TITLE not in str(refused.value)

    with pytest.raises(NotAllowed):
        posting.approve_register(event, make.act(group.nina))  # four eyes stay
    event = posting.approve_register(event, make.act(priya))
    line = event.attendees.get(member=rosa)
    with pytest.raises(NotAllowed):
        posting.put_right(event, line, make.act(priya), given=0, received=30, reason="Left early.")
    [written] = ledger.statement_lines(rosa.account_id, first_on=event.on, last_on=group.bank.day(event.posted_at))
    assert written.description == TITLE
    assert written.reference.startswith("group:")
    assert str(event.key) not in written.reference

    event = posting.take_back(event, make.act(priya), reason="Wrong day.")
    assert (event.state, ledger.balance_of(rosa.account_id)) == (State.REGISTERED, 0)
    posting.approve_register(event, make.act(priya))
    assert ledger.prove(bank=group.bank.slug).ok
