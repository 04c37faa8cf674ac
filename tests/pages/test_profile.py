"""The pages of a profile: one's own, a coordinator's for somebody who rang, and the member page that others see."""

import pytest
from django.urls import reverse

from members.models import Gift, Member, MemberEvent
from tests import factories as make
from tests.pages.reading import words

pytestmark = pytest.mark.django_db
FORGED = {
    "member": "1",
    "bank": "1",
    "role": "ADMIN",
    "roles": "ADMIN",
    "state": "LEFT",
    "number": "1",
    "photo": "x.jpg",
}
PARTS = {
    "about": ({"about": "I walk.", "thanked_for": "Soup"}, {"about": "I walk.", "thanked_for": "Soup"}),
    "languages": (
        {"language_1": "cy", "language_2": "", "language_3": "cy", "language_4": "bfi"},
        {"languages": ["cy", "bfi"]},
    ),
    "times": ({"availability": ["MON_AM", "SUN_EVE", "MON_AM"]}, {"availability": ["MON_AM", "SUN_EVE"]}),
    "access": ({"access_needs": "No stairs"}, {"access_needs": "No stairs"}),
    "area": ({"area": "Mill Lane"}, {"area": "Mill Lane"}),
    "telephone": ({"telephone": "01632 960199"}, {"telephone": "01632 960199"}),
    "shows": ({"shows": ["ABOUT", "EMAIL"]}, {"shows": ["ABOUT", "EMAIL"]}),
}


def url(name, member, *parts):
    return reverse(f"members:{name}", args=[member.bank.slug, member.number, *parts])


def member_url(member):
    return reverse("exchanges:member", args=[member.bank.slug, member.number])


def kept(member, names):
    member = Member.objects.get(pk=member.pk)
    return {name: getattr(member, name) for name in names}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_saved_and_forged_fields_change_nothing(sign_in, margaret, part):
    typed, saved = PARTS[part]
    guarded = ["bank_id", "name", "number", "roles", "state", "kind", "photo", "account_id", "person_id"]
    before = kept(margaret, guarded)

    answer = sign_in(margaret).post(url(f"profile_{part}", margaret), {**FORGED, **typed})

    assert (answer.status_code, answer.url) == (302, url("profile", margaret))
    assert kept(margaret, saved) == saved
    assert kept(margaret, guarded) == before


@pytest.mark.parametrize(
    ("part", "typed", "field"),
    [
        ("about", {"about": "x" * 2001}, "about"),
        ("about", {"thanked_for": "a\x00b"}, "thanked_for"),
        ("languages", {"language_1": "xx"}, "language_1"),
        ("times", {"availability": ["NEVER"]}, "availability"),
        ("access", {"access_needs": "x" * 501}, "access_needs"),
        ("area", {"area": "x" * 61}, "area"),
        ("telephone", {"telephone": "12"}, "telephone"),
        ("shows", {"shows": ["BALANCE"]}, "shows"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(sign_in, margaret, part, typed, field):
    page = sign_in(margaret).post(url(f"profile_{part}", margaret), typed)

    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert not margaret.events.filter(kind=MemberEvent.Kind.PROFILE_CHANGED).exists()


def test_a_coordinator_writes_for_somebody_and_the_page_says_so(sign_in, priya, margaret):
    client = sign_in(priya)

    page = words(client.get(url("profile_about", margaret)))
    client.post(url("profile_about", margaret), {"about": "She walks."})

    assert "You write this for Margaret Pole, who told you." in page
    assert kept(margaret, ["about"]) == {"about": "She walks."}
    event = margaret.events.get(kind=MemberEvent.Kind.PROFILE_CHANGED)
    assert (event.by, event.is_on_behalf) == (priya, True)


def test_a_telephone_number_that_a_coordinator_opens_is_a_look(sign_in, priya, margaret):
    client = sign_in(priya)

    overview = client.get(url("profile", margaret))
    assert "01632 960000" not in overview.text
    assert not margaret.events.filter(kind=MemberEvent.Kind.CONTACT_SEEN).exists()

    assert "01632 960000" in client.get(url("profile_telephone", margaret)).text
    assert margaret.events.get(kind=MemberEvent.Kind.CONTACT_SEEN).by == priya
    sign_in(margaret).get(url("profile_telephone", margaret))
    assert margaret.events.filter(kind=MemberEvent.Kind.CONTACT_SEEN).count() == 1


def test_gifts_are_added_changed_and_taken_out(sign_in, margaret):
    margaret.gifts.all().delete()
    client = sign_in(margaret)

    client.post(url("profile_gifts", margaret), {"words": "Bread", "kind": "HAND", "would": ["DO", "DO", "TEACH"]})
    gift = Gift.objects.get(member=margaret)
    assert (gift.words, gift.kind, gift.would, gift.added_by) == ("Bread", "HAND", ["DO", "TEACH"], margaret)

    client.post(url("profile_gift", margaret, gift.pk), {"words": "Cake", "kind": "HEART"})
    gift.refresh_from_db()
    assert (gift.words, gift.kind, gift.would) == ("Cake", "HEART", [])

    answer = client.post(url("profile_gift", margaret, gift.pk), {"remove": "1"}, follow=True)
    assert "Taken out: Cake." in words(answer)
    assert not Gift.objects.filter(member=margaret).exists()


@pytest.mark.parametrize("typed", [{"kind": "HAND"}, {"words": "Bread"}, {"words": "Bread", "kind": "FOOT"}])
def test_a_gift_without_words_or_kind_is_refused(sign_in, margaret, typed):
    assert sign_in(margaret).post(url("profile_gifts", margaret), typed).status_code == 400


def test_a_gift_of_somebody_else_is_not_there(sign_in, margaret, fatima, priya):
    gift = make.make_gift(fatima)

    for client, whose in ((sign_in(margaret), margaret), (sign_in(priya), margaret)):
        assert client.get(url("profile_gift", whose, gift.pk)).status_code == 404
        assert client.post(url("profile_gift", whose, gift.pk), {"remove": "1"}).status_code == 404
    assert Gift.objects.filter(pk=gift.pk).exists()


def test_a_photo_is_sent_and_taken_down(sign_in, margaret):
    client = sign_in(margaret)

    client.post(url("profile_photo", margaret), {"photo": make.make_picture()})
    assert kept(margaret, ["photo"])["photo"].startswith("photos/")

    client.post(url("profile_photo", margaret), {"remove": "1"})
    assert kept(margaret, ["photo"]) == {"photo": ""}


def test_a_picture_that_cannot_be_taken_is_refused_in_words(sign_in, margaret, monkeypatch):
    client, address = sign_in(margaret), url("profile_photo", margaret)
    broken = make.make_picture()
    broken.truncate(200)

    assert "Choose a picture first." in words(client.post(address, {}))
    assert "We cannot read this file as a picture." in words(client.post(address, {"photo": broken}))
    monkeypatch.setattr("members.forms.profiles.MOST_BYTES", 100)
    refused = client.post(address, {"photo": make.make_picture((600, 400))})
    assert (refused.status_code, "Send a smaller one." in words(refused)) == (400, True)
    assert kept(margaret, ["photo"]) == {"photo": ""}


@pytest.mark.parametrize("gifts", [1, 3])
def test_a_profile_takes_seven_queries_however_much_it_says(sign_in, margaret, django_assert_num_queries, gifts):
    margaret.gifts.all().delete()
    for number in range(gifts):
        make.make_gift(margaret, words=f"Gift {number}")
    client = sign_in(margaret)

    with django_assert_num_queries(7):  # session, person, bank, membership, member, gifts, what they chose to hear
        client.get(url("profile", margaret))


# What others see

SHOWN = {
    "ABOUT": "I walk by the river.",
    "GIFTS": "Baking bread",
    "AREA": "Weaver Street",
    "LANGUAGES": "British Sign Language",
    "AVAILABILITY": "Monday mornings and afternoons",
    "ACCESS": "No stairs, please",
    "TELEPHONE": "01632 960000",
    "EMAIL": "margaret@example.org",
    "BANKS": "Hillside",
    "PHOTO": "Photo of Margaret Pole",
}


@pytest.fixture
def open_hearted(bank):
    """A member who has written something everywhere."""
    margaret = make.make_member(bank, name="Margaret Pole", email="margaret@example.org")
    twin = make.make_member(make.make_bank(name="Hillside"))
    Member.objects.filter(pk=twin.pk).update(person=margaret.person, shows=["BANKS"])
    make.make_gift(margaret)
    make.hang_photo(margaret)
    Member.objects.filter(pk=margaret.pk).update(
        about="I walk by the river.",
        area="Weaver Street",
        languages=["bfi"],
        availability=["MON_AM", "MON_PM"],
        access_needs="No stairs, please",
        shows=[],
    )
    return margaret


def seen_of(member, client):
    page = client.get(member_url(member))
    text = words(page) + " ".join(part for part in page.text.split('alt="')[1:])
    return {item for item, said in SHOWN.items() if said in text}


def test_a_member_page_shows_nothing_that_was_not_chosen(sign_in, open_hearted, fatima):
    assert seen_of(open_hearted, sign_in(fatima)) == set()


@pytest.mark.parametrize("item", SHOWN)
@pytest.mark.parametrize("who", ["member", "coordinator"])
def test_a_member_page_shows_each_item_that_was_chosen_and_no_other(sign_in, open_hearted, fatima, priya, item, who):
    Member.objects.filter(pk=open_hearted.pk).update(shows=[item])

    assert seen_of(open_hearted, sign_in(fatima if who == "member" else priya)) == {item}


def test_the_list_and_listings_show_no_area_that_is_hidden(sign_in, open_hearted, fatima):
    listing = make.make_listing(open_hearted)
    client, bank = sign_in(fatima), fatima.bank
    pages = [
        reverse("members:members", args=[bank.slug]),
        reverse("exchanges:listings", args=[bank.slug]),
        reverse("exchanges:listing", args=[bank.slug, listing.pk]),
    ]

    hidden = ["Weaver Street" in client.get(page).text for page in pages]
    Member.objects.filter(pk=open_hearted.pk).update(shows=["AREA"])
    shown = ["Weaver Street" in client.get(page).text for page in pages]

    assert (hidden, shown) == ([False] * 3, [True] * 3)


def test_who_is_under_18_is_no_page_for_others(sign_in, bank, fatima, priya):
    young = make.make_minor(bank)

    answers = [sign_in(asker).get(member_url(young)).status_code for asker in (fatima, priya, young)]

    assert answers == [404, 200, 200]


def test_who_acts_for_a_member_is_not_offered_their_rest_or_leaving(sign_in, client, margaret, fatima):
    mandate = make.supporter(margaret, fatima)
    sign_in(fatima).post(reverse("members:act", args=[margaret.bank.slug, mandate.pk]))

    said = words(client.get(url("profile", margaret)))

    assert ("Your profile" in said, "Leave the time bank" in said, "Your member card" in said) == (True, False, False)


def test_ones_own_profile_leads_to_who_acts_and_to_the_card_and_a_coordinators_view_of_it_does_not(
    sign_in, margaret, priya
):
    beyond = [url(name, margaret) for name in ("mandates", "checks", "card")]
    beyond += [reverse("exchanges:done_for", args=[margaret.bank.slug, margaret.number])]
    beyond += [reverse("members:terms", args=[margaret.bank.slug])]

    client = sign_in(margaret)
    page = client.get(url("profile", margaret)).content.decode()
    assert [address for address in beyond if f'href="{address}"' not in page] == []
    assert {client.get(address).status_code for address in beyond} == {200}

    page = sign_in(priya).get(url("profile", margaret)).content.decode()
    assert [address for address in beyond if f'href="{address}"' in page] == []
