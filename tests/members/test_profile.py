"""What members say about themselves, who may write it for them, and what others see of it."""

import pytest
from django.utils import timezone

from members.actions import end_mandate
from members.actions.gifts import GiftRefused, GiftWords, add_gift, change_gift, remove_gift
from members.actions.profiles import NotThatPart, Part, change_profile
from members.models import Gift, Member, MemberEvent
from members.reads.profiles import LANGUAGES, language_names, languages_by_name, other_banks, times_in_words
from notices.models import Notice
from tests import factories as make
from timebank.lib.errors import NotAllowed, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return make.make_bank()


@pytest.fixture
def rosa(bank):
    rosa = make.make_member(bank, name="Rosa")
    rosa.gifts.all().delete()  # what everybody said on joining
    return rosa


@pytest.fixture
def priya(bank):
    return make.make_coordinator(bank, name="Priya")


def write(member, part, by=None, **answers):
    return change_profile(member, part, answers, by=by or member, at=timezone.now())


def changes_of(member):
    found = member.events.filter(kind=MemberEvent.Kind.PROFILE_CHANGED).order_by("pk")
    return [(event.by_id, event.is_on_behalf, event.words) for event in found]


def told(member):
    return list(Notice.objects.filter(recipient__key=member.actor_key, kind="PROFILE_CHANGED").order_by("pk"))


def test_a_member_writes_a_part_of_their_profile(rosa):
    write(rosa, Part.ABOUT, about="I walk.", thanked_for="Soup")

    rosa.refresh_from_db()
    assert (rosa.about, rosa.thanked_for) == ("I walk.", "Soup")
    assert changes_of(rosa) == [(rosa.pk, False, "about you")]
    assert told(rosa) == []


def test_a_coordinator_writes_for_somebody_who_rang_and_they_are_told(bank, priya):
    ethel = make.make_member(bank, name="Ethel", email="")

    for about in ("She walks.", "She walks far."):
        write(ethel, Part.ABOUT, by=priya, about=about)
    write(ethel, Part.AREA, by=priya, area="Mill Lane")

    assert changes_of(ethel) == [
        (priya.pk, True, "about you"),
        (priya.pk, True, "about you"),
        (priya.pk, True, "where you live, roughly"),
    ]
    assert [notice.subject for notice in told(ethel)] == [
        "Priya wrote this for you: about you",
        "Priya wrote this for you: where you live, roughly",
    ]
    assert {notice.delivery for notice in told(ethel)} == {"BY_HAND"}


def test_what_stays_the_same_is_no_change(rosa, priya):
    write(rosa, Part.AREA, by=priya, area="")

    assert (changes_of(rosa), told(rosa)) == ([], [])


@pytest.mark.parametrize("who", ["other", "auditor", "stranger", "stranger who runs their bank"])
def test_nobody_else_writes_in_a_profile(bank, rosa, who):
    by = {
        "other": lambda: make.make_member(bank),
        "auditor": lambda: make.make_auditor(bank),
        "stranger": lambda: make.make_member(make.make_bank()),
        "stranger who runs their bank": lambda: make.make_coordinator(make.make_bank()),
    }[who]()
    gift = make.make_gift(rosa)

    for deed in (
        lambda: write(rosa, Part.ABOUT, by=by, about="Forged"),
        lambda: add_gift(rosa, GiftWords("HAND", "Forging"), by=by, at=timezone.now()),
        lambda: change_gift(gift, GiftWords("HAND", "Forging"), by=by, at=timezone.now()),
        lambda: remove_gift(gift, by=by, at=timezone.now()),
    ):
        with pytest.raises(NotAllowed):
            deed()

    rosa.refresh_from_db()
    assert (rosa.about, [gift.words for gift in rosa.gifts.all()]) == ("", ["Baking bread"])


@pytest.mark.parametrize(
    ("part", "answers"),
    [
        (Part.ABOUT, {"roles": ["ADMIN"]}),
        (Part.ABOUT, {"state": "LEFT"}),
        (Part.AREA, {"area": "x", "name": "Forged"}),
        (Part.SHOWS, {"photo": "photos/of-another.jpg"}),
        (Part.GIFTS, {"about": "x"}),
    ],
)
def test_a_part_holds_only_what_belongs_to_it(rosa, part, answers):
    with pytest.raises(NotThatPart):
        write(rosa, part, **answers)

    rosa.refresh_from_db()
    assert (rosa.name, rosa.state, rosa.roles, rosa.photo, rosa.area) == ("Rosa", "APPROVED", [], "", "")


def test_who_changes_their_name_is_called_so_from_then_on_and_the_old_one_is_kept(rosa):
    write(rosa, Part.NAME, name="Rosa Day")
    write(rosa, Part.NAME, name="Rose Day")

    rosa.refresh_from_db()
    assert (rosa.name, rosa.former_names, rosa.person.name) == ("Rose Day", ["Rosa", "Rosa Day"], "Rose Day")
    assert rosa.search_text.startswith("rose day")
    assert changes_of(rosa) == [(rosa.pk, False, "your name")] * 2


def test_a_name_that_comes_back_is_not_a_former_one(rosa):
    write(rosa, Part.NAME, name="Rosa Day")
    write(rosa, Part.NAME, name="Rosa")

    rosa.refresh_from_db()
    assert (rosa.name, rosa.former_names) == ("Rosa", ["Rosa Day"])


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_coordinator_names_the_person_only_where_they_belong_nowhere_else(rosa, priya, elsewhere):
    if elsewhere:
        Member.objects.filter(pk=make.make_member(make.make_bank()).pk).update(person=rosa.person)
    write(rosa, Part.NAME, by=priya, name="Rosa Day")

    rosa.refresh_from_db()
    assert (rosa.name, rosa.person.name) == ("Rosa Day", "Rosa" if elsewhere else "Rosa Day")


@pytest.mark.parametrize("state", ["LEFT", "DECLINED", "APPLICANT"])
def test_the_profile_of_who_does_not_belong_is_not_written(rosa, priya, state):
    Member.objects.filter(pk=rosa.pk).update(state=state)

    with pytest.raises(WrongState, match="is not a member now"):
        write(rosa, Part.ABOUT, by=priya, about="x")


# Gifts


def test_a_gift_is_added_changed_and_taken_out(rosa):
    gift = add_gift(rosa, GiftWords("HEAD", "  Local   history ", ["TEACH"]), by=rosa, at=timezone.now())
    assert (gift.kind, gift.words, gift.would_words) == ("HEAD", "Local history", ["I would teach this"])

    change_gift(gift, GiftWords("HEART", "Our street", ["TOGETHER", "DO"]), by=rosa, at=timezone.now())
    gift.refresh_from_db()
    assert (gift.kind, gift.words) == ("HEART", "Our street")
    assert gift.would_words == ["I would do this for somebody", "I would love to do this with others"]

    for _twice in range(2):
        remove_gift(gift, by=rosa, at=timezone.now())
    assert not Gift.objects.filter(member=rosa).exists()
    assert changes_of(rosa) == [(rosa.pk, False, "what you can do")] * 3


def test_a_gift_does_not_take_the_words_of_another(rosa):
    bread, cake = make.make_gift(rosa, words="Bread"), make.make_gift(rosa, words="Cake")

    with pytest.raises(GiftRefused, match="on the list already"):
        change_gift(cake, GiftWords("HAND", "BREAD"), by=rosa, at=timezone.now())

    assert change_gift(bread, GiftWords("HAND", "BREAD"), by=rosa, at=timezone.now()).words == "BREAD"


def test_the_same_gift_again_is_no_change(rosa):
    for _twice in range(2):
        make.make_gift(rosa)

    assert len(changes_of(rosa)) == 1


def test_a_gift_that_a_coordinator_adds_says_so_and_the_member_is_told(rosa, priya):
    gift = add_gift(rosa, GiftWords("HAND", "Bread"), by=priya, at=timezone.now())

    assert gift.added_by == priya
    assert [notice.subject for notice in told(rosa)] == ["Priya wrote this for you: what you can do"]
    assert changes_of(rosa) == [(priya.pk, True, "what you can do")]


# In words


@pytest.mark.parametrize(
    ("codes", "lines"),
    [
        ([], []),
        (["MON_AM"], ["Monday mornings"]),
        (["MON_PM", "MON_AM"], ["Monday mornings and afternoons"]),
        (["TUE_EVE", "MON_AM", "TUE_AM"], ["Monday mornings", "Tuesday mornings and evenings"]),
        (["SUN_AM", "SUN_PM", "SUN_EVE"], ["Sunday, all day"]),
        (
            [
                f"{day}_{part}"
                for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
                for part in ("AM", "PM", "EVE")
            ],
            ["Any day, at any time"],
        ),
    ],
)
def test_when_somebody_has_time_is_said_in_words(codes, lines):
    assert times_in_words(codes) == lines


def test_languages_have_their_names_and_their_own():
    assert language_names(["pl", "bfi", "xx", "en"]) == ["Polish (polski)", "British Sign Language", "English"]
    assert {"ar", "cy", "zh-hant", "so"} < set(LANGUAGES)
    assert not {"en-gb", "es-mx", "zh-cn"} & set(LANGUAGES)
    assert all(len(code) <= 12 for code in LANGUAGES)
    names = [name for _code, name in languages_by_name()]
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize(
    ("here", "there", "seen"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_another_bank_is_named_only_where_that_was_chosen_in_both(bank, rosa, here, there, seen):
    elsewhere = make.make_bank(name="Hillside")
    twin = make.make_member(elsewhere)
    Member.objects.filter(pk=twin.pk).update(person=rosa.person, shows=["BANKS"] if there else [])
    rosa.shows = ["BANKS"] if here else []

    assert other_banks(rosa) == (["Hillside"] if seen else [])


@pytest.mark.parametrize("state", ["LEFT", "PAUSED", "APPLICANT"])
def test_a_bank_to_which_somebody_does_not_belong_now_is_not_named(rosa, state):
    twin = make.make_member(make.make_bank())
    Member.objects.filter(pk=twin.pk).update(person=rosa.person, shows=["BANKS"], state=state)
    rosa.shows = ["BANKS"]

    assert other_banks(rosa) == []


def test_who_acts_for_a_member_writes_in_their_profile_and_they_are_told(bank, rosa):
    daughter = make.make_member(bank, name="Ana")
    mandate = make.supporter(rosa, daughter)

    write(rosa, Part.ABOUT, by=daughter, about="She walks.")
    assert changes_of(rosa) == [(daughter.pk, True, "about you")]
    assert [notice.subject for notice in told(rosa)] == ["Ana wrote this for you: about you"]

    end_mandate(mandate, by=rosa, at=timezone.now())
    with pytest.raises(NotAllowed):
        write(rosa, Part.ABOUT, by=daughter, about="She runs.")


@pytest.mark.parametrize(("kind", "may"), [("MANAGER", True), ("RECORDER", False)])
def test_who_keeps_an_organisations_page_writes_it_not_who_records_its_hours(bank, kind, may):
    choir, delegate = make.make_organisation(bank), make.make_member(bank)
    make.delegate(choir, delegate, kind)

    if may:
        assert write(choir, Part.ABOUT, by=delegate, about="We sing.").about == "We sing."
    else:
        with pytest.raises(NotAllowed):
            write(choir, Part.ABOUT, by=delegate, about="We sing.")
