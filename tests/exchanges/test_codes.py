"""Logging for both at once: the giver shows a code, and the receiver says yes on the spot."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import codes, life
from exchanges.models import Exchange
from ledger import reads as ledger
from members.models import Bank, Mandate, Member
from notices.models import Notice
from tests import factories as make
from tests.ledger.making import at_once
from timebank.lib.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db
State = Exchange.State


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def giver(bank):
    return make.make_member(bank, name="Gwilym Prys")


@pytest.fixture
def receiver(bank):
    return make.make_member(bank, name="Rosa Diaz")


@pytest.fixture(autouse=True)
def _nobody_has_tried_before(settings):
    """Count by ourselves: other tests beside us have people of the same numbers."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(uuid.uuid4())}}


def shown(giver, **fields):
    return codes.find(make.shown_code(giver, **fields), make.act(giver))


def test_a_yes_on_the_spot_posts_with_each_sides_own_word(giver, receiver):
    exchange = codes.settle(shown(giver), make.act(receiver))

    steps = [(step.by, step.on_behalf_of, step.to_state) for step in exchange.steps.all()]
    assert steps == [(giver, None, "LOGGED"), (receiver, None, "CONFIRMED"), (receiver, None, "POSTED")]
    assert (exchange.giver_agreed_by, exchange.receiver_agreed_by) == (giver, receiver)
    assert ledger.balance_of(giver.account_id) == 60
    assert not Notice.objects.filter(kind="TO_CONFIRM").exists()


def test_a_code_is_for_one_person_once(bank, giver, receiver):
    code = shown(giver)
    first = codes.settle(code, make.act(receiver))

    assert codes.settle(code, make.act(receiver)) == first
    with pytest.raises(codes.CodeOver, match="Somebody else"):
        codes.settle(code, make.act(make.make_member(bank)))
    assert ledger.balance_of(giver.account_id) == 60


def test_a_code_ends_after_fifteen_minutes(giver, receiver):
    code = shown(giver)

    late = make.act(receiver, code.made_at + datetime.timedelta(minutes=15, seconds=1))
    with pytest.raises(codes.CodeOver, match="15 minutes"):
        codes.settle(code, late)
    assert codes.settle(code, make.act(receiver, code.made_at + datetime.timedelta(minutes=15)))


def test_nobody_says_yes_to_their_own_code(giver):
    with pytest.raises(NotAllowed):
        codes.settle(shown(giver), make.act(giver))


def test_a_code_is_none_at_another_bank_and_for_who_guesses(giver, receiver):
    number = make.shown_code(giver)
    stranger = make.act(make.make_member(make.make_bank()))

    for wrong, act in ((number, stranger), (number - 1, make.act(receiver)), (0, make.act(receiver))):
        with pytest.raises(codes.NoCode):
            codes.find(wrong, act)
    for _each in range(codes.MOST_WRONG_AN_HOUR - 2):
        with pytest.raises(codes.NoCode):
            codes.find(number + 1, make.act(receiver))
    with pytest.raises(codes.TriedTooOften):
        codes.find(number, make.act(receiver))
    assert codes.find(number, make.act(make.make_member(giver.bank)))


def test_a_code_mended_by_its_giver_is_no_longer_good(bank, giver, receiver):
    wrong, others = make.shown_code(giver), make.shown_code(make.make_member(bank))
    right = make.shown_code(giver, minutes=90, instead_of=wrong)
    make.shown_code(giver, instead_of=others)

    with pytest.raises(codes.NoCode):
        codes.find(wrong, make.act(receiver))
    codes.settle(codes.find(right, make.act(receiver)), make.act(receiver))
    assert codes.find(others, make.act(receiver))
    assert codes.own(right, make.act(giver)) is None
    make.shown_code(giver, instead_of=right)
    assert codes.used_by(codes.find(right, make.act(receiver)), receiver)


def test_who_is_apart_rests_or_is_under_18_is_refused_in_one_sentence(bank, giver, receiver):
    code = shown(giver)
    make.make_block(giver, receiver)
    with pytest.raises(RuleBroken):
        codes.settle(code, make.act(receiver))
    other = make.make_member(bank)
    for change in ({"state": Member.State.PAUSED}, {"state": Member.State.APPROVED, "age_band": "TEEN"}):
        Member.objects.filter(pk=giver.pk).update(**change)
        with pytest.raises(RuleBroken, match="A coordinator can help"):
            codes.settle(code, make.act(other))
    assert not Exchange.objects.exists()


def test_the_time_follows_the_banks_steps(giver):
    Bank.objects.filter(pk=giver.bank_id).update(step_minutes=15)
    with pytest.raises(RuleBroken):
        make.shown_code(Member.objects.get(pk=giver.pk), minutes=50)


def test_the_banks_rule_still_asks_for_a_coordinator(giver, receiver):
    Bank.objects.filter(pk=giver.bank_id).update(approval=Bank.Approval.ALL)
    assert codes.settle(shown(giver), make.act(receiver)).state == State.CONFIRMED


def test_supporters_words_on_both_sides_wait_for_a_second_pair_of_eyes(bank, giver, receiver):
    daughter, son = make.make_member(bank), make.make_member(bank)
    make.supporter(giver, daughter)
    make.supporter(receiver, son)
    code = shown(giver, act=make.acting(daughter, giver))

    with pytest.raises(NotAllowed):
        codes.settle(code, make.act(daughter))
    exchange = codes.settle(code, make.acting(son, receiver))

    assert exchange.state == State.CONFIRMED
    assert exchange.steps.first().by == daughter
    assert life.needs_approval(exchange)


def test_a_supporters_word_ends_with_their_mandate(giver, receiver):
    daughter = make.make_member(giver.bank)
    mandate = make.supporter(giver, daughter)
    code = shown(giver, act=make.acting(daughter, giver))
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=timezone.now(), ended_by=giver)

    with pytest.raises(RuleBroken, match="A coordinator can help"):
        codes.settle(code, make.act(receiver))
    assert not Exchange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_say_yes_in_the_same_moment_and_one_who_taps_twice(bank, giver, receiver):
    code, other = shown(giver), make.make_member(bank)
    acts = [make.act(each) for each in (receiver, receiver, other, other)]

    answers = at_once(*(lambda act=act: codes.settle(code, act) for act in acts))

    exchange = Exchange.objects.get()
    refused = [type(answer) for answer in answers if isinstance(answer, Exception)]
    assert refused == [codes.CodeOver, codes.CodeOver]
    assert answers.count(exchange) == 2
    assert (exchange.state, ledger.balance_of(giver.account_id)) == (State.POSTED, 60)


@pytest.mark.django_db(transaction=True)
def test_a_supporter_shows_a_code_on_the_page(giver, client):
    """In a real transaction: the mandate is read under its row lock."""
    daughter = make.make_member(giver.bank)
    mandate = make.supporter(giver, daughter)
    client.force_login(daughter.person)
    client.post(reverse("members:act", args=[giver.bank.slug, mandate.pk]))

    answer = client.post(here("code", giver.bank), {"hours": "1", "description": "Weeding"})
    assert "Weeding" in client.get(answer.url).text


def test_the_pages_show_it_and_say_yes(giver, receiver, client):
    def sign_in(member):
        client.force_login(member.person)

    start = here("code", giver.bank)
    sign_in(giver)
    assert client.post(start, {"hours": "", "description": "Weeding"}).status_code == 400
    link = client.post(start, {"hours": "1½", "description": "Weeding"}).url
    page = client.get(link).text
    assert "<svg" in page
    assert client.get(start).context["form"].initial["hours"] == 90
    assert client.post(link).status_code == 403
    sign_in(receiver)
    typed = client.post(here("code_typed", giver.bank), {"code": re.search(r"\d{4}-\d{4}", page)[0]})
    assert typed.url == link
    page = client.get(link).context
    assert "gave you 1½ hours" in page["sentence"]
    assert "from 0 to" in page["next"].words
    done = client.post(link, {"minutes": "600"})
    assert done.status_code == 302
    assert client.get(link).url == done.url
    assert Exchange.objects.get().minutes == 90
    sign_in(make.make_member(giver.bank))
    assert client.get(link).status_code == 409
    sign_in(giver)
    assert client.get(link).url == done.url


def test_who_is_signed_out_comes_back_to_the_code_after_signing_in(giver, receiver, client):
    link = here("code_shown", giver.bank, make.shown_code(giver))
    receiver.person.set_password("clean-teapot-42")
    receiver.person.save()

    asked = client.get(link)
    assert asked.url.endswith(f"?next={link}")
    page = client.get(asked.url)
    told = {"login": receiver.person.email, "password": "clean-teapot-42", "next": link}
    assert f'name="next" value="{link}"' in page.text
    assert client.post(reverse("account_login"), told).url == link


@pytest.mark.parametrize("typed", ["", "1234", "1234 567a", "9" * 300, "0000-0001"])
def test_what_is_no_code_is_asked_for_again(receiver, client, typed):
    client.force_login(receiver.person)
    page = client.post(here("code_typed", receiver.bank), {"code": typed})

    assert (page.status_code, "Write the eight digits" in page.text) == (400, True)


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", "{}{}", "{}–{} "])
def test_a_code_is_typed_as_people_type(giver, receiver, client, typed):
    number = str(make.shown_code(giver))
    client.force_login(receiver.person)

    assert (
        client.post(here("code_typed", giver.bank), {"code": typed.format(number[:4], number[4:])}).status_code == 302
    )


def test_a_code_that_nobody_shows_is_not_found(receiver, client):
    client.force_login(receiver.person)

    assert client.post(here("code_typed", receiver.bank), {"code": "1234-5678"}).status_code == 409
    for number in (12345678, 1, 10**300):
        page = client.get(here("code_shown", receiver.bank, number))
        assert (page.status_code, "Nobody shows this code" in page.text) == (404, True)


def here(name, bank, *args):
    return reverse(f"exchanges:{name}", args=[bank.slug, *args])
