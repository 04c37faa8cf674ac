"""Who takes part in a programme, who says so, which roles they fill, and what others learn of it: nothing."""

import datetime

import pytest
from django.utils import timezone

from exchanges.actions import leaving, merging
from exchanges.models import Attendee
from members.models import Member, MemberEvent
from notices.models import Notice
from services.actions import programmes
from services.actions import taking_part as actions
from services.actions.referrals import end_referral, take_back
from services.actions.sessions import sign_up
from services.models import Participation, PartWish, ProgrammeRole, Referral, RoleHolding, StaffPost
from services.reads.people import counts_of_people, introduced_for, parts_of, people_of
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
AT = timezone.now


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def surgery(bank):
    return make.make_service(bank)


@pytest.fixture
def nurse(surgery):
    return make.make_staff(surgery)


@pytest.fixture
def programme(surgery):
    return make.make_programme(surgery)


@pytest.fixture
def reading(bank):
    """A programme of a school, which is no secret."""
    return make.make_programme(make.make_service(bank, name="Riverside Primary", kind="SCHOOL"), title="Reading")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


def told(member: Member) -> list[str]:
    found = Notice.objects.for_recipients([member.actor_key]).filter(kind="TAKES_PART").order_by("pk")
    return [f"{each.subject} {each.body}".strip() for each in found]


def role_of(programme) -> ProgrammeRole:
    return programme.roles.get()


def role_of_served(programme) -> ProgrammeRole:
    return programme.roles.get(is_for_served=True)


def test_staff_add_who_is_served_and_who_is_served_fills_a_role(programme, nurse, rosa):
    part = actions.add_member(programme, rosa, is_served=True, by=nurse, at=AT())
    again = actions.add_member(programme, rosa, is_served=True, role=role_of(programme), by=nurse, at=AT())

    counts = counts_of_people(programme, rosa.bank.day(AT()))
    assert (again.pk, again.is_served) == (part.pk, True)
    assert (counts.served, counts.helping, counts.served_and_helping) == (1, 0, 1)
    assert told(rosa) == ["You take part: group activity", "You have a new role: group activity"]


@pytest.mark.parametrize("who", ["coordinator", "referrer", "other service's", "member"])
def test_nobody_else_says_who_takes_part_in_what_is_confidential(bank, surgery, programme, reading, rosa, who):
    by = {
        "coordinator": lambda: make.make_coordinator(bank),
        "referrer": lambda: make.make_staff(surgery, duties=[StaffPost.Duty.REFER]),
        "other service's": lambda: make.make_staff(reading.service, manages=True),
        "member": lambda: make.make_member(bank),
    }[who]()

    with pytest.raises(NotAllowed):
        actions.add_member(programme, rosa, is_served=True, by=by, at=AT())

    assert not Participation.objects.exists()


def test_a_coordinator_says_so_where_it_is_no_secret(bank, reading, rosa):
    by = make.make_coordinator(bank)

    actions.add_member(reading, rosa, is_served=False, role=role_of(reading), by=by, at=AT())

    assert told(rosa) == ["You take part: Reading", "You have a new role: Reading"]


def test_who_only_helps_has_a_role_and_ends_with_it(programme, nurse, rosa):
    with pytest.raises(actions.CannotTakePart):
        actions.add_member(programme, rosa, is_served=False, by=nurse, at=AT())
    part = actions.add_member(programme, rosa, is_served=False, role=role_of(programme), by=nurse, at=AT())

    actions.end_role(part.roles.get(), by=nurse, at=AT())

    part.refresh_from_db()
    assert part.left_on is not None
    assert told(rosa)[-1] == "You take part no longer: group activity"


def test_with_a_role_of_the_programme_ends_the_part_of_who_only_helped_in_it(bank, surgery, programme, nurse, rosa):
    """Who is served, and who fills another role, goes on."""
    manager = make.make_staff(surgery, manages=True)
    driver = programmes.write_role(programme, programmes.RoleWords(title="Driver"), by=manager)
    helps = actions.add_member(programme, rosa, is_served=False, role=driver, by=nurse, at=AT())
    served = actions.add_member(programme, make.make_member(bank), is_served=True, role=driver, by=nurse, at=AT())
    twice = actions.add_member(programme, make.make_member(bank), is_served=False, role=driver, by=nurse, at=AT())
    actions.give_role(twice, role_of_served(programme), by=nurse, at=AT())

    programmes.end_role(driver, by=make.make_coordinator(bank), at=AT())

    today = bank.day(AT())
    assert not RoleHolding.objects.filter(role=driver, ended_on=None).exists()
    for part, left_on in ((helps, today), (served, None), (twice, None)):
        part.refresh_from_db()
        assert part.left_on == left_on
    assert told(rosa)[-1] == "You take part no longer: group activity"


def test_a_role_waits_for_its_checks_and_the_service_learns_no_more_than_that(bank, programme, nurse, rosa):
    kind = make.make_check_kind(bank, name="Criminal record")
    role_of(programme).checks.add(kind)
    part = actions.add_member(programme, rosa, is_served=True, by=nurse, at=AT())

    with pytest.raises(actions.NotChecked) as refusal:
        actions.give_role(part, role_of(programme), by=nurse, at=AT())
    make.make_check(rosa, kind, expires_in_days=10)
    actions.give_role(part, role_of(programme), by=nurse, at=AT())

    assert "Criminal" not in str(refusal.value)
    [taker] = people_of(programme, bank.day(AT()))
    assert [each.is_checked for each in taker.roles] == [True]
    [later] = people_of(programme, bank.day(AT()) + datetime.timedelta(days=11))
    assert [each.is_checked for each in later.roles] == [False]


def test_somebody_says_that_it_is_for_them_and_staff_say_yes(programme, nurse, rosa):
    wish = actions.wish_to_take_part(programme, rosa, at=AT())
    assert actions.wish_to_take_part(programme, rosa, at=AT()) == wish
    role = actions.wish_to_take_part(programme, rosa, role=role_of(programme), at=AT())

    part = actions.say_yes(wish, by=nurse, at=AT())

    assert (part.member, part.is_served, part.roles.exists()) == (rosa, True, False)
    assert list(PartWish.objects.waiting()) == [role]
    assert told(rosa) == ["You take part: group activity"]
    with pytest.raises(WrongState, match="already"):
        actions.wish_to_take_part(programme, rosa, at=AT())
    with pytest.raises(WrongState, match="already"):
        actions.say_yes(wish, by=nurse, at=AT())


def test_a_coordinator_writes_a_wish_down_and_learns_nothing_of_who_takes_part(bank, programme, nurse, rosa):
    """One who takes part, one who helps, one who waits and one of whom nothing is known: each time the same."""
    role, priya = role_of(programme), make.make_coordinator(bank)
    served, helping, waiting = (make.make_member(bank) for _each in range(3))
    make.take_part(programme, served)
    actions.add_member(programme, helping, is_served=False, role=role, by=nurse, at=AT())
    own = [actions.wish_to_take_part(programme, waiting, role=each, at=AT()) for each in (None, role)]
    parts = list(Participation.objects.order_by("pk").values())

    for each in (served, helping, waiting, rosa):
        for wished in (None, role):
            assert actions.write_wish_down(programme, each, role=wished, channel="PHONE", by=priya, at=AT()) is None

    new = PartWish.objects.exclude(pk__in=[each.pk for each in own]).order_by("pk")
    assert [(each.member, each.role) for each in new] == [(served, role), (helping, None), (rosa, None), (rosa, role)]
    assert list(Participation.objects.order_by("pk").values()) == parts
    lines = MemberEvent.objects.filter(kind="WISH_WRITTEN").order_by("pk")
    tried = [(each, priya.pk, True, "by phone") for each in (served, helping, waiting, rosa) for _twice in range(2)]
    assert [(each.member, each.by_id, each.is_on_behalf, each.words) for each in lines] == tried
    assert actions.say_yes(new[2], by=nurse, at=AT()).member == rosa


def test_nobody_else_writes_a_wish_down_nor_where_nobody_could_have_one(bank, programme, nurse, rosa):
    def write(member=rosa, by=nurse, channel="PHONE"):
        actions.write_wish_down(programme, member, channel=channel, by=by, at=AT())

    priya, stranger = make.make_coordinator(bank), make.make_coordinator(make.make_bank())
    for by in (nurse, rosa, make.admin_of(bank), stranger):
        with pytest.raises(NotAllowed):
            write(by=by)
    for channel in ("", "SUPPORTER", "DELEGATE"):
        with pytest.raises(NotAllowed):
            write(by=priya, channel=channel)
    with pytest.raises(actions.CannotTakePart):
        write(by=priya, member=make.make_minor(bank))
    programmes.close_programme(programme, by=make.make_staff(programme.service, manages=True), at=AT())
    with pytest.raises(WrongState, match="not open"):
        write(by=priya)

    assert (PartWish.objects.exists(), MemberEvent.objects.filter(kind="WISH_WRITTEN").exists()) == (False, False)


def test_who_helps_and_says_that_it_is_for_them_too_is_served_and_told(programme, nurse, rosa):
    actions.add_member(programme, rosa, is_served=False, role=role_of(programme), by=nurse, at=AT())

    part = actions.say_yes(actions.wish_to_take_part(programme, rosa, at=AT()), by=nurse, at=AT())

    assert part.is_served
    assert Participation.objects.get().roles.get().ended_on is None
    assert told(rosa)[-1] == "You take part: group activity"


def test_a_no_is_kind_and_a_wish_that_staff_fulfil_otherwise_waits_no_more(programme, nurse, rosa):
    actions.say_no(actions.wish_to_take_part(programme, rosa, at=AT()), by=nurse, at=AT())
    assert told(rosa) == ["Not for now: group activity"]
    assert not Participation.objects.exists()

    actions.wish_to_take_part(programme, rosa, at=AT())
    actions.take_back_wish(programme, rosa, at=AT())
    assert not PartWish.objects.waiting().exists()

    actions.wish_to_take_part(programme, rosa, at=AT())
    actions.add_member(programme, rosa, is_served=True, by=nurse, at=AT())
    assert not PartWish.objects.waiting().exists()
    assert PartWish.objects.latest("pk").is_yes


@pytest.mark.parametrize("shares", ["NOTHING", "JOINED", "STEPS"])
def test_who_was_introduced_for_it_waits_for_staff_once_they_joined_and_let_it_be_known(
    programme, surgery, nurse, bank, shares
):
    referral = make.make_referral(surgery, by=nurse, programme=programme, shares=shares)
    elsewhere = make.make_referral(surgery, by=nurse, shares=shares)
    assert not introduced_for(programme)
    member, _other = [make.call_and_let_in(each, make.make_coordinator(bank)) for each in (referral, elsewhere)]

    assert list(introduced_for(programme)) == ([] if shares == "NOTHING" else [referral])
    part = actions.add_member(programme, member, is_served=True, by=nurse, at=AT())
    assert not introduced_for(programme)
    actions.end_part(part, by=member, at=AT())
    assert not introduced_for(programme)


@pytest.mark.parametrize("then", ["takes their yes back", "is closed", "says it is for them", "hears a no"])
def test_who_was_introduced_for_it_waits_for_staff_no_more(programme, surgery, nurse, bank, then):
    coordinator = make.make_coordinator(bank)
    referral = make.make_referral(surgery, by=nurse, programme=programme, shares="STEPS")
    member = make.call_and_let_in(referral, coordinator)
    assert introduced_for(programme)

    if then == "takes their yes back":
        take_back(referral, by=member, at=AT())
    elif then == "is closed":
        end_referral(referral, state=Referral.State.CLOSED, reason="Not now", by=coordinator, at=AT())
    else:
        wish = actions.wish_to_take_part(programme, member, at=AT())
        if then == "hears a no":
            actions.say_no(wish, by=nurse, at=AT())

    assert not introduced_for(programme)


def test_who_may_take_part_no_more_is_let_in_by_no_yes(programme, nurse, rosa):
    wish = actions.wish_to_take_part(programme, rosa, at=AT())
    Member.objects.filter(pk=rosa.pk).update(state=Member.State.PAUSED)

    with pytest.raises(actions.CannotTakePart):
        actions.say_yes(wish, by=nurse, at=AT())

    assert PartWish.objects.waiting().exists()
    assert not Participation.objects.exists()


def test_the_last_role_may_end_while_somebody_waits_to_hear_that_it_is_for_them(programme, nurse, rosa):
    part = actions.add_member(programme, rosa, is_served=False, role=role_of(programme), by=nurse, at=AT())
    wish = actions.wish_to_take_part(programme, rosa, at=AT())

    actions.end_role(part.roles.get(), by=nurse, at=AT())

    assert Participation.objects.get().left_on is not None
    assert list(PartWish.objects.waiting()) == [wish]


@pytest.mark.parametrize("is_served", [True, False])
def test_a_member_would_like_a_role_and_staff_say_yes(programme, nurse, rosa, is_served):
    if is_served:
        make.take_part(programme, rosa)
    wish = actions.wish_to_take_part(programme, rosa, role=role_of(programme), at=AT())
    assert actions.wish_to_take_part(programme, rosa, role=role_of(programme), at=AT()) == wish

    actions.say_yes(wish, by=nurse, at=AT())

    assert Participation.objects.get().is_served is is_served
    assert RoleHolding.objects.get().role == role_of(programme)
    with pytest.raises(WrongState):
        actions.say_no(wish, by=nurse, at=AT())
    with pytest.raises(WrongState):
        actions.wish_to_take_part(programme, rosa, role=role_of(programme), at=AT())


def test_no_is_said_kindly_and_nobody_answers_themselves(bank, reading, rosa):
    coordinator = make.make_coordinator(bank)
    own = actions.wish_to_take_part(reading, coordinator, role=role_of(reading), at=AT())
    with pytest.raises(NotAllowed):
        actions.say_yes(own, by=coordinator, at=AT())
    wish = actions.wish_to_take_part(reading, rosa, role=role_of(reading), at=AT())

    actions.say_no(wish, by=coordinator, at=AT())
    actions.take_back_wish(reading, coordinator, role=role_of(reading), at=AT())

    assert told(rosa) == ["Somebody else does it for now: Reading"]
    assert not PartWish.objects.waiting().exists()
    assert not Participation.objects.exists()


def test_who_leaves_has_no_role_and_comes_to_no_session(programme, nurse, rosa):
    part = actions.add_member(programme, rosa, is_served=True, role=role_of(programme), by=nurse, at=AT())
    session = make.make_session(programme, by=nurse, led_by=rosa)
    sign_up(session, "HELPER", make.act(rosa))

    actions.end_part(part, by=rosa, at=AT())
    actions.end_part(part, by=rosa, at=AT())

    session.refresh_from_db()
    assert not RoleHolding.objects.filter(ended_on=None).exists()
    assert Attendee.objects.get().state == Attendee.State.OFF
    assert session.led_by is None
    assert "no longer" not in " ".join(told(rosa))


def test_who_acts_for_a_member_ends_nothing_in_their_name(bank, reading, rosa):
    daughter = make.make_member(bank)
    make.supporter(rosa, daughter)
    part = make.take_part(reading, rosa)

    with pytest.raises(NotAllowed):
        actions.end_part(part, by=daughter, at=AT())

    assert [taker.part for taker in parts_of(rosa, bank.day(AT()))] == [part]


def test_a_programme_that_closes_ends_every_part(bank, programme, nurse, rosa):
    ben = make.make_member(bank)
    for member in (rosa, ben):
        actions.add_member(programme, member, is_served=True, role=role_of(programme), by=nurse, at=AT())
    actions.wish_to_take_part(programme, make.make_member(bank), role=role_of(programme), at=AT())

    actions.end_all_parts(programme, by=nurse, at=AT())

    assert not Participation.objects.current(bank.day(AT())).exists()
    assert not RoleHolding.objects.filter(ended_on=None).exists()
    assert not PartWish.objects.waiting().exists()
    assert told(ben)[-1] == "It has ended: group activity. Thank you."


def test_who_is_under_18_takes_part_with_a_guardians_yes(bank, reading):
    staff = make.make_staff(reading.service)
    tilly = make.make_minor(bank)
    with pytest.raises(actions.CannotTakePart):
        actions.add_member(reading, tilly, is_served=True, by=staff, at=AT())
    guarded = make.make_guarded(bank)

    actions.add_member(reading, guarded, is_served=True, by=staff, at=AT())

    guardian = guarded.mandates.get().holder
    assert Notice.objects.for_recipients([guardian.actor_key]).filter(kind="GUARDIAN_TOLD").exists()


def test_who_leaves_the_time_bank_takes_part_in_nothing(programme, nurse, rosa):
    actions.add_member(programme, rosa, is_served=True, role=role_of(programme), by=nurse, at=AT())

    leaving.leave(rosa, by=rosa, at=AT(), heir=None)

    assert not Participation.objects.filter(left_on=None).exists()
    assert not RoleHolding.objects.filter(ended_on=None).exists()


def test_of_two_entries_of_one_person_one_takes_part(bank, programme, reading, nurse, rosa):
    other = make.make_member(bank, name="Rosa Day")
    for member, is_served in ((rosa, False), (other, True)):
        role = role_of(programme)
        actions.add_member(programme, member, is_served=is_served, role=role, by=nurse, at=AT())
    actions.wish_to_take_part(reading, rosa, role=role_of(reading), at=AT())
    actions.wish_to_take_part(reading, other, role=role_of(reading), at=AT())

    merging.merge(rosa, other, by=make.admin_of(bank), at=AT())

    part = Participation.objects.get(left_on=None)
    assert (part.member, part.is_served) == (rosa, True)
    assert [each.participation for each in RoleHolding.objects.filter(ended_on=None)] == [part]
    assert [each.member for each in PartWish.objects.waiting()] == [rosa]
    assert not Participation.objects.filter(member=other).exists()


def test_who_joined_after_a_session_and_has_left_is_taken_in_for_that_day_alone(programme, nurse, rosa):
    today = rosa.bank.day(AT())
    session_day = today - datetime.timedelta(days=5)
    make.take_part(programme, rosa, since=today - datetime.timedelta(days=3))
    actions.end_part(Participation.objects.get(), by=rosa, at=AT())

    for _saved in range(2):
        actions.take_in(programme, {rosa.pk: True}, on=session_day, by=nurse, at=AT())

    spans = Participation.objects.order_by("joined_on").values_list("joined_on", "left_on")
    assert list(spans) == [(session_day, session_day), (today - datetime.timedelta(days=3), today)]
