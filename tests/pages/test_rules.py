"""The page of the bank's rules: in plain sentences, for everybody who belongs."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions.categories import Naming, change_category, close_category, reopen_category
from exchanges.actions.rounds.opening import open_each_month
from ledger.actions import Limits
from members import actions
from members.actions import dues, partners
from members.actions.partners import Terms
from members.actions.retention import set_keeping
from members.models import MONTHS_AT_FIRST, Bank, Mandate, Member
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db

WHY = "We agreed on it in May."


def url(bank: Bank) -> str:
    return reverse("exchanges:rules", args=[bank.slug])


def rewrite(bank: Bank, **rules) -> None:
    actions.change_bank(bank, rules, by=make.admin_of(bank), at=timezone.now(), words=WHY)


def test_the_rules_of_a_new_bank_stand_in_sentences(client, bank, margaret):
    rewrite(bank, welcome_minutes=120, floor_minutes=-300, ceiling_minutes=None, approval="OVER")
    client.force_login(margaret.person)

    page = words(client.get(url(bank)))

    for sentence in (
        "People join from 18 years on.",
        "A new member is given 2 hours.",
        "A new member may owe up to 5 hours.",
        "A new member may have as many hours as they earn.",
        "We tell a new member who owes more than 8 hours.",
        "Nobody has to give hours each month, and hours do not lapse.",
        "Both of you agree. What is longer than 2 hours a coordinator approves, too.",
        "Only members read our offers and requests.",
        "We keep coordinators' notes for 36 months.",
    ):
        assert sentence in page
    assert "opens by itself" not in page
    assert reverse("members:settings", args=[bank.slug]) not in client.get(url(bank)).text


def differ_everywhere(bank, other):
    """Let every rule of a bank be another one than it began with."""
    at, admin = timezone.now(), make.admin_of(bank)
    dbs = make.make_check_kind(bank, is_for_minors=True)
    make.make_check_kind(bank, name="Our welcome", family="OWN", is_for_joining=True)
    make.make_category(bank, name="Lifts", needs_approval=True)
    make.make_category(bank, name="Childcare").checks.add(dbs)
    dues.announce(bank, dues.Plan("LEVY", 30, WHY), by=admin, at=at)
    actions.set_pot_limits(bank, Limits(-600, None, None), words="For those who leave.", by=admin, at=at)
    proposed = partners.propose(bank, other, Terms(600, 600), by=admin, at=at)
    partners.accept(proposed, Terms(600, 600), by=make.admin_of(other), at=at)
    set_keeping(bank, {"NOTES": 1}, by=admin, at=at, words="Less is better.")
    open_each_month(bank, by=admin, at=at)
    rewrite(
        bank,
        references_asked=2,
        asks_induction=True,
        lets_in_minors=True,
        welcome_minutes=0,
        floor_minutes=0,
        ceiling_minutes=2400,
        warning_minutes=None,
        sets_hours_aside=True,
        approval="FIRST",
        listings_are_public=True,
        asks_second_factor=True,
    )


THAT_DIFFER = (
    "Before somebody joins, 2 people put in a word for them.",
    "A coordinator shows new people round before they join.",
    "Everybody who joins shows us: Our welcome.",
    "People under 18 may join with a guardian's yes.",
    "Who exchanges hours with somebody under 18 has shown us: DBS, enhanced.",
    "A new member begins with no hours.",
    "A new member may not owe hours.",
    "A new member may have up to 40 hours.",
    "When two people agree on a plan, its hours are set aside until it has happened.",
    "every member gives ½ hour to the community pot each month.",
    "It may owe up to 10 hours itself.",
    "We exchange hours with Hillside Timebank.",
    "A round opens by itself at the beginning of each month, for ten days. Only who would like to takes part.",
    "A member's first 3 exchanges a coordinator approves, too.",
    "A coordinator always approves: Lifts.",
    "Childcare: who gives such help has shown us DBS, enhanced.",
    "Anybody may read our offers and requests",
    "Who runs the time bank signs in with a second step.",
    "We keep coordinators' notes for 1 month.",
    "“For those who leave.”",
)


def test_every_rule_that_differs_says_so(client, bank, margaret):
    differ_everywhere(bank, make.make_bank(name="Hillside Timebank"))
    client.force_login(margaret.person)

    page = words(client.get(url(bank)))

    assert [sentence for sentence in THAT_DIFFER if sentence not in page] == []
    assert "We tell a new member" not in page
    assert "Nobody has to give hours each month" not in page


def test_nothing_of_another_bank_stands_on_it(client, bank, margaret):
    other = make.make_bank()
    make.make_check_kind(other, name="Elsewhere only", is_for_joining=True)
    make.make_category(other, name="Far lifts", needs_approval=True)
    client.force_login(margaret.person)

    page = words(client.get(url(bank)))

    assert "Elsewhere" not in page
    assert "Far lifts" not in page
    assert client.get(url(other)).status_code == 404


def test_an_admin_is_led_to_where_they_are_changed_and_others_to_the_page(client, bank, margaret):
    client.force_login(make.admin_of(bank).person)
    assert reverse("members:settings", args=[bank.slug]) in client.get(url(bank)).text
    client.force_login(make.make_auditor(bank).person)
    assert url(bank) in client.get(reverse("exchanges:home", args=[bank.slug])).text
    client.force_login(margaret.person)
    terms = reverse("members:terms", args=[bank.slug])
    assert url(bank) in client.get(terms).text
    client.logout()
    assert url(bank) not in client.get(terms).text


@pytest.mark.parametrize("kind", [Mandate.Kind.MANAGER, Mandate.Kind.RECORDER])
def test_who_acts_for_an_organisation_reads_them(client, bank, margaret, kind):
    mandate = make.delegate(make.make_organisation(bank), margaret, kind)
    client.force_login(margaret.person)
    client.post(reverse("members:act", args=[bank.slug, mandate.pk]))

    assert client.get(url(bank)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_many_rules_there_are(client, bank, margaret, django_assert_num_queries, rows):
    admin, at = make.admin_of(bank), timezone.now()
    dbs = make.make_check_kind(bank, is_for_joining=True)
    for number in range(rows):
        make.make_category(bank, name=f"Category {number}", needs_approval=True).checks.add(dbs)
        rewrite(bank, welcome_minutes=60 + number)
        dues.announce(bank, dues.Plan("LEVY", 30 + number, WHY), by=admin, at=at + datetime.timedelta(days=number))
        other = make.make_bank()
        proposed = partners.propose(bank, other, Terms(600, 600), by=admin, at=at)
        partners.accept(proposed, Terms(600, 600), by=make.admin_of(other), at=at)
    client.force_login(margaret.person)

    # session, person, bank, membership; kinds, dues, pot, its limits, partners, round, categories, keeping, history
    with django_assert_num_queries(13):
        client.get(url(bank))


def test_dues_keeping_and_closed_kinds_of_help_say_why_as_other_rules_do(client, bank, margaret):
    admin, at, lifts = make.admin_of(bank), timezone.now(), make.make_category(bank, name="Lifts")
    dues.announce(bank, dues.Plan("LEVY", 30, "The pot is empty."), by=admin, at=at)
    dues.switch_off(bank, "LEVY", words="The pot is full.", by=admin, at=at)
    set_keeping(bank, {**MONTHS_AT_FIRST, "NOTES": 1}, by=admin, at=at, words="Notes grow old.")
    for _twice in range(2):
        close_category(lifts, why="Nobody drives.", by=admin, at=at)
    reopen_category(lifts, why="Ray drives.", by=admin, at=at)
    client.force_login(margaret.person)

    page = words(client.get(url(bank)))

    for sentence in (
        "Now: ½ hour. “The pot is empty.” An admin,",
        "Before: ½ hour. Now: never. “The pot is full.” An admin,",
        "1 month. “Notes grow old.” An admin,",
        "Before: Lifts can be chosen. Now: Lifts is closed. “Nobody drives.” An admin,",
        "Before: Lifts is closed. Now: Lifts can be chosen. “Ray drives.” An admin,",
    ):
        assert page.count(sentence) == 1, sentence


@pytest.mark.parametrize(
    "change",
    [
        lambda bank, **act: dues.announce(bank, dues.Plan("LEVY", 30, " "), **act),
        lambda bank, **act: dues.switch_off(bank, "LEVY", words="", **act),
        lambda bank, **act: set_keeping(bank, {}, words=" ", **act),
        lambda bank, **act: close_category(bank.categories.get(), why="", **act),
        lambda bank, **act: reopen_category(bank.categories.get(), why=" ", **act),
    ],
)
def test_no_rule_is_changed_without_a_reason(bank, change):
    make.make_category(bank)

    with pytest.raises(actions.WhyMissing):
        change(bank, by=make.admin_of(bank), at=timezone.now())

    assert not bank.events.exists()


def test_a_change_says_what_when_why_and_that_an_admin_made_it(client, bank, margaret):
    Member.objects.filter(pk=make.admin_of(bank).pk).update(name="Zenobia Quill")
    rewrite(bank, step_minutes=15, silence_posts=True, silent_after_days=21, balances_are_open=True)
    client.force_login(margaret.person)

    page = words(client.get(url(bank)))

    for sentence in (
        "We count hours in quarters.",
        "Who says nothing for 21 days, after two reminders, is taken to agree.",
        "Members read on each other's pages how many hours each has.",
        "Hours are counted in steps of Before: 1 min. Now: ¼ hour. “We agreed on it in May.” An admin,",
    ):
        assert sentence in page
    assert "Zenobia" not in page


def test_the_first_page_says_for_two_weeks_that_a_rule_was_changed(client, bank, margaret):
    long_ago = timezone.now() - datetime.timedelta(days=15)
    actions.change_bank(bank, {"welcome_minutes": 30}, by=make.admin_of(bank), at=long_ago, words="To begin with.")
    client.force_login(margaret.person)
    home = reverse("exchanges:home", args=[bank.slug])
    assert "was changed" not in words(client.get(home))

    rewrite(bank, step_minutes=15)

    assert "A rule of the time bank was changed on" in words(client.get(home))
    assert "Hours are counted in steps of" in words(client.get(home))


def test_a_rule_is_not_changed_without_a_reason(bank):
    with pytest.raises(actions.WhyMissing):
        actions.change_bank(bank, {"step_minutes": 15}, by=make.admin_of(bank), at=timezone.now())
    actions.change_bank(bank, {"name": "Riverside"}, by=make.admin_of(bank), at=timezone.now())

    bank.refresh_from_db()
    assert (bank.step_minutes, bank.name) == (1, "Riverside")


def test_what_a_kind_of_help_needs_is_a_rule(client, bank, margaret):
    admin, at = make.admin_of(bank), timezone.now()
    lifts = make.make_category(bank, name="Lifts")
    with pytest.raises(actions.WhyMissing):
        change_category(lifts, Naming("Lifts", needs_approval=True), by=admin, at=at)
    lifts.refresh_from_db()
    assert not lifts.needs_approval

    change_category(lifts, Naming("Lifts", needs_approval=True, why="The insurer asks."), by=admin, at=at)
    change_category(lifts, Naming("Lifts and drives", needs_approval=True), by=admin, at=at)  # only a name

    client.force_login(margaret.person)
    page = words(client.get(url(bank)))
    assert "Before: Lifts: needs nothing. Now: Lifts: a coordinator approves it. “The insurer asks.”" in page
    assert page.count("Before:") == 1


@pytest.mark.parametrize("opens", [True, False])
def test_members_read_what_others_have_where_the_bank_opens_it(client, bank, margaret, opens):
    rewrite(bank, balances_are_open=opens)
    other = make.make_member(bank, name="Omar Aziz")
    make.posted_exchange(margaret, other, minutes=90)
    tilly = make.make_guarded(bank)
    make.logged_exchange(margaret, tilly)
    client.force_login(margaret.person)

    def page(member) -> str:
        return words(client.get(reverse("exchanges:member", args=[bank.slug, member.number])))

    assert ("Has received 1½ hours more than given so far." in page(other)) is opens
    assert "How far this account may go" not in page(other)
    assert "Has 0 hours" not in page(tilly)
    statement = reverse("insight:statement", args=[bank.slug], query={"account": other.number})
    assert client.get(statement).status_code == 404
