"""Pause, suspension and return: who may, what is recorded, who is told, and the job that brings people back."""

import datetime
import zoneinfo

import pytest
from django.utils import timezone

from members import actions, tasks
from members.actions import states
from members.actions.telling import tell
from members.models import Bank, DuesRule, Member, Role
from members.reads import dues
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Diaz")


@pytest.fixture
def coordinator(bank) -> Member:
    return make.make_coordinator(bank)


def in_days(member: Member, days: int) -> datetime.date:
    return member.bank.day(NOW()) + datetime.timedelta(days=days)


def pause(member: Member, by: Member | None = None, **rest) -> Member:
    return actions.record_rest(member, actions.Rest(**rest), by=by or member, at=NOW())


def suspend(member: Member, by: Member, days: int = 30) -> Member:
    return actions.record_suspension(
        member, actions.Suspension("Let us talk first.", in_days(member, days)), by=by, at=NOW()
    )


def come_back(member: Member, by: Member | None = None) -> Member:
    return actions.come_back(member, by=by or member, at=NOW())


def told(member: Member) -> dict[str, str]:
    return dict(Notice.objects.filter(recipient__key=member.actor_key).values_list("kind", "body"))


def test_a_member_rests_until_a_day_and_comes_back_before_it(rosa):
    rosa = pause(rosa, back_on=in_days(rosa, 14))
    event = rosa.events.get(kind="PAUSED")

    assert (rosa.state, rosa.can_trade, rosa.back_on) == ("PAUSED", False, in_days(rosa, 14))
    assert (event.by, event.is_on_behalf) == (rosa, False)
    assert "PAUSED" not in told(rosa)

    rosa = come_back(rosa)

    assert (rosa.state, rosa.back_on, rosa.can_trade) == ("APPROVED", None, True)
    assert come_back(rosa).events.filter(kind="RETURNED").count() == 1


def test_a_coordinator_writes_it_down_and_the_member_is_told(rosa, coordinator):
    with pytest.raises(states.NotSaid, match="how they told you"):
        pause(rosa, coordinator)
    with pytest.raises(states.NotSaid):
        pause(rosa, coordinator, how="ONLINE")

    rosa = pause(rosa, coordinator, how="PHONE", back_on=in_days(rosa, 5))
    event = rosa.events.get(kind="PAUSED")

    assert (event.by, event.is_on_behalf, event.words) == (coordinator, True, "by phone")
    assert "We have written it down for you" in told(rosa)["PAUSED"]
    come_back(rosa, coordinator)
    assert rosa.events.get(kind="RETURNED").is_on_behalf
    assert "WELCOME_BACK" in told(rosa)


@pytest.mark.parametrize("days", [0, -1, 800])
def test_the_day_is_ahead_and_not_too_far(rosa, coordinator, days):
    with pytest.raises(states.NotSaid, match="within two years"):
        pause(rosa, back_on=in_days(rosa, days))
    with pytest.raises(states.NotSaid, match="within two years"):
        suspend(rosa, coordinator, days)


def test_the_day_of_the_return_may_change(rosa):
    pause(rosa, back_on=in_days(rosa, 14))

    rosa = pause(rosa, back_on=None)

    assert (rosa.state, rosa.back_on) == ("PAUSED", None)


def test_the_suspended_read_why_and_only_those_who_run_the_bank_end_it(rosa, coordinator):
    rosa = suspend(pause(rosa, back_on=in_days(rosa, 9)), coordinator)

    assert (rosa.state, rosa.back_on, rosa.review_on) == ("SUSPENDED", None, in_days(rosa, 30))
    assert "Let us talk first." in told(rosa)["SUSPENDED"]
    with pytest.raises(NotAllowed):
        come_back(rosa)
    with pytest.raises(WrongState):
        pause(rosa)
    assert come_back(rosa, coordinator).state == "APPROVED"


def test_a_suspension_needs_a_reason(rosa, coordinator):
    with pytest.raises(states.NotSaid, match="They will read it"):
        actions.record_suspension(rosa, actions.Suspension(" ", in_days(rosa, 3)), by=coordinator, at=NOW())


def test_a_suspended_role_holder_comes_back_by_an_admin(bank, coordinator):
    other = suspend(make.make_coordinator(bank), make.admin_of(bank))

    with pytest.raises(NotAllowed):
        come_back(other, coordinator)
    assert come_back(other, make.admin_of(bank)).is_coordinator


def test_roles_do_not_count_meanwhile_and_the_last_admin_finds_another_first(bank):
    admin = make.admin_of(bank)

    with pytest.raises(states.OnlyAdmin):
        pause(admin)
    make.make_member(bank, roles=(Role.ADMIN,))
    admin = pause(admin)

    assert (admin.is_admin, admin in Member.objects.of(bank).with_role(Role.ADMIN)) == (False, False)
    assert come_back(admin).is_admin


def test_a_rest_ends_on_its_day_in_the_banks_zone(bank, rosa):
    bank.zone = "Pacific/Auckland"
    bank.save()
    rosa = Member.objects.select_related("bank").get(pk=rosa.pk)
    day = in_days(rosa, 3)
    pause(rosa, back_on=day)
    midnight = datetime.datetime.combine(day, datetime.time(), zoneinfo.ZoneInfo("Pacific/Auckland"))

    too_early = states.end_rest_in_time(rosa.pk, at=midnight - datetime.timedelta(seconds=1))
    back = states.end_rest_in_time(rosa.pk, at=midnight)

    assert too_early is None
    assert back is not None
    assert back.is_approved
    assert back.events.get(kind="RETURNED").by is None
    assert "WELCOME_BACK" in told(rosa)
    assert states.end_rest_in_time(rosa.pk, at=midnight) is None


def test_the_sweep_finds_rests_that_are_over_and_no_suspension(bank, rosa, coordinator, monkeypatch):
    started = []
    monkeypatch.setattr(tasks.end_rest, "delay", lambda *, member_id: started.append(member_id))
    today = bank.day(NOW())
    pause(rosa, back_on=in_days(rosa, 20))
    suspended = suspend(make.make_member(bank), coordinator)
    Member.objects.filter(pk=rosa.pk).update(back_on=today)
    Member.objects.filter(pk=suspended.pk).update(review_on=today)
    pause(make.make_member(bank), back_on=in_days(rosa, 20))

    tasks.sweep_rests()
    tasks.end_rest(member_id=rosa.pk)
    tasks.end_rest(member_id=suspended.pk)

    assert started == [rosa.pk]
    assert list(Member.objects.of(bank).resting().values_list("state", flat=True).order_by("state")) == [
        "PAUSED",
        "SUSPENDED",
    ]


def test_no_levy_is_taken_from_who_takes_no_part(bank, rosa, coordinator):
    month = bank.day(NOW()).replace(day=1) + datetime.timedelta(days=62)
    paused, suspended = make.make_member(bank), make.make_member(bank)
    pause(paused)
    suspend(suspended, coordinator)

    concerned = set(dues.liable(bank, month))

    assert rosa in concerned
    assert concerned.isdisjoint({paused, suspended})
    rule = DuesRule(bank=bank, kind="LEVY", amount=30)
    assert suspended.account_id not in dues.minutes_due(bank, rule, month, bank.day(NOW()))


@pytest.mark.parametrize("how", ["paused", "suspended"])
def test_they_cannot_ask_to_join_again_and_so_come_back_by_the_side_door(bank, rosa, coordinator, how):
    if how == "paused":
        pause(rosa)
    else:
        suspend(rosa, coordinator)

    with pytest.raises(actions.AlreadyKnown):
        actions.apply_to_join(bank, actions.Application(name="Rosa"), at=NOW(), person=rosa.person)


def leave(member: Member, by: Member) -> Member:
    return actions.record_leaving(member, by=by, at=NOW())


@pytest.mark.parametrize("steps_aside", [pause, suspend, leave])
def test_who_takes_no_part_gets_nothing_of_what_waits_but_what_concerns_their_account(rosa, coordinator, steps_aside):
    other = make.make_member(rosa.bank)
    kinds = ["DIGEST", "LETTER", "TERMS", "SIGN_IN"]
    for member in (rosa, other):
        for kind in kinds:
            tell(member, kind=kind, subject=kind, body="", path="/", at=NOW())
    waiting = Notice.objects.filter(next_attempt_at__isnull=False, kind__in=kinds).order_by("pk")

    if steps_aside is pause:
        pause(rosa)
    else:
        steps_aside(rosa, coordinator)

    assert list(waiting.filter(recipient__key=rosa.actor_key).values_list("kind", flat=True)) == ["TERMS", "SIGN_IN"]
    assert list(waiting.filter(recipient__key=other.actor_key).values_list("kind", flat=True)) == kinds
    assert set(kinds) <= set(told(rosa))


def test_what_they_are_told_from_then_on_goes_as_usual(rosa, coordinator):
    pause(rosa)

    tell(rosa, kind="TO_CONFIRM", subject="Is it right?", body="", path="/", at=NOW())

    assert Notice.objects.get(recipient__key=rosa.actor_key, kind="TO_CONFIRM").next_attempt_at
