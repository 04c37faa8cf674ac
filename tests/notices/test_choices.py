"""What people choose for a topic: by which way, how often, and when they are not disturbed; on a page of their own."""

from datetime import time

import pytest
from django.urls import reverse

from members.actions import keep_told
from notices import actions
from notices.models import Notice, Recipient
from tests.factories import make_bank, make_member
from tests.notices.conftest import choose, keep

pytestmark = pytest.mark.django_db
CHOICES = "/me/notices/choices/"
ASKED = ["EXCHANGES", "REMINDERS", "SUGGESTIONS", "MESSAGES", "EVENTS"]


def answers(recipient: Recipient, **changed: str) -> dict[str, str]:
    """Fill the page in: as it is at first, apart from what is named."""
    asked = {f"pace_{topic}": "NOW" for topic in ASKED} | {f"channel_{topic}": "USUAL" for topic in ASKED}
    return {"recipient": str(recipient.pk), **asked, "quiet_from": "21:00", "quiet_until": "08:00", **changed}


@pytest.fixture
def me(client):
    member = make_member(make_bank(name="Ashby Timebank"))
    client.force_login(member.person)
    return member


def recipient_of(member) -> Recipient:
    return Recipient.objects.get(key=member.actor_key)


@pytest.mark.parametrize(
    ("usual", "chosen", "delivery", "by_post"),
    [
        ("EMAIL", None, "EMAIL", False),
        ("EMAIL", "SMS", "SMS", False),
        ("EMAIL", "PHONE", "BY_HAND", False),
        ("EMAIL", "POST", "BY_HAND", True),
        ("EMAIL", "SITE", "IN_APP_ONLY", False),
        ("PHONE", None, "BY_HAND", False),
        ("POST", None, "BY_HAND", True),
        ("PHONE", "EMAIL", "EMAIL", False),
        ("SITE", None, "IN_APP_ONLY", False),
        ("SITE", "SMS", "SMS", False),
    ],
)
def test_a_topic_goes_the_way_chosen_for_it_and_others_the_usual_way(tell, usual, chosen, delivery, by_post):
    keep(channel=usual, telephone="07700 900123", has_postal_address=True)
    others = tell(kind="POSTED").delivery
    choose("MESSAGES", "NOW", chosen)

    notice = tell(kind="LETTER")

    assert (notice.delivery, notice.is_by_post) == (delivery, by_post)
    assert tell(kind="POSTED").delivery == others


def test_never_is_only_listed(margaret, tell):
    choose("MESSAGES", "NEVER", "SMS")

    assert tell(kind="LETTER").delivery == Notice.Delivery.IN_APP_ONLY


def test_account_and_safety_cannot_be_chosen_away(margaret, tell):
    choose("ACCOUNT", "NEVER")
    Recipient.objects.update(choices={"ACCOUNT": ["NEVER", ""]})  # as nobody can write it

    assert tell(kind="SUSPENDED").delivery == Notice.Delivery.EMAIL


@pytest.mark.parametrize(
    ("telephone", "delivery"), [("07700 900123", "SMS"), ("ask at the shop", "BY_HAND"), ("", "BY_HAND")]
)
def test_texts_go_to_telephones_and_else_the_desk_rings(tell, telephone, delivery):
    keep(telephone=telephone)
    choose("MESSAGES", "NOW", "SMS")

    assert tell(kind="LETTER").delivery == delivery


def test_a_member_is_written_to_in_their_banks_name_by_its_clocks(me):
    recipient = recipient_of(me)

    assert (recipient.sender, recipient.zone) == ("Ashby Timebank", me.bank.zone)
    assert (recipient.telephone, recipient.has_postal_address) == (me.telephone, bool(me.postal_address))


def test_keeping_a_member_again_keeps_what_they_chose(me):
    choose("MESSAGES", "DAILY", "SITE", key=me.actor_key, quiet=(22, 7))

    me.telephone = "07700 900999"
    keep_told(me)

    recipient = recipient_of(me)
    assert (recipient.choices, recipient.quiet_from) == ({"MESSAGES": ["DAILY", "SITE"]}, time(22))
    assert recipient.telephone == "07700 900999"


def test_forgetting_forgets_what_they_chose(me):
    choose("MESSAGES", "DAILY", "SITE", key=me.actor_key, quiet=(22, 7))

    actions.forget_recipient(me.actor_key)

    recipient = recipient_of(me)
    assert (recipient.choices, recipient.quiet_from, recipient.telephone) == ({}, time(21), "")


def test_two_numbers_of_one_person_keep_what_either_chose(me):
    other = make_member(me.bank)
    choose("MESSAGES", "DAILY", key=me.actor_key)
    for topic in ("MESSAGES", "EVENTS"):
        choose(topic, "NEVER", key=other.actor_key)

    actions.move_choices(kept=me.actor_key, given_up=other.actor_key)

    assert recipient_of(me).choices == {"MESSAGES": ["DAILY", ""], "EVENTS": ["NEVER", ""]}


# The page


def test_the_page_asks_about_each_topic_but_account_and_the_desk(client, me):
    page = client.get(CHOICES)

    assert [str(name) for name, _pace, _channel in page.context["forms"][0].topic_fields()] == [
        "Your exchanges and your hours",
        "Reminders",
        "Suggestions",
        "Messages from people",
        "Events and news",
    ]
    assert "Ashby Timebank" in page.content.decode()


def test_who_was_told_of_the_desks_work_chooses_about_it_too(client, me, tell):
    tell(recipient_key=me.actor_key, kind="EVENT_WAITS")

    assert client.get(CHOICES).context["forms"][0].topics[-1] == "DESK"


def test_no_call_or_post_is_offered_for_suggestions_for_the_desk_says_none(client, me):
    form = client.get(CHOICES).context["forms"][0]

    assert [way for way, _label in form.fields["channel_SUGGESTIONS"].choices] == ["USUAL", "EMAIL", "SMS", "SITE"]
    assert {"PHONE", "POST"} < {way for way, _label in form.fields["channel_MESSAGES"].choices}


def test_who_chose_a_call_for_suggestions_before_sees_the_usual_way(client, me):
    choose("SUGGESTIONS", "DAILY", "PHONE", key=me.actor_key)

    assert client.get(CHOICES).context["forms"][0]["channel_SUGGESTIONS"].value() == "USUAL"


@pytest.mark.parametrize(("usual", "delivery"), [("EMAIL", "EMAIL"), ("PHONE", "BY_HAND"), ("SITE", "IN_APP_ONLY")])
@pytest.mark.parametrize("chosen", ["PHONE", "POST"])
def test_and_is_told_that_way(tell, usual, delivery, chosen):
    keep(channel=usual, telephone="07700 900123", has_postal_address=True)
    Recipient.objects.update(choices={"SUGGESTIONS": ["NOW", chosen]})

    searched, fitting = tell(kind="SAVED_SEARCH"), tell(kind="REQUEST_FITS")

    assert (searched.delivery, searched.is_by_post) == (delivery, False)
    assert fitting.delivery == ("IN_APP_ONLY" if usual == "PHONE" else delivery)


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        ("EMAIL", "as usual: e-mail"),
        ("PHONE", "as usual: on this site only; for saved searches: somebody rings me"),
        ("POST", "as usual: on this site only; for saved searches: a letter by post"),
    ],
)
def test_the_usual_way_says_what_is_kept(client, me, usual, words):
    Recipient.objects.update(channel=usual)

    fields = client.get(CHOICES).context["forms"][0].fields

    assert dict(fields["channel_SUGGESTIONS"].choices)["USUAL"] == words
    assert dict(fields["channel_EVENTS"].choices)["USUAL"].startswith("as usual: ")


def test_what_is_chosen_is_kept(client, me):
    sent = answers(
        recipient_of(me), pace_EVENTS="WEEKLY", channel_MESSAGES="SITE", quiet_from="22:30", quiet_until="7:15"
    )

    page = client.post(CHOICES, sent, follow=True)

    kept = recipient_of(me)
    assert "Saved. It holds for what we tell you from now on." in page.content.decode()
    assert (kept.choices["EVENTS"], kept.choices["MESSAGES"]) == (["WEEKLY", ""], ["NOW", "SITE"])
    assert (kept.quiet_from, kept.quiet_until) == (time(22, 30), time(7, 15))
    form = client.get(CHOICES).context["forms"][0]
    assert (form["pace_EVENTS"].value(), form["channel_MESSAGES"].value()) == ("WEEKLY", "SITE")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"channel_MESSAGES": "SMS"}, "channel_MESSAGES"),
        ({"channel_MESSAGES": "PHONE"}, "channel_MESSAGES"),
        ({"channel_MESSAGES": "POST"}, "channel_MESSAGES"),
        ({"channel_MESSAGES": "PIGEON"}, "channel_MESSAGES"),
        ({"pace_EVENTS": "HOURLY"}, "pace_EVENTS"),
        ({"pace_EVENTS": ""}, "pace_EVENTS"),
        ({"quiet_from": "late"}, "quiet_from"),
        ({"quiet_until": ""}, "quiet_until"),
        ({"quiet_until": "25:00"}, "quiet_until"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(client, me, changed, field):
    me.telephone = me.postal_address = ""
    keep_told(me)

    page = client.post(CHOICES, answers(recipient_of(me), pace_EXCHANGES="NEVER") | changed)

    assert (page.status_code, list(page.context["form"].errors)) == (400, [field])
    assert recipient_of(me).choices == {}


def test_a_number_that_is_none_is_said_kindly(client, me):
    me.telephone = "ask at the shop"
    keep_told(me)

    page = client.post(CHOICES, answers(recipient_of(me), channel_MESSAGES="SMS")).content.decode()

    assert "We have no telephone number of yours that text messages go to" in page


def test_account_cannot_be_sent_in(client, me):
    client.post(CHOICES, answers(recipient_of(me), pace_ACCOUNT="NEVER", pace_DESK="NEVER"))

    assert {"ACCOUNT", "DESK"} & set(recipient_of(me).choices) == set()


@pytest.mark.parametrize("recipient", ["", "x", "0", "-1", "9" * 30])
def test_for_nobody_nothing_is_kept(client, me, recipient):
    assert client.post(CHOICES, answers(recipient_of(me)) | {"recipient": recipient}).status_code == 400


def test_nobody_chooses_for_somebody_else(client, me):
    other = make_member(me.bank)

    assert client.post(CHOICES, answers(recipient_of(other), pace_EVENTS="NEVER")).status_code == 400
    assert client.post(reverse("notices_resume_mail"), {"recipient": recipient_of(other).pk}).status_code == 404
    assert recipient_of(other).choices == {}


def test_each_time_bank_is_chosen_for_apart(client, me):
    elsewhere = make_member(make_bank(name="Bell Lane Timebank"))
    elsewhere.person = me.person
    elsewhere.save(update_fields=["person"])
    client.post(CHOICES, answers(recipient_of(elsewhere), pace_EVENTS="NEVER"))

    page = client.get(CHOICES)

    assert [form.recipient.sender for form in page.context["forms"]] == ["Ashby Timebank", "Bell Lane Timebank"]
    assert recipient_of(me).choices == {}
    assert recipient_of(elsewhere).choices["EVENTS"] == ["NEVER", ""]
    ids = [part.partition('"')[0] for part in page.content.decode().split(' id="')[1:]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("banks", [1, 3])
def test_the_page_asks_the_database_the_same_for_any_number_of_banks(client, me, banks, django_assert_num_queries):
    for _ in range(banks - 1):
        elsewhere = make_member(make_bank())
        elsewhere.person = me.person
        elsewhere.save(update_fields=["person"])

    with django_assert_num_queries(5):  # session, person, memberships, recipients, who works at a desk
        client.get(CHOICES)


def test_without_a_time_bank_there_is_nothing_to_choose(client, me):
    me.person = make_member(me.bank).person
    client.force_login(me.person)
    Recipient.objects.update(is_forgotten=True)

    assert "Nothing to choose yet." in client.get(CHOICES).content.decode()


# Letters that came back


def test_an_address_that_does_not_exist_is_written_to_no_more_until_somebody_says_so(client, me, tell):
    address = recipient_of(me).address
    Recipient.objects.filter(key=me.actor_key).update(refused_address=address)
    assert tell(recipient_key=me.actor_key).delivery == Notice.Delivery.BY_HAND
    assert f"Letters to {address} came back" in client.get(CHOICES).content.decode()

    client.post(reverse("notices_resume_mail"), {"recipient": recipient_of(me).pk})

    assert tell(recipient_key=me.actor_key).delivery == Notice.Delivery.EMAIL


def test_another_address_is_written_to(me, tell):
    Recipient.objects.filter(key=me.actor_key).update(refused_address=recipient_of(me).address)

    me.person.email = "new@example.org"
    keep_told(me)

    assert tell(recipient_key=me.actor_key).delivery == Notice.Delivery.EMAIL


def test_a_number_that_does_not_exist_is_sent_no_texts_until_somebody_says_so(client, me, tell):
    choose("EXCHANGES", "NOW", "SMS", key=me.actor_key)
    Recipient.objects.filter(key=me.actor_key).update(telephone="07700 900123", refused_number="07700900123")
    assert tell(recipient_key=me.actor_key, kind="POSTED").delivery == Notice.Delivery.BY_HAND
    assert "Texts to 07700 900123 do not arrive" in client.get(CHOICES).content.decode()

    client.post(reverse("notices_resume_mail"), {"recipient": recipient_of(me).pk, "channel": "SMS"})

    assert tell(recipient_key=me.actor_key, kind="POSTED").delivery == Notice.Delivery.SMS
    assert "do not arrive" not in client.get(CHOICES).content.decode()
