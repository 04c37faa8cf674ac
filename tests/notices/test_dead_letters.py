"""What was given up: listed for admins and operators, and sent once more on their word."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from notices import actions
from notices.actions.dead_letters import give_up
from notices.models import Notice, Recipient
from tests.factories import admin_of, make_bank, make_coordinator, make_member
from tests.notices.conftest import NOW, keep
from tests.notices.post_office import ACCEPTED, UNKNOWN

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make_bank(slug="riverside")


@pytest.fixture
def dead(bank, margaret, tell):
    """Make dead letters."""

    def made(**changes: object) -> Notice:
        notice = tell(**changes)
        give_up(Notice.objects.filter(pk=notice.pk), failure="SMTPRecipientsRefused", at=NOW)
        return Notice.objects.get(pk=notice.pk)

    return made


def command(*words: str) -> tuple[str, str]:
    out, errors = io.StringIO(), io.StringIO()
    call_command("dead_letters", *words, stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_refused_address_is_tried_again_on_somebodys_word(margaret, tell, post_office):
    post_office.answer = UNKNOWN
    notice = tell()
    actions.deliver(notice.pk, at=NOW)
    assert Recipient.objects.get(key=margaret).is_mail_refused
    assert tell().delivery == Notice.Delivery.BY_HAND

    post_office.answer = ACCEPTED
    actions.retry(Notice.objects.get(pk=notice.pk), at=NOW)
    actions.deliver(notice.pk, at=NOW)

    sent = Notice.objects.get(pk=notice.pk)
    assert (sent.sent_at, sent.failed_at, sent.attempts, sent.delivery) == (NOW, None, 1, "EMAIL")
    assert post_office.letters[0]["Message-ID"].startswith(f"<notice.{notice.pk}.")
    assert list(Notice.objects.dead("riverside")) == []


@pytest.mark.django_db(transaction=True)
def test_another_fault_refuses_no_address(margaret, tell, post_office):
    post_office.answer = "554 5.7.1 Relay access denied"

    actions.deliver(tell().pk, at=NOW)

    assert not Recipient.objects.get(key=margaret).is_mail_refused


def test_what_they_have_heard_otherwise_is_no_dead_letter(dead):
    told, read, waits = dead(), dead(), dead()
    actions.mark_told(told, by="member:2", at=NOW)
    actions.mark_read(read, at=NOW)

    assert list(Notice.objects.dead("riverside")) == [waits]
    for notice in (told, read):
        with pytest.raises(actions.CannotRetry):
            actions.retry(notice, at=NOW)


def test_what_leads_nowhere_is_not_sent_again(dead):
    notice = dead()
    keep(address="")

    with pytest.raises(actions.CannotRetry, match="no address or number"):
        actions.retry(notice, at=NOW)


def test_what_is_moot_by_now_is_not_sent_again(dead):
    notice = dead(moot_at=NOW)

    with pytest.raises(actions.CannotRetry, match="too late"):
        actions.retry(notice, at=NOW)


def test_again_at_night_waits_for_the_morning(dead):
    notice = actions.retry(dead(), at=NOW.replace(hour=23))

    assert notice.next_attempt_at.hour == 8


# For operators


def test_the_command_lists_them_without_names_or_words(dead):
    notice = dead()

    out, errors = command()

    assert out == f"{notice.pk} riverside EXCHANGE_LOGGED 2026-11-23T09:30:00+00:00 SMTPRecipientsRefused\n"
    assert errors == ""


def test_of_one_bank_as_json(dead):
    dead(bank="")
    notice = dead()

    out, _errors = command("--bank", "riverside", "--json")

    said = {"number": notice.pk, "bank": "riverside", "kind": "EXCHANGE_LOGGED"}
    assert json.loads(out) == {**said, "failed_at": "2026-11-23T09:30:00+00:00", "failure": "SMTPRecipientsRefused"}


def test_the_command_sends_them_again_and_says_what_it_could_not(dead):
    again = dead()
    keep("member:31", address="", name="Bartholomew")
    nowhere = dead(recipient_key="member:31")

    out, errors = command("--retry")

    assert f"{again.pk} riverside EXCHANGE_LOGGED 2026-11-23T09:30:00+00:00 SMTPRecipientsRefused sent again" in out
    assert errors == f"{nowhere.pk}: We have no address or number to send this to. The desk passes it on.\n"
    assert list(Notice.objects.dead("riverside")) == [nowhere]


def test_a_bank_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match=r"^There is no time bank 'nowhere'\.$"):
        command("--bank", "nowhere")


# For admins


@pytest.fixture
def admin(client, bank):
    client.force_login(admin_of(bank).person)
    return client


def page_of(bank) -> str:
    return reverse("members:outbox", args=[bank.slug])


def retry_url(bank, notice) -> str:
    return reverse("members:outbox_retry", args=[bank.slug, notice.pk])


def test_an_admin_sees_whom_it_did_not_reach_and_not_what_it_said(admin, bank, dead):
    dead(kind="CONCERN", subject="A worry about Gwilym")

    page = admin.get(page_of(bank)).content.decode()

    assert "Margaret" in page
    assert "Your account and your safety" in page
    assert "Gwilym" not in page


def test_an_admin_sends_it_again(admin, bank, dead):
    notice = dead()

    page = admin.post(retry_url(bank, notice), follow=True).content.decode()

    assert "We try again to reach Margaret." in page
    assert Notice.objects.get(pk=notice.pk).delivery == Notice.Delivery.EMAIL


def test_what_cannot_be_sent_again_says_why(admin, bank, dead):
    notice = dead()
    keep(address="")

    answer = admin.post(retry_url(bank, notice))

    assert answer.status_code == 409
    assert "We have no address or number to send this to." in answer.content.decode()


def test_of_another_bank_there_is_nothing(admin, bank, dead):
    assert admin.post(retry_url(bank, dead(bank="ashby"))).status_code == 404


@pytest.mark.parametrize("make", [make_member, make_coordinator])
def test_only_admins(client, bank, make):
    client.force_login(make(bank).person)

    assert client.get(page_of(bank)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_many_there_are(admin, bank, dead, rows, django_assert_num_queries):
    for _ in range(rows):
        dead()

    with django_assert_num_queries(PAGE_QUERIES):
        admin.get(page_of(bank))


PAGE_QUERIES = 7


def test_pages_of_twenty_neither_repeat_nor_skip(admin, bank, dead):
    made = [dead().pk for _ in range(41)]
    seen, query = [], ""

    while True:
        context = admin.get(page_of(bank) + query).context
        seen += [letter.pk for letter in context["letters"]]
        query = context["older_query"]
        if not query:
            break

    assert seen == made[::-1]


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=-1", "?before=" + "9" * 40, "?before=٣", "?days=x", "?days=90"]
)
def test_a_page_that_cannot_be_is_the_first(admin, bank, dead, query):
    dead()

    assert admin.get(page_of(bank) + query).status_code == 200


# An address that a mail server said does not exist


@pytest.mark.parametrize(
    ("changes", "is_sent"),
    [({}, False), ({"bank": ""}, True), ({"kind": "SIGN_IN"}, True), ({"kind": "SIGN_IN", "bank": ""}, True)],
)
def test_a_refused_address_still_gets_what_no_desk_would_say(margaret, tell, post_office, changes, is_sent):
    Recipient.objects.update(refused_address="margaret@demo.example")

    notice = tell(**changes)
    actions.deliver(notice.pk, at=NOW)

    assert bool(post_office.letters) == is_sent


@pytest.mark.parametrize("told_first", [True, False])
def test_who_could_not_sign_in_once_can_the_next_time(margaret, tell, post_office, told_first):
    post_office.answer = UNKNOWN
    waits = [tell(kind="SIGN_IN", bank="")] if told_first else []
    actions.deliver(tell(kind="SIGN_IN", bank="").pk, at=NOW)
    post_office.answer = ACCEPTED

    actions.deliver((waits or [tell(kind="SIGN_IN", bank="")])[0].pk, at=NOW)

    assert len(post_office.letters) == 1


def test_an_address_that_works_works_under_each_key(margaret):
    keep("sign-in:4")
    keep("member:13", address="fatima@demo.example")
    Recipient.objects.filter(address="margaret@demo.example").update(refused_address="margaret@demo.example")
    Recipient.objects.filter(key="member:13").update(refused_address="fatima@demo.example")

    actions.resume(margaret, ["EMAIL"])

    assert set(Recipient.objects.exclude(refused_address="").values_list("key", flat=True)) == {"member:13"}


@pytest.mark.parametrize("action", [actions.silence_recipient, actions.forget_recipient])
def test_who_is_told_nothing_any_more_misses_nothing(margaret, dead, action):
    dead()

    action(margaret)

    assert not Notice.objects.dead("riverside").exists()
