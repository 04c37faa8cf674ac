"""A coordinator writes down what somebody without e-mail answers to a message, or to a wish to share addresses."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions import conversations
from members.models import Conversation, Letter
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
QUERIES = 5


@pytest.fixture
def sign_in():
    """Give everybody a browser of their own."""

    def signed(member):
        client = Client()
        client.force_login(member.person)
        return client

    return signed


@pytest.fixture
def ethel(bank):
    return make.make_member(bank, name="Ethel Marsh", email="")


@pytest.fixture
def conversation(margaret, ethel):
    return make.make_conversation(margaret, ethel, words="Shall we have tea?")


def notice_to(member, kind):
    return Notice.objects.filter(recipient__key=member.actor_key, kind=kind).latest("pk")


def answer_url(notice):
    return reverse("exchanges:answer_for", args=[notice.bank, notice.pk])


def wish(conversation, member):
    conversations.share_addresses(conversation, member, by=member, at=timezone.now())
    return notice_to(conversation.other_of(member), "SHARING")


def kept(member):
    return list(member.events.filter(is_on_behalf=True).exclude(kind="CONSENT_GIVEN").values_list("kind", "by"))


def test_an_answer_is_written_down_and_both_are_told(sign_in, bank, margaret, ethel, priya, conversation):
    notice, client = notice_to(ethel, "LETTER"), sign_in(priya)
    assert answer_url(notice) in client.get(reverse("exchanges:desk", args=[bank.slug])).text

    answer = client.post(answer_url(notice), {"words": "On Friday, gladly.", "how": "PHONE", "speaker": "1"})

    assert answer.url == reverse("exchanges:desk", args=[bank.slug]) + "?at=tell#here"
    letter = Letter.objects.latest("pk")
    assert (letter.speaker, letter.by, letter.how, letter.words) == (ethel, priya, "PHONE", "On Friday, gladly.")
    assert notice_to(margaret, "LETTER").subject == "Ethel Marsh wrote to you"
    told = notice_to(ethel, "ON_BEHALF")
    assert (told.subject, told.body) == ("Priya Desk wrote down your answer to Margaret Pole", "On Friday, gladly.")
    notice.refresh_from_db()
    assert notice.told_by == priya.actor_key
    assert kept(ethel) == [("ANSWERED", priya.pk)]
    page = words(sign_in(margaret).get(reverse("exchanges:conversation", args=[bank.slug, conversation.pk])))
    assert "told by phone, written down by Priya Desk" in page


def test_the_same_answer_sent_twice_is_one_message(sign_in, ethel, priya, conversation):
    notice, client = notice_to(ethel, "LETTER"), sign_in(priya)

    for _twice in range(2):
        client.post(answer_url(notice), {"words": "On Friday.", "how": "PHONE"})

    assert Letter.objects.filter(words="On Friday.").count() == 1
    assert len(kept(ethel)) == 1


def test_who_is_told_by_somebody_else_can_answer_later(sign_in, bank, ethel, priya, conversation):
    notice = notice_to(ethel, "LETTER")
    sign_in(make.make_coordinator(bank)).post(reverse("exchanges:told", args=[bank.slug, notice.pk]))

    sign_in(priya).post(answer_url(notice), {"words": "On Friday.", "how": "IN_PERSON"})

    assert Letter.objects.filter(words="On Friday.", how="IN_PERSON").exists()


def test_a_coordinator_reads_what_is_passed_on_and_nothing_else(sign_in, margaret, ethel, priya, conversation):
    conversations.write(conversation, margaret, "I have a secret.", by=margaret, at=timezone.now())
    conversations.write(conversation, ethel, "So have I.", by=ethel, at=timezone.now())
    first = Notice.objects.filter(recipient__key=ethel.actor_key, kind="LETTER").earliest("pk")

    page = words(sign_in(priya).get(answer_url(first)))

    assert "Shall we have tea?" in page
    assert "secret" not in page
    assert "So have I." not in page


@pytest.mark.parametrize(
    ("answer", "shared", "kind"), [("yes", True, "SHARED"), ("no", False, "NOT_SHARED")], ids=["yes", "no"]
)
def test_a_yes_or_no_to_sharing_is_written_down(sign_in, margaret, ethel, priya, conversation, answer, shared, kind):
    notice = wish(conversation, margaret)
    assert notice.body == "If you would like that too, tell us, and we write it down."

    sign_in(priya).post(answer_url(notice), {"answer": answer, "how": "PHONE"})

    conversation = Conversation.objects.get()
    assert (conversation.is_shared, conversation.is_shared_by(margaret)) == (shared, True)
    assert notice_to(margaret, kind).subject.endswith(
        "now have each other's telephone number and e-mail address"
        if shared
        else "would rather not share telephone numbers and e-mail addresses now"
    )
    assert notice_to(ethel, "ON_BEHALF").subject == "Priya Desk wrote down your answer to Margaret Pole"
    assert kept(ethel) == [("ANSWERED", priya.pk)]


def test_who_cannot_read_here_asks_us_for_what_is_shared(margaret, ethel, conversation):
    conversations.share_addresses(conversation, ethel, by=ethel, at=timezone.now())

    conversations.share_addresses(conversation, margaret, by=margaret, at=timezone.now())

    body = notice_to(ethel, "SHARED").body
    assert body == "Ask us for theirs, and we tell you. Either of you can take that back at any time."


@pytest.mark.parametrize(
    ("kind", "sent", "asked_again"),
    [
        ("LETTER", {"words": "Yes"}, "how"),
        ("LETTER", {"words": "Yes", "how": "ONLINE"}, "how"),
        ("LETTER", {"how": "PHONE"}, "words"),
        ("LETTER", {"words": "x" * 4001, "how": "PHONE"}, "words"),
        ("SHARING", {"how": "PHONE"}, "answer"),
        ("SHARING", {"answer": "perhaps", "how": "PHONE"}, "answer"),
        ("SHARING", {"answer": "yes"}, "how"),
    ],
)
def test_what_is_missing_is_asked_again(sign_in, margaret, ethel, priya, conversation, kind, sent, asked_again):
    wish(conversation, margaret)

    page = sign_in(priya).post(answer_url(notice_to(ethel, kind)), sent)

    assert (page.status_code, list(page.context["form"].errors)) == (400, [asked_again])
    assert (Letter.objects.count(), Conversation.objects.get().is_shared) == (1, False)


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("admin", 403), ("auditor", 403), ("the other", 403), ("acting", 403), ("elsewhere", 404)],
)
def test_nobody_else_answers_for_somebody(sign_in, bank, margaret, ethel, who, status):
    asker = {
        "member": lambda: margaret,
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
        "the other": lambda: make.make_coordinator(bank),
        "acting": lambda: make.supporter(margaret, make.make_coordinator(bank)).holder,
        "elsewhere": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    make.make_conversation(asker if who == "the other" else margaret, ethel)
    url = reverse("exchanges:answer_for", args=[asker.bank.slug, notice_to(ethel, "LETTER").pk])

    answer = sign_in(asker).post(url, {"words": "Yes", "how": "PHONE"})

    assert answer.status_code == status
    assert Letter.objects.count() == 1


def test_what_asks_for_no_answer_has_none(sign_in, bank, ethel, margaret, priya):
    make.logged_exchange(margaret, ethel)
    by_email = make.make_conversation(ethel, margaret)

    for notice in (notice_to(ethel, "TO_CONFIRM"), notice_to(margaret, "LETTER")):
        assert sign_in(priya).get(answer_url(notice)).status_code == 404
    assert by_email.letters.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_what_was_passed_on_is_listed_with_as_many_queries(
    sign_in, bank, margaret, priya, rows, django_assert_num_queries
):
    client, url = sign_in(priya), reverse("exchanges:passed_on", args=[bank.slug])
    for number in range(rows):
        ethel = make.make_member(bank, name=f"Ethel {number}", email="")
        make.make_conversation(margaret, ethel)
        notice = notice_to(ethel, "LETTER")
        client.post(reverse("exchanges:told", args=[bank.slug, notice.pk]))
    client.get(url)

    with django_assert_num_queries(QUERIES):
        page = client.get(url)

    assert page.text.count("Write down their answer") == rows
    assert answer_url(notice) in page.text


def test_only_messages_that_were_read_to_somebody_are_listed(sign_in, bank, margaret, ethel, priya, conversation):
    elsewhere = make.make_bank()
    other = make.make_conversation(make.make_member(elsewhere), make.make_member(elsewhere, email=""))
    client = sign_in(priya)
    for kind in ("WELCOME", "LETTER"):
        notice = notice_to(ethel, kind)
        client.post(reverse("exchanges:told", args=[bank.slug, notice.pk]))
    Notice.objects.filter(bank=elsewhere.slug, delivery="BY_HAND").update(told_at=timezone.now(), told_by="member:1")

    listed = client.get(reverse("exchanges:passed_on", args=[bank.slug])).context["notices"]

    assert [(each.kind, each.bank) for each in listed] == [("LETTER", bank.slug)]
    assert other.bank == elsewhere
