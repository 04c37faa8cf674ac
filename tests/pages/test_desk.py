"""The coordinator's desk: who sees it, what waits, four eyes, many at once, passing on."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.access import approvable_by, approvers, may_approve, with_steps
from exchanges.actions import approval, life
from exchanges.models import Exchange, Step
from members.actions import Application, apply_to_join, end_mandate, enrol, grant_role
from members.models import Bank, Member, Role
from notices.models import Notice
from tests import factories as make
from tests.pages.desk import at_desk, balance, days_ago, disputed_exchange, state_of, step, two_weeks_silent
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


# ------------------------------------------------------------------------------------------------------- who may look


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


# --------------------------------------------------------------------------------------------------------- what waits


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
    Bank.objects.filter(pk=bank.pk).update(silent_after_days=10)
    client.force_login(coordinator.person)

    said = words(client.get(at_desk(bank)))

    assert "4 things wait for you" in said
    assert "1 is pressing." in said
    assert "1 exchange, 2½ hours" in said
    assert "No answer for 10 days" in said
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
        enrol(bank, make.enrolment(name=f"Without e-mail {number}"), by=coordinator, at=timezone.now())
    client.force_login(coordinator.person)

    with django_assert_num_queries(40):
        client.get(at_desk(bank))


def test_a_long_list_goes_on_from_the_last_row(client, bank, coordinator, giver, receiver, monkeypatch):
    monkeypatch.setattr("exchanges.views.waiting.stretches.ROWS_SHOWN", 2)
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
    "place",
    [
        "x",
        "_",
        "2026-01-01_5",
        "2026-13-01T00:00:00+00:00_5",
        "2026-01-01T00:00:00Z_" + "9" * 40,
        "\x00_1",
        "2026-01-01T00:00:00+23:59_5",
        "0001-01-01T00:00:00+15:00_5",
    ],
)
def test_a_place_that_cannot_be_read_is_the_beginning(client, bank, coordinator, giver, receiver, place):
    make.confirmed_exchange(giver, receiver, description="Mending a gate")
    client.force_login(coordinator.person)

    response = client.get(at_desk(bank), {"approve": place})

    assert response.status_code == 200
    assert "Mending a gate" in words(response)


# ---------------------------------------------------------------------------------------------------------- four eyes


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
    make.supporter(giver, coordinator)
    ended = make.supporter(receiver, other)
    make.confirmed_exchange(giver, receiver)
    make.confirmed_exchange(make.make_member(bank), receiver)
    asked = make.logged_exchange(make.make_member(bank), receiver)
    life.confirm(asked, make.acting(other, receiver), minutes=60)
    end_mandate(ended, by=receiver, at=timezone.now())
    make.confirmed_exchange(make.make_member(bank), receiver)
    ethel = make.write_address(make.make_member(bank, email=""), coordinator)
    make.confirmed_exchange(ethel, make.make_member(bank))
    holders = approvers(bank)
    waiting = Exchange.objects.of(bank).to_approve()

    counted = set(waiting.filter(approvable_by(asker, holders)).values_list("pk", flat=True))

    assert counted == {each.pk for each in waiting.prefetch_related(with_steps()) if may_approve(each, asker, holders)}
    assert counted == {each.pk for each in waiting if may_approve(each, asker)}


# -------------------------------------------------------------------------------------------------- what does not fit


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


# ------------------------------------------------------------------------------------------------------- many at once


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


# --------------------------------------------------------------------------------------------------------- passing on


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


def test_what_is_moot_by_now_is_not_passed_on_nor_posted(client, bank, coordinator):
    make.make_member(bank, name="Old Tom", email="")
    Notice.objects.to_pass_on(bank.slug).update(moot_at=timezone.now(), is_by_post=True)
    client.force_login(coordinator.person)

    page = client.get(at_desk(bank))

    assert "Old Tom" not in words(page)
    assert page.context["counts"].to_pass_on == 0
    assert "Old Tom" not in words(client.post(reverse("exchanges:letters", args=[bank.slug])))


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
    member = make.join(bank, "Rosa", "rosa@example.org")
    notice = Notice.objects.filter(recipient__key=member.actor_key, kind="WELCOME").get()
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
