"""How far an account may go: set by an admin with a reason, proposed by a coordinator, told to the member."""

import pytest
from django.utils import timezone

from exchanges.actions import approval, life
from ledger import reads as ledger
from ledger.actions import Limits
from members import actions
from members.models import Bank, BankEvent, Member, Role
from members.reads.limits import limit_lines, open_proposal
from members.reads.rules import in_words, rule_lines
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
WHY = "She drives people every week."


@pytest.fixture
def bank() -> Bank:
    return make.make_bank()


@pytest.fixture
def admin(bank) -> Member:
    return make.admin_of(bank)


@pytest.fixture
def rosa(bank) -> Member:
    return make.make_member(bank, name="Rosa Diaz")


@pytest.fixture
def gwilym(bank) -> Member:
    return make.make_member(bank, name="Gwilym Prys")


def set_limits(member: Member, by: Member, limits: Limits, words: str = WHY) -> Member:
    return actions.set_limits(member, limits, words=words, by=by, at=timezone.now())


def propose_limits(member: Member, by: Member, limits: Limits, words: str = WHY) -> Member:
    return actions.propose_limits(member, limits, words=words, by=by, at=timezone.now())


def state(member: Member) -> ledger.AccountState:
    return ledger.account_states([member.account_id])[member.account_id]


def notices(member: Member, kind: str) -> list[Notice]:
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind=kind).order_by("pk"))


def test_an_admin_sets_them_with_a_reason_that_the_member_is_told(rosa, admin):
    set_limits(rosa, admin, Limits(-1200, 3000, -600))

    now = state(rosa)
    [notice] = notices(rosa, "LIMITS_SET")
    assert (now.floor_minutes, now.ceiling_minutes, now.warning_minutes) == (-1200, 3000, -600)
    assert notice.subject == (
        "Your limits are new: may owe up to 20 hours, may have up to 50 hours, told when owing more than 10 hours"
    )
    assert notice.body == WHY


def test_their_history_keeps_who_when_and_why_the_latest_first(rosa, admin):
    set_limits(rosa, admin, Limits(-1200))
    set_limits(rosa, admin, Limits(-60), words="She asked for less.")

    lines = limit_lines(rosa)

    assert [(line.limits.floor_minutes, line.by, str(line.why)) for line in lines] == [
        (-60, admin, "She asked for less."),
        (-1200, admin, WHY),
        (-720, admin, "The account was opened, with the rules of that day."),
    ]


@pytest.mark.parametrize("words", ["", "  "])
def test_nobody_sets_or_proposes_them_without_a_reason(bank, rosa, admin, words):
    for write, by in ((set_limits, admin), (propose_limits, make.make_coordinator(bank))):
        with pytest.raises(actions.WhyMissing):
            write(rosa, by, Limits(-60), words)

    assert state(rosa).floor_minutes == -720


@pytest.mark.parametrize("who", ["coordinator", "member", "auditor", "stranger"])
def test_only_the_banks_admins_set_them(bank, rosa, who):
    by = {
        "coordinator": lambda: make.make_coordinator(bank),
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: make.admin_of(make.make_bank()),
    }[who]()

    with pytest.raises(NotAllowed):
        set_limits(rosa, by, Limits(-60))

    assert state(rosa).floor_minutes == -720


def test_nobody_sets_or_proposes_their_own(bank):
    for role, write in ((Role.ADMIN, set_limits), (Role.COORDINATOR, propose_limits)):
        member = make.make_member(bank, roles=(role,))

        with pytest.raises(NotAllowed):
            write(member, member, Limits(-60))


def test_who_has_left_has_no_limits_to_set(bank, rosa, admin):
    actions.record_leaving(rosa, by=admin, at=timezone.now())

    with pytest.raises(WrongState):
        set_limits(rosa, admin, Limits(-60))


def test_a_coordinators_proposal_changes_nothing_and_reaches_every_admin(bank, rosa, admin):
    coordinator = make.make_coordinator(bank, name="Priya Shah")
    second = make.make_member(bank, roles=(Role.ADMIN,))

    propose_limits(rosa, coordinator, Limits(-1200, None, -600))

    assert state(rosa).floor_minutes == -720
    for each in (admin, second):
        [notice] = notices(each, "LIMITS_ASKED")
        assert notice.subject == "Priya Shah asks for other limits for Rosa Diaz"
        assert notice.body == f"may owe up to 20 hours, told when owing more than 10 hours. {WHY}"
        assert notice.path == f"/{bank.slug}/members/{rosa.number}/limits/?may_owe=1200&warn=600"
    assert open_proposal(rosa).by == coordinator


def test_a_proposal_is_answered_when_limits_are_set(bank, rosa, admin):
    propose_limits(rosa, make.make_coordinator(bank), Limits(-1200))

    set_limits(rosa, admin, Limits(-900))

    assert open_proposal(rosa) is None


@pytest.mark.parametrize("who", ["member", "auditor", "stranger"])
def test_only_who_runs_the_bank_proposes(bank, rosa, who):
    by = {
        "member": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: make.make_coordinator(make.make_bank()),
    }[who]()

    with pytest.raises(NotAllowed):
        propose_limits(rosa, by, Limits(-60))


def test_the_pots_limits_are_kept_with_their_reason(bank, admin):
    actions.set_pot_limits(bank, Limits(-600, None), words="We agreed on it in May.", by=admin, at=timezone.now())

    pot_id = ledger.account_of_kind(bank.book_id, "POT")
    assert ledger.account_states([pot_id])[pot_id].floor_minutes == -600
    [line] = rule_lines(bank)
    assert (line.rule, line.before, line.after) == ("The shared pot may owe up to", "no limit", "10 hours")
    assert (line.by, line.words) == (admin, "We agreed on it in May.")


def test_only_an_admin_sets_the_pots_limits_and_says_why(bank, admin):
    with pytest.raises(NotAllowed):
        actions.set_pot_limits(bank, Limits(0), words=WHY, by=make.make_coordinator(bank), at=timezone.now())
    with pytest.raises(actions.WhyMissing):
        actions.set_pot_limits(bank, Limits(0), words=" ", by=admin, at=timezone.now())

    assert not BankEvent.objects.exists()


def test_a_rule_that_is_changed_leaves_a_line_and_what_stays_leaves_none(bank, admin):
    same = {"name": "Ashby", "floor_minutes": bank.floor_minutes, "approval": "ALL", "sets_hours_aside": True}

    for _twice in range(2):
        actions.change_bank(bank, same, by=admin, at=timezone.now(), words=WHY)

    lines = {line.rule: (line.before, line.after, line.by) for line in rule_lines(bank)}
    assert lines == {
        "Agreed hours are set aside": ("no", "yes", admin),
        "Which exchanges a coordinator approves": (
            "Nobody needs to approve",
            "A coordinator approves every exchange",
            admin,
        ),
    }
    assert Bank.objects.get(pk=bank.pk).name == "Ashby"


def test_only_an_admin_changes_the_bank(bank):
    with pytest.raises(NotAllowed):
        actions.change_bank(bank, {"name": "Mine"}, by=make.make_coordinator(bank), at=timezone.now())


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        ("floor_minutes", -720, "12 hours"),
        ("floor_minutes", 0, "0 hours"),
        ("ceiling_minutes", None, "no limit"),
        ("warning_minutes", None, "never"),
        ("warning_minutes", -480, "8 hours"),
        ("levy_minutes", None, "never"),
        ("welcome_minutes", 120, "2 hours"),
        ("approval_first_exchanges", 3, "3"),
        ("listings_are_public", False, "no"),
    ],
)
def test_rules_are_read_in_words(rule, value, words):
    assert in_words(rule, value) == words


# The warning


def test_who_goes_below_their_level_is_told_once_for_each_crossing(gwilym, rosa, admin):
    set_limits(rosa, admin, Limits(-720, None, -60))

    make.posted_exchange(gwilym, rosa, minutes=60)
    assert notices(rosa, "LOW") == []
    make.posted_exchange(gwilym, rosa, minutes=30)
    make.posted_exchange(gwilym, rosa, minutes=30)

    [notice] = notices(rosa, "LOW")
    assert notice.subject == "You owe 1½ hours now"
    assert notice.body.startswith("That is all right.")

    make.posted_exchange(rosa, gwilym, minutes=120)
    make.posted_exchange(gwilym, rosa, minutes=90)
    assert len(notices(rosa, "LOW")) == 2


def test_who_has_no_level_is_not_told(gwilym, rosa, admin):
    set_limits(rosa, admin, Limits(-720, None, None))

    make.posted_exchange(gwilym, rosa, minutes=600)

    assert notices(rosa, "LOW") == []


def test_the_giver_is_told_where_a_reversal_takes_them_below(bank, gwilym, rosa, admin):
    coordinator = make.make_coordinator(bank)
    set_limits(gwilym, admin, Limits(-720, None, -60))
    exchange = make.posted_exchange(gwilym, rosa, minutes=60)
    make.posted_exchange(rosa, gwilym, minutes=120)

    approval.reverse(exchange, make.act(coordinator), reason="It was somebody else.")

    assert [notice.subject for notice in notices(gwilym, "LOW")] == ["You owe 2 hours now"]
    assert notices(rosa, "LOW") == []


@pytest.mark.parametrize(("minutes", "who"), [(90, "receiver"), (30, "giver")])
def test_a_correction_tells_whom_it_takes_below(bank, gwilym, rosa, admin, minutes, who):
    for each in (gwilym, rosa):
        set_limits(each, admin, Limits(-720, None, -60 if each is rosa else 0))
    exchange = make.posted_exchange(gwilym, rosa, minutes=60)
    make.posted_exchange(make.make_member(bank), gwilym, minutes=60)
    exchange = life.dispute(exchange, make.act(rosa), reason="It was another time.")

    approval.resolve(exchange, make.act(make.make_coordinator(bank)), minutes=minutes, reason="Both agree.")

    told = {"giver": len(notices(gwilym, "LOW")), "receiver": len(notices(rosa, "LOW"))}
    assert told == {"giver": 0, "receiver": 0, who: 1}
    assert ledger.prove().faults == []
