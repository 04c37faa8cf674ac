"""The pages of joining: gifts, terms, the private page, steps, the desk's columns, invitations, and a member's word."""

import datetime
import ipaddress
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import Application, StepChange
from members.actions.gifts import GiftWords
from members.forms.gifts import PROMPTS
from members.models import Consent, Gift, Invitation, JoiningStep, Member, MemberEvent, TermsVersion
from members.reads.standing import standing_key, standing_path
from members.reads.terms import current_terms
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_address_nobody_has_asked_from(client):
    client.defaults["REMOTE_ADDR"] = str(ipaddress.IPv6Address(uuid.uuid4().int))


def url(name, bank, *args):
    return reverse(f"members:{name}", args=[bank.slug, *args])


def answers(**changes):
    return {"name": "Rosa Diaz", "telephone": "01632 960123", "age_band": "ADULT", **changes}


def asked(bank, **told):
    application = Application(**{"name": "Rosa Diaz", "telephone": "01632 960111", **told})
    applicant = actions.apply_to_join(bank, application, at=timezone.now())
    return Member.objects.select_related("bank", "person").get(pk=applicant.pk)


def go_through(client, bank, **changes):
    """Ask to join as a visitor, page by page; give the address of each page that followed."""
    seen = "-".join(str(version.pk) for version in current_terms(bank))
    sent = [
        ("join", answers(**changes)),
        ("join_gifts", {"hand": ["Gardening"], "head_own": "Chess\n\n  Old   maps ", "thanked_for": "Patience"}),
        ("join_would", {"would_0": ["TEACH"], "would_2": ["DO", "TOGETHER"]}),
        ("join_terms", {"seen": seen, "agrees": "on"}),
    ]
    return [client.post(url(name, bank), typed).url for name, typed in sent]


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


# What coordinators write down


def test_a_coordinator_asks_a_member_who_says_yes(client, bank, priya, margaret, sign_in):
    bank.references_asked = 1
    bank.save()
    rosa = make.make_ready(asked(bank))
    day = bank.day(timezone.now()).isoformat()

    sign_in(priya).post(
        url("joining_step", bank, rosa.pk, "reference-1"), {"state": "ASKED", "number": margaret.number, "on": day}
    )
    step = rosa.joining_steps.get()
    notice = Notice.objects.get(recipient__key=margaret.actor_key, kind="VOUCH_ASKED")
    assert notice.path == url("vouch", bank, step.pk)
    assert "Do you know Rosa Diaz?" in words(sign_in(margaret).get(notice.path))
    client.post(notice.path, {"answer": "yes", "words": "Since school", "by": priya.pk, "member": priya.pk})

    step.refresh_from_db()
    assert (step.state, step.by, step.member) == ("DONE", margaret, rosa)
    answer = sign_in(priya).post(url("application", bank, rosa.pk), {"approve": "1"})
    assert answer.url.startswith(f"/{bank.slug}/members/")


def test_letting_in_too_early_says_what_is_missing(client, bank, priya, sign_in):
    rosa = asked(bank)

    page = sign_in(priya).post(url("application", bank, rosa.pk), {"approve": "1"}, follow=True)

    rosa.refresh_from_db()
    assert "Still missing: Gifts, Terms and code of conduct." in words(page)
    assert rosa.state == "APPLICANT"


def test_not_yet_comes_filled_in_with_what_is_missing(client, bank, priya, sign_in):
    rosa = asked(bank)
    prefilled = sign_in(priya).get(url("application", bank, rosa.pk)).context["not_yet"].initial["not_yet_words"]

    client.post(url("application", bank, rosa.pk), {"not_yet": "1", "not_yet_words": prefilled})

    assert "Say yes to our terms and code of conduct." in prefilled
    assert Notice.objects.get(recipient__key=rosa.actor_key).path == standing_path(rosa)
    assert rosa.events.filter(kind=MemberEvent.Kind.NOT_YET, by=priya).count() == 1


def test_a_coordinator_adds_a_gift_and_a_yes_that_was_told(client, bank, priya, sign_in):
    rosa = asked(bank)
    seen = "-".join(str(version.pk) for version in current_terms(bank))

    sign_in(priya).post(url("applicant_gift", bank, rosa.pk), {"words": "Chess", "kind": "HEAD", "would": ["TEACH"]})
    answer = client.post(url("terms_told", bank, rosa.pk), {"seen": seen, "how": "IN_PERSON"})

    assert answer.url == url("application", bank, rosa.pk)
    assert "Chess Something they know Would teach this." in words(client.get(answer.url))
    assert (rosa.gifts.get().words, rosa.gifts.get().added_by) == ("Chess", priya)
    assert list(rosa.consents.values_list("how", "recorded_by")) == [("IN_PERSON", priya.pk)] * 2


@pytest.mark.parametrize("step", ["reference-0", "reference-6", "reference-", "gifts", "terms", "reference-²"])
def test_there_is_no_page_for_a_step_that_cannot_be_marked(bank, priya, sign_in, step):
    rosa = asked(bank)

    assert sign_in(priya).get(url("joining_step", bank, rosa.pk, step)).status_code == 404


def test_forged_fields_of_a_step_change_nothing(client, bank, priya, margaret, sign_in):
    rosa, other = asked(bank), asked(bank, name="Olu")
    typed = {"state": "DONE", "on": bank.day(timezone.now()).isoformat(), "kind": "TERMS", "place": "4"}

    sign_in(priya).post(
        url("joining_step", bank, rosa.pk, "induction"),
        {**typed, "member": other.pk, "by": margaret.pk, "number": margaret.number, "asked_of": margaret.pk},
    )

    step = JoiningStep.objects.get()
    assert (step.member, step.kind, step.place, step.by, step.asked_of) == (rosa, "INDUCTION", 1, priya, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_columns_take_the_same_number_of_queries(bank, priya, sign_in, django_assert_num_queries, rows):
    bank.references_asked, bank.asks_induction = 1, True
    bank.save()
    for number in range(rows):
        rosa = make.make_ready(asked(bank, name=f"Rosa {number}"))
        change = StepChange("REFERENCE", "DONE", bank.day(timezone.now()))
        actions.mark_step(rosa, change, by=priya, at=timezone.now())
    client = sign_in(priya)

    # session, person, bank, membership, applicants, gifts, terms, consents, steps, kinds of checks, events
    with django_assert_num_queries(11):
        page = client.get(url("pipeline", bank))

    assert sum(len(column.rows) for column in page.context["columns"]) == rows


# Terms


def test_everybody_reads_the_terms_and_a_member_is_asked_when_they_are_new(client, bank, margaret, sign_in):
    assert "An hour is an hour" in client.get(url("terms", bank)).text
    home = reverse("exchanges:home", args=[bank.slug])
    assert url("terms", bank) not in sign_in(margaret).get(home).text

    actions.publish_terms(bank, "TERMS", "We are kind.", by=make.admin_of(bank), at=timezone.now())

    assert url("terms", bank) in client.get(home).text
    seen = client.get(url("terms", bank)).context["form"].initial["seen"]
    assert client.post(url("terms_accept", bank), {"seen": seen}).url == home
    assert url("terms", bank) not in client.get(home).text


def test_an_admin_publishes_a_wording_and_the_earlier_one_can_still_be_read(client, bank, sign_in):
    admin, first = make.admin_of(bank), current_terms(bank)[0]
    typed = {"kind": "TERMS", "text": "We are kind.", "number": "99", "bank": make.make_bank().pk}

    sign_in(admin).post(url("terms_settings", bank), typed)

    made = TermsVersion.objects.get(bank=bank, number=2)
    assert (made.kind, made.text, made.published_by) == ("TERMS", "We are kind.", admin)
    client.logout()
    assert "This is an earlier wording." in client.get(url("terms_version", bank, first.pk)).text
    assert "We are kind." in client.get(url("terms_version", bank, made.pk)).text


def test_a_bank_without_a_wording_is_led_to_a_first_one_and_publishes_it_itself(client, bank, margaret, sign_in):
    Consent.objects.filter(terms__bank=bank).delete()
    TermsVersion.objects.filter(bank=bank).delete()
    client = sign_in(make.admin_of(bank))

    settings = words(client.get(url("settings", bank)))
    page = client.get(url("terms_settings", bank))
    published = TermsVersion.objects.filter(bank=bank).count()
    first = page.context["forms"][0]["text"].value()
    client.post(url("terms_settings", bank), {"kind": "TERMS", "text": first})

    assert "A first wording is ready. Read it, change it, and publish it" in settings
    assert words(page).count("Nothing is published yet. This is a first wording") == 2
    assert published == 0
    assert TermsVersion.objects.get(bank=bank).text.startswith("Welcome. This is what we promise one another")
    assert words(client.get(url("terms_settings", bank))).count("Nothing is published yet.") == 1
    assert "A first wording is ready." in words(client.get(url("settings", bank)))
    client.post(url("terms_settings", bank), {"kind": "CONDUCT", "text": "We are kind."})
    assert "A first wording is ready." not in words(client.get(url("settings", bank)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_sees_who_has_not_said_yes(bank, priya, sign_in, django_assert_num_queries, rows):
    late = [make.make_member(bank, name=f"Late {number}") for number in range(rows)]
    Consent.objects.filter(member__in=late).update(ended_at=timezone.now())
    client = sign_in(priya)

    with django_assert_num_queries(6):  # session, person, bank, membership, how many hold now, members
        page = client.get(url("terms_missing", bank))

    assert [member.name for member in page.context["members"]] == [member.name for member in late]


# Invitations


def test_who_opens_an_invitation_applies_with_it(client, bank, margaret, sign_in):
    made = sign_in(margaret).post(url("invitations", bank), {"words": "Rosa", "vouches": "on", "by": "1"})
    invitation = Invitation.objects.get(by=margaret)
    slip = client.get(made.url)
    client.logout()
    link = url("invited", bank, invitation.key)

    assert link in slip.text
    assert "<svg" in slip.text
    assert "Margaret invited you" in words(client.get(link, follow=True))
    client.post(url("join", bank), answers())

    invitation.refresh_from_db()
    assert invitation.used_by.name == "Rosa Diaz"
    assert invitation.used_by.joining_steps.get().asked_of == margaret
    assert client.get(link).status_code == 404


def test_an_invitation_that_was_taken_back_is_over(client, bank, margaret, sign_in):
    invitation = actions.invite(margaret, words="", vouches=False, by=margaret, at=timezone.now())

    sign_in(margaret).post(url("invitation_withdraw", bank, invitation.pk))
    client.logout()

    assert "This invitation is over" in client.get(url("invited", bank, invitation.key)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_my_invitations_take_five_queries(bank, margaret, sign_in, django_assert_num_queries, rows):
    for number in range(rows):
        made = actions.invite(margaret, words="", vouches=False, by=margaret, at=timezone.now())
        application = Application(name=f"Rosa {number}")
        actions.send_application(bank, application, at=timezone.now(), invited=made)
    client = sign_in(margaret)

    with django_assert_num_queries(5):  # session, person, bank, membership, invitations
        assert client.get(url("invitations", bank)).status_code == 200


# Somebody to meet


def test_the_first_page_of_a_new_member_shows_whom_to_meet_for_a_month(client, bank, margaret, sign_in):
    rosa = make.make_member(bank, name="Rosa")
    home = reverse("exchanges:home", args=[bank.slug])
    assert "You might like to meet Margaret Pole You share a gift" in words(sign_in(rosa).get(home))

    Member.objects.filter(pk=rosa.pk).update(joined_at=timezone.now() - datetime.timedelta(days=31))

    assert "You might like to meet" not in client.get(home).text


# Lists take the same number of queries however long


@pytest.mark.parametrize("rows", [1, 3])
def test_an_application_takes_the_same_number_of_queries(
    bank, priya, margaret, sign_in, django_assert_num_queries, rows
):
    bank.references_asked = rows
    bank.save()
    rosa = make.make_ready(asked(bank))
    for number in range(rows):
        gift = GiftWords("HAND", f"Gift {number}")
        actions.add_gift(rosa, gift, by=priya, at=timezone.now())
        change = StepChange("REFERENCE", "DONE", bank.day(timezone.now()), place=number + 1)
        actions.mark_step(rosa, change, by=priya, at=timezone.now())
    client = sign_in(priya)

    # session, person, bank, membership, applicant, five for the steps, the look, suspects, gifts, invited, from before
    with django_assert_num_queries(15):
        assert client.get(url("application", bank, rosa.pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_wordings_take_six_queries(bank, sign_in, django_assert_num_queries, rows):
    admin = make.admin_of(bank)
    for number in range(rows):
        actions.publish_terms(bank, "TERMS", f"Text {number}", by=admin, at=timezone.now())
    client = sign_in(admin)

    with django_assert_num_queries(6):  # session, person, bank, membership, what holds now, all wordings
        assert client.get(url("terms_settings", bank)).status_code == 200


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
