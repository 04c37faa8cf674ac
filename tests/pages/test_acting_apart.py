"""Who acts for a member blocks and reports for them: the member is told, and it is written down whose deed it was."""

import pytest
from django.urls import reverse
from django.utils import timezone

from members.actions import end_mandate
from members.models import Block, MemberEvent, TalkReport
from notices.models import Notice
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def supporter(bank, margaret):
    found = make.make_member(bank, name="Una Helper")
    found.mandate = make.supporter(margaret, found)
    return found


@pytest.fixture
def talk(margaret, fatima):
    return make.make_conversation(fatima, margaret, words="Where were you?")


def url(name, bank, *parts):
    return reverse(name, args=[bank.slug, *parts])


def acting(sign_in, bank, supporter):
    client = sign_in(supporter)
    client.post(url("members:act", bank, supporter.mandate.pk))
    return client


def told(member, kind):
    found = Notice.objects.filter(recipient__key=member.actor_key, kind=kind)
    return [(each.subject, each.body) for each in found]


def test_who_acts_for_a_member_blocks_for_them_and_lets_write_again(sign_in, bank, margaret, fatima, talk, supporter):
    client, address = acting(sign_in, bank, supporter), url("members:block", bank, fatima.number)
    assert address in client.get(url("exchanges:conversation", bank, talk.pk)).text

    page = words(client.post(address, follow=True))

    standing = Block.objects.get()
    assert (standing.blocker, standing.blocked) == (margaret, fatima)
    assert "You have blocked Fatima Zahra" in page
    [(subject, body)] = told(margaret, "BLOCKED_FOR_YOU")
    assert subject == "Una Helper blocked somebody for you"
    assert "Fatima" not in subject + body
    assert MemberEvent.objects.get(member=margaret, kind="BLOCKED").by == supporter
    client.post(url("members:unblock", bank, standing.pk))
    assert not Block.objects.exists()


def test_who_acts_for_a_member_reports_for_them(sign_in, bank, margaret, fatima, talk, supporter, priya):
    client, address = acting(sign_in, bank, supporter), url("members:report_talk", bank, talk.pk)
    assert address in client.get(url("exchanges:conversation", bank, talk.pk)).text

    client.post(address, {"words": "She shouts at her."})

    report = TalkReport.objects.get()
    assert (report.by, report.conversation) == (margaret, talk)
    assert MemberEvent.objects.get(member=margaret, kind="REPORTED").by == supporter
    assert [subject for subject, _body in told(margaret, "TALK_REPORT_CLOSED")] == [
        "Una Helper reported a conversation for you"
    ]
    assert len(told(priya, "TALK_REPORTED")) == 1


def test_who_only_records_hours_for_an_organisation_does_neither(sign_in, bank, fatima, supporter):
    organisation = make.make_organisation(bank)
    talk = make.make_conversation(fatima, organisation, words="Where were you?")
    supporter.mandate = make.delegate(organisation, supporter)
    client = acting(sign_in, bank, supporter)

    for address in (url("members:block", bank, fatima.number), url("members:report_talk", bank, talk.pk)):
        assert client.post(address, {"words": "She shouts."}).status_code == 403
    assert not Block.objects.exists()
    assert not TalkReport.objects.exists()


def test_who_once_acted_blocks_nobody_any_more(sign_in, bank, fatima, supporter):
    client = acting(sign_in, bank, supporter)
    end_mandate(supporter.mandate, by=supporter, at=timezone.now())

    client.post(url("members:block", bank, fatima.number))

    assert not Block.objects.exists()
