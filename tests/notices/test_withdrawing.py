"""What is moot is not sent any more: a plan that was cancelled is not announced for tomorrow."""

from datetime import timedelta

import pytest

from notices import actions
from notices.models import Notice
from tests.notices.conftest import NOW, TO_MARGARET

PATH = TO_MARGARET.path
TO_ANOTHER = {"recipient_key": "member:31"}
KINDS = ["TOMORROW", "DID_IT_HAPPEN"]


def withdraw() -> None:
    actions.withdraw("riverside", PATH, kinds=KINDS)


def left() -> set[Notice]:
    return set(Notice.objects.all())


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_neither_sent_nor_listed(margaret, tell, post_office):
    notice = tell(kind="TOMORROW")

    withdraw()
    actions.deliver(notice.pk, at=NOW)

    assert (left(), post_office.asked) == (set(), 0)


def test_it_waits_on_the_desk_no_more(bartholomew, tell):
    tell(kind="TOMORROW", recipient_key=bartholomew)

    withdraw()

    assert list(Notice.objects.to_pass_on("riverside")) == []


def test_what_is_only_listed_goes_from_the_list(margaret, tell):
    tell(kind="TOMORROW", important=False)

    withdraw()

    assert left() == set()


def test_what_they_have_read_stays_listed_and_is_not_sent(margaret, tell):
    notice = tell(kind="TOMORROW")
    actions.mark_read(notice, at=NOW)

    withdraw()

    (read,) = left()
    assert (read.delivery, read.next_attempt_at) == (Notice.Delivery.IN_APP_ONLY, None)


def test_what_was_sent_or_passed_on_stays(margaret, bartholomew, tell):
    sent, told = tell(kind="TOMORROW"), tell(kind="TOMORROW", recipient_key=bartholomew)
    Notice.objects.filter(pk=sent.pk).update(sent_at=NOW, next_attempt_at=None)
    actions.mark_told(told, by="member:2", at=NOW)

    withdraw()

    assert left() == {sent, told}
    assert Notice.objects.get(pk=sent.pk).delivery == Notice.Delivery.EMAIL


@pytest.mark.parametrize(
    "other", [{"kind": "CANCELLED"}, {"path": "/riverside/exchanges/5/"}, {"bank": "ashby"}], ids=str
)
def test_other_kinds_pages_and_banks_stay(margaret, tell, other):
    notice = tell(**{"kind": "TOMORROW"} | other)

    withdraw()

    assert left() == {notice}
    assert Notice.objects.get().next_attempt_at == NOW


def test_it_can_be_told_again_for_another_day(margaret, tell):
    tell(kind="TOMORROW", dedupe_key="plan:4")
    withdraw()

    again = actions.tell(TO_MARGARET, at=NOW + timedelta(days=1))

    assert left() == {again}


@pytest.mark.parametrize("times", [1, 3])
def test_it_asks_the_same_for_one_as_for_three_and_again_does_no_harm(margaret, tell, times, django_assert_num_queries):
    for _ in range(times):
        tell(kind="TOMORROW")

    # Whether there is any; a savepoint and its end, what goes in their letters, what is read, the rest.
    with django_assert_num_queries(6):
        withdraw()
    with django_assert_num_queries(1):
        withdraw()


def test_it_may_be_withdrawn_for_one_person_only(margaret, bartholomew, tell):
    tell(kind="TOMORROW")
    stays = tell(kind="TOMORROW", recipient_key=bartholomew)

    actions.withdraw("riverside", PATH, kinds=KINDS, to=[margaret])

    assert left() == {stays}


@pytest.mark.parametrize(
    ("told", "is_left"),
    [
        ({"kind": "REQUEST_FITS"}, False),
        ({"kind": "REQUEST_FITS", "important": False}, False),
        ({"kind": "NEW_KIND"}, True),  # one that nobody entered may concern their safety
        ({"kind": "ON_BEHALF"}, True),
        ({"kind": "LETTER"}, True),  # named
        ({"kind": "REQUEST_FITS", "about_key": "member:41"}, True),
        ({"kind": "REQUEST_FITS", "about_key": ""}, True),
        ({"kind": "REQUEST_FITS"} | TO_ANOTHER, True),
        ({"kind": "DELEGATE_TOLD", "of_kind": "INTRODUCED", "recipient_key": "member:31"}, True),
        (
            {"kind": "DELEGATE_TOLD", "of_kind": "INTRODUCED", "recipient_key": "member:31", "of_key": "member:12"},
            False,
        ),
    ],
    ids=str,
)
def test_what_brings_somebody_to_a_recipient_is_withdrawn(margaret, bartholomew, tell, told, is_left):
    tell(**{"about_key": "member:40"} | told)

    actions.withdraw_about([margaret], ["member:40", "member:42"], but=["LETTER"])

    assert bool(left()) == is_left


def test_what_brings_somebody_stays_listed_where_it_was_read_and_stays_where_it_was_sent(margaret, tell):
    read, sent = (tell(kind="REQUEST_FITS", about_key="member:40") for _each in range(2))
    actions.mark_read(read, at=NOW)
    Notice.objects.filter(pk=sent.pk).update(sent_at=NOW, next_attempt_at=None)

    actions.withdraw_about([margaret], ["member:40"])

    assert dict(Notice.objects.values_list("pk", "delivery")) == {read.pk: "IN_APP_ONLY", sent.pk: "EMAIL"}
