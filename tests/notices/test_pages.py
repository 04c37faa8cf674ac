"""My list of notices: mine alone, new ones marked, and no way to another site."""

import pytest
from django.urls import reverse

from notices.models import Notice
from tests.factories import make_bank, make_member

LIST = "/me/notices/"


@pytest.fixture
def me(db, client):
    """Somebody signed in, whom nobody has told anything yet."""
    member = make_member(make_bank())
    Notice.objects.all().delete()
    client.force_login(member.person)
    return member


def test_my_notices_stand_newest_first_across_my_banks(client, me, tell):
    elsewhere = make_member(make_bank())
    elsewhere.person = me.person
    elsewhere.save(update_fields=["person"])
    somebody = make_member(make_bank())
    Notice.objects.all().delete()
    older = tell(recipient_key=me.actor_key)
    newer = tell(recipient_key=elsewhere.actor_key)
    tell(recipient_key=somebody.actor_key)

    response = client.get(LIST)

    assert response.context["notices"] == [newer, older]
    assert response.context["unread"] == 2


def test_the_words_are_shown_as_written_and_never_as_markup(client, me, tell):
    tell(recipient_key=me.actor_key, subject="<b>Łucja</b> & قيس", body="<script>1</script>\nSecond line")

    page = client.get(LIST).content.decode()

    assert "&lt;b&gt;Łucja&lt;/b&gt; &amp; قيس" in page
    assert "&lt;script&gt;1&lt;/script&gt;\nSecond line" in page


def test_with_nothing_to_say_the_list_says_what_will_come(client, me):
    page = client.get(LIST).content.decode()

    assert "Nothing yet. What your time banks tell you shows here, newest first." in page
    assert "Mark all as read" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_five_things(client, me, tell, rows, django_assert_num_queries):
    for _ in range(rows):
        tell(recipient_key=me.actor_key)

    with django_assert_num_queries(5):  # session, person, memberships, notices, how many are new
        client.get(LIST)


def test_pages_of_twenty_neither_repeat_nor_skip(client, me, tell):
    told = [tell(recipient_key=me.actor_key).pk for _ in range(41)]
    seen, url = [], LIST

    while url:
        context = client.get(url).context
        seen += [notice.pk for notice in context["notices"]]
        tell(recipient_key=me.actor_key)  # one more arrives while I read
        url = context["older_url"]

    assert seen == told[::-1]


@pytest.mark.parametrize("before", ["", "0", "-1", "x", "1.5", "9" * 40, "٣", "1'--"])
def test_a_page_that_cannot_be_is_the_first_or_an_empty_one(client, me, tell, before):
    tell(recipient_key=me.actor_key)

    assert client.get(LIST, {"before": before}).status_code == 200


def test_opening_one_marks_it_read_and_goes_to_its_page(client, me, tell):
    notice = tell(recipient_key=me.actor_key)

    response = client.get(reverse("notices_open", args=[notice.pk]))

    assert (response.status_code, response["Location"]) == (302, "/riverside/exchanges/4/")
    assert Notice.objects.get(pk=notice.pk).read_at is not None


def test_opening_one_without_a_page_comes_back_to_the_list(client, me, tell):
    notice = tell(recipient_key=me.actor_key, path="")

    assert client.get(reverse("notices_open", args=[notice.pk]))["Location"] == LIST


def test_somebody_elses_notice_cannot_be_found(client, me, tell):
    others = make_member(make_bank())
    notice = tell(recipient_key=others.actor_key)

    response = client.get(reverse("notices_open", args=[notice.pk]))

    assert response.status_code == 404
    assert Notice.objects.get(pk=notice.pk).read_at is None


@pytest.mark.parametrize("number", [0, 404404, 10**30])
def test_a_notice_that_is_not_there_cannot_be_found(client, me, number):
    assert client.get(reverse("notices_open", args=[number])).status_code == 404


def test_marking_all_read_marks_what_i_saw_and_nothing_of_others(client, me, tell):
    others = make_member(make_bank())
    foreign = tell(recipient_key=others.actor_key)
    seen = tell(recipient_key=me.actor_key)
    later = tell(recipient_key=me.actor_key)

    response = client.post(reverse("notices_read_all"), {"newest": seen.pk})

    assert response["Location"] == LIST
    unread = set(Notice.objects.unread())
    assert seen not in unread
    assert {foreign, later} <= unread


@pytest.mark.parametrize("newest", ["", "0", "-3", "x", "9" * 40, "<b>"])
def test_marking_all_read_without_saying_which_marks_nothing(client, me, tell, newest):
    notice = tell(recipient_key=me.actor_key)

    page = client.post(reverse("notices_read_all"), {"newest": newest}, follow=True).content.decode()

    assert "We could not tell which notices you have seen. Press the button again." in page
    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_reading_all_is_no_link(client, me):
    assert client.get(reverse("notices_read_all")).status_code == 405


@pytest.mark.parametrize("name", ["notices", "notices_read_all"])
def test_a_visitor_is_sent_to_sign_in(db, client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
