"""The pages of blocking and of what was reported: who sees them, and what they say to whom."""

import pytest
from django.urls import reverse

from members.models import Block, MemberEvent, TalkReport
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
CLOSED = "You can't write to each other here."


@pytest.fixture
def talk(margaret, fatima):
    return make.make_conversation(fatima, margaret, words="Where were you?")


def url(name, bank, *parts):
    return reverse(name, args=[bank.slug, *parts])


def test_a_member_blocks_and_lets_write_again(sign_in, bank, margaret, fatima, talk):
    client, address = sign_in(margaret), url("members:block", bank, fatima.number)
    assert address in client.get(url("exchanges:conversation", bank, talk.pk)).text

    client.get(address)
    assert not Block.objects.exists()
    page = words(client.post(address, {"blocker": fatima.pk, "member": fatima.pk}, follow=True))

    standing = Block.objects.get()
    assert (standing.blocker, standing.blocked) == (margaret, fatima)
    assert "You have blocked Fatima Zahra" in page
    assert "We do not tell them." in page
    assert "Fatima Zahra" in words(client.get(url("members:preferences", bank)))
    client.post(url("members:unblock", bank, standing.pk))
    assert not Block.objects.exists()
    client.get(url("members:preferences", bank))  # says once that it is done
    assert "Fatima Zahra" not in words(client.get(url("members:preferences", bank)))


def test_who_is_blocked_reads_plain_words_and_no_more(sign_in, bank, margaret, fatima, talk):
    make.make_block(margaret, fatima)
    client, address = sign_in(fatima), url("exchanges:conversation", bank, talk.pk)

    page = client.get(address)
    answers = [client.post(address, {"words": "Hello?"}), client.post(url("members:share", bank, talk.pk), follow=True)]

    assert CLOSED in words(page)
    assert page.context["step"] is None
    assert "You have blocked" not in page.text
    assert [answer.status_code for answer in answers] == [403, 200]
    assert all(CLOSED in words(answer) for answer in answers)
    assert "Margaret Pole" not in words(client.get(url("members:preferences", bank)))


def test_nobody_ends_what_another_set(sign_in, bank, margaret, fatima, priya):
    standing = make.make_block(margaret, fatima)

    for asker in (fatima, priya, make.admin_of(bank)):
        assert sign_in(asker).post(url("members:unblock", bank, standing.pk)).status_code == 404
    assert Block.objects.count() == 1


def test_no_page_of_staff_says_who_blocked_whom(sign_in, bank, margaret, fatima, priya):
    address = url("exchanges:member", bank, margaret.number)
    before = words(sign_in(priya).get(address))

    make.make_block(margaret, fatima)

    assert words(sign_in(priya).get(address)) == before
    assert "You have blocked" not in sign_in(priya).get(url("members:block", bank, fatima.number)).text


def test_a_report_goes_from_one_of_the_two_to_the_desk_and_back(sign_in, bank, margaret, fatima, talk, priya):
    client, address = sign_in(margaret), url("members:report_talk", bank, talk.pk)
    assert address in client.get(url("exchanges:conversation", bank, talk.pk)).text
    assert client.post(address, {"words": ""}).status_code == 400
    client.post(address, {"words": "She shouts at me."})
    report = TalkReport.objects.get()
    page = url("members:talk_report", bank, report.pk)

    client = sign_in(priya)
    desk = client.get(url("exchanges:desk", bank))
    assert page in desk.text
    assert "Margaret Pole" not in desk.text  # whose it is shows when it is opened, and that is written down
    assert page in client.get(url("members:talk_reports", bank)).text
    shown = words(client.get(page))
    assert "She shouts at me." in shown
    assert "Where were you?" in shown
    assert MemberEvent.objects.filter(kind="LETTERS_SEEN", by=priya).count() == 2
    assert client.post(page, {"done": "", "to_other": "Be kind."}).status_code == 400
    assert client.post(page, {"done": "We rang her."}).url == url("members:talk_reports", bank)
    assert client.get(page).status_code == 404
    assert page not in client.get(url("exchanges:desk", bank)).text
    own = words(sign_in(margaret).get(url("exchanges:member", bank, margaret.number)))
    assert "Messages that one of the two reported" in own


def test_a_reported_coordinator_learns_nothing(sign_in, bank, margaret, priya):
    talk = make.make_conversation(priya, margaret)
    make.make_coordinator(bank)
    report = make.make_report(talk, margaret)
    client = sign_in(priya)

    assert client.get(url("members:talk_report", bank, report.pk)).status_code == 404
    assert client.post(url("members:talk_report", bank, report.pk), {"done": "Nothing"}).status_code == 404
    for page in (url("exchanges:desk", bank), url("members:talk_reports", bank)):
        assert url("members:talk_report", bank, report.pk) not in client.get(page).text
    report.refresh_from_db()
    assert report.closed_at is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_reports_takes_as_many_queries_however_long(
    sign_in, bank, margaret, priya, django_assert_num_queries, rows
):
    for _row in range(rows):
        make.make_report(make.make_conversation(make.make_member(bank), margaret), margaret)
    client = sign_in(priya)

    with django_assert_num_queries(5):  # session, person, bank, membership, reports
        client.get(url("members:talk_reports", bank))
