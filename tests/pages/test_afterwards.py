"""What follows a plan: it happened with one tap, thanks that may be shown, the same again, and whom to help next."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from exchanges.actions import afterwards, life
from exchanges.models import Exchange, MetBefore
from exchanges.reads.afterwards import shown_thanks, to_help_next
from notices.models import Notice
from tests import factories as make
from tests.pages.exchanging import a_plan, state_of, url
from tests.pages.reading import words
from tests.reminding import A_DAY, local, speak
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db

State = Exchange.State
AGAIN = "Same again next week"


def today(bank):
    return bank.day(timezone.now())


def plan_of_today(giver, receiver, **fields):
    exchange = life.propose(make.draft(giver, receiver, **fields), make.act(giver))
    return life.accept(exchange, make.act(receiver))


def page_of(bank, member):
    return reverse("exchanges:member", args=[bank.slug, member.number])


# It happened


def test_one_tap_says_that_a_plan_has_happened(sign_in, bank, margaret, fatima):
    exchange = plan_of_today(margaret, fatima, minutes=90)
    client = sign_in(fatima)
    assert "It happened: 1½ hours" in words(client.get(reverse("exchanges:home", args=[bank.slug])))

    page = client.post(url(exchange, "log_planned"), {"minutes": "90"}, follow=True)

    exchange.refresh_from_db()
    assert (exchange.state, exchange.minutes, exchange.happened_on) == (State.LOGGED, 90, today(bank))
    assert "Sent. We ask Margaret Pole to agree." in words(page)
    assert "Say thank you" in words(page)


def test_a_plan_of_another_day_happened_then_and_one_to_come_today(bank, margaret, fatima):
    past, to_come = plan_of_today(margaret, fatima), a_plan(margaret, fatima)
    yesterday = today(bank) - datetime.timedelta(days=1)
    Exchange.objects.filter(pk=past.pk).update(planned_on=yesterday)

    said = [afterwards.it_happened(each, make.act(margaret), minutes=60).happened_on for each in (past, to_come)]

    assert said == [yesterday, today(bank)]


def test_both_who_tap_have_both_agreed(margaret, fatima):
    exchange = plan_of_today(margaret, fatima)

    for member in (margaret, margaret, fatima, fatima):
        exchange = afterwards.it_happened(exchange, make.act(member), minutes=60)

    assert (exchange.state, exchange.steps.count()) == (State.POSTED, 5)


@pytest.mark.parametrize(("minutes", "days_ago"), [(75, 0), (60, 3)])
def test_a_tap_is_no_yes_to_what_was_not_seen(margaret, fatima, minutes, days_ago):
    exchange = plan_of_today(margaret, fatima)
    day = today(margaret.bank) - datetime.timedelta(days=days_ago)
    life.log_planned(exchange, make.act(margaret), minutes=minutes, happened_on=day)

    with pytest.raises(life.TimeChanged):
        afterwards.it_happened(exchange, make.act(fatima), minutes=60)
    assert state_of(exchange) == State.LOGGED


# The same again


def test_the_same_again_is_proposed_for_a_week_later_once(sign_in, bank, margaret, fatima):
    exchange = make.posted_exchange(margaret, fatima, minutes=45, description="A lift to the surgery")
    client = sign_in(fatima)
    assert AGAIN in words(client.get(url(exchange)))

    for _tap in range(2):
        page = client.post(url(exchange, "again"), follow=True)

    made = Exchange.objects.get(follows=exchange)
    assert page.redirect_chain == [(url(made), 302)]
    assert (made.state, made.proposed_by, made.giver, made.receiver) == (State.PROPOSED, fatima, margaret, fatima)
    assert (made.minutes, made.description) == (45, "A lift to the surgery")
    assert made.planned_on == today(bank) + datetime.timedelta(days=7)


def test_the_other_side_who_asks_for_the_same_finds_what_was_proposed(margaret, fatima):
    exchange = make.posted_exchange(margaret, fatima)

    first = afterwards.same_again(exchange, make.act(margaret))
    second = afterwards.same_again(exchange, make.act(fatima))

    assert first == second
    assert second.proposed_by == margaret


def test_after_a_no_one_may_ask_once_more(margaret, fatima):
    exchange = make.posted_exchange(margaret, fatima)
    life.decline(afterwards.same_again(exchange, make.act(margaret)), make.act(fatima))

    assert afterwards.same_again(exchange, make.act(margaret)).state == State.PROPOSED
    assert exchange.followed_by.count() == 2


def test_long_ago_is_followed_by_the_same_day_of_a_week_to_come(bank, margaret, fatima):
    exchange = make.posted_exchange(margaret, fatima, day=today(bank) - datetime.timedelta(days=33))

    made = afterwards.same_again(exchange, make.act(margaret))

    assert made.planned_on == today(bank) + datetime.timedelta(days=2)


def test_nobody_else_asks_for_the_same(bank, margaret, fatima):
    exchange = make.posted_exchange(margaret, fatima)

    with pytest.raises(NotAllowed):
        afterwards.same_again(exchange, make.act(make.make_coordinator(bank)))
    assert not exchange.followed_by.exists()


# Thanks


def thanked(giver, receiver):
    exchange = make.posted_exchange(giver, receiver)
    return life.thank(exchange, make.act(receiver), words="It looks lovely.")


def test_thanks_stand_on_the_givers_page_if_the_giver_likes(sign_in, bank, margaret, fatima):
    exchange, reader = thanked(margaret, fatima), make.make_member(bank)
    assert "It looks lovely." not in words(sign_in(reader).get(page_of(bank, margaret)))

    sign_in(margaret).post(url(exchange, "thank"), {"shown": "yes"})
    shown = words(sign_in(reader).get(page_of(bank, margaret)))
    sign_in(margaret).post(url(exchange, "thank"), {"shown": "no"})

    assert "“It looks lovely.” Fatima Zahra" in shown
    assert "It looks lovely." not in words(sign_in(reader).get(page_of(bank, margaret)))


def test_only_the_giver_says_so(sign_in, margaret, fatima):
    exchange = thanked(margaret, fatima)

    response = sign_in(fatima).post(url(exchange, "thank"), {"shown": "yes"})

    assert response.status_code == 403
    assert shown_thanks(margaret, fatima) == []


def test_other_words_are_shown_only_after_another_yes(margaret, fatima):
    exchange = afterwards.show_thanks(thanked(margaret, fatima), make.act(margaret))

    life.thank(exchange, make.act(fatima), words="It was dreadful.")

    assert shown_thanks(margaret, fatima) == []


def test_who_left_is_not_named_with_their_thanks(bank, margaret, fatima):
    afterwards.show_thanks(thanked(margaret, fatima), make.act(margaret))
    type(fatima).objects.filter(pk=fatima.pk).update(state="LEFT")

    assert [each.name for each in shown_thanks(margaret, margaret)] == ["Somebody who was a member"]


# Whom to help next


def test_who_received_is_asked_whether_they_help_someone_too(sign_in, bank, margaret, fatima):
    exchange, asker = make.posted_exchange(margaret, fatima), make.make_member(bank)
    make.make_listing(asker, kind="REQUEST", title="Reading letters")
    client = sign_in(fatima)

    asked = words(client.get(url(exchange)))
    client.post(reverse("exchanges:not_today", args=[bank.slug]))

    assert "Will you help someone too?" in asked
    assert "Reading letters" in asked
    assert "Will you help someone too?" not in words(client.get(url(exchange)))
    assert "Will you help someone too?" not in words(sign_in(margaret).get(url(exchange)))


def test_what_fits_comes_first(bank, margaret, fatima):
    kind = make.make_category(bank, name="Mending clocks")
    make.make_listing(margaret, title="Clocks", category=kind)
    fitting = make.make_listing(fatima, kind="REQUEST", title="My clock stopped", category=kind)
    newer = make.make_listing(fatima, kind="REQUEST", title="Shopping")
    make.make_listing(margaret, kind="REQUEST", title="My own")

    assert to_help_next(margaret, today(bank)) == [fitting, newer]


# Travel and costs


def test_costs_are_noted_in_words_for_the_two_and_move_nothing(sign_in, bank, margaret, fatima):
    exchange = plan_of_today(margaret, fatima)

    sign_in(margaret).post(url(exchange, "costs"), {"costs": "Two bus tickets"})

    assert "Two bus tickets" in words(sign_in(fatima).get(url(exchange)))
    assert sign_in(make.make_member(bank)).get(url(exchange)).status_code == 404
    assert Notice.objects.filter(recipient__key=fatima.actor_key, kind="COSTS").count() == 1


# The calendar


def test_a_plan_goes_into_ones_own_calendar_without_its_words(sign_in, bank, margaret, fatima):
    at_time = datetime.time(14, 30)
    exchange = plan_of_today(margaret, fatima, minutes=90, at_time=at_time, description="Tea at 3 Mill Lane, 01632 960")

    answer = sign_in(fatima).get(url(exchange, "calendar"))

    written = answer.content.decode().replace("\r\n ", "")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event.start == datetime.datetime.combine(today(bank), at_time, bank.zone_info())
    assert event.end - event.start == datetime.timedelta(minutes=90)
    assert "Margaret Pole gives you about 1½ hours" in written
    assert "Mill Lane" not in written
    assert "01632" not in written


def test_a_plan_without_a_time_takes_the_day(sign_in, bank, margaret, fatima):
    answer = sign_in(margaret).get(url(plan_of_today(margaret, fatima), "calendar"))

    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.start == today(bank)


def test_only_the_two_have_the_file_and_only_of_a_plan(sign_in, bank, margaret, fatima):
    plan, posted = plan_of_today(margaret, fatima), make.posted_exchange(margaret, fatima)

    assert sign_in(make.make_coordinator(bank)).get(url(plan, "calendar")).status_code == 403
    assert sign_in(margaret).get(url(posted, "calendar")).status_code == 404


def test_a_time_is_planned_with_the_day(sign_in, bank, margaret, fatima):
    listing = make.make_listing(fatima)
    form = {"hours": "1", "day": today(bank).isoformat(), "at_time": "14:30", "description": "Tea"}

    page = sign_in(margaret).post(reverse("exchanges:listing_propose", args=[bank.slug, listing.pk]), form, follow=True)

    assert Exchange.objects.get().planned_at_time == datetime.time(14, 30)
    assert "2:30 p.m." in words(page)


# Reminders of plans


def told(member, kind):
    return Notice.objects.filter(recipient__key=member.actor_key, kind=kind).count()


def test_both_are_told_the_day_before_and_asked_once_afterwards(margaret, fatima):
    bank, day = margaret.bank, a_plan(margaret, fatima).planned_on
    Exchange.objects.update(state_since=timezone.now() - 3 * A_DAY)  # nobody is reminded of what they just agreed

    for days in (-1, -1, 2, 2):
        for rule in ("PLAN_TOMORROW", "PLAN_SOON", "DID_IT_HAPPEN"):
            speak(rule, bank, at=local(bank, day + days * A_DAY))

    assert [told(each, "TOMORROW") for each in (margaret, fatima)] == [1, 1]
    assert [told(each, "DID_IT_HAPPEN") for each in (margaret, fatima)] == [1, 1]


def test_the_question_leads_to_the_one_tap_and_reading_it_writes_nothing(sign_in, bank, margaret, fatima):
    exchange = plan_of_today(margaret, fatima)
    speak("DID_IT_HAPPEN", bank, at=local(bank, today(bank) + A_DAY))
    asked = Notice.objects.get(recipient__key=margaret.actor_key, kind="DID_IT_HAPPEN")
    client = sign_in(margaret)

    page = client.get(reverse("notices_open", args=[asked.pk]), follow=True)

    assert page.request["PATH_INFO"] == asked.path == url(exchange, "happened")
    assert "It happened: 1 hour" in words(page)
    assert Exchange.objects.get().state == "AGREED"
    client.post(url(exchange, "log_planned"), {"minutes": "60"})
    assert Exchange.objects.get().state == "LOGGED"
    assert client.get(url(exchange, "happened")).url == url(exchange)


def test_who_answers_by_telephone_has_answered_whether_it_happened(bank, margaret, fatima):
    quiet = make.make_member(bank, name="Ray Quiet", email="")
    exchange = plan_of_today(quiet, fatima)
    speak("DID_IT_HAPPEN", bank, at=local(bank, today(bank) + A_DAY))
    asked = Notice.objects.get(recipient__key=quiet.actor_key, kind="DID_IT_HAPPEN")
    assert asked.delivery == "BY_HAND"

    told = make.act(make.make_coordinator(bank), on_behalf_of=quiet, channel="PHONE")
    life.log_planned(exchange, told, minutes=60, happened_on=today(bank))

    asked.refresh_from_db()
    assert asked.told_at is not None


def test_only_the_two_are_asked_whether_it_happened(sign_in, bank, margaret, fatima):
    exchange = plan_of_today(margaret, fatima)
    address = url(exchange, "happened")

    assert sign_in(make.make_coordinator(bank)).get(address).url == url(exchange)
    assert sign_in(make.make_member(bank)).get(address).status_code == 404


def test_nobody_is_asked_about_what_they_have_said(margaret, fatima):
    exchange = a_plan(margaret, fatima)
    afterwards.it_happened(exchange, make.act(margaret), minutes=60)

    bank = margaret.bank
    assert not speak("DID_IT_HAPPEN", bank, at=local(bank, today(bank) + 3 * A_DAY))


@pytest.mark.parametrize(("days", "is_silent"), [(29, False), (31, True)])
def test_silence_reaches_the_desk_when_the_bank_says(bank, margaret, fatima, days, is_silent):
    type(bank).objects.filter(pk=bank.pk).update(silent_after_days=30)
    exchange = make.logged_exchange(margaret, fatima)

    found = Exchange.objects.silent(timezone.now() + datetime.timedelta(days=days))

    assert list(found) == ([exchange] if is_silent else [])


# Had you met before


def test_each_is_asked_with_one_tap_on_the_exchange_and_at_home_and_never_again(sign_in, bank, margaret, fatima):
    first, second = make.posted_exchange(margaret, fatima), make.posted_exchange(fatima, margaret)
    home, client = reverse("exchanges:home", args=[bank.slug]), sign_in(fatima)
    asks = "Had you met Margaret Pole before?"
    for page in (client.get(home), client.get(url(first)), client.get(url(second))):
        assert words(page).count(asks) == 1
    assert "1 thing" in words(client.get(home))

    refused = client.post(url(first, "met_before"), {"answer": "MAYBE"})
    done = client.post(url(first, "met_before"), {"answer": "NO", "back_to": "home"}, follow=True)

    assert (refused.status_code, "Press one of the three buttons" in words(refused)) == (400, True)
    assert (done.redirect_chain, "Thank you for telling us." in words(done)) == ([(home, 302)], True)
    for page in (done, client.get(url(first)), client.get(url(second))):
        assert "Had you met" not in words(page)
    said = MetBefore.objects.get()
    assert (said.member, said.other, said.answer) == (fatima, margaret, "NO")
    assert "Had you met Fatima Zahra before?" in words(sign_in(margaret).get(url(first)))  # her answer is her own
    assert "Had you met" not in words(sign_in(make.make_coordinator(bank)).get(url(first)))
