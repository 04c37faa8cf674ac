"""The pages on which two members write to each other: nobody else opens them, those who run the bank neither."""

import pytest
from django.urls import reverse

from members.actions import conversations
from members.models import Conversation, Letter
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
PRIVATE = ("01632 960000", "fatima@example.org")


@pytest.fixture
def fatima(bank):
    return make.make_member(bank, name="Fatima Zahra", email="fatima@example.org")


def url(name, bank, *parts):
    return reverse(f"members:{name}", args=[bank.slug, *parts])


def talk(bank, pk):
    return reverse("exchanges:conversation", args=[bank.slug, pk])


def test_a_member_writes_to_another_from_their_page(sign_in, bank, margaret, fatima):
    client, address = sign_in(margaret), url("write_to", bank, fatima.number)

    assert address in client.get(reverse("exchanges:member", args=[bank.slug, fatima.number])).text
    page = words(client.get(address))
    assert "Only you and Fatima Zahra can read this, and who acts for one of you." in page
    answer = client.post(address, {"words": "Shall we have tea?", "speaker": "1", "by": "1", "bank": "1"}, follow=True)

    conversation = Conversation.objects.get()
    assert answer.redirect_chain == [(talk(bank, conversation.pk), 302)]
    assert "Sent to Fatima Zahra." in words(answer)
    assert list(Letter.objects.values_list("speaker", "by", "words")) == [
        (margaret.pk, margaret.pk, "Shall we have tea?")
    ]
    assert client.get(address).url == talk(bank, conversation.pk)


def test_who_has_no_email_is_read_to_and_the_page_says_so_before(sign_in, bank, margaret):
    ethel = make.make_member(bank, name="Ethel Price", email="")

    page = words(sign_in(margaret).get(url("write_to", bank, ethel.number)))

    assert "Ethel Price does not read e-mail: a coordinator reads your words to them" in page


def test_what_was_written_is_new_until_it_is_read(sign_in, bank, margaret, fatima):
    conversation = make.make_conversation(margaret, fatima, words="Shall we have tea?")
    client = sign_in(fatima)

    assert "Messages, 1 new" in words(client.get(url("conversations", bank)))
    assert "Shall we have tea?" in client.get(talk(bank, conversation.pk)).text
    assert "Messages, 1 new" not in words(client.get(url("conversations", bank)))
    assert "Messages, 1 new" not in words(sign_in(margaret).get(url("conversations", bank)))


@pytest.mark.parametrize("who", ["other", "coordinator", "admin", "auditor", "stranger"])
def test_nobody_else_opens_a_conversation_or_writes_in_it(sign_in, bank, margaret, fatima, who):
    conversation = make.make_conversation(margaret, fatima, words="Secret tea")
    asker = {
        "other": lambda: make.make_member(bank),
        "coordinator": lambda: make.make_coordinator(bank),
        "admin": lambda: make.admin_of(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: make.make_member(make.make_bank()),
    }[who]()
    client = sign_in(asker)

    for at in {bank, asker.bank}:
        page = talk(at, conversation.pk)
        assert client.get(page).status_code == 404
        assert client.post(page, {"words": "Forged"}).status_code == 404
        assert client.post(url("share", at, conversation.pk)).status_code == 404
    assert "Secret tea" not in client.get(url("conversations", asker.bank)).text
    assert Letter.objects.count() == 1


def test_addresses_show_when_both_agree_and_no_more_when_one_takes_it_back(sign_in, bank, margaret, fatima):
    conversation = make.make_conversation(margaret, fatima)
    page, share = talk(bank, conversation.pk), url("share", bank, conversation.pk)

    def seen(client):
        return [each in client.get(page).text for each in PRIVATE]

    client = sign_in(margaret)
    assert seen(client) == [False, False]
    client.post(share)
    assert seen(client) == [False, False]
    client = sign_in(fatima)
    assert "Margaret Pole would like you to have each other's telephone number" in words(client.get(page))
    client.post(share)
    client = sign_in(margaret)
    assert seen(client) == [True, True]
    sign_in(fatima).post(share, {"take_back": "1"})
    assert seen(sign_in(margaret)) == [False, False]


def test_addresses_are_hidden_again_when_one_rests(sign_in, bank, margaret, fatima):
    conversation = make.make_conversation(margaret, fatima)
    for member in (margaret, fatima):
        conversations.share_addresses(conversation, member, by=member, at=conversation.begun_at)
    type(fatima).objects.filter(pk=fatima.pk).update(state="PAUSED")

    page = sign_in(margaret).get(talk(bank, conversation.pk))

    assert [each in page.text for each in PRIVATE] == [False, False]
    assert "Fatima Zahra cannot be written to here just now." in words(page)
    assert sign_in(margaret).post(talk(bank, conversation.pk), {"words": "Hello?"}).status_code == 403


@pytest.mark.parametrize("who", ["minor", "paused", "left", "oneself"])
def test_to_some_there_is_no_page_to_write(sign_in, bank, margaret, priya, who):
    other = make.make_member(bank)
    changes = {"minor": {"age_band": "TEEN"}, "paused": {"state": "PAUSED"}, "left": {"state": "LEFT"}, "oneself": {}}
    type(other).objects.filter(pk=other.pk).update(**changes[who])

    for asker in (margaret, priya):
        number = asker.number if who == "oneself" else other.number
        client = sign_in(asker)
        assert client.get(url("write_to", bank, number)).status_code == 404
        assert client.post(url("write_to", bank, number), {"words": "Hello"}).status_code == 404
    assert not Conversation.objects.exists()


def test_somebody_under_18_writes_to_nobody(sign_in, bank, fatima):
    young = make.make_minor(bank)

    assert sign_in(young).post(url("write_to", bank, fatima.number), {"words": "Hello"}).status_code == 404


def test_who_writes_to_many_in_a_day_is_asked_to_wait(sign_in, bank, margaret, fatima, monkeypatch):
    monkeypatch.setattr(conversations, "MOST_BEGUN_A_DAY", 0)

    page = sign_in(margaret).post(url("write_to", bank, fatima.number), {"words": "Hello"})

    assert page.status_code == 429
    assert "You have written to many people today." in words(page)


def test_pages_of_conversations_and_letters_neither_repeat_nor_skip(sign_in, bank, margaret, fatima, monkeypatch):
    monkeypatch.setattr("members.views.conversations.CONVERSATIONS_ON_PAGE", 2)
    monkeypatch.setattr("exchanges.views.talking.LETTERS_ON_PAGE", 2)
    for name in ("Ana", "Ben"):
        make.make_conversation(margaret, make.make_member(bank, name=name))
    conversation = make.make_conversation(margaret, fatima, words="1")
    for number in range(2, 6):
        conversations.write(conversation, margaret, str(number), by=margaret, at=conversation.begun_at)
    client = sign_in(margaret)

    def all_pages(address, rows):
        found = []
        while address:
            context = client.get(address).context
            found, address = [*found, rows(context)], context["older_url"]
        return found

    listed = all_pages(url("conversations", bank), lambda context: [row.other.name for row in context["rows"]])
    assert sorted(name for page in listed for name in page) == ["Ana", "Ben", "Fatima Zahra"]
    read = all_pages(talk(bank, conversation.pk), lambda context: [letter.words for letter in context["letters"]])
    assert read == [["4", "5"], ["2", "3"], ["1"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_five_queries_however_long(sign_in, bank, margaret, django_assert_num_queries, rows):
    for _row in range(rows):
        make.make_conversation(make.make_member(bank), margaret)
    client = sign_in(margaret)

    with django_assert_num_queries(5):  # session, person, bank, membership, conversations
        client.get(url("conversations", bank))


@pytest.mark.parametrize("letters", [1, 3])
def test_a_conversation_takes_nine_queries_however_long(
    sign_in, bank, margaret, fatima, django_assert_num_queries, letters
):
    for _letter in range(letters):
        conversation = make.make_conversation(margaret, fatima)
    client = sign_in(margaret)

    with django_assert_num_queries(
        9
    ):  # session, person, bank, membership, conversation, letters, what it is about, the plan
        client.get(talk(bank, conversation.pk))
