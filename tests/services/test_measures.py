"""The two-way measures, each against small cases computed by hand."""

import dataclasses
import datetime
from itertools import islice

import pytest

from services.reads.measures.figures import FirstGifts, Hours, Share
from services.reads.measures.rows import Answer, Gap, Person, Stay, Where
from services.reads.measures.shown import TOO_FEW
from tests.services.crowd import AUGUST, JULY, JUNE, LIBRARY, NEIGHBOUR, SURGERY, Story, people_served

JUNE_10, JUNE_20, JULY_5 = datetime.date(2026, 6, 10), datetime.date(2026, 6, 20), datetime.date(2026, 7, 5)


def test_share_of_the_people_served_who_also_gave():
    found = Story(people_served(12)).gave(1, NEIGHBOUR).gave(1, 2).helped(3).gave(4, SURGERY, on=JULY_5).measured()

    assert [month.also_gave for month in found.months] == [Share(2, 12), Share(1, 12)]
    assert found.whole.also_gave == Share(3, 12)
    assert found.whole.also_gave.per_hundred == 25


def test_index_is_what_they_gave_of_all_they_gave_and_received():
    story = Story(people_served(10)).gave(1, NEIGHBOUR, 30).gave(SURGERY, 2, 60).was_helped(3, 90).helped(4, 60)

    assert story.measured().whole.index == Share(90, 240)


def test_what_one_served_gives_to_another_is_one_hour_and_given():
    assert Story(people_served(10)).gave(1, 2, 60).gave(NEIGHBOUR, 3, 60).measured().whole.index == Share(60, 120)


def test_at_a_session_what_each_gave_and_what_each_received_both_count():
    assert Story(people_served(10)).helped(1, 60).was_helped(2, 60).measured().whole.index == Share(60, 120)


def test_nothing_counts_from_before_the_day_somebody_came_in():
    people = people_served(12) | {1: Person(1, since=JUNE_20)}

    early = Story(people).gave(1, 2, 60, on=JUNE_10).measured().whole
    late = Story(people).gave(1, 2, 60, on=JUNE_20).measured().whole

    assert (early.also_gave, early.index) == (Share(0, 12), Share(0, 60))
    assert (late.also_gave, late.index) == (Share(1, 12), Share(60, 60))


def test_nothing_counts_after_the_month_in_which_the_service_served_somebody_last():
    people = people_served(12) | {1: Person(1, since=JUNE, until=JUNE_20)}

    found = Story(people).gave(1, NEIGHBOUR, on=JULY_5).measured()

    assert found.months[1].people == 11
    assert found.whole.index == Share(0, 0)
    assert found.whole.index.per_hundred is None


def first_given(people, *batches):
    """Let people give for the first time, so many on each of some days, from May to August."""
    story, members = Story(people, first=datetime.date(2026, 5, 1), last=AUGUST), iter(people)
    for count, on in batches:
        for member in islice(members, count):
            story.gave(member, NEIGHBOUR, on=on)
    return story


def test_days_from_referral_to_first_gift_are_the_lower_median_of_those_who_gave():
    story = Story(people_served(13, referred_on=JUNE))
    for member in range(1, 11):
        story.gave(member, NEIGHBOUR, on=JUNE + datetime.timedelta(days=member)).gave(member, NEIGHBOUR, on=JULY_5)

    assert story.measured().whole.first_gifts == FirstGifts(5, gave=10)


def test_a_first_gift_is_the_first_since_the_referral():
    story = first_given(people_served(12, referred_on=JUNE), (10, JULY_5)).gave(1, 2, on=datetime.date(2026, 5, 1))

    assert [month.first_gifts for month in story.measured().months] == [TOO_FEW, TOO_FEW, FirstGifts(34, 10), TOO_FEW]


def test_first_gifts_are_kept_together_until_ten_people_gave_one_and_later_ones_wait():
    found = first_given(people_served(14, referred_on=JUNE), (6, JUNE_10), (5, JULY_5), (3, AUGUST)).measured()

    assert [month.first_gifts for month in found.months] == [TOO_FEW, TOO_FEW, FirstGifts(9, 11), TOO_FEW]
    assert found.whole.first_gifts == FirstGifts(9, 11)


def test_who_does_not_let_it_be_told_any_more_takes_nothing_away_from_a_month_before():
    people = people_served(11, referred_on=JUNE)
    story = first_given(people, (11, JUNE_10))

    for gone in ({"untold": (Gap(JULY),)}, {"gaps": (Gap(JULY),)}):
        later = first_given(people | {1: dataclasses.replace(people[1], **gone)}, (11, JUNE_10))

        assert later.measured().months[:2] == story.measured().months[:2]
        assert later.measured().months[2].first_gifts is story.measured().months[2].first_gifts is TOO_FEW


@pytest.mark.parametrize("way", ["untold", "gaps"])
def test_a_first_gift_of_a_month_that_is_not_to_be_told_counts_in_none(way):
    people = people_served(11, referred_on=JUNE)
    people[1] = dataclasses.replace(people[1], **{way: (Gap(JUNE, JULY),)})

    assert first_given(people, (11, JUNE_10)).measured().whole.first_gifts == FirstGifts(9, gave=10)


def test_hours_by_who_gave_to_whom():
    story = Story(people_served(10))
    story.gave(1, NEIGHBOUR, 1).gave(NEIGHBOUR, 2, 2).gave(NEIGHBOUR, 501, 4).helped(NEIGHBOUR, 8).helped(3, 16)
    story.helped(4, 32, Where.EVENT).helped(NEIGHBOUR, 64, Where.EVENT)
    story.gave(SURGERY, 5, 100).gave(SURGERY, NEIGHBOUR, 100).on_duty(100).gave(SURGERY, LIBRARY, 5000)
    story.gave(6, SURGERY, 200).gave(NEIGHBOUR, SURGERY, 200)
    story.on_duty(300, beside=True).helped(7, 300, Where.BESIDE).was_helped(8, 300, Where.BESIDE)
    story.gave(LIBRARY, 9, 7000).was_helped(9, 7000)

    assert story.measured().whole.hours == Hours(
        citizen_to_citizen=1 + 2 + 8 + 16 + 32, staff_to_citizen=300, citizen_to_staff=400, side_by_side=600, paid=400
    )


def test_new_ties_are_pairs_who_never_exchanged_before_whoever_gave():
    story = Story(people_served(10)).gave(1, 2, on=datetime.date(2026, 5, 3)).gave(2, 1, on=JUNE_10)
    story.gave(1, 3, on=JUNE_20).gave(3, 1, on=JULY_5).gave(NEIGHBOUR, 4, on=JULY_5)
    story.gave(SURGERY, 5).gave(6, SURGERY).gave(NEIGHBOUR, 501).helped(7).was_helped(8)

    found = story.measured()

    assert [month.new_ties for month in found.months] == [1, 1]
    assert found.whole.new_ties == 2


def test_of_those_asked_some_had_not_met_before():
    story = Story(people_served(12))
    for member in range(1, 11):
        story.gave(member, NEIGHBOUR)
        story.answers.append(Answer((member, NEIGHBOUR), by=member, had_met=member > 7, on=JUNE_10))
    story.answers.append(Answer((1, 2), by=1, had_met=False, on=JUNE_10))

    assert story.measured().whole.were_strangers == Share(7, 10)


def test_the_answers_of_nine_are_not_told():
    story = Story(people_served(12))
    for member in range(1, 10):
        story.gave(member, NEIGHBOUR)
        story.answers += [Answer((member, NEIGHBOUR), by=member, had_met=False, on=JUNE_10)] * 2

    assert story.measured().whole.were_strangers is TOO_FEW


def test_answers_are_kept_together_until_ten_people_gave_one_and_later_ones_wait():
    story = Story(people_served(14), first=datetime.date(2026, 5, 1), last=AUGUST)
    for member, on in enumerate([*[JUNE_10] * 6, *[JULY_5] * 5, *[AUGUST] * 3], start=1):
        story.gave(member, NEIGHBOUR, on=JUNE)
        story.answers.append(Answer((member, NEIGHBOUR), by=member, had_met=on == JUNE_10, on=on))

    found = story.measured()
    july = Story(people_served(14), first=JULY)
    july.flows, july.answers = story.flows, story.answers

    assert [month.were_strangers for month in found.months] == [TOO_FEW, TOO_FEW, Share(5, 11), TOO_FEW]
    assert found.whole.were_strangers == july.measured().whole.were_strangers == Share(5, 11)


def partners(ends=JUNE_20):
    """Six pairs of a programme, met early in June; who is odd takes part until a day."""
    story = Story(people_served(12))
    for member in range(1, 13):
        story.stays.append(Stay(7, member, JUNE, ends if member % 2 else None))
    for member in range(1, 13, 2):
        story.gave(member, member + 1, on=JUNE_10)
    return story


def test_ties_last_where_a_pair_exchanges_after_one_of_them_left():
    story = partners().gave(2, 1, on=JULY_5).gave(3, 4, on=datetime.date(2026, 6, 21)).gave(5, 6, on=JUNE_20)

    june, july = story.measured().months

    assert june.lasting_ties == Share(2, 6)
    assert july.lasting_ties is TOO_FEW
    assert story.measured().whole.lasting_ties == Share(2, 6)


def test_a_pair_that_still_shares_a_programme_has_not_parted():
    story = partners()
    story.stays += [Stay(8, 1, JUNE, None), Stay(8, 2, JUNE, None)]

    assert story.measured().whole.lasting_ties == Share(0, 5)


def test_a_pair_that_had_exchanged_before_is_no_tie_of_the_programme():
    story = partners().gave(1, 2, on=datetime.date(2026, 5, 1))

    assert story.measured().whole.lasting_ties == Share(0, 5)


def test_people_served_who_took_a_role_like_staffs_count_in_the_month_in_which_they_took_it():
    people = people_served(12) | {
        1: Person(1, since=JUNE, leads_from=JUNE_10),
        2: Person(2, since=JUNE, leads_from=JULY_5, gaps=(Gap(AUGUST),)),
        3: Person(3, since=JUNE, leads_from=JULY_5, gaps=(Gap(JULY),)),
        4: Person(4, since=JULY, leads_from=JUNE_10),
    }

    found = Story(people, last=AUGUST).measured()

    assert [month.staff_like for month in found.months] == [Share(1, 11), Share(1, 11), Share(0, 10)]
    assert found.whole.staff_like == Share(2, 12)


def test_nine_people_give_no_number_at_all():
    story = Story(people_served(9, referred_on=JUNE, leads_from=JUNE))
    story.gave(1, NEIGHBOUR).on_duty(60).was_helped(2)

    found = story.measured()

    for figures in (*found.months, found.whole):
        said = [getattr(figures, field.name) for field in dataclasses.fields(figures)]
        assert said == [figures.first_on, figures.last_on, *[TOO_FEW] * 9]
    assert not found.whole.is_shown


def test_what_was_given_in_a_month_of_nine_is_in_no_sum():
    people = people_served(9, since=JUNE) | {number: Person(number, since=JULY) for number in range(10, 13)}

    found = Story(people).gave(1, NEIGHBOUR, 600, on=JUNE_10).gave(2, NEIGHBOUR, 60, on=JULY_5).measured()

    assert not found.months[0].is_shown
    assert found.whole.index == found.months[1].index == Share(60, 60)
    assert found.has_months_left_out


@pytest.mark.parametrize(("part", "of", "words"), [(1, 3, 33), (2, 3, 67), (1, 8, 13), (0, 5, 0), (5, 5, 100)])
def test_in_a_hundred_is_to_the_nearest(part, of, words):
    assert Share(part, of).per_hundred == words
