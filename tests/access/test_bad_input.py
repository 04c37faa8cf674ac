"""Whatever is typed, pasted or sent by a program: a clear sentence, never a fault, and nothing half written."""

import html
import itertools
import math
import operator
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access.addresses import filled_in
from tests.access.asking import ask, everything, in_a_word, same_browser
from tests.access.forms import BOXES, meant
from tests.access.hostile import HOSTILE, INVALID_BYTES, SCRIPT
from tests.access.table import expected

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXPECTED = expected()
BAD = list(HOSTILE)
ONE_BY_ONE = ("a hundred thousand letters", "a byte of nothing", "a program", "thirty nines")
IN_TURN = 5
FEWEST_TIMES = 4
SAYS_WHY = ('class="error-summary"', "note-error", "note-warning")
TAKES_WORDS = {name: boxes.split() for name, (_who, boxes) in BOXES.items() if boxes}
# Pages whose refusal is the page itself, and forms that answer alike whatever is typed, so that nobody learns from it.
WITHOUT_A_SENTENCE = {"404", "403", "429", "on"}
# A link that has expired shows no form, and contact details are a page that is opened with a button.
SAYS_NOTHING = {"account_reset_password_from_key", "exchanges:member"}
# Pages that take answers without a word and show what comes next; what they refuse they still say.
SHOWS_WHAT_IS_NEXT = {
    "exchanges:member_same",  # who has chosen nobody yet is shown whom to choose from
    "exchanges:listing_ask",  # and who has tapped no picture yet the pictures
    "exchanges:slip_grid",  # a grid whose hidden key is lost is looked over once more
    "exchanges:hours_give",  # words that fit are shown to be checked before anything is given
}
# A refused wish shows how to reach the person again, and that look is written down; so is a name that does not fit.
WRITES_A_LOOK = {
    "members:application": {"members_memberevent"},
    "members:profile_telephone": {"members_memberevent"},
    "members:profile_reach": {"members_memberevent"},
    "members:applicant_way": {"members_memberevent"},
    "members:concern": {"members_concernentry"},
    "members:talk_report": {"members_memberevent"},
    "exchanges:cross_log": {"exchanges_crossmiss"},
}


def fault_of(response, name: str, *, changed: set[str]) -> str:
    """Name what is wrong with an answer to bad input; nothing where all is well."""
    word, page = in_a_word(response), response.whole.decode(errors="replace")
    goes_on = word == "ok" and name in SHOWS_WHAT_IS_NEXT
    is_form_again = word not in WITHOUT_A_SENTENCE and not goes_on
    if response.status_code >= 500:
        return "a fault of ours"
    if SCRIPT in page:
        return "a program in the page"
    if word != "on" and changed - WRITES_A_LOOK.get(name, set()):
        return f"refused, and yet {changed} changed"
    if is_form_again and name not in SAYS_NOTHING and not any(mark in page for mark in SAYS_WHY):
        return f"{word} without a sentence"
    return ""


def faults(asked, clients, scene) -> list[tuple]:
    """Send forms, each as if it were the first; give those that were answered badly, and how."""
    before, found = everything(), []
    for name, sendings in itertools.groupby(asked, key=operator.itemgetter(0)):
        client, path = clients[BOXES[name][0]], filled_in(name, scene)
        for _name, said, typed in sendings:
            response = ask(client, "POST", path, typed, before=before)
            fault = fault_of(response, name, changed=response.changed)
            if fault:
                found.append((name, said, fault))
    return found


def test_every_form_is_known_with_all_its_boxes():
    answered = {"ok", "on", "400"}
    takes_forms = {
        name for who in EXPECTED for (name, how), word in EXPECTED[who].items() if how == "POST" and word in answered
    }

    assert set(BOXES) == takes_forms | {"demo_sign_in"}  # which answers 404 to who is not in the demo bank


def all_at_once() -> Iterator[tuple[str, list[str], dict]]:
    """Fill all boxes of a form, each with another bad answer, as often as it takes until it has had every one.

    Before that every box has a program in it: none may come back as one.
    Where a form is one box that stands alone in another form too (a reason), each takes a part of them in turn.
    """
    turn, alone = itertools.count(step=FEWEST_TIMES), []
    for name, boxes in TAKES_WORDS.items():
        first, step = next(turn), min(len(boxes), IN_TURN)
        times = FEWEST_TIMES if boxes in alone else max(FEWEST_TIMES, math.ceil(len(BAD) / len(boxes)))
        alone += [boxes] if len(boxes) == 1 else []
        if len(boxes) > 1 or times < len(BAD):  # a box alone has it among all the others
            yield name, ["a program"], dict.fromkeys(boxes, SCRIPT)
        for time in range(times):
            said = [BAD[(first + time * step + place) % len(BAD)] for place in range(len(boxes))]
            yield name, said, {box: HOSTILE[each] for box, each in zip(boxes, said, strict=True)}


def beginning_with(place: int) -> Iterator[str]:
    """Give the worst answers again and again, from another one on for each box, so that all come equally often."""
    first = place % len(ONE_BY_ONE)
    return itertools.cycle((*ONE_BY_ONE[first:], *ONE_BY_ONE[:first]))


def one_among(good: dict[str, dict]) -> Iterator[tuple[str, str, dict]]:
    """Fill forms in as meant but for one box, so that nothing else is refused before it.

    The first box of a name has two of the worst answers; others of that name, mostly the same field, go on in turn.
    """
    worst: dict[str, Iterator[str]] = {}
    for name, boxes in TAKES_WORDS.items():
        for box in boxes:
            times = 1 if box in worst else 2
            for said in itertools.islice(worst.setdefault(box, beginning_with(len(worst))), times):
                yield name, f"{box}: {said}", {**good.get(name, {}), box: HOSTILE[said]}


def test_every_bad_answer_comes_to_every_form_but_the_later_of_those_with_the_same_one_box():
    forms, alone = defaultdict(set), defaultdict(set)
    for name, said, typed in all_at_once():
        forms[name] |= {*said}
        alone[*typed] |= {*said}

    assert {name for name, said in forms.items() if said != {*HOSTILE}} < {
        n for n, b in TAKES_WORDS.items() if len(b) == 1
    }
    assert all(said == {*HOSTILE} for said in alone.values())


def test_bad_answers_in_every_box_at_once(clients, scene):
    assert faults(all_at_once(), clients, scene) == []


def test_one_bad_answer_among_good_ones(clients, scene):
    assert faults(one_among(meant(scene)), clients, scene) == []


def test_bytes_that_are_no_letters_are_answered(clients, scene):
    for name, (who, boxes) in BOXES.items():
        sent = "&".join(f"{box}={INVALID_BYTES}" for box in boxes.split())
        browser = same_browser(clients[who])

        response = browser.post(filled_in(name, scene), sent, content_type="application/x-www-form-urlencoded")
        b"".join(response)  # a file is closed once it is read

        assert (name, response.status_code < 500) == (name, True)


NO_FORMS = {
    "very many boxes": ("&".join(f"box{number}=1" for number in range(2600)), "application/x-www-form-urlencoded"),
    "three million letters": ("x=" + "1" * 3_000_000, "application/x-www-form-urlencoded"),
    "no parts": ("nothing that was promised", "multipart/form-data; boundary=x"),
    "no boundary": ("nothing that was promised", "multipart/form-data"),
    "json": ('{"name": "Rosa"}', "application/json"),
    "xml": ("<name>Rosa</name>", "text/xml"),
}


@pytest.mark.parametrize("name", ["members:join", "exchanges:log_for", "exchanges:approve_many", "members:settings"])
def test_what_is_no_form_is_refused(clients, scene, name):
    before = everything()

    answered = {
        said: same_browser(clients[BOXES[name][0]]).post(filled_in(name, scene), sent, content_type=content_type)
        for said, (sent, content_type) in NO_FORMS.items()
    }

    assert {said: response.status_code for said, response in answered.items()} == dict.fromkeys(NO_FORMS, 400)
    assert everything() == before


# The signed link says whose letters stop; a mail program presses the button without having seen the page.
PRESSED_BY_MAIL_PROGRAMS = {"notices_stop"}


def test_a_form_without_our_mark_is_not_read(scene, clients):
    good, before = meant(scene), everything()

    guarded = [(name, who) for name, (who, _boxes) in BOXES.items() if name not in PRESSED_BY_MAIL_PROGRAMS]
    for (name, who), token in zip(guarded, itertools.cycle(["", "x" * 32, SCRIPT]), strict=False):
        browser = same_browser(clients[who])
        browser.handler = type(browser.handler)(enforce_csrf_checks=True)
        typed = good.get(name, {}) | ({"csrfmiddlewaretoken": token} if token else {})
        response = browser.post(filled_in(name, scene), typed)

        assert (name, response.status_code) == (name, 403)
        assert "Please send that again." in response.text

    assert everything() == before


KEPT = "<b>“Rosa” & 'Co'</b> 🌻"
# A box whose words are kept when another box of the same form is refused.
KEPT_IN = [
    ("members:join", "area", {"name": ""}),
    ("members:join", "area", {"telephone": "none"}),
    ("members:enrol", "name", {"telephone": "none"}),
    ("members:settings", "about", {"welcome_minutes": "many"}),
    ("members:settings", "contact_name", {"approval": ""}),
    ("exchanges:listing_new", "title", {"kind": ""}),
    ("exchanges:listing_new", "body", {"title": ""}),
    ("exchanges:listing_new", "whose", {}),
    ("exchanges:listing_change", "body", {"title": ""}),
    ("exchanges:listing_propose", "description", {"hours": "long"}),
    ("exchanges:listing_propose", "hours", {}),
    ("exchanges:log_what", "description", {"giver": ""}),
    ("exchanges:log_when", "hours", {}),
    ("exchanges:log_planned", "hours", {}),
    ("exchanges:resolve", "reason", {"outcome": ""}),
    ("exchanges:log_for", "giver", {}),
    ("exchanges:log_for", "description", {"minutes": "-1"}),
    ("exchanges:log_for", "minutes", {}),
    ("services:asset_new", "words", {"kind": ""}),
    ("services:asset_change", "access_words", {"title": ""}),
    ("account_login", "login", {"password": "wrong"}),
    ("members:join_gifts", "thanked_for", {"head_own": "x" * 101}),
    ("members:applicant_gift", "words", {"kind": ""}),
]


def test_what_was_typed_is_kept_and_shown_as_it_was_typed(clients, scene):
    lost = []
    for name, box, wrong in KEPT_IN:
        typed = {**meant(scene).get(name, {}), **wrong, box: KEPT}
        page = ask(clients[BOXES[name][0]], "POST", filled_in(name, scene), typed).whole.decode()
        if html.escape(KEPT) not in page or KEPT in page:
            lost.append((name, box))

    assert lost == []


@settings(max_examples=50, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_that_anybody_can_think_of_breaks_a_form(clients, scene, data):
    name = data.draw(st.sampled_from(sorted(name for name, (_who, boxes) in BOXES.items() if boxes)))
    letters = st.text(max_size=40) | st.text(st.sampled_from("0123456789½¼.,:-+ h min²٣eE"), max_size=8)
    typed = data.draw(st.dictionaries(st.sampled_from(BOXES[name][1].split()), letters | st.integers().map(str)))
    letters_only = {box: text.encode(errors="replace").decode() for box, text in typed.items()}

    assert faults([(name, typed, meant(scene).get(name, {}) | letters_only)], clients, scene) == []
