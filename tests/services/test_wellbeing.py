"""Wellbeing: opt-in, kept apart, gone with its consent, and never shown for fewer than ten or by a difference."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command

from exchanges.actions import leaving, merging
from members.actions.data_requests import take_consent_back
from members.models import Consent, Member
from services.actions import wellbeing
from services.models import LoadedScale, Participation, WellbeingAnswer, WellbeingKey
from services.reads.intervals import paired_change, t_quantile
from services.reads.scales import SHIPPED, BadScale, scale_from, scales_of, shipped_scales
from services.reads.wellbeing import Asking, Occasion, asking_of, wellbeing_of
from tests import crowds, factories
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
MAY = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)
AUGUST = datetime.datetime(2026, 8, 10, 12, tzinfo=datetime.UTC)
SEPTEMBER = datetime.date(2026, 9, 1)


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


@pytest.fixture
def programme(surgery):
    return factories.make_programme(surgery)


def begin(programme, count):
    people = crowds.make_crowd(programme.service.bank, count)
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=MAY.date()) for each in people
    )
    return people


def twice(service, people, *, month=datetime.date(2026, 8, 1), before=(2, 2, 2), after=(1, 1, 2)):
    """Let people have answered the three questions twice, in bulk; each a little otherwise than the last."""
    keys = []
    for place, member in enumerate(people):
        consent = Consent.objects.create(
            member=member, purpose="WELLBEING", text="Yes", given_at=MAY, how="ONLINE", recorded_by=member
        )
        key = WellbeingKey.objects.create(member=member, consent=consent)
        keys.append(key)
        low = 1 if place % 3 == 0 else after[2]
        for occasion, when, scores in (
            ("BEFORE", datetime.date(2026, 5, 1), before),
            ("AFTER", month, (*after[:2], low)),
        ):
            WellbeingAnswer.objects.create(
                key=key.key, service=service, scale="UCLA3", occasion=occasion, month=when, scores=list(scores)
            )
    return keys


def loneliness(service, on=SEPTEMBER):
    (found,) = [each for each in wellbeing_of(service, on).changes if each.scale.code == "UCLA3"]
    return found


# Student's t at 0.975, from the printed tables (Abramowitz and Stegun, table 26.10).
@pytest.mark.parametrize(
    ("degrees", "t"),
    [(9, 2.262), (10, 2.228), (14, 2.145), (19, 2.093), (24, 2.064), (29, 2.045), (40, 2.021), (60, 2.0), (120, 1.98)],
)
def test_the_quantile_is_the_table_s(degrees, t):
    assert t_quantile(0.975, degrees) == pytest.approx(t, abs=0.0006)


def test_the_paired_change_is_what_a_hand_computes():
    pairs = [(5, 6), (4, 6), (7, 7), (3, 6), (6, 7), (5, 5), (4, 6), (6, 6), (5, 8), (7, 8)]

    found = paired_change(pairs)

    # Differences 1 2 0 3 1 0 2 0 3 1: mean 1.3, sample deviation 1.1595, standard error 0.36667, t(9) 2.262.
    assert (found.people, round(found.before, 3), round(found.after, 3)) == (10, 5.2, 6.5)
    assert (found.difference, found.low, found.high) == pytest.approx((1.3, 0.4706, 2.1294), abs=0.0005)
    assert (found.rises, found.falls) == (True, False)


def test_the_scales_that_come_with_us_say_where_they_come_from_and_how_they_are_read():
    ons, ucla = shipped_scales()

    assert (ons.code, len(ons.items), [figure.better for figure in ons.figures]) == (
        "ONS4",
        4,
        ["HIGHER", "HIGHER", "HIGHER", "LOWER"],
    )
    assert all(item.scores == tuple(range(11)) for item in ons.items)
    assert (ucla.code, [item.scores for item in ucla.items]) == ("UCLA3", [(1, 2, 3)] * 3)
    assert (ucla.figures[0].of((1, 2, 3)), ucla.figures[0].better, len(ucla.figures)) == (6, "LOWER", 1)
    assert all(each.source and each.terms and "Open Government Licence" in each.licence for each in (ons, ucla))


def test_the_answers_know_a_key_and_a_month_and_nobody():
    fields = {field.name: field.get_internal_type() for field in WellbeingAnswer._meta.get_fields()}

    assert fields == {
        "id": "UUIDField",
        "key": "UUIDField",
        "service": "ForeignKey",
        "scale": "CharField",
        "occasion": "CharField",
        "month": "DateField",
        "scores": "ArrayField",
    }
    assert Member not in {field.related_model for field in WellbeingAnswer._meta.get_fields()}


def test_somebody_is_asked_as_they_begin_and_three_months_later_if_they_answered(programme):
    anna, ben = begin(programme, 2)
    began = MAY.date()

    def asked(member, days):
        return [each.occasion for each in asking_of(member, began + datetime.timedelta(days=days))]

    assert (asked(anna, 0), asked(anna, 28), asked(anna, 29), asked(anna, 91)) == (["BEFORE"], ["BEFORE"], [], [])
    (asking,) = asking_of(anna, began)
    wellbeing.answer(anna, asking, {"UCLA3": [2, 2, 2]}, by=anna, at=MAY)
    assert (asked(anna, 0), asked(anna, 90), asked(anna, 91), asked(anna, 183)) == ([], [], ["AFTER"], [])
    assert asked(ben, 91) == []


def test_who_says_no_thanks_is_not_asked_again(programme):
    (anna,) = begin(programme, 1)

    wellbeing.decline(anna, by=anna, at=MAY)

    assert asking_of(anna, MAY.date()) == []


def test_nobody_answers_for_anybody(bank, programme):
    (anna,) = begin(programme, 1)
    (asking,) = asking_of(anna, MAY.date())

    for by in (factories.make_coordinator(bank), factories.make_staff(programme.service)):
        with pytest.raises(NotAllowed):
            wellbeing.answer(anna, asking, {"UCLA3": [1, 1, 1]}, by=by, at=MAY)
        with pytest.raises(NotAllowed):
            wellbeing.decline(anna, by=by, at=MAY)


@pytest.mark.parametrize("scores", [{"UCLA3": [1, 1]}, {"UCLA3": [1, 1, 4]}, {"UCLA3": [0, 1, 1]}, {"WEMWBS": [1]}, {}])
def test_only_answers_that_a_scale_offers_are_kept(programme, scores):
    (anna,) = begin(programme, 1)
    (asking,) = asking_of(anna, MAY.date())

    with pytest.raises(wellbeing.DoesNotAnswer):
        wellbeing.answer(anna, asking, scores, by=anna, at=MAY)
    assert not WellbeingKey.objects.exists()


def test_answers_out_of_turn_or_twice_are_refused(programme):
    (anna,) = begin(programme, 1)
    (asking,) = asking_of(anna, MAY.date())
    wellbeing.answer(anna, asking, {"UCLA3": [1, 1, 1]}, by=anna, at=MAY)

    for wrong in (asking, Asking(programme.service, Occasion.AFTER)):
        with pytest.raises(wellbeing.NotAskedNow):
            wellbeing.answer(anna, wrong, {"UCLA3": [1, 1, 1]}, by=anna, at=MAY)


def test_the_change_of_ten_who_answered_twice_is_shown_with_its_interval(programme):
    twice(programme.service, begin(programme, 10))

    change = loneliness(programme.service)

    assert (change.paired.people, change.paired.before, change.is_better, change.is_worse) == (10, 6, True, False)
    assert change.paired.difference == pytest.approx(-2.4)  # four by three, six by two
    assert change.paired.low < change.paired.difference < change.paired.high < 0


def test_nine_are_never_shown(programme):
    twice(programme.service, begin(programme, 9))

    assert loneliness(programme.service).paired is None
    assert wellbeing_of(programme.service, SEPTEMBER).shown == ()


def test_figures_grow_by_ten_people_or_more_when_a_month_is_over(programme):
    twice(programme.service, begin(programme, 10))
    twice(programme.service, begin(programme, 9), month=datetime.date(2026, 9, 1))

    during = loneliness(programme.service, datetime.date(2026, 8, 31)).paired
    nine_more = loneliness(programme.service, datetime.date(2026, 11, 1)).paired
    twice(programme.service, begin(programme, 1), month=datetime.date(2026, 10, 1))
    ten_more = loneliness(programme.service, datetime.date(2026, 11, 1)).paired

    assert during is None
    assert (nine_more.people, ten_more.people) == (10, 20)


def test_consent_taken_back_deletes_the_answers_and_keeps_the_figure_back(programme):
    people = begin(programme, 12)
    keys = twice(programme.service, people)
    assert loneliness(programme.service).paired.people == 12

    take_consent_back(keys[0].consent, by=people[0], at=AUGUST)

    assert not WellbeingAnswer.objects.filter(key=keys[0].key).exists()
    assert not WellbeingKey.objects.filter(member=people[0]).exists()
    assert loneliness(programme.service).paired is None  # eleven are left: twelve less eleven would tell the one
    twice(programme.service, begin(programme, 10), month=datetime.date(2026, 9, 1))
    assert loneliness(programme.service, datetime.date(2026, 10, 1)).paired.people == 21


def test_who_leaves_takes_their_consent_and_their_answers_along(programme):
    """A no to being asked stays: who comes back is not asked again."""
    people = begin(programme, 12)
    keys = twice(programme.service, people)
    silent = factories.make_member(programme.service.bank)
    wellbeing.decline(silent, by=silent, at=MAY)

    for leaver in (people[0], silent):
        leaving.leave(leaver, by=leaver, at=AUGUST)

    assert not WellbeingAnswer.objects.filter(key=keys[0].key).exists()
    assert not Consent.objects.filter(purpose="WELLBEING", member=people[0], ended_at=None).exists()
    assert loneliness(programme.service).paired is None
    assert WellbeingKey.objects.get(member=silent).declined_on is not None


@pytest.mark.parametrize("both", [True, False])
def test_of_two_entries_that_become_one_the_answers_under_one_consent_stay(programme, both):
    kept, other = begin(programme, 2)
    twice(programme.service, [kept, other] if both else [other])
    by = factories.make_coordinator(programme.service.bank)

    merging.merge(kept, other, by=by, at=AUGUST)

    assert WellbeingAnswer.objects.count() == 2
    standing = Consent.objects.filter(purpose="WELLBEING", ended_at=None)
    assert [each.member for each in standing] == [kept]


def test_an_ended_consent_hides_at_once_whatever_is_still_there(programme):
    keys = twice(programme.service, begin(programme, 10))

    Consent.objects.filter(pk=keys[0].consent_id).update(ended_at=AUGUST)

    assert loneliness(programme.service).paired is None


def test_how_many_answered_once_is_said_of_ten_or_more(programme):
    begun = begin(programme, 10)
    keys = twice(programme.service, begun)
    WellbeingAnswer.objects.filter(key__in=[key.key for key in keys[:3]], occasion="AFTER").delete()
    three = wellbeing_of(programme.service, SEPTEMBER).once_only
    WellbeingAnswer.objects.filter(occasion="AFTER").delete()

    assert (three, wellbeing_of(programme.service, SEPTEMBER).once_only) == (None, 10)


def test_a_service_knows_nothing_of_another_s(bank, programme):
    school = factories.make_service(bank, name="School")
    twice(programme.service, begin(programme, 10))

    assert wellbeing_of(school, SEPTEMBER).shown == ()


def test_two_entries_of_one_person_have_one_key(bank, programme):
    anna, again, ben = begin(programme, 3)
    (key, _other) = twice(programme.service, [again, ben])
    act = factories.act(factories.make_coordinator(bank))

    wellbeing.move_wellbeing(anna, again, act)
    wellbeing.move_wellbeing(anna, ben, act)

    assert WellbeingKey.objects.get().key == key.key
    assert WellbeingKey.objects.get().consent.member == anna


def load(tmp_path, definition, **options):
    file = tmp_path / "scale.json"
    file.write_text(definition if isinstance(definition, str) else json.dumps(definition), encoding="utf-8")
    call_command("load_scale", str(file), **options)


def test_an_operator_loads_a_licensed_scale_for_the_service_whose_licence_it_is(bank, surgery, tmp_path):
    definition = json.loads((SHIPPED / "ucla3.json").read_text(encoding="utf-8")) | {"code": "LICENSED7"}

    load(tmp_path, definition, bank=bank.slug, service=surgery.slug, licence_holder="Riverside Surgery")

    assert [scale.code for scale in scales_of(surgery)] == ["ONS4", "UCLA3", "LICENSED7"]
    assert LoadedScale.objects.get().licence_holder == "Riverside Surgery"
    assert [scale.code for scale in scales_of(factories.make_service(bank, name="School"))] == ["ONS4", "UCLA3"]


def test_who_holds_the_licence_is_asked_and_nothing_is_loaded_without(bank, surgery, tmp_path, monkeypatch):
    definition = json.loads((SHIPPED / "ucla3.json").read_text(encoding="utf-8")) | {"code": "LICENSED7"}
    asked = []
    monkeypatch.setattr("builtins.input", lambda words: asked.append(words) or " ")

    with pytest.raises(CommandError, match="licence"):
        load(tmp_path, definition, bank=bank.slug, service=surgery.slug)

    assert (len(asked), LoadedScale.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "NO SPACES"}, "code"),
        ({"source": ""}, "source"),
        ({"language": "English"}, "“language”.*en-gb"),
        ({"items": []}, "items"),
        ({"items": [{"name": "a", "words": "b", "least": 1}]}, "Question 1"),
        ({"items": [{"name": "a", "least": 1, "answers": ["no", "yes"]}]}, "Question 1 has no line “words”"),
        ({"items": [{"name": "a", "words": "b", "least": True, "most": 3}]}, "Question 1"),
        ({"scoring": "MEAN"}, "SUM to add .* or EACH"),
        ({"better": "SIDEWAYS"}, "better"),
    ],
)
def test_a_file_that_is_no_scale_is_refused_in_one_sentence(change, words):
    definition = json.loads((SHIPPED / "ucla3.json").read_text(encoding="utf-8")) | change

    with pytest.raises(BadScale, match=words):
        scale_from(definition)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1 "),
        ('{\n"code": "A",\n"title" "B"}', "line 3 .*Mend that line"),
        ("[]", "begin it with {"),
        ("\x00", "line 1 "),
    ],
)
def test_a_file_that_cannot_be_read_says_in_a_sentence_where_and_what_to_do(bank, surgery, tmp_path, text, words):
    with pytest.raises(CommandError, match=words):
        load(tmp_path, text, bank=bank.slug, service=surgery.slug, licence_holder="Us")
