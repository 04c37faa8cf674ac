"""Whatever is typed, pasted or sent by a program: a clear sentence, never a fault, and nothing half written."""

import html
import itertools

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories as make
from tests.access import scene as scenes
from tests.access.addresses import filled_in
from tests.access.asking import ask, everything, in_a_word, read, same_browser, signed_in
from tests.access.forms import BOXES, meant
from tests.access.table import expected
from tests.pages.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXPECTED = expected()
SCRIPT = '<script>alert("x")</script>'
HOSTILE = {
    "nothing": "",
    "a hundred thousand letters": "x" * 100_000,
    "less than nothing": "-1",
    "zero": "0",
    "a power": "1e9",
    "an endless number": "1e999",
    "a raised two": "²",
    "thirty nines": "9" * 30,
    "one more than a database counts": str(2**63),
    "a byte of nothing": "a\x00b",
    "long ago": "1900-01-01",
    "the last day": "9999-12-31",
    "no such day": "2026-02-31",
    "a program": SCRIPT,
    "a command to the database": "'; DROP TABLE members_member; --",
    "a pattern": "%s %(name)s {{ settings.SECRET_KEY }} {% now %} {0}",
    "pictures, and from right to left": "👩‍🌾 فاطمة الزهراء",
    "turned round": "\u202eevil",
    "several at once": ["1", SCRIPT, "-1"],
}
ONE_BY_ONE = ("a hundred thousand letters", "a byte of nothing", "a program", "thirty nines")
HALVES = 2
SAYS_WHY = ('class="error-summary"', "note-error", "note-warning")
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


@pytest.fixture
def clients(scene) -> dict[str, Client]:
    """Give a browser for everybody; so that every step stands open, a log and an application have been begun."""
    clients = {who: signed_in(person) for who, person in scene.everybody().items()}
    for step in ("log", "log_what", "log_when"):
        name = f"exchanges:{step}"
        assert read(clients["party"], "POST", filled_in(name, scene), meant(scene)[name]).status_code == 302
    for step in ("join", "join_gifts"):
        name = f"members:{step}"
        assert read(clients["visitor"], "POST", filled_in(name, scene), meant(scene)[name]).status_code == 302
    return clients


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
    for name, said, typed in asked:
        response = ask(clients[BOXES[name][0]], "POST", filled_in(name, scene), typed, before=before)
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


@pytest.mark.parametrize("half", range(HALVES))
def test_bad_answers_in_every_box_at_once(clients, scene, half):
    every = [
        (name, said, dict.fromkeys(boxes.split(), value))
        for name, (_who, boxes) in BOXES.items()
        if boxes
        for said, value in HOSTILE.items()
    ]

    assert faults(every[half::HALVES], clients, scene) == []


@pytest.mark.parametrize("half", range(HALVES))
def test_one_bad_answer_among_good_ones(clients, scene, half):
    good = meant(scene)
    every = [
        (name, f"{box}: {said}", {**good.get(name, {}), box: HOSTILE[said]})
        for name, (_who, boxes) in BOXES.items()
        for box, said in itertools.product(boxes.split(), ONE_BY_ONE)
    ]

    assert faults(every[half::HALVES], clients, scene) == []


INVALID_BYTES = "%FF%FE%ED%A0%80%C3%28"


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


def test_a_form_without_our_mark_is_not_read(scene, clients):
    good, before = meant(scene), everything()

    for (name, (who, _boxes)), token in zip(BOXES.items(), itertools.cycle(["", "x" * 32, SCRIPT]), strict=False):
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


ODD = '100% s %(x)s <script>alert("x")</script> 🌻 فاطمة'


@pytest.mark.parametrize("who", ["visitor", "party", "coordinator", "admin"])
def test_words_that_were_taken_are_shown_as_words(who):
    """Every name and every text of the bank is one that looks like a program, or like a pattern to fill in."""
    scene = scenes.build("odd-names", marker=ODD, listings_are_public=True)
    client, forms = signed_in(scene.everybody()[who]), meant(scene)
    found = []

    for name, how in EXPECTED[who]:
        typed = forms[name] if how == "SEND" else None
        response = ask(client, "GET" if how == "GET" else "POST", filled_in(name, scene), typed)
        is_page = response["Content-Type"].startswith("text/html")
        if response.status_code >= 500 or (is_page and "<script>alert" in response.whole.decode(errors="replace")):
            found.append((name, how, response.status_code))

    assert found == []


def test_a_name_that_looks_like_a_pattern_is_only_a_name(client):
    bank = make.make_bank()
    giver, receiver = make.make_member(bank, name="Wool 100%"), make.make_member(bank, name="Rosa %(name)s")
    exchange = make.logged_exchange(giver, receiver)
    client.force_login(receiver.person)

    page = client.post(
        reverse("exchanges:confirm", args=[bank.slug, exchange.pk]), {"minutes": exchange.minutes}, follow=True
    )

    assert (page.status_code, "1 hour went from you to Wool 100%." in words(page)) == (200, True)


NONSENSE = {
    **{said: HOSTILE[said] for said in ("nothing", "less than nothing", "a raised two", "a byte of nothing")},
    **{said: HOSTILE[said] for said in ("one more than a database counts", "no such day", "a program")},
    "two thousand letters": "x" * 2_000,
    "the last month": "9999-12",
    "a far place": "2026-11-01T00:00:00+00:00_99999999999999999999",
}
BOXES_OF_ADDRESSES = (
    *("before", "after", "month", "from", "to", "day", "number"),  # which part of a list or a report
    *("language", "when"),
    *("q", "kind", "category", "state", "show", "whose", "account"),  # what is looked for
    *("with", "listing", "change", "again", "answer", "next"),  # what a link says already
    *("disputed", "approve", "silent", "join", "tell"),  # the parts of the desk
)


def pages_of(who: str, *, but_not_of: str = "") -> list[str]:
    """Give the pages that somebody may open, without those that are asked for as somebody else."""

    def opens(name: str, person: str) -> bool:
        return bool(person) and EXPECTED[person][name, "GET"] in {"ok", "on"}

    names = [name for name, how in EXPECTED[who] if how == "GET"]
    return [name for name in names if opens(name, who) and not opens(name, but_not_of)]


@pytest.mark.parametrize(("who", "but_not_of"), [("coordinator", ""), ("admin", "coordinator")])
def test_an_address_with_nonsense_in_it_is_answered(clients, scene, who, but_not_of):
    found = []

    for name, (said, value) in itertools.product(pages_of(who, but_not_of=but_not_of), NONSENSE.items()):
        query = dict.fromkeys(BOXES_OF_ADDRESSES, value)
        if "statement" in name:  # a number that is nobody's is not found, and nothing else is looked at
            del query["account"]
        response = ask(clients[who], "GET", filled_in(name, scene), query)
        if response.status_code >= 500 or SCRIPT in response.whole.decode(errors="replace"):
            found.append((name, said, response.status_code))

    assert found == []


def test_a_statement_of_nobody_is_not_found(clients, scene):
    values = [value for said, value in HOSTILE.items() if said not in {"nothing", "a hundred thousand letters"}]
    names = ["statement", "statement_csv", "statement_xlsx", "statement_pdf"]
    pages = [filled_in(f"insight:{name}", scene) for name in names]

    answered = {
        ask(clients["auditor"], "GET", page, {"account": value}).status_code
        for page, value in itertools.product(pages, values)
    }

    assert answered == {404}


def test_bytes_that_are_no_letters_in_an_address_are_answered(clients, scene):
    query = "&".join(f"{box}={INVALID_BYTES}" for box in BOXES_OF_ADDRESSES if box != "account")
    for name in pages_of("coordinator"):
        response = same_browser(clients["coordinator"]).get(f"{filled_in(name, scene)}?{query}")
        assert (name, response.status_code < 500) == (name, True)


def test_addresses_that_cannot_be_are_not_found(clients):
    paths = [
        "/riverside/exchanges/99999999999999999999/",
        "/riverside/members/99999999999/",
        "/riverside/listings/٣/",
        "/me/notices/open/99999999999999999999/",
        "/%FF%FE/",
        "/riverside/%00/",
        "/" + "a" * 5_000 + "/",
        "/RIVERSIDE/desk/",
    ]

    answered = {path: same_browser(clients["coordinator"]).get(path).status_code for path in paths}

    assert answered == dict.fromkeys(paths, 404)


@settings(max_examples=50, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_that_anybody_can_think_of_breaks_a_form(clients, scene, data):
    name = data.draw(st.sampled_from(sorted(name for name, (_who, boxes) in BOXES.items() if boxes)))
    letters = st.text(max_size=40) | st.text(st.sampled_from("0123456789½¼.,:-+ h min²٣eE"), max_size=8)
    typed = data.draw(st.dictionaries(st.sampled_from(BOXES[name][1].split()), letters | st.integers().map(str)))
    letters_only = {box: text.encode(errors="replace").decode() for box, text in typed.items()}

    assert faults([(name, typed, meant(scene).get(name, {}) | letters_only)], clients, scene) == []
