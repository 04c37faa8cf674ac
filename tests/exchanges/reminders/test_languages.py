"""Who is written to in another language reads all of a letter in it: subject, both its parts, and the days it names."""

import datetime
import struct

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.utils import formats, timezone, translation

from exchanges.actions import life
from notices import actions
from notices.actions.letters import letter_of
from notices.actions.texts import text_of
from notices.models import Notice, Recipient
from tests import factories as make
from tests.reminding import A_DAY, local, planned, speak
from timebank.lib.catalogues import leave_out_empty_catalogues

GERMAN = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
    "On %(day)s at %(time)s: %(what)s": "Am %(day)s um %(time)s: %(what)s",
    "You planned this with %(name)s.": "Das haben Sie mit %(name)s ausgemacht.",
    "Hello %(name)s,": "Guten Tag %(name)s,",
    "Hello <bdi>%(name)s</bdi>,": "Guten Tag <bdi>%(name)s</bdi>,",
    "See it here:": "Hier steht es:",
    "See it here": "Hier steht es",
    "No more letters like this one:": "Keine solchen Briefe mehr:",
    "No more letters like this one": "Keine solchen Briefe mehr",
    "%(count)d new thing from %(bank)s\0%(count)d new things from %(bank)s": (
        "Eines von %(bank)s\0%(count)d von %(bank)s"
    ),
}


def compiled(sentences: dict[str, str]) -> bytes:
    """Write a catalogue as `msgfmt` does: the sentences in order, then where each stands."""
    pairs = sorted((said.encode(), meant.encode()) for said, meant in sentences.items())
    head, places, words = 7 * 4, [], b""
    begin = head + 16 * len(pairs)
    for side in (0, 1):
        for pair in pairs:
            places += [len(pair[side]), begin + len(words)]
            words += pair[side] + b"\0"
    header = (0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, begin)
    return struct.pack(f"<7I{len(places)}I", *header, *places) + words


@pytest.fixture
def as_before():
    """What Django forgets when the catalogues change, is put in order again: other tests look at it."""
    yield
    leave_out_empty_catalogues(django_settings.LANGUAGE_CODE)


@pytest.fixture
def in_german(as_before, settings, tmp_path):
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(compiled(GERMAN))
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    settings.LOCALE_PATHS = [str(tmp_path)]


def parts(letter):
    """Give the text and the HTML of a letter."""
    return letter.body, letter.alternatives[0][0].replace("<bdi>", "").replace("</bdi>", "")


@pytest.mark.django_db(transaction=True)
def test_each_of_two_reads_of_their_plan_in_their_own_language(in_german, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    bank = make.make_bank()
    anna, ray = make.make_member(bank, name="Anna Kurz"), make.make_member(bank, name="Ray Asks")
    Recipient.objects.filter(key=anna.actor_key).update(language="de")
    day = bank.day(timezone.now()) + 9 * A_DAY
    plan = life.propose(make.draft(anna, ray, description="Weeding"), make.act(anna))
    planned(life.accept(plan, make.act(ray)), day, datetime.time(14))

    at = local(bank, day - A_DAY, 10)
    speak("PLAN_TOMORROW", bank, at=at)
    for notice in Notice.objects.filter(kind="TOMORROW").order_by("recipient__name"):
        actions.deliver(notice.pk, at=at)

    german, english = mail.outbox
    with translation.override("de"):
        named = formats.date_format(day, "l j F")
    assert named.startswith(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"))
    assert german.subject == f"Am {named} um 14:00: Weeding"
    assert english.subject == f"On {formats.date_format(day, 'l j F')} at 2 p.m.: Weeding"
    for words in parts(german):
        for said in ("Das haben Sie mit Ray Asks ausgemacht.", "Hier steht es", "Keine solchen Briefe mehr"):
            assert said in words
        assert "You planned" not in words
    assert [words.splitlines()[0] for words in parts(german)[:1]] == ["Guten Tag Anna Kurz,"]
    assert 'lang="de"' in parts(german)[1]
    assert all("You planned this with Anna Kurz." in words for words in parts(english))


@pytest.mark.django_db
def test_several_together_and_a_text_message_are_headed_in_it_too(in_german):
    actions.keep_recipients([actions.Reached(key="member:1", address="a@example.org", name="Anna", language="de")])
    Recipient.objects.update(sender="Bell Lane")
    anna = Recipient.objects.get()
    two = [Notice(pk=n, recipient=anna, subject="News", kind="LETTER", created_at=timezone.now()) for n in (1, 2)]

    assert letter_of(two[0], two).subject == "2 von Bell Lane"
    assert text_of(two[0], two).startswith("2 von Bell Lane\n")
