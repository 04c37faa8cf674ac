"""Coordinators tell everybody, or a group, each once; who gets no e-mail is not put on the desk to be rung."""

import datetime

import pytest
from django.utils import timezone

from exchanges.access.announcements import announcements_to_read
from exchanges.actions import announcing, resting
from exchanges.actions.announcing import CannotAnnounce, TooManyAnnouncements
from exchanges.models import Announcement, Attendee, reached_on_paper
from exchanges.tasks import sweep_announcements
from members import actions as members
from members.models import Member
from notices import actions as outbox
from notices.actions.delivering import MOST_ATTEMPTS
from notices.models import Notice
from tests import factories as make
from tests.reminding import A_DAY, local
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa")


def tell(announcement, at=None):
    announcing.tell_everybody(announcement.pk, at=at or timezone.now())


def told():
    return Notice.objects.filter(kind="ANNOUNCEMENT")


def names(found):
    return {member.name for member in found}


def test_everybody_who_belongs_is_told_once_by_their_way(bank, priya, rosa):
    ethel = make.make_member(bank, name="Ethel", email="")
    paused = make.make_member(bank)
    resting.pause(paused, members.Rest(), by=paused, at=timezone.now())
    announcement = make.make_announcement(priya)

    for _again in range(2):
        tell(announcement)

    found = dict(told().values_list("recipient__key", "delivery"))
    assert found[rosa.actor_key] == "EMAIL"
    assert found[ethel.actor_key] == "IN_APP_ONLY"
    assert paused.actor_key not in found
    assert told().count() == len(found) == announcement.recipients().count()
    assert list(Notice.objects.to_pass_on(bank.slug).filter(kind="ANNOUNCEMENT")) == []
    assert names(announcement.recipients().filter(reached_on_paper())) == {"Ethel"}
    announcement.refresh_from_db()
    assert announcement.told_at is not None


def test_a_mail_that_fails_puts_nobody_on_the_desk(bank, priya, rosa, settings, monkeypatch):
    tell(make.make_announcement(priya))
    notice = told().get(recipient__key=rosa.actor_key)
    noon = local(bank, bank.day(timezone.now()) + A_DAY)  # at night nothing is tried
    Notice.objects.filter(pk=notice.pk).update(attempts=MOST_ATTEMPTS)

    outbox.deliver(notice.pk, at=noon)

    notice.refresh_from_db()
    assert (notice.delivery, notice.failed_at is None) == ("EMAIL", False)


def test_it_goes_out_in_pieces_and_what_is_stopped_goes_on(bank, priya, monkeypatch):
    for _member in range(4):
        make.make_member(bank)
    monkeypatch.setattr(announcing, "TOLD_AT_ONCE", 2)
    announcement = make.make_announcement(priya)
    announcing._tell_piece(announcement.pk, 0, at=timezone.now())  # and then the worker is killed
    assert told().count() == 2

    tell(announcement)

    assert told().count() == announcement.recipients().count() == 6


def test_the_sweep_starts_what_is_untold(priya, monkeypatch):
    announcement = make.make_announcement(priya)
    started = []
    monkeypatch.setattr("exchanges.tasks.tell_everybody.delay", lambda **asked: started.append(asked))

    sweep_announcements()
    tell(announcement)
    sweep_announcements()

    assert started == [{"announcement_id": announcement.pk}]


@pytest.fixture
def groups(bank, priya, rosa):
    """An announcement to each group, with Rosa in every one and Gwilym in none."""
    long_ago = timezone.now() - datetime.timedelta(days=100)
    gwilym = make.make_member(bank, name="Gwilym")
    Member.objects.filter(pk__in=[gwilym.pk, priya.pk, make.admin_of(bank).pk]).update(joined_at=long_ago)
    Member.objects.filter(pk=rosa.pk).update(area="Mill lane")
    event = make.make_event(priya)
    Attendee.objects.create(event=event, member=rosa, part="GUEST", state="WAITING", since=long_ago)
    Attendee.objects.create(event=event, member=gwilym, part="GUEST", state="OFF", since=long_ago)
    return {
        "NEW": make.make_announcement(priya, group="NEW", weeks=4),
        "AREA": make.make_announcement(priya, group="AREA", area="Mill Lane"),
        "EVENT": make.make_announcement(priya, group="EVENT", event=event),
    }


@pytest.mark.parametrize("group", ["NEW", "AREA", "EVENT"])
def test_a_group_is_told_and_nobody_else(bank, rosa, groups, group):
    announcement, today = groups[group], bank.day(timezone.now())

    tell(announcement)

    assert [notice.recipient.key for notice in told()] == [rosa.actor_key]
    rosa.refresh_from_db()
    gwilym = Member.objects.get(name="Gwilym")
    shown = [announcement in announcements_to_read(each, today) for each in (rosa, gwilym)]
    assert shown == [True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": " "},
        {"body": "\n"},
        {"until_on": datetime.date(2020, 1, 1)},
        {"until_on": datetime.date(2199, 1, 1)},
        {"group": "NEW"},
        {"group": "AREA"},
        {"group": "AREA", "area": "Nowhere"},
        {"group": "EVENT"},
        {"area": "Mill Lane"},
    ],
)
def test_what_is_no_announcement(priya, wrong):
    with pytest.raises(CannotAnnounce):
        make.make_announcement(priya, **wrong)

    assert not Announcement.objects.exists()


@pytest.mark.parametrize("who", ["member", "admin", "another bank"])
def test_only_a_coordinator_tells_and_takes_down(bank, priya, rosa, who):
    by = {"member": rosa, "admin": make.admin_of(bank), "another bank": make.make_coordinator(make.make_bank())}[who]
    announcement = make.make_announcement(priya)
    telling = announcing.Telling("Hello", "All", bank.day(timezone.now()))

    with pytest.raises(NotAllowed):
        announcing.announce(bank, telling, by=by, at=timezone.now())
    with pytest.raises(NotAllowed):
        announcing.take_down(announcement, by=by, at=timezone.now())

    assert Announcement.objects.filter(taken_down_at=None).count() == 1


def test_sent_twice_it_is_one_and_a_day_has_room_for_so_many(priya, monkeypatch):
    monkeypatch.setattr(announcing, "MOST_A_DAY", 1)

    assert make.make_announcement(priya) == make.make_announcement(priya)
    with pytest.raises(TooManyAnnouncements):
        make.make_announcement(priya, subject="And another thing")


def test_taken_down_it_vanishes_everywhere_and_what_waits_is_not_sent(bank, priya, rosa):
    announcement = make.make_announcement(priya)
    tell(announcement)

    for _again in range(2):
        announcing.take_down(announcement, by=priya, at=timezone.now())

    assert list(announcements_to_read(rosa, bank.day(timezone.now()))) == []
    assert set(told().values_list("subject", "body")) == {("An announcement that was taken down", "")}
    assert not told().filter(delivery="EMAIL").exists()


@pytest.mark.parametrize("how", ["taken down", "over"])
def test_what_does_not_stand_is_told_nobody(bank, priya, rosa, how):
    announcement, at = make.make_announcement(priya), timezone.now()
    if how == "taken down":
        announcing.take_down(announcement, by=priya, at=at)
    else:
        at += datetime.timedelta(days=3)

    tell(announcement, at)

    assert not told().exists()


def test_after_its_last_day_nobody_reads_it(bank, priya, rosa):
    announcement = make.make_announcement(priya)
    last = announcement.until_on

    shown = [list(announcements_to_read(rosa, day)) for day in (last, last + datetime.timedelta(days=1))]

    assert shown == [[announcement], []]
