"""Why two people are brought together, in words: nobody's sex is guessed, no figure shown, nothing hidden said."""

import pytest
from django.utils import timezone

from exchanges.models import Listing
from exchanges.reads.matches import of_listing, to_be_helped, to_help
from exchanges.views.match_words import fit, in_a_row, reasons_in_words
from members.models import Member
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    return make.make_member(bank, name="Rosa Day")


@pytest.fixture
def gwilym(bank):
    return make.make_member(bank, name="Gwilym Prys")


def plain(words: list[str]) -> list[str]:
    return [each.replace("\u2068", "").replace("\u2069", "") for each in words]


def ask(member, *, availability=()) -> Listing:
    request = make.make_listing(member, kind=Listing.Kind.REQUEST, title="A torn coat")
    request.availability = list(availability)
    request.save(update_fields=["availability"])
    return request


def as_read(request, reader, thing, likeness=0.9) -> list[str]:
    make.make_match(request, thing, likeness=likeness)
    at = timezone.now()
    if reader.pk == thing.member.pk:
        [found] = to_help(reader, at=at)
    elif reader.pk == request.member.pk:
        [found] = to_be_helped(reader, at=at)
    else:
        [found] = of_listing(request, reader, at=at)
    return plain(reasons_in_words(found, reader))


@pytest.mark.parametrize(
    ("who", "about", "met", "first"),
    [
        ("giver", "you offer “Mending”", "you have not met", "it would be your first chance to give"),
        (
            "receiver",
            "Gwilym Prys offers “Mending”",
            "you have not met",
            "it would be the first time that you are helped",
        ),
        (
            "coordinator",
            "Gwilym Prys offers “Mending”",
            "they have not met",
            "it would be the first chance to give for Gwilym Prys",
        ),
    ],
)
def test_each_reader_reads_it_their_way(bank, rosa, gwilym, who, about, met, first):
    readers = {"giver": gwilym, "receiver": rosa, "coordinator": make.make_coordinator(bank)}

    said = as_read(ask(rosa), readers[who], make.make_listing(gwilym, title="Mending"))

    assert said[0] == about
    assert met in said
    assert first in said


def test_a_gift_without_an_offer_says_what_was_told(rosa, gwilym):
    said = as_read(ask(rosa), gwilym, make.make_gift(gwilym, words="Mending"))

    assert said[0] == "you said you like “Mending”"


def test_a_far_thought_is_called_one(bank, rosa, gwilym):
    said = as_read(ask(rosa), make.make_coordinator(bank), make.make_listing(gwilym, title="Singing"), likeness=0.1)

    assert said[0] == "it may be close to what Gwilym Prys offers: “Singing”"


def test_whether_somebody_ever_gave_is_for_themselves_and_who_runs_the_bank(rosa, gwilym):
    said = as_read(ask(rosa), rosa, make.make_listing(gwilym, title="Mending"))

    assert not any("chance to give" in each for each in said)


def test_times_and_languages_are_named(rosa, gwilym):
    Member.objects.update(languages=["en", "pl"], availability=["TUE_AM"])
    gwilym.refresh_from_db()

    said = as_read(ask(rosa, availability=["MON_AM", "TUE_AM"]), gwilym, make.make_gift(gwilym, words="Mending"))

    assert "you are both free on Tuesday mornings" in said
    assert "you both speak Polish (polski)" in said


def test_what_somebody_keeps_to_themselves_is_no_reason(rosa, gwilym):
    Member.objects.update(languages=["en", "pl"], availability=["TUE_AM"])
    Member.objects.filter(pk=gwilym.pk).update(shows=[Member.Item.GIFTS])
    rosa.refresh_from_db()

    said = as_read(ask(rosa, availability=["TUE_AM"]), rosa, make.make_gift(gwilym, words="Mending"))

    assert not any("Tuesday" in each or "Polish" in each for each in said)


def test_all_of_it_is_one_sentence_without_a_figure(rosa, gwilym):
    make.make_match(ask(rosa), make.make_listing(gwilym, title="Mending"), likeness=0.87)
    [found] = to_help(gwilym, at=timezone.now())

    because = plain([fit(found, gwilym).because])[0]

    assert because == "Because you offer “Mending”, you have not met and it would be your first chance to give."
    assert not any(sign.isdigit() for sign in because)


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")]
)
def test_words_in_a_row(words, said):
    assert in_a_row(words) == said
