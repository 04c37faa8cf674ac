"""The pages of joining: gifts, terms, and the private page where somebody who waits reads how far they are."""

import datetime
import ipaddress
import re
import uuid

import pytest
from django.utils import timezone

from members import actions
from members.actions import Application, StepChange
from members.actions.gifts import GiftWords
from members.forms.gifts import PROMPTS
from members.models import Consent, Gift, Member
from members.reads.standing import standing_key, standing_path
from notices.models import Notice
from tests import factories as make
from tests.pages.joining import answers, asked, go_through, url
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_address_nobody_has_asked_from(client):
    client.defaults["REMOTE_ADDR"] = str(ipaddress.IPv6Address(uuid.uuid4().int))


# The pages of the application


def test_an_application_goes_from_the_first_page_to_thanks(client, bank):
    followed = go_through(client, bank, known_by="Margaret", channel="PHONE", area="Bell Street")

    rosa = Member.objects.of(bank).applicants().get()
    assert followed == [url(name, bank) for name in ("join_gifts", "join_would", "join_terms", "join_thanks")]
    assert list(rosa.gifts.values_list("kind", "words", "would", "added_by")) == [
        ("HEAD", "Chess", ["TEACH"], None),
        ("HEAD", "Old maps", [], None),
        ("HAND", "Gardening", ["DO", "TOGETHER"], None),
    ]
    assert (rosa.thanked_for, rosa.known_by, rosa.channel, rosa.age_band) == ("Patience", "Margaret", "PHONE", "ADULT")
    assert list(rosa.consents.values_list("how", "recorded_by")) == [("ONLINE", rosa.pk)] * 2


def test_what_was_sent_first_is_with_the_coordinators_though_nothing_else_comes(client, bank):
    client.post(url("join", bank), answers())

    assert Member.objects.of(bank).applicants().get().name == "Rosa Diaz"


def test_every_page_is_the_same_for_who_is_known_already_and_writes_nothing_for_them(client, bank):
    known = make.make_member(bank, email="known@example.org")
    before = list(known.gifts.values_list("words"))
    unknown_pages = go_through(client, bank, email="new@example.org")
    unknown_thanks = words(client.get(url("join_thanks", bank)))

    known_pages = go_through(client, bank, email="known@example.org")

    assert known_pages == unknown_pages
    assert words(client.get(url("join_thanks", bank))) == unknown_thanks
    assert list(known.gifts.values_list("words")) == before


def ticked_and_written(lines):
    """Tick all that is ours, and write this many lines of one's own."""
    each = {name: [str(prompt) for prompt in prompts] for name, prompts in PROMPTS.items()}
    parts = zip(PROMPTS, (lines[:8], lines[8:16], lines[16:]), strict=True)
    return each | {f"{name}_own": "\n".join(own) for name, own in parts}


@pytest.mark.parametrize("email", ["known@example.org", "new@example.org"])
@pytest.mark.parametrize(("lines", "status"), [(22, 302), (23, 400)])
def test_a_longer_list_of_gifts_than_is_kept_is_refused_of_everybody_alike(client, bank, email, lines, status):
    make.make_member(bank, email="known@example.org")
    client.post(url("join", bank), answers(email=email))

    page = client.post(url("join_gifts", bank), ticked_and_written([f"Line {n}" for n in range(lines)]))

    assert page.status_code == status
    kept = Gift.objects.filter(member__in=Member.objects.of(bank).applicants()).count()
    assert kept == (40 if status == 302 and email == "new@example.org" else 0)


@pytest.mark.parametrize("email", ["known@example.org", "new@example.org"])
def test_gifts_that_cannot_be_kept_are_no_answer_about_who_is_known(client, bank, priya, email):
    make.make_member(bank, email="known@example.org")
    client.post(url("join", bank), answers(email=email))
    for applicant in Member.objects.of(bank).applicants():
        for n in range(40):
            actions.add_gift(applicant, GiftWords("HEAD", f"Gift {n}"), by=priya, at=timezone.now())

    followed = [
        client.post(url("join_gifts", bank), {"head_own": "Chess"}).url,
        client.post(url("join_would", bank), {"would_0": ["TEACH"]}).url,
    ]

    assert followed == [url("join_would", bank), url("join_terms", bank)]


def test_letters_that_are_one_only_when_small_are_one_gift(client, bank):
    client.post(url("join", bank), answers())
    for told in ("\u212aayak trips", "kayak trips"):
        assert client.post(url("join_gifts", bank), {"head_own": told}).status_code == 302

    assert Member.objects.of(bank).applicants().get().gifts.get().words == "kayak trips"


def test_a_double_tap_goes_on_with_the_application_it_sent(client, bank):
    key = str(uuid.uuid4())
    for _press in range(2):
        client.post(url("join", bank), answers(email="rosa@example.org", key=key))

    client.post(url("join_gifts", bank), {"hand": ["Gardening"]})

    assert Member.objects.of(bank).applicants().get().gifts.get().words == "Gardening"


def test_a_coordinator_is_told_that_an_applicant_may_be_a_member_already(sign_in, bank, priya, client):
    known = make.make_member(bank, name="Rosa Diaz")
    Member.objects.filter(pk=known.pk).update(telephone="01632 960133")
    applicant = actions.apply_to_join(bank, Application(name="R. Diaz"), at=timezone.now())

    seen = [words(sign_in(priya).get(url("application", bank, applicant.pk)))]
    Member.objects.filter(pk=applicant.pk).update(telephone="01632 960133")
    seen.append(words(sign_in(priya).get(url("application", bank, applicant.pk))))

    warning = f"Rosa Diaz, number {known.number}, may be the same person."
    assert [warning in each for each in seen] == [False, True]


def test_without_a_begun_application_the_pages_lead_to_the_first(client, bank):
    other = make.make_bank()
    client.post(url("join", other), answers())

    for name in ("join_gifts", "join_would", "join_terms"):
        assert client.get(url(name, bank), follow=True).redirect_chain[-1][0] == url("join", bank)


def test_who_opens_the_first_page_afterwards_sees_nothing_of_who_sat_there(client, bank):
    client.post(url("join", bank), answers())
    client.post(url("join_gifts", bank), {"head_own": "My secret gift"})
    client.get(url("join", bank))

    assert client.get(url("join_gifts", bank)).url == url("join", bank)


def test_an_approved_member_is_not_changed_by_a_page_left_open(client, bank, priya):
    client.post(url("join", bank), answers())
    rosa = Member.objects.of(bank).applicants().get()
    actions.approve_application(make.make_ready(rosa), by=priya, at=timezone.now())

    client.post(url("join_gifts", bank), {"hand": ["Gardening"]})

    assert list(rosa.gifts.values_list("words", flat=True)) == ["Help in the garden"]


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("join_gifts", {"head": ["Flying"]}),
        ("join_gifts", {"head_own": "x" * 101}),
        ("join_gifts", {"head_own": "\n".join("abcdefghi")}),
        ("join_gifts", {"thanked_for": "x" * 501}),
        ("join_terms", {"seen": "0-0", "agrees": "on"}),
        ("join_terms", {}),
    ],
)
def test_answers_that_cannot_be_taken_are_refused_with_a_reason(client, bank, page, typed):
    client.post(url("join", bank), answers())

    answer = client.post(url(page, bank), typed)

    assert answer.status_code == 400
    assert 'class="error-summary"' in answer.text
    assert not Consent.objects.filter(member__state="APPLICANT").exists()


def test_the_way_to_be_reached_that_somebody_chose_must_be_there(client, bank):
    page = client.post(url("join", bank), answers(channel="POST"))

    assert (page.status_code, list(page.context["form"].errors)) == (400, ["postal_address"])


def test_who_has_neither_e_mail_nor_telephone_joins_by_post(client, bank):
    client.post(url("join", bank), answers(telephone="", postal_address="3 Mill Lane"))

    rosa = Member.objects.of(bank).applicants().get()
    assert (rosa.person.email, rosa.channel, rosa.postal_address) == (None, "POST", "3 Mill Lane")


@pytest.mark.parametrize("age_band", ["TEEN", "CHILD"])
def test_somebody_too_young_is_told_kindly_and_nothing_is_kept(client, bank, age_band):
    page = client.post(url("join", bank), answers(age_band=age_band))

    assert page.status_code == 400
    assert "is for people from 18 years on" in page.text
    assert not Member.objects.of(bank).applicants().exists()


# Where they stand


def test_who_has_no_address_is_given_their_private_link_at_the_end(client, bank):
    go_through(client, bank)
    rosa = Member.objects.of(bank).applicants().get()

    page = client.get(url("join_thanks", bank))

    assert standing_path(rosa) in page.text
    assert not Notice.objects.filter(recipient__key=rosa.actor_key).exists()


def test_who_gave_an_address_is_sent_the_link_there_and_nowhere_else(client, bank):
    go_through(client, bank, email="rosa@example.org")
    rosa = Member.objects.of(bank).applicants().get()

    page = client.get(url("join_thanks", bank))

    assert "/join/where/" not in page.text
    assert Notice.objects.get(recipient__key=rosa.actor_key).path == standing_path(rosa)


def test_the_private_page_shows_steps_in_words_and_nothing_of_others(client, bank, priya, margaret):
    bank.references_asked, bank.asks_induction = 1, True
    bank.save()
    rosa = asked(bank)
    change = StepChange("REFERENCE", "ASKED", bank.day(timezone.now()), words="Kept to ourselves", asked_of=margaret)
    actions.mark_step(rosa, change, by=priya, at=timezone.now())
    actions.say_not_yet(rosa, by=priya, words="Do come by.", at=timezone.now())

    page = client.get(standing_path(rosa))

    said = words(page)
    assert re.search("Gifts Still missing .* Reference Asked on .* Showing round Still missing", said)
    assert "Tell us at least one thing you can do or enjoy." in said
    assert "Somebody who knows you puts in a word for you." not in said  # that has begun
    assert "Do come by." in said
    assert not re.search("Margaret|Kept to ourselves|01632 960111", said)
    assert page["Referrer-Policy"] == "no-referrer"


def test_the_private_page_goes_on_with_what_is_missing(client, bank):
    rosa = asked(bank)
    page = client.get(standing_path(rosa))
    assert url("join_gifts", bank) in page.text

    client.post(url("join_gifts", bank), {"heart_own": "Stories"})

    assert rosa.gifts.get().words == "Stories"


def test_a_link_that_was_made_up_or_is_over_leads_nowhere(client, bank, priya):
    rosa, other = asked(bank), make.make_bank()
    key = standing_key(rosa)
    made_up = [key[:-1] + ("a" if key[-1] != "a" else "b"), f"{rosa.pk}", key.replace(str(rosa.pk), str(priya.pk), 1)]

    assert [client.get(url("standing", bank, each)).status_code for each in made_up] == [404] * 3
    assert client.get(url("standing", other, key)).status_code == 404
    actions.approve_application(make.make_ready(rosa), by=priya, at=timezone.now())
    assert "You are a member" in client.get(url("standing", bank, key)).text
    Member.objects.filter(pk=rosa.pk).update(joined_at=timezone.now() - datetime.timedelta(days=31))
    assert client.get(url("standing", bank, key)).status_code == 404


def test_who_signs_in_reads_where_they_stand(client, bank):
    there = make.make_member(make.make_bank(), name="Rosa Diaz")
    applicant = actions.apply_to_join(bank, Application(name="Rosa Diaz"), at=timezone.now(), person=there.person)
    client.force_login(there.person)

    assert "Where you stand with" in words(client.get(url("own_standing", bank)))
    actions.decline_application(applicant, by=make.admin_of(bank), words="We are full.", at=timezone.now())
    assert "We are full." in client.get(url("own_standing", bank)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_private_page_takes_the_same_number_of_queries(client, bank, rows, django_assert_num_queries):
    bank.references_asked = rows
    bank.save()
    rosa = asked(bank)
    for number in range(rows):
        actions.add_gift(rosa, GiftWords("HAND", f"Gift {number}"), by=None, at=timezone.now())
    client.get(standing_path(rosa))

    with django_assert_num_queries(15):
        assert client.get(standing_path(rosa)).status_code == 200
