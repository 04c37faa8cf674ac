"""Voice: each side answers once, nobody can be joined to what they said, and fewer than ten are never shown."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from members.models import Mandate, Member, MemberEvent
from notices.models import Notice
from services.actions import voice
from services.models import LadderStep, Participation, VoiceAnswer, VoiceRound, VoiceTaken
from services.reads.voice import Side, SideVoice, side_of, voices_of
from tests import crowds, factories
from timebank.lib.errors import NotAllowed

pytestmark = pytest.mark.django_db
MAY = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)
LATER = MAY + datetime.timedelta(weeks=7)


@pytest.fixture
def bank():
    return factories.make_bank()


@pytest.fixture
def surgery(bank):
    return factories.make_service(bank)


@pytest.fixture
def programme(surgery):
    return factories.make_programme(surgery)


@pytest.fixture
def manager(surgery):
    return factories.make_staff(surgery, manages=True)


def serve(programme, count):
    people = crowds.make_crowd(programme.service.bank, count)
    since = datetime.date(2026, 1, 1)
    Participation.objects.bulk_create(
        Participation(programme=programme, member=each, is_served=True, joined_on=since) for each in people
    )
    return people


def test_the_ladder_has_seven_steps_from_doing_to_over_for_to_with():
    assert [step.kind for step in LadderStep] == ["doing to"] * 2 + ["doing for"] * 3 + ["doing with"] * 2


def test_no_column_of_the_answers_leads_to_anybody_or_to_a_time():
    columns = {field.name for field in VoiceAnswer._meta.get_fields()}

    assert columns == {"id", "round", "side", "step", "people"}
    assert {field.name for field in VoiceTaken._meta.get_fields()} == {"id", "round", "member"}
    assert VoiceAnswer._meta.get_field("round").related_model is VoiceRound
    assert Member not in {field.related_model for field in VoiceAnswer._meta.get_fields()}


def test_nor_do_the_database_s_own_numbers_tell_which_answer_moved_with_whose(programme, manager):
    anna, _ben = serve(programme, 2)
    round_ = voice.open_round(programme.service, by=manager, at=MAY)

    voice.answer(round_, anna, step=LadderStep.ASKED, by=anna, at=MAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text, xmax::text FROM services_voiceanswer")
        transactions = cursor.fetchall()
    assert len(transactions) == 1  # every count was written anew
    assert list(VoiceAnswer.objects.filter(people=1).values_list("side", "step")) == [("SERVED", 4)]


def test_everybody_answers_once_and_on_one_side(programme, manager):
    (anna,) = serve(programme, 1)
    factories.take_part(programme, manager)
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    voice.answer(round_, anna, step=LadderStep.TOLD, by=anna, at=MAY)
    voice.answer(round_, manager, step=LadderStep.DO_TOGETHER, by=manager, at=MAY)

    with pytest.raises(voice.AlreadyAnswered):
        voice.answer(round_, anna, step=LadderStep.TOLD, by=anna, at=MAY)
    with pytest.raises(voice.AlreadyAnswered):
        voice.answer(round_, manager, step=LadderStep.TOLD, by=manager, at=MAY)
    assert sorted(VoiceAnswer.objects.filter(people=1).values_list("side", "step")) == [("SERVED", 3), ("STAFF", 7)]


def test_who_is_neither_staff_nor_served_is_not_asked(bank, programme, manager):
    helper, stranger = factories.make_member(bank), factories.make_member(bank, name="Stefan")
    factories.take_part(programme, helper, is_served=False)
    round_ = voice.open_round(programme.service, by=manager, at=MAY)

    for somebody in (helper, stranger):
        with pytest.raises(voice.NotAsked):
            voice.answer(round_, somebody, step=LadderStep.TOLD, by=somebody, at=MAY)


def test_a_coordinator_writes_it_down_for_who_rang_and_staff_never_do(bank, programme, manager):
    (anna,) = serve(programme, 1)
    priya = factories.make_coordinator(bank)
    round_ = voice.open_round(programme.service, by=priya, at=MAY)

    with pytest.raises(NotAllowed):
        voice.answer(round_, anna, step=LadderStep.DO_TOGETHER, by=manager, at=MAY)
    voice.answer_for(round_, anna, step=LadderStep.TOLD, by=priya, at=MAY)

    line = MemberEvent.objects.get(member=anna, kind="VOICE_WRITTEN")
    assert (line.by, line.is_on_behalf, line.words) == (priya, True, "")
    assert line.get_kind_display() == "what they say of a service was written down for them"


def test_writing_it_down_never_tells_whom_a_service_serves(bank, programme):
    (anna,) = serve(programme, 1)
    priya, stranger = factories.make_coordinator(bank), factories.make_member(bank)
    round_ = voice.open_round(programme.service, by=priya, at=MAY)

    for each in (anna, anna, stranger):
        voice.answer_for(round_, each, step=LadderStep.TOLD, by=priya, at=MAY)

    assert VoiceTaken.objects.get().member == anna
    assert MemberEvent.objects.filter(kind="VOICE_WRITTEN", by=priya).count() == 3


def test_a_service_asks_once_in_each_half_of_a_year(bank, programme, manager):
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    days = (round_.remind_on - round_.began_on, round_.last_on - round_.began_on)

    with pytest.raises(voice.AlreadyAsked):
        voice.open_round(programme.service, by=factories.make_coordinator(bank), at=MAY)
    with pytest.raises(NotAllowed):
        voice.open_round(programme.service, by=factories.make_staff(programme.service, name="Nurse"), at=LATER)
    assert days == (datetime.timedelta(weeks=3), datetime.timedelta(weeks=6))


@pytest.mark.parametrize(("day", "opens"), [("2026-01-02", True), ("2026-05-04", False), ("2026-07-01", True)])
def test_a_round_opens_by_itself_as_a_half_begins(programme, day, opens):
    at = datetime.datetime.fromisoformat(f"{day}T12:00+00:00")

    made = voice.open_if_due(programme.service_id, at=at)
    again = voice.open_if_due(programme.service_id, at=at)

    assert (made is not None, again) == (opens, None)


def test_no_round_opens_by_itself_while_another_is_open_or_no_programme_runs(bank, programme, manager):
    school = factories.make_service(bank, name="School")
    voice.open_round(programme.service, by=manager, at=datetime.datetime(2026, 6, 20, 12, tzinfo=datetime.UTC))
    july = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)

    assert voice.open_if_due(programme.service_id, at=july) is None
    assert voice.open_if_due(school.pk, at=july) is None
    assert voice.open_if_due(programme.service_id, at=july + datetime.timedelta(weeks=6)) is not None


def test_whom_it_asks_is_told_and_reminded_once_without_the_service_s_name(programme, manager):
    anna, ben = serve(programme, 2)
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    voice.tell_of_round(round_.pk, at=MAY)
    voice.tell_of_round(round_.pk, at=MAY)
    voice.answer(round_, anna, step=LadderStep.TOLD, by=anna, at=MAY)
    half_over = MAY + datetime.timedelta(weeks=3)
    voice.remind(round_.pk, at=half_over - datetime.timedelta(days=1))
    voice.remind(round_.pk, at=half_over)
    voice.remind(round_.pk, at=half_over)

    told = Notice.objects.filter(kind="VOICE_ASKED")
    times = {each: told.filter(recipient__key=each.actor_key).count() for each in (anna, ben, manager)}
    assert times == {anna: 1, ben: 2, manager: 2}
    assert not any("Surgery" in each.subject + each.body or "surgery" in each.path for each in told)


def test_answers_are_shown_once_the_round_is_over_and_for_ten_or_more_of_a_side(programme, manager):
    people = serve(programme, 10)
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    for place, each in enumerate(people):
        voice.answer(round_, each, step=LadderStep(3 if place < 5 else 4), by=each, at=MAY)
    voice.answer(round_, manager, step=LadderStep.DO_TOGETHER, by=manager, at=MAY)

    while_open = voices_of(programme.service, round_.last_on)
    (after,) = voices_of(programme.service, round_.last_on + datetime.timedelta(days=1))

    assert while_open == []
    assert (after.served.counts, after.served.median) == ((0, 0, 5, 5, 0, 0, 0), 3.5)
    assert (after.staff.is_shown, after.staff.counts, after.staff.median, after.gap) == (False, (), None, None)


def test_nine_of_a_side_are_never_shown(programme, manager):
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    VoiceAnswer.objects.filter(round=round_, step=4).update(people=9)

    (found,) = voices_of(programme.service, LATER.date())

    assert (found.staff, found.served) == (SideVoice(Side.STAFF), SideVoice(Side.SERVED))


def test_the_gap_is_staff_s_middle_less_that_of_who_is_served(programme, manager):
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    VoiceAnswer.objects.filter(round=round_, side="STAFF", step=6).update(people=11)
    VoiceAnswer.objects.filter(round=round_, side="SERVED", step=4).update(people=10)

    (found,) = voices_of(programme.service, LATER.date())

    assert (found.staff.median, found.served.median, found.gap) == (6, 4, 2)


def test_who_has_answered_is_forgotten_when_the_round_is_over(programme, manager):
    (anna,) = serve(programme, 1)
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    voice.answer(round_, anna, step=LadderStep.TOLD, by=anna, at=MAY)

    voice.forget_who_answered(at=MAY)
    while_open = VoiceTaken.objects.count()
    voice.forget_who_answered(at=LATER)

    assert (while_open, VoiceTaken.objects.count()) == (1, 0)
    with pytest.raises(voice.VoiceClosed):
        voice.answer(round_, anna, step=LadderStep.TOLD, by=anna, at=LATER)


def test_who_left_the_programme_or_the_service_is_asked_no_more(programme, manager):
    (anna,) = serve(programme, 1)
    today = MAY.date()
    before = tuple(side_of(each, programme.service, today, by=each) for each in (anna, manager))
    Participation.objects.filter(member=anna).update(left_on=today)
    Mandate.objects.filter(holder=manager).update(ended_at=timezone.now())

    after = tuple(side_of(each, programme.service, today, by=each) for each in (anna, manager))

    assert (before, after) == ((Side.SERVED, Side.STAFF), (None, None))


def test_two_entries_of_one_person_have_answered_once(bank, programme, manager):
    anna, again = serve(programme, 2)
    round_ = voice.open_round(programme.service, by=manager, at=MAY)
    voice.answer(round_, again, step=LadderStep.TOLD, by=again, at=MAY)

    voice.move_voice(anna, again, factories.act(factories.make_coordinator(bank)))

    assert VoiceTaken.objects.get().member == anna
