"""The pages of exchanges with other banks: what each bank's people read, write and decide, and what they never see."""

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.crossing import deciding, logging
from exchanges.models import CrossExchange
from ledger import actions as ledger
from ledger import reads
from members.models import Bank, Block
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
State = CrossExchange.State
SAME_ANSWER = "No member there can be asked with this number and name."


def url(name, bank, *args):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])


def text(response):
    return response.content.decode()


@pytest.fixture
def hillside(bank):
    found = make.make_bank(slug="hillside")
    make.trade(bank, found)
    return found


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Lind")


@pytest.fixture
def omar(hillside):
    return make.with_hours(make.make_member(hillside, name="Omar Hadid"), 600)


def typed(omar, **changed):
    today = omar.bank.day(timezone.now())
    return {
        "partner": omar.bank_id,
        "number": omar.number,
        "name": "hadid",
        "gave": "me",
        "description": "Mending a bicycle",
        "hours": "1",
        "day_0": today.day,
        "day_1": today.month,
        "day_2": today.year,
        "category": "",
        **changed,
    }


def test_one_logs_it_and_the_other_says_yes_in_their_own_bank(bank, hillside, rosa, omar, sign_in):
    sent = sign_in(rosa).post(url("cross_log", bank), typed(omar), follow=True)
    assert "You gave" in sent.context["sentence"]
    assert f"of {hillside.name}" in sent.context["sentence"]
    cross = CrossExchange.objects.get()

    page = sign_in(omar).get(url("cross", hillside, cross.pk))
    assert "Is that right?" in text(page)
    done = sign_in(omar).post(url("cross_confirm", hillside, cross.pk), {"minutes": "60"}, follow=True)
    assert "You spent 1 hour" in text(done)
    assert (reads.balance_of(rosa.account_id), reads.balance_of(omar.account_id)) == (60, 540)
    statement = sign_in(rosa).get(reverse("insight:statement", args=[bank.slug]))
    assert hillside.name in text(statement)
    assert "Mending a bicycle" in text(statement)


def test_home_leads_to_what_waits_for_a_word_and_to_no_more(bank, hillside, rosa, omar, sign_in):
    cross = make.crossed(rosa, omar)
    home, own = (text(sign_in(who).get(url("home", who.bank))) for who in (omar, rosa))
    assert url("cross", hillside, cross.pk) in home
    assert "Say if it is right" in home
    assert url("cross", bank, cross.pk) not in own

    sign_in(omar).post(url("cross_confirm", hillside, cross.pk), {"minutes": "60"})
    assert url("cross", hillside, cross.pk) not in text(sign_in(omar).get(url("home", hillside)))


def test_a_wrong_number_and_a_wrong_name_read_the_same_and_keep_what_was_typed(bank, rosa, omar, sign_in):
    client = sign_in(rosa)
    for wrong in ({"number": 999}, {"name": "Fatima"}):
        answer = client.post(url("cross_log", bank), typed(omar, **wrong))
        assert answer.status_code == 400
        assert SAME_ANSWER in text(answer)
        assert "Mending a bicycle" in text(answer)
        assert "Omar" not in text(answer)
    assert not CrossExchange.objects.exists()


def test_another_time_is_asked_back_and_a_worry_reaches_both_desks(bank, hillside, rosa, omar, priya, sign_in):
    cross = make.crossed(rosa, omar)
    answer = sign_in(omar).post(url("cross_confirm", hillside, cross.pk), {"hours": "lots"})
    assert (answer.status_code, "lots" in text(answer)) == (400, True)
    sign_in(omar).post(url("cross_confirm", hillside, cross.pk), {"hours": "0:45"})
    cross.refresh_from_db()
    assert (cross.state, cross.minutes) == (State.LOGGED, 45)

    sign_in(omar).post(url("cross_dispute", hillside, cross.pk), {"reason": "It was another day."})
    desk = sign_in(priya).get(url("desk", bank))
    assert desk.context["crossing"].count == 1
    assert url("cross", bank, cross.pk) in text(desk)


def test_what_two_do_not_agree_on_is_pressing_and_comes_first(bank, rosa, omar, priya, sign_in):
    Bank.objects.filter(pk=bank.pk).update(approval=Bank.Approval.ALL)
    older, pressing = make.agreed_across(rosa, omar), make.disputed_across(rosa, omar)

    desk = sign_in(priya).get(url("desk", bank))

    assert [row.cross for row in desk.context["crossing"].rows] == [pressing, older]
    assert "1 is pressing." in words(desk)


def test_a_coordinator_writes_down_what_their_own_member_said(bank, hillside, rosa, omar, priya, sign_in):
    cross = make.crossed(omar, rosa, gives=False)
    page = sign_in(priya).get(url("cross", bank, cross.pk))
    assert "Confirm for" in text(page)
    answer = sign_in(priya).post(url("cross_confirm", bank, cross.pk), {"told": "1", "hours": "1"})
    assert answer.status_code == 400  # how they told it is missing
    sign_in(priya).post(url("cross_confirm", bank, cross.pk), {"told": "1", "hours": "1", "channel": "PHONE"})
    cross.refresh_from_db()
    assert cross.state == State.POSTED


def test_each_desk_approves_returns_settles_and_takes_back_for_its_side(bank, hillside, rosa, omar, priya, sign_in):
    Bank.objects.filter(pk=bank.pk).update(approval=Bank.Approval.ALL)
    theirs = make.make_coordinator(hillside)
    cross = make.agreed_across(rosa, omar)
    assert sign_in(rosa).post(url("cross_approve", bank, cross.pk)).status_code == 403
    sign_in(priya).post(url("cross_send_back", bank, cross.pk), {"reason": "Which day?"})
    cross.refresh_from_db()
    assert cross.state == State.LOGGED
    for member in (rosa, omar):
        sign_in(member).post(url("cross_confirm", member.bank, cross.pk), {"minutes": "60"})
    done = sign_in(priya).post(url("cross_approve", bank, cross.pk), follow=True)
    assert "posted in both time banks" in text(done)

    sign_in(rosa).post(url("cross_dispute", bank, cross.pk), {"reason": "It was shorter."})
    told = {"outcome": "agreed", "minutes": "0:45", "reason": "We rang both."}
    first = sign_in(priya).post(url("cross_settle", bank, cross.pk), told, follow=True)
    assert "when the other time bank writes the same" in text(first)
    sign_in(theirs).post(url("cross_settle", hillside, cross.pk), told)
    assert reads.balance_of(rosa.account_id) == 45

    empty = sign_in(theirs).post(url("cross_reverse", hillside, cross.pk), {"reason": ""})
    assert empty.status_code == 400
    sign_in(theirs).post(url("cross_reverse", hillside, cross.pk), {"reason": "Written twice."})
    assert (reads.balance_of(rosa.account_id), reads.balance_of(omar.account_id)) == (0, 600)
    assert "Written twice." in text(sign_in(rosa).get(url("cross", bank, cross.pk)))


def test_of_the_other_bank_only_the_two_names_are_read(bank, hillside, rosa, omar, priya, margaret, sign_in):
    theirs = make.make_coordinator(hillside, name="Secret Coordinator")
    cross = make.agreed_across(rosa, omar)
    deciding.reverse(cross, make.act(theirs), reason="Written twice.")
    for reader in (rosa, priya):
        page = text(sign_in(reader).get(url("cross", bank, cross.pk)))
        assert "Omar Hadid" in page
        for hidden in ("Secret", "/hillside/", "540", "10 hours"):
            assert hidden not in page.replace(url("cross", bank, cross.pk), "")
    assert sign_in(margaret).get(url("cross", bank, cross.pk)).status_code == 404
    assert sign_in(rosa).get(url("cross", hillside, cross.pk)).status_code == 404
    third = make.make_member(make.make_bank(slug="seaside"), roles=("COORDINATOR",))
    assert sign_in(third).get(url("cross", third.bank, cross.pk)).status_code == 404


def test_why_it_was_not_posted_is_read_by_the_bank_it_concerns(bank, hillside, rosa, omar, priya, sign_in):
    ledger.set_limits(omar.account_id, ledger.Limits(0, None), by="test", reason="LIMITS_SET")
    cross = make.agreed_across(rosa, omar, minutes=660)
    ours = text(sign_in(priya).get(url("cross", bank, cross.pk)))
    theirs = text(sign_in(omar).get(url("cross", hillside, cross.pk)))
    assert "The side of the other time bank" in ours
    assert "10 hours" not in ours
    assert "can spend 10 hours only" in theirs


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(bank, rosa, omar, sign_in, count, django_assert_num_queries):
    for _each in range(count):
        make.crossed(rosa, omar)
    client = sign_in(rosa)
    client.get(url("crosses", bank))
    with django_assert_num_queries(6):
        answer = client.get(url("crosses", bank))
    assert len(answer.context["rows"]) == count
    assert len(client.get(url("exchanges", bank)).context["elsewhere"]) == count


def test_a_bank_that_trades_with_nobody_shows_nothing(bank, rosa, sign_in):
    assert sign_in(rosa).get(url("exchanges", bank)).context["elsewhere"] is None
    assert "does not exchange hours with another one yet" in text(sign_in(rosa).get(url("cross_log", bank)))


def test_one_blocks_the_other_side_from_its_page_and_takes_it_back(bank, hillside, rosa, omar, sign_in):
    cross, address = make.crossed(rosa, omar), "cross_block"
    client = sign_in(rosa)
    assert url(address, bank, cross.pk) in text(client.get(url("cross", bank, cross.pk)))
    assert "Hear nothing more from" in text(client.get(url(address, bank, cross.pk)))
    assert not Block.objects.exists()

    page = client.post(url(address, bank, cross.pk), {"blocker": omar.pk}, follow=True)

    standing = Block.objects.get()
    assert (standing.blocker, standing.blocked) == (rosa, omar)
    assert "You have blocked Omar Hadid" in words(page)
    assert f"Omar Hadid of {hillside.name}" in words(client.get(reverse("members:preferences", args=[bank.slug])))
    refused = sign_in(omar).post(url("cross_log", hillside), typed(rosa, name="Lind"))
    assert SAME_ANSWER in text(refused)
    assert "blocked" not in words(sign_in(omar).get(url("cross", hillside, cross.pk)))
    sign_in(rosa).post(reverse("members:unblock", args=[bank.slug, standing.pk]))
    assert not Block.objects.exists()


def test_staff_and_strangers_block_for_nobody(bank, hillside, rosa, omar, sign_in):
    cross = make.crossed(rosa, omar)
    for who, status in ((make.make_coordinator(bank), 403), (make.make_member(bank), 404)):
        assert sign_in(who).post(url("cross_block", bank, cross.pk)).status_code == status
        assert url("cross_block", bank, cross.pk) not in text(sign_in(who).get(url("cross", bank, cross.pk)))
    assert not Block.objects.exists()


def test_who_acts_for_a_member_does_not_block_themselves_for_them(bank, rosa, omar, sign_in):
    cross = make.crossed(rosa, omar)
    mandate = make.supporter(rosa, make.also_member_of(bank, omar.person))
    client = sign_in(omar)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))

    assert client.post(url("cross_block", bank, cross.pk)).status_code == 403
    assert url("cross_block", bank, cross.pk) not in text(client.get(url("cross", bank, cross.pk)))
    assert not Block.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_written_down_for_a_member_stands_in_their_trail(
    bank, rosa, omar, priya, sign_in, count, django_assert_num_queries
):
    for _number in range(count):
        logging.log(make.cross_draft(rosa, omar), make.act(priya, on_behalf_of=rosa, channel="PHONE"))
    client = sign_in(rosa)

    with django_assert_num_queries(12):  # two of them for the exchanges and their sides
        page = client.get(url("done_for", bank, rosa.number))

    assert page.context["deeds"][0].url == url("cross", bank, CrossExchange.objects.latest("pk").pk)
    assert words(page).count("Priya Desk: wrote it down, 1 hour. For Rosa Lind, by phone") == count


def test_thanks_are_sent_from_the_page_and_read_in_both_banks(bank, hillside, rosa, omar, sign_in):
    cross = make.agreed_across(rosa, omar)
    client, address = sign_in(omar), url("cross_thank", hillside, cross.pk)
    assert address in text(client.get(url("cross", hillside, cross.pk)))
    assert client.post(address, {"words": ""}).status_code == 400

    sent = client.post(address, {"words": "It rides like new."}, follow=True)

    assert "Rosa Lind will read your thanks." in words(sent)
    assert address not in text(client.get(url("cross", hillside, cross.pk)))
    page = sign_in(rosa).get(url("cross", bank, cross.pk))
    assert "Omar Hadid of" in words(page)
    assert "It rides like new." in words(page)
    assert sign_in(rosa).post(url("cross_thank", bank, cross.pk), {"words": "No, you!"}).status_code == 403
