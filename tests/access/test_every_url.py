"""Every address, asked by everybody: deny by default, and what is answered stands in the table.

Each asks for each page once; what came back is looked at for every rule. So the bank has odd words in all its names and
texts, two of its members belong to another bank as well, and a neighbouring bank is as full.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse

from members.models import Bank, Member, Person, Role
from tests import factories as make
from tests.access import scene as scenes
from tests.access.addresses import all_addresses, filled_in
from tests.access.asking import ask, has_read, in_a_word, same_browser, signed_in
from tests.access.forms import meant
from tests.access.scene import PASSWORD, Scene
from tests.access.table import OPEN_TO_VISITORS, OPEN_WHERE_THE_BANK_SAYS_SO, expected

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXPECTED = expected()
ODD = '100% s %(x)s <script>alert("x")</script> 🌻 فاطمة'
PROGRAM = "<script>alert"
NEIGHBOUR = "Beryl"
ELSEWHERE = "Zebra"  # the bank that two members of this one belong to as well
PUBLIC_PAGES_OF_BANKS = {
    "exchanges:home",
    "exchanges:events",
    "exchanges:event",
    "exchanges:event_calendar",
    "members:join_organisation",
    "members:join",
    "members:join_thanks",
    "members:join_gifts",
    "members:join_would",
    "members:join_terms",
    "members:own_standing",
    "members:standing",
    "members:invited",
    "services:by_link",
    "services:referral_done",
    "members:terms",
    "members:terms_version",
    "members:concern_new",
    "members:concern_thanks",
}
GUARDS = {
    "everybody",
    "holders",
    "members",
    "members+resting",
    "traders",
    "COORDINATOR",
    "ADMIN",
    "COORDINATOR+ADMIN",
    "ADMIN+AUDITOR",
    "ADMIN+AUDITOR+COORDINATOR",
    "traders+COORDINATOR",
    "traders+COORDINATOR+ADMIN+AUDITOR",
    "traders+resting+COORDINATOR+ADMIN+AUDITOR",
    "traders+resting+COORDINATOR+ADMIN+AUDITOR+MEDIATOR",
    "MEDIATOR+COORDINATOR+ADMIN",
}


@dataclass(frozen=True)
class Answer:
    """What somebody was answered, in the table's word, and which of the words that are looked for stand in it."""

    word: str
    status_code: int
    shows: frozenset[str]


Answers = dict[tuple[str, str], Answer]


@pytest.fixture(scope="module")
def built(file_transaction) -> Scene:
    """A bank of odd words, two members of which belong to another too; beside it is a neighbouring one as full."""
    here, there = scenes.build("riverside", marker=ODD), scenes.build("hillside", marker=NEIGHBOUR)
    for member in (here.party, here.other):
        also = make.make_member(make.make_bank())
        Bank.objects.filter(pk=also.bank_id).update(name=f"{ELSEWHERE} Crossing Timebank")
        Member.objects.filter(pk=also.pk).update(person=member.person)
    # Somebody who runs the other bank, with a name of no bank: their own name stands on every page they read.
    outsider = make.make_coordinator(there.bank, name="Tomos", email="tomos@hillside.example").person
    outsider.set_password(PASSWORD)
    outsider.save()
    return here


@pytest.fixture(scope="module")
def answers_of(built) -> Callable[[str], Answers]:
    """Walk all addresses as somebody, once: each of these tests looks at what they were answered."""
    return functools.cache(lambda who: walk(built, who))


def walk(scene: Scene, who: str) -> Answers:
    """Ask for every address in every way as somebody. Who is refused before the form was read need not fill it in."""
    client, forms = signed_in(people(scene)[who]), meant(scene)
    answers: Answers = {}
    unread = set()
    for name, how in EXPECTED[who]:
        if how == "SEND" and name in unread:
            answers[name, how] = answers[name, "POST"]
            continue
        response = ask(client, how, filled_in(name, scene), forms[name] if how == "SEND" else None)
        answers[name, how] = seen(response)
        if how == "POST" and not has_read(response):
            unread.add(name)
    return answers


def seen(response: HttpResponse) -> Answer:
    """Say what came back. A file for a table or a machine holds a program's words as words."""
    page = response.whole.decode(errors="replace")
    looked_for = {NEIGHBOUR, ELSEWHERE} | ({PROGRAM} if response["Content-Type"].startswith("text/html") else set())
    return Answer(in_a_word(response), response.status_code, frozenset(word for word in looked_for if word in page))


def people(scene: Scene) -> dict[str, Person | None]:
    """Give everybody who asks: those of this bank, and the coordinator of another."""
    return {**scene.everybody(), "outsider": Person.objects.get(email="tomos@hillside.example")}


def showing(word: str, answers: Answers, names: set[str]) -> list[tuple[str, str]]:
    """Name the addresses, of these, that were answered with a word in it."""
    return [(name, how) for (name, how), answer in answers.items() if word in answer.shows and name in names]


@pytest.mark.parametrize("who", list(EXPECTED))
def test_everybody_is_answered_as_the_table_says(db, answers_of, who):
    answered = {at: answer.word for at, answer in answers_of(who).items()}

    wrong = {at: (word, EXPECTED[who][at]) for at, word in answered.items() if word != EXPECTED[who][at]}
    assert wrong == {}


@pytest.mark.parametrize("who", list(EXPECTED))
def test_no_page_of_one_bank_shows_anything_of_another(db, answers_of, who):
    of_banks = {address.name for address in all_addresses() if address.is_of_bank}

    assert showing(NEIGHBOUR, answers_of(who), of_banks) == []
    if who == "party":
        assert ("exchanges:home", "GET") in showing(ELSEWHERE, answers_of(who), of_banks)  # it is their own
    else:
        assert showing(ELSEWHERE, answers_of(who), of_banks) == []


@pytest.mark.parametrize("who", list(EXPECTED))
def test_words_that_were_taken_are_shown_as_words(db, answers_of, who):
    assert showing(PROGRAM, answers_of(who), {address.name for address in all_addresses()}) == []
    assert [at for at, answer in answers_of(who).items() if answer.status_code >= 500] == []


def test_the_table_has_every_address_and_no_other():
    rows = {how: {name for name, asked in EXPECTED["visitor"] if asked == how} for how in ("GET", "POST")}
    names = [address.name for address in all_addresses()]

    assert len(names) == len(set(names))
    assert rows == {"GET": set(names), "POST": set(names)}


def test_every_page_of_a_bank_says_whom_it_is_open_to():
    unguarded = [each.name for each in all_addresses() if each.is_of_bank and not hasattr(each.view, "open_to")]
    guards = {each.view.open_to for each in all_addresses() if each.is_of_bank}

    assert unguarded == []
    assert guards == GUARDS


def test_visitors_are_let_in_where_it_says_so_and_nowhere_else():
    let_in = {each.name for each in all_addresses() if not getattr(each.view, "login_required", True)}

    assert let_in == OPEN_TO_VISITORS | OPEN_WHERE_THE_BANK_SAYS_SO


@pytest.mark.parametrize("who", ["visitor", "coordinator"])
def test_a_bank_that_does_not_exist_answers_like_one_that_is_closed(scene, who):
    client = signed_in(people(scene)[who])
    names = [each.name for each in all_addresses() if each.is_of_bank and each.name not in PUBLIC_PAGES_OF_BANKS]

    answered = {
        (name, how): in_a_word(ask(client, how, filled_in(name, scene, bank="nowhere")))
        for name in names
        for how in ("GET", "POST")
    }

    assert set(answered.values()) == {"sign-in" if who == "visitor" else "404"}


@pytest.mark.parametrize("name", sorted(PUBLIC_PAGES_OF_BANKS))
def test_the_public_face_of_a_bank_that_does_not_exist_is_not_found(scene, name):
    assert in_a_word(ask(signed_in(None), "GET", filled_in(name, scene, bank="nowhere"))) == "404"


@pytest.mark.parametrize(("is_open", "answer"), [(True, "ok"), (False, "sign-in")])
def test_listings_open_to_visitors_where_the_bank_says_so(scene, is_open, answer):
    scene.bank.listings_are_public = is_open
    scene.bank.save()

    answered = {seen(ask(signed_in(None), "GET", filled_in(n, scene))) for n in OPEN_WHERE_THE_BANK_SAYS_SO}

    assert {(each.word, each.shows) for each in answered} == {(answer, frozenset())}


@pytest.mark.parametrize("who", ["visitor", "stranger"])
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_other_methods_tell_no_more_than_the_page(scene, who, method):
    client = signed_in(people(scene)[who])

    for name, page in ((name, word) for (name, how), word in EXPECTED[who].items() if how == "GET"):
        with transaction.atomic():
            response = same_browser(client).generic(method, filled_in(name, scene))
            body = response.getvalue()
            transaction.set_rollback(True)
        # 405 is the same for every number, so it tells nothing of what is there.
        told = {"sign-in": {page}, "403": {page, "405"}, "404": {page, "405"}}.get(page, {page, "ok", "405"})
        assert (name, in_a_word(response)) in {(name, word) for word in told}
        assert method == "OPTIONS" or body == b""


def test_where_no_coordinator_may_the_admin_approves(scene):
    def four_eyes(name: str) -> str:
        client = signed_in(scene.admin.person)
        return in_a_word(ask(client, "POST", filled_in(name, scene), {"reason": "It rained."}))

    before = [four_eyes("exchanges:approve"), four_eyes("exchanges:send_back")]
    Member.objects.of(scene.bank).with_role(Role.COORDINATOR).update(roles=[])
    after = [four_eyes("exchanges:approve"), four_eyes("exchanges:send_back")]

    assert (before, after) == (["403", "403"], ["on", "on"])


def test_a_door_that_was_never_there_is_not_found(scene):
    assert [in_a_word(ask(signed_in(who), "GET", "/riverside/safe/")) for who in _two(scene)] == ["404", "404"]


def _two(scene: Scene) -> Iterator:
    yield None
    yield scene.party.person
