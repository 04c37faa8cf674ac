"""What we hold on somebody: every table that names people is shown to them, or says why not."""

import datetime
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from exchanges.actions import merging
from exchanges.actions.listings import take_down
from exchanges.actions.not_for_me import say_not_for_me
from exchanges.models import Listing, MetBefore, NotForMe
from insight.reads.held import GROUPS, NOT_SHOWN, Whose, all_of, of_membership
from members.actions import gifts, see_contact
from members.actions.concerns import Worry, raise_concern
from members.actions.joining import StepChange, answer_for, mark_step
from members.models import Bank, Concern, ConcernEntry, JoiningStep, Letter, Member, MemberEvent, Note, Person
from notices import actions as notices
from notices.models import Recipient
from services.models import PartWish
from tests import factories as make

PEOPLE = (Member, Person, Recipient)
BY_KEY = {group.key: group for group in GROUPS}


def rows(key: str, whose: Whose) -> list[dict]:
    return list(BY_KEY[key].rows(whose))


def test_every_key_to_people_is_shown_or_says_why_not():
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.is_relation and field.related_model in PEOPLE
    }
    shown = {key for group in GROUPS for key in group.covers}

    assert keys - shown == set(NOT_SHOWN)
    assert shown <= keys
    assert all(NOT_SHOWN.values())


def test_keys_are_codes_and_told_once():
    assert len(BY_KEY) == len(GROUPS)
    assert all(group.key.isidentifier() and all(key.isidentifier() for key in group.columns) for group in GROUPS)


@pytest.fixture
def bank():
    return make.make_bank(welcome_minutes=120)


@pytest.fixture
def margaret(bank):
    return make.make_member(bank, name="Margaret Pole", email="margaret@example.org")


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


def fill(margaret: Member, rosa: Member, *, times: int) -> None:
    """So many of everything that grows."""
    now = timezone.now()
    nils = make.make_member(make.make_bank())
    make.trade(margaret.bank, nils.bank)
    for number in range(times):
        make.crossed(margaret, nils)
        gifts.add_gift(margaret, gifts.GiftWords("HAND", f"Gift {number}"), by=margaret, at=now)
        make.make_listing(margaret, title=f"Offer {number}")
        make.posted_exchange(margaret, rosa)
        Note.objects.create(member=margaret, by=rosa, at=now, words=f"Note {number}")
        see_contact(margaret, by=rosa, at=now)
        talk = make.make_silent_conversation(margaret, rosa)
        Letter.objects.create(conversation=talk, speaker=rosa, by=rosa, at=now, words=f"Letter {number}")
        make.make_closed_report(talk, margaret, by=make.admin_of(margaret.bank))
    MetBefore.objects.create(member=margaret, other=rosa, answer=MetBefore.Answer.NO, answered_at=now)
    MetBefore.objects.create(member=rosa, other=margaret, answer=MetBefore.Answer.YES, answered_at=now)
    make.make_block(margaret, rosa)


def test_the_document_for_readers_of_the_file_names_every_group():
    said = (settings.BASE_DIR / "docs" / "privacy.md").read_text().split("The groups:")[1].split("What each row has")[0]

    assert re.findall(r"`(\w+)`", said) == [group.key for group in GROUPS]


@pytest.mark.django_db
def test_each_group_has_exactly_its_columns(margaret, rosa):
    fill(margaret, rosa, times=1)

    for group in GROUPS:
        for row in group.rows(all_of(margaret.person)):
            assert list(row) == list(group.columns), group.key


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 3])
def test_as_many_queries_for_one_row_as_for_three(margaret, rosa, times, django_assert_num_queries):
    fill(margaret, rosa, times=times)
    whose = all_of(margaret.person)

    with django_assert_num_queries(QUERIES):
        found = {group.key: len(list(group.rows(whose))) for group in GROUPS}

    assert (found["notes"], found["exchanges"], found["looks"], found["messages"]) == (times,) * 4
    assert [row["answer"] for row in rows("met_before", whose)] == [MetBefore.Answer.NO]  # hers is shown to her


QUERIES = 66


@pytest.mark.django_db
def test_what_is_shown_is_theirs_alone(bank, margaret, rosa):
    fill(margaret, rosa, times=1)
    other = make.make_member(bank, name="Somebody Else")
    fill(other, rosa, times=1)
    concern = Concern.objects.create(bank=bank, words="I worry about her", raised_by=rosa, raised_at=timezone.now())
    concern.about.set([margaret])

    shown = str([list(group.rows(all_of(margaret.person))) for group in GROUPS])

    assert "Somebody Else" not in shown
    assert "I worry" not in shown
    assert "Note 0" in shown
    assert len(rows("exchanges", all_of(margaret.person))) == 1


@pytest.mark.django_db
def test_one_bank_shows_nothing_of_another(margaret):
    elsewhere = make.make_bank()
    Member.objects.create(
        bank=elsewhere,
        person=margaret.person,
        name="Margaret P.",
        kind=Member.Kind.STAFF,
        state=Member.State.APPROVED,
        about="Elsewhere",
    )

    assert [row["bank"] for row in rows("who", all_of(margaret.person))] == sorted([elsewhere.name, margaret.bank.name])
    shown = str([list(group.rows(of_membership(margaret))) for group in GROUPS])
    assert "Elsewhere" not in shown
    assert rows("sign_in", of_membership(margaret)) == []


@pytest.mark.django_db
def test_what_was_said_no_to_is_named_only_while_it_may_be_read(bank, margaret, rosa):
    other = make.make_bank(listings_are_public=True)
    make.trade(bank, other)
    things = [
        make.make_listing(make.make_member(other), title="Elsewhere"),
        make.make_listing(rosa, title="Taken down"),
        make.make_gift(rosa, words="Darning"),
    ]
    for each in things:
        say_not_for_me(margaret, each, NotForMe.Why.FAR, by=margaret, at=timezone.now())
    before = [row["title"] for row in rows("not_for_me", all_of(margaret.person))]

    take_down(things[1], by=rosa, at=timezone.now())
    Member.objects.filter(pk=rosa.pk).update(shows=[])
    Bank.objects.filter(pk=other.pk).update(listings_are_public=False)
    Listing.objects.filter(pk=things[0].pk).update(title="What nobody else reads")

    assert before == ["Darning", "Taken down", "Elsewhere"]
    assert [row["title"] for row in rows("not_for_me", all_of(margaret.person))] == ["", "Taken down", ""]


@pytest.mark.django_db
def test_the_trail_says_who_looked_and_what_was_done_for_them(margaret, rosa):
    at = timezone.now() - datetime.timedelta(days=1)
    see_contact(margaret, by=rosa, at=at)
    MemberEvent.objects.create(member=margaret, kind="PROFILE_CHANGED", by=rosa, at=at, is_on_behalf=True, words="told")
    whose = all_of(margaret.person)

    (look,) = rows("looks", whose)
    assert (look["by"], look["at"], look["what"].label) == ("Rosa Day", at, "contact details were looked at")
    (done,) = rows("on_behalf", whose)
    assert (done["by"], done["how"]) == ("Rosa Day", "told")


@pytest.mark.django_db
@pytest.mark.parametrize("asks", ["themselves", "somebody for them"])
def test_an_entry_that_became_one_with_theirs_is_held_on_them_too(bank, margaret, asks):
    """Its number, telephone and letters are theirs, under whichever number they were written."""
    old = make.make_member(bank, name="Maggie Pole", email="")
    Member.objects.filter(pk=old.pk).update(telephone="01632 960321")
    merging.merge(margaret, old, by=make.make_coordinator(bank), at=timezone.now())

    whose = all_of(margaret.person) if asks == "themselves" else of_membership(margaret)

    assert {row["telephone"] for row in rows("reach", whose)} >= {"01632 960321"}
    assert old.number in {row["number"] for row in rows("who", whose)}


@pytest.mark.django_db
def test_who_runs_the_bank_does_not_learn_who_raised_a_concern(bank, margaret):
    """A coordinator takes out the file of who does not sign in, and may be the one it is about."""
    concern = raise_concern(bank, Worry("I am afraid of the coordinator."), by=margaret, at=timezone.now())
    ConcernEntry.objects.create(concern=concern, kind=ConcernEntry.Kind.READ, by=margaret, at=timezone.now())
    said = {"kind": "CONCERN", "subject": "Somebody is worried", "body": "", "path": "/"}
    notices.tell(notices.Message(recipient_key=margaret.actor_key, bank="", **said), at=timezone.now())

    theirs, for_them = all_of(margaret.person), of_membership(margaret)

    assert {"raised a concern", "an entry about a concern"} <= {row["what"] for row in rows("deeds", theirs)}
    assert not any("concern" in str(row["what"]) for row in rows("deeds", for_them))
    assert any(row["subject"] == "Somebody is worried" for row in rows("notices", theirs))
    assert not any(row["subject"] == "Somebody is worried" for row in rows("notices", for_them))


@pytest.mark.django_db
@pytest.mark.parametrize("says_yes", [True, False])
def test_what_a_member_said_of_who_joins_stays_with_who_runs_the_bank(bank, rosa, says_yes):
    """Who is asked for their word is promised so, and may have every reason to be afraid."""
    wes, priya, now = make.make_applicant(bank, name="Wes Black"), make.make_coordinator(bank), timezone.now()
    kind = JoiningStep.Kind.REFERENCE
    asked = StepChange(kind, JoiningStep.State.ASKED, bank.day(now), place=1, words="", asked_of=rosa)
    step = mark_step(wes, asked, by=priya, at=now)
    answer_for(step, says_yes=says_yes, words="He hit me.", by=rosa, at=now)
    shown = StepChange(JoiningStep.Kind.INDUCTION, JoiningStep.State.DONE, bank.day(now), place=1, words="By tea")
    mark_step(wes, shown, by=priya, at=now)

    for whose in (all_of(wes.person), of_membership(wes)):
        everything = str([rows(key, whose) for key in BY_KEY])
        assert "He hit me" not in everything
        assert "Rosa Day" not in everything
        assert "did not say yes" not in everything
        assert JoiningStep.State.NO not in [row["state"] for row in rows("joining", whose)]
        assert [row["words"] for row in rows("joining", whose)] == ["", "By tea"]


@pytest.mark.django_db
def test_who_makes_the_file_for_somebody_learns_no_more_of_their_services(bank):
    surgery = make.make_service(bank, name="Riverside Surgery")
    edith = make.make_referral(surgery, by=make.make_staff(surgery), hopes="To sing again").member

    theirs = str([list(group.rows(all_of(edith.person))) for group in GROUPS])
    for_them = str([list(group.rows(of_membership(edith))) for group in GROUPS])

    assert "To sing again" in theirs
    assert "To sing again" not in for_them
    assert [row["service"] for row in rows("referrals", of_membership(edith))] == [""]


@pytest.mark.django_db
def test_of_a_confidential_programme_only_ones_own_file_says_what_one_asked_for_and_worked_in(bank):
    surgery = make.make_service(bank)
    nurse, secret = make.make_staff(surgery), make.make_programme(surgery)
    PartWish.objects.create(programme=secret, member=nurse, wished_at=timezone.now())
    session = make.make_session(secret, by=nurse)
    make.write_staff_time(secret, nurse, session=session)
    make.write_staff_time(make.make_programme(surgery, title="Walks", is_confidential=False), nurse)

    def said(whose):
        wishes = [(row["programme"], row["for_me"]) for row in rows("role_wishes", whose)]
        return wishes, [(row["programme"], row["at_session"], row["minutes"]) for row in rows("on_duty", whose)]

    assert said(all_of(nurse.person)) == ([(secret.title, True)], [(secret.title, True, 60), ("Walks", False, 60)])
    assert said(of_membership(nurse)) == (
        [("Group activity", None)], [("Group activity", True, 60), ("Walks", False, 60)],
    )  # fmt: skip
