"""The pages of giving hours, and of the shared pot: each once for success, refusal and the wrong person."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.access.giving import may_give_to
from exchanges.actions import giving, pot
from exchanges.models import HoursGift, PotRequest
from ledger import reads as ledger
from tests import factories as make

pytestmark = pytest.mark.django_db


def url(name, bank, *args):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])


def balance(member):
    return ledger.balance_of(member.account_id)


def text(response):
    return response.content.decode()


@pytest.fixture
def rosa(bank):
    return make.with_hours(make.make_member(bank, name="Rosa Day"), 120)


def test_hours_are_read_once_more_before_they_go(bank, rosa, fatima, sign_in):
    client = sign_in(rosa)
    typed = {"to": "member", "receiver": str(fatima.number), "hours": "1½", "words": "For your birthday"}

    check = client.post(url("hours_give", bank), typed)
    hidden = {field.name: field.value() for field in check.context["form"]}
    changed = client.post(url("hours_give", bank), {**typed, "change": "1"})
    assert (balance(rosa), HoursGift.objects.count()) == (120, 0)
    done = client.post(url("hours_give", bank), {**typed, "key": hidden["key"] or "", "sure": "1"})

    assert "You give 1½ hours to" in check.context["sentence"]
    assert "They are told" in text(check)
    assert "For your birthday" in text(changed)
    assert done.status_code == 302
    assert (balance(rosa), balance(fatima)) == (30, 90)
    page = client.get(done.url)
    assert "You gave 1½ hours to" in page.context["sentence"]
    assert "No, thank you" not in text(page)


def test_what_was_typed_is_kept_when_it_cannot_be_given(bank, rosa, fatima, sign_in):
    answer = sign_in(rosa).post(
        url("hours_give", bank), {"to": "member", "receiver": "Fatima", "hours": "3", "words": "All of it"}
    )

    assert answer.status_code == 409
    assert "You have 2 hours to give" in text(answer)
    assert "All of it" in text(answer)
    assert balance(rosa) == 120


def test_who_is_under_18_is_nobody_here(bank, rosa, sign_in):
    tilly = make.make_guarded(bank)

    answer = sign_in(rosa).post(url("hours_give", bank), {"to": "member", "receiver": "Tilly Young", "hours": "1"})
    by_number = sign_in(rosa).post(url("hours_give", bank), {"to": "member", "receiver": tilly.number, "hours": "1"})

    assert answer.status_code == by_number.status_code == 400
    assert "We know nobody called" in text(answer)


def test_no_thank_you_and_taking_back_stand_where_they_may_be_used(bank, rosa, fatima, margaret, priya, sign_in):
    gift = giving.give(giving.Giving(rosa, fatima, 60), make.act(rosa))
    second = giving.give(giving.Giving(rosa, fatima, 30), make.act(rosa))

    assert sign_in(margaret).get(url("hours_gift", bank, gift.pk)).status_code == 404
    assert "No, thank you" in text(sign_in(fatima).get(url("hours_gift", bank, gift.pk)))
    assert sign_in(fatima).post(url("hours_return", bank, gift.pk)).status_code == 302
    assert sign_in(fatima).get(url("hours_take_back", bank, second.pk)).status_code == 403
    taken = sign_in(priya).post(url("hours_take_back", bank, second.pk), {"reason": "A mistake."})

    assert taken.status_code == 302
    assert (balance(rosa), balance(fatima)) == (120, 0)
    assert "A mistake." in text(sign_in(rosa).get(url("hours_gift", bank, second.pk)))


def test_the_pot_is_asked_and_answers(bank, rosa, fatima, priya, sign_in):
    giving.give(giving.Giving(rosa, None, 60), make.act(rosa))

    asked = sign_in(fatima).post(url("hours_ask", bank), {"hours": "2", "words": "Help after my operation"})
    request = PotRequest.objects.get()
    assert asked.url == url("pot_request", bank, request.pk)
    assert sign_in(rosa).get(asked.url).status_code == 404
    assert "Help after my operation" in text(sign_in(priya).get(url("pot", bank)))
    refused = sign_in(priya).post(url("pot_decide", bank, request.pk), {"answer": "grant", "hours": "2"})
    assert refused.status_code == 409
    assert "The shared pot can give 1 hour now" in text(refused)
    no_reason = sign_in(priya).post(url("pot_decide", bank, request.pk), {"answer": "decline"})
    assert no_reason.status_code == 400
    granted = sign_in(priya).post(url("pot_decide", bank, request.pk), {"answer": "grant", "hours": "1"})

    assert granted.status_code == 302
    assert balance(fatima) == 60
    assert "The pot gave 1 hour" in text(sign_in(fatima).get(asked.url))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_the_pot_asks_the_same_for_one_and_three(bank, priya, sign_in, rows, django_assert_num_queries):
    for _ in range(rows):
        member = make.make_member(bank)
        pot.ask_pot(pot.Asking(member, 60, "Help"), make.act(member))
    client = sign_in(priya)
    client.get(url("pot", bank))

    with django_assert_num_queries(7):
        assert client.get(url("pot", bank)).context["waiting"].count == rows


def test_the_list_of_the_pot_goes_on_after_the_last_one(bank, priya, sign_in, monkeypatch):
    monkeypatch.setattr("exchanges.views.pot.ROWS_SHOWN", 2)
    asked, now = [], timezone.now()
    for number in range(5):
        member = make.make_member(bank)
        at = now - datetime.timedelta(hours=number // 2)  # two of them in one moment
        asked.append(pot.ask_pot(pot.Asking(member, 60, "Help"), make.act(member, at)))
    client = sign_in(priya)

    seen, query = [], ""
    while query is not None:
        page = client.get(url("pot", bank) + query).context
        seen += [each.pk for each in page["waiting"].requests]
        query = page["next_url"] or None

    assert seen == [each.pk for each in sorted(asked, key=lambda each: (each.asked_at, each.pk))]
    assert page["waiting"].count == 5
    PotRequest.objects.filter(pk=seen[1]).update(
        state="WITHDRAWN", decided_at=timezone.now(), decided_by=asked[0].member
    )
    after = client.get(url("pot", bank), {"place": seen[1]})
    assert [each.pk for each in after.context["waiting"].requests] == seen[2:4]
    assert client.get(url("pot", bank), {"place": "x"}).context["waiting"].requests[0].pk == seen[0]


def test_hours_are_given_from_the_page_of_a_grown_up(bank, rosa, fatima, sign_in):
    page = text(sign_in(rosa).get(url("member", bank, fatima.number)))

    assert f"{url('hours_give', bank)}?to={fatima.number}" in page
    assert not may_give_to(rosa, make.make_minor(bank))
    assert not may_give_to(make.make_minor(bank), rosa)
