"""Of each kind of notice: what is done in answer is counted; where there is nothing to do, nothing is said of it."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.actions import afterwards, approval, disputes, giving, life, listings, pot, standing
from exchanges.actions.crossing import deciding
from exchanges.actions.enquiries import enquire_told
from exchanges.actions.events import planning, signing
from exchanges.actions.introducing import introduce
from exchanges.actions.rounds.entering import Wishing, add_wish
from exchanges.models import DisputeStep
from insight.actions import retention
from ledger.actions import Limits
from members import actions as members
from members.actions import checks, conversations, partners, reporting, roles
from members.actions.joining import StepChange
from members.models import Bank, Consent, JoiningStep, Member, Role, TermsVersion
from members.reads.terms import current_terms
from notices.actions import Message, tell
from notices.models import ANSWERED_BY, NAMES, Notice
from notices.reads import figures
from services.actions import referrals
from tests import factories as make

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Town:
    """One bank and who is in it."""

    bank: Bank
    gwen: Member
    ray: Member
    priya: Member
    admin: Member

    def page(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.bank.slug, *args])


@pytest.fixture
def town() -> Town:
    bank = make.make_bank(approval="ALL")
    gwen, ray = make.make_member(bank, name="Gwen Offers"), make.make_member(bank, name="Ray Asks")
    return Town(bank, gwen, ray, make.make_coordinator(bank), make.admin_of(bank))


Told = Iterator[tuple[Member, str]]
NOWHERE = "/riverside/nowhere/"  # what is counted wherever the notice leads


def confirms(town: Town) -> Told:
    exchange = make.logged_exchange(town.gwen, town.ray)
    yield town.ray, town.page("exchanges:exchange", exchange.pk)
    life.confirm(exchange, make.act(town.ray), minutes=exchange.minutes)


def notes_what_it_cost(town: Town) -> Told:
    exchange = make.logged_exchange(town.gwen, town.ray)
    yield town.gwen, town.page("exchanges:exchange", exchange.pk)
    afterwards.note_costs(exchange, make.act(town.gwen), words="Two buses.")


def says_thank_you(town: Town) -> Told:
    exchange = make.posted_exchange(town.gwen, town.ray)
    yield town.ray, town.page("exchanges:exchange", exchange.pk)
    life.thank(exchange, make.act(town.ray), words="Thank you.")


def shows_the_thanks(town: Town) -> Told:
    exchange = life.thank(make.posted_exchange(town.gwen, town.ray), make.act(town.ray), words="Thank you.")
    yield town.gwen, town.page("exchanges:exchange", exchange.pk)
    afterwards.show_thanks(exchange, make.act(town.gwen))


def says_how_it_was(town: Town) -> Told:
    exchange = make.posted_and_disputed(town.gwen, town.ray)
    disputes.name_mediator(exchange, make.make_mediator(town.bank), make.act(town.priya))
    yield town.gwen, town.page("exchanges:settling", exchange.pk)
    disputes.say(exchange, make.act(town.gwen), words="It took an hour.")


def proposes_a_way_out(town: Town) -> Told:
    exchange, mediator = make.posted_and_disputed(town.gwen, town.ray), make.make_mediator(town.bank)
    disputes.name_mediator(exchange, mediator, make.act(town.priya))
    disputes.say(exchange, make.act(town.gwen), words="It took an hour.")
    yield mediator, town.page("exchanges:settling", exchange.pk)
    disputes.propose(exchange, make.act(mediator), minutes=30, words="Half each.")


def agrees_to_a_way_out(town: Town) -> Told:
    mediating = proposes_a_way_out(town)
    _mediator, path = next(mediating)
    next(mediating, None)
    step = DisputeStep.objects.get(kind="PROPOSED")
    yield town.ray, path
    disputes.agree(step.dispute.exchange, make.act(town.ray), proposal=step.pk)


def decides_between_banks(town: Town) -> Told:
    other = make.make_bank()
    make.trade(town.bank, other)
    cross = make.disputed_across(town.gwen, make.make_member(other))
    yield town.priya, town.page("exchanges:cross", cross.pk)
    deciding.settle(cross, make.act(town.priya), minutes=30, reason="They talked.")


def returns_a_gift(town: Town) -> Told:
    gift = giving.give(giving.Giving(make.with_hours(town.ray, 60), town.gwen, 30), make.act(town.ray))
    yield town.gwen, town.page("exchanges:hours_gift", gift.pk)
    giving.return_gift(gift, make.act(town.gwen))


def needs_no_hours_after_all(town: Town) -> Told:
    asked = pot.ask_pot(pot.Asking(town.gwen, 30, "For my garden"), make.act(town.gwen))
    yield town.gwen, town.page("exchanges:pot_request", asked.pk)
    pot.withdraw(asked, make.act(town.gwen))


def asks_the_pot_again(town: Town) -> Told:
    yield town.gwen, NOWHERE
    pot.ask_pot(pot.Asking(town.gwen, 30, "For my garden"), make.act(town.gwen))


def can_help(town: Town) -> Told:
    listing = make.make_listing(town.ray, kind="REQUEST")
    yield town.gwen, NOWHERE
    make.make_enquiry(listing, town.gwen)


def would_like(town: Town) -> Told:
    listing = make.make_listing(town.ray)
    yield town.gwen, NOWHERE
    make.make_enquiry(listing, town.gwen)


def offers(town: Town) -> Told:
    yield town.gwen, NOWHERE
    make.make_listing(town.gwen)


def requests(town: Town) -> Told:
    yield town.gwen, NOWHERE
    make.make_listing(town.gwen, kind="REQUEST")


def plans_to_give(town: Town) -> Told:
    yield town.gwen, NOWHERE
    make.logged_exchange(town.gwen, town.ray)


def agrees_to_receive(town: Town) -> Told:
    later = town.bank.day(timezone.now()) + datetime.timedelta(days=2)
    plan = life.propose(make.draft(town.ray, town.gwen, day=later), make.act(town.ray))
    yield town.gwen, NOWHERE
    life.accept(plan, make.act(town.gwen))


def receives_from_another_bank(town: Town) -> Told:
    other = make.make_bank()
    make.trade(town.bank, other)
    yield town.gwen, NOWHERE
    make.crossed(town.gwen, make.make_member(other), gives=False)


def gives_hours_to_the_pot(town: Town) -> Told:
    make.with_hours(town.gwen, 60)
    yield town.gwen, NOWHERE
    giving.give(giving.Giving(town.gwen, None, 30), make.act(town.gwen))


def comes_to_an_event(town: Town) -> Told:
    event = make.make_event(town.priya, host=None)
    yield town.gwen, NOWHERE
    signing.sign_up(event, "GUEST", make.act(town.gwen))


def signs_off_an_event(town: Town) -> Told:
    event = make.make_event(town.priya, host=None)
    signing.sign_up(event, "GUEST", make.act(town.gwen))
    yield town.gwen, town.page("exchanges:event", event.pk)
    signing.withdraw(event, make.act(town.gwen))


def agrees_to_an_event(town: Town) -> Told:
    event = make.make_event(town.gwen)
    yield town.priya, town.page("exchanges:event", event.pk)
    planning.agree(event, make.act(town.priya))


def sends_a_register_again(town: Town) -> Told:
    event = make.held_event(town.gwen, town.priya)
    yield town.gwen, town.page("exchanges:event", event.pk)
    make.keep_register(event, town.gwen, town.ray)


def enters_a_round(town: Town) -> Told:
    round_ = make.make_round(town.priya)
    yield town.gwen, town.page("exchanges:round", round_.pk)
    wishing = Wishing("TAKE", make.make_category(town.bank, name="Moving house"), 60)
    add_wish(round_, wishing, make.act(town.gwen))


def renews(town: Town) -> Told:
    tomorrow = town.bank.day(timezone.now()) + datetime.timedelta(days=1)
    listing = make.make_listing(town.gwen, more=listings.More(expires_on=tomorrow))
    yield town.gwen, town.page("exchanges:listing", listing.pk)
    standing.renew(listing, by=town.gwen, at=timezone.now())


def answers_it(town: Town) -> Told:
    listing = make.make_listing(town.ray, kind="REQUEST")
    yield town.gwen, town.page("exchanges:listing", listing.pk)
    make.make_enquiry(listing, town.gwen)


def writes_to_whom_they_were_brought_to(town: Town) -> Told:
    yield town.gwen, NOWHERE
    make.make_conversation(town.gwen, town.ray)


def writes_back(town: Town) -> Told:
    talk = make.make_conversation(town.ray, town.gwen)
    yield town.gwen, town.page("exchanges:conversation", talk.pk)
    conversations.write(talk, town.gwen, "Yes.", by=town.gwen, at=timezone.now())


def shares_addresses(town: Town) -> Told:
    talk = make.make_conversation(town.ray, town.gwen)
    yield town.gwen, town.page("exchanges:conversation", talk.pk)
    conversations.share_addresses(talk, town.gwen, by=town.gwen, at=timezone.now())


def puts_in_a_word(town: Town) -> Told:
    asking = StepChange(
        JoiningStep.Kind.REFERENCE, JoiningStep.State.ASKED, town.bank.day(timezone.now()), asked_of=town.gwen
    )
    applicant = make.make_applicant(town.bank, name="Ann New")
    step = members.mark_step(applicant, asking, by=town.priya, at=timezone.now())
    yield town.gwen, town.page("members:vouch", step.pk)
    members.answer_for(step, says_yes=True, words="", by=town.gwen, at=timezone.now())


def brings_two_together(town: Town) -> Told:
    request = make.make_listing(town.ray, kind="REQUEST")
    make.make_match(request, make.make_listing(town.gwen))
    yield town.priya, NOWHERE
    introduce(request, town.gwen, by=town.priya, at=timezone.now())


def answers_for_who_rang(town: Town) -> Told:
    listing = make.make_listing(town.ray, kind="REQUEST")
    yield town.priya, NOWHERE
    said = conversations.Said("She can come.", "PHONE")
    enquire_told(listing, town.gwen, said, by=town.priya, at=timezone.now())


def writes_to_who_is_new(town: Town) -> Told:
    yield town.priya, town.page("exchanges:member", town.gwen.number)
    make.make_conversation(town.priya, town.gwen)


def approves(town: Town) -> Told:
    exchange = make.confirmed_exchange(town.gwen, town.ray)
    yield town.priya, town.page("exchanges:desk")
    approval.approve(exchange, make.act(town.priya))


def renews_a_check(town: Town) -> Told:
    kind = make.make_check_kind(town.bank)
    check = make.make_check(town.gwen, kind, expires_in_days=50)
    yield town.gwen, checks.page_of_check(check)
    make.make_check(town.gwen, kind, expires_in_days=500)


def brings_another_check(town: Town) -> Told:
    yield town.gwen, checks.page_of_checks(town.gwen)
    make.make_check(town.gwen, make.make_check_kind(town.bank))


def sets_limits(town: Town) -> Told:
    yield town.admin, town.page("members:limits", town.gwen.number) + "?may_owe=60"
    members.set_limits(town.gwen, Limits(-60, None, None), words="As asked.", by=town.admin, at=timezone.now())


def confirms_an_admin(town: Town) -> Told:
    second = make.make_member(town.bank, roles=[Role.ADMIN])
    members.grant_role(town.gwen, Role.ADMIN, by=town.admin, at=timezone.now())
    yield second, town.page("members:role_holders")
    roles.confirm_admin(town.gwen, by=second, at=timezone.now())


def says_yes_to_new_terms(town: Town) -> Told:
    members.publish_terms(town.bank, TermsVersion.Kind.TERMS, "Be kind.", by=town.admin, at=timezone.now())
    yield town.gwen, town.page("members:terms")
    seen = list(current_terms(town.bank))
    members.accept_terms(town.gwen, seen, how=Consent.How.ONLINE, by=town.gwen, at=timezone.now())


def closes_a_report(town: Town) -> Told:
    found = make.make_report(make.make_conversation(town.ray, town.gwen), town.gwen)
    yield town.priya, town.page("members:talk_report", found.pk)
    reporting.close_report(found, reporting.Outcome("We talked."), by=town.priya, at=timezone.now())


def stops_a_removal(town: Town) -> Told:
    run = make.make_keeping_run(town.bank)
    yield town.admin, town.page("insight:keeping_run", run.pk)
    retention.stop_run(run, by=town.admin, at=timezone.now())


def accepts_a_partner(town: Town) -> Told:
    other, terms = make.make_bank(), partners.Terms(60, 60)
    asked = partners.propose(other, town.bank, terms, by=make.admin_of(other), at=timezone.now())
    yield town.admin, town.page("members:partner", other.slug)
    partners.accept(asked, terms, by=town.admin, at=timezone.now())


def looks_after_a_referral(town: Town) -> Told:
    found = make.make_referral(make.make_service(town.bank))
    yield town.priya, town.page("services:desk_referral", found.pk)
    referrals.take_on(found, by=town.priya, at=timezone.now())


ABOUT_AN_EXCHANGE = "PROPOSED ACCEPTED TO_CONFIRM CONFIRMED DISPUTED RETURNED RESOLVED SILENCE ON_BEHALF"
REMINDERS = "REMINDER DID_IT_HAPPEN TOMORROW SOON"
SCENES: list[tuple[Callable[[Town], Told], str]] = [
    (confirms, f"{ABOUT_AN_EXCHANGE} {REMINDERS}"),
    (notes_what_it_cost, "COSTS"),
    (says_thank_you, "POSTED"),
    (shows_the_thanks, "THANKED"),
    (says_how_it_was, "SETTLING"),
    (proposes_a_way_out, "MEDIATE"),
    (agrees_to_a_way_out, "WAY_OUT"),
    (decides_between_banks, "DISPUTED_BETWEEN"),
    (returns_a_gift, "GIFT"),
    (needs_no_hours_after_all, "POT_ASKED"),
    (asks_the_pot_again, "POT_DECLINED"),
    (can_help, "SAVED_SEARCH DIGEST NEAR_FLOOR LOW"),
    (would_like, "SAVED_SEARCH DIGEST UNSPENT"),
    (offers, "NEAR_FLOOR LOW"),
    (requests, "UNSPENT"),
    (plans_to_give, "NEAR_FLOOR LOW"),
    (agrees_to_receive, "UNSPENT"),
    (receives_from_another_bank, "UNSPENT"),
    (gives_hours_to_the_pot, "UNSPENT"),
    (comes_to_an_event, "DIGEST"),
    (signs_off_an_event, "EVENT_TOMORROW EVENT_CHANGED EVENT_PLACE"),
    (agrees_to_an_event, "EVENT_WAITS EVENT_REWORDED EVENT_UNWATCHED EVENT_DECLINED"),
    (sends_a_register_again, "REGISTER_RETURNED"),
    (enters_a_round, "ROUND_OPEN"),
    (renews, "LISTING_ENDS"),
    (answers_it, "REQUEST_FITS INTRODUCED"),
    (writes_to_whom_they_were_brought_to, "INTRODUCED REQUEST_FITS"),
    (writes_back, "LETTER"),
    (shares_addresses, "SHARING"),
    (puts_in_a_word, "VOUCH_ASKED"),
    (brings_two_together, "REQUEST_UNANSWERED NEW_MEMBER"),
    (answers_for_who_rang, "REQUEST_UNANSWERED NEW_MEMBER"),
    (writes_to_who_is_new, "NEW_MEMBER"),
    (approves, "APPROVAL_WAITS"),
    (renews_a_check, "CHECK_EXPIRES"),
    (brings_another_check, "CHECK_ENDED"),
    (sets_limits, "LIMITS_ASKED"),
    (confirms_an_admin, "ROLE_ASKED"),
    (says_yes_to_new_terms, "TERMS"),
    (closes_a_report, "TALK_REPORTED"),
    (stops_a_removal, "KEEPING"),
    (accepts_a_partner, "PARTNERS_PROPOSED"),
    (looks_after_a_referral, "REFERRAL_NEW"),
]
IN_ROUNDS = {"ROUND_SOLVED", "ROUND_YES"}  # test_answering.py of rounds follows these two
# Nothing is to be done in answer: news of what was done, or what only the page of another time bank could answer.
ONLY_NEWS = """
SIGN_IN EMAIL_CHANGE EMAIL_CHANGED ADDRESS_CLAIM ADDRESS_USED REACHED_OTHERWISE APPLIED NOT_YET NOT_ACCEPTED WELCOME
WELCOME_BACK PAUSED SUSPENDED LEFT MERGED NOW_ADULT MANDATE_BEGAN MANDATE_ENDED BLOCKED_FOR_YOU PROFILE_CHANGED LISTINGS
DATA_TAKEN GUARDIAN_TOLD ROLE_GRANTED LIMITS_SET DUES_RULE DUES_TAKEN TALK_REPORT_CLOSED CONCERN LEDGER_FAULT DECLINED
CANCELLED REVERSED POT_GRANTED POT_TAKEN_BACK DELEGATE_TOLD ROUND_NO ROUND_WITHDRAWN SHARED NOT_SHARED INVITED_JOINED
ANNOUNCEMENT EVENT_AGREED EVENT_CANCELLED EVENT_SIGNED_UP EVENT_POSTED EVENT_PUT_RIGHT EVENT_REVERSED REVERSED_BETWEEN
HEIR REPORT MONTH_CLOSED MONTH_LETTER PARTNERS_ACCEPTED PARTNERS_DECLINED PARTNERS_WITHDRAWN PARTNERS_LIMITS_SET
PARTNERS_ENDED ASSET_ON_MAP ASSET_TAKEN_OFF TAKES_PART REFERRAL_WELCOME REFERRAL_ENDED REFERRAL_JOINED REFERRAL_GAVE
IDEA_ACCEPTED IDEA_DECLINED SPONSOR_DECLINED SPONSOR_GIFT SPONSOR_GRANTED VOICE_ASKED
"""


def told(town: Town, member: Member, kind: str, path: str, *, days_ago: float = 0.1) -> Notice:
    message = Message(
        recipient_key=member.actor_key,
        bank=town.bank.slug,
        kind=kind,
        subject="Look",
        body="",
        path=path,
        about_key=town.ray.actor_key if path == NOWHERE else "",
    )
    return tell(message, at=timezone.now() - datetime.timedelta(days=days_ago))


@pytest.mark.parametrize(("scene", "kinds"), SCENES, ids=[scene.__name__ for scene, _kinds in SCENES])
def test_who_does_it_is_counted_and_nobody_else(town, scene, kinds):
    doing = scene(town)
    member, path = next(doing)
    mine = [told(town, member, kind, path).pk for kind in kinds.split()]
    others = make.make_member(town.bank)
    theirs = [told(town, others, kind, path).pk for kind in kinds.split()]
    elsewhere = told(town, member, "ANNOUNCEMENT", path).pk
    Notice.objects.exclude(next_attempt_at=None).update(sent_at=timezone.now(), next_attempt_at=None)

    assert next(doing, None) is None

    untouched = set(
        Notice.objects.filter(pk__in=[*mine, *theirs, elsewhere], acted_at=None).values_list("pk", flat=True)
    )
    assert untouched == {*theirs, elsewhere}


def test_every_kind_is_followed_by_an_act_or_shown_as_not_followed(town):
    followed = {kind for _scene, kinds in SCENES for kind in kinds.split()} | IN_ROUNDS
    Notice.objects.all().delete()
    for kind in NAMES:
        told(town, town.gwen, kind, NOWHERE)

    shown = {
        row.kind: row.acted
        for topic in figures(town.bank.slug, timezone.now() - datetime.timedelta(days=1))
        for row in topic.kinds
    }

    assert followed == set(ANSWERED_BY)
    assert shown == dict.fromkeys(followed, 0) | dict.fromkeys(ONLY_NEWS.split())


@pytest.mark.parametrize(
    ("told_days_ago", "reached_by", "reached_days_ago", "counts"),
    [
        (9, "sent_at", 6.9, True),  # it was gathered for a week
        (9, "told_at", 6.9, True),  # somebody rang them at last
        (9, "sent_at", 7.1, False),
        (6.9, "", 0, True),
        (7.1, "", 0, False),
    ],
)
def test_seven_days_begin_when_it_reached_them(town, told_days_ago, reached_by, reached_days_ago, counts):
    notice = told(town, town.gwen, "UNSPENT", NOWHERE, days_ago=told_days_ago)
    if reached_by:
        at = timezone.now() - datetime.timedelta(days=reached_days_ago)
        by = {"told_by": "member:2"} if reached_by == "told_at" else {}
        Notice.objects.filter(pk=notice.pk).update(
            **{reached_by: at, "next_attempt_at": None, "delivery": "BY_HAND" if by else "EMAIL"},
            **by,
            failed_at=at if by else None,
        )
    elif counts:
        Notice.objects.filter(pk=notice.pk).update(delivery="IN_APP_ONLY", next_attempt_at=None)

    make.make_listing(town.gwen, kind="REQUEST")

    assert (Notice.objects.get(pk=notice.pk).acted_at is not None) == counts
