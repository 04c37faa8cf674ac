"""What coordinators write down of who waits: words of members, steps, gifts and a yes that was told."""

import pytest
from django.utils import timezone

from members import actions
from members.actions import StepChange
from members.actions.gifts import GiftWords
from members.models import JoiningStep, MemberEvent
from members.reads.standing import standing_path
from members.reads.terms import current_terms
from notices.models import Notice
from tests import factories as make
from tests.pages.joining import asked, url
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


# What coordinators write down


def test_a_coordinator_asks_a_member_who_says_yes(client, bank, priya, margaret, sign_in):
    bank.references_asked = 1
    bank.save()
    rosa = make.make_ready(asked(bank))
    day = bank.day(timezone.now()).isoformat()

    sign_in(priya).post(
        url("joining_step", bank, rosa.pk, "reference-1"), {"state": "ASKED", "number": margaret.number, "on": day}
    )
    step = rosa.joining_steps.get()
    notice = Notice.objects.get(recipient__key=margaret.actor_key, kind="VOUCH_ASKED")
    assert notice.path == url("vouch", bank, step.pk)
    assert "Do you know Rosa Diaz?" in words(sign_in(margaret).get(notice.path))
    client.post(notice.path, {"answer": "yes", "words": "Since school", "by": priya.pk, "member": priya.pk})

    step.refresh_from_db()
    assert (step.state, step.by, step.member) == ("DONE", margaret, rosa)
    answer = sign_in(priya).post(url("application", bank, rosa.pk), {"approve": "1"})
    assert answer.url.startswith(f"/{bank.slug}/members/")


def test_letting_in_too_early_says_what_is_missing(client, bank, priya, sign_in):
    rosa = asked(bank)

    page = sign_in(priya).post(url("application", bank, rosa.pk), {"approve": "1"}, follow=True)

    rosa.refresh_from_db()
    assert "Still missing: Gifts, Terms and code of conduct." in words(page)
    assert rosa.state == "APPLICANT"


def test_not_yet_comes_filled_in_with_what_is_missing(client, bank, priya, sign_in):
    rosa = asked(bank)
    prefilled = sign_in(priya).get(url("application", bank, rosa.pk)).context["not_yet"].initial["not_yet_words"]

    client.post(url("application", bank, rosa.pk), {"not_yet": "1", "not_yet_words": prefilled})

    assert "Say yes to our terms and code of conduct." in prefilled
    assert Notice.objects.get(recipient__key=rosa.actor_key).path == standing_path(rosa)
    assert rosa.events.filter(kind=MemberEvent.Kind.NOT_YET, by=priya).count() == 1


def test_a_coordinator_adds_a_gift_and_a_yes_that_was_told(client, bank, priya, sign_in):
    rosa = asked(bank)
    seen = "-".join(str(version.pk) for version in current_terms(bank))

    sign_in(priya).post(url("applicant_gift", bank, rosa.pk), {"words": "Chess", "kind": "HEAD", "would": ["TEACH"]})
    answer = client.post(url("terms_told", bank, rosa.pk), {"seen": seen, "how": "IN_PERSON"})

    assert answer.url == url("application", bank, rosa.pk)
    assert "Chess Something they know Would teach this." in words(client.get(answer.url))
    assert (rosa.gifts.get().words, rosa.gifts.get().added_by) == ("Chess", priya)
    assert list(rosa.consents.values_list("how", "recorded_by")) == [("IN_PERSON", priya.pk)] * 2


@pytest.mark.parametrize("step", ["reference-0", "reference-6", "reference-", "gifts", "terms", "reference-²"])
def test_there_is_no_page_for_a_step_that_cannot_be_marked(bank, priya, sign_in, step):
    rosa = asked(bank)

    assert sign_in(priya).get(url("joining_step", bank, rosa.pk, step)).status_code == 404


def test_forged_fields_of_a_step_change_nothing(client, bank, priya, margaret, sign_in):
    rosa, other = asked(bank), asked(bank, name="Olu")
    typed = {"state": "DONE", "on": bank.day(timezone.now()).isoformat(), "kind": "TERMS", "place": "4"}

    sign_in(priya).post(
        url("joining_step", bank, rosa.pk, "induction"),
        {**typed, "member": other.pk, "by": margaret.pk, "number": margaret.number, "asked_of": margaret.pk},
    )

    step = JoiningStep.objects.get()
    assert (step.member, step.kind, step.place, step.by, step.asked_of) == (rosa, "INDUCTION", 1, priya, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_columns_take_the_same_number_of_queries(bank, priya, sign_in, django_assert_num_queries, rows):
    bank.references_asked, bank.asks_induction = 1, True
    bank.save()
    for number in range(rows):
        rosa = make.make_ready(asked(bank, name=f"Rosa {number}"))
        change = StepChange("REFERENCE", "DONE", bank.day(timezone.now()))
        actions.mark_step(rosa, change, by=priya, at=timezone.now())
    client = sign_in(priya)

    # session, person, bank, membership, applicants, gifts, terms, consents, steps, kinds of checks, events
    with django_assert_num_queries(11):
        page = client.get(url("pipeline", bank))

    assert sum(len(column.rows) for column in page.context["columns"]) == rows


# Lists take the same number of queries however long


@pytest.mark.parametrize("rows", [1, 3])
def test_an_application_takes_the_same_number_of_queries(
    bank, priya, margaret, sign_in, django_assert_num_queries, rows
):
    bank.references_asked = rows
    bank.save()
    rosa = make.make_ready(asked(bank))
    for number in range(rows):
        gift = GiftWords("HAND", f"Gift {number}")
        actions.add_gift(rosa, gift, by=priya, at=timezone.now())
        change = StepChange("REFERENCE", "DONE", bank.day(timezone.now()), place=number + 1)
        actions.mark_step(rosa, change, by=priya, at=timezone.now())
    client = sign_in(priya)

    # session, person, bank, membership, applicant, five for the steps, the look, suspects, gifts, invited, from before
    with django_assert_num_queries(15):
        assert client.get(url("application", bank, rosa.pk)).status_code == 200
