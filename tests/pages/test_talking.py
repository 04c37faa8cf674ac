"""From 'I can help' on a listing to a plan: the pages on which two members talk about it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.models import Enquiry, Exchange
from members.models import Conversation, Letter, Member
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def lift(fatima):
    return make.make_listing(fatima, kind="REQUEST", title="A lift to the surgery")


def url(name, bank, pk):
    return reverse(f"exchanges:{name}", args=[bank.slug, pk])


def test_i_can_help_is_sent_as_it_stands_and_opens_the_conversation(sign_in, bank, margaret, fatima, lift):
    client, address = sign_in(margaret), url("enquire", bank, lift.pk)

    assert address in client.get(url("listing", bank, lift.pk)).text
    form = client.get(address).context["form"]
    ready = form["words"].value()
    assert ready == "Hello Fatima, I can help with this: A lift to the surgery. When would it suit you?"
    answer = client.post(address, {"words": ready, "whose": fatima.number, "by": "1"}, follow=True)

    talk = Conversation.objects.get()
    assert answer.redirect_chain == [(url("conversation", bank, talk.pk), 302)]
    assert Letter.objects.get().speaker == margaret
    page = words(answer)
    assert "A lift to the surgery" in page
    assert "When you know which day suits you both, propose it." in page
    assert url("plan", bank, talk.pk) in answer.text


def test_a_listing_leads_back_to_the_talk_about_it(sign_in, bank, margaret, fatima, priya, lift):
    talk = make.make_enquiry(lift, margaret)
    go_on = url("conversation", bank, talk.pk)

    def shown(reader):
        page = sign_in(reader).get(url("listing", bank, lift.pk))
        return [go_on in page.text, "Who has written about this" in page.text, "Margaret" in words(page)]

    assert shown(fatima) == [True, True, True]
    assert shown(margaret)[:2] == [True, False]
    assert shown(priya) == shown(make.make_member(bank, name="Stefan")) == [False, False, False]


def test_what_still_waits_between_two_hinders_no_new_plan(sign_in, bank, margaret, fatima, lift):
    make.logged_exchange(fatima, margaret, description="Sewing")
    talk = make.make_enquiry(lift, margaret)
    plan = url("plan", bank, talk.pk)

    page = sign_in(margaret).get(url("conversation", bank, talk.pk))

    assert "Look, and say if it is right" in words(page)
    assert f'href="{plan}"' in page.text


@pytest.mark.parametrize("why", ["own", "minor", "taken down", "no account"])
def test_who_does_not_answer(sign_in, bank, margaret, fatima, lift, why):
    asker, status = margaret, 403
    if why == "own":
        asker = fatima
    if why == "minor":
        asker = make.make_coordinator(bank)  # who may read it, and writes to nobody under 18
        Member.objects.filter(pk=fatima.pk).update(age_band="TEEN")
    if why == "taken down":
        Member.objects.filter(pk=fatima.pk).update(state="PAUSED")
        status = 404
    if why == "no account":
        asker = make.make_auditor(bank)
    client = sign_in(asker)

    answers = [client.get(url("enquire", bank, lift.pk)), client.post(url("enquire", bank, lift.pk), {"words": "Yes"})]

    assert [answer.status_code for answer in answers] == [status, status]
    assert not Letter.objects.exists()


def test_what_was_typed_stays_when_it_is_refused(sign_in, bank, margaret, lift):
    Member.objects.filter(pk=margaret.pk).update(age_band="TEEN")

    answer = sign_in(margaret).post(url("enquire", bank, lift.pk), {"words": "I drive on Fridays."})

    assert answer.status_code == 403
    assert "I drive on Fridays." in answer.text
    assert not Enquiry.objects.exists()


def test_a_coordinator_answers_for_who_rang_and_says_how(sign_in, bank, priya, lift):
    ethel = make.make_member(bank, name="Ethel Price", email="")
    client, sent = sign_in(priya), {"words": "Ethel drives on Fridays.", "whose": ethel.number}

    assert client.post(url("enquire", bank, lift.pk), sent).status_code == 400
    answer = client.post(url("enquire", bank, lift.pk), {**sent, "how": "PHONE"})

    assert answer.url == url("listing", bank, lift.pk)  # the conversation is not the coordinator's to read
    assert list(Letter.objects.values_list("speaker", "by", "how")) == [(ethel.pk, priya.pk, "PHONE")]


@pytest.mark.parametrize("who", ["asker", "owner"])
@pytest.mark.parametrize(("kind", "giver"), [("REQUEST", "asker"), ("OFFER", "owner")])
def test_either_side_proposes_and_who_gives_goes_by_the_listing(sign_in, bank, margaret, fatima, who, kind, giver):
    listing = make.make_listing(fatima, kind=kind, title="Bread", category=make.make_category(bank))
    talk = make.make_enquiry(listing, margaret)
    people = {"asker": margaret, "owner": fatima}
    client, address = sign_in(people[who]), url("plan", bank, talk.pk)

    assert client.get(address).context["form"]["description"].value() == "Bread"
    today = bank.day(timezone.now()).isoformat()
    answer = client.post(address, {"hours": "2", "day": today, "description": "Bread", "giver": "them"})

    assert answer.url == url("conversation", bank, talk.pk)
    plan = Exchange.objects.get()
    assert (plan.giver, plan.proposed_by) == (people[giver], people[who])
    assert (plan.listing, plan.category) == (listing, listing.category)


def test_without_a_listing_it_asks_who_would_help(sign_in, bank, margaret, fatima):
    talk = make.make_conversation(margaret, fatima)
    client, address = sign_in(margaret), url("plan", bank, talk.pk)
    sent = {"hours": "1", "day": bank.day(timezone.now()).isoformat(), "description": "A walk"}

    assert client.post(address, sent).status_code == 400
    client.post(address, {**sent, "giver": "them"})

    assert list(Exchange.objects.values_list("giver", "receiver")) == [(fatima.pk, margaret.pk)]


@pytest.mark.parametrize("who", ["stranger", "coordinator", "left"])
def test_nobody_else_proposes_there(sign_in, bank, margaret, fatima, who):
    talk = make.make_conversation(margaret, fatima)
    asker, status = make.make_member(bank), 404
    if who == "coordinator":
        asker = make.make_coordinator(bank)
    if who == "left":
        Member.objects.filter(pk=fatima.pk).update(state="LEFT")
        asker, status = margaret, 403
    client = sign_in(asker)

    assert client.get(url("plan", bank, talk.pk)).status_code == status
    assert client.post(url("plan", bank, talk.pk), {}).status_code == status


def steps_seen(sign_in, bank, talk, *readers):
    seen = []
    for reader in readers:
        step = sign_in(reader).get(url("conversation", bank, talk.pk)).context["step"]
        seen.append((step.badge.words if step.badge else "", step.button))
    return seen


def test_the_next_step_follows_the_plan(sign_in, bank, margaret, fatima, lift):
    talk = make.make_enquiry(lift, margaret)
    today = bank.day(timezone.now())
    draft = make.draft(margaret, fatima, listing=lift, day=today)

    def seen():
        return [
            (badge.replace("\u2068", "").replace("\u2069", ""), button)
            for badge, button in steps_seen(sign_in, bank, talk, margaret, fatima)
        ]

    plan = life.propose(draft, make.act(margaret))
    assert seen() == [
        ("Waiting for Fatima Zahra to answer", "See what you proposed"),
        ("Waiting for your answer", "Answer: yes or no"),
    ]
    plan = life.accept(plan, make.act(fatima))
    assert seen() == [("Planned", "It happened")] * 2
    Exchange.objects.filter(pk=plan.pk).update(planned_on=today + datetime.timedelta(days=1))
    assert seen() == [("Planned", "See what is planned")] * 2
    life.log_planned(plan, make.act(margaret), minutes=60, happened_on=today)
    assert seen() == [
        ("Waiting for Fatima Zahra to agree", "See the exchange"),
        ("Waiting for you to agree", "Look, and say if it is right"),
    ]
    life.confirm(plan, make.act(fatima), minutes=60)
    assert seen() == [("It happened", "Propose another time")] * 2
    make.make_enquiry(make.make_listing(fatima, title="Bread"), margaret)
    assert seen() == [("", "Propose a time")] * 2


def test_what_came_to_nothing_leaves_the_first_step(sign_in, bank, margaret, fatima):
    talk = make.make_conversation(margaret, fatima)
    plan = life.propose(make.draft(margaret, fatima, day=bank.day(timezone.now())), make.act(margaret))
    life.decline(plan, make.act(fatima), reason="Not now")

    assert steps_seen(sign_in, bank, talk, margaret) == [("", "Propose a time")]


def test_what_is_over_is_named_and_leads_nowhere(sign_in, bank, margaret, fatima, lift):
    talk = make.make_enquiry(lift, margaret)
    yesterday = bank.day(timezone.now()) - datetime.timedelta(days=1)
    type(lift).objects.filter(pk=lift.pk).update(expires_on=yesterday)

    page = sign_in(margaret).get(url("conversation", bank, talk.pk))

    assert "A lift to the surgery" in words(page)
    assert url("listing", bank, lift.pk) not in page.text
    assert url("listing", bank, lift.pk) in sign_in(fatima).get(url("conversation", bank, talk.pk)).text


def test_the_conversation_asks_as_much_for_one_listing_as_for_three(sign_in, bank, margaret, fatima):
    counted = []
    for number in (1, 2, 3):
        talk = make.make_enquiry(make.make_listing(fatima, title=f"Bread {number}"), margaret)
        client = sign_in(margaret)
        client.get(url("conversation", bank, talk.pk))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url("conversation", bank, talk.pk))
        counted.append(len(queries))

    assert counted[0] == counted[2]
