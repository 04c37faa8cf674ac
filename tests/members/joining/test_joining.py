"""Joining: the steps the rule asks, a member's word, 'not yet', gifts, and who is let in."""

import datetime

import pytest
from django.utils import timezone

from members import actions
from members.actions.gifts import GiftWords
from members.actions.joining import StepRefused
from members.models import Check, CheckKind, JoiningStep, Member, MemberEvent
from members.reads.joining import columns, missing_in_words, steps_for
from notices.models import Notice
from tests import factories as make
from tests.members.joining.steps import ASKED, DONE, WAIVED, approve, asked, mark, titles_missing, today, told
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(bank):
    return asked(bank)


# Who is let in


def test_an_applicant_waits_until_every_step_is_settled(bank, priya, rosa):
    with pytest.raises(actions.NotReady) as refusal:
        approve(rosa, priya)
    assert "Gifts, Terms and code of conduct, Reference 1, Reference 2" in str(refusal.value)

    make.make_ready(rosa)
    mark(rosa, priya, place=1)
    mark(rosa, priya, place=2, state=WAIVED)
    assert titles_missing(rosa) == ["Showing round"]
    with pytest.raises(actions.NotReady):
        approve(rosa, priya)

    mark(rosa, priya, kind="INDUCTION")
    assert approve(rosa, priya).can_trade


@pytest.mark.parametrize("kind", ["GIFTS", "TERMS", "CHECK", "SHOES"])
def test_what_may_not_be_waived_cannot_be_marked_at_all(rosa, priya, kind):
    with pytest.raises(StepRefused):
        mark(rosa, priya, kind=kind, state=WAIVED)

    assert not JoiningStep.objects.exists()


def test_an_asked_reference_and_a_fixed_day_are_still_missing(bank, priya, rosa):
    mark(rosa, priya, state=ASKED, words="Her doctor")
    mark(rosa, priya, kind="INDUCTION", state=ASKED)

    assert {"Reference 1", "Showing round"} <= set(titles_missing(rosa))


def test_the_rule_of_the_bank_says_which_steps_there_are(rosa, bank):
    bank.references_asked, bank.asks_induction = 0, False
    rosa.bank = bank

    assert [step.kind for step in steps_for(rosa, today(bank))] == ["GIFTS", "TERMS"]


def test_a_check_for_joining_counts_while_it_lasts(bank, priya, rosa):
    kind = CheckKind.objects.create(bank=bank, name="DBS basic", family="DBS_BASIC", is_for_joining=True)
    assert "DBS basic" in titles_missing(rosa)

    seen = {"member": rosa, "kind": kind, "seen_by": priya, "seen_at": timezone.now()}
    day = today(bank)
    check = Check.objects.create(issued_on=day - datetime.timedelta(days=9), expires_on=day, **seen)
    assert "DBS basic" not in titles_missing(rosa)
    Check.objects.filter(pk=check.pk).update(expires_on=day - datetime.timedelta(days=1))
    assert "DBS basic" in titles_missing(rosa)


def test_every_change_of_a_step_leaves_a_line_with_who_and_which(rosa, priya):
    mark(rosa, priya, state=ASKED, words="Her doctor")
    mark(rosa, priya, kind="INDUCTION")

    lines = rosa.events.filter(kind=MemberEvent.Kind.STEP_CHANGED)
    assert [(line.by, line.words) for line in lines] == [
        (priya, "reference 1: asked for"),
        (priya, "showing round: done"),
    ]


def test_nobody_marks_their_own_steps_nor_those_of_another_bank(bank, priya, rosa, margaret):
    stranger = make.make_coordinator(make.make_bank())

    for by in (rosa, margaret, stranger, make.make_auditor(bank)):
        with pytest.raises(NotAllowed):
            mark(rosa, by)
    assert not JoiningStep.objects.exists()


def test_a_step_of_who_has_an_answer_is_not_marked(rosa, priya):
    actions.decline_application(rosa, by=priya, words="No", at=timezone.now())

    with pytest.raises(WrongState):
        mark(rosa, priya)


@pytest.mark.parametrize("place", [0, 6])
def test_there_are_at_most_five_references(rosa, priya, place):
    with pytest.raises(StepRefused):
        mark(rosa, priya, place=place)


# A member's word


def test_a_members_yes_counts_as_a_reference(bank, priya, rosa, margaret):
    step = mark(rosa, priya, state=ASKED, asked_of=margaret)
    assert told(margaret)[-1] == "VOUCH_ASKED"

    actions.answer_for(step, says_yes=True, words="Since school", by=margaret, at=timezone.now())
    actions.answer_for(step, says_yes=False, words="", by=margaret, at=timezone.now())

    step.refresh_from_db()
    assert (step.state, step.by, step.words) == (DONE, margaret, "Since school")
    assert "Reference 1" not in titles_missing(rosa)
    assert rosa.events.get(kind=MemberEvent.Kind.VOUCHED).by == margaret


def test_a_no_leaves_the_place_for_somebody_else(bank, priya, rosa, margaret):
    step = mark(rosa, priya, state=ASKED, asked_of=margaret)

    actions.answer_for(step, says_yes=False, words="", by=margaret, at=timezone.now())

    assert "Reference 1" in titles_missing(rosa)
    mark(rosa, priya, words="Her doctor")
    assert "Reference 1" not in titles_missing(rosa)


def test_a_word_beyond_what_is_asked_takes_a_missing_place(bank, priya, rosa, margaret):
    step = mark(rosa, priya, place=3, state=ASKED, asked_of=margaret)
    actions.answer_for(step, says_yes=True, words="", by=margaret, at=timezone.now())
    mark(rosa, priya, place=1)

    assert [title for title in titles_missing(rosa) if title.startswith("Reference")] == []


def test_only_who_was_asked_answers_and_only_members_are_asked(bank, priya, rosa, margaret):
    step = mark(rosa, priya, state=ASKED, asked_of=margaret)
    stranger = make.make_member(make.make_bank())

    with pytest.raises(NotAllowed):
        actions.answer_for(step, says_yes=True, words="", by=priya, at=timezone.now())
    for asked_of in (stranger, rosa, make.make_auditor(bank)):
        with pytest.raises(StepRefused):
            mark(rosa, priya, place=2, state=ASKED, asked_of=asked_of)
    with pytest.raises(StepRefused):
        mark(rosa, priya, place=2, state=ASKED, asked_of=margaret)


# Not yet


def test_not_yet_tells_what_is_missing_and_lets_them_wait(bank, priya, rosa):
    words = missing_in_words(steps_for(rosa, today(bank)))

    actions.say_not_yet(rosa, by=priya, words=words, at=timezone.now())

    rosa.refresh_from_db()
    assert words.splitlines() == [
        "Tell us at least one thing you can do or enjoy.",
        "Say yes to our terms and code of conduct.",
        "Somebody who knows you puts in a word for you.",
        "Come by, so that we can show you round.",
    ]
    assert rosa.state == "APPLICANT"
    assert Notice.objects.get(recipient__key=rosa.actor_key).body == words
    assert rosa.events.get(kind=MemberEvent.Kind.NOT_YET).by == priya


# Gifts


def test_who_applies_may_change_what_they_told_and_not_what_a_coordinator_added(rosa, priya):
    sewing, chess = GiftWords("HAND", "Sewing"), GiftWords("HEAD", "Chess", ["TEACH"])
    actions.tell_gifts(rosa, [sewing, chess], thanked_for="Patience", at=timezone.now())
    actions.add_gift(rosa, GiftWords("HEART", "Listening"), by=priya, at=timezone.now())

    actions.tell_gifts(rosa, [chess], thanked_for=None, at=timezone.now())

    rosa.refresh_from_db()
    assert list(rosa.gifts.values_list("words", "would")) == [("Chess", ["TEACH"]), ("Listening", [])]
    assert rosa.thanked_for == "Patience"
    assert "chess" in rosa.search_text


def test_gifts_are_told_this_way_only_while_somebody_waits(margaret):
    with pytest.raises(WrongState):
        actions.tell_gifts(margaret, [], thanked_for="", at=timezone.now())

    assert margaret.gifts.exists()


# Under 18


@pytest.mark.parametrize("age_band", ["TEEN", "CHILD"])
def test_a_bank_for_adults_says_so_kindly_and_writes_nothing(bank, age_band):
    with pytest.raises(actions.ForAdults) as refusal:
        asked(bank, age_band=age_band)

    assert "for people from 18 years on" in str(refusal.value)
    assert not Member.objects.of(bank).applicants().exists()


def test_who_acts_for_a_member_does_not_give_that_members_word(margaret, priya):
    made = actions.invite(margaret, words="", vouches=True, by=priya, at=timezone.now())

    assert not made.vouches


# Signed up by a coordinator


def test_signing_up_records_the_yes_the_gift_and_that_it_was_on_behalf(priya, bank):
    bank.references_asked, bank.asks_induction = 0, False
    bank.save()

    rosa = actions.enrol(bank, make.enrolment(name="Rosa", postal_address="3 Mill Lane"), by=priya, at=timezone.now())

    consents = list(rosa.consents.values_list("how", "recorded_by"))
    assert rosa.can_trade
    assert (rosa.person.email, rosa.contact_email, rosa.channel) == (None, "", "POST")
    assert consents == [("PHONE", priya.pk)] * 2
    assert rosa.gifts.get().added_by == priya
    assert rosa.events.get(kind="APPLIED").is_on_behalf
    assert rosa.events.get(kind="APPLIED").by == priya


def test_signing_up_waits_where_the_rule_asks_for_more(priya, bank):
    rosa = actions.enrol(bank, make.enrolment(name="Rosa"), by=priya, at=timezone.now())

    assert rosa.state == "APPLICANT"
    assert titles_missing(rosa) == ["Reference 1", "Reference 2", "Showing round"]


# The desk's columns


def test_the_columns_say_how_far_each_is_and_who_waited_longest(bank, priya, margaret):
    def ago(days):
        return timezone.now() - datetime.timedelta(days=days)

    new_later, new = asked(bank, name="Second", at=ago(1)), asked(bank, name="First", at=ago(5))
    read = asked(bank, name="Read")
    actions.see_contact(read, by=priya, at=timezone.now())
    under_way = asked(bank, name="Under way")
    mark(under_way, priya, state=ASKED)
    ready = make.make_ready(asked(bank, name="Ready"))
    for place in (1, 2):
        mark(ready, priya, place=place)
    mark(ready, priya, kind="INDUCTION")
    not_yet = asked(bank, name="Not yet")
    actions.say_not_yet(not_yet, by=priya, words="Soon", at=timezone.now())

    found = columns(list(Member.objects.of(bank).applicants()), bank, timezone.now())

    assert {column.key: [row.applicant for row in column.rows] for column in found} == {
        "new": [new, new_later],
        "knowing": [read],
        "checks": [under_way],
        "ready": [ready],
        "not-yet": [not_yet],
    }
    assert found[0].rows[0].days == 5


def test_not_yet_ends_when_something_moves(bank, priya):
    rosa = asked(bank)
    actions.say_not_yet(rosa, by=priya, words="Soon", at=timezone.now())
    mark(rosa, priya, state=ASKED)

    (column,) = [each for each in columns([rosa], bank, timezone.now()) if each.rows]

    assert column.key == "checks"
