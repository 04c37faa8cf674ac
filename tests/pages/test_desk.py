"""The coordinator's desk: what waits, deciding about one exchange or many, logging for somebody."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.access import approvable_by, approvers, may_approve, with_steps
from exchanges.actions import approval, life
from exchanges.models import Exchange, Step
from ledger import reads as ledger
from members.actions import Application, apply_to_join, enrol, grant_role
from members.models import Bank, Member, Role
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

State = Exchange.State


@pytest.fixture
def bank() -> Bank:
    return make.make_bank(approval=Bank.Approval.ALL)


@pytest.fixture
def coordinator(bank):
    return make.make_coordinator(bank, name="Priya Raghunathan")


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Fatima Zahra")


def at_desk(bank: Bank) -> str:
    return reverse("exchanges:desk", args=[bank.slug])


def step(name: str, exchange: Exchange) -> str:
    return reverse(f"exchanges:{name}", args=[exchange.bank.slug, exchange.pk])


def balance(member: Member) -> int:
    return ledger.balance_of(member.account_id)


def state_of(exchange: Exchange) -> str:
    return Exchange.objects.get(pk=exchange.pk).state


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def two_weeks_silent(giver: Member, receiver: Member, **fields) -> Exchange:
    day = giver.bank.day(days_ago(20))
    return life.log(make.draft(giver, receiver, day=day, **fields), make.act(giver, days_ago(15)))


def disputed_exchange(giver: Member, receiver: Member, **fields) -> Exchange:
    exchange = make.logged_exchange(giver, receiver, **fields)
    return life.dispute(exchange, make.act(receiver), reason="It was shorter.")


def log_form(**answers) -> dict[str, str]:
    form = {
        "key": str(uuid.uuid4()),
        "giver": "Gwilym",
        "receiver": "Fatima",
        "description": "Mending a gate",
        "minutes": "1½",
        "day": timezone.now().date().isoformat(),
        "told_by": "giver",
        "channel": "PHONE",
    }
    return {**form, **answers}


# ----------------------------------------------------------------------------------------------- who may look


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("admin", 200), ("auditor", 403), ("member", 403), ("outsider", 404)]
)
def test_the_desk_is_for_those_who_run_the_bank(client, bank, coordinator, giver, who, status):
    people = {
        "coordinator": coordinator,
        "admin": make.admin_of(bank),
        "auditor": make.make_auditor(bank),
        "member": giver,
        "outsider": make.make_coordinator(make.make_bank()),
    }
    client.force_login(people[who].person)

    assert client.get(at_desk(bank)).status_code == status


@pytest.mark.parametrize("name", ["approve", "approve_many", "told"])
def test_what_changes_something_is_never_a_link(client, coordinator, giver, receiver, name):
    exchange = make.confirmed_exchange(giver, receiver)
    client.force_login(coordinator.person)
    args = [coordinator.bank.slug] if name == "approve_many" else [coordinator.bank.slug, exchange.pk]

    assert client.get(reverse(f"exchanges:{name}", args=args)).status_code == 405


@pytest.mark.parametrize("name", ["approve", "send_back", "resolve", "reverse"])
def test_an_exchange_of_another_bank_does_not_exist(client, bank, coordinator, name):
    elsewhere = make.make_bank(approval=Bank.Approval.ALL)
    exchange = make.confirmed_exchange(make.make_member(elsewhere), make.make_member(elsewhere))
    client.force_login(coordinator.person)

    response = client.post(reverse(f"exchanges:{name}", args=[bank.slug, exchange.pk]), {"reason": "No"})

    assert response.status_code == 404
    assert state_of(exchange) == State.CONFIRMED


# ------------------------------------------------------------------------------------------------- what waits


def test_an_empty_desk_says_so(client, bank, coordinator):
    client.force_login(coordinator.person)

    said = words(client.get(at_desk(bank)))

    assert "Nothing waits for you" in said
    assert "Nothing to approve." in said
    assert "Nobody is waiting for an answer." in said


def test_everything_that_waits_is_counted_and_listed(client, bank, coordinator, giver, receiver):
    make.confirmed_exchange(giver, receiver, description="Mending a gate", minutes=150)
    two_weeks_silent(giver, receiver, description="Reading aloud")
    disputed_exchange(giver, receiver, description="Painting a fence", minutes=180)
    apply_to_join(bank, Application(name="Olu Adebayo"), at=timezone.now())
    client.force_login(coordinator.person)

    said = words(client.get(at_desk(bank)))

    assert "4 things wait for you" in said
    assert "1 is pressing." in said
    assert "1 exchange, 2½ hours" in said
    assert "Gwilym Prys wrote 3 hours." in said.replace("\u2068", "").replace("\u2069", "")
    for title in ("Mending a gate", "Reading aloud", "Painting a fence", "Olu Adebayo", "Confirm for Fatima Zahra"):
        assert title in said


def test_the_oldest_comes_first(client, bank, coordinator, giver, receiver):
    young = make.confirmed_exchange(giver, receiver, description="The young one")
    old = make.confirmed_exchange(giver, receiver, description="The old one")
    Exchange.objects.filter(pk=old.pk).update(state_since=days_ago(6))
    Exchange.objects.filter(pk=young.pk).update(state_since=days_ago(2))
    client.force_login(coordinator.person)

    said = words(client.get(at_desk(bank)))

    assert said.index("The old one") < said.index("The young one")
    assert "6 days" in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_the_same_number_of_questions(client, bank, coordinator, count, django_assert_num_queries):
    for number in range(count):
        one, other = make.make_member(bank), make.make_member(bank)
        make.confirmed_exchange(one, other)
        two_weeks_silent(one, other)
        disputed_exchange(one, other)
        apply_to_join(bank, Application(name=f"Applicant {number}"), at=timezone.now())
        enrol(bank, Application(name=f"Without e-mail {number}"), by=coordinator, at=timezone.now())
    client.force_login(coordinator.person)

    with django_assert_num_queries(19):
        client.get(at_desk(bank))


def test_a_long_list_goes_on_from_the_last_row(client, bank, coordinator, giver, receiver, monkeypatch):
    monkeypatch.setattr("exchanges.views.waiting.ROWS_SHOWN", 2)
    for number in range(5):
        exchange = make.confirmed_exchange(giver, receiver, description=f"Job {number}")
        Exchange.objects.filter(pk=exchange.pk).update(state_since=days_ago(9 - number // 2))
    client.force_login(coordinator.person)

    seen, query = [], ""
    for _page in range(3):
        response = client.get(at_desk(bank) + query)
        seen += [row.exchange.description for row in response.context["to_approve"].rows]
        query = response.context["to_approve"].more_query.partition("#")[0]

    assert seen == [f"Job {number}" for number in range(5)]
    assert query == ""


@pytest.mark.parametrize(
    "place", ["x", "_", "2026-01-01_5", "2026-13-01T00:00:00+00:00_5", "2026-01-01T00:00:00Z_" + "9" * 40, "\x00_1"]
)
def test_a_place_that_cannot_be_read_is_the_beginning(client, bank, coordinator, giver, receiver, place):
    make.confirmed_exchange(giver, receiver, description="Mending a gate")
    client.force_login(coordinator.person)

    response = client.get(at_desk(bank), {"approve": place})

    assert response.status_code == 200
    assert "Mending a gate" in words(response)


# ------------------------------------------------------------------------------------------------- four eyes


def test_approving_moves_the_hours(client, bank, coordinator, giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver, minutes=90)
    client.force_login(coordinator.person)

    response = client.post(step("approve", exchange), follow=True)

    assert "Gwilym Prys has received 1½ hours." in words(response).replace("\u2068", "").replace("\u2069", "")
    assert (balance(giver), balance(receiver)) == (90, -90)


def test_approving_twice_posts_once(client, coordinator, giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver, minutes=90)
    client.force_login(coordinator.person)

    client.post(step("approve", exchange))
    client.post(step("approve", exchange))

    assert (balance(giver), balance(receiver)) == (90, -90)


def test_nobody_approves_what_they_took_part_in(client, bank, coordinator, receiver):
    exchange = make.confirmed_exchange(coordinator, receiver)
    client.force_login(coordinator.person)

    page = words(client.get(at_desk(bank)))
    response = client.post(step("approve", exchange))

    assert "Nothing waits for you" in page
    assert "1 more waits for somebody else." in page
    assert "You took part in this. An admin approves it." in page
    assert response.status_code == 403
    assert balance(coordinator) == 0


def test_an_admin_approves_only_where_no_coordinator_may(client, bank, coordinator, giver, receiver):
    theirs = make.confirmed_exchange(giver, receiver)
    mine = make.confirmed_exchange(coordinator, receiver)
    client.force_login(make.admin_of(bank).person)

    page = words(client.get(at_desk(bank)))

    assert "1 thing waits for you" in page
    assert "A coordinator approves this." in page
    assert client.post(step("approve", theirs)).status_code == 403
    assert client.post(step("approve", mine)).status_code == 302
    assert (state_of(theirs), state_of(mine)) == (State.CONFIRMED, State.POSTED)


def test_who_wrote_down_both_sides_never_approves(client, bank, coordinator, giver, receiver):
    act = make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.PHONE)
    exchange = life.log_for_both(make.draft(giver, receiver), act)
    client.force_login(coordinator.person)

    page = words(client.get(at_desk(bank)))
    response = client.post(step("approve", exchange))

    assert "You wrote down what was agreed." in page
    assert response.status_code == 403


def test_who_wrote_down_one_side_after_it_came_back_never_approves(client, bank, coordinator, giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver)
    approval.send_back(exchange, make.act(coordinator), reason="How long was it?")
    act = make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.PHONE)
    life.confirm(exchange, act, minutes=60)
    life.confirm(exchange, make.act(receiver), minutes=60)
    client.force_login(coordinator.person)

    assert client.post(step("approve", exchange)).status_code == 403


def test_where_nobody_else_may_approve_the_desk_says_what_helps(client, bank, receiver):
    admin = make.admin_of(bank)
    coordinator = make.make_coordinator(bank)
    make.confirmed_exchange(coordinator, receiver)
    Member.objects.filter(pk=admin.pk).update(roles=[])
    client.force_login(coordinator.person)

    assert "Ask an admin to name another coordinator." in words(client.get(at_desk(bank)))


@pytest.mark.parametrize("role", ["coordinator", "other coordinator", "admin", "auditor"])
def test_the_database_counts_what_may_approve_says(bank, coordinator, giver, receiver, role):
    other = make.make_coordinator(bank)
    asker = {
        "coordinator": coordinator,
        "other coordinator": other,
        "admin": make.admin_of(bank),
        "auditor": make.make_auditor(bank),
    }[role]
    make.confirmed_exchange(giver, receiver)
    make.confirmed_exchange(coordinator, receiver)
    make.confirmed_exchange(coordinator, other)
    act = make.act(coordinator, on_behalf_of=giver, channel=Step.Channel.SLIP)
    life.log_for_both(make.draft(giver, receiver), act)
    life.log_for_both(make.draft(giver, other), act)
    holders = approvers(bank)
    waiting = Exchange.objects.of(bank).to_approve()

    counted = set(waiting.filter(approvable_by(asker, holders)).values_list("pk", flat=True))

    assert counted == {each.pk for each in waiting.prefetch_related(with_steps()) if may_approve(each, asker, holders)}


# ------------------------------------------------------------------------------------------- what does not fit


def test_a_limit_in_the_way_is_named_with_what_fits(client, bank, coordinator, giver):
    bank.floor_minutes = -60
    bank.save()
    poor = make.make_member(bank, name="Poor Tom")
    exchange = make.confirmed_exchange(giver, poor, minutes=90)
    client.force_login(coordinator.person)

    page = words(client.get(at_desk(bank))).replace("\u2068", "").replace("\u2069", "")
    response = client.post(step("approve", exchange))

    assert "Poor Tom may owe up to 1 hour. There is room for 1 hour now." in page
    assert response.status_code == 409
    assert "At most 1 hour would fit." in words(response)
    assert state_of(exchange) == State.CONFIRMED


# --------------------------------------------------------------------------------------------- many at once


def test_approving_many_posts_what_it_can_and_says_why_not_the_rest(client, bank, coordinator, giver, receiver):
    bank.floor_minutes = -60
    bank.save()
    poor = make.make_member(bank)
    fine = [make.confirmed_exchange(giver, receiver, minutes=90) for _number in range(2)]
    too_much = make.confirmed_exchange(giver, poor, minutes=90, description="Too long a lesson")
    own = make.confirmed_exchange(coordinator, receiver, description="My own garden")
    elsewhere = make.make_bank(approval=Bank.Approval.ALL)
    foreign = make.confirmed_exchange(make.make_member(elsewhere), make.make_member(elsewhere))
    client.force_login(coordinator.person)
    chosen = [*(each.pk for each in [*fine, too_much, own, foreign]), "1; DROP TABLE", "-1", fine[0].pk]

    response = client.post(reverse("exchanges:approve_many", args=[bank.slug]), {"exchange": chosen}, follow=True)

    said = words(response)
    assert "2 exchanges approved, 3 hours." in said
    assert "Not approved: Too long a lesson" in said
    assert "Not approved: My own garden" in said
    assert "We left out 3 ticks" in said
    assert [state_of(each) for each in fine] == [State.POSTED, State.POSTED]
    assert {state_of(each) for each in (too_much, own, foreign)} == {State.CONFIRMED}
    assert balance(giver) == 180


@pytest.mark.parametrize(("chosen", "sentence"), [([], "Tick at least one"), (["x"], "We left out 1 tick")])
def test_approving_nothing_says_so(client, bank, coordinator, chosen, sentence):
    client.force_login(coordinator.person)

    response = client.post(reverse("exchanges:approve_many", args=[bank.slug]), {"exchange": chosen})

    assert response.status_code == 400
    assert sentence in words(response)


def test_where_nothing_was_approved_the_ticks_stay(client, bank, coordinator, giver):
    bank.floor_minutes = 0
    bank.save()
    exchange = make.confirmed_exchange(giver, make.make_member(bank))
    client.force_login(coordinator.person)

    response = client.post(reverse("exchanges:approve_many", args=[bank.slug]), {"exchange": exchange.pk})

    assert response.status_code == 409
    assert response.content.decode().count(" checked") == 1


# ----------------------------------------------------------------------------------- return, resolve, reverse


def test_sending_back_asks_both_again_and_tells_them_why(client, coordinator, giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step("send_back", exchange), {"reason": "Was it really on Sunday?"})

    exchange.refresh_from_db()
    assert response.status_code == 302
    assert (exchange.state, exchange.giver_agreed_at, exchange.receiver_agreed_at) == (State.LOGGED, None, None)
    assert Notice.objects.filter(kind="RETURNED", body="Was it really on Sunday?").count() == 2


@pytest.mark.parametrize("name", ["send_back", "reverse", "resolve"])
@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "\x00"])
def test_a_reason_that_cannot_stand_is_asked_for_again(client, coordinator, giver, receiver, name, reason):
    exchange = make.confirmed_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step(name, exchange), {"reason": reason, "outcome": "undone"})

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert state_of(exchange) == State.CONFIRMED


def test_a_dispute_ends_with_the_agreed_hours(client, coordinator, giver, receiver):
    exchange = disputed_exchange(giver, receiver, minutes=180)
    client.force_login(coordinator.person)

    page = words(client.get(step("resolve", exchange))).replace("\u2068", "").replace("\u2069", "")
    response = client.post(
        step("resolve", exchange), {"outcome": "agreed", "minutes": "1½", "reason": "They agreed on the phone."}
    )

    exchange.refresh_from_db()
    assert "Gwilym Prys wrote 3 hours." in page
    assert "Fatima Zahra has not written any hours." in page
    assert "It was shorter." in page
    assert response.status_code == 302
    assert (exchange.state, exchange.minutes) == (State.LOGGED, 90)


def test_a_dispute_ends_by_taking_it_back(client, coordinator, giver, receiver):
    exchange = make.posted_exchange(giver, receiver)
    life.dispute(exchange, make.act(receiver), reason="He never came.")
    client.force_login(coordinator.person)

    client.post(step("resolve", exchange), {"outcome": "undone", "reason": "It did not happen."})

    assert state_of(exchange) == State.REVERSED
    assert (balance(giver), balance(receiver)) == (0, 0)


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.333", "25", "soon", "1e3"])
def test_hours_that_cannot_be_settled_are_asked_for_again(client, coordinator, giver, receiver, typed):
    exchange = disputed_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step("resolve", exchange), {"outcome": "agreed", "minutes": typed, "reason": "They agree."})

    assert response.status_code == 400
    assert "They agree." in response.content.decode()
    assert state_of(exchange) == State.DISPUTED


def test_taking_back_returns_the_hours(client, coordinator, giver, receiver):
    exchange = make.posted_exchange(giver, receiver)
    client.force_login(coordinator.person)

    response = client.post(step("reverse", exchange), {"reason": "Wrong person."})

    assert response.status_code == 302
    assert state_of(exchange) == State.REVERSED
    assert (balance(giver), balance(receiver)) == (0, 0)


@pytest.mark.parametrize("name", ["send_back", "resolve", "reverse"])
def test_out_of_turn_is_a_sentence_and_keeps_what_was_typed(client, coordinator, giver, receiver, name):
    exchange = make.logged_exchange(giver, receiver)
    client.force_login(coordinator.person)

    looked = client.get(step(name, exchange))
    sent = client.post(step(name, exchange), {"reason": "My long reason", "outcome": "undone"})

    assert looked.status_code == 302
    assert sent.status_code == 409
    assert "This can't be done now" in words(sent)
    assert "My long reason" in sent.content.decode()


@pytest.mark.parametrize("name", ["resolve", "reverse"])
def test_who_took_part_neither_resolves_nor_reverses(client, coordinator, receiver, name):
    exchange = make.confirmed_exchange(coordinator, receiver)
    client.force_login(coordinator.person)

    response = client.post(step(name, exchange), {"reason": "Because", "outcome": "undone"})

    assert response.status_code == 403
    assert "somebody else does this" in words(response)


# ------------------------------------------------------------------------------------------ log for somebody


def log_at(bank: Bank) -> str:
    return reverse("exchanges:log_for", args=[bank.slug])


def test_logging_for_the_giver_waits_for_the_receiver(client, bank, coordinator, giver, receiver):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(), follow=True)

    exchange = Exchange.objects.get()
    first = exchange.steps.get()
    assert "Waiting for Fatima Zahra to agree." in words(response).replace("\u2068", "").replace("\u2069", "")
    assert (exchange.state, exchange.minutes, exchange.logged_by) == (State.LOGGED, 90, coordinator)
    assert exchange.giver_agreed_at
    assert not exchange.receiver_agreed_at
    assert (first.by, first.on_behalf_of, first.channel) == (coordinator, giver, "PHONE")


def test_logging_for_both_always_waits_for_a_second_pair_of_eyes(client, bank, coordinator, giver, receiver):
    bank.approval = Bank.Approval.NOBODY
    bank.save()
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(told_by="both"), follow=True)

    assert "Somebody else approves it" in words(response)
    assert Exchange.objects.get().state == State.CONFIRMED


def test_a_form_sent_twice_is_one_exchange(client, bank, coordinator, giver, receiver):
    client.force_login(coordinator.person)
    form = log_form()

    first, second = client.post(log_at(bank), form), client.post(log_at(bank), form)
    other = client.post(log_at(bank), {**form, "minutes": "3"})

    assert (first.status_code, second.status_code, other.status_code) == (302, 302, 409)
    assert Exchange.objects.count() == 1


def test_coordinators_log_their_own_side_in_their_own_name(client, bank, coordinator, receiver):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver=str(coordinator.number)))

    first = Exchange.objects.get().steps.get()
    assert response.status_code == 302
    assert (first.by, first.on_behalf_of, first.channel) == (coordinator, None, "")


@pytest.mark.parametrize("told_by", ["receiver", "both"])
def test_coordinators_write_down_no_other_side_of_their_own(client, bank, coordinator, receiver, told_by):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver="Priya Raghunathan", told_by=told_by))

    assert response.status_code == 403
    assert "another coordinator writes down what the other side says" in words(response)
    assert "Mending a gate" in response.content.decode()
    assert not Exchange.objects.exists()


def test_a_name_finds_one_person_whatever_the_accents(client, bank, coordinator, receiver):
    siobhan = make.make_member(bank, name="Siobhán Ní Dhomhnaill")
    make.make_member(bank, name="Siobhán Ní Dhomhnaill-Burke")
    client.force_login(coordinator.person)

    client.post(log_at(bank), log_form(giver="siobhan ni dhomhnaill"))

    assert Exchange.objects.get().giver == siobhan


def test_a_name_that_fits_several_is_answered_with_their_numbers(client, bank, coordinator, receiver):
    one, other = make.make_member(bank, name="Ana Silva"), make.make_member(bank, name="Ana Costa")
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver="Ana"))
    again = client.post(log_at(bank), log_form(giver=f"Ana {one.number}"))

    assert response.status_code == 400
    assert f"Ana Costa ({other.number}), Ana Silva ({one.number}). Write the number too." in words(response)
    assert again.status_code == 302


@pytest.mark.parametrize("typed", ["Nobody", "999", "9" * 30, "'; DROP TABLE", "<b>", "🦊", "\x00", "", "x" * 5000])
def test_who_cannot_be_found_is_a_sentence(client, bank, coordinator, giver, receiver, typed):
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(giver=typed))

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert not Exchange.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"minutes": ""},
        {"minutes": "0"},
        {"minutes": "-1"},
        {"minutes": "1.333"},
        {"minutes": "99999999999"},
        {"day": "1900-01-01"},
        {"day": "2026-02-31"},
        {"day": "9999-12-31"},
        {"day": "soon"},
        {"told_by": "nobody"},
        {"channel": "PIGEON"},
        {"category": "999999"},
        {"key": "not-a-key"},
        {"description": ""},
        {"description": "x" * 501},
        {"receiver": "Gwilym"},
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_for_again(client, bank, coordinator, giver, receiver, answers):
    make.make_category(bank)
    client.force_login(coordinator.person)

    response = client.post(log_at(bank), log_form(**answers))

    assert response.status_code == 400
    assert "Please check 1 answer" in words(response)
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "🦊🦊", "تعليم القراءة"])
def test_any_words_stay_words(client, bank, coordinator, giver, receiver, typed):
    client.force_login(coordinator.person)

    client.post(log_at(bank), log_form(description=typed, told_by="both"))
    page = client.get(at_desk(bank)).content.decode()

    assert Exchange.objects.get().description == typed
    assert "<script>alert(1)" not in page


def test_members_of_another_bank_are_not_found(client, bank, coordinator, receiver):
    make.make_member(make.make_bank(), name="Gwilym Elsewhere")
    client.force_login(coordinator.person)

    assert client.post(log_at(bank), log_form()).status_code == 400


def test_an_admin_logs_for_nobody(client, bank):
    client.force_login(make.admin_of(bank).person)

    assert client.get(log_at(bank)).status_code == 403
    assert "Log for someone" not in words(client.get(at_desk(bank)))


# --------------------------------------------------------------------------------------------- passing on


def test_who_has_no_e_mail_is_told_by_hand(client, bank, coordinator, giver):
    make.make_member(bank, name="Old Tom", email="")
    notice = Notice.objects.to_pass_on(bank.slug).get()
    client.force_login(coordinator.person)
    url = reverse("exchanges:told", args=[bank.slug, notice.pk])

    page = words(client.get(at_desk(bank)))
    answers = [client.post(url).status_code for _tap in range(2)]

    notice.refresh_from_db()
    assert "Old Tom" in page
    assert answers == [302, 302]
    assert notice.told_by == coordinator.actor_key
    assert "Old Tom" not in words(client.get(at_desk(bank))).partition("To pass on")[2]


def test_what_somebody_else_passed_on_is_a_sentence(client, bank, coordinator):
    make.make_member(bank, email="")
    notice = Notice.objects.to_pass_on(bank.slug).get()
    other = make.make_coordinator(bank)
    url = reverse("exchanges:told", args=[bank.slug, notice.pk])
    client.force_login(other.person)
    client.post(url)
    client.force_login(coordinator.person)

    response = client.post(url)

    assert response.status_code == 409
    assert "They already know" in words(response)


def test_a_notice_of_another_bank_does_not_exist(client, bank, coordinator):
    elsewhere = make.make_bank()
    make.make_member(elsewhere, email="")
    notice = Notice.objects.to_pass_on(elsewhere.slug).get()
    client.force_login(coordinator.person)

    assert client.post(reverse("exchanges:told", args=[bank.slug, notice.pk])).status_code == 404


def test_a_one_time_link_is_never_shown_on_the_desk(client, bank, coordinator):
    """An invitation whose e-mail failed waits here to be passed on; its link would let anybody in as them."""
    member = make.make_member(bank)
    notice = Notice.objects.filter(recipient__key=member.actor_key).earliest("pk")
    Notice.objects.filter(pk=notice.pk).update(
        delivery=Notice.Delivery.BY_HAND, next_attempt_at=None, failed_at=timezone.now()
    )
    client.force_login(coordinator.person)

    page = client.get(at_desk(bank)).content.decode()

    assert notice.subject in page
    assert notice.path.startswith("/accounts/")
    assert notice.path not in page


def test_a_role_given_today_counts_today(client, bank, giver, receiver):
    exchange = make.confirmed_exchange(giver, receiver)
    newcomer = make.make_member(bank)
    grant_role(newcomer, Role.COORDINATOR, by=make.admin_of(bank), at=timezone.now())
    client.force_login(newcomer.person)

    assert client.post(step("approve", exchange)).status_code == 302
