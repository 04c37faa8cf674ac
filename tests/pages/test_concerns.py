"""The pages of concerns: raised by anybody, and for everybody but those who may read them they do not exist."""

import ipaddress
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from members.actions.concerns import Worry, raise_concern
from members.models import Bank, Concern, Role
from members.views.concerns import MOST_AN_HOUR
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
WORDS = "He takes her purse."


@pytest.fixture(autouse=True)
def another_address(client):
    client.defaults["REMOTE_ADDR"] = str(ipaddress.IPv6Address(uuid.uuid4().int))


@pytest.fixture
def lena(bank):
    return make.make_member(bank, name="Lena Lead", roles=(Role.SAFEGUARDING,))


def url(name, bank, *parts):
    return reverse(f"members:{name}", args=[bank.slug, *parts])


def raised(bank, **told):
    return raise_concern(bank, Worry(**{"words": WORDS, **told}), by=None, at=timezone.now())


def test_a_visitor_finds_the_way_on_the_public_page_and_need_not_say_who_they_are(client, bank, lena):
    assert url("concern_new", bank) in client.get(reverse("exchanges:home", args=[bank.slug])).text

    page = client.get(url("concern_new", bank))
    answer = client.post(url("concern_new", bank), {"words": WORDS}, follow=True)

    assert "Your name, or a way to reach you" in words(page)
    assert answer.redirect_chain == [(url("concern_thanks", bank), 302)]
    concern = Concern.objects.get()
    assert (concern.words, concern.raised_by, concern.raised_by_words) == (WORDS, None, "")


def test_the_answer_says_what_happens_next_and_whom_to_ring_in_danger(client, bank, lena):
    said = words(client.get(url("concern_thanks", bank)))
    Bank.objects.filter(pk=bank.pk).update(in_danger="the council, 01632 960111", telephone="01632 960000")
    said_now = words(client.get(url("concern_thanks", bank)))

    assert "They read it soon, talk with who can help, and write down what is done." in said
    assert "Ring 999 in the United Kingdom" in said
    assert "Ring the council, 01632 960111" in said_now
    assert "01632 960000" in said_now


def test_a_member_raises_one_from_the_menu_or_from_a_members_page(sign_in, bank, lena, margaret, fatima):
    client = sign_in(margaret)
    link = f"{url('concern_new', bank)}?about={fatima.number}"
    assert link in client.get(reverse("exchanges:member", args=[bank.slug, fatima.number])).text
    assert url("concern_new", bank) in client.get(reverse("exchanges:listings", args=[bank.slug])).text

    page = client.get(link)
    client.post(link, {"words": WORDS, "about_words": "Fatima Zahra"})

    assert page.context["form"]["about_words"].value() == "Fatima Zahra"
    assert "The leads see that it comes from you." in words(page)
    assert "raised_by_words" not in page.context["form"].fields
    concern = Concern.objects.get()
    assert (concern.raised_by, list(concern.about.all())) == (margaret, [fatima])
    read = words(sign_in(lena).get(url("concern", bank, concern.pk)))
    assert "Who it is about Fatima Zahra, who cannot read this" in read


@pytest.mark.parametrize("about", ["9999", "x", "-1", "99999999999", ""])
def test_a_link_about_nobody_asks_all_the_same(sign_in, client, bank, lena, margaret, fatima, about):
    visitor = client.get(f"{url('concern_new', bank)}?about={fatima.number}")
    assert "Fatima" not in words(visitor)

    page = sign_in(margaret).get(f"{url('concern_new', bank)}?about={about}")

    assert (page.status_code, page.context["about"]) == (200, None)


def test_somebody_who_has_a_rest_raises_one_in_their_own_name(sign_in, bank, lena, margaret):
    margaret.state = "PAUSED"
    margaret.save()

    sign_in(margaret).post(url("concern_new", bank), {"words": WORDS})

    assert Concern.objects.get().raised_by == margaret


def test_without_words_nothing_is_sent_and_nothing_lost(client, bank):
    page = client.post(url("concern_new", bank), {"about_words": "Stan"})

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["words"])
    assert "Stan" in page.text


def test_a_program_falls_into_the_trap_and_learns_nothing(client, bank):
    answer = client.post(url("concern_new", bank), {"words": WORDS, "website": "https://x.example"})

    assert (answer.status_code, answer.url) == (302, url("concern_thanks", bank))
    assert not Concern.objects.exists()


def test_a_flood_from_one_address_is_stopped_and_told_to_ring(client, bank):
    for number in range(MOST_AN_HOUR):
        client.post(url("concern_new", bank), {"words": f"{WORDS} {number}"})

    page = client.post(url("concern_new", bank), {"words": "One more."})

    assert page.status_code == 429
    assert "Please ring us now" in words(page)
    assert Concern.objects.count() == MOST_AN_HOUR


def test_forged_fields_change_nothing(sign_in, bank, lena, margaret, fatima):
    forged = {"raised_by": fatima.pk, "bank": 1, "state": "CLOSED", "member": fatima.pk, "about": fatima.pk}

    sign_in(margaret).post(url("concern_new", bank), {"words": WORDS, **forged})

    concern = Concern.objects.get()
    assert (concern.raised_by, concern.state, concern.bank, concern.about.count()) == (margaret, "OPEN", bank, 0)


@pytest.mark.parametrize(
    "who", ["visitor", "member", "coordinator", "admin", "auditor", "concerned lead", "lead elsewhere", "raiser"]
)
def test_to_who_may_not_read_them_concerns_do_not_exist(sign_in, client, bank, lena, margaret, fatima, who):
    leo = make.make_member(bank, name="Leo Second", roles=(Role.SAFEGUARDING,))
    concern = raise_concern(bank, Worry(WORDS, about=leo), by=fatima, at=timezone.now())
    asker = {
        "visitor": lambda: None,
        "member": lambda: margaret,
        "coordinator": lambda: make.make_coordinator(bank),
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
        "concerned lead": lambda: leo,
        "lead elsewhere": lambda: make.make_member(make.make_bank(), roles=(Role.SAFEGUARDING,)),
        "raiser": lambda: fatima,
    }[who]()
    if asker is not None:
        sign_in(asker)

    missing = 302 if who == "visitor" else 404
    real, made_up = (url("concern", bank, pk) for pk in (concern.pk, concern.pk + 1000))
    assert [client.get(real).status_code, client.get(made_up).status_code] == [missing, missing]
    assert client.post(real, {"words": "x", "deed": "close"}).status_code == missing
    listed = client.get(url("concerns", bank))
    if who == "concerned lead":
        assert "None is open." in words(listed)
        assert "Raised on" not in words(listed)
    else:
        assert listed.status_code == missing
    assert concern.entries.count() == 1
    concern.refresh_from_db()
    assert concern.state == "OPEN"


def test_no_page_of_those_who_run_the_bank_shows_that_there_is_one(sign_in, bank, lena, fatima):
    pages = [
        reverse("exchanges:desk", args=[bank.slug]),
        reverse("exchanges:member", args=[bank.slug, fatima.number]),
        reverse("insight:reports", args=[bank.slug]),
        reverse("members:members", args=[bank.slug]),
    ]
    client = sign_in(make.make_member(bank, roles=(Role.COORDINATOR, Role.ADMIN)))

    def read() -> list[str]:
        return [re.sub(r"\d+:\d\d [ap]m", "", words(client.get(page))) for page in pages]  # a minute may pass

    before = read()

    raise_concern(bank, Worry(WORDS, about=fatima), by=None, at=timezone.now())

    assert read() == before


def test_a_lead_reads_one_which_is_written_down(sign_in, bank, lena):
    concern = raised(bank, about_words="Stan", raised_by_words="The milkman")
    client = sign_in(lena)
    assert url("concerns", bank) in client.get(reverse("exchanges:listings", args=[bank.slug])).text
    listed = words(client.get(url("concerns", bank)))
    assert "1 is open." in listed
    assert "Stan" not in listed
    assert concern.entries.count() == 1

    page = words(client.get(url("concern", bank, concern.pk)))
    again = words(client.get(url("concern", bank, concern.pk)))

    assert WORDS in page
    assert "A visitor: The milkman" in page
    assert "We have written down that you read this." in page
    assert "Read Lena Lead," in again
    assert list(concern.entries.values_list("kind", flat=True)) == ["RAISED", "READ", "READ"]


def test_a_lead_writes_closes_and_opens_again(sign_in, bank, lena):
    concern = raised(bank)
    client, page = sign_in(lena), url("concern", bank, concern.pk)

    answers = [
        words(client.post(page, {"words": f"Done: {deed}", "deed": deed}, follow=True))
        for deed in ("write", "close", "reopen")
    ]

    assert "Written: Done: write Lena Lead," in answers[0]
    assert "Closed. It can be opened again." in answers[1]
    assert "Opened again." in answers[2]


@pytest.mark.parametrize("typed", [{"words": "", "deed": "close"}, {"words": "x", "deed": "delete"}, {"number": "x"}])
def test_what_cannot_be_read_is_refused(sign_in, bank, lena, typed):
    concern = raised(bank)

    assert sign_in(lena).post(url("concern", bank, concern.pk), typed).status_code == 400
    assert set(concern.entries.values_list("kind", flat=True)) == {"RAISED", "READ"}


def test_a_lead_names_another_lead_who_then_finds_nothing(sign_in, bank, lena):
    leo = make.make_member(bank, name="Leo Second", roles=(Role.SAFEGUARDING,))
    concern = raised(bank)

    answer = sign_in(lena).post(url("concern", bank, concern.pk), {"number": leo.number}, follow=True)

    assert "it is about Leo Second, who cannot read it." in words(answer)
    assert sign_in(leo).get(url("concern", bank, concern.pk)).status_code == 404


def test_an_admin_reads_what_is_about_every_lead_and_only_that(sign_in, bank, lena):
    about_lead, other = raised(bank, about=lena), raised(bank, words="Another.")
    client = sign_in(make.admin_of(bank))

    assert client.get(url("concern", bank, about_lead.pk)).status_code == 200
    assert client.get(url("concern", bank, other.pk)).status_code == 404
    assert "1 is open." in words(client.get(url("concerns", bank)))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_as_many_queries_for_three_as_for_one(sign_in, django_assert_num_queries, bank, lena, rows):
    for number in range(rows):
        concern = raised(bank, words=f"{WORDS} {number}")
        raise_concern(bank, Worry("x", about=lena), by=None, at=timezone.now())
    client = sign_in(lena)
    for _each in range(rows):
        client.get(url("concern", bank, concern.pk))

    with django_assert_num_queries(6):
        client.get(url("concerns", bank))
    with django_assert_num_queries(11):
        client.get(url("concern", bank, concern.pk))
