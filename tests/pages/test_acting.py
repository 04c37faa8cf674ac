"""Acting for somebody, as a person meets it: beginning, the bar, what is said, stopping; and who is named for whom."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import life
from exchanges.actions.listings import Wording, put_up
from exchanges.models import Exchange, Listing
from members.actions import Helper, name_supporter, publish_terms
from members.models import Consent, Mandate, MemberEvent
from members.reads.terms import current_terms, terms_to_accept
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def dorothy(bank):
    return make.make_member(bank, name="Dorothy Hughes", email="")


@pytest.fixture
def ana(bank):
    return make.make_member(bank, name="Ana Silva")


@pytest.fixture
def mandate(dorothy, ana):
    return make.supporter(dorothy, ana)


@pytest.fixture
def acting(client, mandate):
    """Ana's browser, in which she acts for Dorothy."""
    client.force_login(mandate.holder.person)
    assert client.post(at("act", mandate)).status_code == 302
    return client


def at(name: str, mandate: Mandate) -> str:
    return reverse(f"members:{name}", args=[mandate.member.bank.slug, mandate.pk])


def here(bank, name: str, *args) -> str:
    return reverse(name, args=[bank.slug, *args])


# ----------------------------------------------------------------------------------------------- beginning and stopping


def test_a_holder_sees_for_whom_they_may_act_and_begins(sign_in, bank, mandate, ana):
    client = sign_in(ana)
    assert "Act for Dorothy Hughes" in words(client.get(reverse("me")))
    assert "Act for Dorothy Hughes" in words(client.get(here(bank, "members:members")))

    page = client.post(at("act", mandate), follow=True)

    assert page.redirect_chain == [(here(bank, "exchanges:home"), 302)]
    assert "You are acting for Dorothy Hughes" in words(page)
    assert "Act for Dorothy Hughes" not in words(page)


@pytest.mark.parametrize("begins", [True, False])
def test_a_form_opened_before_is_not_sent_in_another_name(bank, mandate, ana, begins):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana.person)
    if not begins:
        browser.post(at("act", mandate), {"csrfmiddlewaretoken": token_on(browser, reverse("me"))})
    opened_before = token_on(browser, here(bank, "exchanges:listing_new"))

    path = at("act", mandate) if begins else here(bank, "members:stop_acting")
    browser.post(path, {"csrfmiddlewaretoken": token_on(browser, reverse("me"))})
    late = {"csrfmiddlewaretoken": opened_before, "kind": "OFFER", "title": "Mending"}
    page = browser.post(here(bank, "exchanges:listing_new"), late)

    assert page.status_code == 403
    assert "Please send that again." in words(page)
    assert not Listing.objects.exists()


def token_on(browser: Client, path: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(path).text).group(1)


def test_what_is_closed_to_who_acts_is_not_offered(acting, bank):
    page = words(acting.get(here(bank, "members:members")))

    assert "You are acting for Dorothy Hughes" in page
    assert "Invite somebody" not in page
    assert "Worried about somebody?" not in page


def test_stopping_gives_back_their_own(acting, bank):
    page = acting.post(here(bank, "members:stop_acting"), follow=True)

    assert "You are acting for" not in words(page)
    assert page.context["page"].member.name == "Ana Silva"


def test_who_only_acts_goes_to_their_own_page_after_signing_in_and_stopping(client, bank, dorothy):
    helper = Helper(name="Ben Okoro", telephone="01632 960111")
    mandate = name_supporter(dorothy, helper, how=Consent.How.ONLINE, by=dorothy, at=timezone.now())
    client.force_login(mandate.holder.person)

    page = client.get(reverse("start"), follow=True)

    assert page.redirect_chain == [(reverse("me"), 302)]
    assert "You belong to no time bank yet" not in words(page)
    client.post(at("act", mandate))
    assert client.post(here(bank, "members:stop_acting")).url == reverse("me")


def test_the_frame_names_who_sits_there_and_shows_the_members_own_pages(acting, bank, dorothy, margaret):
    make.posted_exchange(margaret, dorothy, description="A lift to the dentist")

    page = acting.get(here(bank, "insight:statement"))

    assert page.context["page"].person_name == "Ana"
    assert "A lift to the dentist" in words(page)


def test_a_closed_page_says_to_stop_first(acting, bank, dorothy):
    page = acting.get(here(bank, "exchanges:member_leave", dorothy.number))

    assert page.status_code == 403
    assert "Stop acting first." in words(page)
    assert "You are acting for Dorothy Hughes" in words(page)


def test_what_others_see_of_a_member_is_theirs_alone_to_say(acting, bank, dorothy):
    page = here(bank, "members:profile_shows", dorothy.number)

    opened, sent = acting.get(page), acting.post(page, {"shows": ["TELEPHONE"]})

    dorothy.refresh_from_db()
    assert (opened.status_code, sent.status_code) == (403, 403)
    assert "stop acting first" in words(opened)
    assert page not in acting.get(here(bank, "members:profile", dorothy.number)).text
    assert "TELEPHONE" not in dorothy.shows


def test_what_has_ended_is_told_once(acting, bank, mandate, dorothy):
    Mandate.objects.filter(pk=mandate.pk).update(ended_at=timezone.now(), ended_by=dorothy)

    first, second = acting.get(here(bank, "exchanges:home")), acting.get(here(bank, "exchanges:home"))

    assert (first.status_code, second.status_code) == (403, 200)
    assert "You can no longer act for them" in words(first)
    assert second.context["page"].member.name == "Ana Silva"


@pytest.mark.parametrize("held", [1, 3])
def test_the_frame_asks_once_for_whom_one_may_act(sign_in, django_assert_num_queries, bank, ana, held):
    client, page = sign_in(ana), here(bank, "members:members")
    with CaptureQueriesContext(connection) as without:
        client.get(page)
    for _each in range(held):
        make.supporter(make.make_member(bank), ana)

    with django_assert_num_queries(len(without) + 1):
        client.get(page)


def test_acting_asks_no_more_than_being_oneself(client, django_assert_num_queries, bank, dorothy, margaret, ana):
    page = here(bank, "members:members")
    client.force_login(ana.person)
    with CaptureQueriesContext(connection) as oneself:
        client.get(page)
    asked = len(oneself)  # the next request forgets them
    client.post(at("act", make.supporter(dorothy, ana)))

    with django_assert_num_queries(asked):
        client.get(page)


# ------------------------------------------------------------------------------------------------- in somebody's name


def test_what_is_logged_is_the_members_and_says_who_did_it(acting, bank, dorothy, margaret, ana):
    acting.post(here(bank, "exchanges:log"), {"who": margaret.number})
    acting.post(here(bank, "exchanges:log_what"), {"giver": "them", "description": "Shopping"})
    today = bank.day(timezone.now()).isoformat()
    acting.post(here(bank, "exchanges:log_when"), {"hours": "1", "day": today})
    check = acting.get(here(bank, "exchanges:log_check"))
    acting.post(here(bank, "exchanges:log_check"), {"key": check.context["key"]})

    exchange = Exchange.objects.get()
    assert (exchange.giver, exchange.receiver) == (margaret, dorothy)
    step = exchange.steps.get()
    assert (step.by, step.on_behalf_of, step.channel) == (ana, dorothy, "SUPPORTER")
    acting.force_login(margaret.person)
    page = acting.get(here(bank, "exchanges:exchange", exchange.pk))
    assert "Ana Silva, for Dorothy Hughes, as their supporter." in words(page)


def test_what_was_begun_for_one_is_not_gone_on_with_for_another(acting, bank, margaret):
    acting.post(here(bank, "exchanges:log"), {"who": margaret.number})
    acting.post(here(bank, "members:stop_acting"))

    assert acting.get(here(bank, "exchanges:log_what")).url == here(bank, "exchanges:log")


def test_a_supporter_agrees_and_the_member_reads_who(acting, sign_in, bank, dorothy, margaret, ana, priya):
    exchange = make.logged_exchange(margaret, dorothy, description="Weeding")

    acting.post(here(bank, "exchanges:confirm", exchange.pk), {"minutes": "60"})

    exchange.refresh_from_db()
    assert (exchange.state, exchange.receiver_agreed_by) == (Exchange.State.POSTED, ana)
    page = words(sign_in(priya).get(here(bank, "exchanges:done_for", dorothy.number)))
    assert "Weeding" in page
    assert "Ana Silva, for Dorothy Hughes, as their supporter." in page


def test_forged_fields_make_nobody_a_coordinators_or_anothers_voice(acting, bank, dorothy, margaret, fatima):
    exchange = make.logged_exchange(margaret, fatima)
    own = make.logged_exchange(margaret, dorothy)
    forged = {"minutes": "60", "on_behalf": margaret.number, "channel": "SUPPORTER", "member": margaret.pk}

    other = acting.post(here(bank, "exchanges:confirm", exchange.pk), forged)
    mine = acting.post(here(bank, "exchanges:confirm", own.pk), {**forged, "channel": "PHONE"})

    assert (other.status_code, mine.status_code) == (404, 403)
    assert set(Exchange.objects.values_list("state", flat=True)) == {"LOGGED"}


def test_a_listing_put_up_says_by_whom(acting, sign_in, bank, dorothy, ana, priya):
    acting.post(here(bank, "exchanges:listing_new"), {"kind": "REQUEST", "title": "A lift", "member": ana.pk})

    listing = Listing.objects.get()
    assert (listing.member, listing.put_up_by) == (dorothy, ana)
    page = acting.get(here(bank, "exchanges:listing", listing.pk))
    assert "Put up for you by Ana Silva." in words(page)


def test_a_look_at_contact_details_is_the_supporters(acting, bank, dorothy, margaret, ana):
    planned = life.propose(make.draft(margaret, dorothy), make.act(margaret))
    life.accept(planned, make.act(dorothy))

    acting.post(here(bank, "exchanges:member", margaret.number))

    assert MemberEvent.objects.get(member=margaret, kind="CONTACT_SEEN").by == ana


# ------------------------------------------------------------------------------------------------------ who may act


def test_a_member_names_a_supporter_and_ends_it(sign_in, bank, margaret, fatima):
    client, page = sign_in(margaret), here(bank, "members:mandates", margaret.number)
    assert "A supporter reads your pages" in words(client.get(page))

    answer = client.post(page, {"number": fatima.number, "words": "neighbour"}, follow=True)

    assert "Fatima Zahra may act for Margaret Pole now. We tell both." in words(answer)
    assert "Supporter, neighbour." in words(answer)
    assert "The yes was given on this site." in words(answer)
    mandate = Mandate.objects.get()
    answer = client.post(at("end_mandate", mandate), follow=True)
    assert "Nobody yet." in words(answer)


def test_a_coordinator_names_somebody_new_and_says_how_the_member_agreed(sign_in, bank, dorothy, priya):
    client, page = sign_in(priya), here(bank, "members:mandates", dorothy.number)
    told = {"name": "Ana Jones", "telephone": "01632 960111", "email": "a@example.org", "words": "daughter"}

    refused = client.post(page, told)
    answer = client.post(page, {**told, "how_told": "PHONE"}, follow=True)

    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["how_told"])
    assert "The yes was given by phone." in words(answer)
    assert Mandate.objects.get().holder.address_claims.get().email == "a@example.org"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "name"),
        ({"name": "Ana"}, "telephone"),
        ({"number": "999"}, "number"),
        ({"number": "x"}, "number"),
        ({"number": "0"}, "number"),
        ({"name": "Ana", "telephone": "1"}, "telephone"),
        ({"name": "Ana", "email": "ana"}, "email"),
    ],
)
def test_what_cannot_be_read_is_refused(sign_in, bank, margaret, typed, field):
    page = sign_in(margaret).post(here(bank, "members:mandates", margaret.number), typed)

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert not Mandate.objects.exists()


def test_a_child_and_oneself_are_not_found_by_number(sign_in, bank, margaret, fatima):
    type(fatima).objects.filter(pk=fatima.pk).update(age_band="TEEN")
    client = sign_in(margaret)

    for number in (fatima.number, margaret.number):
        page = client.post(here(bank, "members:mandates", margaret.number), {"number": number})
        assert "We can't find that member." in words(page)


def test_coordinators_name_delegates_change_and_end_them(sign_in, bank, priya, ana):
    surgery = make.make_organisation(bank, name="Riverside Surgery")
    client, page = sign_in(priya), here(bank, "members:mandates", surgery.number)

    client.post(page, {"number": ana.number, "words": "nurse", "kind": "RECORDER"})
    client.post(page, {"name": "Ben Okoro", "telephone": "01632 960222", "kind": "MANAGER"})
    first = Mandate.objects.get(holder=ana)
    answer = client.post(at("change_delegate", first), {"kind": "MANAGER"}, follow=True)

    assert "Ana Silva is now manager there." in words(answer)
    live = Mandate.objects.filter(ended_at=None)
    assert sorted(live.values_list("holder__name", "kind")) == [("Ana Silva", "MANAGER"), ("Ben Okoro", "MANAGER")]
    client.post(at("end_mandate", live.get(holder=ana)))
    assert live.count() == 1


def test_nobody_names_themselves_by_the_form(sign_in, bank, dorothy, priya):
    answer = sign_in(priya).post(
        here(bank, "members:mandates", dorothy.number), {"number": priya.number, "how_told": "PHONE"}
    )

    assert answer.status_code == 403
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_mandates_takes_seven_queries(sign_in, django_assert_num_queries, bank, dorothy, priya, rows):
    for _each in range(rows):
        make.supporter(dorothy, make.make_member(bank))
    client = sign_in(priya)

    with django_assert_num_queries(7):
        client.get(here(bank, "members:mandates", dorothy.number))


# ------------------------------------------------------------------------------------------------- done for a member


def test_everything_done_for_a_member_stands_on_one_page(sign_in, bank, margaret, priya, ana):
    make.supporter(margaret, ana)
    at_last_week = timezone.now() - datetime.timedelta(days=7)
    put_up(Wording("OFFER", "Bread"), member=margaret, by=priya, at=at_last_week)
    name_supporter(margaret, Helper(member=make.make_member(bank)), how="PAPER", by=priya, at=timezone.now())

    page = words(sign_in(margaret).get(here(bank, "exchanges:done_for", margaret.number)))

    assert "Bread Priya Desk put this up." in page
    assert "Somebody may act for them Priya Desk wrote this down." in page
    assert page.index("Somebody may act") < page.index("Bread")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_deeds_takes_ten_queries(
    sign_in, django_assert_num_queries, bank, dorothy, mandate, ana, margaret, priya, rows
):
    for _each in range(rows):
        life.log(make.draft(margaret, dorothy), make.acting(ana, dorothy))
    client = sign_in(priya)

    with django_assert_num_queries(10):
        client.get(here(bank, "exchanges:done_for", dorothy.number))


def test_a_long_list_of_deeds_goes_on_and_loses_none(sign_in, bank, dorothy, mandate, ana, margaret, priya):
    now = timezone.now()
    moments = [now - datetime.timedelta(minutes=number // 3) for number in range(70)]
    for moment in moments:
        put_up(Wording("OFFER", f"Bread {moment} {len(moments)}"), member=dorothy, by=dorothy, at=moment)
    for number, moment in enumerate(moments):
        Listing.objects.create(
            bank=bank, member=dorothy, kind="OFFER", title=f"Number {number}", put_up_by=ana, created_at=moment
        )
    client, url, seen = sign_in(priya), here(bank, "exchanges:done_for", dorothy.number), []

    while url:
        context = client.get(url).context
        seen += [deed.about for deed in context["deeds"]]
        url = context["older_url"]

    assert sorted(seen) == sorted(f"Number {number}" for number in range(70))


@pytest.mark.parametrize("before", ["x", "2026-01-01", "9999-12-31T23:59:59-14:00", "%00"])
def test_a_moment_that_cannot_be_read_is_the_newest(sign_in, bank, margaret, priya, before):
    put_up(Wording("OFFER", "Bread"), member=margaret, by=priya, at=timezone.now())
    page = sign_in(margaret).get(here(bank, "exchanges:done_for", margaret.number) + f"?before={before}")

    assert [deed.about for deed in page.context["deeds"]] == ["Bread"]


@pytest.mark.parametrize(
    ("kind", "may"), [(Mandate.Kind.MANAGER, True), (Mandate.Kind.RECORDER, False), (Mandate.Kind.SUPPORTER, False)]
)
def test_new_terms_are_agreed_to_by_a_manager_and_only_read_by_others(client, bank, dorothy, ana, kind, may):
    is_supporter = kind == Mandate.Kind.SUPPORTER
    mandate = make.supporter(dorothy, ana) if is_supporter else make.delegate(make.make_organisation(bank), ana, kind)
    publish_terms(bank, "TERMS", "We are kind.", by=make.admin_of(bank), at=timezone.now())
    client.force_login(ana.person)
    client.post(at("act", mandate))

    home = words(client.get(here(bank, "exchanges:home")))
    page = client.get(here(bank, "members:terms"))
    seen = "-".join(str(version.pk) for version in current_terms(bank))
    answer = client.post(here(bank, "members:terms_accept"), {"seen": seen})

    assert ("Read it, and say yes" in home) == may
    assert ("We are kind." in words(page), page.context["form"] is not None) == (True, may)
    assert (answer.status_code, terms_to_accept(mandate.member) == []) == ((302, True) if may else (403, False))
