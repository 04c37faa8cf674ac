"""The pages of measures: who reads them, what they say in words, their files, and that they show nothing of few."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Exchange
from members.models import Role
from services.models import Participation
from services.reads.measures import Share
from services.reads.measures.rows import Answer, Stay
from services.reads.measures.trends import told, what_changed
from tests import factories as make
from tests.crowds import make_crowd
from tests.pages.reading import words
from tests.services.crowd import JUNE, NEIGHBOUR, SURGERY, Story, people_served
from timebank.lib.months import month_of

pytestmark = pytest.mark.django_db
MAY, JUNE_10, JULY_3 = datetime.date(2026, 5, 1), datetime.date(2026, 6, 10), datetime.date(2026, 7, 3)


@pytest.fixture
def surgery():
    return make.make_service(make.make_bank())


@pytest.fixture
def programme(surgery):
    """A programme of ten people, one of whom gave an hour in the month before this one."""
    programme = make.make_programme(surgery, slug="walks", title="Walks")
    people = make_crowd(surgery.bank, 10)
    since = last_month(surgery)
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=since) for each in people
    )
    exchange = make.posted_exchange(people[0], make.make_member(surgery.bank))
    Exchange.objects.filter(pk=exchange.pk).update(happened_on=since)
    return programme


def last_month(surgery):
    """Give the first day of the month before this one."""
    return month_of(month_of(surgery.bank.day(timezone.now())) - datetime.timedelta(days=1))


def page(name, surgery, *args):
    return reverse(f"services:{name}", args=[surgery.bank.slug, *args])


def read(client, path, member, status=200):
    client.force_login(member.person)
    answer = client.get(path)
    assert answer.status_code == status
    return words(answer)


def test_staff_read_what_their_service_comes_to(client, surgery, programme):
    nurse = make.make_staff(surgery)

    said = read(client, page("service_measures", surgery, surgery.slug), nurse)
    of_programme = read(client, page("programme_measures", surgery, surgery.slug, "walks"), nurse)

    assert "Two-way measures: Riverside Surgery" in said
    assert "Of 10 people served, 1 also gave: 10 in 100." in said
    assert "People served gave 1 hour and received 0 hours: of 100 hours they gave 100." in said
    assert "1 pair gave each other time for the first time." in said
    assert "Months with fewer than 10 people are left out, also of the sums." in said
    assert "Programme by programme Walks" in said
    assert "Two-way measures: Walks" in of_programme
    assert "Of 10 people served, 1 also gave: 10 in 100." in of_programme


@pytest.mark.parametrize(
    ("role", "one", "all_of_them"),
    [(Role.COORDINATOR, 200, 200), (Role.ADMIN, 200, 200), (Role.AUDITOR, 200, 200), (None, 403, 403)],
)
def test_who_runs_or_audits_the_bank_reads_them_and_other_members_do_not(client, surgery, role, one, all_of_them):
    make.make_programme(surgery, slug="walks")
    asker = make.make_member(surgery.bank, roles=(role,) if role else ())

    for name, args, status in [
        ("service_measures", [surgery.slug], one),
        ("service_measures_csv", [surgery.slug], one),
        ("programme_measures", [surgery.slug, "walks"], one),
        ("programme_measures_csv", [surgery.slug, "walks"], one),
        ("bank_measures", [], all_of_them),
        ("bank_measures_csv", [], all_of_them),
    ]:
        read(client, page(name, surgery, *args), asker, status)


def test_staff_of_another_service_do_not_read_them(client, surgery):
    teacher = make.make_staff(make.make_service(surgery.bank, name="School"))

    read(client, page("service_measures", surgery, surgery.slug), teacher, 403)


def test_nothing_is_shown_of_nine(client, surgery, programme):
    Participation.objects.filter(pk=Participation.objects.earliest("pk").pk).delete()

    said = read(client, page("service_measures", surgery, surgery.slug), make.make_coordinator(surgery.bank))

    assert "no figure is shown" in said
    assert "in 100" not in said


def test_the_file_has_a_line_for_each_month_and_one_for_all(client, surgery, programme):
    client.force_login(make.make_coordinator(surgery.bank).person)

    answer = client.get(page("service_measures_csv", surgery, surgery.slug) + "?from=2026-01&to=2026-03")

    lines = answer.content.decode().splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="riverside-surgery-2026-01-2026-03.csv"'
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["2026-01", "2026-01", "too few"],
        ["2026-02", "2026-02", "too few"],
        ["2026-03", "2026-03", "too few"],
        ["2026-01", "2026-03", "too few"],
    ]


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("from=soon", "There is no such month"),
        ("from=2026-13", "There is no such month"),
        ("from=2026-03&to=2026-01", "Turn them round"),
        ("from=2015-01&to=2026-01", "five years at most"),
        ("to=2999-01", "not over yet"),
    ],
)
def test_months_that_cannot_be_are_answered_kindly(client, surgery, asked, word):
    path = page("service_measures", surgery, surgery.slug)

    assert word in read(client, f"{path}?{asked}", make.make_coordinator(surgery.bank), 400)


def test_the_month_that_runs_is_never_measured(client, surgery, programme):
    coordinator, now = make.make_coordinator(surgery.bank), f"{surgery.bank.day(timezone.now()):%Y-%m}"
    path, file = page("service_measures", surgery, surgery.slug), page("service_measures_csv", surgery, surgery.slug)

    said = [read(client, f"{path}?{box}={now}", coordinator, 400) for box in ("from", "to")]
    in_file = client.get(f"{file}?to={now}").content.decode()

    assert all("That month is not over yet." in words for words in said)
    assert now not in in_file
    assert f"{last_month(surgery):%Y-%m}" in in_file


def test_the_page_of_measures_asks_the_same_however_much_there_is(
    client, surgery, programme, django_assert_num_queries
):
    client.force_login(make.make_staff(surgery).person)
    path = page("service_measures", surgery, surgery.slug)
    client.get(path)

    with django_assert_num_queries(20):
        client.get(path)


@pytest.mark.parametrize(("then", "now", "words"), [(4, 5, "rose from 40 to 50"), (5, 4, "fell from 50 to 40")])
def test_one_sentence_says_what_changed(then, now, words):
    story = gave_in_two_months(people_served(10), then, now)

    assert what_changed(story.measured()) == f"Since June 2026 the share who also gave {words} in 100."
    assert story.measured().months[0].also_gave == Share(then, 10)


def gave_in_two_months(people, then, now, **more):
    """Let so many people give an hour to a neighbour in June, and so many in July."""
    story = Story(people, **more)
    for member in range(1, then + 1):
        story.gave(member, NEIGHBOUR)
    for member in range(1, now + 1):
        story.gave(member, NEIGHBOUR, on=JULY_3)
    return story


def test_the_one_sentence_is_of_the_share_that_changed_most():
    story = gave_in_two_months(people_served(10), 4, 5).was_helped(9, 60, on=JULY_3).was_helped(9, 240, on=JULY_3)

    said = {each.measure.name: each.changed for each in told(story.measured())}

    assert what_changed(story.measured()) == said["index"]
    assert said["index"] == "Since June 2026 the share of the time that people served gave fell from 100 to 50 in 100."
    assert said["also_gave"] == "Since June 2026 the share who also gave rose from 40 to 50 in 100."
    assert said["staff_like"] == ""  # a role is taken now and then: two months say nothing of it


def test_every_measure_is_drawn_month_by_month_and_a_month_of_few_is_a_gap():
    people = people_served(20, since=JUNE, referred_on=JULY_3, leads_from=JUNE)
    people |= people_served(10, since=JUNE, referred_on=JUNE, leads_from=JULY_3)
    story = Story(people, first=MAY)
    story.gave(20, 501, on=MAY).gave(3, SURGERY).on_duty(60).on_duty(30, beside=True)
    for half, on in ((range(1, 11), JUNE_10), (range(11, 21), JULY_3)):
        story.stays += [Stay(7, member, JUNE, on) for member in half]
        for member in half:
            story.gave(member, NEIGHBOUR, on=on)
            story.answers.append(Answer((member, NEIGHBOUR), by=member, had_met=on == JULY_3, on=on))
        for member in half[::2]:
            story.gave(member, member + 1, 30, on=JUNE_10)
    for member in range(1, 11, 2):
        story.gave(member, member + 1, 30, on=JULY_3)

    found = {each.measure.name: each for each in told(story.measured())}

    assert {name: [bar.figure for bar in each.bars] for name, each in found.items()} == {
        "also_gave": [None, 75, 75],
        "index": [None, 100, 100],
        "first_gifts": [None, 9, 0],
        "hours": [],
        "new_ties": [None, 20, 10],
        "were_strangers": [None, 100, 0],
        "lasting_ties": [None, 100, 0],
        "staff_like": [None, 10, 10],
    }
    assert found["hours"].stacks == [("May", None), ("Jun", (900, 60, 60, 30)), ("Jul", (750, 0, 0, 0))]
    assert {bar.words for each in found.values() for bar in each.bars[:1]} == {"too few people"}
    assert found["new_ties"].changed == "Since June 2026 the number of new pairs fell from 20 to 10."
    assert found["hours"].changed == "Since June 2026 the time among citizens fell from 15 hours to 12½ hours."
